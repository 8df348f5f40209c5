// SPDX-License-Identifier: Apache-2.0
/// A source module (tap, generator) and its cycle model side by side: registers and event port, compared in every cycle.
#pragma once
#include <optional>
#include <string>

#include "../../../sw-model/src/sources/blocks.hpp"
#include "openpml/rng.hpp"
#include "reg_module.hpp"

namespace openpml::testing {
using sources::RegWrite;

/// Registers and event port of a source against its model; writes come at least three cycles apart, as the register front has them.
template <class V, class Model>
struct Pair : RegModule<V> {
  using RegModule<V>::top;
  Pair(uint64_t seed, Model m) : RegModule<V>(static_cast<unsigned>(seed)), rng(seed), model(std::move(m)) {}

  /// Puts a register read and perhaps a write on the port, and the event's ready.
  template <class Choose>
  void drive(Choose choose, unsigned ev_ready_chance) {
    const bool now_or_never = since_write >= 2 && rng.below(24) == 0;
    drive_write(now_or_never ? std::optional<RegWrite>(choose()) : std::nullopt, ev_ready_chance);
  }
  void drive_write(const std::optional<RegWrite>& now_write, unsigned ev_ready_chance) {
    ev_ready = rng.below(256) < ev_ready_chance;
    ++since_write;
    write = now_write.has_value();
    w = now_write.value_or(RegWrite{any_offset(), static_cast<uint32_t>(rng.next() >> rng.below(64))});
    if (write) since_write = 0;
    off = any_offset();
    top->ev_ready_i = ev_ready;
    top->wr_i = write, top->wr_off_i = w.off, top->wr_data_i = w.data;
    top->rd_i = 1, top->rd_off_i = off;
  }
  /// A register of the block most of the time, now and then far away.
  uint16_t any_offset() { return static_cast<uint16_t>(rng.below(8) ? rng.below(0x60) * 4 : rng.below(0x4000) * 4); }
  void compare() {
    compare_with_model(*top, model, w, off, at());
    events += model.event().valid && ev_ready;
    happens = write && top->wr_err_o == 0 ? &w : nullptr;
  }
  std::string at() const { return "cycle " + std::to_string(now); }

  Rng rng;
  Model model;
  RegWrite w{};
  const RegWrite* happens = nullptr;
  uint16_t off = 0;
  bool ev_ready = false, write = false;
  unsigned since_write = 0;
  uint64_t now = 0, events = 0;
};

}  // namespace openpml::testing
