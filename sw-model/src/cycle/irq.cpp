// SPDX-License-Identifier: Apache-2.0
#include "irq.hpp"

#include <algorithm>

#include "unit.hpp"

namespace openpml::cycle {

void Irq::reset() {
  vec_ = {};
  pending_ = counting_ = 0;
  masked_ = 0xFFFF;
  valid_ = false;
  out_ = 0;
}

void Irq::set_mask(unsigned i, bool m) {
  vec_[i].mask = m;
  masked_ = (masked_ & ~(1u << i)) | uint32_t{m} << i;
}

void Irq::outputs(Outputs& out) const {
  out.irq_valid = valid_;
  out.irq_vec = out_;
}

void Irq::commit(const Unit& u, const Inputs& in, const Cycle& c) {
  if (!valid_ || in.irq_ready) {
    const uint32_t ready = pending_ & ~masked_;
    valid_ = ready != 0;
    if (valid_) {
      out_ = static_cast<uint8_t>(low(ready));
      pending_ &= ~(1u << out_);
    }
  }
  for (uint32_t m = counting_; m; m &= m - 1) {
    Vector& x = vec_[low(m)];
    const bool fire = x.count >= std::max<uint32_t>(1, x.mod_count) || (x.mod_time != 0 && x.timer >= x.mod_time);
    if (fire) {
      pending_ |= 1u << low(m);
      x.count = x.timer = 0;
      counting_ &= ~(1u << low(m));
    } else if (x.timer != ~0u) {
      ++x.timer;
    }
  }
  const auto event = [&](unsigned vector) {
    if (vector >= u.p.n_vec) return;
    ++vec_[vector].count;
    counting_ |= 1u << vector;
  };
  if (c.rec.event) event(c.rec.vector);
  if (c.fault_acts) event(u.glob.err_vector);
  if (in.src_irq_valid) event(in.src_irq_vec);
}

}  // namespace openpml::cycle
