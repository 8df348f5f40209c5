// SPDX-License-Identifier: Apache-2.0
#include "lockstep.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace openpml {
namespace {

constexpr const char* kCounterNames[kCounters] = {
    "accepted",      "logged",        "absorbed",     "ignored",      "faulted", "discarded",      "consolidated",
    "stalled",       "bank_switches", "guest_exits",  "harvests",     "refused", "missed_periods", "lines_read",
    "lines_written", "lines_cleared", "axi_rd_bytes", "axi_wr_bytes", "faults"};
constexpr const char* kStates[] = {"OFF",       "ENABLING", "ACTIVE",     "STOPPING",
                                   "RESETTING", "FAULTED",  "FAULT_DONE", "PREPARED"};
constexpr const char* kJobs[] = {"none", "ENABLE", "HARVEST", "PEEK", "DISABLE", "STOP", "PREPARE"};

class Diffs {
 public:
  template <typename A>
  void operator()(const std::string& what, const A& a, const A& b) {
    if (a == b) return;
    std::ostringstream s;
    s << what << ": a=" << std::hex << "0x" << +a << " b=0x" << +b << std::dec << " (" << +a << ", " << +b << ")";
    list.push_back(s.str());
  }
  std::vector<std::string> list;
};

/// The bytes of a W beat that are written: the others are nobody's business.
uint64_t written_word(const Outputs& o, unsigned i) {
  uint64_t mask = 0;
  for (unsigned k = 0; k < 8; ++k)
    if (o.m_wstrb >> (8 * i + k) & 1) mask |= uint64_t{0xFF} << (8 * k);
  return o.m_wdata[i] & mask;
}

bool same_write_data(const Outputs& a, const Outputs& b) {
  if (a.m_wdata == b.m_wdata) return true;
  for (unsigned i = 0; i < 8; ++i)
    if (written_word(a, i) != written_word(b, i)) return false;
  return true;
}

/// The core's side of a system's register port.
bool same_core_lite(const Outputs::CoreLite& a, const Outputs::CoreLite& b) {
  if (a.awvalid != b.awvalid || a.awready != b.awready || a.wvalid != b.wvalid || a.wready != b.wready ||
      a.bvalid != b.bvalid || a.arvalid != b.arvalid || a.arready != b.arready || a.rvalid != b.rvalid)
    return false;
  return (!a.awvalid || a.awaddr == b.awaddr) && (!a.wvalid || (a.wdata == b.wdata && a.wstrb == b.wstrb)) &&
         (!a.bvalid || a.bresp == b.bresp) && (!a.arvalid || a.araddr == b.araddr) &&
         (!a.rvalid || (a.rdata == b.rdata && a.rresp == b.rresp));
}

bool same_sources(const Outputs& a, const Outputs& b) {
  for (unsigned s = 1; s < kMaxSrc; ++s) {
    const auto &x = a.src[s], &y = b.src[s];
    if (x.valid != y.valid) return false;
    if (x.valid && (x.vcpu != y.vcpu || x.gfn != y.gfn || x.write != y.write || a.ev_ready[s] != b.ev_ready[s]))
      return false;
  }
  return same_core_lite(a.core_lite, b.core_lite) && a.tap == b.tap && (!a.m_awvalid || a.m_awid == b.m_awid) &&
         (!a.m_arvalid || a.m_arid == b.m_arid);
}

bool same_outputs(const Params& p, const Outputs& a, const Outputs& b) {
  for (unsigned s = 0; s < p.n_src; ++s)
    if (a.ev_ready[s] != b.ev_ready[s]) return false;
  if (p.system && !same_sources(a, b)) return false;
  if (a.can_accept != b.can_accept || a.guest_exit != b.guest_exit || a.cut_valid != b.cut_valid ||
      a.irq_valid != b.irq_valid)
    return false;
  if (a.cut_valid && (a.cut_vm != b.cut_vm || a.cut_buf != b.cut_buf)) return false;
  if (a.irq_valid && a.irq_vec != b.irq_vec) return false;
  if (a.s_awready != b.s_awready || a.s_wready != b.s_wready || a.s_arready != b.s_arready ||
      a.s_bvalid != b.s_bvalid || a.s_rvalid != b.s_rvalid)
    return false;
  if (a.s_bvalid && a.s_bresp != b.s_bresp) return false;
  if (a.s_rvalid && (a.s_rdata != b.s_rdata || a.s_rresp != b.s_rresp)) return false;
  if (a.m_awvalid != b.m_awvalid || a.m_wvalid != b.m_wvalid || a.m_arvalid != b.m_arvalid ||
      a.m_bready != b.m_bready || a.m_rready != b.m_rready)
    return false;
  if (a.m_awvalid && (a.m_awaddr != b.m_awaddr || a.m_awlen != b.m_awlen || a.m_awsize != b.m_awsize)) return false;
  if (a.m_arvalid && (a.m_araddr != b.m_araddr || a.m_arlen != b.m_arlen || a.m_arsize != b.m_arsize)) return false;
  return !a.m_wvalid || (a.m_wstrb == b.m_wstrb && a.m_wlast == b.m_wlast && same_write_data(a, b));
}

std::string join(const std::vector<std::string>& v) {
  std::string s;
  for (const auto& x : v) s += "  " + x + "\n";
  return s;
}

}  // namespace

