// SPDX-License-Identifier: Apache-2.0
/// What a run found, and its JSON and CSV forms.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "json.hpp"
#include "openpml/dom0.hpp"

namespace openpml::pmlsim {

/// One epoch of one VM. Pages.
struct EpochResult {
  unsigned vm = 0;
  uint32_t epoch = 0;
  uint64_t distinct_accessed = 0, distinct_written = 0;  ///< what the engine says
  uint64_t true_accessed = 0, true_written = 0;          ///< from the offered stream
  uint64_t end_ns = 0;                                   ///< workload time of the mark that ended it
  bool exact() const { return distinct_accessed == true_accessed && distinct_written == true_written; }
};

struct Totals {
  uint64_t events = 0;  ///< offered and accepted
  uint64_t guest_exits = 0;
  uint64_t guest_cycles_lost = 0;  ///< CPU cycles of the guest
  uint64_t events_lost = 0;
  uint64_t dom0_interrupts = 0;
  uint64_t axi_bytes = 0;  ///< both directions
  uint64_t cycles = 0;     ///< of the unit, from the first event to the last record
  // more than the keys
  uint64_t offer_cycles = 0;  ///< of the unit, from the first offer to the last handshake
  uint64_t harvests = 0, harvests_refused = 0;
  uint64_t axi_read_bytes = 0, axi_write_bytes = 0;
  uint64_t summary_bytes = 0, record_bytes = 0;  ///< part of axi_write_bytes
  uint64_t summary_entries = 0;
  uint64_t harvest_cycles = 0;  ///< of the unit, from cut to record, all harvests
};

struct RunResult {
  std::string workload, engine, config, mode;
  std::string title;  ///< for people
  std::vector<EpochResult> epochs;
  Totals totals;
  std::vector<VmCounters> counters;  ///< one a VM; empty for the functional engine
  double wall_seconds = 0;
  bool exact() const;
};

/// Adds one run as a JSON object.
void write_json(JsonWriter& j, const RunResult& r);
std::string run_json(const RunResult& r);
/// One line an epoch.
std::string run_csv(const RunResult& r);
/// A text as one line, and back: for what goes from process to process.
std::string to_line(std::string_view text);
std::string from_line(std::string_view line);
/// For passing a result from a child process to its parent: lines of text.
std::string serialize(const RunResult& r);
RunResult deserialize(std::span<const std::string> lines);

/// Name and value of each per-VM counter, in register order.
std::vector<std::pair<std::string, uint64_t>> named(const VmCounters& c);

}  // namespace openpml::pmlsim
