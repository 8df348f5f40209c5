// SPDX-License-Identifier: Apache-2.0
#include "summary.hpp"

#include <bit>
#include <cerrno>

#include "failure.hpp"

namespace openpml::host {
namespace {

[[noreturn]] void refuse(size_t i, uint32_t entry, const SummaryLimits& limits, const std::string& where) {
  const uint32_t line = entry & kEntryLine;
  const std::string text = std::to_string(line);
  std::string why = "names line " + text + " a second time";
  if (line >= limits.lines()) why = "names line " + text + ", the VM has " + std::to_string(limits.lines());
  else if (line == entry) why = "names line " + text + " without a kind";
  else if ((entry & kEntryAccessed) && !limits.reads)
    why = "says that line " + text + " was accessed, but reads are not logged";
  throw Failure(EBADMSG, where + ": summary entry " + std::to_string(i) + " " + why +
                             "; the epoch cannot be trusted, disable and enable the VM");
}

/// A bit of each kind for 64 lines.
struct Kinds {
  uint64_t accessed = 0, written = 0;
};

}  // namespace

std::vector<uint32_t> checked_summary(std::span<const uint32_t> raw, const SummaryLimits& limits,
                                      const std::string& where) {
  // A bit a line and kind (128 KiB for a VM of 1 TiB): finds doubles and gives the order.
  std::vector<Kinds> lines((limits.lines() + 63) / 64);
  const uint32_t allowed = kEntryWritten | (limits.reads ? kEntryAccessed : 0);
  for (size_t i = 0; i < raw.size(); ++i) {
    const uint32_t entry =
        *static_cast<const volatile uint32_t*>(&raw[i]);  // looked at once: what is checked is what is kept
    const uint32_t line = entry & kEntryLine, kinds = entry & ~kEntryLine;
    const bool good = line < limits.lines() && kinds && !(kinds & ~allowed);
    const uint64_t bit = uint64_t{1} << line % 64;
    if (!good || ((lines[line / 64].accessed | lines[line / 64].written) & bit)) refuse(i, entry, limits, where);
    lines[line / 64].accessed |= (entry & kEntryAccessed) != 0 ? bit : 0;
    lines[line / 64].written |= (entry & kEntryWritten) != 0 ? bit : 0;
  }
  std::vector<uint32_t> entries;
  entries.reserve(raw.size());
  for (size_t w = 0; w < lines.size(); ++w)
    for (uint64_t left = lines[w].accessed | lines[w].written; left; left &= left - 1) {
      const auto bit = static_cast<unsigned>(std::countr_zero(left));
      entries.push_back(static_cast<uint32_t>(64 * w + bit) |
                        static_cast<uint32_t>(lines[w].accessed >> bit & 1) << 30 |
                        static_cast<uint32_t>(lines[w].written >> bit & 1) << 31);
    }
  return entries;
}

}  // namespace openpml::host
