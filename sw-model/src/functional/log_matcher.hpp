// SPDX-License-Identifier: Apache-2.0
/// Is a log explained by what was offered? Internal to the judge.
///
/// Events of one vCPU are offered in order. The first of an epoch for a {gfn, kind} must be in the log; a later one
/// may be (the filter may forget) or may not (absorbed). The log is right if it is the offered sequence with some of
/// the optional events left out. Entries are taken one by one; since an optional event and a later mandatory one can
/// look alike, all explanations are followed: one position for each number of mandatory events already explained,
/// the lowest of these (whatever a higher one can explain, the lower one can too).
#pragma once
#include <cstdint>
#include <deque>
#include <vector>

namespace openpml {

class LogMatcher {
 public:
  /// Appends an event in the log's own format; returns its position.
  uint64_t offer(uint64_t word, bool must);
  /// Makes the event at `pos` mandatory after all.
  void promote(uint64_t pos);
  /// Forgets the events from `pos` on.
  void truncate(uint64_t pos);
  /// The next entry of the log. False: nothing explains it; nothing changes then.
  bool take(uint64_t word);
  /// Mandatory events that the best explanation has not met yet.
  uint64_t left() const;
  /// The first of these (0 if none).
  uint64_t first_left() const;
  uint64_t end() const { return base_ + offered_.size(); }
  void clear();

 private:
  uint64_t next_must(uint64_t pos) const;  ///< position of the first mandatory event at or after pos, or end()
  void prune();
  std::deque<uint64_t> offered_;        ///< position base_ and on
  std::deque<uint64_t> musts_;          ///< positions, ascending
  std::vector<uint64_t> states_ = {0};  ///< positions after the last explained entry, ascending
  uint64_t base_ = 0;
};

}  // namespace openpml
