// SPDX-License-Identifier: Apache-2.0
#include "summary.hpp"

#include <bit>
#include <cerrno>

#include "failure.hpp"

namespace openpml::host {
namespace {

/// Empty: the entry can be true.
std::string objection(uint32_t entry, const SummaryLimits& limits) {
  const uint32_t line = entry & kEntryLine;
  if (line >= limits.lines()) return "names line " + std::to_string(line) + ", the VM has " + std::to_string(limits.lines());
  const bool a = entry & kEntryAccessed, w = entry & kEntryWritten;
  if (!a && !w) return "names line " + std::to_string(line) + " without a kind";
  if (a && !limits.reads) return "says that line " + std::to_string(line) + " was accessed, but reads are not logged";
  return {};
}

}  // namespace

std::vector<uint32_t> checked_summary(std::span<const uint32_t> raw, const SummaryLimits& limits, const std::string& where) {
  // A bit a line and kind (128 KiB for a VM of 1 TiB): finds doubles and gives the order.
  const size_t words = (limits.lines() + 63) / 64;
  std::vector<uint64_t> accessed(words), written(words);
  for (size_t i = 0; i < raw.size(); ++i) {
    const uint32_t entry = *static_cast<const volatile uint32_t*>(&raw[i]);  // looked at once: what is checked is what is kept
    std::string why = objection(entry, limits);
    const uint32_t line = entry & kEntryLine;
    const uint64_t bit = uint64_t{1} << line % 64;
    if (why.empty() && ((accessed[line / 64] | written[line / 64]) & bit)) why = "names line " + std::to_string(line) + " a second time";
    if (!why.empty())
      throw Failure(EBADMSG, where + ": summary entry " + std::to_string(i) + " " + why + "; the epoch cannot be trusted, disable and enable the VM");
    if (entry & kEntryAccessed) accessed[line / 64] |= bit;
    if (entry & kEntryWritten) written[line / 64] |= bit;
  }
  std::vector<uint32_t> entries;
  entries.reserve(raw.size());
  for (size_t w = 0; w < words; ++w)
    for (uint64_t left = accessed[w] | written[w]; left; left &= left - 1) {
      const auto bit = static_cast<unsigned>(std::countr_zero(left));
      entries.push_back(static_cast<uint32_t>(64 * w + bit) | static_cast<uint32_t>(accessed[w] >> bit & 1) << 30 |
                        static_cast<uint32_t>(written[w] >> bit & 1) << 31);
    }
  return entries;
}

}  // namespace openpml::host
