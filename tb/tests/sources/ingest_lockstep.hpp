// SPDX-License-Identifier: Apache-2.0
/// The log-page ingest alone, RTL and cycle model in lock-step: every output and a register of every cycle, with random descriptors (bad ones too),
/// random pages, a memory with random timing and errors, and software that enables, disables, hands over and takes at random moments.
#pragma once
#include <deque>
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
  void make_descriptor(uint32_t number) {
    const uint64_t at = kDesc + 64 * (number & ((1u << desc_log2) - 1));
    uint64_t address = (1 + rng.below(200)) << 12;
    uint64_t first = rng.below(8) ? 0 : rng.below(600), count = 1 + rng.below(rng.below(4) ? 40 : 700);
    uint64_t format = rng.below(3), vcpu = rng.below(kVcpus), w1 = 0, w2 = 0;
    switch (rng.below(24)) {
      case 0: address += 8; break;
      case 1: count = 0; break;
      case 2: count = (1u << 18) + 1 - first; break;
      case 3: format = 3 + rng.below(253); break;
      case 4: vcpu = kVcpus; break;
      case 5: w1 = uint64_t{1} << (16 + rng.below(16)); break;
      case 6: w2 = uint64_t{1} << (32 + rng.below(32)); break;
      case 7: address = ~uint64_t{0xFFF}, first = 500, count = 12 + rng.below(2); break;  // ends at 2^64, or past it
      case 8: count = 0xFFFFFFFF, first = 2; break;
      default: break;
    }
    words[at] = address;
    words[at + 8] = w1 | format | vcpu << 8 | first << 32;
    words[at + 16] = w2 | count;
    words[at + 24] = rng.next();
    for (unsigned i = 32; i < 64; i += 8) words[at + i] = rng.next();
  }
  /// A register write for this cycle: often the next sensible thing, sometimes anything.
  sources::RegWrite choose() {
    uint32_t d = 0;
    const auto now = [&](uint32_t off) {
      model.read(static_cast<uint16_t>(off), d);
      return d;
    };
    if (rng.below(8) == 0)
      return {static_cast<uint16_t>(rng.below(0x50) * 4), static_cast<uint32_t>(rng.next() >> rng.below(64))};
    switch (rng.below(10)) {
      case 0:
      case 1:
      case 2: {
        desc_log2 = now(INGEST_DESC_LOG2);
        const uint32_t tail = now(INGEST_DESC_TAIL), room = (1u << desc_log2) - (tail - now(INGEST_DESC_HEAD));
        const uint32_t more = static_cast<uint32_t>(rng.below(room + 1));
        for (uint32_t i = 0; i < more; ++i) make_descriptor(tail + i);
        return {INGEST_DESC_TAIL, tail + more};
      }
      case 3:
      case 4:
      case 5: {
        const uint32_t cons = now(INGEST_CPL_CONS);
        return {INGEST_CPL_CONS, cons + static_cast<uint32_t>(rng.below(now(INGEST_CPL_PROD) - cons + 1))};
      }
      case 6: return {INGEST_CTRL, rng.below(3) != 0};
      default: break;
    }
    if (now(INGEST_CTRL)) return {INGEST_CTRL, rng.below(40) != 0};
    switch (rng.below(6)) {
      case 0: return {INGEST_DESC_BASE, kDesc};
      case 1: return {INGEST_CPL_BASE, kCpl};
      case 2: return {INGEST_DESC_LOG2, 1 + static_cast<uint32_t>(rng.below(5))};
      case 3: return {INGEST_CPL_LOG2, 1 + static_cast<uint32_t>(rng.below(4))};
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
    const bool write = since_write >= 3 && rng.below(64) == 0;
    ++since_write;
    const sources::RegWrite w = write ? choose()
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
    if (write) since_write = 0;
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
  unsigned answers = 0, addresses = 0, lasts = 0, since_write = 0;
  uint32_t desc_log2 = 1;
};

}  // namespace openpml::testing
