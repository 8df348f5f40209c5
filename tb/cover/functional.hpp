// SPDX-License-Identifier: Apache-2.0
/// Functional coverage of one bench: looks at ports and architectural state in every cycle. Only where coverage is wanted (it costs time).
#pragma once
#include <memory>
#include <vector>

#include "functional/lite_watch.hpp"
#include "openpml/sim.hpp"

namespace openpml {

/// What the groups see of a cycle. The states are those at its start and at the start of the next one.
struct CoverFrame {
  Sim& sim;
  uint64_t cycle;
  const Inputs& in;
  const Outputs& out;
  const ArchState &before, &after;
  const LiteWatch& lite;
};

class CoverGroup {
 public:
  virtual ~CoverGroup() = default;
  virtual void sample(const CoverFrame& f) = 0;
  virtual void reset() {}
};

std::unique_ptr<CoverGroup> cover_commands(const Params& p);   ///< commands against statuses, states, banks, buffers
std::unique_ptr<CoverGroup> cover_ports(const Params& p);      ///< back-pressure on each channel, bus errors
std::unique_ptr<CoverGroup> cover_registers(const Params& p);  ///< each register, each error code
std::unique_ptr<CoverGroup> cover_records(const Params& p);    ///< records, faults, counters
std::unique_ptr<CoverGroup> cover_promises(const Params& p);   ///< where each promise is at stake

class FunctionalCover : public CycleObserver {
 public:
  explicit FunctionalCover(Sim& sim);
  void observe(uint64_t cycle, const Inputs& in, const Outputs& out) override;
  /// On `sim` if coverage is wanted, else null.
  static std::unique_ptr<FunctionalCover> wanted(Sim& sim);

 private:
  Sim& sim_;
  LiteWatch lite_;
  ArchState before_{}, after_{};
  std::vector<std::unique_ptr<CoverGroup>> groups_;
};

}  // namespace openpml
