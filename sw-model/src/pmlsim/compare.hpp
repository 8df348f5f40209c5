// SPDX-License-Identifier: Apache-2.0
/// The same workload, at its own times, through four ways of finding a VM's working set.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "cost_params.hpp"
#include "json.hpp"

namespace openpml::pmlsim {

struct CompareResult {
  std::string system;  ///< intel-pml, naive-reads, prl-2021, openpml
  std::string engine;  ///< what ran: rtl, model, lockstep, or "C++ model"
  std::string workload;
  uint64_t events = 0;  ///< in the workload
  uint64_t logged = 0;  ///< that reached the log or the unit's port
  uint64_t guest_exits = 0;
  uint64_t guest_cycles_lost = 0;  ///< CPU cycles
  double slowdown_percent = 0;     ///< lost guest time / guest time
  uint64_t events_lost = 0;
  uint64_t dom0_interrupts = 0;
  uint64_t dom0_cycles = 0;       ///< CPU cycles of dom0's software
  uint64_t axi_bytes = 0;         ///< to and from memory, by the unit or the processor's logging
  double wss_error_accessed = 0;  ///< mean over epochs of |estimate - truth| / truth, percent
  double wss_error_written = 0;
  double guest_seconds = 0;
  uint64_t epochs = 0;
};

/// The names, in the order of the table.
std::vector<std::string> compare_systems();

struct CompareConfig {
  std::string workload;
  std::string engine = "rtl";        ///< for openpml
  std::string intel_engine = "rtl";  ///< for intel-pml and naive-reads
  std::string config = "default";
  unsigned latency = 32;
  uint64_t seed = 1;
  CostParams costs;
};

/// Runs one system. Throws InputError, WrongResult, Interrupted.
CompareResult run_system(const std::string& system, const CompareConfig& c,
                         const std::function<void(uint64_t)>& progress);

void write_json(JsonWriter& j, const CompareResult& r);
std::string compare_csv(std::span<const CompareResult> rs);
std::string compare_table(std::span<const CompareResult> rs);
std::vector<std::string> serialize(const CompareResult& r);
CompareResult deserialize_compare(std::span<const std::string> lines);
/// What a reader must know beside the table.
std::string compare_notes();

}  // namespace openpml::pmlsim
