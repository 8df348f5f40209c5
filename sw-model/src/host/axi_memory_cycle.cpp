// SPDX-License-Identifier: Apache-2.0
// The five channels of AxiMemory: what happens in a cycle.
#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstring>

#include "openpml/axi_memory.hpp"

namespace openpml {
namespace {

std::string burst_text(const char* kind, uint64_t addr, unsigned len, unsigned size) {
  char s[96];
  std::snprintf(s, sizeof s, "%s burst at %#llx, %u beats of %u bytes", kind, static_cast<unsigned long long>(addr),
                len + 1u, 1u << size);
  return s;
}

}  // namespace

void AxiMemory::drive(Inputs& in) {
  const auto ready = [&](uint8_t stall) { return stall == 0 || (rng_.next() & 255) >= stall; };
  in.m_awready = ready(t_.aw_stall);
  in.m_wready = ready(t_.w_stall);
  in.m_arready = ready(t_.ar_stall);

  if (!b_held_) b_held_ = !writes_.empty() && writes_.front().due <= now_ && ready(t_.b_stall);
  in.m_bvalid = b_held_;
  if (b_held_) {
    Write& w = writes_.front();
    if (!w.applied) {
      apply(w);
      w.applied = true;
    }
    in.m_bresp = w.resp;
    in.m_bid = w.id;
  }

  if (!r_held_) r_held_ = !reads_.empty() && reads_.front().due <= now_ && ready(t_.r_stall);
  in.m_rvalid = r_held_;
  if (r_held_) {
    Read& r = reads_.front();
    in.m_rresp = r.resp;
    in.m_rid = r.id;
    in.m_rlast = r.beat == r.len;
    in.m_rdata = r.sampled ? r.data[r.beat] : fetch(beat_addr(r.addr, r.beat));
    if (!r.sampled) {  // what was shown once stays
      r.data.resize(r.len + 1u);
      for (unsigned k = r.beat; k <= r.len; ++k) r.data[k] = fetch(beat_addr(r.addr, k));
      r.sampled = true;
    }
  }
}

void AxiMemory::observe(const Inputs& in, const Outputs& out) {
  ++now_;
  if (!in.rst_n) {
    reads_.clear();
    writes_.clear();
    aws_.clear();
    wbeats_.clear();
    current_ = {};
    r_held_ = b_held_ = false;
    return;
  }
  if (in.m_bvalid && out.m_bready) {
    spare_w_.push_back(std::move(writes_.front().beats));
    writes_.pop_front();
    b_held_ = false;
  }
  if (in.m_rvalid && out.m_rready) {
    Read& r = reads_.front();
    rd_bytes_ += uint64_t{1} << r.size;
    r_held_ = false;
    if (r.beat++ == r.len) {
      spare_r_.push_back(std::move(r.data));
      reads_.pop_front();
    }
  }
  if (out.m_arvalid && in.m_arready) accept_read(out);
  if (out.m_awvalid && in.m_awready) {
    aws_.push_back({out.m_awaddr, out.m_awlen, out.m_awsize, out.m_awid});
    ++wr_bursts_;
  }
  if (out.m_wvalid && in.m_wready) wbeats_.push_back({out.m_wdata, out.m_wstrb, out.m_wlast});
  while (!aws_.empty() && !wbeats_.empty()) match_write();
}

void AxiMemory::accept_read(const Outputs& out) {
  ++rd_bursts_;
  const uint64_t lo = out.m_araddr, bytes = (uint64_t{out.m_arlen} + 1) << out.m_arsize;
  Read r{lo,          now_ - 1 + std::max<uint64_t>(1, rng_.between(t_.rd_min, t_.rd_max)),
         out.m_arlen, out.m_arsize,
         0,           kOkay,
         false,       {},
         out.m_arid};
  if (!spare_r_.empty()) {
    r.data = std::move(spare_r_.back());
    spare_r_.pop_back();
  }
  if (!inside(lo, bytes)) {
    violation(burst_text("read", lo, r.len, r.size) + " outside every region: " + where(lo));
    r.resp = kDecErr;
  } else if (!errors_.empty()) {
    r.resp = error_for(lo, lo + bytes, false);
  }
  // An errored burst returns whatever happens to be on the bus.
  if (r.resp != kOkay || (rng_.next() & 1)) {
    r.data.resize(r.len + 1u);
    for (unsigned k = 0; k <= r.len; ++k) {
      r.data[k] = fetch(beat_addr(lo, k));
      if (r.resp != kOkay)
        for (unsigned i = 0; i < bytes_ / 8; ++i) r.data[k][i] = rng_.next();
    }
    r.sampled = true;
  }
  reads_.push_back(std::move(r));
}

void AxiMemory::match_write() {
  if (current_.beats.capacity() == 0 && !spare_w_.empty()) {
    current_.beats = std::move(spare_w_.back());
    spare_w_.pop_back();
    current_.beats.clear();
  }
  const Aw& aw = aws_.front();
  current_.beats.push_back(wbeats_.front());
  wbeats_.pop_front();
  const size_t n = current_.beats.size();
  const bool last = current_.beats.back().last;
  if (!last && n < aw.len + size_t{1}) return;
  if (last != (n == aw.len + size_t{1}))
    violation(burst_text("write", aw.addr, aw.len, aw.size) + " with WLAST in the wrong place");
  current_.addr = aw.addr;
  current_.id = aw.id;
  current_.resp = kOkay;
  uint64_t lo = aw.addr;
  const uint64_t bytes = (uint64_t{aw.len} + 1) << aw.size;
  if (!inside(lo, bytes)) {
    violation(burst_text("write", lo, aw.len, aw.size) + " outside every region: " + where(lo));
    current_.resp = kDecErr;
  } else if (!errors_.empty()) {
    current_.resp = error_for(lo, lo + bytes, true);
  }
  current_.due = now_ - 1 + std::max<uint64_t>(1, rng_.between(t_.wr_min, t_.wr_max));
  using V = AxiTiming::Visible;
  const bool late = t_.visible == V::AtResponse || (t_.visible == V::Random && (rng_.next() & 1));
  current_.applied = false;
  aws_.pop_front();
  // A refused write inside a region may or may not have reached memory.
  if (current_.resp != kOkay && inside(lo, bytes) && (rng_.next() & 1)) current_.applied = true;
  if (!late && !current_.applied) {
    apply(current_);
    current_.applied = true;
  }
  for (const auto& b : current_.beats) wr_bytes_ += static_cast<uint64_t>(std::popcount(b.strb));
  writes_.push_back(std::move(current_));
  current_ = {};
}

void AxiMemory::apply(const Write& w) {
  const uint64_t full = bytes_ == 64 ? ~uint64_t{0} : (uint64_t{1} << bytes_) - 1;
  for (size_t k = 0; k < w.beats.size(); ++k) {
    const uint64_t a = beat_addr(w.addr, static_cast<unsigned>(k));
    Region* r = find(a);
    if (!r) continue;
    const uint64_t off = a - (r->base - kGuard);  // regions start on 4 KiB; a beat can only pass the guard's end
    const auto& b = w.beats[k];
    if ((b.strb & full) == full && off + bytes_ <= r->data.size()) {
      std::memcpy(r->data.data() + off, b.data.data(), bytes_);
      continue;
    }
    const auto* src = reinterpret_cast<const uint8_t*>(b.data.data());
    for (uint64_t i = 0; i < bytes_ && off + i < r->data.size(); ++i)
      if (b.strb >> i & 1) r->data[off + i] = src[i];
  }
}

Beat AxiMemory::fetch(uint64_t addr) const {
  Beat b{};
  const Region* r = find(addr);
  if (!r) return b;
  const uint64_t off = addr - (r->base - kGuard);
  std::memcpy(b.data(), r->data.data() + off, std::min<uint64_t>(bytes_, r->data.size() - off));
  return b;
}

}  // namespace openpml
