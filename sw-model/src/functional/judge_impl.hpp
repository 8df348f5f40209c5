// SPDX-License-Identifier: Apache-2.0
/// What the judge remembers. Internal; the public side is judge.hpp. One file a concern:
///   judge.cpp           the cycle: order of effects, events, cuts, guest exits
///   judge_registers.cpp accepted register accesses, commands
///   judge_port.cpp      the memory port: regions, record responses, bad responses
///   judge_records.cpp   completion records
///   judge_bitmap.cpp    bitmaps, counts and summary of an epoch
///   judge_log.cpp       raw and Intel log pages
///   judge_end.cpp       counters, end of run
#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lite_watch.hpp"
#include "log_matcher.hpp"
#include "openpml/judge.hpp"
#include "openpml/page_set.hpp"
#include "record_bytes.hpp"

namespace openpml {

struct Judge::Impl {
  enum class Phase : uint8_t {
    Off,       ///< not enabled, or disabled: events are ignored
    Enabling,  ///< ENABLE was written
    Active,
    Dead,  ///< reset or faulted: nothing is judged until the next ENABLE
  };
  static constexpr uint64_t kSettle = 8;     ///< cycles from an ENABLE record's B to certainty that the VM is ACTIVE
  static constexpr uint64_t kStopping = 16;  ///< cycles from a DISABLE record's B to certainty that the VM is OFF
  static constexpr uint64_t kNever = UINT64_MAX;

  /// An epoch, or its beginning as a command saw it.
  struct Epoch {
    golden::RecordType type = golden::RecordType::Harvest;
    PageSet set{};
    PageSet maybe{};  ///< uncertain events (pages() = 0: none)
    uint32_t number = 0;
    uint64_t start_lo = 0, start_hi = kNever;  ///< the start lies between, both included
    uint64_t end = 0;
    bool buffer = false;
    std::map<uint32_t, uint8_t> marks{};  ///< restored lines: bit 0 accessed, bit 1 written
    int64_t extra_a = 0, extra_w = 0;     ///< INIT_A, INIT_W against the restored bitmap
  };
  /// A DISABLE or PEEK that may have been accepted.
  struct Snapshot {
    Epoch epoch{};
    bool confirmed = false;  ///< CMD_STATUS said OK
    uint64_t accepted = 0, ignored = 0, faulted = 0;
    std::vector<uint64_t> log_ends{};  ///< per vCPU
  };
  struct Command {
    uint32_t code = 0;
    uint64_t cycle = 0;
  };
  struct Deferred {
    unsigned vcpu = 0;
    uint64_t pos = 0;
  };
  struct Vm {
    Phase phase = Phase::Off, before_enable = Phase::Off;
    Epoch cur{};
    std::deque<Epoch> pending{};  ///< cut, record not seen
    std::deque<Snapshot> snaps{};
    std::vector<Deferred> deferred{};  ///< mandatory log events unless an outstanding DISABLE was accepted
    std::vector<LogMatcher> logs{};    ///< per vCPU
    std::vector<PageSet> pool{};
    std::array<std::vector<uint32_t>, 2> last_lines{};  ///< touched by the last judged epoch of each buffer
    std::array<bool, 2> held{};                         ///< cut and not given back
    std::optional<Command> command{};                   ///< last, status not read
    std::map<uint32_t, uint8_t> marks{};
    bool prepared = false;
    uint64_t last_cut = kNever, life_start = 0, enable_cycle = 0, reset_cycle = kNever, fault_cycle = kNever;
    uint64_t active_at = kNever, enable_end = 0, period_since = 0;
    bool ring_seen = false;     ///< a record's address since ENABLE that may be the ENABLE record's
    uint64_t maybe_events = 0;  ///< uncertain so far
    std::optional<uint32_t> enable_record{}, disable_record{};
    uint64_t off_at = 0;  ///< phase Off: OFF for certain from then on, until then a RESET may be accepted
    uint64_t accepted = 0, ignored = 0, faulted = 0, cuts = 0, exits = 0;
    bool exact = true;            ///< the three counts above are known exactly
    std::vector<bool> raw_out{};  ///< raw ring slots delivered and not given back
  };
  struct VcpuLog {                    // Intel mode
    int armed = -1;                   ///< index of the last re-arm, -1: never
    bool exit = false;                ///< the guest-exit line rose since
    std::optional<uint32_t> index{};  ///< last INDEX read since
  };
  struct Taken {
    uint8_t vcpu;
    bool write;
    uint64_t gfn;
  };
  struct WriteTag {
    bool ring;
    int vm;
    uint32_t record;
    int buffer;
  };

  Impl(const Params& params, const MemoryView& memory, JudgeOptions options);

  // judge.cpp
  void observe(const Inputs& in, const Outputs& out);
  void reset();
  void take_event(const Taken& e);
  void truth_event(unsigned v, const Taken& e);
  void cut(unsigned v, bool buffer);
  void guest_exits(uint64_t now_high);
  void limit_changed(unsigned v);
  void set_active(unsigned v);
  void kill(unsigned v);
  PageSet fresh(unsigned v);
  void recycle(unsigned v, Epoch&& e);
  [[gnu::format(printf, 3, 4)]] void report(int vm, const char* format, ...);

