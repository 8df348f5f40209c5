// SPDX-License-Identifier: Apache-2.0
// Dom0: the register port, cycle by cycle, and the blocking accesses on top of it.
#include "openpml/dom0.hpp"

#include <memory>

#include "openpml/regs.hpp"

namespace openpml {

Dom0::Dom0(const Params& p, AxiMemory& mem, uint64_t seed)
    : p_(p), mem_(mem), rng_(seed), vms_(p.n_vm), log_base_(p.n_vcpu), exits_(p.n_vcpu) {}

uint32_t Dom0::vm_reg(unsigned vm, uint32_t off) { return regs::VM_BASE + vm * regs::VM_STRIDE + off; }
uint32_t Dom0::vcpu_reg(unsigned vcpu, uint32_t off) { return regs::VCPU_BASE + vcpu * regs::VCPU_STRIDE + off; }
uint32_t Dom0::vec_reg(unsigned vec, uint32_t off) { return regs::VEC_BASE + vec * regs::VEC_STRIDE + off; }

void Dom0::drive(Inputs& in) {
  const auto keep_back = [&] { return jitter_ != 0 && (rng_.next() & 255) < jitter_; };
  if (phase_ == Phase::Idle) {
    in.s_awvalid = in.s_wvalid = in.s_arvalid = false;
    if (!ops_.empty()) {
      phase_ = ops_.front().write ? Phase::Write : Phase::Read;
      aw_done_ = w_done_ = aw_on_ = w_on_ = ar_on_ = false;
    }
  }
  if (phase_ == Phase::Write) {
    const Op& o = ops_.front();
    aw_on_ = !aw_done_ && (aw_on_ || !keep_back());
    w_on_ = !w_done_ && (w_on_ || !keep_back());
    in.s_awvalid = aw_on_;
    in.s_awaddr = static_cast<uint16_t>(o.addr);
    in.s_wvalid = w_on_;
    in.s_wdata = o.data;
    in.s_wstrb = o.strb;
  } else if (phase_ == Phase::Read) {
    ar_on_ = ar_on_ || !keep_back();
    in.s_arvalid = ar_on_;
    in.s_araddr = static_cast<uint16_t>(ops_.front().addr);
  } else {
    in.s_awvalid = in.s_wvalid = in.s_arvalid = false;
  }
  in.s_bready = !keep_back();
  in.s_rready = !keep_back();
}

void Dom0::observe(const Inputs& in, const Outputs& out) {
  ++now_;
  switch (phase_) {
    case Phase::Idle: break;
    case Phase::Write:
      if (in.s_awvalid && out.s_awready) aw_done_ = true;
      if (in.s_wvalid && out.s_wready) w_done_ = true;
      if (aw_done_ && w_done_) phase_ = Phase::WaitB;
      break;
    case Phase::Read:
      if (in.s_arvalid && out.s_arready) phase_ = Phase::WaitR;
      break;
    case Phase::WaitB:
      if (out.s_bvalid && in.s_bready) {
        Op o = std::move(ops_.front());
        ops_.pop_front();
        phase_ = Phase::Idle;
        if (o.wdone) o.wdone(out.s_bresp == kOkay);
      }
      break;
    case Phase::WaitR:
      if (out.s_rvalid && in.s_rready) {
        Op o = std::move(ops_.front());
        ops_.pop_front();
        phase_ = Phase::Idle;
        if (o.rdone) o.rdone(out.s_rdata, out.s_rresp == kOkay);
      }
      break;
  }
  if (out.irq_valid && in.irq_ready) {
    ++n_irqs_;
    irq_seen_ = true;
    if (on_irq) on_irq(out.irq_vec);
  }
  if (out.guest_exit != 0 || exits_pending_ != 0) serve_exits(out);
  if (ring_bytes_) poll_ring();
  while (!releases_.empty() && releases_.front().due <= now_) {
    const Timed t = releases_.front();
    releases_.pop_front();
    if (t.life == vms_[t.vm].life) release(t.vm, t.buffer);
  }
}

bool Dom0::idle() const {
  if (!ops_.empty() || phase_ != Phase::Idle || !releases_.empty() || waiting_releases_ != 0) return false;
  for (const auto& v : vms_)
    if (v.harvest_waiting) return false;
  return exits_pending_ == 0;
}

void Dom0::on_reset() {
  ops_.clear();
  phase_ = Phase::Idle;
  ring_bytes_ = nullptr;
  cons_ = cons_written_ = 0;
  cons_busy_ = irq_seen_ = false;
  releases_.clear();
  waiting_releases_ = 0;
  for (auto& e : exits_) e = {};
  exits_pending_ = 0;
  for (unsigned i = 0; i < vms_.size(); ++i) {
    new_life(i);
    vms_[i].configured = false;
    vms_[i].raw_cons_posted = false;
  }
}

void Dom0::new_life(unsigned vm) {
  Vm& v = vms_[vm];
  ++v.life;
  v.harvest_waiting = false;
  std::erase_if(releases_, [&](const Timed& t) { return t.vm == vm; });
}

void Dom0::post_write(uint32_t addr, uint32_t data, WriteDone done, uint8_t strb) {
  ops_.push_back({true, addr, data, strb, std::move(done), {}});
}
void Dom0::post_read(uint32_t addr, ReadDone done) { ops_.push_back({false, addr, 0, 0xF, {}, std::move(done)}); }

void Dom0::wait(const std::function<bool()>& done, const std::string& what) {
  constexpr uint64_t kLimit = 10'000'000;
  for (uint64_t i = 0; !done(); ++i) {
    if (i == kLimit) throw SimError("dom0 waited " + std::to_string(kLimit) + " cycles for " + what);
    tick_();
  }
}

void Dom0::must(bool ok, const std::string& what) const {
  if (!ok) throw SimError("dom0: " + what);
}

bool Dom0::write32(uint32_t addr, uint32_t data, uint8_t strb) {
  const auto answer = std::make_shared<std::optional<bool>>();
  post_write(
      addr, data, [answer](bool ok) { *answer = ok; }, strb);
  wait([&] { return answer->has_value(); }, "a register write to " + std::to_string(addr));
  return **answer;
}

bool Dom0::write64(uint32_t addr, uint64_t data) {
  const bool lo = write32(addr, static_cast<uint32_t>(data));
  const bool hi = write32(addr + 4, static_cast<uint32_t>(data >> 32));
  return lo && hi;
}

uint32_t Dom0::read32(uint32_t addr, bool* ok) {
  struct Answer {
    uint32_t data = 0;
    bool ok = false, there = false;
  };
  const auto answer = std::make_shared<Answer>();
  post_read(addr, [answer](uint32_t d, bool good) { *answer = {d, good, true}; });
  wait([&] { return answer->there; }, "a register read of " + std::to_string(addr));
  if (ok) *ok = answer->ok;
  return answer->data;
}

uint64_t Dom0::read64(uint32_t addr) {
  uint32_t hi = read32(addr + 4);
  for (;;) {
    const uint32_t lo = read32(addr), again = read32(addr + 4);
    if (again == hi) return uint64_t{hi} << 32 | lo;
    hi = again;
  }
}

void Dom0::drain() {
  wait([&] { return ops_.empty() && phase_ == Phase::Idle; }, "queued register accesses");
}

}  // namespace openpml
