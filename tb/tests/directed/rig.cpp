// SPDX-License-Identifier: Apache-2.0
#include "rig.hpp"

#include <algorithm>
#include <numeric>

namespace openpml {

bool Script::offer(uint64_t now, Inputs::Event& ev) {
  if (!pending_) {
    if (!list_.empty()) {
      now_ = list_.front();
      list_.pop_front();
    } else if (!gen_ || !gen_(now, now_)) {
      return false;
    }
    pending_ = true;
  }
  ev.vcpu = now_.vcpu;
  ev.gfn = now_.gfn;
  ev.write = now_.write;
  return true;
}

void Script::taken(uint64_t now) {
  log.push_back({now, now_});
  pending_ = false;
}

void Truth::observe(uint64_t cycle, const Inputs& in, const Outputs& out) {
  if (!in.rst_n) return;
  if (out.cut_valid) {  // before this cycle's event: that one is of the new epoch
    cuts.push_back({cycle, out.cut_vm, out.cut_buf});
    ended_[out.cut_vm].push_back(std::move(now_[out.cut_vm]));
    now_[out.cut_vm] = {};
  }
  for (unsigned s = 0; s < kMaxSrc; ++s) {
    const auto& e = in.ev[s];
    if (!e.valid || !out.ev_ready[s] || e.vcpu >= kMaxVcpu) continue;
    const Bound& b = bound_[e.vcpu];
    if (!b.valid || e.gfn >= b.limit || (!e.write && !b.log_reads)) continue;
    if (b.log_reads) now_[b.vm].accessed.insert(e.gfn);
    if (e.write) now_[b.vm].written.insert(e.gfn);
  }
}

Rig::Rig(const std::string& engine, const std::string& config, uint64_t seed)
    : sim(make_dut(engine, config, "build/lockstep_directed.txt"), seed), params(sim.params()), checker(params),
      judge(sim) {
  sim.add_observer(&checker);
  sim.add_observer(&judge);
  sim.add_observer(&truth);
  cover = FunctionalCover::wanted(sim);
  sim.set_source(0, &script);
  sim.dom0().on_record = [this](const RecordView& v) { take(v); };
  sim.dom0().on_irq = [this](unsigned vec) { irqs.emplace_back(sim.cycle(), vec); };
  sim.reset();
  sim.dom0().setup_ring();
  sim.run((1u << params.filter_log2) + 16);  // the scrubber's first pass: the filter works from here on
}

void Rig::start(const VmConfig& c) {
  sim.dom0().start_vm(c);
  for (const unsigned v : c.vcpus) truth.bind(v, c.vm, c.log_reads, c.limit);
}

void Rig::play() {
  sim.run_until([&] { return script.empty(); }, "the script to be taken");
  sim.run(8);  // through the stages
}

void Rig::play(const std::vector<Access>& list) {
  for (const auto& a : list) script.push(a);
  play();
}

void Rig::play_vectors(std::deque<int> vectors) {
  sim.set_src_irq([&vectors] {
    if (vectors.empty()) return -1;
    const int v = vectors.front();
    vectors.pop_front();
    return v;
  });
  while (!vectors.empty()) sim.run(1);
  sim.run(1);
  sim.set_src_irq(nullptr);
}

void Rig::settle() {
  sim.run_until([&] { return sim.idle(); }, "the bench to be idle");
  sim.run(50);
  sim.run_until([&] { return sim.idle(); }, "the bench to be idle");
}

void Rig::wait_state(unsigned vm_number, VmState s, uint64_t limit) {
  sim.run_until([&] { return vm(vm_number).state == static_cast<uint8_t>(s); }, "the state", limit);
}

void Rig::prepare(const VmConfig& c) {
  dom0().setup_vm(c);
  EXPECT_EQ(dom0().command(c.vm, Cmd::Prepare), CmdStatus::Ok);
  wait_state(c.vm, VmState::Prepared);
}

std::vector<unsigned> Rig::all_vcpus() const {
  std::vector<unsigned> v(params.n_vcpu);
  std::iota(v.begin(), v.end(), 0u);
  return v;
}

void Rig::take(const RecordView& v) {
  Seen s{v.rec,
         sim.cycle(),
         {v.summary.begin(), v.summary.end()},
         {v.accessed.begin(), v.accessed.end()},
         {v.written.begin(), v.written.end()},
         {v.raw.begin(), v.raw.end()},
         popcount_summary(v),
         popcount_full(v)};
  seen.push_back(std::move(s));
  if (v.rec.type != RecType::Harvest || !compare_truth) return;
  ASSERT_FALSE(truth.ended(v.rec.vm).empty()) << "a harvest record without a cut";
  const Truth::Epoch e = std::move(truth.ended(v.rec.vm).front());
  truth.ended(v.rec.vm).pop_front();
  if (!v.rec.valid || v.rec.raw || v.rec.intel) return;
  const auto compare = [&](std::span<const uint8_t> bits, const std::set<uint64_t>& pages, const char* kind,
                           uint64_t counted, uint64_t by_summary) {
    std::set<uint64_t> got;
    for (uint64_t g = 0; g < bits.size() * 8; ++g)
      if (bits[g / 8] >> (g % 8) & 1) got.insert(g);
    EXPECT_EQ(got, pages) << kind << " bitmap of VM " << +v.rec.vm << ", epoch " << v.rec.epoch;
    EXPECT_EQ(counted, pages.size()) << kind << " count of VM " << +v.rec.vm << ", epoch " << v.rec.epoch;
    EXPECT_EQ(by_summary, pages.size()) << kind << " pages in the lines of the summary, VM " << +v.rec.vm << ", epoch "
                                        << v.rec.epoch;
  };
  compare(v.written, e.written, "written", v.rec.distinct_w, seen.back().by_summary.written);
  if (!v.accessed.empty())
    compare(v.accessed, e.accessed, "accessed", v.rec.distinct_a, seen.back().by_summary.accessed);
}

void Rig::expect_clean() {
  EXPECT_EQ(checker.count(), 0u) << checker.report();
  const auto guards = sim.mem().check_guards();
  if (!forgive_memory_) {
    EXPECT_TRUE(sim.mem().violations().empty()) << sim.mem().violations().front();
    EXPECT_TRUE(guards.empty()) << guards.front();
  }
  if (sim.quiet()) judge.finish();
  for (const auto& f : judge.findings()) ADD_FAILURE() << "judge: " << f;
  const ArchState a = sim.arch();
  uint64_t accepted = a.unbound;
  for (unsigned m = 0; m < params.n_vm; ++m) accepted += a.vm[m].counters[0];
  EXPECT_LE(sim.accepted_since_reset() - accepted, 4u)
      << "events taken at the port and not counted (S1 to S4 may hold one each)";
}

std::vector<std::string> directed_engines() {
  std::vector<std::string> e;
  for (const auto& n : engines())
    if (n != "rtl") e.push_back(n);
  return e;
}

}  // namespace openpml
