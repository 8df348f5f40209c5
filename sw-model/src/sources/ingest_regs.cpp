// SPDX-License-Identifier: Apache-2.0
/// Registers of the ingest model.
#include "ingest.hpp"

namespace openpml::sources {

using namespace openpml::regs;

namespace {
bool carries(uint64_t base, unsigned log2) {
  const uint64_t end = base + (uint64_t{64} << log2);
  return end < base && end != 0;
}
}  // namespace

uint8_t Ingest::write_error(uint16_t off, uint32_t data) const {
  const bool open = !regs_.enable && idle();
  switch (off) {
    case INGEST_CTRL: {
      if (data >> 1) return ERR_BAD_VALUE;
      const bool rings = regs_.desc_log2 != 0 && regs_.cpl_log2 != 0 && regs_.desc_base != 0 && regs_.cpl_base != 0 &&
                         !carries(regs_.desc_base, regs_.desc_log2) && !carries(regs_.cpl_base, regs_.cpl_log2);
      return data == 1 && (regs_.enable || !idle() || !rings) ? ERR_WRONG_STATE : 0;
    }
    case INGEST_VECTOR: return data >= n_vec_ ? ERR_BAD_VALUE : 0;
    case INGEST_DESC_BASE:
    case INGEST_CPL_BASE:
      if (data % 4096 != 0) return ERR_BAD_VALUE;
      return open ? 0 : ERR_WRONG_STATE;
    case INGEST_DESC_BASE_HI:
    case INGEST_CPL_BASE_HI: return open ? 0 : ERR_WRONG_STATE;
    case INGEST_DESC_LOG2:
    case INGEST_CPL_LOG2:
      if (data < 1 || data > 16) return ERR_BAD_VALUE;
      return open ? 0 : ERR_WRONG_STATE;
    case INGEST_DESC_TAIL: {
      const uint32_t ahead = data - regs_.desc_head;
      if (regs_.desc_log2 == 0) return ERR_WRONG_STATE;
      return ahead > (1u << regs_.desc_log2) || ahead < regs_.desc_tail - regs_.desc_head ? ERR_BAD_VALUE : 0;
    }
    case INGEST_CPL_CONS: return regs_.cpl_prod - data <= regs_.cpl_prod - regs_.cpl_cons ? 0 : ERR_BAD_VALUE;
    default: {
      uint32_t ignored;
      return read(off, ignored) ? ERR_UNMAPPED : ERR_READ_ONLY;
    }
  }
}

uint8_t Ingest::read(uint16_t off, uint32_t& data) const {
  data = 0;
  switch (off) {
    case INGEST_CTRL: data = regs_.enable; return 0;
    case INGEST_STATUS:
      data = unsigned{idle()} | unsigned{regs_.wr_error} << 1 | unsigned{regs_.run()} << 2 | open_ << 4;
      return 0;
    case INGEST_VECTOR: data = regs_.vector; return 0;
    case INGEST_DESC_BASE: data = half(regs_.desc_base, false); return 0;
    case INGEST_DESC_BASE_HI: data = half(regs_.desc_base, true); return 0;
    case INGEST_DESC_LOG2: data = regs_.desc_log2; return 0;
    case INGEST_DESC_TAIL: data = regs_.desc_tail; return 0;
    case INGEST_DESC_HEAD: data = regs_.desc_head; return 0;
    case INGEST_CPL_BASE: data = half(regs_.cpl_base, false); return 0;
    case INGEST_CPL_BASE_HI: data = half(regs_.cpl_base, true); return 0;
    case INGEST_CPL_LOG2: data = regs_.cpl_log2; return 0;
    case INGEST_CPL_CONS: data = regs_.cpl_cons; return 0;
    case INGEST_CPL_PROD: data = regs_.cpl_prod; return 0;
    default: break;
  }
  if (off >= INGEST_CNT_BASE && off < INGEST_CNT_BASE + 8 * INGEST_CNT_COUNT && off % 4 == 0) {
    data = half(counters_[(off - INGEST_CNT_BASE) / 8], off & 4);
    return 0;
  }
  return ERR_UNMAPPED;
}

void Ingest::write_register(const RegWrite& w) {
  switch (w.off) {
    case INGEST_CTRL:
      regs_.enable = w.data;
      if (w.data) {
        regs_.wr_error = false;
        dptr_ = regs_.desc_head;
      }
      break;
    case INGEST_VECTOR: regs_.vector = static_cast<uint8_t>(w.data); break;
    case INGEST_DESC_BASE:
    case INGEST_DESC_BASE_HI:
    case INGEST_DESC_LOG2:
      if (w.off == INGEST_DESC_LOG2) regs_.desc_log2 = static_cast<uint8_t>(w.data);
      else set_half(regs_.desc_base, w.off == INGEST_DESC_BASE_HI, w.data);
      regs_.desc_tail = regs_.desc_head = 0;
      break;
    case INGEST_CPL_BASE:
    case INGEST_CPL_BASE_HI:
    case INGEST_CPL_LOG2:
      if (w.off == INGEST_CPL_LOG2) regs_.cpl_log2 = static_cast<uint8_t>(w.data);
      else set_half(regs_.cpl_base, w.off == INGEST_CPL_BASE_HI, w.data);
      regs_.cpl_prod = regs_.cpl_cons = cbegun_ = 0;
      break;
    case INGEST_DESC_TAIL: regs_.desc_tail = w.data; break;
    case INGEST_CPL_CONS: regs_.cpl_cons = w.data; break;
    default: break;
  }
}

}  // namespace openpml::sources
