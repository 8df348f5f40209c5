// SPDX-License-Identifier: Apache-2.0
#include "functional.hpp"

#include "registry.hpp"

namespace openpml {

FunctionalCover::FunctionalCover(Sim& sim) : sim_(sim) {
  const Params& p = sim.params();
  groups_.push_back(cover_commands(p));
  groups_.push_back(cover_ports(p));
  groups_.push_back(cover_registers(p));
  groups_.push_back(cover_records(p));
  groups_.push_back(cover_promises(p));
  before_ = sim.arch();
}

void FunctionalCover::observe(uint64_t cycle, const Inputs& in, const Outputs& out) {
  sim_.dut().arch(after_);
  if (!in.rst_n) {
    lite_ = {};
    for (auto& g : groups_) g->reset();
  } else {
    lite_.observe(in, out);
    for (auto& g : groups_) g->sample({sim_, cycle, in, out, before_, after_, lite_});
  }
  before_ = after_;
}

std::unique_ptr<FunctionalCover> FunctionalCover::wanted(Sim& sim) {
  if (CoverRegistry::folder().empty()) return nullptr;
  auto cover = std::make_unique<FunctionalCover>(sim);
  sim.add_observer(cover.get());
  return cover;
}

}  // namespace openpml