std::vector<std::string> diff_outputs(const Params& p, const Outputs& a, const Outputs& b) {
  Diffs d;
  for (unsigned s = 0; s < p.n_src; ++s) d("ev_ready[" + std::to_string(s) + "]", a.ev_ready[s], b.ev_ready[s]);
  d("can_accept", a.can_accept, b.can_accept);
  d("guest_exit", a.guest_exit, b.guest_exit);
  d("cut_valid", a.cut_valid, b.cut_valid);
  if (a.cut_valid && b.cut_valid) {
    d("cut_vm", a.cut_vm, b.cut_vm);
    d("cut_buf", a.cut_buf, b.cut_buf);
  }
  d("irq_valid", a.irq_valid, b.irq_valid);
  if (a.irq_valid && b.irq_valid) d("irq_vec", a.irq_vec, b.irq_vec);
  d("s_awready", a.s_awready, b.s_awready);
  d("s_wready", a.s_wready, b.s_wready);
  d("s_arready", a.s_arready, b.s_arready);
  d("s_bvalid", a.s_bvalid, b.s_bvalid);
  if (a.s_bvalid && b.s_bvalid) d("s_bresp", a.s_bresp, b.s_bresp);
  d("s_rvalid", a.s_rvalid, b.s_rvalid);
  if (a.s_rvalid && b.s_rvalid) {
    d("s_rdata", a.s_rdata, b.s_rdata);
    d("s_rresp", a.s_rresp, b.s_rresp);
  }
  d("m_awvalid", a.m_awvalid, b.m_awvalid);
  if (a.m_awvalid && b.m_awvalid) {
    d("m_awaddr", a.m_awaddr, b.m_awaddr);
    d("m_awlen", a.m_awlen, b.m_awlen);
    d("m_awsize", a.m_awsize, b.m_awsize);
  }
  d("m_wvalid", a.m_wvalid, b.m_wvalid);
  if (a.m_wvalid && b.m_wvalid) {
    for (unsigned i = 0; i < 8; ++i) d("m_wdata[" + std::to_string(i) + "]", written_word(a, i), written_word(b, i));
    d("m_wstrb", a.m_wstrb, b.m_wstrb);
    d("m_wlast", a.m_wlast, b.m_wlast);
  }
  d("m_bready", a.m_bready, b.m_bready);
  d("m_arvalid", a.m_arvalid, b.m_arvalid);
  if (a.m_arvalid && b.m_arvalid) {
    d("m_araddr", a.m_araddr, b.m_araddr);
    d("m_arlen", a.m_arlen, b.m_arlen);
    d("m_arsize", a.m_arsize, b.m_arsize);
  }
  d("m_rready", a.m_rready, b.m_rready);
  for (unsigned s = 1; p.system && s < kMaxSrc; ++s) {
    const std::string n = "src[" + std::to_string(s) + "].";
    const auto &x = a.src[s], &y = b.src[s];
    d(n + "valid", x.valid, y.valid);
    if (!x.valid || !y.valid) continue;
    d(n + "vcpu", x.vcpu, y.vcpu);
    d(n + "gfn", x.gfn, y.gfn);
    d(n + "write", x.write, y.write);
    d(n + "ready", a.ev_ready[s], b.ev_ready[s]);
  }
  if (p.system) {
    if (!same_core_lite(a.core_lite, b.core_lite)) {
      const auto &x = a.core_lite, &y = b.core_lite;
      d("core_lite.awvalid", x.awvalid, y.awvalid);
      d("core_lite.awready", x.awready, y.awready);
      d("core_lite.wvalid", x.wvalid, y.wvalid);
      d("core_lite.wready", x.wready, y.wready);
      d("core_lite.bvalid", x.bvalid, y.bvalid);
      d("core_lite.arvalid", x.arvalid, y.arvalid);
      d("core_lite.arready", x.arready, y.arready);
      d("core_lite.rvalid", x.rvalid, y.rvalid);
      d("core_lite.awaddr", x.awaddr, y.awaddr);
      d("core_lite.wdata", x.wdata, y.wdata);
      d("core_lite.araddr", x.araddr, y.araddr);
      d("core_lite.rdata", x.rdata, y.rdata);
    }
    d("tap.awvalid", a.tap.awvalid, b.tap.awvalid);
    d("tap.awready", a.tap.awready, b.tap.awready);
    d("tap.arvalid", a.tap.arvalid, b.tap.arvalid);
    d("tap.arready", a.tap.arready, b.tap.arready);
    if (a.m_awvalid && b.m_awvalid) d("m_awid", a.m_awid, b.m_awid);
    if (a.m_arvalid && b.m_arvalid) d("m_arid", a.m_arid, b.m_arid);
  }
  return d.list;
}

