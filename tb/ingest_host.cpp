// SPDX-License-Identifier: Apache-2.0
#include "ingest_host.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "openpml/regs.hpp"

namespace openpml {

namespace {

constexpr uint64_t kBlock = 512;  // bytes; a read burst stays inside one

uint64_t word(std::span<const uint8_t> bytes, unsigned i) {
  uint64_t w = 0;
  std::memcpy(&w, bytes.data() + 8 * i, 8);
  return w;
}

IngestCompletion parse(std::span<const uint8_t> b) {
  IngestCompletion c;
  const uint64_t w1 = word(b, 1), w2 = word(b, 2), w3 = word(b, 3), w7 = word(b, 7);
  c.cookie = word(b, 0);
  c.status = static_cast<uint8_t>(w1);
  c.vcpu = static_cast<uint8_t>(w1 >> 8);
  c.format = static_cast<uint8_t>(w1 >> 16);
  c.has_first = w1 >> 24 & 1;
  c.entries = static_cast<uint32_t>(w1 >> 32);
  c.events = static_cast<uint32_t>(w2);
  c.malformed = static_cast<uint32_t>(w2 >> 32);
  c.superpages = static_cast<uint32_t>(w3);
  c.first_index = static_cast<uint32_t>(w3 >> 32);
  c.first_word = word(b, 4);
  c.start = word(b, 5);
  c.end = word(b, 6);
  c.number = static_cast<uint32_t>(w7);
  c.phase = b[63] >> 7;
  return c;
}

}  // namespace

IngestHost::IngestHost(AxiMemory& mem, unsigned n_vcpu, unsigned desc_log2, unsigned cpl_log2)
    : mem_(mem), n_vcpu_(n_vcpu), desc_log2_(desc_log2), cpl_log2_(cpl_log2),
      desc_base_(mem.alloc("ingest descriptors", uint64_t{64} << desc_log2)),
      cpl_base_(mem.alloc("ingest completions", uint64_t{64} << cpl_log2)) {
  // phase 0 everywhere: the first lap writes 1
  std::ranges::fill(mem_.view(cpl_base_, uint64_t{64} << cpl_log2), uint8_t{0});
}

void IngestHost::finding(std::string text) {
  if (findings_.size() < 20) findings_.push_back(std::move(text));
}

bool IngestHost::configure(const WriteReg& write, uint8_t vector) {
  bool ok = write(regs::INGEST_DESC_BASE, static_cast<uint32_t>(desc_base_));
  ok &= write(regs::INGEST_DESC_BASE_HI, static_cast<uint32_t>(desc_base_ >> 32));
  ok &= write(regs::INGEST_DESC_LOG2, desc_log2_);
  ok &= write(regs::INGEST_CPL_BASE, static_cast<uint32_t>(cpl_base_));
  ok &= write(regs::INGEST_CPL_BASE_HI, static_cast<uint32_t>(cpl_base_ >> 32));
  ok &= write(regs::INGEST_CPL_LOG2, cpl_log2_);
  ok &= write(regs::INGEST_VECTOR, vector);
  return ok;
}

bool IngestHost::start(const WriteReg& write, uint8_t vector) {
  return configure(write, vector) && write(regs::INGEST_CTRL, 1);
}

void IngestHost::submit(PageFormat f, uint8_t vcpu, std::vector<uint64_t> entries, uint32_t first) {
  const uint64_t bytes = 8 * (first + entries.size());
  const uint64_t buffer = mem_.alloc("log page", (bytes + 4095) & ~uint64_t{4095});
  const uint32_t number = static_cast<uint32_t>(entries.size());
  auto out = mem_.view(buffer + 8 * first, 8 * entries.size());
  std::memcpy(out.data(), entries.data(), out.size());
  std::vector<uint64_t> page(first);
  page.insert(page.end(), entries.begin(), entries.end());
  const uint64_t from = break_from_, to = break_to_;
  break_from_ = break_to_ = 0;
  bool broken = false;
  PageAccount a = decode_page(f, vcpu, page, first, number, [&](uint64_t i) {
    const bool lost = i * 8 / kBlock >= from && i * 8 / kBlock < to;
    broken |= lost;
    return lost;
  });
  if (to > from) mem_.add_error({.lo = buffer + from * kBlock, .hi = buffer + to * kBlock, .on_write = false});
  put({.address = buffer,
       .format = static_cast<uint8_t>(f),
       .vcpu = vcpu,
       .first = first,
       .number = number,
       .cookie = buffer ^ tail_},
      broken ? regs::INGEST_ST_PAGE_READ_ERROR : regs::INGEST_ST_OK, std::move(a), buffer);
}

void IngestHost::submit_raw(const IngestDescriptor& d, uint8_t status) { put(d, status, {}, 0); }

void IngestHost::put(const IngestDescriptor& d, uint8_t status, PageAccount account, uint64_t buffer) {
  const uint64_t at = desc_base_ + 64 * (tail_ & (ring_size() - 1));
  auto slot = mem_.view(at, 64);
  std::memcpy(slot.data(), &d.address, 8);
  slot[8] = d.format;
  slot[9] = d.vcpu;
  std::memcpy(&slot[10], &d.zero0, 2);
  std::memcpy(&slot[12], &d.first, 4);
  std::memcpy(&slot[16], &d.number, 4);
  std::memcpy(&slot[20], &d.zero1, 4);
  std::memcpy(&slot[24], &d.cookie, 8);
  ++tail_;
  if (break_desc_) {
    break_desc_ = false;
    status = regs::INGEST_ST_DESC_READ_ERROR;
    account = {};
    mem_.add_error({.lo = at, .hi = at + 64, .on_write = false, .count = 1});
  }
  const uint64_t before = n_promised_, n = account.events.size();
  n_promised_ += n;
  for (const PageEvent& e : account.events) events_.push_back(e);
  account.events.clear();
  waiting_.push_back({d, status, std::move(account), n, before, buffer});
}

void IngestHost::event(const PageEvent& e) {
  ++n_events_;
  if (events_.empty()) {
    finding("event " + std::to_string(n_events_) + ": no page promises it");
    return;
  }
  const PageEvent want = events_.front();
  events_.pop_front();
  if (!(e == want))
    finding("event " + std::to_string(n_events_) + ": vcpu " + std::to_string(e.vcpu) + " gfn " +
            std::to_string(e.gfn) + (e.write ? " W" : " R") + ", the page says vcpu " + std::to_string(want.vcpu) +
            " gfn " + std::to_string(want.gfn) + (want.write ? " W" : " R"));
}

unsigned IngestHost::poll() {
  unsigned n = 0;
  for (;; ++n) {
    const auto slot = std::as_const(mem_).view(cpl_base_ + 64 * (cons_ & ((1u << cpl_log2_) - 1)), 64);
    const IngestCompletion c = parse(slot);
    const uint32_t lap = cons_ >> cpl_log2_;
    if (c.phase != (~lap & 1)) return n;
    if (waiting_.empty()) {
      finding("completion " + std::to_string(cons_) + " of no descriptor");
      return n;
    }
    compare(c);
    taken_.push_back(c);
    ++cons_;
    if (waiting_.front().buffer != 0) mem_.remove(waiting_.front().buffer);
    waiting_.pop_front();
  }
}

void IngestHost::compare(const IngestCompletion& c) {
  const Waiting& w = waiting_.front();
  const bool lost = w.status == regs::INGEST_ST_DESC_READ_ERROR;
  const auto check = [&](const char* what, uint64_t have, uint64_t want) {
    if (have != want)
      finding("completion " + std::to_string(cons_) + ": " + what + " is " + std::to_string(have) + ", should be " +
              std::to_string(want));
  };
  check("number", c.number, cons_);
  check("cookie", c.cookie, lost ? 0 : w.d.cookie);
  check("status", c.status, w.status);
  check("vcpu", c.vcpu, lost ? 0 : w.d.vcpu);
  check("format", c.format, lost ? 0 : w.d.format);
  check("entries", c.entries, w.account.entries);
  check("events", c.events, w.n_events);
  check("malformed", c.malformed, w.account.malformed);
  check("superpages", c.superpages, w.account.superpages);
  check("first malformed flag", c.has_first, w.account.has_first);
  check("first malformed index", c.first_index, w.account.first_index);
  check("first malformed entry", c.first_word, w.account.first_word);
  if (c.end < c.start) finding("completion " + std::to_string(cons_) + ": ends before it starts");
  if (n_events_ < w.events_before + w.n_events)
    finding("completion " + std::to_string(cons_) + " before all of its events were accepted");
}

}  // namespace openpml
