// SPDX-License-Identifier: Apache-2.0
/// Page filter in S3 to S5, its generations and the scrubber (section 3).
#pragma once
#include <array>
#include <vector>

#include "types.hpp"

namespace openpml::cycle {

struct Unit;
struct Cycle;

struct FilterSig {
  bool bypass = false;                ///< of the event in S2
  bool hit = false, bad = false;      ///< of the event in S5
  bool write = false, scrub = false;  ///< what the write port does in this cycle
};

class Filter {
 public:
  explicit Filter(const Params& p);
  void reset();
  void decide(const Unit& u, Cycle& c) const;
  void commit(Unit& u, const Cycle& c);
  uint32_t gen(unsigned vm) const { return gen_[vm]; }
  uint64_t parity_count() const { return parity_; }

 private:
  uint32_t index(uint64_t gfn, unsigned vm) const;
  void commit_scrubber(const Cycle& c, uint32_t crossing);

  unsigned log2_, vm_shift_, n_vm_;
  uint32_t gen_mask_;
  std::vector<FilterEntry> ram_;
  std::array<uint32_t, kMaxVm> gen_{};
  bool active_ = false;
  uint32_t idx_ = 0;
  unsigned age_ = 0, wait_ = 0;
  uint32_t mask_ = 0, pend_ = 0, off_ = 0;  ///< VMs, one bit each
  uint64_t parity_ = 0;
};

}  // namespace openpml::cycle