std::vector<std::string> diff_arch(const Params& p, const ArchState& a, const ArchState& b) {
  Diffs d;
  for (unsigned v = 0; v < kMaxVcpu; ++v) {
    const auto &x = a.vcpu[v], &y = b.vcpu[v];
    const std::string n = "vcpu[" + std::to_string(v) + "].";
    d(n + "cnt", x.cnt, y.cnt);
    d(n + "occ", x.occ, y.occ);
    d(n + "bar", x.bar, y.bar);
    d(n + "rem", x.rem, y.rem);
    d(n + "idx", x.idx, y.idx);
    d(n + "act", x.act, y.act);
    d(n + "drain", x.drain, y.drain);
    d(n + "skid", x.skid, y.skid);
    d(n + "page_valid", x.page_valid, y.page_valid);
  }
  for (unsigned m = 0; m < kMaxVm; ++m) {
    const auto &x = a.vm[m], &y = b.vm[m];
    const std::string n = "vm[" + std::to_string(m) + "].";
    d(n + "state", x.state, y.state);
    d(n + "job", x.job, y.job);
    d(n + "cur_buf", x.cur_buf, y.cur_buf);
    d(n + "owner0", x.owner0, y.owner0);
    d(n + "owner1", x.owner1, y.owner1);
    d(n + "cmd_status", x.cmd_status, y.cmd_status);
    d(n + "fault_code", x.fault_code, y.fault_code);
    d(n + "stop_pend", x.stop_pend, y.stop_pend);
    d(n + "epoch", x.epoch, y.epoch);
    d(n + "gen", x.gen, y.gen);
    d(n + "raw_head", x.raw_head, y.raw_head);
    for (unsigned k = 0; k < 2; ++k) {
      d(n + "distinct_a[" + std::to_string(k) + "]", x.distinct_a[k], y.distinct_a[k]);
      d(n + "distinct_w[" + std::to_string(k) + "]", x.distinct_w[k], y.distinct_w[k]);
    }
    for (unsigned c = 0; c < kCounters; ++c) d(n + kCounterNames[c], x.counters[c], y.counters[c]);
  }
  d("prod", a.prod, b.prod);
  d("resv", a.resv, b.resv);
  d("irq_pending", a.irq_pending, b.irq_pending);
  d("store_free", a.store_free, b.store_free);
  d("inflight", a.inflight, b.inflight);
  d("rd_out", a.rd_out, b.rd_out);
  d("wr_out", a.wr_out, b.wr_out);
  d("unbound", a.unbound, b.unbound);
  d("filter_parity", a.filter_parity, b.filter_parity);
  (void)p;
  return d.list;
}

