// SPDX-License-Identifier: Apache-2.0
/// The measurements of 'make bench'.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "jobs.hpp"

namespace openpml::pmlsim {

enum class Better : uint8_t { Higher, Lower, Stated };  ///< Stated: no target

struct BenchRow {
  std::string name;
  double value = 0;
  std::string unit;
  Better better = Better::Stated;
  double target = 0;
  std::optional<double> bound;  ///< promise C3's, events a cycle
  double measured = 0;          ///< events a cycle, where value is a ratio to the bound
  bool ok() const;
};

struct BenchPlan {
  bool full = false;             ///< 10 M events a case and the whole matrix
  uint64_t events = 0;           ///< 0: as the plan says
  std::string engine = "model";  ///< of the throughput matrix; the model is the RTL cycle by cycle
};

/// Measurements that may run side by side.
std::vector<Job> bench_jobs(const BenchPlan& plan);
/// Measurements of the simulator's own speed: one at a time, nothing beside them.
std::vector<Job> speed_jobs(const BenchPlan& plan);

std::string serialize(const BenchRow& r);
BenchRow deserialize_row(const std::string& line);

/// What the bound program (c3_bound, beside this one) says about a workload.
struct BoundResult {
  double w = 0, r = 0, q = 0, bound = 1;
  uint64_t events = 0, line_kinds = 0, touched_lines = 0, harvests = 0;
};
struct BoundQuery {
  std::string workload;
  unsigned dw = 512;
  uint64_t entries = 256, outstanding = 64;
  unsigned latency = 0;
  bool log_reads = true;
  bool whole = false;  ///< with the last harvest; else the stream ends with its last access
};
/// Throws InputError when c3_bound cannot be run.
BoundResult run_bound(const BoundQuery& q);

/// Writes a workload's events for c3_bound to `put`.
void dump_events(const std::string& workload, bool keep_last_marks, const std::function<void(std::string_view)>& put);

}  // namespace openpml::pmlsim
