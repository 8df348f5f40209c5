// SPDX-License-Identifier: Apache-2.0
// The board's on-chip memory (fpga/common/pml_axi_ram.sv) as an AXI4 slave: bursts of all sizes with strobes and waits against an array of
// bytes, one beat a cycle, refusals that write nothing, and the second port beside the traffic.
#include <gtest/gtest.h>
#include <verilated.h>

#include <cstdint>
#include <deque>
#include <map>
#include <random>
#include <vector>

#include "Vaxi_ram.h"

namespace {

constexpr uint64_t kBase = 0x4000'0000;
constexpr uint32_t kBytes = 65536;
enum : uint8_t { kOkay = 0, kSlvErr = 2, kDecErr = 3 };

struct Burst {
  uint64_t addr = kBase;
  unsigned len = 0, size = 3, id = 0;
  uint8_t kind = 1;  // INCR
  std::vector<uint64_t> data{};
  std::vector<uint8_t> strobes{};
};

class AxiRam : public testing::Test {
 protected:
  AxiRam() : rng_(1) {
    context_.randReset(2);
    top_ = std::make_unique<Vaxi_ram>(&context_);
    clear();
    top_->rst_ni = 0;
    for (int i = 0; i < 4; ++i) cycle();
    top_->rst_ni = 1;
    cycle();
  }
  void clear() {
    top_->s_awvalid_i = top_->s_wvalid_i = top_->s_arvalid_i = top_->p_req_i = 0;
    top_->s_bready_i = top_->s_rready_i = 1;
    top_->clk_i = 0;
    top_->eval();
  }
  void cycle() {
    top_->clk_i = 1;
    top_->eval();
    top_->clk_i = 0;
    top_->eval();
    ++cycles_;
    ASSERT_LT(cycles_, 1'000'000u) << "it hangs";
  }
  void settle() { top_->eval(); }

  /// Writes the bursts in order, all in flight at once; their responses. wait: percentage of cycles in which a side waits.
  std::vector<uint8_t> write(const std::vector<Burst>& bursts, unsigned wait) {
    size_t aw = 0, w = 0, beat = 0;
    std::vector<uint8_t> resp;
    while (resp.size() < bursts.size()) {
      if (!held_aw_ && aw < bursts.size()) held_aw_ = !pause(wait);
      if (!held_w_ && w < bursts.size()) held_w_ = !pause(wait);
      top_->s_awvalid_i = held_aw_;
      if (held_aw_) {
        const Burst& b = bursts[aw];
        top_->s_awaddr_i = b.addr;
        top_->s_awlen_i = b.len;
        top_->s_awsize_i = b.size;
        top_->s_awburst_i = b.kind;
        top_->s_awid_i = b.id;
      }
      top_->s_wvalid_i = held_w_;
      if (held_w_) {
        top_->s_wdata_i = bursts[w].data[beat];
        top_->s_wstrb_i = bursts[w].strobes[beat];
        top_->s_wlast_i = beat == bursts[w].len;
      }
      top_->s_bready_i = !pause(wait);
      settle();
      const bool aw_done = top_->s_awvalid_i && top_->s_awready_o, w_done = top_->s_wvalid_i && top_->s_wready_o;
      if (top_->s_bvalid_o && top_->s_bready_i) {
        EXPECT_EQ(top_->s_bid_o, bursts[resp.size()].id);
        resp.push_back(top_->s_bresp_o);
      }
      cycle();
      if (testing::Test::HasFatalFailure()) return resp;
      if (aw_done) ++aw, held_aw_ = false;
      if (w_done) {
        held_w_ = false;
        if (beat++ == bursts[w].len) beat = 0, ++w;
      }
    }
    clear();
    return resp;
  }

  struct ReadBeat {
    uint64_t data;
    uint8_t resp;
    unsigned id;
    bool last;
  };
  std::vector<ReadBeat> read(const std::vector<Burst>& bursts, unsigned wait) {
    size_t ar = 0, beats = 0;
    for (const Burst& b : bursts) beats += b.len + 1;
    std::vector<ReadBeat> got;
    bool held = false;
    while (got.size() < beats) {
      if (!held && ar < bursts.size()) held = !pause(wait);
      top_->s_arvalid_i = held;
      if (held) {
        const Burst& b = bursts[ar];
        top_->s_araddr_i = b.addr;
        top_->s_arlen_i = b.len;
        top_->s_arsize_i = b.size;
        top_->s_arburst_i = b.kind;
        top_->s_arid_i = b.id;
      }
      top_->s_rready_i = !pause(wait);
      settle();
      const bool ar_done = top_->s_arvalid_i && top_->s_arready_o;
      if (top_->s_rvalid_o && top_->s_rready_i)
        got.push_back({top_->s_rdata_o, top_->s_rresp_o, top_->s_rid_o, top_->s_rlast_o != 0});
      cycle();
      if (testing::Test::HasFatalFailure()) return got;
      if (ar_done) ++ar, held = false;
    }
    clear();
    return got;
  }

