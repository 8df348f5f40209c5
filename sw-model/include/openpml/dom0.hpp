// SPDX-License-Identifier: Apache-2.0
/// dom0's software as the unit sees it: register accesses over AXI4-Lite, the completion ring in memory, interrupts.
///
/// Everything is driven by the clock: post_* and the command helpers queue work that the following cycles do; the
/// blocking helpers run the clock until they are answered (events keep flowing meanwhile). Times are cycles,
/// addresses bytes, sizes pages of 4 KiB unless said otherwise.
#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "openpml/arch.hpp"
#include "openpml/axi_memory.hpp"
#include "openpml/config.hpp"
#include "openpml/ports.hpp"

namespace openpml {

/// The bench gave up: a timeout, or the unit answered what it must not.
struct SimError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

enum class Mode : uint8_t { Bitmap = 0, Raw = 1, Intel = 2 };
enum class Cmd : uint8_t { Enable = 1, Harvest, Peek, Disable, Reset, Release, Prepare };
enum class CmdStatus : uint8_t { None, Ok, BadState, Busy, BufferHeld, NoRecordRoom, BadConfig, BadCommand };

struct VmConfig {
  unsigned vm = 0;
  Mode mode = Mode::Bitmap;
  bool log_reads = true;
  uint64_t limit = 1 << 15;       ///< pages
  std::vector<unsigned> vcpus{};  ///< bound to the VM by setup_vm
  unsigned vector = 0;
  bool filter_bypass = false;
  uint64_t period = 0;  ///< cycles, 0: no timer
  uint32_t epoch_init = 0;
  unsigned raw_log2 = 4;            ///< raw mode: pages in the ring, log2
  uint64_t init_a = 0, init_w = 0;  ///< restore only
};

/// Where a VM's data lies in memory. Zero: not used in this mode.
struct VmRegions {
  std::array<uint64_t, 2> a{}, w{}, sum{};
  uint64_t raw = 0;
  uint64_t bitmap_bytes = 0, sum_bytes = 0, raw_bytes = 0;
};

enum class RecType : uint8_t { None = 0, Enable = 1, Harvest = 2, Peek = 3, Disable = 4, Stop = 5, RawPage = 8 };

/// A completion record, as read from memory.
struct Record {
  RecType type = RecType::None;
  bool valid = false, buffer = false, raw = false, intel = false;
  uint8_t vm = 0, vcpu = 0;
  uint32_t epoch = 0;
  uint64_t start = 0, end = 0;
  uint64_t distinct_a = 0, distinct_w = 0;  ///< pages; RawPage: page slot, entries
  uint32_t summary_entries = 0, fault_code = 0;
  uint64_t fault_info = 0;
  uint32_t number = 0;
  bool phase = false;
  static Record parse(std::span<const uint8_t> bytes64);
};

/// A record together with what it describes. The spans point into memory and hold during the callback (bitmaps until
/// the buffer is released).
struct RecordView {
  Record rec;
  uint64_t cycle = 0;                              ///< when dom0 saw it
  std::span<const uint32_t> summary{};             ///< touched lines: line | accessed << 30 | written << 31
  std::span<const uint8_t> accessed{}, written{};  ///< the record's bitmaps, whole VM (bitmap mode only)
  std::span<const uint64_t> raw{};                 ///< RawPage: 512 entries of the page
};

/// Per-VM counters, in the order of rtl/pml_regs.toml.
struct VmCounters {
  uint64_t accepted = 0, logged = 0, absorbed = 0, ignored = 0, faulted = 0, discarded = 0, consolidated = 0,
           stalled = 0, bank_switches = 0, guest_exits = 0, harvests = 0, refused = 0, missed_periods = 0,
           lines_read = 0, lines_written = 0, lines_cleared = 0, axi_rd_bytes = 0, axi_wr_bytes = 0, faults = 0;
  static VmCounters from(const std::array<uint64_t, kCounters>& c);
  bool operator==(const VmCounters&) const = default;
};

/// Pages found in a bitmap.
struct Popcount {
  uint64_t accessed = 0, written = 0;
  bool operator==(const Popcount&) const = default;
};
/// Counts only the lines that the summary names.
Popcount popcount_summary(const RecordView& v);
/// Counts the whole bitmap.
Popcount popcount_full(const RecordView& v);

class Dom0 {
 public:
  Dom0(const Params& p, AxiMemory& mem, uint64_t seed);
  /// The clock, for blocking helpers (set by Sim).
  void set_ticker(std::function<void()> t) { tick_ = std::move(t); }

