// SPDX-License-Identifier: Apache-2.0
// The registers of the traffic generator.
#include <bit>

#include "gen.hpp"

namespace openpml::sources {

namespace {

constexpr uint16_t kTable = regs::GEN_PHASE_BASE - regs::GEN_BASE;
constexpr uint32_t kConfigMask = regs::GEN_CONFIG_PATTERN_MASK | regs::GEN_CONFIG_HOLD_MASK |
                                 regs::GEN_CONFIG_IRQ_HOLD_MASK | regs::GEN_CONFIG_IRQ_DONE_MASK |
                                 regs::GEN_CONFIG_PRESET_MASK | regs::GEN_CONFIG_PHASES_MASK |
                                 regs::GEN_CONFIG_SCALE_MASK;

bool in_table(uint16_t off) { return off >= kTable && off < kTable + 8 * regs::GEN_PHASE_STRIDE; }

}  // namespace

uint8_t Gen::write_error(uint16_t off, uint32_t data) const {
  bool good = false;
  switch (off) {
    case regs::GEN_CTRL:
      if (std::popcount(data) != 1 || data > 4) return regs::ERR_BAD_VALUE;
      if (data == 1 && !(state_ == State::Idle && complete())) return regs::ERR_WRONG_STATE;
      if (data == 4 && state_ != State::Held) return regs::ERR_WRONG_STATE;
      return 0;
    case regs::GEN_STATUS:
    case regs::GEN_SET:
    case regs::GEN_PERIODS_DONE: return regs::ERR_READ_ONLY;
    case regs::GEN_CONFIG: good = (data & ~kConfigMask) == 0 && (data >> 8 & 3) != 3; break;
    case regs::GEN_RATE: good = data != 0 && data <= 0x10000; break;
    case regs::GEN_FIRST_GFN:
    case regs::GEN_SEED:
    case regs::GEN_SEED_HI:
    case regs::GEN_EVENTS: good = true; break;
    case regs::GEN_FIRST_GFN_HI: good = data <= 0xFF; break;
    case regs::GEN_EVENTS_HI: good = data <= 0xFFFF; break;
    case regs::GEN_SEQ_LAST: good = data <= 0xFF'FFFF; break;
    case regs::GEN_VCPU: good = data <= 0xFFFF && data >> 8 != 0; break;
    case regs::GEN_WRITE_SHARE: good = data <= 256; break;
    case regs::GEN_IRQ_VECTOR: good = data < n_vec_; break;
    default:
      if (!in_table(off)) return regs::ERR_UNMAPPED;
      good = (off & 4) || (data != 0 && data <= 0xFF'FFFF);
  }
  if (!good) return regs::ERR_BAD_VALUE;
  return state_ == State::Idle ? 0 : regs::ERR_WRONG_STATE;
}

uint8_t Gen::read(uint16_t off, uint32_t& data) const {
  data = 0;
  switch (off) {
    case regs::GEN_CTRL: return regs::ERR_WRITE_ONLY;
    case regs::GEN_STATUS:
      data = static_cast<uint32_t>(state_) | static_cast<uint32_t>(done_) << 8 | phase_ << 16;
      break;
    case regs::GEN_CONFIG: data = config_; break;
    case regs::GEN_RATE: data = rate_; break;
    case regs::GEN_FIRST_GFN: data = half(first_gfn_, false); break;
    case regs::GEN_FIRST_GFN_HI: data = half(first_gfn_, true); break;
    case regs::GEN_SEED: data = half(seed_, false); break;
    case regs::GEN_SEED_HI: data = half(seed_, true); break;
    case regs::GEN_EVENTS: data = half(events_, false); break;
    case regs::GEN_EVENTS_HI: data = half(events_, true); break;
    case regs::GEN_SEQ_LAST: data = seq_last_; break;
    case regs::GEN_VCPU: data = first_ | uint32_t{number_} << 8; break;
    case regs::GEN_WRITE_SHARE: data = share_; break;
    case regs::GEN_IRQ_VECTOR: data = irq_vector_; break;
    case regs::GEN_SET: data = pages_; break;
    case regs::GEN_PERIODS_DONE: data = periods_done_; break;
    default:
      if (!in_table(off)) return regs::ERR_UNMAPPED;
      data = (off & 4) ? table_[(off - kTable) / 8].length : table_[(off - kTable) / 8].pages;
  }
  return 0;
}

void Gen::write_register(const RegWrite& w) {
  switch (w.off) {
    case regs::GEN_CONFIG: config_ = w.data; break;
    case regs::GEN_RATE: rate_ = w.data; break;
    case regs::GEN_FIRST_GFN: set_half(first_gfn_, false, w.data); break;
    case regs::GEN_FIRST_GFN_HI: set_half(first_gfn_, true, w.data); break;
    case regs::GEN_SEED:
    case regs::GEN_SEED_HI:
      set_half(seed_, w.off == regs::GEN_SEED_HI, w.data);
      set_half(x_, w.off == regs::GEN_SEED_HI, w.data);
      break;
    case regs::GEN_EVENTS: set_half(events_, false, w.data); break;
    case regs::GEN_EVENTS_HI: set_half(events_, true, w.data); break;
    case regs::GEN_SEQ_LAST: seq_last_ = w.data; break;
    case regs::GEN_VCPU:
      first_ = static_cast<uint8_t>(w.data);
      number_ = static_cast<uint8_t>(w.data >> 8);
      break;
    case regs::GEN_WRITE_SHARE: share_ = w.data; break;
    case regs::GEN_IRQ_VECTOR: irq_vector_ = static_cast<uint8_t>(w.data); break;
    default: {
      Row& r = table_[(w.off - kTable) / 8];
      if (w.off & 4) {
        r.length = w.data;
        r.has_length = true;
      } else {
        r.pages = w.data;
        r.has_pages = true;
      }
    }
  }
}

}  // namespace openpml::sources
