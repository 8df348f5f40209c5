// SPDX-License-Identifier: Apache-2.0
/// The log-page ingest alone, RTL and cycle model in lock-step: every output and a register of every cycle, with random descriptors (bad ones too),
/// random pages, a memory with random timing and errors, and software that enables, disables, hands over and takes at random moments.
#pragma once
#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <string>

#include "../../../sw-model/src/sources/ingest.hpp"
#include "openpml/regs.hpp"
#include "openpml/rng.hpp"
#include "port_map.hpp"
#include "reg_module.hpp"

namespace openpml::testing {
using namespace openpml::regs;

inline constexpr uint64_t kDesc = 0x10000, kCpl = 0x40000;

template <class V, unsigned kDw, unsigned kVcpus>
struct IngestLockstep : RegModule<V> {
  using Base = RegModule<V>;
  using Base::top;
  explicit IngestLockstep(uint64_t s)
      : Base(static_cast<unsigned>(s)), seed(s), rng(s), model(kDw, kVcpus, 16), salt(rng.next()) {}

  // ---------------------------------------------------------------- memory
  uint64_t word(uint64_t addr) const {
    if (const auto it = words.find(addr); it != words.end()) return it->second;
    if (only_blocks) return (addr & 0xFFFFFFF) << 18 | 5;
    uint64_t r = (addr ^ salt) * 0x9E3779B97F4A7C15ull;
    r ^= r >> 29;
    r *= 0xBF58476D1CE4E5B9ull;
    r ^= r >> 32;
    const uint64_t gfn = r >> 20 & 0xFFFFF, flip = r % 5 ? 0 : uint64_t{1} << (r >> 56 & 63);
    return kind_of_word(r, gfn) ^ flip;  // one bit wrong here and there
  }
  static uint64_t kind_of_word(uint64_t r, uint64_t gfn) {
    switch (r % 16) {
      case 0: return r;              // junk
      case 1: return gfn << 12 | 5;  // HDBSS: a block of 2 MiB
      case 2:
      case 3:
      case 4: return gfn << 12 | 7;
      case 5:
      case 6: return gfn | (r & uint64_t{1} << 63);
      default: return gfn << 12;
    }
  }
  Beat beat_at(uint64_t addr) const {
    Beat b{};
    for (unsigned i = 0; i < kDw / 64; ++i) b[i] = word(addr + 8 * i);
    return b;
  }

