// SPDX-License-Identifier: Apache-2.0
/// The whole unit. A cycle has two phases: every stage's decide() is const and puts what it does into Cycle, from the
/// state at the start of the cycle and the inputs; then every stage's commit() changes its own state as Cycle says.
#pragma once
#include <array>
#include <cstdint>

#include "axi.hpp"
#include "cmd.hpp"
#include "csr.hpp"
#include "engine.hpp"
#include "filter.hpp"
#include "irq.hpp"
#include "log.hpp"
#include "map.hpp"
#include "port.hpp"
#include "rawlog.hpp"
#include "recorder.hpp"
#include "store.hpp"
#include "vm.hpp"
#include "writeback.hpp"

namespace openpml::cycle {

/// What happens in one cycle.
struct Cycle {
  PortSig port;
  CheckSig check;
  FilterSig filter;
  LogSig log;
  DrainSig drain;
  StoreSig store;
  IntelSig intel;
  RawSig raw;
  MapSig map;
  WbSig wb;
  XSig x;
  BSig b;
  CmdSig cmd;
  EngineSig engine;
  FinSig fin;
  RecSig rec;
  CsrSig csr;
  uint8_t inject = 0;  ///< TEST_INJECT at the start of the cycle
  // masks, one bit a VM or vCPU
  uint32_t active = 0;                 ///< VMs in state ACTIVE
  uint32_t bump = 0;                   ///< VMs whose filter generation moves
  uint32_t stop_install = 0;           ///< VMs whose STOP job is installed
  uint32_t bar_load = 0;               ///< vCPUs whose barrier is loaded
  uint32_t bar_soon = 0;               ///< vCPUs whose barrier is loaded in the next cycle
  uint32_t bar_busy = 0;               ///< vCPUs that their VM's job waits for
  uint32_t committed = 0;              ///< vCPUs of which a log entry is done with
  uint32_t faulting = 0;               ///< VMs with any fault
  uint32_t fault_acts = 0;             ///< VMs that a fault of the cycle before stops
  std::array<FaultSig, kMaxVm> fault;  ///< valid where `faulting` says

  /// The fault of the lowest rank of a VM is the one that is kept.
  void add_fault(unsigned vm, FaultCode code, uint8_t rank, uint64_t info) {
    if (bit(faulting, vm) && fault[vm].rank <= rank) return;
    faulting |= 1u << vm;
    fault[vm] = {info, code, rank};
  }
};

/// Unit-wide registers.
struct Globals {
  uint64_t ring_base = 0;
  uint32_t scratch = 0, last_error = 0, cons = 0;
  uint8_t ring_log2 = 0, err_vector = 0, inject = 0;
};

struct Unit {
  explicit Unit(const Params& params, unsigned bug);
  void step(const Inputs& in, Outputs& out);
  void arch(ArchState& s) const;
  void reset();

  Mode mode_of(unsigned v) const { return mode_[v]; }  ///< Bitmap when not bound
  void find_modes();                                   ///< after a change of a binding or of a VM's mode

  Params p;
  unsigned spec_bug;  ///< deliberately seeded error, 0: none
  uint64_t now = 0;   ///< cycles since reset
  Globals glob;
  std::array<VcpuRegs, kMaxVcpu> vcpu{};
  VmTable vms;
  Pipe pipe;
  Port port;
  Check check;
  Filter filter;
  LogBanks log;
  Drain drain;
  Store store;
  Intel intel;
  RawLog raw;
  Map map;
  WriteBack writeback;
  Axi axi;
  Commands commands;
  Engine engine;
  Recorder recorder;
  Csr csr;
  Irq irq;

 private:
  std::array<Mode, kMaxVcpu> mode_{};
  void decide(const Inputs& in, Cycle& c) const;
  void decide_faults(Cycle& c) const;
  void outputs(const Cycle& c, Outputs& out) const;
  void commit(const Inputs& in, const Cycle& c);
};

}  // namespace openpml::cycle
