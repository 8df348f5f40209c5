// SPDX-License-Identifier: Apache-2.0
// Promises O1..O3: data before record before interrupt, refusals before the cut, raw logs in order.
#include "openpml/rng.hpp"
#include "rig.hpp"

namespace openpml {
namespace {

class Ordering : public UnitTest {};
INSTANTIATE_TEST_SUITE_P(Engine, Ordering, testing::ValuesIn(directed_engines()));

/// Follows bursts by address: what is outstanding when a record is written, and what was answered when an interrupt rises.
class OrderWatch : public CycleObserver {
 public:
  OrderWatch(Rig& r, unsigned vm) : r_(r), vm_(vm) {}
  void observe(uint64_t cycle, const Inputs& in, const Outputs& out) override {
    if (out.irq_valid && !irq_before_ && out.irq_vec == vm_ && record_bs == irqs_seen)
      wrong += "interrupt in cycle " + std::to_string(cycle) + " before its record's B; ";
    if (out.irq_valid && !irq_before_) irqs_seen = record_bs;
    irq_before_ = out.irq_valid && !in.irq_ready;
    if (in.m_bvalid && out.m_bready && !open_.empty()) {
      if (open_.front() == Kind::Record) ++record_bs;
      open_.pop_front();
    }
    if (!out.m_awvalid || !in.m_awready) return;
    const std::string where = r_.sim.mem().where(out.m_awaddr);
    const Kind k = where == "ring" ? Kind::Record : Kind::Data;
    if (k == Kind::Record) {
      ++records;
      for (const Kind o : open_)
        if (o == Kind::Data) {
          wrong += "record written in cycle " + std::to_string(cycle) + " with data unanswered; ";
          break;
        }
    }
    open_.push_back(k);
  }
  std::string wrong;
  unsigned records = 0, record_bs = 0, irqs_seen = 0;

