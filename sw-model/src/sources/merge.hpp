// SPDX-License-Identifier: Apache-2.0
/// The memory merge, from docs/sources.md section 2: core and ingest share one AXI4 port.
#pragma once
#include <array>
#include <cstdint>
#include <deque>

#include "openpml/ports.hpp"

namespace openpml::sources {

struct AxiAddress {
  uint64_t addr = 0;
  uint8_t len = 0, size = 0;  ///< as on the bus: beats - 1, log2 bytes
};
struct AxiBeat {
  Beat data{};
  uint64_t strb = 0;
  bool last = false;
};
/// What a master drives in a cycle.
struct AxiMasterOut {
  bool awvalid = false, wvalid = false, arvalid = false;
  AxiAddress aw, ar;
  AxiBeat w;
};
/// What a master sees of the answers.
struct AxiMasterIn {
  bool bvalid = false, rvalid = false, rlast = false;
  uint8_t bresp = 0, rresp = 0;
  Beat rdata{};
};
struct AxiReady {
  bool aw = false, w = false, ar = false;
};

class Merge {
 public:
  static constexpr unsigned kMasters = 2;  ///< 0 core, 1 ingest
  using Masters = std::array<AxiMasterOut, kMasters>;

  void reset() { *this = {}; }
  std::array<AxiReady, kMasters> ready(const Masters& m) const;
  /// B and R as the master has them in this cycle.
  const AxiMasterIn& answers(unsigned master) const { return answers_[master]; }

  /// The port's outputs.
  bool awvalid() const { return !aw_.empty(); }
  bool wvalid() const { return !w_.empty(); }
  bool arvalid() const { return !ar_.empty(); }
  const AxiAddress& aw() const { return aw_.front().a; }
  const AxiAddress& ar() const { return ar_.front().a; }
  const AxiBeat& w() const { return w_.front(); }
  unsigned aw_master() const { return aw_.front().master; }
  unsigned ar_master() const { return ar_.front().master; }

  /// The port's inputs; the masters are given by whom the IDs belong to.
  struct Port {
    AxiReady ready;
    AxiMasterIn answer;
    unsigned b_master = 0, r_master = 0;
  };
  void step(const Masters& m, const Port& port);

 private:
  static constexpr unsigned kDepth = 4, kOrder = 16;
  struct Address {
    AxiAddress a;
    unsigned master = 0;
  };
  static int choose(bool first, bool second, unsigned pointer) {
    if (first && (pointer == 0 || !second)) return 0;
    return second ? 1 : -1;
  }
  int choose_aw(const Masters& m) const;
  int choose_ar(const Masters& m) const;

  std::deque<Address> aw_, ar_;
  std::deque<AxiBeat> w_;
  std::deque<unsigned> order_;
  unsigned aw_rr_ = 0, ar_rr_ = 0;
  std::array<AxiMasterIn, kMasters> answers_{};
};

}  // namespace openpml::sources
