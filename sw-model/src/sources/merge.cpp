// SPDX-License-Identifier: Apache-2.0
#include "merge.hpp"

namespace openpml::sources {

int Merge::choose_aw(const Masters& m) const {
  if (aw_.size() >= kDepth || order_.size() >= kOrder) return -1;
  return choose(m[0].awvalid, m[1].awvalid, aw_rr_);
}

int Merge::choose_ar(const Masters& m) const {
  if (ar_.size() >= kDepth) return -1;
  return choose(m[0].arvalid, m[1].arvalid, ar_rr_);
}

std::array<AxiReady, Merge::kMasters> Merge::ready(const Masters& m) const {
  std::array<AxiReady, kMasters> r{};
  const int aw = choose_aw(m), ar = choose_ar(m);
  if (aw >= 0) r[aw].aw = true;
  if (ar >= 0) r[ar].ar = true;
  if (!order_.empty() && w_.size() < kDepth) r[order_.front()].w = true;
  return r;
}

void Merge::step(const Masters& m, const Port& port) {
  const auto go = ready(m);
  const bool aw_pop = awvalid() && port.ready.aw, w_pop = wvalid() && port.ready.w, ar_pop = arvalid() && port.ready.ar;
  if (aw_pop) aw_.pop_front();
  if (w_pop) w_.pop_front();
  if (ar_pop) ar_.pop_front();
  // the beat first: what is chosen now orders later beats
  if (!order_.empty()) {
    const unsigned i = order_.front();
    if (go[i].w && m[i].wvalid) {
      w_.push_back(m[i].w);
      if (m[i].w.last) order_.pop_front();
    }
  }
  for (unsigned i = 0; i < kMasters; ++i) {
    if (go[i].aw) {
      aw_.push_back({m[i].aw, i});
      order_.push_back(i);
      aw_rr_ = 1 - i;
    }
    if (go[i].ar) {
      ar_.push_back({m[i].ar, i});
      ar_rr_ = 1 - i;
    }
  }
  answers_ = {};
  if (port.answer.bvalid) {
    answers_[port.b_master].bvalid = true;
    answers_[port.b_master].bresp = port.answer.bresp;
  }
  if (port.answer.rvalid) {
    AxiMasterIn& a = answers_[port.r_master];
    a.rvalid = true;
    a.rresp = port.answer.rresp;
    a.rlast = port.answer.rlast;
    a.rdata = port.answer.rdata;
  }
}

}  // namespace openpml::sources
