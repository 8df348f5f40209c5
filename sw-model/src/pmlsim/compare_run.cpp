// SPDX-License-Identifier: Apache-2.0
// Runs the four systems.
#include <cmath>

#include "compare.hpp"
#include "errors.hpp"
#include "interrupt.hpp"
#include "prl_model.hpp"
#include "runner.hpp"

namespace openpml::pmlsim {
namespace {

/// Mean of |estimate - truth| / truth over epochs, in percent. An epoch without pages counts if something was estimated.
class ErrorMean {
 public:
  void add(uint64_t estimate, uint64_t truth) {
    const double e = static_cast<double>(estimate), t = static_cast<double>(truth);
    if (truth == 0 && estimate == 0) return;
    sum_ += 100.0 * std::abs(e - t) / (truth == 0 ? 1.0 : t);
    ++n_;
  }
  double percent() const { return n_ == 0 ? 0.0 : sum_ / static_cast<double>(n_); }

 private:
  double sum_ = 0;
  uint64_t n_ = 0;
};

/// Lines of 512 pages, the last one begun.
double lines_of(uint64_t pages) {
  const uint64_t whole = (pages + 511) / 512;
  return static_cast<double>(whole);
}

double slowdown(double lost_cycles, double guest_ns, unsigned vcpus, const CostParams& c) {
  const double guest_cycles = c.cpu_cycles(guest_ns) * std::max(1U, vcpus);
  return guest_cycles <= 0 ? 0.0 : 100.0 * lost_cycles / guest_cycles;
}

CompareResult run_unit(const std::string& system, const CompareConfig& c,
                       const std::function<void(uint64_t)>& progress) {
  RunConfig rc;
  rc.workload = c.workload;
  rc.config = c.config;
  rc.seed = c.seed;
  rc.costs = c.costs;
  rc.timed = true;
  rc.progress = progress;
  const bool intel = system != "openpml";
  rc.latency = intel ? 1 : c.latency;  // the processor's own log writes end in its cache
  rc.engine = intel ? c.intel_engine : c.engine;
  rc.mode = intel ? "intel" : "dom0";
  rc.log_reads = system != "intel-pml";
  rc.ad_filter = intel;
  rc.filter = !intel;  // silicon's PML has the A/D flags before it and nothing else
  Runner runner(rc);
  const RunResult r = runner.run();
  const RunExtra& x = runner.extra();
  CompareResult out;
  out.system = system;
  out.engine = rc.engine;
  out.workload = c.workload;
  out.events = r.totals.events;
  for (const VmCounters& k : r.counters) out.logged += intel ? k.logged : k.accepted;
  out.guest_exits = r.totals.guest_exits;
  out.guest_cycles_lost = r.totals.guest_cycles_lost;
  out.slowdown_percent = slowdown(static_cast<double>(out.guest_cycles_lost), x.guest_ns, x.vcpus, c.costs);
  out.events_lost = r.totals.events_lost;
  out.axi_bytes = r.totals.axi_bytes;
  out.guest_seconds = x.guest_ns / 1e9;
  out.epochs = r.epochs.size();
  ErrorMean a, w;
  for (const EpochResult& e : r.epochs) {
    // PML without reads has no other answer to "how many pages were accessed" than the pages it saw written.
    a.add(system == "intel-pml" ? e.distinct_written : e.distinct_accessed, e.true_accessed);
    w.add(e.distinct_written, e.true_written);
  }
  out.wss_error_accessed = a.percent();
  out.wss_error_written = w.percent();
  const CostParams& k = c.costs;
  double dom0_ns = 0;
  if (intel) {
    // The harvest records of the simulated unit are not part of Intel's PML: what dom0 does is a hypercall that copies
    // the whole dirty bitmap.
    double lines = 0;
    for (const EpochResult& e : r.epochs) lines += lines_of(runner.vm_pages(e.vm));
    dom0_ns = static_cast<double>(out.epochs) * k.hypercall_ns + lines * k.xen_line_ns * (rc.log_reads ? 2 : 1);
    out.axi_bytes -= r.totals.record_bytes;
  } else {
    out.dom0_interrupts = r.totals.dom0_interrupts;
    dom0_ns = static_cast<double>(out.dom0_interrupts) * k.irq_handler_ns +
              static_cast<double>(out.epochs) * (k.record_ns + 3 * k.mmio_write_ns) +
              static_cast<double>(x.line_kinds) * k.line_ns;
  }
  out.dom0_cycles = k.whole_cpu_cycles(dom0_ns);
  return out;
}

CompareResult run_prl(const CompareConfig& c, const std::function<void(uint64_t)>& progress) {
  CompareResult out;
  out.system = "prl-2021";
  out.engine = "C++ model";
  out.workload = c.workload;
  ErrorMean a, w;
  double last_ns = 0;
  uint64_t copied = 0;
  double lines = 0;
  unsigned vcpus = 0;
  for (auto& lane : open_lanes(c.workload, true)) {
    const auto streams = lane->streams();
    if (streams.size() != 1) throw InputError("compare needs one VM in each part of the workload");
    const StreamInfo& s = streams.front();
    vcpus += s.vcpus;
    PrlModel prl(s.vcpus, c.costs);
    AdFilter flags(s.ram_pages);
    PageTracker truth(s.ram_pages), seen(s.ram_pages);
    std::vector<Item> items(4096);
    while (const size_t n = lane->fill(items)) {
      poll_interrupt();
      if (progress) progress(out.events);
      for (size_t i = 0; i < n; ++i) {
        const Item& it = items[i];
        const double ns = static_cast<double>(it.time);
        last_ns = std::max(last_ns, ns);
        if (it.mark()) {
          for (unsigned v = 0; v < s.vcpus; ++v) prl.drain(v);
          const PageBits t = truth.take(), e = seen.take();
          a.add(e.n_accessed, t.n_accessed);
          w.add(e.n_written, t.n_written);
          flags.clear();
          lines += lines_of(s.ram_pages);
          ++out.epochs;
          continue;
        }
        ++out.events;
        truth.add(it.gfn, it.write);
        // A flag that was set stays set whether or not its entry found a place: a dropped page is not seen again.
        if (!flags.touch(it.gfn, it.write)) continue;
        ++out.logged;
        if (prl.log(it.vcpu - s.first_vcpu, ns)) seen.add(it.gfn, it.write);
      }
    }
    if (!lane->error().empty()) throw InputError(lane->error());
    out.events_lost += prl.dropped();
    out.dom0_interrupts += prl.interrupts();
    copied += prl.entries_copied();
  }
  const CostParams& k = c.costs;
  const double dom0_ns = static_cast<double>(out.dom0_interrupts) * k.irq_handler_ns +
                         static_cast<double>(copied) * (k.copy_ns + k.mark_ns) + 2 * lines * k.xen_line_ns;
  out.dom0_cycles = k.whole_cpu_cycles(dom0_ns);
  out.axi_bytes = (out.logged - out.events_lost) * 8;
  out.slowdown_percent = slowdown(0, last_ns, vcpus, k);
  out.guest_seconds = last_ns / 1e9;
  out.wss_error_accessed = a.percent();
  out.wss_error_written = w.percent();
  return out;
}

}  // namespace

std::vector<std::string> compare_systems() { return {"intel-pml", "naive-reads", "prl-2021", "openpml"}; }

CompareResult run_system(const std::string& system, const CompareConfig& c,
                         const std::function<void(uint64_t)>& progress) {
  return system == "prl-2021" ? run_prl(c, progress) : run_unit(system, c, progress);
}

}  // namespace openpml::pmlsim
