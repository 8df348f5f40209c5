// SPDX-License-Identifier: Apache-2.0
/// The bridge's AXI master: what the host's loads and stores to BAR0 and BAR2 become. Bursts in order, several under way, random gaps,
/// write data possibly before their address is taken. Answers must come in order with the right ID; breaches go into problems().
#pragma once
#include <deque>
#include <string>
#include <vector>

#include "openpml/rng.hpp"
#include "pcie/pcie_pins.hpp"

namespace openpml::pcie {

class AxiMaster {
 public:
  /// A burst and, when it is done, its answer.
  struct Burst {
    Ax ax;
    std::vector<W> beats;    ///< of a write
    std::vector<Data> data;  ///< of a read
    uint8_t resp = 0;        ///< the worst
    bool done = false;
  };
  AxiMaster(unsigned bytes, uint64_t seed) : bytes_(bytes), rng_(seed) {}

  /// Handles stay good until reset() or forget().
  size_t write(Ax ax, std::vector<W> beats);
  size_t read(Ax ax);
  const Burst& write_burst(size_t n) const { return writes_[n]; }
  const Burst& read_burst(size_t n) const { return reads_[n]; }
  bool idle() const { return w_done_ == writes_.size() && r_done_ == reads_.size(); }
  size_t under_way() const { return writes_.size() - w_done_ + reads_.size() - r_done_; }
  void forget();  ///< bursts that are done; nothing may be under way
  void reset();

  MasterPins drive();
  void step(const SlavePins& slave);
  const std::vector<std::string>& problems() const { return problems_; }

 private:
  unsigned bytes_;
  Rng rng_;
  std::vector<Burst> writes_, reads_;
  size_t aw_ = 0, w_ = 0, beat_ = 0, w_done_ = 0, ar_ = 0, r_done_ = 0;  // next to send, next to be answered
  bool aw_on_ = false, w_on_ = false, ar_on_ = false;
  MasterPins pins_;
  std::vector<std::string> problems_;
};

}  // namespace openpml::pcie