 private:
  enum class Kind { Data, Record };
  Rig& r_;
  unsigned vm_;
  std::deque<Kind> open_;
  bool irq_before_ = false;
};

TEST_P(Ordering, O1_RecordAfterEveryDataResponseAndInterruptAfterTheRecords) {
  for (const char* config : {"default", "axi64"}) {
    Rig& r = rig(config);
    r.start(bitmap_vm(1, 1 << 17, {0, 1}));
    r.settle();
    AxiTiming t;
    t.wr_min = 0;
    t.wr_max = 512;
    t.rd_max = 200;
    t.b_stall = 120;
    t.visible = AxiTiming::Visible::AtResponse;
    r.sim.mem().set_timing(t);
    OrderWatch w(r, 1);
    r.sim.add_observer(&w);
    Rng rng(2);
    for (int e = 0; e < 6; ++e) {
      for (int i = 0; i < 700; ++i)
        r.script.push({static_cast<uint8_t>(rng.below(2)), rng.below(1 << 17), rng.chance(1, 2)});
      r.play();
      r.harvest(1);
    }
    r.settle();
    EXPECT_EQ(w.records, 6u);
    EXPECT_EQ(w.record_bs, 6u);
    EXPECT_EQ(w.irqs_seen, 6u);
    EXPECT_EQ(w.wrong, "");
  }
}

TEST_P(Ordering, O1_InterruptDrivenSoftwareFindsEveryRecord) {
  Rig& r = rig();
  r.start(bitmap_vm(0, 4096, {0}));
  r.dom0().set_poll(Dom0::Poll::AfterInterrupt);
  AxiTiming t;
  t.wr_max = 300;
  t.visible = AxiTiming::Visible::AtResponse;
  r.sim.mem().set_timing(t);
  for (uint64_t e = 0; e < 20; ++e) {
    r.play({{0, e * 11, true}});
    EXPECT_EQ(r.harvest(0).distinct_w, 1u);
  }
}

TEST_P(Ordering, O2_HarvestRefusedWhileTheOtherBufferIsHeld) {
  Rig& r = rig();
  r.dom0().set_release(Dom0::Release::Manual);
  r.start(bitmap_vm(0, 4096, {0}));
  r.play({{0, 1, true}});
  r.harvest(0);  // buffer 0 is dom0's now
  r.play({{0, 3, true}});
  const size_t cuts = r.truth.cuts.size();
  EXPECT_EQ(r.dom0().command(0, Cmd::Harvest), CmdStatus::BufferHeld);
  EXPECT_EQ(r.truth.cuts.size(), cuts) << "refused before the cut";
  EXPECT_EQ(r.counters(0).refused, 1u);
  r.play({{0, 4, true}});
  EXPECT_EQ(r.dom0().command(0, Cmd::Release, 0), CmdStatus::Ok);
  EXPECT_EQ(r.dom0().command(0, Cmd::Release, 0), CmdStatus::BadState) << "it is free already";
  const Record rec = r.harvest(0);
  EXPECT_EQ(rec.distinct_w, 2u) << "the epoch went on";
}

TEST_P(Ordering, O2_HarvestRefusedWhileOneIsInFlight) {
  Rig& r = rig();
  r.start(bitmap_vm(0, 4096, {0}));
  AxiTiming t;
  t.wr_min = t.wr_max = 500;
  r.sim.mem().set_timing(t);
  r.play({{0, 1, true}});
  EXPECT_EQ(r.dom0().command(0, Cmd::Harvest), CmdStatus::Ok);
  r.play({{0, 2, true}});
  EXPECT_EQ(r.dom0().command(0, Cmd::Harvest), CmdStatus::Busy);
  EXPECT_EQ(r.dom0().command(0, Cmd::Peek), CmdStatus::Busy);
  EXPECT_EQ(r.truth.cuts.size(), 1u);
  r.sim.run_until([&] { return r.dom0().records_of(0, RecType::Harvest) == 1; }, "the record");
  EXPECT_EQ(r.harvest(0).distinct_w, 1u);
}

TEST_P(Ordering, O2_HarvestRefusedWithoutRoomInTheRing) {
  Rig& r = rig();
  r.dom0().setup_ring(2);
  r.start(bitmap_vm(0, 4096, {0}));
  r.settle();
  r.dom0().hold_cons(true);
  unsigned done = 0;
  CmdStatus s = CmdStatus::Ok;
  for (; done < 10; ++done) {
    r.play({{0, done, true}});
    const uint64_t before = r.dom0().records_of(0, RecType::Harvest);
    s = r.dom0().command(0, Cmd::Harvest);
    if (s == CmdStatus::NoRecordRoom) break;
    ASSERT_EQ(s, CmdStatus::Ok);
    r.sim.run_until([&] { return r.dom0().records_of(0, RecType::Harvest) > before; }, "the record");
    r.settle();
  }
  EXPECT_EQ(s, CmdStatus::NoRecordRoom);
  EXPECT_EQ(done, 3u) << "4 slots: one is promised to the VM's stop";
  const size_t cuts = r.truth.cuts.size();
  EXPECT_EQ(cuts, done);
  r.dom0().hold_cons(false);
  r.settle();
  EXPECT_EQ(r.harvest(0).distinct_w, 1u);
}

TEST_P(Ordering, O2_PeriodTimerCountsWhatItMissed) {
  Rig& r = rig();
  r.dom0().set_release(Dom0::Release::Manual);
  VmConfig c = bitmap_vm(0, 4096, {0});
  c.period = 1000;
  r.start(c);
  r.sim.run(10'500);
  EXPECT_EQ(r.counters(0).harvests, 1u) << "the first buffer is not released: all later timed harvests are refused";
  EXPECT_GE(r.counters(0).missed_periods, 8u);
  EXPECT_EQ(r.counters(0).refused, 0u) << "refused counts commands";
  r.dom0().write64(Dom0::vm_reg(0, regs::VM_PERIOD), 0);
}

TEST_P(Ordering, O3_RawPagesKeepLogOrder) {
  for (const bool reads : {true, false}) {
    Rig& r = rig("axi64");
    VmConfig c = log_vm(Mode::Raw, 0, 1 << 20, {0, 3});
    c.log_reads = reads;
    c.raw_log2 = 2;
    r.start(c);
    AxiTiming t;
    t.wr_max = 30;
    t.w_stall = 90;
    r.sim.mem().set_timing(t);
    std::array<std::vector<uint64_t>, 8> want, got;
    r.dom0().on_record = [&](const RecordView& v) {
      if (v.rec.type != RecType::RawPage) return;
      for (uint64_t i = 0; i < v.rec.distinct_w; ++i) got[v.rec.vcpu].push_back(v.raw[511 - i]);
    };
    Rng rng(6);
    for (int i = 0; i < 3000; ++i) {
      const Access a{static_cast<uint8_t>(rng.below(2) * 3), rng.below(1 << 20), reads ? rng.chance(1, 2) : true};
      want[a.vcpu].push_back(a.gfn << 12 | (reads && a.write));
      r.script.push(a);
    }
    r.play();
    r.dom0().disable(0);
    r.settle();
    EXPECT_EQ(got[0], want[0]);
    EXPECT_EQ(got[3], want[3]);
    EXPECT_EQ(r.counters(0).discarded, 0u);
  }
}

TEST_P(Ordering, O3_AFullRawRingIsCountedBackPressure) {
  Rig& r = rig("axi64");
  VmConfig c = log_vm(Mode::Raw, 0, 1 << 20, {0});
  c.raw_log2 = 1;
  r.start(c);
  r.dom0().hold_raw_cons(true);
  uint64_t n = 0;
  r.script.generate([&](uint64_t, Access& a) {
    a = {0, n++ % 65'536, true};
    return true;
  });
  r.sim.run(20'000);
  EXPECT_EQ(r.dom0().records_of(0, RecType::RawPage), 2u);
  EXPECT_EQ(r.script.log.size(), 4u * 512) << "two pages in the ring, two banks";
  const uint64_t held = r.script.held_at.size();
  r.sim.run(1);  // a held cycle is counted in the next one
  EXPECT_EQ(r.counters(0).stalled, held);
  r.dom0().hold_raw_cons(false);
  r.sim.run(5000);
  EXPECT_GT(r.script.log.size(), 6u * 512);
  r.script.generate({});
  r.play();
}

}  // namespace
}  // namespace openpml