std::string describe(const Inputs& in) {
  std::ostringstream s;
  s << std::hex;
  if (!in.rst_n) s << " RESET";
  for (unsigned i = 0; i < kMaxSrc; ++i)
    if (in.ev[i].valid)
      s << " ev" << i << "{v" << +in.ev[i].vcpu << " gfn " << in.ev[i].gfn << (in.ev[i].write ? " W}" : " R}");
  if (!in.irq_ready) s << " !irq_ready";
  if (in.src_irq_valid) s << " src_irq " << +in.src_irq_vec;
  if (in.s_awvalid) s << " s_aw " << in.s_awaddr;
  if (in.s_wvalid) s << " s_w " << in.s_wdata << "/" << +in.s_wstrb;
  if (in.s_arvalid) s << " s_ar " << in.s_araddr;
  if (!in.s_bready) s << " !s_bready";
  if (!in.s_rready) s << " !s_rready";
  s << " ready(aw,w,ar)=" << in.m_awready << in.m_wready << in.m_arready;
  if (in.m_bvalid) s << " B resp " << +in.m_bresp;
  if (in.m_rvalid) {
    s << " R resp " << +in.m_rresp << (in.m_rlast ? " last" : "") << " data";
    for (unsigned i = 8; i-- > 0;) s << " " << in.m_rdata[i];
  }
  return s.str();
}

std::string describe(const Outputs& o) {
  std::ostringstream s;
  s << std::hex << "ready " << o.ev_ready[0] << " can_accept " << o.can_accept;
  if (o.guest_exit) s << " exit " << o.guest_exit;
  if (o.cut_valid) s << " CUT vm " << +o.cut_vm << " buf " << o.cut_buf;
  if (o.irq_valid) s << " irq " << +o.irq_vec;
  if (o.s_bvalid) s << " s_b " << +o.s_bresp;
  if (o.s_rvalid) s << " s_r " << o.s_rdata << "/" << +o.s_rresp;
  if (o.m_awvalid) s << " AW " << o.m_awaddr << " len " << +o.m_awlen << " size " << +o.m_awsize;
  if (o.m_wvalid) {
    s << " W strb " << o.m_wstrb << (o.m_wlast ? " last" : "") << " data";
    for (unsigned i = 8; i-- > 0;) s << " " << o.m_wdata[i];
  }
  if (o.m_arvalid) s << " AR " << o.m_araddr << " len " << +o.m_arlen << " size " << +o.m_arsize;
  return s.str();
}