  // judge_registers.cpp
  uint32_t word(uint32_t addr) const { return words_[addr / 4]; }
  uint32_t vm_reg(unsigned v, uint32_t off) const;
  uint64_t vm_reg64(unsigned v, uint32_t off) const;
  uint64_t limit(unsigned v) const;
  unsigned mode(unsigned v) const;
  bool log_reads(unsigned v) const;
  uint64_t lines(unsigned v) const { return (limit(v) + 511) / 512; }
  bool config_bad(unsigned v) const;
  int vm_of(unsigned vcpu) const;
  void written(const LiteAccess& w);   ///< effects on configuration
  void executed(const LiteAccess& w);  ///< commands
  void read(const LiteAccess& r);
  void command(unsigned v, uint32_t data);
  void status_read(unsigned v, uint32_t status);
  void enable_command(unsigned v);
  void snapshot(unsigned v, golden::RecordType type);
  void drop_snapshots(unsigned v, bool refused);

  // judge_port.cpp
  void watch_port(const Inputs& in, const Outputs& out);
  int region_vm(uint64_t addr, uint64_t bytes, bool write, bool& ring) const;
  int buffer_of(unsigned v, uint64_t addr) const;
  void bad_response(int vm);

  // judge_records.cpp
  void check_records();
  void not_enabled_yet();
  void judge(golden::RecordFields r);
  void enable_record(unsigned v, const golden::RecordFields& r);
  void harvest_record(unsigned v, const golden::RecordFields& r);
  void peek_record(unsigned v, const golden::RecordFields& r);
  void disable_record(unsigned v, const golden::RecordFields& r);
  void stop_record(unsigned v, const golden::RecordFields& r);
  bool may_be_invalid(unsigned v) const;
  bool stopped_short(unsigned v) const;
  void check_times(unsigned v, Epoch& e, const golden::RecordFields& r);

  // judge_bitmap.cpp
  using RecordFields = golden::RecordFields;
  struct Bounds {
    const PageSet* lower;
    const PageSet* upper;
    const Epoch* epoch;
    bool relaxed;
  };
  void check_epoch(unsigned v, Epoch& e, const PageSet* upper, const golden::RecordFields& r);
  void check_counts(unsigned v, const Bounds& b, const golden::RecordFields& r);
  void check_bitmap(unsigned v, const Bounds& b, bool kind_w, bool buffer, const golden::RecordFields& r);
  uint64_t check_line(unsigned v, const Bounds& b, bool kind_w, uint64_t line, const uint8_t* bytes,
                      const golden::RecordFields& r);
  void check_summary(unsigned v, const Bounds& b, bool buffer, const golden::RecordFields& r);
  void check_cleared(unsigned v);
  PageSet read_restored(unsigned v);
  static unsigned kinds(const PageSet& s, const std::map<uint32_t, uint8_t>& marks, uint64_t line);

  // judge_log.cpp
  void log_event(unsigned v, const Taken& e, bool certain);
  void raw_record(unsigned v, const golden::RecordFields& r);
  void raw_given_back(unsigned v, uint32_t from, uint32_t to);
  void exit_rose(unsigned vcpu);
  void index_written(unsigned vcpu, uint32_t index);
  void take_entries(unsigned v, unsigned vcpu, uint64_t page, int from, int to, const char* what);
  void intel_rest(unsigned v, unsigned vcpu);
  void intel_disabled(unsigned v);

  // judge_end.cpp
  void check_counters(unsigned v, const UnitCounters& c);
  void finish();

  Params p_;
  const MemoryView& mem_;
  JudgeOptions opt_;
  bool whole_ = false;
  LiteWatch lite_{};
  std::array<std::optional<LiteAccess>, 2>
      commands_{};  ///< register writes of the last two cycles: commands execute after them
  std::vector<uint32_t> words_;
  std::vector<Vm> vms_;
  std::vector<VcpuLog> vcpus_;
  std::vector<Taken> taken_{};  ///< events of the last cycle
  uint64_t now_ = 0;            ///< cycles since the last reset
  uint64_t time_base_ = 0;      ///< what the unit's cycle counter says, less now_
  uint64_t harvest_now_ = 0;    ///< VMs whose HARVEST executes in this cycle
  uint64_t exit_lines_ = 0;
  uint32_t next_ = 0;        ///< next record to judge
  uint32_t ring_begun_ = 0;  ///< records whose address was seen
  bool port_seen_ = false;   ///< the memory port is watched
  bool parity_possible_ = false;
  std::deque<WriteTag> writes_{};
  std::map<uint32_t, uint64_t>
      unanswered_{};  ///< by record: buffers (VM x 2 + buffer, one bit each) with writes not answered at its address
  std::deque<int> reads_{};
  uint64_t events_ = 0, unbound_ = 0, records_ = 0, epochs_ = 0, entries_ = 0, uncertain_ = 0;
  uint64_t n_violations_ = 0;
  std::vector<std::string> violations_{};
};

}  // namespace openpml
