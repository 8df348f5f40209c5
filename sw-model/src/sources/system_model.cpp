// SPDX-License-Identifier: Apache-2.0
#include "openpml/system_model.hpp"

#include <stdexcept>

#include "cycle/unit.hpp"
#include "gen.hpp"
#include "ingest.hpp"
#include "merge.hpp"
#include "openpml/cycle_model.hpp"
#include "split.hpp"
#include "src_front.hpp"
#include "tap.hpp"

namespace openpml {

using namespace sources;

struct SystemModel::Parts {
  explicit Parts(const Params& p)
      : core(SystemModel::core_params(p), 0), ingest(p.dw, p.n_vcpu, p.n_vec), gen(p.n_vec),
        front({&ingest, &tap, &gen}) {}
  void reset() {
    ingest.reset();
    tap.reset();
    gen.reset();
    merge.reset();
    split.reset();
    front.reset();
    irq.reset();
  }

  cycle::Unit core;
  Ingest ingest;
  Tap tap;
  Gen gen;
  Merge merge;
  Split split;
  SrcFront front;
  SrcIrq irq;
};

namespace {

LiteSlaveIn lite_in(const Inputs& in) {
  LiteSlaveIn l;
  l.awvalid = in.s_awvalid;
  l.awaddr = in.s_awaddr;
  l.wvalid = in.s_wvalid;
  l.wdata = in.s_wdata;
  l.wstrb = in.s_wstrb;
  l.bready = in.s_bready;
  l.arvalid = in.s_arvalid;
  l.araddr = in.s_araddr;
  l.rready = in.s_rready;
  return l;
}

void drive_lite(const LiteSlaveIn& l, Inputs& in) {
  in.s_awvalid = l.awvalid;
  in.s_awaddr = l.awaddr;
  in.s_wvalid = l.wvalid;
  in.s_wdata = l.wdata;
  in.s_wstrb = l.wstrb;
  in.s_bready = l.bready;
  in.s_arvalid = l.arvalid;
  in.s_araddr = l.araddr;
  in.s_rready = l.rready;
}

LiteSlaveOut lite_out(const Outputs& out) {
  LiteSlaveOut l;
  l.awready = out.s_awready;
  l.wready = out.s_wready;
  l.bvalid = out.s_bvalid;
  l.bresp = out.s_bresp;
  l.arready = out.s_arready;
  l.rvalid = out.s_rvalid;
  l.rresp = out.s_rresp;
  l.rdata = out.s_rdata;
  return l;
}

void show_lite(const LiteSlaveOut& l, Outputs& out) {
  out.s_awready = l.awready;
  out.s_wready = l.wready;
  out.s_bvalid = l.bvalid;
  out.s_bresp = l.bresp;
  out.s_arready = l.arready;
  out.s_rvalid = l.rvalid;
  out.s_rresp = l.rresp;
  out.s_rdata = l.rdata;
}

AxiMasterOut master(const Outputs& o) {
  AxiMasterOut m;
  m.awvalid = o.m_awvalid;
  m.aw = {o.m_awaddr, o.m_awlen, o.m_awsize};
  m.wvalid = o.m_wvalid;
  m.w = {o.m_wdata, o.m_wstrb, o.m_wlast};
  m.arvalid = o.m_arvalid;
  m.ar = {o.m_araddr, o.m_arlen, o.m_arsize};
  return m;
}

void drive_core(const AxiReady& r, const AxiMasterIn& a, Inputs& in) {
  in.m_awready = r.aw;
  in.m_wready = r.w;
  in.m_arready = r.ar;
  in.m_bvalid = a.bvalid;
  in.m_bresp = a.bresp;
  in.m_rvalid = a.rvalid;
  in.m_rresp = a.rresp;
  in.m_rlast = a.rlast;
  in.m_rdata = a.rdata;
}

void show_memory(const Merge& m, Outputs& out) {
  out.m_awvalid = m.awvalid();
  if (out.m_awvalid) {
    out.m_awaddr = m.aw().addr;
    out.m_awlen = m.aw().len;
    out.m_awsize = m.aw().size;
    out.m_awid = static_cast<uint8_t>(m.aw_master());
  }
  out.m_wvalid = m.wvalid();
  if (out.m_wvalid) {
    out.m_wdata = m.w().data;
    out.m_wstrb = m.w().strb;
    out.m_wlast = m.w().last;
  }
  out.m_arvalid = m.arvalid();
  if (out.m_arvalid) {
    out.m_araddr = m.ar().addr;
    out.m_arlen = m.ar().len;
    out.m_arsize = m.ar().size;
    out.m_arid = static_cast<uint8_t>(m.ar_master());
  }
  out.m_bready = out.m_rready = true;
}

Merge::Port memory_port(const Inputs& in) {
  Merge::Port p;
  p.ready = {in.m_awready, in.m_wready, in.m_arready};
  p.answer.bvalid = in.m_bvalid;
  p.answer.bresp = in.m_bresp;
  p.answer.rvalid = in.m_rvalid;
  p.answer.rresp = in.m_rresp;
  p.answer.rlast = in.m_rlast;
  p.answer.rdata = in.m_rdata;
  p.b_master = in.m_bid == 1;
  p.r_master = in.m_rid == 1;
  return p;
}

}  // namespace

SystemModel::SystemModel(const Params& p) : p_(p) {
  if (!p.system || p.n_src != 1) throw std::invalid_argument("a system has one event port outside");
  const CycleModel checks_parameters(core_params(p));
  parts_ = std::make_unique<Parts>(p);
}
SystemModel::~SystemModel() = default;

const Params& SystemModel::params() const { return p_; }
void SystemModel::arch(ArchState& s) const { parts_->core.arch(s); }

void SystemModel::step(const Inputs& in, Outputs& out) {
  Parts& s = *parts_;
  // what each part shows, from its state alone
  const std::array<SrcEvent, 4> ev{SrcEvent{in.ev[0].valid, in.ev[0].vcpu, in.ev[0].gfn, in.ev[0].write},
                                   s.ingest.event(), s.tap.event(), s.gen.event()};
  Outputs core_axi;
  s.core.axi.outputs(s.core.now, core_axi);
  const Merge::Masters masters{master(core_axi), s.ingest.axi()};
  const auto ready = s.merge.ready(masters);
  const SrcFront::Happens now = s.front.write_now();

  // the core
  Inputs core_in = in;
  for (unsigned i = 0; i < 4; ++i) core_in.ev[i] = {ev[i].valid, ev[i].vcpu, ev[i].gfn, ev[i].write};
  core_in.src_irq_valid = s.irq.valid();
  core_in.src_irq_vec = s.irq.vector(s.ingest.irq_vector(), s.gen.irq_vector());
  drive_lite(s.split.side(Split::kCore), core_in);
  drive_core(ready[0], s.merge.answers(0), core_in);
  Outputs core;
  s.core.step(core_in, core);

  // the ports
  const LiteSlaveIn port = lite_in(in), side = s.split.side(Split::kSources);
  out = core;
  out.core_lite = {core_in.s_awvalid, core.s_awready, core_in.s_wvalid, core.s_wready,    core.s_bvalid,
                   core_in.s_arvalid, core.s_arready, core.s_rvalid,    core_in.s_awaddr, core_in.s_araddr,
                   core_in.s_wdata,   core.s_rdata,   core_in.s_wstrb,  core.s_bresp,     core.s_rresp};
  show_lite(s.split.port(port), out);
  show_memory(s.merge, out);
  for (unsigned i = 1; i < 4; ++i) out.src[i] = core_in.ev[i];
  out.tap = {in.tap.awvalid && s.tap.open_aw(), in.tap.awready && s.tap.open_aw(), in.tap.arvalid && s.tap.open_ar(),
             in.tap.arready && s.tap.open_ar()};
  if (!in.rst_n) {
    s.reset();
    return;
  }

  // the clock edge
  std::array<bool, 4> valid{}, taken{};
  for (unsigned i = 0; i < 4; ++i) {
    valid[i] = ev[i].valid;
    taken[i] = ev[i].valid && core.ev_ready[i];
  }
  const auto write_of = [&](SrcFront::Block b) { return now.block == b ? &now.write : nullptr; };
  const Split::Sides sides{lite_out(core), s.front.port(side)};
  const AxiMasterIn answer = s.merge.answers(1);
  s.front.step(side, valid, taken);
  const bool ingest_irq = s.ingest.step({ready[1], answer, core.ev_ready[1], write_of(SrcFront::Block::Ingest)});
  s.tap.step({in.tap.awvalid, in.tap.awready, in.tap.arvalid, in.tap.arready, in.tap.awaddr, in.tap.araddr,
              core.ev_ready[2], write_of(SrcFront::Block::Tap)});
  const bool gen_irq = s.gen.step(core.ev_ready[3], write_of(SrcFront::Block::Gen));
  s.irq.step(ingest_irq, gen_irq);
  s.merge.step(masters, memory_port(in));
  s.split.step(port, sides);
}

}  // namespace openpml
