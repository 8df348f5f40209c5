// SPDX-License-Identifier: Apache-2.0
/// What the traffic generator must make, computed from the text of docs/sources.md section 8 alone: a plain list of events, period by period.
#pragma once
#include <cstdint>
#include <vector>

namespace openpml::testing {

struct GenPhase {
  uint32_t pages, passes, periods;
};

struct GenRun {
  unsigned pattern = 0;  ///< 0 CONSTANT, 1 SEQUENTIAL, 2 UNIFORM, 3 ZIPF
  unsigned scale = 0;
  std::vector<GenPhase> phases;
  uint64_t first_gfn = 0, seed = 1, events = 0;
  uint32_t seq_last = 0, vcpu_first = 0, vcpu_number = 1, share = 256;
};

struct GenEvent {
  uint64_t gfn;
  uint8_t vcpu;
  bool write;
  bool operator==(const GenEvent&) const = default;
};

/// One list a period; the last one may be cut short by `events`.
inline std::vector<std::vector<GenEvent>> gen_truth(const GenRun& run) {
  std::vector<std::vector<GenEvent>> out;
  uint64_t x = run.seed, made = 0, walk = 0;
  unsigned turn = 0;
  for (const GenPhase& phase : run.phases) {
    uint64_t p = phase.pages >> run.scale;
    if (p == 0) p = 1;
    unsigned levels = 1;
    while ((uint64_t{1} << levels) < p) ++levels;
    for (uint32_t period = 0; period < (phase.periods ? phase.periods : 65536); ++period) {
      out.emplace_back();
      for (uint64_t n = 0; n < p * (phase.passes ? phase.passes : 65536); ++n) {
        uint64_t page = 0;
        const uint64_t r = x >> 32;
        if (run.pattern == 0) {
          page = n % p;
        } else if (run.pattern == 1) {
          page = walk;
        } else if (run.pattern == 2) {
          page = static_cast<uint64_t>((static_cast<unsigned __int128>(r) * p) >> 32);
        } else {
          const uint64_t t = (r & 0xFFFF0000) * levels >> 32;
          uint64_t s = (x >> 8) & ((uint64_t{1} << levels) - 1);
          s = s >> t << t;
          if (t < levels - 1) s |= uint64_t{1} << t;
          if (s >= p) s &= ~(uint64_t{1} << (levels - 1));
          page = s;
        }
        out.back().push_back({(run.first_gfn + page) & 0xFFFFFFFFFF, static_cast<uint8_t>(run.vcpu_first + turn),
                              (x & 0xFF) < run.share});
        turn = turn + 1 == run.vcpu_number ? 0 : turn + 1;
        walk = walk == run.seq_last ? 0 : walk + 1;
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        if (++made == run.events) return out;
      }
    }
  }
  return out;
}

}  // namespace openpml::testing
