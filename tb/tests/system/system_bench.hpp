// SPDX-License-Identifier: Apache-2.0
/// pml_system, model and RTL in lock-step, with memory, dom0, protocol checker, log pages and a tapped AXI path. The functional judge gets its events
/// not from the sources but from what they should have made: log pages by the plain decoder, tapped addresses by the window table,
/// the generator's CONSTANT stream by its closed form. A source whose event is not the expected one is a finding.
#pragma once
#include <gtest/gtest.h>

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "axi_checker.hpp"
#include "ingest_host.hpp"
#include "judge_bench.hpp"
#include "openpml/judge.hpp"
#include "openpml/regs.hpp"
#include "openpml/sim.hpp"
#include "openpml/system_model.hpp"
#include "rtl_system.hpp"

namespace openpml {

enum Source : unsigned { kCpu, kIngest, kTap, kGen };

class SystemBench : public CycleObserver {
 public:
  /// `spread`: what dom0 allocates lies anywhere in 64 bits of address.
  explicit SystemBench(uint64_t seed, unsigned desc_log2 = 4, unsigned cpl_log2 = 4, bool spread = false);

  void observe(uint64_t cycle, const Inputs& in, const Outputs& out) override;
  Dom0& dom0() { return sim.dom0(); }
  bool write(unsigned base, unsigned off, uint32_t data) { return dom0().write32(base + off, data); }
  uint32_t read(unsigned base, unsigned off) { return dom0().read32(base + off); }
  uint64_t read64(unsigned base, unsigned off) { return dom0().read64(base + off); }
  IngestHost::WriteReg ingest_writer() {
    return [this](uint16_t off, uint32_t data) { return write(regs::INGEST_BASE, off, data); };
  }
  /// Rings the doorbell; takes completions and gives them back.
  bool ring() { return write(regs::INGEST_BASE, regs::INGEST_DESC_TAIL, host.tail()); }
  void take_completions();
  /// Until every descriptor has its completion.
  void finish_ingest();

  /// A window of the tap, and what the bench knows of it.
  void set_window(unsigned w, uint32_t address, uint32_t pages, uint64_t gfn, uint8_t vcpu);
  /// Chances in 256, each cycle, that the tapped path begins an AW, an AR; that its memory is not ready.
  void tap_traffic(unsigned aw, unsigned ar, unsigned stall = 64) {
    tap_aw_ = aw;
    tap_ar_ = ar;
    tap_stall_ = stall;
  }
  void quiet_tap();
  /// With the tapped path quiet, so that it is clear which address the tap saw.
  bool enable_tap(bool on);
  /// The generator's CONSTANT stream: `pages` from first_gfn on, all writes, on `vcpu`.
  bool start_generator(uint64_t first_gfn, uint32_t pages, uint32_t passes, uint32_t periods, uint8_t vcpu,
                       uint32_t rate, uint8_t vector, bool hold = false);
  unsigned generator_state() { return read(regs::GEN_BASE, regs::GEN_STATUS) & regs::GEN_STATUS_STATE_MASK; }

  /// Everything at rest; no finding of anybody.
  void expect_clean();
  uint64_t taken(unsigned source) const { return taken_[source]; }
  uint64_t stalled(unsigned source) const { return stalled_[source]; }

 private:
  struct Window {
    bool on = false;
    uint32_t base = 0, pages = 0;
    uint64_t gfn = 0;
    uint8_t vcpu = 0;
  };
  void drive_tap(Inputs& in);
  void tapped(uint32_t address, bool write);
  PageEvent expect(unsigned source, const Inputs::Event& e);
  void finding(const std::string& text);

 public:
  Sim sim;
  AxiChecker checker;
  IngestHost host;
  Rng rng;
  std::map<unsigned, uint64_t> irqs;  ///< by vector
  uint64_t unmapped = 0;              ///< tapped bursts in no window

 private:
  AxiMemoryView view_;
  Judge judge_;
  std::array<Window, 4> win_{};
  unsigned tap_aw_ = 0, tap_ar_ = 0, tap_stall_ = 64;
  Inputs::Tap held_{};
  bool tap_on_ = false;
  std::array<std::deque<PageEvent>, 2> tap_events_;  ///< 0 reads, 1 writes
  struct {
    uint64_t first = 0, at = 0;
    uint32_t pages = 1;
    uint8_t vcpu = 0;
  } gen_;
  std::array<uint64_t, 4> taken_{}, stalled_{};
  std::vector<std::string> findings_;
};

}  // namespace openpml
