// SPDX-License-Identifier: Apache-2.0
/// Parameters of a unit, the same for RTL and models (docs/microarchitecture.md, "Parameters").
#pragma once
#include <cstdint>

namespace openpml {

struct Params {
  unsigned n_vcpu = 8;        ///< vCPUs, power of two
  unsigned n_vm = 8;          ///< VMs, power of two
  unsigned n_src = 1;         ///< event sources at the port
  unsigned pages_log2 = 24;   ///< largest pages per VM, log2 (15..30)
  unsigned store_sets = 32;   ///< line store sets, power of two
  unsigned store_ways = 8;    ///< line store ways, power of two
  unsigned dw = 512;          ///< AXI data width, bits: 64, 128, 256, 512
  unsigned outstanding = 64;  ///< AXI bursts outstanding per direction
  unsigned addr_bits = 64;    ///< of an address in memory
  unsigned filter_log2 = 12;  ///< filter entries, log2
  unsigned gen_w = 8;         ///< filter generation bits
  unsigned n_vec = 16;        ///< interrupt vectors
  unsigned src_features = 0;  ///< FEATURES[15:8]

  bool system = false;  ///< pml_system: sources 1..3 of the core are inside, the port is source 0

  unsigned nb() const { return 512 / dw; }            ///< beats per line
  unsigned line_w() const { return pages_log2 - 9; }  ///< bits of a line index
  unsigned txn() const { return 2 * outstanding; }    ///< reads and writes outstanding, and spare store slots
  unsigned lines() const { return txn() + 16; }       ///< lines in flight
  unsigned n_slots() const { return store_sets * store_ways + txn(); }
};

/// Upper bounds that the fixed-size state snapshots are built for.
inline constexpr unsigned kMaxVm = 8, kMaxVcpu = 8, kMaxVec = 16, kMaxSrc = 4;

}  // namespace openpml
