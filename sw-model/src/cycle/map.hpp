// SPDX-License-Identifier: Apache-2.0
/// The choice of map operations (C, D), the touched map (M2, M3) and the lines in flight (section 7).
#pragma once
#include <array>
#include <optional>
#include <vector>

#include "fifo.hpp"
#include "types.hpp"

namespace openpml::cycle {

struct Unit;
struct Cycle;

struct MapSig {
  // choice into C
  bool from_wbq = false, from_retry = false, from_engine = false;
  bool engine_there = false;
  bool engine_can = false;  ///< the engine's operation could be chosen now
  bool promise = false;     ///< a place in TXQ and one in flight
  // C to D, D
  bool move = false, conflict = false;
  uint8_t wait = 0;  ///< of the operation that moves to D
  bool step = false, leaves = false, to_retry = false, dropped = false;
  bool engine_done = false, mark_done = false;  ///< the operation is performed
  // M3
  bool link = false, set = false, zero_h = false, wipe = false;
  std::array<uint32_t, 2> bits{};  ///< set: new T bits by kind; otherwise the engine's result
  bool result = false;
  int32_t next_group = -1;
  bool line = false, nothing = false;  ///< a line for M4; a CLEARLINE with nothing to clear
  Txn line_txn;
  // M4
  bool push = false;
  Txn txn;
};

class Map {
 public:
  explicit Map(const Params& p);
  void reset();
  void decide(const Unit& u, Cycle& c) const;
  void commit(const Cycle& c);

  /// A CLEARLINE is performed and not yet in clr_out.
  bool clearing() const { return m2_.kind == OpKind::Clear || m3_.kind == OpKind::Clear || (m4_.push && m4_.txn.zero); }
  unsigned inflight() const { return lines_ - if_left_; }
  int32_t head_h(unsigned vm, bool buf) const { return head_[vm][buf][!role_[vm][buf]]; }
  int32_t head_t(unsigned vm, bool buf) const { return head_[vm][buf][role_[vm][buf]]; }
  uint32_t pend_wb(unsigned vm, bool buf, bool color) const { return pend_wb_[vm][buf][color]; }
  uint32_t clr_out() const { return clr_out_; }
  bool mark_pending() const { return mark_.kind != OpKind::None; }
  bool mark_pending(unsigned vm) const { return mark_pending() && mark_.id.vm == vm; }
  void set_mark(unsigned vm, uint32_t line, bool a, bool w);

 private:
  struct Group {
    std::array<uint32_t, 2> bits{};  ///< [kind], one bit a line
    int32_t next = -1;
  };
  /// An operation on its way: C, D, M2, M3.
  struct Stage : MapOp {
    bool mark = false, conflict = false, second = false;  ///< second: pass of the other role
    bool role = false;                                    ///< from M2 on: which role was T when the operation left D
    uint8_t wait = 0;
    bool line() const { return kind == OpKind::Set || kind == OpKind::Clear; }
    bool by_line() const { return line() || kind == OpKind::Mark; }
    bool two() const { return kind == OpKind::ReadH || kind == OpKind::Wipe; }
    bool writes() const { return kind != OpKind::None && kind != OpKind::Clear && kind != OpKind::ReadT; }
    uint32_t group() const { return by_line() ? id.line >> 5 : id.line; }
  };
  size_t at(unsigned vm, bool buf, bool role, uint32_t group) const {
    return (((size_t{vm} * 2 + buf) * 2 + role) << group_w_) + group;
  }
  uint32_t hash(const LineId& l) const;
  static bool same_group(const Stage& a, const Stage& b) {
    return a.id.vm == b.id.vm && a.id.buf == b.id.buf && a.group() == b.group();
  }
  void look(Cycle& c) const;
  void choose(Cycle& c) const;
  void operate(const Unit& u, Cycle& c) const;
  void commit_map(const Cycle& c);
  void commit_pipe(const Cycle& c);

  unsigned line_w_, group_w_, hash_w_, tag_w_;
  unsigned lines_;
  DeepFifo<Evicted> wbq_;
  Fifo<Evicted> retry_;
  static constexpr unsigned kEngineAge = 15, kRetry = 16;
  unsigned pick_ = 0, mage_ = 0;
  bool much_ = false;  ///< RETRY held 13 or more a cycle ago
  unsigned tx_left_ = 0, if_left_ = 0, init_ = 0;
  unsigned tx_back_ = 0, if_back_ = 0;  ///< given back a cycle ago
  std::optional<BTag> done_;            ///< the line answered a cycle ago
  std::optional<BTag> over_;            ///< two cycles ago: it shows as pending until now
  Stage c_, d_, m2_, m3_;
  struct {
    bool push = false, nothing = false;
    Txn txn;
  } m4_;
  MapOp mark_;
  std::vector<Group> groups_;
  std::vector<bool> flying_;  ///< by hash
  Fifo<uint32_t> order_;      ///< the same hashes, oldest first
  std::array<std::array<std::array<int32_t, 2>, 2>, kMaxVm> head_{};
  std::array<std::array<bool, 2>, kMaxVm> role_{};
  std::array<std::array<std::array<uint32_t, 2>, 2>, kMaxVm> pend_wb_{};
  uint32_t clr_out_ = 0;
};

}  // namespace openpml::cycle
