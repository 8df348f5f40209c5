// SPDX-License-Identifier: Apache-2.0
/// Configuration, state and counters of the VMs and the vCPUs' bindings (sections 2, 8, 9 and 11).
#pragma once
#include <array>
#include <cstdint>

#include "types.hpp"

namespace openpml::cycle {

struct Unit;
struct Cycle;

struct Vm {
  // configuration
  Mode mode = Mode::Bitmap;
  bool log_reads = false, bypass = false;
  uint8_t vector = 0, raw_log2 = 0;
  uint64_t limit = 0, period = 0, raw_base = 0;
  uint32_t epoch_init = 0;
  std::array<std::array<uint64_t, 2>, 2> base{};  ///< [kind][buffer]
  std::array<uint64_t, 2> sum_base{}, init{};
  // state
  VmState state = VmState::Off;
  Job job = Job::None;
  bool job_buf = false, restored = false, stop_pend = false, cur_buf = false, barred = false;
  uint8_t bar_wait = 0;  ///< cycles until the barrier is loaded (1: now), 0: none
  std::array<Owner, 2> owner{};
  uint8_t cmd_status = 0, fault_code = 0;
  uint64_t fault_info = 0, limit_gfn = 0;
  uint64_t fault_info_seen = 0;  ///< as registers and records see it: a cycle later
  uint8_t near_code = 0;         ///< a fault that was looked at in the cycle before, 0: none that could stop the VM
  uint64_t near_info = 0;
  bool limit_gfn_valid = false;
  uint32_t epoch_next = 0;  ///< epoch, a cycle later
  uint32_t epoch = 0, hv_epoch = 0, raw_head = 0, raw_cons = 0;
  uint64_t start = 0, hv_start = 0, hv_end = 0;
  bool cur_buf_seen = false;                          ///< the buffer whose counts registers show: cur_buf a cycle ago
  uint64_t start_seen = 0;                            ///< start as registers and records see it: a cycle later
  std::array<std::array<uint64_t, 2>, 2> distinct{};  ///< [kind][buffer], pages
  std::array<uint64_t, kCounters> cnt{};

  uint32_t nlines() const { return static_cast<uint32_t>((limit + 511) >> 9); }
  bool discards() const {
    return state == VmState::Resetting || state == VmState::Faulted || state == VmState::FaultDone ||
           state == VmState::Off;
  }
  bool fault_acts() const {
    return state == VmState::Enabling || state == VmState::Active || state == VmState::Stopping;
  }
  uint64_t line_addr(unsigned kind, bool buf, uint32_t line) const { return base[kind][buf] + 64 * uint64_t{line}; }
};

struct VcpuRegs {
  bool bound = false, hold = false;
  uint8_t vm = 0;
  uint64_t log_base = 0;
};

/// A fault as it comes; of several on one VM the one of the lowest rank counts.
struct FaultSig {
  uint64_t info;
  uint8_t code, rank;
};

/// What a VM's job ends with; filled while the engine is in FIN.
struct FinSig {
  bool valid = false, buf = false;
  uint8_t vm = 0;
  Job job = Job::None;
  bool enabled = false;     ///< ENABLE of a VM that is still ENABLING
  bool flips_role = false;  ///< the buffer goes to dom0
  bool gives_back = false;  ///< DISABLE reaches OFF: the slot promised for a STOP record is free again
};

/// The VMs: applies commands, job ends and faults, in that order of increasing precedence.
class VmTable {
 public:
  explicit VmTable(unsigned n) : n_(n) {}
  Vm& operator[](unsigned i) { return vm_[i]; }
  const Vm& operator[](unsigned i) const { return vm_[i]; }
  unsigned size() const { return n_; }
  void reset() {
    vm_ = {};
    came_ = faulted_before_ = bar_load_ = bar_busy_ = barred_before_ = eligible_ = 0;
    index();
  }
  // VMs, one bit each
  uint32_t active() const { return active_; }
  uint32_t barred() const { return barred_; }
  uint32_t faulted_before() const { return faulted_before_; }
  uint32_t eligible() const { return eligible_; }  ///< their job may begin

  void decide(const Unit& u, Cycle& c) const;  ///< barrier and stop jobs
  void commit(const Unit& u, const Cycle& c);

 private:
  void commit_barrier(const Unit& u, const Cycle& c);
  void apply_command(const Unit& u, const Cycle& c);
  void apply_fin(const Cycle& c, uint64_t now);
  void apply_faults(const Cycle& c);
  void note_faults(uint32_t could_stop);
  static void install(Vm& m, Job j, bool buf);
  void index();  ///< brings the masks up to date

  unsigned n_;
  std::array<Vm, kMaxVm> vm_{};
  uint32_t active_ = 0, barred_ = 0;
  uint32_t came_ = 0;  ///< VMs with a fault that came in the cycle before: it is looked at now
  std::array<FaultSig, kMaxVm> came_fault_{};
  uint32_t faulted_before_ = 0;  ///< VMs with any fault that was looked at in the cycle before
  uint32_t waiting_ = 0;         ///< for their barrier, or for a STOP job
  uint32_t barred_before_ = 0, eligible_ = 0;
  uint32_t bar_load_ = 0, bar_busy_ = 0;  ///< vCPUs: the barrier is loaded now; the job waits for them (a cycle ago)
};

}  // namespace openpml::cycle
