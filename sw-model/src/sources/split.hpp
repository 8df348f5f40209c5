// SPDX-License-Identifier: Apache-2.0
/// The register split, from docs/sources.md section 3: one AXI4-Lite port in front of the core's registers and the sources'.
#pragma once
#include <array>
#include <cstdint>

namespace openpml::sources {

/// One side's answers in a cycle: handshakes and responses as that side drives them.
struct LiteSlaveOut {
  bool awready = false, wready = false, bvalid = false, arready = false, rvalid = false;
  uint8_t bresp = 0, rresp = 0;
  uint32_t rdata = 0;
};
/// What a side is driven with.
struct LiteSlaveIn {
  bool awvalid = false, wvalid = false, bready = false, arvalid = false, rready = false;
  uint16_t awaddr = 0, araddr = 0;
  uint32_t wdata = 0;
  uint8_t wstrb = 0;
};

class Split {
 public:
  static constexpr unsigned kCore = 0, kSources = 1;
  static constexpr uint16_t kBoundary = 0xC000;
  using Sides = std::array<LiteSlaveOut, 2>;

  void reset() { *this = {}; }
  /// What the port shows: awready and wready together, arready, responses.
  LiteSlaveOut port(const LiteSlaveIn& in) const {
    LiteSlaveOut out;
    out.awready = out.wready = in.awvalid && in.wvalid && w_.state == State::Idle;
    out.arready = in.arvalid && r_.state == State::Idle;
    out.bvalid = w_.state == State::Answer;
    out.bresp = bresp_;
    out.rvalid = r_.state == State::Answer;
    out.rresp = rresp_;
    out.rdata = rdata_;
    return out;
  }
  /// What a side sees: a function of state.
  LiteSlaveIn side(unsigned s) const {
    LiteSlaveIn in;
    in.awvalid = w_.state == State::Ask && w_.side == s && !aw_done_;
    in.wvalid = w_.state == State::Ask && w_.side == s && !w_done_;
    in.arvalid = r_.state == State::Ask && r_.side == s && !ar_done_;
    in.bready = in.rready = true;
    in.awaddr = w_.addr;
    in.araddr = r_.addr;
    in.wdata = wdata_;
    in.wstrb = wstrb_;
    return in;
  }
  void step(const LiteSlaveIn& in, const Sides& sides) {
    step_write(in, sides[w_.side], port(in).awready);
    step_read(in, sides[r_.side], port(in).arready);
  }

 private:
  enum class State : uint8_t { Idle, Ask, Answer };
  struct Access {
    State state = State::Idle;
    unsigned side = 0;
    uint16_t addr = 0;
  };
  void step_write(const LiteSlaveIn& in, const LiteSlaveOut& s, bool taken) {
    if (w_.state == State::Ask) {
      aw_done_ |= s.awready;
      w_done_ |= s.wready;
      if (s.bvalid) {
        w_.state = State::Answer;
        bresp_ = s.bresp;
      }
    } else if (w_.state == State::Answer) {
      if (in.bready) w_.state = State::Idle;
    } else if (taken) {
      w_ = {State::Ask, in.awaddr >= kBoundary ? kSources : kCore, in.awaddr};
      wdata_ = in.wdata;
      wstrb_ = in.wstrb;
      aw_done_ = w_done_ = false;
    }
  }
  void step_read(const LiteSlaveIn& in, const LiteSlaveOut& s, bool taken) {
    if (r_.state == State::Ask) {
      ar_done_ |= s.arready;
      if (s.rvalid) {
        r_.state = State::Answer;
        rresp_ = s.rresp;
        rdata_ = s.rdata;
      }
    } else if (r_.state == State::Answer) {
      if (in.rready) r_.state = State::Idle;
    } else if (taken) {
      r_ = {State::Ask, in.araddr >= kBoundary ? kSources : kCore, in.araddr};
      ar_done_ = false;
    }
  }

  Access w_, r_;
  bool aw_done_ = false, w_done_ = false, ar_done_ = false;
  uint32_t wdata_ = 0, rdata_ = 0;
  uint8_t wstrb_ = 0, bresp_ = 0, rresp_ = 0;
};

}  // namespace openpml::sources