  uint32_t port(bool write, uint32_t addr, uint32_t data, bool* error) {
    top_->p_req_i = 1;
    top_->p_write_i = write;
    top_->p_addr_i = addr;
    top_->p_wdata_i = data;
    settle();
    while (!top_->p_done_o) {
      cycle();
      if (testing::Test::HasFatalFailure()) return 0;
    }
    const uint32_t value = top_->p_rdata_o;
    if (error) *error = top_->p_err_o;
    cycle();
    top_->p_req_i = 0;
    cycle();
    return value;
  }

  bool pause(unsigned percent) { return rng_() % 100 < percent; }
  Burst random_burst(bool write) {
    Burst b;
    b.size = rng_() % 4 ? 3 : rng_() % 4;
    b.len = rng_() % 8 ? rng_() % 16 : rng_() % 256;
    b.id = rng_() % 16;
    const uint32_t page = rng_() % (kBytes / 4096) * 4096;
    const uint32_t room = 4096 - (b.len << b.size);
    b.addr = kBase + page + (rng_() % room & ~0u);
    if ((b.addr & 4095) + (b.len << b.size) > 4095) b.addr = kBase + page;
    if (write) {
      for (unsigned i = 0; i <= b.len; ++i) {
        b.data.push_back(rng_() << 32 | (rng_() & 0xFFFF'FFFF));
        // strobes inside the lanes of the beat
        const uint64_t at = i ? (b.addr >> b.size << b.size) + (uint64_t{i} << b.size) : b.addr;
        const unsigned low = at & 7, high = ((at >> b.size << b.size) & 7) + (1u << b.size);
        b.strobes.push_back(static_cast<uint8_t>(rng_() & ((1u << high) - (1u << low))));
      }
    }
    return b;
  }
  static uint64_t beat_addr(const Burst& b, unsigned i) {
    return ((i ? (b.addr >> b.size << b.size) + (uint64_t{i} << b.size) : b.addr) - kBase) & ~uint64_t{7};
  }
  void fill(uint64_t value) {
    std::vector<Burst> all;
    for (uint32_t a = 0; a < kBytes; a += 2048) {
      Burst b{kBase + a, 255};
      b.data.assign(256, value);
      b.strobes.assign(256, 0xFF);
      all.push_back(b);
    }
    for (const uint8_t r : write(all, 0)) ASSERT_EQ(r, kOkay);
  }

  VerilatedContext context_;
  std::unique_ptr<Vaxi_ram> top_;
  std::mt19937_64 rng_;
  uint64_t cycles_ = 0;
  bool held_aw_ = false, held_w_ = false;
};

TEST_F(AxiRam, RandomBurstsWithStrobesAndWaits) {
  fill(0x1122'3344'5566'7788);
  std::vector<uint8_t> mirror(kBytes);
  for (uint32_t i = 0; i < kBytes; ++i) mirror[i] = static_cast<uint8_t>(0x88 - 0x11 * (i % 8));
  for (int round = 0; round < 60; ++round) {
    const unsigned wait = round % 3 * 30;
    std::vector<Burst> bursts;
    for (int i = 0; i < 12; ++i) bursts.push_back(random_burst(true));
    for (const uint8_t r : write(bursts, wait)) ASSERT_EQ(r, kOkay);
    for (const Burst& b : bursts)
      for (unsigned i = 0; i <= b.len; ++i)
        for (unsigned k = 0; k < 8; ++k)
          if (b.strobes[i] >> k & 1) mirror[beat_addr(b, i) + k] = static_cast<uint8_t>(b.data[i] >> 8 * k);
    std::vector<Burst> reads;
    for (int i = 0; i < 12; ++i) reads.push_back(random_burst(false));
    const auto got = read(reads, wait);
    size_t n = 0;
    for (const Burst& b : reads) {
      for (unsigned i = 0; i <= b.len; ++i, ++n) {
        uint64_t want = 0;
        for (unsigned k = 0; k < 8; ++k) want |= static_cast<uint64_t>(mirror[beat_addr(b, i) + k]) << 8 * k;
        ASSERT_EQ(got[n].data, want) << "round " << round << " beat " << i << " of " << std::hex << b.addr;
        ASSERT_EQ(got[n].resp, kOkay);
        ASSERT_EQ(got[n].id, b.id);
        ASSERT_EQ(got[n].last, i == b.len);
      }
    }
    // the second port sees the same memory
    for (int i = 0; i < 8; ++i) {
      const uint32_t a = rng_() % (kBytes / 4) * 4;
      uint32_t want = 0;
      for (unsigned k = 0; k < 4; ++k) want |= static_cast<uint32_t>(mirror[a + k]) << 8 * k;
      bool error = true;
      ASSERT_EQ(port(false, kBase + a, 0, &error), want);
      ASSERT_FALSE(error);
      const auto value = static_cast<uint32_t>(rng_());
      const uint32_t to = rng_() % (kBytes / 4) * 4;
      port(true, kBase + to, value, &error);
      ASSERT_FALSE(error);
      for (unsigned k = 0; k < 4; ++k) mirror[to + k] = static_cast<uint8_t>(value >> 8 * k);
    }
  }
}

TEST_F(AxiRam, OneBeatACycleInEachDirection) {
  std::vector<Burst> bursts;
  for (unsigned i = 0; i < 64; ++i) {
    Burst b{kBase + 64 * i, 7};
    b.data.assign(8, i);
    b.strobes.assign(8, 0xFF);
    bursts.push_back(b);
  }
  uint64_t start = cycles_;
  write(bursts, 0);
  EXPECT_LE(cycles_ - start, 64u * 8 + 8);
  start = cycles_;
  read(bursts, 0);
  EXPECT_LE(cycles_ - start, 64u * 8 + 12);
}

TEST_F(AxiRam, RefusalsWriteNothing) {
  fill(0);
  const auto one = [&](uint64_t addr, unsigned len, unsigned size, uint8_t kind) {
    Burst b{addr, len, size, 5, kind};
    b.data.assign(len + 1, ~uint64_t{0});
    b.strobes.assign(len + 1, 0xFF);
    return b;
  };
  struct Case {
    Burst burst;
    uint8_t resp;
  };
  const std::vector<Case> cases = {{one(kBase + kBytes, 0, 3, 1), kDecErr},
                                   {one(kBase - 8, 0, 3, 1), kDecErr},
                                   {one(kBase + (uint64_t{1} << 32), 3, 3, 1), kDecErr},
                                   {one(kBase + (uint64_t{1} << 63), 3, 3, 1), kDecErr},
                                   {one(kBase, 3, 3, 0), kSlvErr},
                                   {one(kBase, 3, 3, 2), kSlvErr},
                                   {one(kBase, 0, 4, 1), kSlvErr},
                                   {one(kBase + 4088, 1, 3, 1), kSlvErr},
                                   {one(kBase + kBytes - 8, 255, 3, 1), kSlvErr}};
  std::vector<Burst> bursts;
  for (const Case& c : cases) bursts.push_back(c.burst);
  const auto written = write(bursts, 20);
  const auto got = read(bursts, 20);
  size_t n = 0;
  for (size_t i = 0; i < cases.size(); ++i) {
    EXPECT_EQ(written[i], cases[i].resp) << "write " << i;
    for (unsigned k = 0; k <= cases[i].burst.len; ++k) EXPECT_EQ(got[n++].resp, cases[i].resp) << "read " << i;
  }
  std::vector<Burst> all;
  for (uint32_t a = 0; a < kBytes; a += 2048) all.push_back({kBase + a, 255});
  for (const ReadBeat& b : read(all, 0)) ASSERT_EQ(b.data, 0u);
  bool error = false;
  port(true, kBase + kBytes, 1, &error);
  EXPECT_TRUE(error);
  port(false, kBase - 4, 0, &error);
  EXPECT_TRUE(error);
  port(false, kBase + 2, 0, &error);
  EXPECT_TRUE(error);
  port(false, kBase, 0, &error);
  EXPECT_FALSE(error);
}

TEST_F(AxiRam, SecondPortIsServedBesideTraffic) {
  Burst b{kBase, 255};
  for (uint64_t i = 0; i < 256; ++i) b.data.push_back(i << 32 | (i + 1000));
  b.strobes.assign(256, 0xFF);
  write({b}, 0);
  // A long read burst is under way; the port reads and writes beside it, and neither disturbs the other.
  top_->s_arvalid_i = 1;
  top_->s_araddr_i = kBase;
  top_->s_arlen_i = 255;
  top_->s_arsize_i = 3;
  top_->s_arburst_i = 1;
  top_->s_arid_i = 0;
  settle();
  ASSERT_TRUE(top_->s_arready_o);
  std::vector<uint64_t> got;
  int answers = 0, waiting = 0;
  bool writing = false;
  for (int t = 0; t < 600 && got.size() < 256; ++t) {
    if (top_->s_rvalid_o) got.push_back(top_->s_rdata_o);
    if (top_->p_done_o) {
      EXPECT_LE(waiting, 8);
      EXPECT_FALSE(top_->p_err_o);
      EXPECT_TRUE(writing || top_->p_rdata_o == 1000u + 17);
      ++answers;
    }
    const bool next = !top_->p_req_i;
    const bool done = top_->p_done_o;
    cycle();
    top_->s_arvalid_i = 0;
    waiting = done || next ? 0 : waiting + 1;
    if (done) top_->p_req_i = 0;
    else if (next) {
      writing = !writing;
      top_->p_req_i = 1;
      top_->p_write_i = writing;
      top_->p_addr_i = kBase + (writing ? 0x4000 : 17 * 8);
      top_->p_wdata_i = 1;
    }
    settle();
  }
  EXPECT_GT(answers, 20);
  EXPECT_EQ(got, b.data);
}

}  // namespace
