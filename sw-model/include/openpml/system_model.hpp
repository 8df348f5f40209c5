// SPDX-License-Identifier: Apache-2.0
/// The cycle model of pml_system (docs/sources.md): the core's cycle model, the log-page ingest, the AXI tap, the traffic generator,
/// and what connects them.
#pragma once
#include <memory>

#include "openpml/dut.hpp"

namespace openpml {

class SystemModel final : public Dut {
 public:
  /// `p`: system = true, n_src = 1 (the CPU port). Throws std::invalid_argument as CycleModel does.
  explicit SystemModel(const Params& p);
  ~SystemModel() override;

  const Params& params() const override;
  void step(const Inputs& in, Outputs& out) override;
  void arch(ArchState& s) const override;

  /// The core inside a system.
  static Params core_params(Params p) {
    p.system = false;
    p.n_src = 4;
    p.src_features = 7;
    return p;
  }

 private:
  struct Parts;
  Params p_;
  std::unique_ptr<Parts> parts_;
};

}  // namespace openpml
