// SPDX-License-Identifier: Apache-2.0
/// A unit with something broken between it and the bench: what goes in and what comes out can be changed in each cycle.
#pragma once
#include <functional>
#include <memory>

#include "openpml/dut.hpp"

namespace openpml {

class BrokenDut : public Dut {
 public:
  using Before = std::function<void(uint64_t cycle, Inputs& in)>;
  using After = std::function<void(uint64_t cycle, const Inputs& in, Outputs& out)>;
  BrokenDut(std::unique_ptr<Dut> inner, Before before, After after)
      : inner_(std::move(inner)), before_(std::move(before)), after_(std::move(after)) {}
  const Params& params() const override { return inner_->params(); }
  void step(const Inputs& in, Outputs& out) override {
    Inputs changed = in;
    if (before_) before_(cycle_, changed);
    inner_->step(changed, out);
    if (after_) after_(cycle_, in, out);
    ++cycle_;
  }
  void arch(ArchState& s) const override { inner_->arch(s); }
  bool set_time(uint64_t now) override { return inner_->set_time(now); }

 private:
  std::unique_ptr<Dut> inner_;
  Before before_;
  After after_;
  uint64_t cycle_ = 0;
};

}  // namespace openpml
