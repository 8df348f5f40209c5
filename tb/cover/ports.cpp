// SPDX-License-Identifier: Apache-2.0
// Back-pressure on each channel, one cycle and long; what the memory refuses.
#include <array>
#include <deque>
#include <string>

#include "functional.hpp"
#include "registry.hpp"

namespace openpml {
namespace {

constexpr unsigned kLong = 16;   ///< cycles of back-pressure in a row
constexpr unsigned kLate = 100;  ///< cycles until an answer

/// Counts cycles in a row in which something waits.
class Wait {
 public:
  Wait(const std::string& what, unsigned longest)
      : longest_(longest), some_(CoverRegistry::get().point("back-pressure", what)),
        long_(CoverRegistry::get().point("back-pressure", what + " for " + std::to_string(longest) + " cycles")) {}
  void sample(bool waits) {
    n_ = waits ? n_ + 1 : 0;
    some_ += waits;
    long_ += n_ == longest_;
  }

 private:
  unsigned longest_, n_ = 0;
  uint64_t &some_, &long_;
};

enum Target : uint8_t { Bitmap, Summary, Record, RawPage, LogPage, kTargets };
constexpr std::array<const char*, kTargets> kTargetNames = {"bitmap", "summary", "record", "raw page",
                                                            "Intel log page"};

class Ports : public CoverGroup {
 public:
  explicit Ports(const Params& p) : p_(p) {
    for (unsigned t = 0; t < kTargets; ++t)
      for (unsigned e = 0; e < 2; ++e)
        write_error_[t][e] = &CoverRegistry::get().point(
            "bus errors", std::string(e ? "DECERR" : "SLVERR") + " to the write of a " + kTargetNames[t]);
    for (unsigned e = 0; e < 2; ++e)
      read_error_[e] =
          &CoverRegistry::get().point("bus errors", std::string(e ? "DECERR" : "SLVERR") + " to the read of a bitmap");
  }

  void reset() override { writes_.clear(); }

  void sample(const CoverFrame& f) override {
    const Inputs& in = f.in;
    const Outputs& out = f.out;
    aw_.sample(out.m_awvalid && !in.m_awready);
    w_.sample(out.m_wvalid && !in.m_wready);
    const bool beat = out.m_wvalid && in.m_wready;
    mid_burst_ += out.m_wvalid && !in.m_wready && in_burst_;
    if (beat) in_burst_ = !out.m_wlast;
    ar_.sample(out.m_arvalid && !in.m_arready);
    b_late_.sample(f.before.wr_out != 0 && !in.m_bvalid);
    r_late_.sample(f.before.rd_out != 0 && !in.m_rvalid);
    all_writes_ += f.before.wr_out == p_.outstanding;
    all_reads_ += f.before.rd_out == p_.outstanding;
    lite_aw_.sample(in.s_awvalid && !out.s_awready);
    lite_ar_.sample(in.s_arvalid && !out.s_arready);
    lite_b_.sample(out.s_bvalid && !in.s_bready);
    lite_r_.sample(out.s_rvalid && !in.s_rready);
    aw_first_ += in.s_awvalid && !in.s_wvalid;
    w_first_ += in.s_wvalid && !in.s_awvalid;
    both_ += in.s_awvalid && in.s_wvalid && in.s_arvalid;
    irq_.sample(out.irq_valid && !in.irq_ready);
    bool held = false;
    for (unsigned s = 0; s < p_.n_src; ++s) held |= in.ev[s].valid && !out.ev_ready[s];
    event_.sample(held);
    errors(f);
  }

 private:
  void errors(const CoverFrame& f) {
    const Inputs& in = f.in;
    const Outputs& out = f.out;
    if (in.m_bvalid && out.m_bready && !writes_.empty()) {
      if (in.m_bresp >= 2 && writes_.front() < kTargets) ++*write_error_[writes_.front()][in.m_bresp - 2];
      writes_.pop_front();
    }
    if (in.m_rvalid && out.m_rready && in.m_rresp >= 2) ++*read_error_[in.m_rresp - 2];
    if (out.m_awvalid && in.m_awready) writes_.push_back(target(f.sim.mem().where(out.m_awaddr)));
  }

  static Target target(const std::string& region) {
    if (region.find("accessed") != std::string::npos || region.find("written") != std::string::npos) return Bitmap;
    if (region.find("summary") != std::string::npos) return Summary;
    if (region.find("raw") != std::string::npos) return RawPage;
    if (region.find("log") != std::string::npos) return LogPage;
    return region == "ring" ? Record : kTargets;
  }

  static uint64_t& point(const char* name) { return CoverRegistry::get().point("back-pressure", name); }

  Params p_;
  Wait aw_{"memory AW waits for ready", kLong}, w_{"memory W waits for ready", kLong},
      ar_{"memory AR waits for ready", kLong}, b_late_{"a write waits for its B", kLate},
      r_late_{"a read waits for its R", kLate}, lite_aw_{"a register write waits for ready", kLong},
      lite_ar_{"a register read waits for ready", kLong}, lite_b_{"a register write's answer is not taken", kLong},
      lite_r_{"a register read's answer is not taken", kLong}, irq_{"an interrupt is not taken", kLong},
      event_{"an event is held", kLong};
  uint64_t &mid_burst_ = point("memory W waits inside a burst"),
           &all_writes_ = point("as many writes outstanding as there may be"),
           &all_reads_ = point("as many reads outstanding as there may be"),
           &aw_first_ = point("register AW without W"), &w_first_ = point("register W without AW"),
           &both_ = point("register read and write offered at once");
  bool in_burst_ = false;
  std::deque<Target> writes_;
  std::array<std::array<uint64_t*, 2>, kTargets> write_error_{};
  std::array<uint64_t*, 2> read_error_{};
};

}  // namespace

std::unique_ptr<CoverGroup> cover_ports(const Params& p) { return std::make_unique<Ports>(p); }

}  // namespace openpml