  // --- clock ---
  void drive(Inputs& in);
  void observe(const Inputs& in, const Outputs& out);
  void on_reset();  ///< rst_n was low: forget queued accesses and the ring
  /// No register access queued or under way, no command waiting for a retry, no buffer waiting for its release time.
  bool idle() const;

  // --- register access ---
  using WriteDone = std::function<void(bool ok)>;
  using ReadDone = std::function<void(uint32_t data, bool ok)>;
  void post_write(uint32_t addr, uint32_t data, WriteDone done = {}, uint8_t strb = 0xF);
  void post_read(uint32_t addr, ReadDone done);
  bool write32(uint32_t addr, uint32_t data, uint8_t strb = 0xF);  ///< false: SLVERR
  bool write64(uint32_t addr, uint64_t data);
  uint32_t read32(uint32_t addr, bool* ok = nullptr);
  uint64_t read64(uint32_t addr);  ///< high, low, high until stable
  void drain();                    ///< runs the clock until every queued access is answered
  size_t queued() const { return ops_.size(); }
  /// Chance in 256, each cycle, to keep back AW or W or AR, and to hold bready or rready low.
  void set_lite_jitter(uint8_t chance) { jitter_ = chance; }

  static uint32_t vm_reg(unsigned vm, uint32_t off);
  static uint32_t vcpu_reg(unsigned vcpu, uint32_t off);
  static uint32_t vec_reg(unsigned vec, uint32_t off);

  // --- set-up (blocking) ---
  /// Allocates and programs the record ring of 2^log2 records, and unmasks every vector if asked.
  void setup_ring(unsigned log2 = 6, bool unmask = true);
  /// Allocates regions (or keeps those of the right size), programs every register and binds the vCPUs. State stays OFF.
  void setup_vm(const VmConfig& c);
  /// ENABLE and wait for its record; throws SimError if refused. `wait` false: returns after the command's status.
  void enable(unsigned vm, bool wait = true);
  /// setup_vm and enable.
  void start_vm(const VmConfig& c) {
    setup_vm(c);
    enable(c.vm);
  }
  /// DISABLE and wait for its record; harvest in flight: retried.
  void disable(unsigned vm);
  /// RESET and wait until the VM is OFF (from a fault: two resets).
  void reset_vm(unsigned vm);
  void unbind(unsigned vcpu);
  const VmConfig& config(unsigned vm) const { return vms_.at(vm).cfg; }
  const VmRegions& regions(unsigned vm) const { return vms_.at(vm).reg; }

  // --- commands ---
  /// Any command, blocking; its status.
  CmdStatus command(unsigned vm, Cmd c, unsigned buffer = 0);
  using StatusDone = std::function<void(CmdStatus)>;
  /// Any command, queued, with the status read behind it.
  void post_command(unsigned vm, Cmd c, unsigned buffer = 0, StatusDone done = {});
  /// HARVEST, queued. `retry`: posted again until accepted. Refusals are counted.
  void harvest(unsigned vm, bool retry = true);
  bool harvest_waiting(unsigned vm) const { return vms_.at(vm).harvest_waiting; }  ///< not accepted or refused yet
  uint64_t harvests_accepted(unsigned vm) const { return vms_.at(vm).accepted; }
  uint64_t harvests_refused(unsigned vm) const { return vms_.at(vm).refused; }
  /// Blocking: harvest (with retries) and wait for its record; returns it. Throws SimError on timeout.
  Record harvest_wait(unsigned vm);
  Record peek_wait(unsigned vm);
  VmCounters counters(unsigned vm);  ///< blocking
  VmState state(unsigned vm);        ///< blocking

  // --- release policy of harvested buffers ---
  enum class Release : uint8_t { Immediate, Delay, Manual };
  void set_release(Release r, uint64_t delay_cycles = 0) {
    release_ = r;
    release_delay_ = delay_cycles;
  }
  void release(unsigned vm, unsigned buffer) { post_release(vm, buffer, 64); }

