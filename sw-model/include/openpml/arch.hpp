// SPDX-License-Identifier: Apache-2.0
/// The architectural state that lock-step compares at the start of every cycle, beside the ports.
/// Unused elements (beyond n_vm, n_vcpu, n_vec) stay zero.
#pragma once
#include <array>
#include <cstdint>

#include "openpml/config.hpp"

namespace openpml {

enum class VmState : uint8_t { Off, Enabling, Active, Stopping, Resetting, Faulted, FaultDone, Prepared };
enum class Job : uint8_t { None, Enable, Harvest, Peek, Disable, Stop, Prepare };
enum class Owner : uint8_t { Free, Unit, Dom0 };
inline constexpr unsigned kCounters = 19;  ///< per-VM counters, order of rtl/pml_regs.toml

struct VcpuArch {
  uint16_t cnt = 0, occ = 0, bar = 0, rem = 0;  ///< log bank state, docs/microarchitecture.md section 4 and 9
  uint16_t idx = 0;                             ///< Intel index (FFFFh: none left)
  uint8_t act = 0, drain = 0, skid = 0, page_valid = 0;
  bool operator==(const VcpuArch&) const = default;
};
struct VmArch {
  uint8_t state = 0, job = 0, cur_buf = 0, owner0 = 0, owner1 = 0, cmd_status = 0, fault_code = 0, stop_pend = 0;
  uint32_t epoch = 0, gen = 0, raw_head = 0;
  std::array<uint64_t, 2> distinct_a{}, distinct_w{};
  std::array<uint64_t, kCounters> counters{};
  bool operator==(const VmArch&) const = default;
};
struct ArchState {
  std::array<VcpuArch, kMaxVcpu> vcpu{};
  std::array<VmArch, kMaxVm> vm{};
  uint32_t prod = 0, resv = 0;
  uint64_t irq_pending = 0;
  uint32_t store_free = 0;  ///< free_cnt of the line store
  uint32_t inflight = 0;    ///< lines between M2 and their last B
  uint32_t rd_out = 0, wr_out = 0;
  uint64_t unbound = 0, filter_parity = 0;
  bool operator==(const ArchState&) const = default;
};

}  // namespace openpml
