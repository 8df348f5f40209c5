// SPDX-License-Identifier: Apache-2.0
#include "axi.hpp"

#include "unit.hpp"

namespace openpml::cycle {

Axi::Axi(const Params& p)
    : beat_bytes_(p.dw / 8), outstanding_(p.outstanding), size_(static_cast<uint8_t>(log2u(p.dw / 8))),
      strb_(p.dw == 512 ? ~uint64_t{0} : (uint64_t{1} << (p.dw / 8)) - 1), aw_(kPort), ar_(kPort), w_(kPort),
      order_(p.outstanding), rfifo_(2 * p.outstanding * p.nb()) {}

void Axi::reset() {
  aw_.clear();
  ar_.clear();
  w_.clear();
  order_.clear();
  rfifo_.clear();
  rd_out_ = rd_res_ = wr_out_ = grant_ = 0;
  locked_ = buf_valid_ = place_back_ = false;
  bq_ = {};
  rq_ = {};
  begun_ = {};
  bad_ = {};
}

void Axi::outputs(uint64_t now, Outputs& out) const {
  out.m_bready = out.m_rready = true;
  out.m_awvalid = !aw_.empty() && aw_.front().ready <= now;
  if (out.m_awvalid) {
    out.m_awaddr = aw_.front().addr;
    out.m_awlen = aw_.front().len;
    out.m_awsize = aw_.front().size;
  }
  out.m_wvalid = !w_.empty() && w_.front().ready <= now;
  if (out.m_wvalid) {
    out.m_wdata = w_.front().data;
    out.m_wstrb = w_.front().strb;
    out.m_wlast = w_.front().last;
  }
  out.m_arvalid = !ar_.empty() && ar_.front().ready <= now;
  if (out.m_arvalid) {
    out.m_araddr = ar_.front().addr;
    out.m_arlen = ar_.front().len;
    out.m_arsize = ar_.front().size;
  }
}

void Axi::take_raw(const Unit& u, Cycle& c) const {
  XSig& x = c.x;
  uint64_t gfn = 0;
  bool write = false;
  uint8_t v = 0;
  const bool intel = !u.intel.fifo().empty();
  if (intel) {
    const Intel::Entry& e = u.intel.fifo().front();
    gfn = e.gfn;
    write = e.write;
    v = e.v;
    x.vm = e.vm;
    x.addr = u.vcpu[v].log_base + 8 * uint64_t{e.idx};
  } else {
    const Drained& e = u.raw.head();
    gfn = e.gfn;
    write = e.write;
    v = e.v;
    x.vm = e.vm;
    x.addr =
        u.vms[e.vm].raw_base + 4096 * uint64_t{u.raw[v].slot} + 8 * uint64_t{u.spec_bug == 18 ? e.pos : 511u - e.pos};
  }
  x.beats = 1;
  x.last = true;
  x.tag = {x.addr, Src::Raw, x.vm, v, false, false, false, false, intel};
  const unsigned lane = static_cast<unsigned>(x.addr % beat_bytes_) / 8;
  for (unsigned w = 0; w < beat_bytes_ / 8; ++w) x.w.data[w] = gfn << 12 | (write && u.vms[x.vm].log_reads ? 1 : 0);
  x.w.strb = uint64_t{0xFF} << (8 * lane);
}

void Axi::decide(const Unit& u, Cycle& c) const {
  if (bq_.valid && !order_.empty()) {
    c.b = {true, bq_.good, order_.front()};
    if (!bq_.good && u.spec_bug != 20) c.add_fault(c.b.tag.vm, WrError, 1, c.b.tag.addr);
  }
  if (bad_[1].valid) c.add_fault(bad_[1].vm, RdError, 2, bad_[1].addr);
  c.x.locked = locked_;
  c.x.sum = u.engine.offers_summary();
  c.x.rec = u.recorder.offers();
  const std::array<bool, 3> offers{u.writeback.offers(u), buf_valid_, !u.intel.fifo().empty() || u.raw.offer()};
  XSig& x = c.x;
  const unsigned s = grant_;
  x.offered = offers[s];
  x.next = grant_;
  for (unsigned i = 2; i > 0; --i)
    if (offers[(s + i) % 3]) x.next = static_cast<uint8_t>((s + i) % 3);
  if (!offers[s] || w_.size() == kPort) return;
  if (!locked_ && (aw_.size() == kPort || wr_out_ == outstanding_)) return;
  x.taken = true;
  x.first = !locked_;
  x.w.strb = strb_;
  x.tag.src = s == 0 ? Src::Line : s == 2 ? Src::Raw : buf_rec_ ? Src::Rec : Src::Sum;
  switch (x.tag.src) {
    case Src::Line: u.writeback.take(c); break;
    case Src::Sum: u.engine.take_summary(u, c); break;
    case Src::Rec: u.recorder.take(u, c); break;
    case Src::Raw: take_raw(u, c); break;
  }
  x.w.last = x.last;
  x.w.ready = u.now + 2;
}

void Axi::commit(Unit& u, const Inputs& in, const Cycle& c) {
  // what the outside takes and brings
  const auto leaves = [&](auto& q, bool ready) {
    if (ready && !q.empty() && q.front().ready <= u.now) q.pop();
  };
  leaves(aw_, in.m_awready);
  leaves(w_, in.m_wready);
  leaves(ar_, in.m_arready);
  if (c.b.valid) {
    order_.pop();
    --wr_out_;
  }
  bq_ = {in.m_bvalid, in.m_bresp < 2};
  if (c.wb.rfifo_pop) rfifo_.pop();
  if (place_back_) --rd_res_;
  place_back_ = c.wb.read_place_back;
  if (rq_.valid) {
    rfifo_.push(rq_.beat);
    if (rq_.last) --rd_out_;
  }
  rq_.valid = in.m_rvalid;
  if (in.m_rvalid) {
    rq_.last = in.m_rlast;
    rq_.beat = {in.m_rdata, in.m_rresp >= 2};
  }
  // what the unit issues
  if (c.wb.ar) {
    ar_.push({c.wb.ar_addr, u.now + 3, static_cast<uint8_t>(c.wb.ar_run - 1), size_});
    ++rd_out_;
    ++rd_res_;
  }
  u.vms[begun_.vm].cnt[AxiWrBytes] += begun_.bytes;
  begun_ = {};
  const XSig& x = c.x;
  bad_[1] = bad_[0];
  bad_[0] = {x.taken && x.bad, x.bad_vm, x.bad_addr};
  if (!buf_valid_) {
    buf_valid_ = x.sum || x.rec;
    buf_rec_ = x.rec;
  } else if (x.taken && grant_ == 1 && x.last) {
    buf_valid_ = false;
  }
  if (x.taken ? x.last : !locked_ && !x.offered) grant_ = x.next;
  if (!x.taken) return;
  w_.push(x.w);
  locked_ = !x.last;
  if (x.first) {
    const bool raw = x.tag.src == Src::Raw;
    aw_.push({x.addr, u.now + 2, static_cast<uint8_t>(x.beats - 1), raw ? uint8_t{3} : size_});
    order_.push(x.tag);
    ++wr_out_;
    begun_ = {x.vm, static_cast<uint16_t>(raw ? 8 : x.beats * beat_bytes_)};
  }
}

}  // namespace openpml::cycle
