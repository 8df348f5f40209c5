// SPDX-License-Identifier: Apache-2.0
#include "system_random.hpp"

#include "bitmap_vm.hpp"
#include "system_bench.hpp"

namespace openpml {
namespace {

class Walk : public EventSource {
 public:
  explicit Walk(uint64_t seed) : rng_(seed) {}
  bool on = true;
  bool offer(uint64_t, Inputs::Event& e) override {
    if (!pending_ && on && rng_.chance(1, 3)) {
      pending_ = true;
      now_ = {true, static_cast<uint8_t>(rng_.below(5)), rng_.below(40'000),
              rng_.chance(1, 2)};  // vCPU 4 does not exist
    }
    if (pending_) e = now_;
    return pending_;
  }
  void taken(uint64_t) override { pending_ = false; }

 private:
  Rng rng_;
  bool pending_ = false;
  Inputs::Event now_{};
};

}  // namespace

void system_random(uint64_t seed) {
  SystemBench b(seed, 3 + seed % 4, 2 + seed / 2 % 4, seed % 2);
  Rng& r = b.rng;
  Walk cpu(seed + 7);
  b.sim.set_source(0, &cpu);
  b.sim.mem().set_timing({.rd_min = 1,
                          .rd_max = static_cast<uint32_t>(r.between(1, 60)),
                          .wr_min = 1,
                          .wr_max = static_cast<uint32_t>(r.between(1, 60)),
                          .aw_stall = static_cast<uint8_t>(r.below(100)),
                          .w_stall = static_cast<uint8_t>(r.below(100)),
                          .ar_stall = static_cast<uint8_t>(r.below(100)),
                          .b_stall = static_cast<uint8_t>(r.below(100)),
                          .r_stall = static_cast<uint8_t>(r.below(100))});
  for (unsigned vm = 0; vm < 3; ++vm) b.dom0().start_vm(bitmap_vm(vm, 30'000, {vm}));
  b.set_window(0, 0x1000'0000, 40, 0, 0);
  b.set_window(2, 0x1002'0000, 60, 29'980, 2);  // its end is past the VM's limit
  ASSERT_TRUE(b.enable_tap(true));
  b.tap_traffic(static_cast<unsigned>(r.below(200)), static_cast<unsigned>(r.below(200)));
  ASSERT_TRUE(b.host.start(b.ingest_writer(), 7));
  ASSERT_TRUE(b.start_generator(r.below(29'000), static_cast<uint32_t>(r.between(1, 2000)), 2, 40, 1,
                                static_cast<uint32_t>(r.between(1000, 0x10000)), 8));
  b.dom0().set_lite_jitter(static_cast<uint8_t>(r.below(100)));
  for (unsigned n = 0; n < 400; ++n) {
    b.sim.run(r.between(1, 120));
    b.take_completions();
    if (b.host.open() < b.host.ring_size() && r.chance(1, 4)) {
      const auto f = static_cast<PageFormat>(r.below(3));
      if (r.chance(1, 6)) b.host.break_blocks(1, 3);
      if (r.chance(1, 10)) b.host.submit_raw({.address = 0x123, .cookie = r.next()}, regs::INGEST_ST_BAD_ADDRESS);
      else
        b.host.submit(f, static_cast<uint8_t>(r.below(4)),
                      random_entries(f, r.between(1, 600), {.pages = 32'000, .garbage = 100, .super = 3}, r),
                      static_cast<uint32_t>(r.below(64)));
      ASSERT_TRUE(b.ring());
    }
    if (r.chance(1, 30)) b.dom0().harvest(static_cast<unsigned>(r.below(3)));
    if (r.chance(1, 10)) b.dom0().read32(static_cast<uint32_t>(regs::SRC_BASE + r.below(0x480) * 4));
  }
  cpu.on = false;
  b.quiet_tap();
  EXPECT_TRUE(b.write(regs::GEN_BASE, regs::GEN_CTRL, regs::GEN_CTRL_STOP_MASK));
  b.finish_ingest();
  for (unsigned i = 0; b.generator_state() != 0; ++i) ASSERT_LT(i, 1000u);
  for (unsigned vm = 0; vm < 3; ++vm) b.dom0().harvest_wait(vm);
  for (unsigned s = 0; s < 4; ++s) EXPECT_GT(b.taken(s), 500u) << "source " << s;
  b.expect_clean();
}

}  // namespace openpml
