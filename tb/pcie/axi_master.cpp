// SPDX-License-Identifier: Apache-2.0
#include "pcie/axi_master.hpp"

#include <algorithm>

namespace openpml::pcie {

size_t AxiMaster::write(Ax ax, std::vector<W> beats) {
  ax.valid = true;
  ax.id = static_cast<uint8_t>(rng_.below(16));
  writes_.push_back({ax, std::move(beats), {}});
  return writes_.size() - 1;
}

size_t AxiMaster::read(Ax ax) {
  ax.valid = true;
  ax.id = static_cast<uint8_t>(rng_.below(16));
  reads_.push_back({ax, {}, {}});
  return reads_.size() - 1;
}

void AxiMaster::forget() {
  if (!idle()) problems_.push_back("bridge master: forget() with bursts under way");
  reset();
}

void AxiMaster::reset() {
  writes_.clear();
  reads_.clear();
  aw_ = w_ = beat_ = w_done_ = ar_ = r_done_ = 0;
  aw_on_ = w_on_ = ar_on_ = false;
  pins_ = {};
}

MasterPins AxiMaster::drive() {
  // what was offered stays
  if (!aw_on_) aw_on_ = aw_ < writes_.size() && aw_ - w_done_ < 8 && rng_.chance(3, 4);
  if (!w_on_) w_on_ = w_ < writes_.size() && w_ < aw_ + 1 && rng_.chance(7, 8);
  if (!ar_on_) ar_on_ = ar_ < reads_.size() && ar_ - r_done_ < 8 && rng_.chance(3, 4);
  pins_ = {};
  if (aw_on_) pins_.aw = writes_[aw_].ax;
  if (w_on_) pins_.w = writes_[w_].beats[beat_];
  if (ar_on_) pins_.ar = reads_[ar_].ax;
  pins_.bready = rng_.chance(3, 4);
  pins_.rready = rng_.chance(3, 4);
  return pins_;
}

void AxiMaster::step(const SlavePins& slave) {
  if (slave.b.valid && w_done_ >= aw_) problems_.push_back("bridge master: B without a write");
  if (slave.r.valid && r_done_ >= ar_) problems_.push_back("bridge master: R without a read");
  if (pins_.aw.valid && slave.awready) {
    ++aw_;
    aw_on_ = false;
  }
  if (pins_.w.valid && slave.wready) {
    w_on_ = false;
    if (++beat_ == writes_[w_].beats.size()) {
      ++w_;
      beat_ = 0;
    }
  }
  if (pins_.ar.valid && slave.arready) {
    ++ar_;
    ar_on_ = false;
  }
  if (slave.b.valid && pins_.bready && w_done_ < writes_.size()) {
    Burst& burst = writes_[w_done_++];
    if (slave.b.id != burst.ax.id) problems_.push_back("bridge master: B with another ID");
    if (w_done_ > w_) problems_.push_back("bridge master: B before the last beat");
    burst.resp = slave.b.resp;
    burst.done = true;
  }
  if (slave.r.valid && pins_.rready && r_done_ < reads_.size()) {
    Burst& burst = reads_[r_done_];
    if (slave.r.id != burst.ax.id) problems_.push_back("bridge master: R with another ID");
    burst.data.push_back(slave.r.data);
    burst.resp = std::max(burst.resp, slave.r.resp);
    const bool last = burst.data.size() == size_t{burst.ax.len} + 1;
    if (slave.r.last != last) problems_.push_back("bridge master: rlast is on the wrong beat");
    if (last) {
      burst.done = true;
      ++r_done_;
    }
  }
}

}  // namespace openpml::pcie
