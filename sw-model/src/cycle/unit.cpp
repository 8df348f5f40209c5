// SPDX-License-Identifier: Apache-2.0
#include "unit.hpp"

namespace openpml::cycle {

Unit::Unit(const Params& params, unsigned bug)
    : p(params), spec_bug(bug), vms(p.n_vm), filter(p), log(p), store(p), raw(p), map(p), writeback(p), axi(p),
      engine(p), recorder(p) {
  reset();
}

void Unit::reset() {
  now = 0;
  glob = {};
  vcpu = {};
  vms.reset();
  pipe.reset();
  port.reset();
  check.reset();
  filter.reset();
  log.reset();
  drain.reset();
  store.reset();
  intel.reset();
  raw.reset();
  map.reset();
  writeback.reset();
  axi.reset();
  commands.reset();
  engine.reset();
  recorder.reset();
  csr.reset();
  irq.reset();
  find_modes();
}

void Unit::find_modes() {
  for (unsigned v = 0; v < p.n_vcpu; ++v) mode_[v] = vcpu[v].bound ? vms[vcpu[v].vm].mode : Mode::Bitmap;
}

/// In the order of what depends on what in one cycle.
void Unit::decide(const Inputs& in, Cycle& c) const {
  c.inject = glob.inject;
  commands.decide(*this, c);
  vms.decide(*this, c);
  port.decide(*this, in, c);
  check.decide(*this, c);
  filter.decide(*this, c);
  log.decide(*this, c);
  drain.decide(*this, c);
  engine.decide(*this, c);
  store.decide(*this, c);
  engine.decide_late(c, c.engine);
  intel.decide(*this, c);
  raw.decide(*this, c);
  axi.decide(*this, c);
  writeback.decide(*this, c);
  map.decide(*this, c);
  recorder.decide(*this, c);
  csr.decide(*this, c);
  decide_faults(c);
}

void Unit::decide_faults(Cycle& c) const {
  for (uint32_t m = vms.faulted_before(); m; m &= m - 1)
    if (vms[low(m)].near_code && vms[low(m)].fault_acts()) c.fault_acts |= 1u << low(m);
  c.bump |= c.fault_acts;
  c.fin.gives_back = c.fin.valid && c.fin.job == Job::Disable && vms[c.fin.vm].state == VmState::Stopping &&
                     !bit(c.fault_acts, c.fin.vm);
}

void Unit::outputs(const Cycle& c, Outputs& out) const {
  out.ev_ready = c.port.ready;
  out.can_accept = c.port.can_accept;
  out.guest_exit = 0;
  for (uint32_t m = intel.skids(); m; m &= m - 1)
    if (const unsigned v = low(m); intel.guest_exit(*this, v)) out.guest_exit |= uint64_t{1} << v;
  out.cut_valid = c.cmd.cut;
  out.cut_vm = c.cmd.vm;
  out.cut_buf = vms[c.cmd.vm].cur_buf;
  irq.outputs(out);
  csr.outputs(out);
  axi.outputs(now, out);
}

/// Recorder and engine first, since they look at others' state; the registers last, since software's writes win.
void Unit::commit(const Inputs& in, const Cycle& c) {
  recorder.commit(*this, c);
  engine.commit(*this, c);
  irq.commit(*this, in, c);
  commands.commit(*this, c);
  port.commit(*this, c);
  check.commit(*this, c);
  filter.commit(*this, c);
  drain.commit(*this, c);
  log.commit(*this, c);
  store.commit(*this, c);
  intel.commit(*this, c);
  raw.commit(*this, c);
  map.commit(c);
  writeback.commit(*this, c);
  axi.commit(*this, in, c);
  vms.commit(*this, c);
  csr.commit(*this, in, c);
  pipe.advance(c.port.taken);
  ++now;
}

void Unit::step(const Inputs& in, Outputs& out) {
  Cycle c;
  decide(in, c);
  outputs(c, out);
  if (in.rst_n) commit(in, c);
  else reset();
}

void Unit::arch(ArchState& s) const {
  s = {};
  for (unsigned v = 0; v < p.n_vcpu; ++v) {
    VcpuArch& a = s.vcpu[v];
    const LogBanks::Vcpu& q = log[v];
    a.cnt = q.cnt;
    a.occ = q.occ;
    a.bar = q.bar;
    a.rem = q.rem;
    a.act = q.act;
    a.drain = q.drain;
    a.idx = intel[v].idx;
    a.skid = intel[v].skid;
    a.page_valid = raw.page_valid(v);
  }
  for (unsigned i = 0; i < p.n_vm; ++i) {
    VmArch& a = s.vm[i];
    const Vm& m = vms[i];
    a.state = static_cast<uint8_t>(m.state);
    a.job = static_cast<uint8_t>(m.job);
    a.cur_buf = m.cur_buf;
    a.owner0 = static_cast<uint8_t>(m.owner[0]);
    a.owner1 = static_cast<uint8_t>(m.owner[1]);
    a.cmd_status = m.cmd_status;
    a.fault_code = m.fault_code;
    a.stop_pend = m.stop_pend;
    a.epoch = m.epoch;
    a.gen = filter.gen(i);
    a.raw_head = m.raw_head;
    a.distinct_a = m.distinct[kA];
    a.distinct_w = m.distinct[kW];
    a.counters = m.cnt;
  }
  s.prod = recorder.prod();
  s.resv = recorder.resv();
  s.irq_pending = irq.pending();
  s.store_free = store.free_count();
  s.inflight = map.inflight();
  s.rd_out = axi.rd_out();
  s.wr_out = axi.wr_out();
  s.unbound = check.unbound();
  s.filter_parity = filter.parity_count();
}

}  // namespace openpml::cycle
