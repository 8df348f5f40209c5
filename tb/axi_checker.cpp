// SPDX-License-Identifier: Apache-2.0
#include "axi_checker.hpp"

#include <array>
#include <bit>
#include <cstdio>

namespace openpml {

namespace {
constexpr unsigned kIngestReads = 16;  // bursts that the ingest may have outstanding beside the core's (writes: 4)
}

const char* name(AxiRule r) {
  static constexpr std::array<const char*, static_cast<size_t>(AxiRule::Count)> kNames = {
      "AwStable", "WStable",  "ArStable", "Aw4K",    "Ar4K",          "AwSize",        "ArSize",    "AwAlign",
      "ArAlign",  "WLast",    "WBeats",   "Strobes", "RdOutstanding", "WrOutstanding", "BStable",   "RStable",
      "BOrphan",  "ROrphan",  "RLast",    "Resp",    "LAwStable",     "LWStable",      "LArStable", "LBStable",
      "LRStable", "LBOrphan", "LROrphan", "LResp",   "ResetValid",    "IrqStable"};
  return kNames.at(static_cast<size_t>(r));
}

AxiChecker::AxiChecker(const Params& p)
    : dw_bytes_(p.dw / 8), log2_bytes_(static_cast<unsigned>(std::countr_zero(p.dw / 8))),
      outstanding_(p.outstanding + (p.system ? kIngestReads : 0)) {
  pin_.rst_n = false;
}

void AxiChecker::fail(AxiRule r, const std::string& text) {
  ++count_;
  if (violations_.size() < 100) violations_.push_back({cycle_, r, text});
}

std::string AxiChecker::report() const {
  std::string s;
  for (const auto& v : violations_)
    s += "cycle " + std::to_string(v.cycle) + ": " + name(v.rule) + ": " + v.text + "\n";
  return s;
}

void AxiChecker::observe(uint64_t cycle, const Inputs& in, const Outputs& out) {
  cycle_ = cycle;
  if (was_reset_) after_reset(out);
  if (in.rst_n) {
    if (pin_.rst_n) {
      unit_stable(out);
      memory_stable(in);
      lite_stable(in, out);
    }
    addresses(in, out);
    responses(in, out);
    lite(in, out);
  } else {
    aws_.clear();
    ws_.clear();
    reads_.clear();
    beat_ = open_writes_ = done_writes_ = 0;
    lite_aw_ = lite_w_ = lite_ar_ = 0;
  }
  was_reset_ = !in.rst_n;
  pin_ = in;
  pout_ = out;
}

void AxiChecker::after_reset(const Outputs& out) {
  if (out.m_awvalid || out.m_wvalid || out.m_arvalid || out.s_bvalid || out.s_rvalid || out.irq_valid)
    fail(AxiRule::ResetValid, "a valid output is high after a reset cycle");
}

void AxiChecker::unit_stable(const Outputs& o) {
  if (pout_.m_awvalid && !pin_.m_awready &&
      !(o.m_awvalid && o.m_awid == pout_.m_awid && o.m_awaddr == pout_.m_awaddr && o.m_awlen == pout_.m_awlen &&
        o.m_awsize == pout_.m_awsize))
    fail(AxiRule::AwStable, "AW withdrawn or changed before AWREADY");
  if (pout_.m_wvalid && !pin_.m_wready &&
      !(o.m_wvalid && o.m_wdata == pout_.m_wdata && o.m_wstrb == pout_.m_wstrb && o.m_wlast == pout_.m_wlast))
    fail(AxiRule::WStable, "W withdrawn or changed before WREADY");
  if (pout_.m_arvalid && !pin_.m_arready &&
      !(o.m_arvalid && o.m_arid == pout_.m_arid && o.m_araddr == pout_.m_araddr && o.m_arlen == pout_.m_arlen &&
        o.m_arsize == pout_.m_arsize))
    fail(AxiRule::ArStable, "AR withdrawn or changed before ARREADY");
  if (pout_.irq_valid && !pin_.irq_ready && !(o.irq_valid && o.irq_vec == pout_.irq_vec))
    fail(AxiRule::IrqStable, "interrupt withdrawn or changed before it was taken");
}

void AxiChecker::memory_stable(const Inputs& in) {
  if (pin_.m_bvalid && !pout_.m_bready && !(in.m_bvalid && in.m_bresp == pin_.m_bresp))
    fail(AxiRule::BStable, "B withdrawn or changed before BREADY");
  if (pin_.m_rvalid && !pout_.m_rready &&
      !(in.m_rvalid && in.m_rdata == pin_.m_rdata && in.m_rresp == pin_.m_rresp && in.m_rlast == pin_.m_rlast))
    fail(AxiRule::RStable, "R withdrawn or changed before RREADY");
}

void AxiChecker::lite_stable(const Inputs& in, const Outputs& o) {
  if (pin_.s_awvalid && !pout_.s_awready && !(in.s_awvalid && in.s_awaddr == pin_.s_awaddr))
    fail(AxiRule::LAwStable, "register AW withdrawn or changed");
  if (pin_.s_wvalid && !pout_.s_wready && !(in.s_wvalid && in.s_wdata == pin_.s_wdata && in.s_wstrb == pin_.s_wstrb))
    fail(AxiRule::LWStable, "register W withdrawn or changed");
  if (pin_.s_arvalid && !pout_.s_arready && !(in.s_arvalid && in.s_araddr == pin_.s_araddr))
    fail(AxiRule::LArStable, "register AR withdrawn or changed");
  if (pout_.s_bvalid && !pin_.s_bready && !(o.s_bvalid && o.s_bresp == pout_.s_bresp))
    fail(AxiRule::LBStable, "register B withdrawn or changed");
  if (pout_.s_rvalid && !pin_.s_rready && !(o.s_rvalid && o.s_rdata == pout_.s_rdata && o.s_rresp == pout_.s_rresp))
    fail(AxiRule::LRStable, "register R withdrawn or changed");
}

void AxiChecker::address(bool write, uint64_t addr, unsigned len, unsigned size) {
  const auto bad = [&](AxiRule on_write, AxiRule on_read) {
    char text[96];
    std::snprintf(text, sizeof text, "%s %#llx, len %u, size %u", write ? "AW" : "AR",
                  static_cast<unsigned long long>(addr), len, size);
    fail(write ? on_write : on_read, text);
  };
  const uint64_t bytes = uint64_t{len + 1} << (size & 7);
  if (size > log2_bytes_ || (size < log2_bytes_ && len != 0)) bad(AxiRule::AwSize, AxiRule::ArSize);
  if (addr & ((uint64_t{1} << (size & 7)) - 1)) bad(AxiRule::AwAlign, AxiRule::ArAlign);
  if ((addr & 4095) + bytes > 4096) bad(AxiRule::Aw4K, AxiRule::Ar4K);
}

void AxiChecker::addresses(const Inputs& in, const Outputs& out) {
  // B and R of this cycle answer writes and reads of earlier cycles.
  const unsigned done_before = done_writes_;
  const bool read_open = !reads_.empty();
  if (in.m_bvalid && done_before == 0) fail(AxiRule::BOrphan, "B with no complete write outstanding");
  if (in.m_rvalid && !read_open) fail(AxiRule::ROrphan, "R with no read outstanding");
  if (in.m_bvalid && out.m_bready && done_before != 0) {
    --done_writes_;
    --open_writes_;
  }
  if (in.m_rvalid && read_open && in.m_rlast != (reads_.front() == 0))
    fail(AxiRule::RLast, in.m_rlast ? "RLAST too early" : "RLAST missing");
  if (in.m_rvalid && out.m_rready && read_open) {
    if (reads_.front() == 0) reads_.pop_front();
    else --reads_.front();
  }
  if (out.m_awvalid && in.m_awready) {
    address(true, out.m_awaddr, out.m_awlen, out.m_awsize);
    aws_.push_back({out.m_awaddr, out.m_awlen, out.m_awsize});
    if (++open_writes_ > outstanding_)
      fail(AxiRule::WrOutstanding, std::to_string(open_writes_) + " writes outstanding");
  }
  if (out.m_arvalid && in.m_arready) {
    address(false, out.m_araddr, out.m_arlen, out.m_arsize);
    reads_.push_back(out.m_arlen);
    if (reads_.size() > outstanding_)
      fail(AxiRule::RdOutstanding, std::to_string(reads_.size()) + " reads outstanding");
  }
  if (out.m_wvalid && in.m_wready) {
    ws_.push_back({out.m_wstrb, out.m_wlast});
    if (ws_.size() > size_t{16} * outstanding_) {
      fail(AxiRule::WBeats, "write data runs far ahead of its addresses");
      ws_.clear();
    }
  }
  if (!ws_.empty() && !aws_.empty()) match();
}

void AxiChecker::match() {
  while (!ws_.empty() && !aws_.empty()) {
    const Aw& aw = aws_.front();
    const W w = ws_.front();
    ws_.pop_front();
    const bool last = beat_ == aw.len;
    if (w.last != last) fail(AxiRule::WLast, w.last ? "WLAST too early" : "WLAST missing");
    const unsigned bytes = 1u << (aw.size & 7), lane = static_cast<unsigned>(aw.addr & (dw_bytes_ - 1));
    uint64_t lanes = bytes >= 64 ? ~uint64_t{0} : (uint64_t{1} << bytes) - 1;
    if (bytes < dw_bytes_) lanes <<= lane & ~(bytes - 1);
    if (aw.size > log2_bytes_) lanes = w.strb;  // reported as AwSize
    if (w.strb & ~lanes) fail(AxiRule::Strobes, "strobe outside the beat's lanes");
    else if (w.strb != lanes && bytes >= dw_bytes_) fail(AxiRule::Strobes, "a full-width beat with strobes missing");
    ++beat_;
    if (!last && !w.last) continue;
    beat_ = 0;
    ++done_writes_;
    aws_.pop_front();
  }
}

void AxiChecker::responses(const Inputs& in, const Outputs&) {
  if ((in.m_bvalid && in.m_bresp == 1) || (in.m_rvalid && in.m_rresp == 1))
    fail(AxiRule::Resp, "EXOKAY answers no exclusive access");
}

void AxiChecker::lite(const Inputs& in, const Outputs& o) {
  const bool write_done = lite_aw_ != 0 && lite_w_ != 0;
  if (o.s_bvalid && !write_done) fail(AxiRule::LBOrphan, "register B with no write");
  if (o.s_rvalid && lite_ar_ == 0) fail(AxiRule::LROrphan, "register R with no read");
  if ((o.s_bvalid && o.s_bresp == 1) || (o.s_rvalid && o.s_rresp == 1)) fail(AxiRule::LResp, "EXOKAY on AXI4-Lite");
  if (o.s_bvalid && in.s_bready && write_done) {
    --lite_aw_;
    --lite_w_;
  }
  if (o.s_rvalid && in.s_rready && lite_ar_ != 0) --lite_ar_;
  if (in.s_awvalid && o.s_awready) ++lite_aw_;
  if (in.s_wvalid && o.s_wready) ++lite_w_;
  if (in.s_arvalid && o.s_arready) ++lite_ar_;
}

void AxiChecker::finish() {
  if (!ws_.empty()) fail(AxiRule::WBeats, std::to_string(ws_.size()) + " write beats without an address at the end");
  if (!aws_.empty())
    fail(AxiRule::WBeats, std::to_string(aws_.size()) + " writes without all of their data at the end");
  if (done_writes_ != 0) fail(AxiRule::BOrphan, std::to_string(done_writes_) + " writes without B at the end");
  if (!reads_.empty()) fail(AxiRule::ROrphan, std::to_string(reads_.size()) + " reads without R at the end");
}

}  // namespace openpml