  // ---------------------------------------------------------------- software
  uint64_t base_now(uint32_t low) const {
    uint32_t lo = 0, hi = 0;
    model.read(static_cast<uint16_t>(low), lo);
    model.read(static_cast<uint16_t>(low + 4), hi);
    return lo | uint64_t{hi} << 32;
  }
  uint64_t place_now(uint32_t number) const {
    return base_now(INGEST_DESC_BASE) + 64 * (number & ((1u << desc_log2) - 1));
  }
  void put_descriptor(uint32_t number, uint64_t address, uint64_t format, uint64_t first, uint64_t count) {
    const uint64_t at = place_now(number);
    words[at] = address;
    words[at + 8] = format | first << 32;
    words[at + 16] = count;
    words[at + 24] = rng.next();
  }
  void make_descriptor(uint32_t number) {
    const uint64_t at = place_now(number);
    uint64_t address = (1 + rng.below(200)) << 12;
    uint64_t first = rng.below(8) ? 0 : rng.below(600 << rng.below(9)), count = 1 + rng.below(rng.below(4) ? 40 : 700);
    uint64_t format = rng.below(3), vcpu = rng.below(kVcpus), w1 = 0, w2 = 0;
    switch (rng.below(32)) {
      case 0: address += 8; break;
      case 1: count = 0; break;
      case 2: count = (1u << 18) + 1 - first; break;
      case 3: format = 3 + rng.below(253); break;
      case 4: vcpu = kVcpus; break;
      case 5: w1 = uint64_t{1} << (16 + rng.below(16)); break;
      case 6: w2 = uint64_t{1} << (32 + rng.below(32)); break;
      case 7: address = ~uint64_t{0xFFF}, first = 500, count = 12 + rng.below(2); break;  // ends at 2^64, or past it
      case 8: count = 0xFFFFFFFF, first = 2; break;
      case 9: count = 1u << (18 + rng.below(14)), first = 1; break;
      case 10: count = 1, first = 1u << (18 + rng.below(14)); break;
      case 11: first = (1u << 18) - count; break;  // the last entries of the largest buffer
      case 12: address = rng.next() & ~uint64_t{0xFFF}; break;
      default: break;
    }
    words[at] = address;
    words[at + 8] = w1 | format | vcpu << 8 | first << 32;
    words[at + 16] = w2 | count;
    words[at + 24] = rng.next();
    for (unsigned i = 32; i < 64; i += 8) words[at + i] = rng.next();
  }
  uint32_t some_base(uint64_t usual) {
    return static_cast<uint32_t>(rng.below(4) ? usual : rng.next() & ~uint64_t{0xFFF});
  }
  /// A register write for this cycle: often the next sensible thing, sometimes anything.
  sources::RegWrite choose() {
    uint32_t d = 0;
    const auto reg = [&](uint32_t off) {
      model.read(static_cast<uint16_t>(off), d);
      return d;
    };
    if (rng.below(8) == 0)
      return {static_cast<uint16_t>(rng.below(0x50) * 4), static_cast<uint32_t>(rng.next() >> rng.below(64))};
    switch (rng.below(10)) {
      case 0:
      case 1:
      case 2: {
        desc_log2 = reg(INGEST_DESC_LOG2);
        const uint32_t tail = reg(INGEST_DESC_TAIL), room = (1u << desc_log2) - (tail - reg(INGEST_DESC_HEAD));
        const uint32_t more = static_cast<uint32_t>(rng.below(std::min(room, 32u) + 1));
        for (uint32_t i = 0; i < more; ++i) make_descriptor(tail + i);
        return {INGEST_DESC_TAIL, tail + more};
      }
      case 3:
      case 4:
      case 5: {
        const uint32_t cons = reg(INGEST_CPL_CONS);
        return {INGEST_CPL_CONS, cons + static_cast<uint32_t>(rng.below(reg(INGEST_CPL_PROD) - cons + 1))};
      }
      case 6: return {INGEST_CTRL, rng.below(3) != 0};
      default: break;
    }
    if (reg(INGEST_CTRL)) return {INGEST_CTRL, rng.below(40) != 0};
    switch (rng.below(6)) {
      case 0: return {INGEST_DESC_BASE, some_base(kDesc)};
      case 1: return {INGEST_CPL_BASE, some_base(kCpl)};
      case 2: return {INGEST_DESC_LOG2, 1 + static_cast<uint32_t>(rng.below(rng.below(4) ? 5 : 16))};
      case 3: return {INGEST_CPL_LOG2, 1 + static_cast<uint32_t>(rng.below(rng.below(4) ? 4 : 16))};
      case 4: return {INGEST_VECTOR, static_cast<uint32_t>(rng.below(20))};
      default: return {INGEST_CTRL, 1};
    }
  }

