// SPDX-License-Identifier: Apache-2.0
#include "pcie/axi_slave.hpp"

namespace openpml::pcie {
namespace {
constexpr uint8_t kOkay = 0, kSlvErr = 2;
}

SlavePins AxiSlave::drive() {
  pins_.awready = writes_.size() < 8 && rng_.chance(3, 4);
  pins_.wready = beats_.size() < 300 && rng_.chance(7, 8);
  pins_.arready = reads_.size() < 8 && rng_.chance(3, 4);
  // an answer that was given stays until it is taken
  if (!b_held_) {
    pins_.b = {};
    if (!answers_.empty() && answers_.front().due <= cycle_ && !silent_)
      pins_.b = {true, answers_.front().id, answers_.front().failed || failing_ ? kSlvErr : kOkay};
  }
  if (!r_held_) {
    pins_.r = {};
    if (!reads_.empty() && reads_.front().due <= cycle_ && !silent_ && rng_.chance(7, 8)) {
      Read& read = reads_.front();
      const uint64_t address = (read.ax.addr & ~uint64_t{set_.bytes - 1}) + uint64_t{read.beat} * set_.bytes;
      pins_.r = {true, read.ax.id, failing_ ? kSlvErr : kOkay, {}, read.beat == read.ax.len};
      const uint64_t base = translate_ ? translate_(address) : address;
      for (unsigned i = 0; i < set_.bytes; ++i) pins_.r.data[i] = failing_ ? 0xEE : memory_.read(base + i);
    }
  }
  return pins_;
}

void AxiSlave::check(const char* what, const Ax& now, const Ax& before, bool waited) {
  if (waited && now != before) problem(std::string(what) + " changed while it waited");
  if (!now.valid || waited) return;
  const unsigned bytes = 1u << now.size;
  if (now.burst != 1) problem(std::string(what) + " is not INCR");
  if (bytes > set_.bytes) problem(std::string(what) + " is wider than the bus");
  if ((now.addr & 0xFFF) / bytes + now.len >= 4096 / bytes) problem(std::string(what) + " crosses 4 KiB");
  if (now.len != 0 && bytes != set_.bytes) problem(std::string(what) + " is a narrow burst");
}

void AxiSlave::finish_write() {
  const Ax ax = writes_.front();
  if (beats_.size() < size_t{ax.len} + 1) return;
  for (unsigned beat = 0; beat <= ax.len; ++beat) {
    const W w = beats_.front();
    beats_.pop_front();
    if (w.last != (beat == ax.len)) problem("wlast is on the wrong beat");
    const uint64_t address = (ax.addr & ~uint64_t{set_.bytes - 1}) + uint64_t{beat} * set_.bytes;
    const uint64_t base = translate_ ? translate_(address) : address;
    for (unsigned i = 0; i < set_.bytes; ++i)
      if ((w.strb >> i & 1) != 0 && !failing_) memory_.write(base + i, w.data[i]);
  }
  writes_.pop_front();
  last_write_due_ = std::max(last_write_due_ + 1, cycle_ + rng_.between(set_.latency_min, set_.latency_max));
  answers_.push_back({ax.id, last_write_due_, failing_});
}

void AxiSlave::step(const MasterPins& master) {
  check("AW", master.aw, before_.aw, aw_waited_);
  check("AR", master.ar, before_.ar, ar_waited_);
  if (w_waited_ && master.w != before_.w) problem("W changed while it waited");
  if (master.aw.valid && pins_.awready) {
    writes_.push_back(master.aw);
    ++bursts_;
  }
  if (master.w.valid && pins_.wready) beats_.push_back(master.w);
  if (master.ar.valid && pins_.arready) {
    last_read_due_ = std::max(last_read_due_ + 1, cycle_ + rng_.between(set_.latency_min, set_.latency_max));
    reads_.push_back({master.ar, last_read_due_});
    ++bursts_;
  }
  b_held_ = pins_.b.valid && !master.bready;
  if (pins_.b.valid && master.bready) answers_.pop_front();
  r_held_ = pins_.r.valid && !master.rready;
  if (pins_.r.valid && master.rready && reads_.front().beat++ == reads_.front().ax.len) reads_.pop_front();
  if (!writes_.empty()) finish_write();
  aw_waited_ = master.aw.valid && !pins_.awready;
  w_waited_ = master.w.valid && !pins_.wready;
  ar_waited_ = master.ar.valid && !pins_.arready;
  before_ = master;
  ++cycle_;
}

void AxiSlave::reset() {
  writes_.clear();
  beats_.clear();
  answers_.clear();
  reads_.clear();
  aw_waited_ = w_waited_ = ar_waited_ = b_held_ = r_held_ = false;
  pins_ = {};
}

}  // namespace openpml::pcie
