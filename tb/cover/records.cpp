// SPDX-License-Identifier: Apache-2.0
// Completion records by type and validity, faults by cause, every counter, interrupts.
#include <array>
#include <functional>
#include <string>

#include "functional.hpp"
#include "openpml/regs.hpp"
#include "registry.hpp"

namespace openpml {
namespace {

constexpr std::array<const char*, 9> kTypes = {"", "ENABLE", "HARVEST", "PEEK", "DISABLE", "STOP", "", "", "RAW_PAGE"};
constexpr std::array<const char*, 3> kModes = {"bitmap", "raw", "Intel"};
constexpr std::array<const char*, 5> kFaults = {"", "WR_ERROR", "RD_ERROR", "STORE_PARITY", "LOG_PARITY"};
constexpr std::array<const char*, kCounters> kCounterNames = {
    "accepted",      "logged",        "absorbed",     "ignored",      "faulted", "discarded",      "consolidated",
    "stalled",       "bank_switches", "guest_exits",  "harvests",     "refused", "missed_periods", "lines_read",
    "lines_written", "lines_cleared", "axi_rd_bytes", "axi_wr_bytes", "faults"};
enum : uint8_t { Enabling = 1, Active = 2, Stopping = 3 };

class Records : public CoverGroup {
 public:
  explicit Records(const Params& p) : p_(p) {
    CoverRegistry& r = CoverRegistry::get();
    for (unsigned t = 1; t < kTypes.size(); ++t) {
      if (!*kTypes[t]) continue;
      for (unsigned m = 0; m < kModes.size(); ++m) {
        const bool there = t == 8 ? m == 1 : t == 3 ? m == 0 : true;  // raw pages, peeks
        if (!there) continue;
        for (unsigned valid = 0; valid < 2; ++valid)
          if (t != 5 || !valid)
            record_[t][m][valid] = &r.point(
                "records", std::string(kTypes[t]) + " of a " + kModes[m] + " VM, " + (valid ? "VALID" : "INVALID"));
      }
    }
    for (unsigned c = 1; c < kFaults.size(); ++c) {
      fault_[c] = &r.point("faults", std::string(kFaults[c]) + " stops a VM");
      fault_beside_[c] = &r.point("faults", std::string(kFaults[c]) + " while another VM is ACTIVE");
    }
    for (unsigned i = 0; i < kCounters; ++i)
      counter_[i] = &r.point("counters", std::string(kCounterNames[i]) + " counts");
  }

  void reset() override {
    seen_ = UINT64_MAX;
    last_ = none();
  }

  void sample(const CoverFrame& f) override {
    const Dom0& dom0 = f.sim.dom0();
    for (unsigned m = 0; m < p_.n_vm; ++m) {
      const VmArch &a = f.before.vm[m], &b = f.after.vm[m];
      for (unsigned i = 0; i < kCounters; ++i) *counter_[i] += b.counters[i] > a.counters[i];
      if (a.fault_code == 0 && b.fault_code != 0 && b.fault_code < kFaults.size()) fault(f, m, a.state, b.fault_code);
      if (a.state == Enabling && b.state == Active) {
        const auto& c = dom0.config(m);
        ++started_[static_cast<unsigned>(c.mode)][c.log_reads].get();
      }
    }
    unbound_ += f.after.unbound > f.before.unbound;
    filter_parity_ += f.after.filter_parity > f.before.filter_parity;
    irqs(f);
    // dom0 takes a record at the end of the cycle: what it took before is seen now
    const uint64_t n = dom0.records();
    if (seen_ == UINT64_MAX) seen_ = n;
    for (unsigned m = 0; seen_ != n && m < p_.n_vm; ++m) {
      const Record& r = dom0.last_record(m);
      if (r.type == RecType::None || r.number == last_[m] || n == seen_) continue;
      last_[m] = r.number;
      const auto t = static_cast<unsigned>(r.type);
      if (uint64_t* p = record_[t][r.raw ? 1 : r.intel ? 2 : 0][r.valid]) ++*p;
    }
    seen_ = n;
  }

 private:
  using Point = std::reference_wrapper<uint64_t>;
  static std::array<uint32_t, kMaxVm> none() {
    std::array<uint32_t, kMaxVm> a{};
    a.fill(UINT32_MAX);
    return a;
  }
  static uint64_t& point(const char* group, const std::string& name) { return CoverRegistry::get().point(group, name); }

  void fault(const CoverFrame& f, unsigned vm, uint8_t state, uint8_t code) {
    ++*fault_[code];
    faulted_enabling_ += state == Enabling;
    faulted_active_ += state == Active;
    faulted_stopping_ += state == Stopping;
    for (unsigned m = 0; m < p_.n_vm; ++m)
      if (m != vm && f.before.vm[m].state == Active) {
        ++*fault_beside_[code];
        return;
      }
  }

  void irqs(const CoverFrame& f) {
    sent_ += f.out.irq_valid && f.in.irq_ready;
    several_ += (f.before.irq_pending & (f.before.irq_pending - 1)) != 0;
    source_ += f.in.src_irq_valid && f.in.src_irq_vec < p_.n_vec;
    no_such_ += f.in.src_irq_valid && f.in.src_irq_vec >= p_.n_vec;
    wrapped_ += f.before.prod != f.after.prod && f.after.prod > 64;
  }

  Params p_;
  std::array<std::array<std::array<uint64_t*, 2>, 3>, 9> record_{};
  std::array<uint64_t*, 5> fault_{}, fault_beside_{};
  std::array<uint64_t*, kCounters> counter_{};
  std::array<std::array<Point, 2>, 3> started_{{
      {point("modes", "bitmap VM started, writes only"), point("modes", "bitmap VM started, reads too")},
      {point("modes", "raw VM started, writes only"), point("modes", "raw VM started, reads too")},
      {point("modes", "Intel VM started, writes only"), point("modes", "Intel VM started, reads too")},
  }};
  uint64_t &unbound_ = point("counters", "unbound counts"), &filter_parity_ = point("counters", "filter_parity counts"),
           &faulted_enabling_ = point("faults", "in ENABLING"), &faulted_active_ = point("faults", "in ACTIVE"),
           &faulted_stopping_ = point("faults", "in STOPPING"), &sent_ = point("interrupts", "sent"),
           &several_ = point("interrupts", "several vectors wait"),
           &source_ = point("interrupts", "of an event source"),
           &no_such_ = point("interrupts", "of an event source, of a vector that does not exist"),
           &wrapped_ = point("records", "more than 64 since reset");
  uint64_t seen_ = UINT64_MAX;
  std::array<uint32_t, kMaxVm> last_ = none();
};

}  // namespace

std::unique_ptr<CoverGroup> cover_records(const Params& p) { return std::make_unique<Records>(p); }

}  // namespace openpml
