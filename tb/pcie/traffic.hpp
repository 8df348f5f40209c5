// SPDX-License-Identifier: Apache-2.0
/// Random bursts of the host to BAR2 with the truth of what they touch: pages of the tap's window and others, reads and writes of 1..16
/// beats and of single words. Reads go to the lower half of the window, writes to the upper, so that read data is known.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "pcie/host_driver.hpp"

namespace openpml::pcie {

class Traffic {
 public:
  explicit Traffic(Bridge& bridge) : bridge_(bridge) {}
  /// Queues bursts; they go out as the bridge is stepped.
  void queue(unsigned bursts, bool reads_only = false);
  /// After the bursts are over: data and responses as expected. Empty when all is well.
  std::vector<std::string> verify();
  void clear() { bursts_.clear(), forget_truth(); }
  void forget_truth() { accessed_.clear(), written_.clear(); }
  const std::set<uint64_t>& accessed() const { return accessed_; }
  const std::set<uint64_t>& written() const { return written_; }

 private:
  struct Done {
    bool write;
    size_t burst;
    uint64_t address;
  };
  Bridge& bridge_;
  std::vector<Done> bursts_;
  std::set<uint64_t> accessed_, written_;
};

}  // namespace openpml::pcie
