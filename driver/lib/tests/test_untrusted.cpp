// SPDX-License-Identifier: Apache-2.0
// What the unit wrote is not believed: each contradiction is refused with EBADMSG, the buffer goes back, and the next epoch is good again. An
// access out of bounds would hit the guard pages round the fake driver's mappings.
#include <sys/mman.h>

#include <cstring>

#include "library_bench.hpp"

namespace openpml::host {
namespace {

constexpr uint32_t kDom = 3;
constexpr uint64_t kPages = 20'000;

class Untrusted : public testing::Test {
 protected:
  Untrusted() { unit_.enable(kDom, {kPages, 1, OPENPML_VM_LOG_READS, 0}); }

  /// Touches a few pages, of the last line too, and harvests with the damage.
  std::string harvest(const std::function<void(openpml_record&)>& damage) {
    for (const uint64_t gfn : {uint64_t{3}, uint64_t{4}, uint64_t{700}, kPages - 1})
      driver_.access(0, gfn, gfn % 2 == 0);
    driver_.tamper = damage;
    const auto e = error_of([&] { (void)unit_.harvest(kDom); });
    EXPECT_EQ(driver_.mappings, 0u);
    driver_.tamper = {};
    if (e.code() == 0) return {};
    EXPECT_EQ(e.code(), EBADMSG) << e.what();
    EXPECT_NE(std::string(e.what()).find("/dev/openpml0, domain 3, epoch "), std::string::npos) << e.what();
    return e.what();
  }
  void good_again() {
    (void)unit_.harvest(kDom);  // what the damage left behind in memory belongs to that buffer
    (void)unit_.harvest(kDom);
    driver_.access(0, 5, true);
    EXPECT_EQ(unit_.harvest(kDom).gfns(Kind::Written), std::vector<uint64_t>{5});
  }
  void refused(const std::string& text, const std::function<void(openpml_record&)>& damage) {
    const std::string said = harvest(damage);
    EXPECT_NE(said.find(text), std::string::npos) << "said: " << said;
    good_again();
  }
  uint32_t* summary(const openpml_record& r) {
    return reinterpret_cast<uint32_t*>(memory(r, OPENPML_MAP_SUMMARY).data());
  }
  std::span<uint8_t> memory(const openpml_record& r, unsigned kind) {
    return driver_.memory(r.slot, r.flags & OPENPML_REC_F_BUFFER1 ? 1 : 0, kind);
  }

