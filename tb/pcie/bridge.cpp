// SPDX-License-Identifier: Apache-2.0
#include "pcie/bridge.hpp"

#include <bit>

namespace openpml::pcie {
namespace {
constexpr unsigned kAccessLimit = 20000;  // cycles for one access of the host
}

Bridge::Bridge(const BoardHalf& half, uint64_t seed)
    : half_(half), rng_(seed), dut_(make_dut(half, seed)), dram_(7), master_(half.bytes, seed * 3 + 1),
      host_port_({half.bytes, 60, 180, "host memory"}, host_, seed * 3 + 2),
      dram_port_({half.bytes, 10, 40, "board DRAM"}, dram_, seed * 3 + 3) {
  if (half.windowed)
    host_port_.set_translation(
        [this](uint64_t address) { return uint64_t{translation_hi_} << 32 | (address & 0xFFFFFFFF); });
  perst();
}

void Bridge::step() {
  in_.s = master_.drive();
  in_.m = host_port_.drive();
  in_.d = dram_port_.drive();
  in_.c = drive_registers();
  dut_->eval(in_, out_);
  dut_->clock();
  if (in_.rst_n) {
    master_.step(out_.s);
    MasterPins host = out_.m;
    if (half_.windowed) host.aw.addr &= 0xFFFFFFFF, host.ar.addr &= 0xFFFFFFFF;  // the IP has 32 address pins
    host_port_.step(host);
    dram_port_.step(out_.d);
    step_registers();
    interrupts();
  }
  ++cycle_;
}

void Bridge::perst() {
  in_.rst_n = false;
  master_.reset();
  host_port_.reset();
  dram_port_.reset();
  in_.usr_irq_ack = 0;
  in_.msi_grant = false;
  request_before_ = granted_ = false;
  usr_before_ = 0;
  ack_wait_ = 0;
  translation_hi_ = 0;
  regs_ = {};
  enable_interrupts(false);
  run(8);
  in_.rst_n = true;
  run(64);  // the unit's own reset is 16 cycles longer
}

void Bridge::set_link(bool up) {
  in_.link_up = up;
  host_port_.set_failing(!up);
  if (!up) enable_interrupts(false);  // the configuration is gone too
}

void Bridge::enable_interrupts(bool on, unsigned messages_log2) {
  interrupts_on_ = on;
  messages_log2_ = messages_log2;
  in_.msix_enable = half_.msix && on;
  in_.msi_enable = !half_.msix && on;
  in_.msi_width = static_cast<uint8_t>(half_.msix ? 0 : messages_log2);
}

// One request at a time; the answer after a random wait; the message counts when it is answered.
void Bridge::interrupts() {
  in_.usr_irq_ack = 0;
  in_.msi_grant = false;
  if (half_.msix) {
    const uint16_t now = out_.usr_irq_req;
    if (std::popcount(now) > 1) problems_.push_back("two user interrupts at once");
    if (usr_before_ != 0 && !granted_ && interrupts_on_ && (now & usr_before_) == 0)
      problems_.push_back("a user interrupt was withdrawn before its ack");
    if (usr_before_ == 0 && now != 0) ack_wait_ = 1 + static_cast<unsigned>(rng_.below(20)), granted_ = false;
    if (now != 0 && !granted_ && interrupts_on_ && --ack_wait_ == 0) {
      in_.usr_irq_ack = now;
      granted_ = true;
      messages_.push_back(static_cast<unsigned>(std::countr_zero(now)));
    } else if (now != 0 && !interrupts_on_) {
      ack_wait_ = 1;
    }
    usr_before_ = now;
    return;
  }
  const bool now = out_.msi_request;
  if (now && !request_before_) {
    if (!interrupts_on_) problems_.push_back("an MSI request while MSI is off");
    if (out_.msi_num >> messages_log2_ != 0) problems_.push_back("an MSI number that the host did not allow");
    ack_wait_ = 1 + static_cast<unsigned>(rng_.below(20));
    granted_ = false;
  } else if (now && out_.msi_num != num_before_) {
    problems_.push_back("the MSI number changed under its request");
  }
  if (!now && request_before_ && !granted_ && interrupts_on_)
    problems_.push_back("an MSI request was withdrawn before its grant");
  if (now && !granted_ && interrupts_on_ && --ack_wait_ == 0) {
    in_.msi_grant = true;
    granted_ = true;
    messages_.push_back(out_.msi_num);
  } else if (now && !interrupts_on_) {
    ack_wait_ = 1;
  }
  num_before_ = out_.msi_num;
  request_before_ = now;
}

LiteSlavePins Bridge::drive_registers() {
  regs_.awready = regs_.wready = !regs_.bvalid && out_.c.awvalid && out_.c.wvalid;
  regs_.arready = !regs_.rvalid;
  return regs_;
}

void Bridge::step_registers() {
  const LiteMasterPins& c = out_.c;
  const bool write = regs_.awready && c.awvalid && c.wvalid, read = regs_.arready && c.arvalid;
  if (regs_.bvalid && c.bready) regs_.bvalid = false;
  if (regs_.rvalid && c.rready) regs_.rvalid = false;
  if (write) {
    if (c.awaddr == 0x208) translation_hi_ = c.wdata;
    regs_.bvalid = true;
    regs_.bresp = 0;
  }
  if (read) {
    regs_.rdata = c.araddr == 0x208 ? translation_hi_ : 0;
    regs_.rvalid = true;
    regs_.rresp = 0;
  }
}

bool Bridge::finish(unsigned limit) {
  for (unsigned i = 0; i < limit && !master_.idle(); ++i) step();
  return master_.idle();
}

bool Bridge::store32(uint32_t bus_address, uint32_t value) {
  W w{true, {}, 0, true};
  const unsigned lane = bus_address % half_.bytes;
  for (unsigned i = 0; i < 4; ++i) w.data[lane + i] = static_cast<uint8_t>(value >> (8 * i));
  w.strb = 0xFu << lane;
  const size_t burst = master_.write({true, 0, bus_address, 0, 2, 1}, {w});
  return finish(kAccessLimit) && master_.write_burst(burst).resp == 0;
}

bool Bridge::store64(uint32_t bus_address, uint64_t value) {
  W w{true, {}, 0, true};
  const unsigned lane = bus_address % half_.bytes;
  for (unsigned i = 0; i < 8; ++i) w.data[lane + i] = static_cast<uint8_t>(value >> (8 * i));
  w.strb = 0xFFu << lane;
  const size_t burst = master_.write({true, 0, bus_address, 0, 3, 1}, {w});
  return finish(kAccessLimit) && master_.write_burst(burst).resp == 0;
}

bool Bridge::load32(uint32_t bus_address, uint32_t& value) {
  const size_t burst = master_.read({true, 0, bus_address, 0, 2, 1});
  value = 0;
  if (!finish(kAccessLimit)) return false;
  const unsigned lane = bus_address % half_.bytes;
  for (unsigned i = 0; i < 4; ++i) value |= uint32_t{master_.read_burst(burst).data[0][lane + i]} << (8 * i);
  return master_.read_burst(burst).resp == 0;
}

bool Bridge::load_bus_word(uint32_t bus_address, Data& value) {
  const auto size = static_cast<uint8_t>(std::countr_zero(half_.bytes));
  const size_t burst = master_.read({true, 0, bus_address, 0, size, 1});
  if (!finish(kAccessLimit)) return false;
  value = master_.read_burst(burst).data[0];
  return master_.read_burst(burst).resp == 0;
}

std::vector<std::string> Bridge::problems() const {
  std::vector<std::string> all = problems_;
  for (const auto* side : {&master_.problems(), &host_port_.problems(), &dram_port_.problems()})
    all.insert(all.end(), side->begin(), side->end());
  return all;
}

}  // namespace openpml::pcie