  // --- records and interrupts ---
  /// Called for each record, in ring order.
  std::function<void(const RecordView&)> on_record;
  /// Called for each interrupt taken (irq_valid and irq_ready).
  std::function<void(unsigned vec)> on_irq;
  /// Intel mode: a vCPU's log entries in log order (GPA, bit 0 write if reads are logged), after a guest exit or drain_log().
  std::function<void(unsigned vcpu, std::span<const uint64_t>)> on_log;
  enum class Poll : uint8_t { Always, AfterInterrupt, Never };
  void set_poll(Poll p) { poll_ = p; }
  uint64_t records() const { return n_records_; }
  uint64_t interrupts() const { return n_irqs_; }
  /// Records seen of one VM and type.
  uint64_t records_of(unsigned vm, RecType t) const { return vms_.at(vm).seen.at(static_cast<size_t>(t)); }
  const Record& last_record(unsigned vm) const { return vms_.at(vm).last; }
  /// Stops moving RING_CONS (records are still read): makes the ring fill up.
  void hold_cons(bool h);
  void hold_raw_cons(bool h);

  // --- Intel mode ---
  /// Cycles from a guest exit to re-arming; nullopt: software does nothing by itself.
  void set_rearm(std::optional<uint64_t> delay) { rearm_ = delay; }
  /// Blocking early drain: HOLD, read the log, INDEX = 511, release. Returns the entries read.
  size_t drain_log(unsigned vcpu);
  uint64_t log_base(unsigned vcpu) const { return log_base_.at(vcpu); }

 private:
  struct Op {
    bool write;
    uint32_t addr, data;
    uint8_t strb;
    WriteDone wdone;
    ReadDone rdone;
  };
  struct Vm {
    VmConfig cfg{};
    VmRegions reg{};
    bool harvest_waiting = false, configured = false;
    unsigned life = 0;  ///< counts ENABLEs and resets: late retries of an earlier life are dropped
    uint64_t accepted = 0, refused = 0;
    std::array<uint64_t, 9> seen{};
    Record last{};
    uint32_t raw_cons = 0;
    std::vector<bool> raw_done{};
    bool raw_cons_posted = false;
  };
  struct Timed {
    uint64_t due;
    unsigned vm, buffer, life;
  };
  struct Exit {
    uint64_t due = 0;
    bool pending = false, posted = false;
  };

  void poll_ring();
  void take_record();
  void post_cons();
  void post_raw_cons(unsigned vm);
  void post_release(unsigned vm, unsigned buffer, unsigned tries);
  void post_harvest(unsigned vm, bool retry);
  void serve_exits(const Outputs& out);
  size_t deliver_log(unsigned vcpu, unsigned first_index);
  void wait(const std::function<bool()>& done, const std::string& what);
  void place(uint64_t& base, uint64_t bytes, bool wanted, const std::string& name);
  void allocate(const VmConfig& c);
  void must(bool ok, const std::string& what) const;
  void new_life(unsigned vm);
  bool phase_at(uint32_t number) const;
  void bind(unsigned vcpu, uint32_t value);
  void check_pages(unsigned vm);

  Params p_;
  AxiMemory& mem_;
  Rng rng_;
  std::function<void()> tick_;
  uint64_t now_ = 0;
  // register port
  std::deque<Op> ops_;
  enum class Phase : uint8_t { Idle, Write, WaitB, Read, WaitR } phase_ = Phase::Idle;
  bool aw_done_ = false, w_done_ = false, aw_on_ = false, w_on_ = false, ar_on_ = false;
  uint8_t jitter_ = 0;
  // ring
  uint64_t ring_ = 0;
  unsigned ring_log2_ = 0;
  const uint8_t* ring_bytes_ = nullptr;
  uint32_t cons_ = 0, cons_written_ = 0;
  bool cons_busy_ = false, hold_cons_ = false, hold_raw_cons_ = false, irq_seen_ = false;
  Poll poll_ = Poll::Always;
  uint64_t n_records_ = 0, n_irqs_ = 0;
  // VMs
  std::vector<Vm> vms_;
  std::vector<uint64_t> log_base_;
  Release release_ = Release::Immediate;
  uint64_t release_delay_ = 0;
  std::deque<Timed> releases_;
  std::optional<uint64_t> rearm_ = 0;
  std::vector<Exit> exits_;
  unsigned waiting_releases_ = 0, exits_pending_ = 0;
};

}  // namespace openpml
