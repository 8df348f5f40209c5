// SPDX-License-Identifier: Apache-2.0
/// Protocol rules of the unit's ports, checked every cycle from both sides: AXI4 memory master, AXI4-Lite register
/// slave, interrupt port. A two-state simulator has no X, so there is no rule about X here.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "openpml/sim.hpp"

namespace openpml {

enum class AxiRule : uint8_t {
  // memory port, driven by the unit
  AwStable,
  WStable,
  ArStable,  ///< valid stays, payload unchanged until ready
  Aw4K,
  Ar4K,  ///< a burst stays inside 4 KiB
  AwSize,
  ArSize,  ///< beats no wider than the bus; only single beats may be narrower
  AwAlign,
  ArAlign,  ///< address aligned to the beat
  WLast,    ///< WLAST on the last beat of the burst, and only there
  WBeats,   ///< write data with no address (reported when the next AW or the end shows it)
  Strobes,  ///< strobes inside the beat's lanes; all of them for a full-width beat
  RdOutstanding,
  WrOutstanding,  ///< no more bursts than the parameter allows
  // memory port, driven by the memory
  BStable,
  RStable,
  BOrphan,  ///< B with no complete write
  ROrphan,  ///< R with no read
  RLast,    ///< RLAST on the last beat of the burst, and only there
  Resp,     ///< EXOKAY without an exclusive access
  // register port
  LAwStable,
  LWStable,
  LArStable,
  LBStable,
  LRStable,
  LBOrphan,
  LROrphan,
  LResp,
  // both
  ResetValid,  ///< a valid is high in or right after reset
  IrqStable,   ///< interrupt stays with its vector until taken
  Count
};
const char* name(AxiRule r);

class AxiChecker : public CycleObserver {
 public:
  explicit AxiChecker(const Params& p);
  void observe(uint64_t cycle, const Inputs& in, const Outputs& out) override;
  /// End of the run: with the memory idle nothing may be left open.
  void finish();

  struct Violation {
    uint64_t cycle;
    AxiRule rule;
    std::string text;
  };
  const std::vector<Violation>& violations() const { return violations_; }  ///< the first 100
  uint64_t count() const { return count_; }
  std::string report() const;  ///< one line each, empty when good

 private:
  struct Aw {
    uint64_t addr;
    uint8_t len, size;
  };
  struct W {
    uint64_t strb;
    bool last;
  };
  void fail(AxiRule r, const std::string& text);
  void after_reset(const Outputs& out);
  void unit_stable(const Outputs& out);
  void memory_stable(const Inputs& in);
  void lite_stable(const Inputs& in, const Outputs& out);
  void addresses(const Inputs& in, const Outputs& out);
  void address(bool write, uint64_t addr, unsigned len, unsigned size);
  void match();
  void responses(const Inputs& in, const Outputs& out);
  void lite(const Inputs& in, const Outputs& out);

  unsigned dw_bytes_, log2_bytes_, outstanding_;
  uint64_t cycle_ = 0, count_ = 0;
  std::vector<Violation> violations_;
  std::deque<Aw> aws_;                          ///< addresses whose data is not complete
  std::deque<W> ws_;                            ///< data beats not yet matched with an address
  unsigned beat_ = 0;                           ///< beats matched of the first of aws_
  unsigned open_writes_ = 0, done_writes_ = 0;  ///< without B: all, and those with all of their data
  std::deque<uint8_t> reads_;                   ///< beats left of each burst, minus one
  unsigned lite_aw_ = 0, lite_w_ = 0, lite_ar_ = 0;
  bool was_reset_ = false;
  Inputs pin_{};  ///< last cycle
  Outputs pout_{};
};

}  // namespace openpml
