// SPDX-License-Identifier: Apache-2.0
/// The engine that runs one job at a time: flush, clear, summary, record (section 9).
#pragma once
#include <array>

#include "types.hpp"

namespace openpml::cycle {

struct Unit;
struct Cycle;
struct Vm;

struct EngineSig {
  bool flush = false;        ///< wants flush steps of {vm, buf}
  bool color_flip = false;   ///< the flush is done, or a peek settles
  bool drop_head_h = false;  ///< the H list of {vm, buf} is empty now
  bool granted = false, wipes = false;
  uint8_t vm = 0, grant = 0;
  bool buf = false;
  MapOp op;
};

class Engine {
 public:
  explicit Engine(const Params& p) : words_(p.dw / 64), nb_(p.nb()) {}
  void reset();
  void decide(const Unit& u, Cycle& c) const;            ///< what it asks for; FIN
  void decide_late(const Cycle& c, EngineSig& s) const;  ///< after the store has decided
  /// Runs before the other stages' commits: it reads their state of the start of the cycle.
  void commit(const Unit& u, const Cycle& c);

  bool offers_summary() const { return sum_n_ > 0 && (sum_n_ == 16 || state_ == State::TLast); }
  void take_summary(const Unit& u, Cycle& c) const;
  bool wants_record() const { return state_ == State::Rec; }
  uint8_t vm() const { return vm_; }
  bool buf() const { return buf_; }
  Job job() const { return job_; }
  /// A STOP or DISABLE job ends now or soon.
  bool stop_near() const { return state_ == State::Fin && (job_ == Job::Stop || job_ == Job::Disable); }
  uint32_t summary_entries() const { return sum_total_; }

 private:
  enum class State : uint8_t {
    Idle,
    Load,
    Go,
    Flush,
    WaitWb,
    HScan,
    HWait,
    HClr,
    TScan,
    TWait,
    TEmit,
    TLast,
    Wipe,
    ClrWalk,
    Settle,
    WaitB,
    Rec,
    Fin
  };
  /// The summary is sent: a peek waits once more for the lines evicted until now.
  State listed() const { return job_ == Job::Peek ? State::Settle : State::WaitB; }
  void decide_fin(const Unit& u, Cycle& c) const;
  MapOp ask(const Unit& u) const;
  void load(const Unit& u);
  void go(const Unit& u);
  bool here() const { return pos_ < 32 && bit(bits_[kA] | bits_[kW], pos_); }
  void emit();
  void group_on(bool done, State next);
  void walk_on(const Unit& u, const Cycle& c);
  void sweep_on(const Cycle& c, const Vm& m);
  void commit_summary(const Cycle& c);

  unsigned words_, nb_;
  State state_ = State::Idle;
  Job job_ = Job::None;
  uint8_t vm_ = 0;
  bool buf_ = false, old_color_ = false;
  unsigned rr_ = 0;
  uint32_t f_ = 0;                  ///< Flush: set; Wipe: group; ClrWalk: line
  int32_t walk_ = -1, next_ = -1;   ///< groups, -1: none
  std::array<uint32_t, 2> bits_{};  ///< of the group at hand, by kind
  /// [buf][colour] of the VM: lines are pending, by the state of a cycle ago and what was evicted in it.
  std::array<std::array<bool, 2>, 2> pend_{};
  unsigned pos_ = 0;  ///< HClr, TEmit: the line of the group at hand; 32: all are done
  // summary
  std::array<uint32_t, 16> sum_{};
  unsigned sum_n_ = 0, sum_beat_ = 0;
  uint32_t sum_chunk_ = 0, sum_total_ = 0, sum_out_ = 0;
};

}  // namespace openpml::cycle
