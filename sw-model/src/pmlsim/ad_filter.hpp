// SPDX-License-Identifier: Apache-2.0
/// The accessed and dirty flags of one VM's second-level page tables, exact: what today's processors put before PML.
#pragma once
#include <cstdint>
#include <vector>

namespace openpml::pmlsim {

/// Each page has an A and a D flag. All are cleared at once at a harvest, as Xen does when it cleans its log-dirty
/// bitmap (p2m_change_entry_type_global); a log that is drained in between clears nothing.
class AdFilter {
 public:
  explicit AdFilter(uint64_t pages) : a_(pages, 0), d_(pages, 0) {}

  /// True when the access sets a flag that was clear: A for a read, D for a write (which sets A too).
  bool touch(uint64_t gfn, bool write) {
    uint32_t& flag = write ? d_.at(gfn) : a_.at(gfn);
    if (flag == epoch_) return false;
    flag = epoch_;
    if (write) a_[gfn] = epoch_;
    return true;
  }
  void clear() { ++epoch_; }

 private:
  std::vector<uint32_t> a_, d_;
  uint32_t epoch_ = 1;
};

}  // namespace openpml::pmlsim
