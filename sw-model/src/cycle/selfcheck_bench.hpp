// SPDX-License-Identifier: Apache-2.0
/// A minimal surrounding for the model's own tests: one memory with a fixed latency, a register master, and the truth
/// of what was accepted, kept by the cut pulse.
#pragma once
#include <array>
#include <cstring>
#include <deque>
#include <functional>
#include <random>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

#include "openpml/cycle_model.hpp"
#include "openpml/regs.hpp"

namespace openpml::selfcheck {

inline constexpr uint64_t kMemBase = 0x1'0000'0000, kMemSize = 1 << 22;  ///< bytes

/// Pages accepted in one epoch of one VM, by kind.
struct Truth {
  std::set<uint64_t> accessed, written;
};

class Bench {
 public:
  explicit Bench(const Params& p) : model_(p), mem_(kMemSize), bytes_(p.dw / 8) {
    for (size_t i = 0; i < mem_.size(); ++i) mem_[i] = static_cast<uint8_t>(i * 37 + 11);
    in_.rst_n = false;
    for (int i = 0; i < 3; ++i) tick();
    in_.rst_n = true;
  }

  /// One cycle; `source` (if set) offers events on port 0.
  void tick() {
    if (source_ && !in_.ev[0].valid) in_.ev[0].valid = source_(in_.ev[0]);
    drive_memory();
    model_.step(in_, out_);
    observe_memory();
    if (out_.cut_valid) epochs_[out_.cut_vm].emplace_back();
    if (in_.ev[0].valid && out_.ev_ready[0]) {
      if (taken_) taken_(in_.ev[0]);
      in_.ev[0].valid = false;
    }
    exits_ |= out_.guest_exit;
    irqs_ += out_.irq_valid;
    ++now_;
  }
  void run(unsigned cycles) {
    while (cycles--) tick();
  }
  void until(const std::function<bool()>& done, const char* what, unsigned limit = 400000) {
    while (!done()) {
      if (limit-- == 0) throw std::runtime_error(what);
      tick();
    }
  }

  void write(uint32_t addr, uint32_t data, bool ok = true) {
    in_.s_awvalid = in_.s_wvalid = true;
    in_.s_awaddr = static_cast<uint16_t>(addr);
    in_.s_wdata = data;
    do tick();
    while (!out_.s_awready);
    in_.s_awvalid = in_.s_wvalid = false;
    do tick();
    while (!out_.s_bvalid);
    if ((out_.s_bresp == 0) != ok) throw std::runtime_error("register write answered unexpectedly");
  }
  void write64(uint32_t addr, uint64_t data) {
    write(addr, static_cast<uint32_t>(data));
    write(addr + 4, static_cast<uint32_t>(data >> 32));
  }
  uint32_t read(uint32_t addr) {
    in_.s_arvalid = true;
    in_.s_araddr = static_cast<uint16_t>(addr);
    do tick();
    while (!out_.s_arready);
    in_.s_arvalid = false;
    do tick();
    while (!out_.s_rvalid);
    return out_.s_rdata;
  }
  uint64_t counter(unsigned vm, uint32_t off) {
    return read(vm_reg(vm, off)) | uint64_t{read(vm_reg(vm, off) + 4)} << 32;
  }
  static uint32_t vm_reg(unsigned vm, uint32_t off) { return regs::VM_BASE + vm * regs::VM_STRIDE + off; }
  static uint32_t vcpu_reg(unsigned v, uint32_t off) { return regs::VCPU_BASE + v * regs::VCPU_STRIDE + off; }
  uint32_t command(unsigned vm, uint32_t cmd) {
    write(vm_reg(vm, regs::VM_CMD), cmd);
    return read(vm_reg(vm, regs::VM_CMD_STATUS));
  }

  uint64_t load(uint64_t addr, unsigned bytes = 8) const {
    uint64_t x = 0;
    std::memcpy(&x, &mem_.at(addr - kMemBase), bytes);
    return x;
  }
  std::set<uint64_t> bitmap(uint64_t addr, uint64_t pages) const {
    std::set<uint64_t> s;
    for (uint64_t n = 0; n < pages; ++n)
      if (load(addr + n / 8, 1) >> (n % 8) & 1) s.insert(n);
    return s;
  }
  ArchState arch() const {
    ArchState a;
    model_.arch(a);
    return a;
  }

  std::function<bool(Inputs::Event&)> source_;
  std::function<void(const Inputs::Event&)> taken_;
  std::array<std::vector<Truth>, kMaxVm> epochs_{std::vector<Truth>(1), std::vector<Truth>(1), std::vector<Truth>(1),
                                                 std::vector<Truth>(1), std::vector<Truth>(1), std::vector<Truth>(1),
                                                 std::vector<Truth>(1), std::vector<Truth>(1)};
  Inputs in_;
  Outputs out_;
  uint64_t now_ = 0, exits_ = 0, irqs_ = 0;
  unsigned latency_ = 5;      ///< cycles
  uint8_t write_answer_ = 0;  ///< response of writes

 private:
  struct Read {
    uint64_t addr, due;
    unsigned beats;
  };
  struct Aw {
    uint64_t addr;
    unsigned beats;
  };
  struct W {
    Beat data;
    uint64_t strb;
  };

  void drive_memory() {
    in_.m_awready = in_.m_wready = in_.m_arready = now_ % 7 != 0;
    in_.m_bvalid = !answers_.empty() && answers_.front() <= now_;
    in_.m_bresp = write_answer_;
    in_.m_rvalid = !reads_.empty() && reads_.front().due <= now_;
    if (in_.m_rvalid) {
      in_.m_rdata = {};
      std::memcpy(in_.m_rdata.data(), &mem_.at(reads_.front().addr - kMemBase), bytes_);
      in_.m_rlast = reads_.front().beats == 1;
    }
  }
  void observe_memory() {
    if (in_.m_bvalid) answers_.pop_front();
    if (in_.m_rvalid) {
      reads_.front().addr += bytes_;
      if (--reads_.front().beats == 0) reads_.pop_front();
    }
    if (out_.m_arvalid && in_.m_arready) reads_.push_back({out_.m_araddr, now_ + latency_, out_.m_arlen + 1u});
    if (out_.m_awvalid && in_.m_awready) aws_.push_back({out_.m_awaddr, out_.m_awlen + 1u});
    if (out_.m_wvalid && in_.m_wready) {
      ws_.push_back({out_.m_wdata, out_.m_wstrb});
      if (out_.m_wlast) ++whole_;
    }
    while (whole_ > 0 && !aws_.empty()) {
      uint64_t addr = aws_.front().addr & ~(bytes_ - 1);
      for (unsigned i = 0; i < aws_.front().beats; ++i, addr += bytes_) {
        for (unsigned b = 0; b < bytes_; ++b)
          if (ws_.front().strb >> b & 1)
            mem_.at(addr + b - kMemBase) = static_cast<uint8_t>(ws_.front().data[b / 8] >> (8 * (b % 8)));
        ws_.pop_front();
      }
      aws_.pop_front();
      --whole_;
      answers_.push_back(now_ + latency_);
    }
  }

  CycleModel model_;
  std::vector<uint8_t> mem_;
  uint64_t bytes_;
  std::deque<Read> reads_;
  std::deque<Aw> aws_;
  std::deque<W> ws_;
  std::deque<uint64_t> answers_;
  unsigned whole_ = 0;
};

}  // namespace openpml::selfcheck
