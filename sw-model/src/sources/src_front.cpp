// SPDX-License-Identifier: Apache-2.0
#include "src_front.hpp"

namespace openpml::sources {

using namespace openpml::regs;

SrcFront::Place SrcFront::place(uint16_t addr) const {
  const auto in = [&](unsigned base, unsigned size) { return addr >= base && addr < base + size; };
  if (in(SRC_BASE, 0x400)) return {Block::Src, static_cast<uint16_t>(addr - SRC_BASE)};
  if (in(INGEST_BASE, 0x400) && blocks_.ingest) return {Block::Ingest, static_cast<uint16_t>(addr - INGEST_BASE)};
  if (in(TAP_BASE, 0x800) && blocks_.tap) return {Block::Tap, static_cast<uint16_t>(addr - TAP_BASE)};
  if (in(GEN_BASE, 0x400) && blocks_.gen) return {Block::Gen, static_cast<uint16_t>(addr - GEN_BASE)};
  return {};
}

const RegBlock* SrcFront::block(Block b) const {
  return b == Block::Ingest ? blocks_.ingest : b == Block::Tap ? blocks_.tap : b == Block::Gen ? blocks_.gen : nullptr;
}

uint8_t SrcFront::read_src(uint16_t off, uint32_t& data) const {
  data = 0;
  if (off == SRC_ID) data = 0x43525350;
  else if (off == SRC_CAPS)
    data = kSources | (blocks_.ingest ? SRC_CAPS_INGEST_MASK : 0) | (blocks_.tap ? SRC_CAPS_TAP_MASK : 0) |
           (blocks_.gen ? SRC_CAPS_GEN_MASK : 0);
  else if (off == SRC_LAST_ERROR) data = last_error_;
  else if (off >= SRC_CNT_BASE && off < SRC_CNT_BASE + 8 * SRC_CNT_COUNT)
    data = half(counts_[(off - SRC_CNT_BASE) / 8], off & 4);
  else return ERR_UNMAPPED;
  return 0;
}

uint8_t SrcFront::check_write() const {
  if (w_.addr % 4 != 0 || w_.strb != 0xF) return ERR_BAD_ACCESS;
  const Place p = place(w_.addr);
  if (p.block == Block::None) return ERR_UNMAPPED;
  if (p.block == Block::Src) {
    uint32_t ignored;
    return read_src(p.off, ignored) ? ERR_UNMAPPED : ERR_READ_ONLY;
  }
  return block(p.block)->write_error(p.off, w_.data);
}

uint8_t SrcFront::check_read(uint32_t& data) const {
  data = 0;
  if (r_.addr % 4 != 0) return ERR_BAD_ACCESS;
  const Place p = place(r_.addr);
  if (p.block == Block::None) return ERR_UNMAPPED;
  return p.block == Block::Src ? read_src(p.off, data) : block(p.block)->read(p.off, data);
}

LiteSlaveOut SrcFront::port(const LiteSlaveIn& in) const {
  LiteSlaveOut out;
  out.awready = out.wready = in.awvalid && in.wvalid && !w_.busy;
  out.arready = in.arvalid && !r_.busy;
  out.bvalid = w_.busy && w_.age >= kWriteAnswer;
  out.bresp = w_.code ? 2 : 0;
  out.rvalid = r_.busy && r_.age >= kReadAnswer;
  out.rresp = r_.code ? 2 : 0;
  out.rdata = rdata_;
  return out;
}

SrcFront::Happens SrcFront::write_now() const {
  if (!w_.busy || w_.age != 1 || check_write() != 0) return {};
  const Place p = place(w_.addr);
  return {p.block, {p.off, w_.data}};
}

void SrcFront::step(const LiteSlaveIn& in, const std::array<bool, kSources>& valid,
                    const std::array<bool, kSources>& taken) {
  const LiteSlaveOut now = port(in);
  // what happens in this cycle: checked against its state
  const bool write = w_.busy && w_.age == 1, read = r_.busy && r_.age == 1;
  if (write) w_.code = check_write();
  if (read) r_.code = check_read(rdata_);
  if (read && r_.code) last_error_ = r_.code | uint32_t{r_.addr} << 16;
  if (write && w_.code) last_error_ = w_.code | uint32_t{w_.addr} << 16;

  if (w_.busy) ++w_.age;
  if (r_.busy) ++r_.age;
  if (now.bvalid && in.bready) w_ = {};
  if (now.rvalid && in.rready) r_ = {};
  if (now.awready) w_ = {true, 1, in.awaddr, in.wdata, in.wstrb, 0};
  if (now.arready) r_ = {true, 1, in.araddr, 0, 0, 0};

  for (unsigned i = 0; i < seen_.size(); ++i) counts_[i] += seen_[i];
  for (unsigned s = 0; s < kSources; ++s) {
    seen_[2 * s] = taken[s];
    seen_[2 * s + 1] = valid[s] && !taken[s];
  }
}

}  // namespace openpml::sources
