// SPDX-License-Identifier: Apache-2.0
#include "tap.hpp"

namespace openpml::sources {

namespace {

// Offsets inside the tap's address range, which holds two blocks.
constexpr uint16_t kWin = regs::TAP_WIN_BASE - regs::TAP_BASE;
enum Count : unsigned { kReads, kWrites, kUnmapped, kWaitAw, kWaitAr };

bool is_counter(uint16_t off) {
  return off >= regs::TAP_CNT_BASE && off < regs::TAP_CNT_BASE + 8 * regs::TAP_CNT_COUNT;
}

}  // namespace

bool Tap::busy() const { return !queue_[0].empty() || !queue_[1].empty() || in_stages() != 0 || !out_.empty(); }

unsigned Tap::in_stages() const {
  unsigned n = 0;
  for (const Stage& s : t_) n += s.valid;
  return n;
}

const Tap::Window* Tap::match(uint64_t page) const {
  for (const Window& w : win_) {
    const uint64_t base = w.addr >> 12;
    if (w.enable && page >= base && page - base < w.pages) return &w;
  }
  return nullptr;
}

uint8_t Tap::write_error(uint16_t off, uint32_t data) const {
  if (off == regs::TAP_CTRL) return data > 1 ? regs::ERR_BAD_VALUE : 0;
  if (off == regs::TAP_STATUS || off == regs::TAP_CAP || is_counter(off)) return regs::ERR_READ_ONLY;
  if (off < kWin || off >= kWin + kWindows * regs::TAP_WIN_STRIDE) return regs::ERR_UNMAPPED;
  bool good;
  switch ((off - kWin) % regs::TAP_WIN_STRIDE) {
    case regs::TAP_WIN_CTRL: good = data <= 1; break;
    case regs::TAP_WIN_VCPU: good = data <= 0xFF; break;
    case regs::TAP_WIN_ADDR: good = data % 4096 == 0; break;
    case regs::TAP_WIN_ADDR_HI: good = data >> (kAddrW - 32) == 0; break;
    case regs::TAP_WIN_PAGES: good = data <= 1u << (kAddrW - 12); break;
    case regs::TAP_WIN_GFN: good = true; break;
    case regs::TAP_WIN_GFN_HI: good = data <= 0xFF; break;
    default: return regs::ERR_UNMAPPED;
  }
  if (!good) return regs::ERR_BAD_VALUE;
  return enable_ || busy() ? regs::ERR_WRONG_STATE : 0;
}

uint8_t Tap::read(uint16_t off, uint32_t& data) const {
  data = 0;
  if (off == regs::TAP_CTRL) data = enable_;
  else if (off == regs::TAP_STATUS) data = busy();
  else if (off == regs::TAP_CAP) data = kWindows | kAddrW << 8;
  else if (is_counter(off)) data = half(counters_.value((off - regs::TAP_CNT_BASE) / 8), off & 4);
  else if (off >= kWin && off < kWin + kWindows * regs::TAP_WIN_STRIDE) {
    const Window& w = win_[(off - kWin) / regs::TAP_WIN_STRIDE];
    switch ((off - kWin) % regs::TAP_WIN_STRIDE) {
      case regs::TAP_WIN_CTRL: data = w.enable; break;
      case regs::TAP_WIN_VCPU: data = w.vcpu; break;
      case regs::TAP_WIN_ADDR: data = half(w.addr, false); break;
      case regs::TAP_WIN_ADDR_HI: data = half(w.addr, true); break;
      case regs::TAP_WIN_PAGES: data = w.pages; break;
      case regs::TAP_WIN_GFN: data = half(w.gfn, false); break;
      case regs::TAP_WIN_GFN_HI: data = half(w.gfn, true); break;
      default: return regs::ERR_UNMAPPED;
    }
  } else {
    return regs::ERR_UNMAPPED;
  }
  return 0;
}

void Tap::write_register(const RegWrite& w) {
  if (w.off == regs::TAP_CTRL) {
    enable_ = w.data & 1;
    return;
  }
  Window& x = win_[(w.off - kWin) / regs::TAP_WIN_STRIDE];
  switch ((w.off - kWin) % regs::TAP_WIN_STRIDE) {
    case regs::TAP_WIN_CTRL: x.enable = w.data & 1; break;
    case regs::TAP_WIN_VCPU: x.vcpu = static_cast<uint8_t>(w.data); break;
    case regs::TAP_WIN_ADDR: set_half(x.addr, false, w.data); break;
    case regs::TAP_WIN_ADDR_HI: set_half(x.addr, true, w.data); break;
    case regs::TAP_WIN_PAGES: x.pages = w.data; break;
    case regs::TAP_WIN_GFN: set_half(x.gfn, false, w.data); break;
    case regs::TAP_WIN_GFN_HI: set_half(x.gfn, true, w.data); break;
    default: break;
  }
}

void Tap::step(const In& in) {
  unsigned inc = 0;
  const bool aw = in.awvalid && in.awready && open_aw() && enable_;
  const bool ar = in.arvalid && in.arready && open_ar() && enable_;
  inc |= static_cast<unsigned>(ar) << kReads | static_cast<unsigned>(aw) << kWrites;
  inc |= static_cast<unsigned>(in.awvalid && !open_aw()) << kWaitAw | static_cast<unsigned>(in.arvalid && !open_ar())
                                                                          << kWaitAr;

  Stage first;
  if (in_stages() + out_.size() < kOut && (!queue_[0].empty() || !queue_[1].empty())) {
    const unsigned q = queue_[rr_].empty() ? 1 - rr_ : rr_;
    first = {true, q == 0, queue_[q].front()};
    queue_[q].pop_front();
    rr_ = 1 - q;
  }

  if (in.ev_ready && !out_.empty()) out_.pop_front();
  if (const Stage& s = t_[4]; s.valid) {
    const Window& w = *match(s.page);
    out_.push_back({true, w.vcpu, (w.gfn + s.page - (w.addr >> 12)) & 0xFF'FFFF'FFFFull, s.write});
  }
  if (t_[3].valid && !match(t_[3].page)) {
    t_[3].valid = false;
    inc |= 1u << kUnmapped;
  }
  for (unsigned i = kStages - 1; i > 0; --i) t_[i] = t_[i - 1];
  t_[0] = first;

  if (aw) queue_[0].push_back((in.awaddr & ((uint64_t{1} << kAddrW) - 1)) >> 12);
  if (ar) queue_[1].push_back((in.araddr & ((uint64_t{1} << kAddrW) - 1)) >> 12);
  counters_.step(inc);
  if (acts_) write_register(*acts_);
  acts_.reset();
  if (in.write) acts_ = *in.write;
}

}  // namespace openpml::sources