  FakeDriver driver_;
  libpml::Unit unit_ = open_unit(driver_);
};

TEST_F(Untrusted, UndamagedIsAccepted) {
  EXPECT_EQ(harvest([](openpml_record&) {}), "");
}

TEST_F(Untrusted, PeeksAreCheckedToo) {
  const auto refused = [&](const std::string& text, const std::function<void(openpml_record&)>& damage) {
    for (const uint64_t gfn : {uint64_t{3}, uint64_t{4}, kPages - 1}) driver_.access(0, gfn, gfn % 2 == 0);
    driver_.tamper = damage;
    const auto e = error_of([&] { (void)unit_.peek(kDom); });
    driver_.tamper = {};
    EXPECT_EQ(e.code(), EBADMSG);
    EXPECT_NE(std::string(e.what()).find(text), std::string::npos) << "said: " << e.what();
    EXPECT_EQ(driver_.mappings, 0u);
  };
  refused("lines were touched, the VM has 40", [](openpml_record& r) { r.lines = 41; });
  refused("pages written, the bitmap has 1", [](openpml_record& r) { r.written += 1; });
  refused("is not VALID", [](openpml_record& r) { r.flags = 0; });
  refused("names line 7777, the VM has 40", [&](openpml_record& r) { summary(r)[0] = 7777 | OPENPML_SUMMARY_WRITTEN; });
  EXPECT_EQ(unit_.peek(kDom).gfns(Kind::Written), std::vector<uint64_t>{4}) << "the next peek writes a new summary";
}

TEST_F(Untrusted, MoreLinesThanTheVmHas) {
  refused("lines were touched, the VM has 40", [](openpml_record& r) { r.lines = 41; });
  refused("lines were touched, the VM has 40", [](openpml_record& r) { r.lines = UINT32_MAX; });
}
TEST_F(Untrusted, CountsThatAreNotTheBitmaps) {
  refused("pages written, the bitmap has 2", [](openpml_record& r) { r.written += 1; });
  refused("pages accessed, the bitmap has 4", [](openpml_record& r) { r.accessed -= 1; });
}
TEST_F(Untrusted, FewerLinesThanTheCountsNeed) {
  refused("pages", [](openpml_record& r) { r.lines -= 1; });
  refused("pages", [](openpml_record& r) { r.lines = 0; });
}
TEST_F(Untrusted, MoreLinesThanTheSummaryHolds) {
  refused("summary entry 3 ", [](openpml_record& r) { r.lines = 4; });
}
TEST_F(Untrusted, LinePastTheVm) {
  refused("names line 40, the VM has 40", [&](openpml_record& r) { summary(r)[1] = kEntryAccessed | 40; });
}
TEST_F(Untrusted, HugeLine) {
  refused("names line 1073741823", [&](openpml_record& r) { summary(r)[0] |= kEntryLine; });
}
TEST_F(Untrusted, LineTwice) {
  refused("a second time", [&](openpml_record& r) { summary(r)[2] = summary(r)[0]; });
}
TEST_F(Untrusted, EntryWithoutKind) {
  refused("without a kind", [&](openpml_record& r) { summary(r)[0] &= kEntryLine; });
}
TEST_F(Untrusted, BitMissingOrTooMany) {
  refused("pages written", [&](openpml_record& r) { memory(r, OPENPML_MAP_WRITTEN)[0] = 0; });
  refused("pages accessed", [&](openpml_record& r) { memory(r, OPENPML_MAP_ACCESSED)[1] ^= 0x80; });
}
TEST_F(Untrusted, PageBehindTheVmsEnd) {
  refused("page 20000 is set in the written bitmap, the VM has 20000", [&](openpml_record& r) {
    memory(r, OPENPML_MAP_WRITTEN)[kPages / 8] |= 1;
    r.written += 1;
    for (uint32_t i = 0; i < r.lines; ++i)
      if ((summary(r)[i] & kEntryLine) == kPages / 512) summary(r)[i] |= kEntryWritten;
  });
}
TEST_F(Untrusted, RecordThatIsNotValid) {
  refused("not VALID", [](openpml_record& r) { r.flags &= static_cast<uint8_t>(~OPENPML_REC_F_VALID); });
}
TEST_F(Untrusted, RecordOfAnotherDomain) {
  refused("domain 4", [](openpml_record& r) { r.domid = 4; });
  refused("slot 200", [](openpml_record& r) { r.slot = 200; });
}

/// The bitmap changes after it was checked: its pages stay those of the VM.
TEST_F(Untrusted, PagesBehindTheVmsEndThatComeLater) {
  driver_.access(0, kPages - 1, true);
  const libpml::Epoch e = unit_.harvest(kDom);
  const auto map = e.bitmap(Kind::Written);
  const auto page = reinterpret_cast<uintptr_t>(&map[kPages / 8 - 1]) & ~uintptr_t{4095};
  ASSERT_EQ(::mprotect(reinterpret_cast<void*>(page), 4096, PROT_READ | PROT_WRITE), 0);
  auto* behind = const_cast<uint8_t*>(map.data()) + kPages / 8;
  std::memset(behind, 0xFF, 8);
  EXPECT_EQ(e.gfns(Kind::Written), std::vector<uint64_t>{kPages - 1});
  std::vector<uint8_t> guarded(kPages / 8 + 1);
  guarded.back() = 0x5A;
  e.to_bitmap(Kind::Written, std::span(guarded).first(kPages / 8), true);
  EXPECT_EQ(guarded.back(), 0x5A);
}

/// Whatever is damaged: either nothing that matters changed, or EBADMSG; the process lives, and afterwards the unit works.
TEST_F(Untrusted, RandomDamage) {
  std::mt19937_64 rng(11);
  unsigned bad = 0;
  constexpr unsigned kRounds = 400;
  for (unsigned round = 0; round < kRounds; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    bad += !harvest([&](openpml_record& r) {
              const uint8_t buffer_flag = r.flags & OPENPML_REC_F_BUFFER1;
              for (unsigned n = 1 + rng() % 3; n > 0; --n) {
                switch (rng() % 4) {
                  case 0: {  // the record: a word of it
                    uint32_t words[sizeof r / 4];
                    std::memcpy(words, &r, sizeof r);
                    words[rng() % std::size(words)] ^= rng() % 2 ? 1u << rng() % 32 : static_cast<uint32_t>(rng());
                    std::memcpy(&r, words, sizeof r);
                    break;
                  }
                  case 1: r.lines = static_cast<uint32_t>(rng() % 50); break;
                  default: {  // its memory: a byte
                    const auto m = driver_.memory(0, buffer_flag ? 1 : 0, static_cast<unsigned>(rng() % 3));
                    m[rng() % std::min<size_t>(m.size(), rng() % 2 ? 16 : m.size())] = static_cast<uint8_t>(rng());
                  }
                }
              }
              r.flags = static_cast<uint8_t>((r.flags & ~OPENPML_REC_F_BUFFER1) |
                                             buffer_flag);  // which buffer is held is the driver's to know
            }).empty();
    (void)error_of([&] { (void)unit_.harvest(kDom); });  // both buffers are written anew before the next round
  }
  EXPECT_GT(bad, kRounds / 2);
  EXPECT_LT(bad, kRounds) << "nothing harmless came: the damage is not spread";
}

}  // namespace
}  // namespace openpml::host