  // ---------------------------------------------------------------- a cycle
  void cycle(unsigned speed, unsigned errors, unsigned ev_ready) {
    sources::Ingest::In in;
    const auto yes = [&] { return rng.below(256) < speed; };
    in.ready = {yes(), yes(), yes()};
    in.ev_ready = rng.below(256) < ev_ready;
    for (uint64_t& w : in.answer.rdata) w = rng.next();  // what is there without rvalid does not matter
    if (!reads.empty() && yes()) {
      Read& r = reads.front();
      in.answer.rvalid = true;
      in.answer.rdata = beat_at(r.addr + kDw / 8 * r.beat);
      in.answer.rresp = rng.below(65536) < errors ? 2 : 0;
      in.answer.rlast = r.beat == r.len;
    }
    if (answers > 0 && yes()) {
      in.answer.bvalid = true;
      in.answer.bresp = rng.below(65536) < errors / 8 ? 2 : 0;  // one stops it until the next ENABLE
    }
    const bool scripted = software != nullptr, write = since_write >= 3 && (scripted || rng.below(64) == 0);
    ++since_write;
    const sources::RegWrite w = write ? scripted ? software() : choose()
                                      : sources::RegWrite{static_cast<uint16_t>(rng.below(0x60) * 4),
                                                          static_cast<uint32_t>(rng.next() >> rng.below(64))};
    const uint16_t off = static_cast<uint16_t>(rng.below(2) ? rng.below(0x60) * 4 : 0x100 + 4 * rng.below(14));

    top->m_awready_i = in.ready.aw, top->m_wready_i = in.ready.w, top->m_arready_i = in.ready.ar;
    top->ev_ready_i = in.ev_ready;
    top->m_rvalid_i = in.answer.rvalid, top->m_rerr_i = in.answer.rresp >> 1, top->m_rlast_i = in.answer.rlast;
    put_beat(top->m_rdata_i, in.answer.rdata);
    top->m_bvalid_i = in.answer.bvalid, top->m_berr_i = in.answer.bresp >> 1;
    top->wr_i = write, top->wr_off_i = w.off, top->wr_data_i = w.data;
    top->rd_i = 1, top->rd_off_i = off;
    this->settle();

    const sources::AxiMasterOut m = model.axi();
    ASSERT_EQ(bool{top->m_arvalid_o != 0}, m.arvalid) << at();
    ASSERT_TRUE(!m.arvalid || (top->m_araddr_o == m.ar.addr && top->m_arlen_o == m.ar.len)) << at();
    ASSERT_EQ(bool{top->m_awvalid_o != 0}, m.awvalid) << at();
    ASSERT_TRUE(!m.awvalid || (top->m_awaddr_o == m.aw.addr && top->m_awlen_o == m.aw.len)) << at();
    ASSERT_EQ(bool{top->m_wvalid_o != 0}, m.wvalid) << at();
    Beat data_out{};
    get_beat(top->m_wdata_o, data_out);
    ASSERT_TRUE(!m.wvalid || (data_out == m.w.data && top->m_wlast_o == m.w.last)) << at();
    compare_with_model(*top, model, w, off, at());
    if (::testing::Test::HasFatalFailure()) return;

    if (in.answer.rvalid && reads.front().beat++ == reads.front().len) reads.pop_front();
    if (in.answer.bvalid) --answers;
    if (m.arvalid && in.ready.ar) reads.push_back({m.ar.addr, m.ar.len, 0});
    addresses += m.awvalid && in.ready.aw;
    lasts += m.wvalid && in.ready.w && m.w.last;
    if (addresses && lasts) --addresses, --lasts, ++answers, ++records;
    events += model.event().valid && in.ev_ready;
    if (write && top->wr_err_o == 0) in.write = &w;
    if (write) since_write = 0, write_error = top->wr_err_o;
    const bool irq = top->irq_o;
    ASSERT_EQ(irq, model.step(in)) << at();
    this->edge();
    ++now;
  }
  /// 40,000 cycles at several speeds of memory and unit, a part of them with errors.
  void run() {
    const unsigned speeds[] = {256, 256, 200, 60};
    for (unsigned part = 0; part < 8; ++part)
      for (unsigned i = 0; i < 5000; ++i) {
        cycle(speeds[(seed + part) % 4], part % 4 == 3 ? 3000 : 0, speeds[part % 4]);
        if (::testing::Test::HasFatalFailure()) return;
      }
  }
  // ---------------------------------------------------------------- runs to a purpose, software at full speed
  bool failed() const { return ::testing::Test::HasFatalFailure(); }
  uint32_t reg(uint32_t off) const {
    uint32_t data = 0;
    model.read(static_cast<uint16_t>(off), data);
    return data;
  }
  /// One write, and whether it was refused or not as it should be.
  void put_register(uint32_t off, uint32_t data, unsigned error = 0) {
    bool done = false;
    software = [&] { return done = true, sources::RegWrite{static_cast<uint16_t>(off), data}; };
    while (!done && !failed()) {
      cycle(256, 0, 256);
    }
    software = nullptr;
    EXPECT_EQ(write_error, error) << "write of " << data << " to " << off;
  }
  void put_base(uint32_t off, uint64_t base) {
    put_register(off, static_cast<uint32_t>(base));
    put_register(off + 4, static_cast<uint32_t>(base >> 32));
  }
  void start(uint32_t desc, uint32_t cpl) {
    put_base(INGEST_DESC_BASE, kDesc);
    put_base(INGEST_CPL_BASE, uint64_t{3} << 61 | kCpl);
    put_register(INGEST_DESC_LOG2, desc_log2 = desc);
    put_register(INGEST_CPL_LOG2, cpl);
    put_register(INGEST_CTRL, 1);
  }
  /// Nothing is written until all is over (and dom0 has room for it), or so many cycles have passed.
  void wait(unsigned most, unsigned ev_ready = 256, unsigned speed = 256) {
    software = [] { return sources::RegWrite{0xFFC, 0}; };  // no register
    for (unsigned i = 0; i < most && !failed() && !(reg(INGEST_STATUS) & 1 && i > 20); ++i) cycle(speed, 0, ev_ready);
    software = nullptr;
  }
  /// So many descriptors that are refused, the rings always as full as they get: indices go past every place of the rings.
  void many(uint32_t descriptors) {
    start(8, 7);
    bool turn = false;
    software = [&] {
      turn = !turn;
      if (turn) return sources::RegWrite{INGEST_CPL_CONS, reg(INGEST_CPL_PROD)};
      const uint32_t tail = reg(INGEST_DESC_TAIL), end = std::min(reg(INGEST_DESC_HEAD) + 256, descriptors);
      for (uint32_t i = tail; i != end; ++i) put_descriptor(i, 0x1000, i % 3, i & 0xFFFF, 0);
      return sources::RegWrite{INGEST_DESC_TAIL, end};
    };
    for (uint32_t i = 0; reg(INGEST_CPL_CONS) != descriptors && !failed(); ++i) {
      ASSERT_LT(i, 40 * descriptors + 1000) << reg(INGEST_CPL_CONS);
      cycle(256, 0, 256);
    }
    software = nullptr;
  }
  /// A completion ring of 2^log2, full because dom0 does not take: nothing is begun until it does.
  void full_ring(uint32_t log2) {
    start(log2 + 1, log2);
    const uint32_t n = 2u << log2;
    for (uint32_t i = 0; i < n; ++i) put_descriptor(i, 0x1000, 0, 0, 0);
    put_register(INGEST_DESC_TAIL, n);
    wait(60 + 16 * n);
    EXPECT_EQ(reg(INGEST_CPL_PROD), n / 2);
    put_register(INGEST_CPL_CONS, 1);
    wait(60);
    EXPECT_EQ(reg(INGEST_CPL_PROD), n / 2 + 1);
    put_register(INGEST_CPL_CONS, n / 2 + 1);
    wait(60 + 16 * n);
    EXPECT_EQ(reg(INGEST_CPL_PROD), n);
    put_register(INGEST_CTRL, 0);
    wait(40);
  }
  /// The unit takes nothing for so long that the page buffer fills to its last beat (the small descriptors ask for what is left); then everything.
  void full_buffer(unsigned times) {
    start(3, 3);
    for (uint32_t n = 0; n < 4 * times && !failed(); n += 4) {
      for (uint32_t i = 0; i < 4; ++i)
        put_descriptor(n + i, 0x100000 + 0x10000 * rng.below(64), rng.below(3), 0,
                       i == 0 ? 512 : 1 + rng.below(3 * kDw / 64));
      put_register(INGEST_DESC_TAIL, n + 4);
      wait(1500, 0);
      wait(1u << 20);
      put_register(INGEST_CPL_CONS, n + 4);
    }
  }
  /// One descriptor of so many entries, the last ones of the largest buffer.
  void entries(uint32_t count) {
    start(1, 1);
    put_descriptor(0, 0x100000, INGEST_FMT_PML, (1u << 18) - count, count);
    put_register(INGEST_DESC_TAIL, 1);
    wait(2 * count + 1000);
    EXPECT_EQ(reg(INGEST_CPL_PROD), 1u);
  }
  /// One descriptor of so many blocks of 2 MiB.
  void blocks(uint32_t count) {
    only_blocks = true;
    start(1, 1);
    put_descriptor(0, 0x100000, INGEST_FMT_HDBSS, 0, count);
    put_register(INGEST_DESC_TAIL, 1);
    wait(600 * count + 1000, 255);
    EXPECT_EQ(reg(INGEST_CPL_PROD), 1u);
    EXPECT_EQ(events, uint64_t{512} * count);
    only_blocks = false;
  }
  /// A good descriptor, each of its bits turned over in turn (but for those that make it very long).
  void descriptor_bits() {
    start(9, 9);
    uint32_t n = 0;
    for (unsigned word = 0; word < 3; ++word)
      for (unsigned bit = 0; bit < 64; ++bit) {
        if (word == 2 && bit >= 12 && bit < 18) continue;
        put_descriptor(n, 0x1000, INGEST_FMT_PML, 0, 1);
        words[place_now(n++) + 8 * word] ^= uint64_t{1} << bit;
      }
    put_register(INGEST_DESC_TAIL, n);
    wait(100 * n);
    EXPECT_EQ(reg(INGEST_CPL_PROD), n);
  }
  /// Rings up to the end of the address space are good, those that pass it are not.
  void ring_ends() {
    start(4, 4);
    for (uint32_t log2 = 6; log2 <= 16; ++log2)
      for (const uint32_t off : {INGEST_DESC_BASE, INGEST_CPL_BASE}) {
        const bool desc = off == INGEST_DESC_BASE;
        put_register(INGEST_CTRL, 0);
        put_base(INGEST_DESC_BASE, kDesc);
        put_base(INGEST_CPL_BASE, kCpl);
        put_register(desc ? INGEST_DESC_LOG2 : INGEST_CPL_LOG2, log2);
        const uint64_t size = uint64_t{64} << log2;
        for (uint64_t past = 4096; past <= size / 2; past *= 2) {
          put_base(off, past - size);
          put_register(INGEST_CTRL, 1, kWrongState);
        }
        put_base(off, uint64_t{0} - size);
        put_register(INGEST_CTRL, 1);
        desc_log2 = reg(INGEST_DESC_LOG2);
        put_descriptor(0, 0x1000, 0, 0, 1);
        put_register(INGEST_DESC_TAIL, 1);
        wait(200);
        EXPECT_EQ(reg(INGEST_CPL_PROD), 1u);
      }
  }
  std::string at() const { return "cycle " + std::to_string(now); }

  struct Read {
    uint64_t addr;
    unsigned len, beat;
  };
  const uint64_t seed;
  Rng rng;
  sources::Ingest model;
  uint64_t salt, now = 0, events = 0, records = 0;
  std::map<uint64_t, uint64_t> words;
  std::deque<Read> reads;
  unsigned answers = 0, addresses = 0, lasts = 0, since_write = 0, write_error = 0;
  uint32_t desc_log2 = 1;
  bool only_blocks = false;
  std::function<sources::RegWrite()> software;  ///< chooses every write; without it, choose() does at times
};

}  // namespace openpml::testing
