// SPDX-License-Identifier: Apache-2.0
// Promise I3 for everything that the memory can refuse, and in every state in which a VM can fault.
#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rig.hpp"

namespace openpml {
namespace {

enum class Target : uint8_t { Written, Accessed, Summary, Record, RawPage, LogPage };

/// The addresses of what the memory refuses, from the pins: requests are answered in order.
class Refusals : public CycleObserver {
 public:
  explicit Refusals(unsigned dw) : beat_bytes_(dw / 8) {}
  void observe(uint64_t cycle, const Inputs& in, const Outputs& out) override {
    if (in.m_bvalid && out.m_bready) {
      note(cycle, in.m_bresp, writes_.front());
      writes_.pop_front();
    }
    if (in.m_rvalid && out.m_rready) {
      note(cycle, in.m_rresp, reads_.front() + beat_++ * beat_bytes_);
      if (in.m_rlast) reads_.pop_front(), beat_ = 0;
    }
    if (out.m_awvalid && in.m_awready) writes_.push_back(out.m_awaddr);
    if (out.m_arvalid && in.m_arready) reads_.push_back(out.m_araddr);
  }
  void clear() { first_.reset(), another_at_once_ = false; }
  uint64_t first() const { return first_.value_or(0); }
  /// The cycle after the first one brought another one, of another address.
  bool another_at_once() const { return another_at_once_; }

 private:
  void note(uint64_t cycle, uint8_t resp, uint64_t addr) {
    if (resp == kOkay) return;
    if (first_ && cycle == at_ + 1) another_at_once_ |= addr != *first_;
    if (!first_) first_ = addr, at_ = cycle;
  }
  unsigned beat_bytes_, beat_ = 0;
  std::deque<uint64_t> writes_, reads_;
  std::optional<uint64_t> first_;
  uint64_t at_ = 0;
  bool another_at_once_ = false;
};

class Faults : public UnitTest {
 protected:
  Rig& start(Target t, uint64_t seed) {
    Rig& r = rig("small", seed);
    r.compare_truth = false;
    VmConfig c = bitmap_vm(0, 32768, {0});
    c.mode = t == Target::RawPage ? Mode::Raw : t == Target::LogPage ? Mode::Intel : Mode::Bitmap;
    r.start(c);
    return r;
  }
  /// Sees what the memory of a rig refuses.
  Refusals& observe(Rig& r) {
    r.sim.add_observer(refusals_.emplace_back(std::make_unique<Refusals>(r.params.dw)).get());
    return *refusals_.back();
  }
  static std::pair<uint64_t, uint64_t> region(Rig& r, Target t) {
    const VmRegions& v = r.dom0().regions(0);
    switch (t) {
      case Target::Written: return {v.w[0], v.bitmap_bytes};
      case Target::Accessed: return {v.a[0], v.bitmap_bytes};
      case Target::Summary: return {v.sum[0], v.sum_bytes};
      case Target::RawPage: return {v.raw, v.raw_bytes};
      case Target::LogPage: return {r.dom0().log_base(0), 4096};
      case Target::Record: break;
    }
    return {r.dom0().read64(regs::GLOBAL_RING_BASE), 64 * 64};
  }
  static void expect_stopped(Rig& r, unsigned code) {
    r.wait_state(0, VmState::FaultDone);
    r.settle();
    EXPECT_EQ(r.vm(0).fault_code, code);
    EXPECT_EQ(r.last().rec.type, RecType::Stop);
    EXPECT_FALSE(r.last().rec.valid);
    EXPECT_EQ(r.last().rec.fault_code, code);
    r.dom0().reset_vm(0);
    r.dom0().start_vm(r.dom0().config(0));
    r.play({{0, 7, true}});
    r.settle();
  }

