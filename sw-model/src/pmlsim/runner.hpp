// SPDX-License-Identifier: Apache-2.0
/// Runs a workload through a unit, harvests at every mark, and holds what the unit says against the offered stream.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cost_params.hpp"
#include "openpml/sim.hpp"
#include "port_source.hpp"
#include "results.hpp"

namespace openpml::pmlsim {

struct RunConfig {
  std::string workload;          ///< specification, several VMs joined by ';', what follows one another by ">>"
  std::string engine = "model";  ///< rtl, model, lockstep, functional
  std::string config = "default";
  std::string mode = "dom0";  ///< dom0 (bitmap), intel, raw
  std::string title;
  bool log_reads = true, filter = true;
  unsigned latency = 32;       ///< memory round trip, unit cycles
  uint64_t release_delay = 0;  ///< unit cycles that dom0 keeps a harvested buffer
  uint64_t seed = 1;
  bool timed = false;        ///< items at their own times, idle cycles skipped
  bool ad_filter = false;    ///< exact A/D flags before the port (today's processors)
  bool compare_bits = true;  ///< hold every bitmap against the truth, byte by byte, not only its counts
  CostParams costs = default_costs();
  /// Called now and then with the events done so far.
  std::function<void(uint64_t events)> progress;
};

/// What `pmlsim compare` needs beside the result.
struct RunExtra {
  uint64_t stalled_cycles = 0;  ///< VM-cycles held back by a full bank
  uint64_t exit_entries = 0;    ///< log entries drained in guest exits
  uint64_t drain_entries = 0;   ///< log entries drained at harvests
  uint64_t drains = 0;          ///< harvest drains, one a vCPU
  uint64_t line_kinds = 0;      ///< bitmap lines that the summaries name, one a kind
  uint64_t raw_pages = 0;
  double guest_ns = 0;  ///< length of the workload
  unsigned vcpus = 0;
  uint64_t virtual_cycles = 0;  ///< timed: simulated and skipped
};

class Runner {
 public:
  explicit Runner(RunConfig c);
  ~Runner();
  /// Throws InputError, WrongResult, Interrupted. May be called once.
  RunResult run();
  const RunExtra& extra() const { return x_; }
  uint64_t vm_pages(unsigned vm) const { return vms_.at(vm).pages; }

 private:
  enum class Phase : uint8_t { Running, Draining, Harvesting, Emptying };
  struct Vm {
    bool used = false;
    unsigned first_vcpu = 0, vcpus = 0;  ///< now; none while another segment's VMs have them
    uint64_t pages = 0;
    Phase phase = Phase::Running;
    std::unique_ptr<PageTracker> gathered;  ///< Intel and raw mode: what software read in logs
    uint64_t records = 0;                   ///< harvest records seen
  };
  RunResult run_functional();
  RunResult run_unit();
  void set_up();
  void start_vms();
  void start_segment(size_t n);
  void run_segment();
  void rebind();
  void count_segment();
  void serve_marks();
  void step_vm(unsigned vm);
  bool logs_empty(unsigned vm) const;
  void start_harvest(unsigned vm);
  void finish_software_epoch(unsigned vm);
  void on_record(const RecordView& v);
  void check_bitmap(const RecordView& v, const TrueEpoch& t);
  void on_log(unsigned vcpu, std::span<const uint64_t> entries);
  void gather(unsigned vm, uint64_t entry);
  bool unit_at_rest() const;
  void skip_idle();
  void add_epoch(unsigned vm, uint32_t epoch, uint64_t a, uint64_t w, const TrueEpoch& t);
  void poll();
  void totals();
  uint64_t lost_cycles() const;

  RunConfig c_;
  RunResult r_;
  RunExtra x_;
  std::unique_ptr<Sim> sim_;
  std::unique_ptr<PortSource> source_;
  std::vector<Vm> vms_;
  std::vector<std::string> segments_;
  uint64_t base_ns_ = 0;                       ///< workload time of the segments that are over
  uint64_t items_read_ = 0, items_taken_ = 0;  ///< of the segments that are over
  uint64_t busy_ = 0;                          ///< VMs whose mark is being served, one bit each
  unsigned idle_cycles_ = 0;
  uint64_t time_zero_ = 0;  ///< cycle in which the unit's clock counter was 0
  int draining_ = -1;       ///< vCPU whose log a harvest drains now
};

}  // namespace openpml::pmlsim
