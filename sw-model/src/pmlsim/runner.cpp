// SPDX-License-Identifier: Apache-2.0
#include "runner.hpp"

#include <chrono>
#include <cmath>

#include "engine.hpp"
#include "errors.hpp"
#include "interrupt.hpp"
#include "openpml/functional.hpp"
#include "openpml/regs.hpp"

namespace openpml::pmlsim {
namespace {

constexpr uint64_t kPollCycles = 8192;
constexpr uint64_t kQuietLimit = 50'000'000;  ///< cycles without an event or a record: the unit hangs

Mode mode_of(const std::string& name) {
  if (name == "dom0") return Mode::Bitmap;
  if (name == "raw") return Mode::Raw;
  if (name == "intel") return Mode::Intel;
  throw InputError("unknown mode '" + name + "'");
}

}  // namespace

Runner::Runner(RunConfig c) : c_(std::move(c)) {
  r_.workload = c_.workload;
  r_.engine = c_.engine;
  r_.config = c_.config;
  r_.mode = c_.mode;
  r_.title = c_.title;
}

Runner::~Runner() = default;

RunResult Runner::run() {
  const auto begin = std::chrono::steady_clock::now();
  RunResult r = c_.engine == "functional" ? run_functional() : run_unit();
  r.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return r;
}

RunResult Runner::run_functional() {
  if (workload_segments(c_.workload).size() > 1)
    throw InputError("the functional engine takes one part (no >>) at a time");
  auto lanes = open_lanes(c_.workload, false);
  Workload& w = *lanes.front();
  std::vector<FunctionalModel::Vm> vms;
  for (const StreamInfo& s : w.streams()) {
    if (vms.size() <= s.vm) vms.resize(size_t{s.vm} + 1);
    vms[s.vm] = {s.ram_pages, c_.log_reads};
  }
  FunctionalModel model(vms, [&](const EpochTruth& t) {
    EpochResult e{t.vm,  t.epoch, t.distinct_accessed, t.distinct_written, t.distinct_accessed, t.distinct_written,
                  t.time};
    r_.epochs.push_back(e);
    ++r_.totals.harvests;
  });
  std::vector<Item> items(4096);
  unsigned n = 0;
  while (const size_t got = w.fill(items)) {
    model.accept({items.data(), got});
    if ((n & 255) == 0) poll_interrupt();
    if ((n & 255) == 0 && c_.progress) c_.progress(model.events());
    ++n;
  }
  if (!w.error().empty()) throw InputError(w.error());
  r_.totals.events = model.events();
  return std::move(r_);
}

void Runner::set_up() {
  segments_ = workload_segments(c_.workload);
  if (c_.timed && segments_.size() > 1)
    throw InputError("a workload in several parts (>>) has no time line; give the parts one by one");
  vms_.resize(config_params(c_.config).n_vm);
  for (size_t n = segments_.size(); n-- > 0;) start_segment(n);  // the first one stays; bad ones are found out now
  sim_ = std::make_unique<Sim>(make_engine(c_.engine, c_.config), c_.seed);
  AxiTiming t;
  t.rd_min = t.rd_max = t.wr_min = t.wr_max = c_.latency;
  sim_->mem().set_timing(t);
  sim_->reset();
  time_zero_ = sim_->cycle();
  Dom0& dom0 = sim_->dom0();
  dom0.on_record = [this](const RecordView& v) { on_record(v); };
  dom0.on_log = [this](unsigned vcpu, std::span<const uint64_t> e) { on_log(vcpu, e); };
  dom0.set_rearm(0);
  dom0.set_poll(Dom0::Poll::AfterInterrupt);  // dom0 sleeps until it is told
  dom0.setup_ring();
  if (c_.release_delay > 0) dom0.set_release(Dom0::Release::Delay, c_.release_delay);
  start_vms();
}

void Runner::start_segment(size_t n) {
  source_ =
      std::make_unique<PortSource>(open_lanes(segments_[n], c_.timed), config_params(c_.config),
                                   PortSource::Options{c_.timed ? c_.costs.clock_mhz : 0, c_.ad_filter, c_.log_reads});
  for (Vm& vm : vms_) vm.vcpus = 0;
  for (const StreamInfo& s : source_->streams()) {
    Vm& vm = vms_[s.vm];
    if (vm.used && vm.pages != s.ram_pages)
      throw InputError("workload: VM " + std::to_string(s.vm) + " has " + std::to_string(s.ram_pages) + " and " +
                       std::to_string(vm.pages) + " pages in different parts; give both the same ram=");
    vm.used = true;
    vm.first_vcpu = s.first_vcpu;
    vm.vcpus = s.vcpus;
    vm.pages = s.ram_pages;
  }
}

void Runner::start_vms() {
  for (unsigned m = 0; m < vms_.size(); ++m) {
    Vm& vm = vms_[m];
    if (!vm.used) continue;
    x_.vcpus += vm.vcpus;
    if (c_.mode != "dom0") vm.gathered = std::make_unique<PageTracker>(vm.pages);
    VmConfig cfg;
    cfg.vm = m;
    cfg.mode = mode_of(c_.mode);
    cfg.log_reads = c_.log_reads;
    cfg.limit = vm.pages;
    for (unsigned v = 0; v < vm.vcpus; ++v) cfg.vcpus.push_back(vm.first_vcpu + v);
    cfg.vector = m % sim_->params().n_vec;
    cfg.filter_bypass = !c_.filter;
    sim_->dom0().start_vm(cfg);
  }
}

void Runner::rebind() {
  Dom0& dom0 = sim_->dom0();
  for (unsigned v = 0; v < sim_->params().n_vcpu; ++v) dom0.unbind(v);
  for (unsigned m = 0; m < vms_.size(); ++m)
    for (unsigned v = vms_[m].first_vcpu; v < vms_[m].first_vcpu + vms_[m].vcpus; ++v)
      if (!dom0.write32(Dom0::vcpu_reg(v, regs::VCPU_BIND), m | regs::VCPU_BIND_VALID_MASK))
        throw WrongResult("vCPU " + std::to_string(v) + " could not be bound to VM " + std::to_string(m));
}

RunResult Runner::run_unit() {
  set_up();
  const uint64_t interrupts = sim_->dom0().interrupts();
  const uint64_t wr0 = sim_->mem().wr_bytes(), rd0 = sim_->mem().rd_bytes();
  for (size_t n = 0; n < segments_.size(); ++n) {
    if (n > 0) {
      start_segment(n);
      rebind();
    }
    run_segment();
    count_segment();
  }
  r_.totals.dom0_interrupts = sim_->dom0().interrupts() - interrupts;
  r_.totals.axi_write_bytes = sim_->mem().wr_bytes() - wr0;
  r_.totals.axi_read_bytes = sim_->mem().rd_bytes() - rd0;
  totals();
  if (!sim_->mem().violations().empty()) throw WrongResult("memory: " + sim_->mem().violations().front());
  if (const auto guards = sim_->mem().check_guards(); !guards.empty()) throw WrongResult("memory: " + guards.front());
  return std::move(r_);
}

void Runner::run_segment() {
  const uint64_t start = sim_->cycle();
  sim_->set_source(0, source_.get());
  uint64_t last_progress = sim_->cycle(), seen_events = 0, seen_records = 0;
  for (uint64_t n = 1; busy_ != 0 || !source_->finished(); ++n) {
    sim_->tick();
    if (busy_ != 0 || source_->at_mark(sim_->cycle()) != 0) serve_marks();
    if (c_.timed) skip_idle();
    if (n % kPollCycles != 0) continue;
    poll();
    if (source_->items_taken() != seen_events || sim_->dom0().records() != seen_records) last_progress = sim_->cycle();
    seen_events = source_->items_taken();
    seen_records = sim_->dom0().records();
    if (sim_->cycle() - last_progress > kQuietLimit)
      throw WrongResult("the unit takes no event and writes no record for " + std::to_string(kQuietLimit) + " cycles");
  }
  for (unsigned vm = 0; vm < vms_.size(); ++vm)
    sim_->run_until(
        [&] {
          return !vms_[vm].used || sim_->dom0().records_of(vm, RecType::Harvest) == sim_->dom0().harvests_accepted(vm);
        },
        "the last harvest record of VM " + std::to_string(vm));
  r_.totals.cycles += sim_->cycle() - start;
  x_.virtual_cycles += source_->virtual_now(sim_->cycle()) - start;
  sim_->run_until([&] { return unit_at_rest(); }, "the unit to come to rest");
  sim_->set_source(0, nullptr);
}

void Runner::count_segment() {
  base_ns_ += source_->last_time_ns();
  items_read_ += source_->items_read();
  items_taken_ += source_->items_taken();
  if (source_->first_offer() != UINT64_MAX)
    r_.totals.offer_cycles += source_->last_taken() - source_->first_offer() + 1;
}

void Runner::poll() {
  poll_interrupt();
  if (c_.progress) c_.progress(items_read_ + source_->items_read());
}

void Runner::serve_marks() {
  if (draining_ >= 0) return;
  const uint64_t fresh = source_->at_mark(sim_->cycle()) & ~busy_;
  for (unsigned vm = 0; vm < vms_.size(); ++vm) {
    if ((fresh >> vm & 1) != 0) {
      busy_ |= uint64_t{1} << vm;
      if (c_.mode != "intel") start_harvest(vm);
      else vms_[vm].phase = Phase::Draining;
    }
    if ((busy_ >> vm & 1) != 0) step_vm(vm);
  }
}

void Runner::start_harvest(unsigned vm) {
  sim_->dom0().harvest(vm, true);
  vms_[vm].phase = Phase::Harvesting;
}

bool Runner::logs_empty(unsigned vm) const {
  const ArchState a = sim_->arch();
  if (a.prod != static_cast<uint32_t>(sim_->dom0().records())) return false;  // a page's record is still to be read
  for (unsigned v = vms_[vm].first_vcpu; v < vms_[vm].first_vcpu + vms_[vm].vcpus; ++v)
    if (a.vcpu[v].occ != 0 || a.vcpu[v].page_valid != 0) return false;
  return true;
}

void Runner::step_vm(unsigned vm) {
  Vm& s = vms_[vm];
  Dom0& dom0 = sim_->dom0();
  switch (s.phase) {
    case Phase::Running: break;
    case Phase::Draining: {
      // The last event may still be on its way to the log: drain_log holds the vCPU and waits for it.
      for (unsigned v = s.first_vcpu; v < s.first_vcpu + s.vcpus; ++v) {
        draining_ = static_cast<int>(v);
        x_.drain_entries += dom0.drain_log(v);
        ++x_.drains;
      }
      draining_ = -1;
      start_harvest(vm);
      break;
    }
    case Phase::Harvesting:
      if (dom0.harvest_waiting(vm)) return;
      if (c_.mode == "raw") {
        s.phase = Phase::Emptying;
        return;
      }
      if (c_.mode == "intel") finish_software_epoch(vm);
      s.phase = Phase::Running;
      busy_ &= ~(uint64_t{1} << vm);
      source_->pass_mark(vm);
      break;
    case Phase::Emptying:
      if (dom0.records_of(vm, RecType::Harvest) != dom0.harvests_accepted(vm) || !logs_empty(vm)) return;
      finish_software_epoch(vm);
      s.phase = Phase::Running;
      busy_ &= ~(uint64_t{1} << vm);
      source_->pass_mark(vm);
      break;
  }
}

void Runner::on_log(unsigned vcpu, std::span<const uint64_t> entries) {
  unsigned vm = 0;
  while (!vms_[vm].used || vcpu < vms_[vm].first_vcpu || vcpu >= vms_[vm].first_vcpu + vms_[vm].vcpus) ++vm;
  for (const uint64_t e : entries) gather(vm, e);
  if (draining_ == static_cast<int>(vcpu)) return;
  x_.exit_entries += entries.size();
  if (c_.timed) source_->stop_vcpu(vcpu, c_.costs.intel_exit_ns(static_cast<double>(entries.size())));
}

void Runner::gather(unsigned vm, uint64_t entry) {
  const uint64_t gfn = entry >> 12;
  if (gfn >= vms_[vm].pages)
    throw WrongResult("VM " + std::to_string(vm) + ": a log entry names page " + std::to_string(gfn) +
                      ", past its end");
  vms_[vm].gathered->add(gfn, !c_.log_reads || (entry & 1) != 0);
}

}  // namespace openpml::pmlsim
