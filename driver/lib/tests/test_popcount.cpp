// SPDX-License-Identifier: Apache-2.0
// Every way to count gives what counting bit by bit gives: random maps and summaries, edge patterns, every length of a tail.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <stdexcept>

#include "popcount.hpp"

namespace openpml::host {
namespace {

uint64_t naive(std::span<const uint8_t> bytes) {
  uint64_t n = 0;
  for (const uint8_t b : bytes)
    for (unsigned bit = 0; bit < 8; ++bit) n += b >> bit & 1;
  return n;
}

uint64_t naive_lines(const std::vector<uint8_t>& map, std::span<const uint32_t> entries, uint32_t kind) {
  uint64_t n = 0;
  for (const uint32_t e : entries)
    if (e & kind) n += naive(std::span(map).subspan(size_t{64} * (e & kEntryLine), 64));
  return n;
}

struct Map {
  std::vector<uint8_t> bytes;
  std::vector<uint32_t> entries;
};

/// Density of ones: 0 none .. 8 all.
Map random_map(std::mt19937_64& rng, size_t lines, unsigned density) {
  Map m{std::vector<uint8_t>(lines * 64), {}};
  for (uint8_t& b : m.bytes)
    for (unsigned bit = 0; bit < 8; ++bit) b |= static_cast<uint8_t>((rng() % 8 < density) << bit);
  for (uint32_t x = 0; x < lines; ++x)
    if (const auto kinds = static_cast<uint32_t>(rng() % 4)) m.entries.push_back(kinds << 30 | x);
  std::shuffle(m.entries.begin(), m.entries.end(), rng);
  return m;
}

class Popcount : public testing::TestWithParam<Isa> {
 protected:
  static Counter counter() { return counter_of(GetParam()); }
};

TEST_P(Popcount, TouchedLinesAsCountedBitByBit) {
  std::mt19937_64 rng(1);
  for (unsigned round = 0; round < 200; ++round) {
    const Map m = random_map(rng, 1 + rng() % 70, static_cast<unsigned>(rng() % 9));
    for (const uint32_t kind : {kEntryAccessed, kEntryWritten})
      ASSERT_EQ(counter().lines(m.bytes.data(), m.entries, kind), naive_lines(m.bytes, m.entries, kind))
          << "round " << round;
  }
}

TEST_P(Popcount, WholeMapOfAnyLengthAndAlignment) {
  std::mt19937_64 rng(2);
  const Map m = random_map(rng, 6, 5);
  for (size_t from = 0; from < 9; ++from)
    for (size_t bytes = 0; from + bytes <= m.bytes.size(); ++bytes) {
      const auto part = std::span(m.bytes).subspan(from, bytes);
      ASSERT_EQ(counter().whole(part), naive(part)) << bytes << " bytes from " << from;
    }
}

TEST_P(Popcount, FullLinesDoNotOverflowTheirSums) {
  const std::vector<uint8_t> ones(64 * 4096, 0xFF);
  std::vector<uint32_t> entries;
  for (uint32_t x = 0; x < 4096; ++x) entries.push_back(kEntryWritten | x);
  EXPECT_EQ(counter().lines(ones.data(), entries, kEntryWritten), 4096u * 512);
  EXPECT_EQ(counter().lines(ones.data(), entries, kEntryAccessed), 0u);
  EXPECT_EQ(counter().whole(ones), 4096u * 512);
}

TEST_P(Popcount, EachSingleBitCountsOnce) {
  std::vector<uint8_t> line(64);
  const std::vector<uint32_t> entry{kEntryAccessed};
  for (unsigned bit = 0; bit < 512; ++bit) {
    line[bit / 8] = static_cast<uint8_t>(1u << bit % 8);
    ASSERT_EQ(counter().lines(line.data(), entry, kEntryAccessed), 1u) << "bit " << bit;
    line[bit / 8] = 0;
  }
}

INSTANTIATE_TEST_SUITE_P(Host, Popcount, testing::ValuesIn(usable_isas()), [](const auto& info) {
  std::string name = isa_name(info.param);
  std::erase(name, '-');
  return name;
});

TEST(PopcountChoice, TheLastUsableOneIsTheBest) {
  EXPECT_EQ(usable_isas().front(), Isa::Portable);
  EXPECT_EQ(best_counter().isa, usable_isas().back());
}

TEST(PopcountChoice, AnInstructionThatThisProcessorLacksIsRefused) {
  const auto usable = usable_isas();
  for (const Isa isa : {Isa::Popcnt, Isa::Avx2, Isa::Avx512}) {
    if (std::find(usable.begin(), usable.end(), isa) != usable.end()) continue;
    EXPECT_THROW((void)counter_of(isa), std::invalid_argument);
  }
}

}  // namespace
}  // namespace openpml::host
