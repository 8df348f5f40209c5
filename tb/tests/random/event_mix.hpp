// SPDX-License-Identifier: Apache-2.0
/// A random source of events: what guests do, and what they should never do.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "openpml/rng.hpp"
#include "openpml/sim.hpp"

namespace openpml {

class EventMix : public EventSource {
 public:
  EventMix(uint64_t seed, const Params& p);
  bool offer(uint64_t now, Inputs::Event& ev) override;
  void taken(uint64_t now) override;
  void held(uint64_t now, const Outputs& out) override;

  /// Pages of the VM that a vCPU belongs to (the generator aims at and around this limit).
  void set_limit(unsigned vcpu, uint64_t pages) { limit_.at(vcpu) = pages ? pages : 1; }
  /// New random rates, patterns and favourite vCPUs.
  void shuffle();
  /// Stops offering (an event on offer is withdrawn).
  void stop(bool s) {
    stopped_ = s;
    fresh_ = true;
  }
  /// Offers nothing from cycle `until` on (UINT64_MAX: for ever).
  void set_deadline(uint64_t until) { deadline_ = until; }
  uint64_t events() const { return events_; }

 private:
  enum class Pattern : uint8_t { Hot, Sequential, Uniform, Edge, Alias, Count };
  uint64_t page(unsigned vcpu);
  uint64_t edge(uint64_t limit);
  unsigned pick_vcpu();

  Params p_;
  Rng rng_;
  std::vector<uint64_t> limit_, next_;
  std::array<uint16_t, static_cast<size_t>(Pattern::Count)> weight_{};
  std::vector<unsigned> favourites_;
  unsigned offer_chance_ = 256, write_chance_ = 128, stray_chance_ = 0, switch_chance_ = 64;  ///< in 256
  uint64_t hot_pages_ = 16, hot_base_ = 0;
  bool stopped_ = false, fresh_ = true;
  uint64_t events_ = 0, deadline_ = UINT64_MAX;
  Inputs::Event now_{};
};

}  // namespace openpml
