// SPDX-License-Identifier: Apache-2.0
#include "common/truth.hpp"

#include <algorithm>
#include <bit>

namespace openpml::tools {
namespace {

struct Phase {
  uint32_t pages;
  unsigned passes, periods;
};

uint32_t ones(const std::vector<uint32_t>& words) {
  uint32_t n = 0;
  for (const uint32_t w : words) n += static_cast<uint32_t>(std::popcount(w));
  return n;
}

}  // namespace

std::vector<PeriodTruth> preset_truth(const Preset& preset, uint32_t ram_pages) {
  const std::vector<Phase> phases =
      preset.number == 1 ? std::vector<Phase>{{76'800, 2, 10}} : std::vector<Phase>{{38'400, 2, 6}, {76'800, 2, 6}};
  std::vector<PeriodTruth> out;
  uint64_t x = preset.seed;
  for (const Phase& phase : phases) {
    const uint32_t pages = std::max<uint32_t>(phase.pages >> preset.scale, 1);
    for (unsigned period = 0; period < phase.periods; ++period) {
      PeriodTruth t{pages, std::vector<uint32_t>(ram_pages / 32), std::vector<uint32_t>(ram_pages / 32)};
      for (uint64_t event = 0; event < uint64_t{pages} * phase.passes; ++event) {
        const auto page = static_cast<uint32_t>(event % pages);
        const uint32_t bit = 1u << page % 32;
        t.accessed[page / 32] |= bit;
        if ((x & 0xFF) < preset.write_share) t.written[page / 32] |= bit;
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
      }
      t.distinct_accessed = ones(t.accessed);
      t.distinct_written = ones(t.written);
      out.push_back(std::move(t));
    }
  }
  return out;
}

}  // namespace openpml::tools
