// SPDX-License-Identifier: Apache-2.0
// One VM's traffic beside what the unit does for another, or for the same one: map operations, marks, filter generations.
#include <algorithm>

#include "openpml/rng.hpp"
#include "rig.hpp"

namespace openpml {
namespace {

class Races : public UnitTest {
 protected:
  /// Lines of one set of a store with four sets and two ways: each access puts another one out.
  static constexpr std::array<uint64_t, 4> kOneSet = {0, 5, 10, 15};
  static VmConfig writes_only(unsigned vm, uint64_t limit, std::vector<unsigned> vcpus) {
    VmConfig c = bitmap_vm(vm, limit, std::move(vcpus));
    c.log_reads = false;
    c.filter_bypass = true;
    return c;
  }
};
INSTANTIATE_TEST_SUITE_P(Engine, Races, testing::ValuesIn(directed_engines()));

/// The engine looks at groups into whose lists evicted lines are put in the same cycles.
TEST_P(Races, C3_PeeksBesideEvictionsOfTheSameGroup) {
  Rig& r = rig("small");
  r.start(writes_only(0, 16'384, {0}));
  Rng rng(3);
  // more than the store can take, so that lines are put out after the barrier, too: half of them out of one set
  r.script.generate([&](uint64_t, Access& a) {
    a = {0, (rng.chance(1, 2) ? kOneSet[rng.below(4)] : rng.below(32)) * 512 + rng.below(64), true};
    return true;
  });
  for (unsigned i = 0; i < 60; ++i) {
    r.sim.run(rng.below(100));
    if (i % 10 == 9) r.harvest(0);
    else r.dom0().peek_wait(0);
  }
  r.script.generate({});
  r.settle();
}

/// Every slot of the store holds a line that waits for an answer to the same line's last write: the retry queue is as full as it gets, and the
/// flush puts two more out.
TEST_P(Races, C3_AllThatIsPutOutIsInFlight) {
  Rig& r = rig("small");
  const Params& p = r.params;
  r.start(writes_only(0, uint64_t{1} << std::min(p.pages_log2, 15u), {0}));
  std::vector<uint64_t> hot;  // lines of one set of a store with four sets
  for (uint64_t line = 0; line < 64 && hot.size() < p.txn() - 1; ++line)
    if (((line ^ line >> 2 ^ line >> 4) & 3) == 0) hot.push_back(line);
  for (unsigned extra = p.n_slots() - 4; extra <= p.n_slots(); ++extra) {
    r.sim.mem().set_timing({});
    for (const uint64_t line : hot) r.script.push({0, line * 512 + extra, true});
    r.play();
    r.dom0().peek_wait(0);  // all are in memory: from now on they are one beat each
    r.sim.mem().set_timing({.wr_min = 500, .wr_max = 500});
    for (size_t i = 0; i < 2 + hot.size() + extra; ++i)
      r.script.push({0, hot[i % hot.size()] * 512 + 32 + extra, true});
    r.play();
    r.harvest(0);
  }
}

/// Lines of a VM to be restored are marked while another VM's lines are written back in bursts.
TEST_P(Races, E2_MarksBesideEvictionsOfAnotherVm) {
  Rig& r = rig("mid");
  r.start(writes_only(1, 16'384, {1}));
  Rng rng(4);
  r.script.generate([&](uint64_t, Access& a) {
    a = {1, rng.below(32) * 512, true};
    return true;
  });
  for (unsigned round = 0; round < 8; ++round) {
    const uint32_t latency = round % 2 ? 60 : 5;
    r.sim.mem().set_timing({.rd_min = latency, .rd_max = latency, .wr_min = latency, .wr_max = latency});
    r.prepare(bitmap_vm(0, 16'384, {0}));
    for (unsigned b = 0; b < 2; ++b) {
      std::ranges::fill(r.sim.mem().view(r.dom0().regions(0).a[b], 2048), uint8_t{0});
      std::ranges::fill(r.sim.mem().view(r.dom0().regions(0).w[b], 2048), uint8_t{0});
    }
    for (uint32_t line = 0; line < 32; ++line)
      while (!r.dom0().write32(Dom0::vm_reg(0, regs::VM_MARK), line | 3u << 30)) {}
    r.dom0().enable(0);
    EXPECT_EQ(r.harvest(0).summary_entries, 32u) << "lines that were marked";
    r.dom0().reset_vm(0);
  }
  r.script.generate({});
  r.settle();
}

/// A VM's generation comes round before the scrubber is through: until then no event of the VM is absorbed.
TEST_P(Races, C2_GenerationsThatComeRoundBeforeTheScrubberIsThrough) {
  Rig& r = rig("mid");
  VmConfig c = bitmap_vm(0, 4096, {0});
  c.mode = Mode::Raw;  // its harvests take few cycles
  r.start(c);
  r.start(bitmap_vm(1, 512, {1}));
  uint64_t n = 0;
  r.script.generate([&](uint64_t, Access& a) {
    a = {1, n++ % 512, true};  // never in the filter: the scrubber has to wait for each
    return true;
  });
  for (unsigned round = 0; round < 10; ++round) {
    for (unsigned i = 0; i < 5 + round % 3; ++i) r.harvest(0);
    for (unsigned i = 0; i < 8; ++i) r.script.push({0, 5, true});
    r.sim.run(3000);
  }
  r.script.generate({});
  r.settle();
}

}  // namespace
}  // namespace openpml
