// SPDX-License-Identifier: Apache-2.0
/// Two units stepped with the same inputs and compared every cycle: every output port (payloads while their valid is
/// high) and the whole architectural state. The first difference stops the run.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "openpml/dut.hpp"

namespace openpml {

struct LockstepMismatch : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Names and values of all outputs that differ ("m_awaddr: a=0x40 b=0x80"), empty if none does.
std::vector<std::string> diff_outputs(const Params& p, const Outputs& a, const Outputs& b);
std::vector<std::string> diff_arch(const Params& p, const ArchState& a, const ArchState& b);
/// One cycle's inputs as one line of text (idle channels left out).
std::string describe(const Inputs& in);
std::string describe(const Outputs& out);
/// The whole architectural state, a line each VM and vCPU.
std::string describe(const Params& p, const ArchState& a);

class LockstepDut : public Dut {
 public:
  struct Options {
    std::string name_a = "rtl", name_b = "model";
    std::string dump_file = "build/lockstep_inputs.txt";  ///< the last cycles, written on a mismatch; empty: none
    unsigned history = 256;                               ///< cycles kept
    bool compare_arch = true;                             ///< false: b has only ports; the ports alone are compared
  };
  LockstepDut(std::unique_ptr<Dut> a, std::unique_ptr<Dut> b, Options o);
  LockstepDut(std::unique_ptr<Dut> a, std::unique_ptr<Dut> b) : LockstepDut(std::move(a), std::move(b), Options{}) {}
  const Params& params() const override { return a_->params(); }
  void step(const Inputs& in, Outputs& out) override;
  void arch(ArchState& s) const override { a_->arch(s); }
  /// Of two units one of which cannot (a netlist, which is the second), neither does.
  bool set_time(uint64_t now) override { return b_->set_time(now) && a_->set_time(now); }
  /// Called once before the exception leaves (close a waveform, ...).
  std::function<void()> on_mismatch;
  uint64_t cycles() const { return cycle_; }
  Dut& first() { return *a_; }
  Dut& second() { return *b_; }

 private:
  struct Past {
    Inputs in;
    Outputs out;
  };
  [[noreturn]] void mismatch(const std::vector<std::string>& diffs, const Outputs& b_out);
  void dump(const std::string& head) const;

  std::unique_ptr<Dut> a_, b_;
  Options o_;
  uint64_t cycle_ = 0;
  std::vector<Past> past_;
  Outputs out_b_{};
  ArchState arch_a_{}, arch_b_{};
};

}  // namespace openpml
