// SPDX-License-Identifier: Apache-2.0
#include "log_matcher.hpp"

#include <algorithm>

namespace openpml {

uint64_t LogMatcher::offer(uint64_t word, bool must) {
  const uint64_t pos = end();
  offered_.push_back(word);
  if (must) musts_.push_back(pos);
  return pos;
}

void LogMatcher::promote(uint64_t pos) {
  if (pos < states_.front() || pos >= end()) return;
  const auto at = std::lower_bound(musts_.begin(), musts_.end(), pos);
  if (at == musts_.end() || *at != pos) musts_.insert(at, pos);
}

void LogMatcher::truncate(uint64_t pos) {
  while (end() > pos && !offered_.empty()) offered_.pop_back();
  while (!musts_.empty() && musts_.back() >= pos) musts_.pop_back();
  for (uint64_t& s : states_) s = std::min(s, end());
  states_.erase(std::unique(states_.begin(), states_.end()), states_.end());
}

uint64_t LogMatcher::next_must(uint64_t pos) const {
  const auto at = std::lower_bound(musts_.begin(), musts_.end(), pos);
  return at == musts_.end() ? end() : *at;
}

bool LogMatcher::take(uint64_t word) {
  std::vector<uint64_t> next;
  for (const uint64_t s : states_) {
    const uint64_t must = next_must(s);
    const auto from = offered_.begin() + static_cast<std::ptrdiff_t>(s - base_);
    const auto to = offered_.begin() + static_cast<std::ptrdiff_t>(must - base_);
    const auto hit = std::find(from, to, word);
    if (hit != to) next.push_back(base_ + static_cast<uint64_t>(hit - offered_.begin()) + 1);
    if (must != end() && *to == word) next.push_back(must + 1);
  }
  if (next.empty()) return false;
  std::sort(next.begin(), next.end());
  states_.clear();
  for (const uint64_t p : next)
    if (states_.empty() || next_must(states_.back()) != next_must(p)) states_.push_back(p);
  prune();
  return true;
}

void LogMatcher::prune() {
  const uint64_t lowest = states_.front();
  while (!musts_.empty() && musts_.front() < lowest) musts_.pop_front();
  offered_.erase(offered_.begin(), offered_.begin() + static_cast<std::ptrdiff_t>(lowest - base_));
  base_ = lowest;
}

uint64_t LogMatcher::left() const {
  return static_cast<uint64_t>(musts_.end() - std::lower_bound(musts_.begin(), musts_.end(), states_.back()));
}

uint64_t LogMatcher::first_left() const {
  const uint64_t m = next_must(states_.back());
  return m == end() ? 0 : offered_[static_cast<size_t>(m - base_)];
}

void LogMatcher::clear() {
  base_ = end();
  offered_.clear();
  musts_.clear();
  states_ = {base_};
}

}  // namespace openpml
