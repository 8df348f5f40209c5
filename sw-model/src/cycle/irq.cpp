// SPDX-License-Identifier: Apache-2.0
#include "irq.hpp"

#include <algorithm>
#include <bit>

#include "unit.hpp"

namespace openpml::cycle {

void Irq::reset() { *this = Irq{}; }

void Irq::set_mask(unsigned i, bool m) {
  vec_[i].mask = m;
  masked_ = (masked_ & ~(1u << i)) | uint32_t{m} << i;
}

void Irq::outputs(Outputs& out) const {
  out.irq_valid = valid_;
  out.irq_vec = out_;
}

void Irq::send(bool ready) {
  if (valid_ && !ready) return;
  const uint32_t wants = pending_ & ~masked_;
  valid_ = wants != 0;
  if (!valid_) return;
  out_ = static_cast<uint8_t>(low(wants));
  pending_ &= ~(1u << out_);
}

/// A visit's last cycle: the vector fires or waits on.
void Irq::finish(const Visit& v, uint64_t slots) {
  Waiting& w = waiting_[v.i];
  const uint32_t count = w.count + v.gathered;
  if (count == 0) return;
  if (count >= v.mod_count || (v.mod_time != 0 && w.wait >= v.mod_time)) {
    pending_ |= 1u << v.i;
    w.count = 0;
    w.wait = 0;
    if (w.gathered == 0) busy_ &= ~(1u << v.i);
  } else {
    w.count = count;
    w.wait += slots;
  }
}

void Irq::commit(const Unit& u, const Inputs& in, const Cycle& c) {
  send(in.irq_ready);
  const unsigned slots = std::max(4u, std::bit_ceil(u.p.n_vec));
  if (second_.valid) finish(second_, slots);
  second_ = first_;
  const unsigned i = walk_++ % slots;
  first_ = {};
  if (bit(busy_, i)) {
    first_ = {true, i, waiting_[i].gathered, vec_[i].mod_count, vec_[i].mod_time};
    waiting_[i].gathered = 0;
  }
  for (unsigned k = 0; k < events_.n; ++k) {
    ++waiting_[events_.vector[k]].gathered;
    busy_ |= 1u << events_.vector[k];
  }
  events_.n = 0;
  const auto event = [&](uint8_t vector) {
    if (vector < u.p.n_vec) events_.vector[events_.n++] = vector;
  };
  if (c.rec.event) event(c.rec.vector);
  if (c.fault_acts) event(u.glob.err_vector);
  if (in.src_irq_valid) event(in.src_irq_vec);
}

}  // namespace openpml::cycle
