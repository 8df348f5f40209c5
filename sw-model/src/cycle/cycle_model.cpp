// SPDX-License-Identifier: Apache-2.0
#include "openpml/cycle_model.hpp"

#include <bit>
#include <stdexcept>

#include "unit.hpp"

namespace openpml {

namespace {

const Params& checked(const Params& p) {
  const auto need = [](bool ok, const char* what) {
    if (!ok) throw std::invalid_argument(what);
  };
  need(std::has_single_bit(p.n_vcpu) && p.n_vcpu <= kMaxVcpu, "n_vcpu must be a power of two, 1..8");
  need(std::has_single_bit(p.n_vm) && p.n_vm <= kMaxVm, "n_vm must be a power of two, 1..8");
  need(p.n_src >= 1 && p.n_src <= kMaxSrc, "n_src must be 1..4");
  need(p.pages_log2 >= 15 && p.pages_log2 <= 30, "pages_log2 must be 15..30");
  need(std::has_single_bit(p.store_sets), "store_sets must be a power of two");
  need(std::has_single_bit(p.store_ways), "store_ways must be a power of two");
  need(p.dw == 64 || p.dw == 128 || p.dw == 256 || p.dw == 512, "dw must be 64, 128, 256 or 512");
  // a line may take 256/dw read bursts of each kind before its first write, and 2 x outstanding can be buffered
  need(p.outstanding >= 1 && p.outstanding * p.dw >= 256, "outstanding must be at least 256 / dw");
  need(uint64_t{p.store_sets} * p.store_ways + 2 * uint64_t{p.outstanding} <= 0x10000,
       "the line store has too many slots");
  need(p.filter_log2 <= p.pages_log2 && (1u << p.filter_log2) >= p.n_vm, "filter_log2 must be log2(n_vm)..pages_log2");
  need(p.gen_w >= 2 && p.gen_w <= 32, "gen_w must be 2..32");
  need(p.n_vec >= 1 && p.n_vec <= kMaxVec, "n_vec must be 1..16");
  return p;
}

}  // namespace

CycleModel::CycleModel(const Params& p, unsigned spec_bug)
    : unit_(std::make_unique<cycle::Unit>(checked(p), spec_bug)) {}
CycleModel::~CycleModel() = default;
CycleModel::CycleModel(CycleModel&&) noexcept = default;
CycleModel& CycleModel::operator=(CycleModel&&) noexcept = default;

const Params& CycleModel::params() const { return unit_->p; }
void CycleModel::step(const Inputs& in, Outputs& out) { unit_->step(in, out); }
void CycleModel::arch(ArchState& s) const { unit_->arch(s); }
bool CycleModel::set_time(uint64_t now) {
  unit_->now = now;
  return true;
}

}  // namespace openpml
