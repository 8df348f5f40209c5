// SPDX-License-Identifier: Apache-2.0
/// What software costs: the figures that `pmlsim compare` charges. They stand, each with its source, in
/// cost_params.cpp and nowhere else; `pmlsim costs` prints them, `--cost key=value` and `--cost-file` change them.
#pragma once
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace openpml::pmlsim {

struct CostParams {
  double clock_mhz;       ///< the unit's clock
  double cpu_mhz;         ///< clock of the guest's and dom0's processors
  double exit_cycles;     ///< CPU cycles, VM exit and re-entry together
  double vmread_ns;       ///< reading the PML index
  double vmwrite_ns;      ///< re-arming the PML index
  double xen_entry_ns;    ///< hypervisor work for each log entry drained in an exit
  double xen_line_ns;     ///< harvest in software: copying and counting 64 bytes of bitmap
  double hypercall_ns;    ///< harvest in software: the hypercall itself
  double irq_ns;          ///< from a unit's interrupt to dom0's handler
  double irq_handler_ns;  ///< dom0's handler without what it does for entries, lines and records
  double copy_ns;         ///< dom0 copies one log entry (8 bytes) out of a buffer
  double mark_ns;         ///< dom0 marks one copied entry in its own bitmap
  double record_ns;       ///< dom0 reads one completion record
  double line_ns;         ///< dom0 reads and counts 64 bytes of bitmap that the summary names
  double mmio_write_ns;   ///< one posted register write

  /// Handler time of one full PML log on the guest's processor, ns; `entries` of them drained.
  double intel_exit_ns(double entries) const {
    return exit_cycles * 1000.0 / cpu_mhz + vmread_ns + vmwrite_ns + entries * xen_entry_ns;
  }
  /// How long PRL's single buffer is closed while dom0 empties it, ns.
  double prl_handler_ns(double entries) const { return irq_ns + irq_handler_ns + entries * copy_ns; }
  double cpu_cycles(double ns) const { return ns * cpu_mhz / 1000.0; }
  /// The same as a whole number; UINT64_MAX if they are more.
  uint64_t whole_cpu_cycles(double ns) const {
    const double cycles = std::round(cpu_cycles(ns));
    return cycles < 0x1p64 ? static_cast<uint64_t>(cycles) : UINT64_MAX;
  }
  double unit_cycles(double ns) const { return ns * clock_mhz / 1000.0; }
  double ns_of_unit_cycles(double cycles) const { return cycles * 1000.0 / clock_mhz; }
};

/// One line of the table.
struct CostFigure {
  std::string_view key;
  double CostParams::*field;
  double value;
  std::string_view unit, what, source;
};

std::span<const CostFigure> cost_figures();
CostParams default_costs();
/// Applies "key=value". Throws InputError on an unknown key or bad value.
void set_cost(CostParams& c, std::string_view assignment);
/// Applies a file of `key = value` lines; # starts a comment. Throws InputError with the line number.
void read_cost_file(CostParams& c, const std::string& path);
/// The table as a file that read_cost_file takes.
std::string cost_table(const CostParams& c);

}  // namespace openpml::pmlsim