 private:
  std::vector<std::unique_ptr<Refusals>> refusals_;
};
INSTANTIATE_TEST_SUITE_P(Engine, Faults, testing::ValuesIn(directed_engines()));

constexpr unsigned kWrError = 1, kRdError = 2;

TEST_P(Faults, I3_EveryRefusedWriteStopsTheVm) {
  for (const Target t :
       {Target::Written, Target::Accessed, Target::Summary, Target::Record, Target::RawPage, Target::LogPage}) {
    for (const uint8_t resp : {kSlvErr, kDecErr}) {
      SCOPED_TRACE("target " + std::to_string(static_cast<int>(t)) + ", response " + std::to_string(resp));
      // a refused write may reach memory or not; dom0 finds the next record only if this one did: so the seeds say
      const uint64_t seed = 1;
      Rig& r = start(t, seed);
      const auto [lo, bytes] = region(r, t);
      r.sim.mem().add_error({.lo = lo, .hi = lo + bytes, .resp = resp, .on_read = false, .count = 1});
      const unsigned events = t == Target::RawPage ? 600 : 3;
      for (unsigned n = 0; n < events; ++n) r.script.push({0, n, true});
      r.sim.run(2 * events + 50);
      if (t != Target::RawPage && t != Target::LogPage) r.dom0().harvest(0, false);
      r.sim.run_until([&] { return r.vm(0).fault_code != 0; }, "the fault", 100'000);
      if (t == Target::Record) {
        EXPECT_EQ(r.irqs.size(), 1u) << "the interrupt of ENABLE's record only";
      }
      const uint64_t info = r.dom0().read64(Dom0::vm_reg(0, regs::VM_FAULT_INFO));
      EXPECT_TRUE(info >= lo && info < lo + bytes) << std::hex << info;
      expect_stopped(r, kWrError);
    }
  }
}

TEST_P(Faults, I3_EveryRefusedReadStopsTheVm) {
  for (const Target t : {Target::Written, Target::Accessed}) {
    for (const uint8_t resp : {kSlvErr, kDecErr}) {
      Rig& r = start(t, 1);
      const auto [lo, bytes] = region(r, t);
      r.sim.mem().add_error({.lo = lo, .hi = lo + bytes, .resp = resp, .on_write = false, .count = 1});
      for (unsigned n = 0; n < 3; ++n) {  // more lines than the store has, so that the first comes a second time
        for (unsigned line = 0; line < 40; ++line) r.script.push({0, 512 * line + n, true});
      }
      r.sim.run_until([&] { return r.script.empty(); }, "the script", 100'000);
      r.dom0().harvest(0, false);
      expect_stopped(r, kRdError);
    }
  }
}

TEST_P(Faults, I3_ARefusedReadBesideARunningVm) {
  Rig& r = rig("mid");
  r.compare_truth = false;
  for (const unsigned vm : {0u, 1u}) r.start(bitmap_vm(vm, 32768, {vm}));
  const auto [lo, bytes] = region(r, Target::Written);
  r.sim.mem().add_error({.lo = lo, .hi = lo + bytes, .on_write = false, .count = 1});
  for (unsigned n = 0; n < 3; ++n) {
    for (unsigned line = 0; line < 64; ++line) r.script.push({0, 512 * line + n, true});
  }
  r.sim.run_until([&] { return r.script.empty(); }, "the script", 100'000);
  r.dom0().harvest(0, false);
  r.wait_state(0, VmState::FaultDone);
  EXPECT_EQ(r.vm(0).fault_code, kRdError);
  EXPECT_EQ(r.vm(1).state, static_cast<uint8_t>(VmState::Active));
  r.play({{1, 9, true}});
  EXPECT_EQ(r.harvest(1).distinct_w, 1u);
  r.settle();
}

TEST_P(Faults, I3_WhileEnabling) {
  Rig& r = rig("small");
  r.compare_truth = false;
  r.dom0().setup_vm(bitmap_vm(0, 32768, {0}));
  const auto [lo, bytes] = region(r, Target::Written);
  r.sim.mem().add_error({.lo = lo, .hi = lo + bytes, .on_read = false, .count = 1});
  r.dom0().enable(0, false);
  expect_stopped(r, kWrError);
  EXPECT_EQ(r.dom0().records_of(0, RecType::Enable), 2u) << "an INVALID one, and one that counts";
}

TEST_P(Faults, I3_WhileStopping) {
  Rig& r = start(Target::Written, 1);
  r.play({{0, 1, true}});
  const auto [lo, bytes] = region(r, Target::Written);
  r.sim.mem().add_error({.lo = lo, .hi = lo + bytes, .on_read = false, .count = 1});
  EXPECT_EQ(r.dom0().command(0, Cmd::Disable), CmdStatus::Ok);
  expect_stopped(r, kWrError);
}

/// A fault tells the address that was refused first, although more are refused in the next cycle. The regions lie all over the address space.
TEST_P(Faults, I3_TheFirstRefusedAddressIsTold) {
  unsigned at_once = 0;
  uint64_t seen = 0;
  for (const bool read : {false, true}) {
    for (uint64_t seed = 1; seed <= 6; ++seed) {
      Rig& r = rig("mid", seed);
      r.compare_truth = false;
      r.sim.mem().spread(r.params.addr_bits);
      Refusals& refused = observe(r);
      for (const unsigned vm : {0u, 1u}) r.start(bitmap_vm(vm, 32'768, {vm}));
      r.sim.mem().set_timing({.rd_min = 1, .rd_max = 200, .wr_min = 1, .wr_max = 200});
      for (const uint8_t vm : {uint8_t{0}, uint8_t{1}}) {
        const VmRegions& m = r.dom0().regions(vm);
        refused.clear();
        for (const uint64_t lo : {m.a[0], m.a[1], m.w[0], m.w[1]})
          r.sim.mem().add_error({.lo = lo, .hi = lo + m.bitmap_bytes, .on_read = read, .on_write = !read});
        for (unsigned n = 0; n < 600; ++n) r.script.push({vm, n * 7 % 64 * 512 + n, true});
        r.play();
        r.dom0().harvest(vm, false);
        r.wait_state(vm, VmState::FaultDone);
        EXPECT_EQ(r.vm(vm).fault_code, read ? kRdError : kWrError);
        EXPECT_EQ(r.dom0().read64(Dom0::vm_reg(vm, regs::VM_FAULT_INFO)), refused.first());
        seen |= refused.first();
        at_once += refused.another_at_once();
        r.sim.mem().clear_errors();
        r.settle();
      }
    }
  }
  EXPECT_GT(at_once, 0u) << "the case is there";
  EXPECT_EQ(seen >> 16, (uint64_t{1} << (rig("mid").params.addr_bits - 16)) - 1) << "every high address bit";
}

/// A commit that meets a byte with bad parity names VM and line, whichever kind it is of.
TEST_P(Faults, I3_ACommitNamesTheLineWithBadParity) {
  struct {
    bool first, before, second;  ///< the entries are writes; a read of the page goes before
  } const kinds[] = {{false, false, false}, {true, false, true}, {true, true, true}};
  Rig& r = rig("mid");
  r.compare_truth = false;
  const uint64_t lines = std::min<uint64_t>(128, (uint64_t{1} << r.params.pages_log2) / 512);
  for (const unsigned vm : {0u, 1u}) {
    VmConfig c = bitmap_vm(vm, lines * 512, {vm});
    c.filter_bypass = true;
    r.start(c);
  }
  // a page, and a bank filled up with one of another line: so all of it goes to the store, and stays there
  const auto commit = [&](unsigned vm, uint64_t gfn, bool write) {
    for (unsigned n = 0; n < 512; ++n)
      r.script.push({static_cast<uint8_t>(vm), n == 0 ? gfn : (gfn + 512) % (lines * 512), n == 0 && write});
    r.play();
    r.sim.run_until([&] { return r.sim.arch().vcpu[vm].occ == 0; }, "the bank to be empty", 100'000);
    r.sim.run(50);
  };
  for (const auto& k : kinds) {
    for (const unsigned vm : {0u, 1u}) {
      for (uint64_t line = 1; line <= lines; line *= 2) {
        SCOPED_TRACE("VM " + std::to_string(vm) + ", line " + std::to_string(line % lines));
        const uint64_t page = line % lines * 512 + 40;
        if (k.before) commit(vm, page, false);
        r.dom0().write32(regs::GLOBAL_TEST_INJECT, regs::GLOBAL_TEST_INJECT_STORE_MASK);
        commit(vm, page, k.first);
        ASSERT_EQ(r.vm(vm).state, static_cast<uint8_t>(VmState::Active));
        ASSERT_EQ(r.dom0().read32(regs::GLOBAL_TEST_INJECT), 0u);
        commit(vm, page + 1, k.second);
        r.wait_state(vm, VmState::FaultDone);
        EXPECT_EQ(r.vm(vm).fault_code, regs::FAULT_STORE_PARITY);
        EXPECT_EQ(r.dom0().read64(Dom0::vm_reg(vm, regs::VM_FAULT_INFO)), line % lines);
        EXPECT_EQ(r.vm(1 - vm).state, static_cast<uint8_t>(VmState::Active));
        r.settle();
        r.dom0().reset_vm(vm);
        r.dom0().start_vm(r.dom0().config(vm));
      }
    }
  }
}

/// The job of a VM that is reset goes on to its end, and its record is INVALID.
TEST_P(Faults, ResetDuringAJob) {
  for (const Target t : {Target::Written, Target::RawPage, Target::LogPage}) {
    for (const Cmd job : {Cmd::Harvest, Cmd::Disable}) {
      SCOPED_TRACE(static_cast<int>(t));
      Rig& r = start(t, 1);
      r.sim.mem().set_timing({.rd_min = 2000, .rd_max = 2000, .wr_min = 2000, .wr_max = 2000});
      r.play({{0, 1, true}, {0, 2, true}});
      EXPECT_EQ(r.dom0().command(0, job), CmdStatus::Ok);
      EXPECT_EQ(r.dom0().command(0, Cmd::Reset), CmdStatus::Ok);
      r.wait_state(0, VmState::Off);
      r.settle();
      ASSERT_GE(r.seen.size(), 3u);
      const Record& first = r.seen[r.seen.size() - 2].rec;
      EXPECT_EQ(first.type, job == Cmd::Harvest ? RecType::Harvest : RecType::Disable);
      EXPECT_FALSE(first.valid);
      EXPECT_EQ(r.last().rec.type, RecType::Stop);
      r.dom0().enable(0);
      r.settle();
    }
  }
}

}  // namespace
}  // namespace openpml
