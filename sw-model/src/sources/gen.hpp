// SPDX-License-Identifier: Apache-2.0
/// The traffic generator, from docs/sources.md sections 8 and 9: streams of pages by pattern, rate tokens, phases and periods.
#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <optional>

#include "blocks.hpp"

namespace openpml::sources {

class Gen final : public RegBlock {
 public:
  explicit Gen(unsigned n_vec) : n_vec_(n_vec) {}
  void reset() { *this = Gen(n_vec_); }
  SrcEvent event() const { return out_.empty() ? SrcEvent{} : out_.front(); }
  uint8_t irq_vector() const { return irq_vector_; }

  uint8_t write_error(uint16_t off, uint32_t data) const override;
  uint8_t read(uint16_t off, uint32_t& data) const override;
  /// Returns whether an interrupt event happens in this cycle.
  bool step(bool ev_ready, const RegWrite* checked);

 private:
  enum class State : uint8_t { Idle, Load, Run, Drain, Held };
  enum class Part : uint8_t { Fetch, Shift, Level };
  enum class Pattern : uint8_t { Constant, Sequential, Uniform, Zipf };
  static constexpr unsigned kStages = 6, kOut = 16;
  struct Phase {
    uint32_t pages = 0, passes = 0, periods = 0;
  };
  unsigned preset() const { return config_ >> 8 & 3; }
  unsigned scale() const { return config_ >> 24 & 15; }
  unsigned phases() const;
  Phase phase(unsigned n) const;
  bool complete() const;
  unsigned in_stages() const;
  bool drained() const { return state_ == State::Drain && in_stages() == 0 && out_.empty(); }
  uint64_t page() const;
  SrcEvent make() const;
  void count_step();
  void load();
  void command(uint32_t data, bool& irq);
  void write_register(const RegWrite& w);

  unsigned n_vec_;
  // registers
  uint32_t config_ = 0, rate_ = 0x10000, seq_last_ = 0, share_ = 256;
  uint8_t first_ = 0, number_ = 1, irq_vector_ = 0;
  uint64_t first_gfn_ = 0, seed_ = 1, events_ = 0;
  std::optional<RegWrite> acts_;  ///< accepted, acts in this cycle
  struct Row {
    uint32_t pages = 0, length = 0;
    bool has_pages = false, has_length = false;
  };
  std::array<Row, 8> table_{};
  // the run
  State state_ = State::Idle;
  Part part_ = Part::Fetch;
  bool done_ = false, last_ = false, stopped_ = false, phase_ended_ = false, tok_ = false;
  unsigned phase_ = 0, level_ = 1, shift_ = 0, passes_ = 0, periods_ = 0;
  uint32_t pages_ = 0, m_ = 0, periods_done_ = 0, acc_ = 0, i_ = 0, walk_ = 0, k_ = 0;
  Phase now_{};
  uint64_t x_ = 1, made_ = 0;
  std::array<SrcEvent, kStages> g_{};
  std::deque<SrcEvent> out_;
};

}  // namespace openpml::sources
