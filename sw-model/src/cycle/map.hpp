// SPDX-License-Identifier: Apache-2.0
/// The choice of map operations (M1), the touched map (M2) and the table of lines in flight (section 7).
#pragma once
#include <array>
#include <vector>

#include "fifo.hpp"
#include "types.hpp"

namespace openpml::cycle {

struct Unit;
struct Cycle;

struct MapSig {
  bool from_wbq = false, from_retry = false, to_retry = false;
  bool engine_there = false, engine_served = false;  ///< served: also a CLEARLINE that conflicts
  bool engine_done = false, mark_done = false;       ///< the operation goes to M2
  bool engine_can = false;  ///< the engine's operation could be served now
  MapOp next;                                        ///< goes to M2
  // M2
  bool link = false, set = false, zero_h = false, wipe = false;
  std::array<uint32_t, 2> bits{};  ///< set: new T bits by kind; otherwise the engine's result
  int32_t next_group = -1;
  bool push = false;
  Txn txn;
};

class Map {
 public:
  explicit Map(const Params& p);
  void reset();
  void decide(const Unit& u, Cycle& c) const;
  void commit(const Cycle& c);

  bool m2_busy() const { return m2_.kind != OpKind::None; }
  unsigned inflight() const { return order_.size(); }
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
  size_t at(unsigned vm, bool buf, bool role, uint32_t group) const {
    return (((size_t{vm} * 2 + buf) * 2 + role) << group_w_) + group;
  }
  size_t key(const LineId& l) const { return ((size_t{l.vm} * 2 + l.buf) << line_w_) + l.line; }
  bool in_flight(const LineId& l) const { return bit(flying_[key(l) / 64], key(l) % 64); }
  bool conflict(const LineId& l) const;
  void choose(const Unit& u, Cycle& c) const;
  void operate(const Unit& u, Cycle& c) const;
  void commit_map(const Cycle& c);

  unsigned line_w_, group_w_;
  size_t txn_;
  Fifo<Evicted> wbq_, retry_;
  static constexpr unsigned kEngineAge = 15;
  unsigned pick_ = 0, mage_ = 0;
  MapOp m2_, mark_;
  std::vector<Group> groups_;
  std::vector<uint64_t> flying_;  ///< one bit a {vm, buf, line}
  Fifo<LineId> order_;            ///< the same lines, oldest first
  std::array<std::array<std::array<int32_t, 2>, 2>, kMaxVm> head_{};
  std::array<std::array<bool, 2>, kMaxVm> role_{};
  std::array<std::array<std::array<uint32_t, 2>, 2>, kMaxVm> pend_wb_{};
  uint32_t clr_out_ = 0;
};

}  // namespace openpml::cycle
