// SPDX-License-Identifier: Apache-2.0
// The fake driver's sources of events: single accesses, log entries, the traffic generator.
#include <cerrno>

#include "fake_driver.hpp"
#include "openpml/regs.hpp"

namespace openpml::host {
namespace {

/// One event on the CPU port.
class OneEvent final : public EventSource {
 public:
  explicit OneEvent(Inputs::Event e) : event_(e) {}
  bool offer(uint64_t, Inputs::Event& ev) override {
    if (!done_) ev = event_;
    return !done_;
  }
  void taken(uint64_t) override { done_ = true; }
  bool done() const { return done_; }

 private:
  Inputs::Event event_;
  bool done_ = false;
};

uint32_t gen(uint32_t offset) { return regs::GEN_BASE + offset; }

}  // namespace

void FakeDriver::access(uint8_t vcpu, uint64_t gfn, bool write) {
  OneEvent one({true, vcpu, gfn, write});
  sim_.set_source(0, &one);
  sim_.run_until([&] { return one.done(); }, "an event to be accepted");
  sim_.set_source(0, nullptr);
}

int FakeDriver::ingest(openpml_ingest& i) {
  if (i.format != OPENPML_FMT_GFN || i.count == 0) return -EINVAL;
  const auto* entries = reinterpret_cast<const uint64_t*>(i.entries);
  for (; i.done < i.count; ++i.done) {
    const uint64_t e = entries[i.done];
    if (e & 0x7FFF'FF00'0000'0000) {
      ++i.malformed;
      continue;
    }
    access(static_cast<uint8_t>(i.vcpu), e & 0xFF'FFFF'FFFF, e >> 63);
    ++i.events;
  }
  return 0;
}

uint32_t FakeDriver::gen_state() { return sim_.dom0().read32(gen(regs::GEN_STATUS)) & regs::GEN_STATUS_STATE_MASK; }

int FakeDriver::gen_start(const openpml_gen_start& g) {
  if (!(features & OPENPML_FEAT_GEN)) return -EOPNOTSUPP;
  if (gen_state() != 0) return -EBUSY;
  if (g.preset < 1 || g.preset > 2) return -EINVAL;  // presets are all that is asked for here
  Dom0& d = sim_.dom0();
  bool ok = d.write64(gen(regs::GEN_FIRST_GFN), g.first_gfn) && d.write64(gen(regs::GEN_SEED), g.seed) &&
            d.write64(gen(regs::GEN_EVENTS), g.events);
  ok = ok && d.write32(gen(regs::GEN_VCPU), g.first_vcpu | g.n_vcpu << regs::GEN_VCPU_NUMBER_SHIFT) &&
       d.write32(gen(regs::GEN_RATE), g.rate);
  ok = ok && d.write32(gen(regs::GEN_WRITE_SHARE), g.write_share);
  ok = ok && d.write32(gen(regs::GEN_CONFIG), (g.flags & OPENPML_GEN_HOLD ? regs::GEN_CONFIG_HOLD_MASK : 0) |
                                                  g.preset << regs::GEN_CONFIG_PRESET_SHIFT |
                                                  g.scale << regs::GEN_CONFIG_SCALE_SHIFT);
  return ok && d.write32(gen(regs::GEN_CTRL), regs::GEN_CTRL_START_MASK) ? 0 : -EINVAL;
}

int FakeDriver::gen_ctrl(openpml_gen_ctrl& c) {
  constexpr uint32_t kIdle = 0, kHeld = 4;
  if (!(features & OPENPML_FEAT_GEN)) return -EOPNOTSUPP;
  if (c.op == OPENPML_GEN_OP_CONTINUE && !sim_.dom0().write32(gen(regs::GEN_CTRL), regs::GEN_CTRL_CONTINUE_MASK))
    return -EINVAL;
  if (c.op == OPENPML_GEN_OP_STOP) sim_.dom0().write32(gen(regs::GEN_CTRL), regs::GEN_CTRL_STOP_MASK);
  uint32_t state = gen_state();
  while (c.op == OPENPML_GEN_OP_STOP ? state != kIdle
                                     : c.op == OPENPML_GEN_OP_WAIT && state != kIdle && state != kHeld) {
    sim_.run(100);
    state = gen_state();
  }
  c.state = state == kIdle ? OPENPML_GEN_IDLE : state == kHeld ? OPENPML_GEN_HELD : OPENPML_GEN_RUNNING;
  const uint32_t word = sim_.dom0().read32(gen(regs::GEN_STATUS));
  c.done = (word & regs::GEN_STATUS_DONE_MASK) != 0;
  c.phase = (word & regs::GEN_STATUS_PHASE_MASK) >> regs::GEN_STATUS_PHASE_SHIFT;
  c.pages = sim_.dom0().read32(gen(regs::GEN_SET));
  c.periods = sim_.dom0().read32(gen(regs::GEN_PERIODS_DONE));
  return 0;
}

}  // namespace openpml::host