std::string describe(const Params& p, const ArchState& a) {
  std::ostringstream s;
  s << "prod " << a.prod << " resv " << a.resv << " irq_pending 0x" << std::hex << a.irq_pending << std::dec
    << " store_free " << a.store_free << " inflight " << a.inflight << " rd_out " << a.rd_out << " wr_out " << a.wr_out
    << " unbound " << a.unbound << " filter_parity " << a.filter_parity << "\n";
  for (unsigned m = 0; m < p.n_vm; ++m) {
    const VmArch& v = a.vm[m];
    s << "vm " << m << ": " << kStates[v.state & 7] << " job " << (v.job < 7 ? kJobs[v.job] : "?") << " buf "
      << +v.cur_buf << " owners " << +v.owner0 << +v.owner1 << " status " << +v.cmd_status << " fault " << +v.fault_code
      << " stop_pend " << +v.stop_pend << " epoch " << v.epoch << " gen " << v.gen << " raw_head " << v.raw_head
      << " distinct A " << v.distinct_a[0] << "/" << v.distinct_a[1] << " W " << v.distinct_w[0] << "/"
      << v.distinct_w[1] << "\n    ";
    for (unsigned c = 0; c < kCounters; ++c)
      if (v.counters[c]) s << " " << kCounterNames[c] << " " << v.counters[c];
    s << "\n";
  }
  for (unsigned i = 0; i < p.n_vcpu; ++i) {
    const VcpuArch& v = a.vcpu[i];
    s << "vcpu " << i << ": cnt " << v.cnt << " occ " << v.occ << " bar " << v.bar << " rem " << v.rem << " idx "
      << v.idx << " act " << +v.act << " drain " << +v.drain << " skid " << +v.skid << " page_valid " << +v.page_valid
      << "\n";
  }
  return s.str();
}

LockstepDut::LockstepDut(std::unique_ptr<Dut> a, std::unique_ptr<Dut> b, Options o)
    : a_(std::move(a)), b_(std::move(b)), o_(std::move(o)), past_(o_.history ? o_.history : 1) {}

void LockstepDut::step(const Inputs& in, Outputs& out) {
  a_->step(in, out);
  b_->step(in, out_b_);
  Past& p = past_[cycle_ % past_.size()];
  p.in = in;
  p.out = out;
  const bool known = in.rst_n || cycle_ > 0;  // before the first clock edge of a reset nothing is defined
  if (known && !same_outputs(params(), out, out_b_)) mismatch(diff_outputs(params(), out, out_b_), out_b_);
  if (o_.compare_arch) {
    a_->arch(arch_a_);
    b_->arch(arch_b_);
    if (!(arch_a_ == arch_b_)) mismatch({}, out_b_);
  }
  ++cycle_;
}

void LockstepDut::mismatch(const std::vector<std::string>& diffs, const Outputs& b_out) {
  a_->arch(arch_a_);
  std::string text =
      "lock-step mismatch in cycle " + std::to_string(cycle_) + " (a = " + o_.name_a + ", b = " + o_.name_b + ")\n";
  if (!diffs.empty()) text += "outputs of the cycle that differ:\n" + join(diffs);
  if (o_.compare_arch) {
    b_->arch(arch_b_);
    const auto arch_diffs = diff_arch(params(), arch_a_, arch_b_);
    text += arch_diffs.empty() ? "architectural state after the cycle: equal\n"
                               : "architectural state after the cycle that differs:\n" + join(arch_diffs);
  }
  text += "inputs:" + describe(past_[cycle_ % past_.size()].in) + "\n";
  dump(text + "outputs a: " + describe(past_[cycle_ % past_.size()].out) + "\noutputs b: " + describe(b_out) +
       "\n\nstate a (" + o_.name_a + "):\n" + describe(params(), arch_a_) +
       (o_.compare_arch ? "\nstate b (" + o_.name_b + "):\n" + describe(params(), arch_b_) : ""));
  if (!o_.dump_file.empty())
    text += "the last " + std::to_string(std::min<uint64_t>(cycle_ + 1, past_.size())) +
            " cycles and the state are in " + o_.dump_file + "\n";
  if (on_mismatch) on_mismatch();
  throw LockstepMismatch(text);
}

void LockstepDut::dump(const std::string& head) const {
  if (o_.dump_file.empty()) return;
  std::error_code ignored;
  const auto dir = std::filesystem::path(o_.dump_file).parent_path();
  if (!dir.empty()) std::filesystem::create_directories(dir, ignored);
  std::ofstream f(o_.dump_file);
  f << head << "\n";
  const uint64_t n = std::min<uint64_t>(cycle_ + 1, past_.size());
  for (uint64_t c = cycle_ + 1 - n; c <= cycle_; ++c) {
    const Past& p = past_[c % past_.size()];
    f << c << ":" << describe(p.in) << "\n    -> " << describe(p.out) << "\n";
  }
}

}  // namespace openpml
