// SPDX-License-Identifier: Apache-2.0
#include "openpml/axi_memory.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <stdexcept>

namespace openpml {
namespace {

constexpr uint64_t kFirstBase = 0x1'0000'0000;  // above 32 bits, so that truncated addresses miss every region

uint8_t guard_byte(uint64_t addr) { return static_cast<uint8_t>(0xA5 ^ (addr * 0x9D) ^ (addr >> 12)); }

void fill_random(std::span<uint8_t> out, Rng& rng) {
  size_t i = 0;
  for (; i + 8 <= out.size(); i += 8) {
    const uint64_t w = rng.next();
    std::memcpy(out.data() + i, &w, 8);
  }
  for (; i < out.size(); ++i) out[i] = static_cast<uint8_t>(rng.next());
}

}  // namespace

AxiMemory::AxiMemory(unsigned dw, uint64_t seed) : bytes_(dw / 8), rng_(seed), next_base_(kFirstBase) {
  if (dw != 64 && dw != 128 && dw != 256 && dw != 512)
    throw std::invalid_argument("AxiMemory: data width must be 64..512 bits");
}

void AxiMemory::spread(unsigned addr_bits) {
  if (addr_bits < 33 || addr_bits > 64) throw std::invalid_argument("AxiMemory: addresses have 33..64 bits");
  last_address_ = ~uint64_t{0} >> (64 - addr_bits);
}

/// No region, guards included, has a byte of [lo, lo+bytes).
bool AxiMemory::is_free(uint64_t lo, uint64_t bytes) const {
  return std::none_of(regions_.begin(), regions_.end(),
                      [&](const auto& r) { return r->base - kGuard < lo + bytes && lo < r->base + r->bytes + kGuard; });
}

uint64_t AxiMemory::alloc(const std::string& name, uint64_t bytes, uint64_t align) {
  align = std::max<uint64_t>(align, 4096);
  for (unsigned tries = 0; last_address_ != 0 && tries < 1000; ++tries) {
    uint64_t at = rng_.between(kFirstBase + align, last_address_ - 2 * kGuard - bytes) & ~(align - 1);
    if (last_address_ != ~uint64_t{0} && rng_.chance(1, 8))
      at = (last_address_ - kGuard - bytes) & ~(align - 1);  // near the end
    if (!is_free(at - kGuard, bytes + 2 * kGuard)) continue;
    add(name, at, bytes);
    return at;
  }
  const uint64_t base = (next_base_ + kGuard + align - 1) & ~(align - 1);
  add(name, base, bytes);
  // A random distance to the next one, so that offsets from one region hardly ever hit another.
  next_base_ = ((base + bytes + kGuard + 4095) & ~uint64_t{4095}) + 4096 * rng_.below(64);
  return base;
}

void AxiMemory::add(const std::string& name, uint64_t base, uint64_t bytes) {
  auto r = std::make_unique<Region>();
  r->name = name;
  r->base = base;
  r->bytes = bytes;
  r->data.resize(bytes + 2 * kGuard);
  for (uint64_t i = 0; i < kGuard; ++i) {
    r->data[i] = guard_byte(base - kGuard + i);
    r->data[kGuard + bytes + i] = guard_byte(base + bytes + i);
  }
  fill_random(std::span(r->data).subspan(kGuard, bytes), rng_);
  insert(std::move(r));
}

void AxiMemory::insert(std::unique_ptr<Region> r) {
  const auto it = std::lower_bound(regions_.begin(), regions_.end(), r->base,
                                   [](const auto& x, uint64_t b) { return x->base < b; });
  const uint64_t lo = r->base - kGuard, hi = r->base + r->bytes + kGuard;
  if (it != regions_.end() && (*it)->base - kGuard < hi)
    throw std::invalid_argument("AxiMemory: " + r->name + " overlaps " + (*it)->name);
  if (it != regions_.begin()) {
    const auto& p = *std::prev(it);
    if (p->base + p->bytes + kGuard > lo) throw std::invalid_argument("AxiMemory: " + r->name + " overlaps " + p->name);
  }
  regions_.insert(it, std::move(r));
  last_ = nullptr;
}

void AxiMemory::remove(uint64_t base) {
  for (const auto& r : regions_)
    if (r->base == base && !guard_intact(*r)) violation("guard bytes of " + r->name + " changed");
  std::erase_if(regions_, [&](const auto& r) { return r->base == base; });
  last_ = nullptr;
}

AxiMemory::Region* AxiMemory::find(uint64_t addr) const {
  const auto holds = [addr](const Region& r) { return addr - (r.base - kGuard) < r.data.size(); };
  if (last_ && holds(*last_)) return last_;
  auto it = std::upper_bound(regions_.begin(), regions_.end(), addr,
                             [](uint64_t a, const auto& r) { return a < r->base - kGuard; });
  if (it == regions_.begin()) return nullptr;
  Region* r = std::prev(it)->get();
  if (!holds(*r)) return nullptr;
  return last_ = r;
}

bool AxiMemory::inside(uint64_t addr, uint64_t len) const {
  const Region* r = find(addr);
  return r && addr >= r->base && addr - r->base <= r->bytes && len <= r->bytes - (addr - r->base);
}

std::span<uint8_t> AxiMemory::view(uint64_t addr, uint64_t len) {
  if (!inside(addr, len)) return {};
  Region* r = find(addr);
  return std::span(r->data).subspan(addr - r->base + kGuard, len);
}

std::span<const uint8_t> AxiMemory::view(uint64_t addr, uint64_t len) const {
  if (!inside(addr, len)) return {};
  const Region* r = find(addr);
  return std::span(r->data).subspan(addr - r->base + kGuard, len);
}

bool AxiMemory::read(uint64_t addr, std::span<uint8_t> out) const {
  const auto v = view(addr, out.size());
  if (v.size() != out.size()) return false;
  std::copy(v.begin(), v.end(), out.begin());
  return true;
}

uint64_t AxiMemory::read_u64(uint64_t addr) const {
  uint64_t w = 0;
  const auto v = view(addr, 8);
  if (v.size() == 8) std::memcpy(&w, v.data(), 8);
  return w;
}

std::string AxiMemory::where(uint64_t addr) const {
  const Region* r = find(addr);
  if (!r) return "(none)";
  if (addr < r->base) return r->name + " (guard before)";
  if (addr >= r->base + r->bytes) return r->name + " (guard after)";
  return r->name;
}

bool AxiMemory::guard_intact(const Region& r) {
  const uint64_t lo = r.base - kGuard;
  for (uint64_t i = 0; i < kGuard; ++i) {
    const uint64_t after = r.bytes + kGuard + i;
    if (r.data[i] != guard_byte(lo + i) || r.data[after] != guard_byte(lo + after)) return false;
  }
  return true;
}

std::vector<std::string> AxiMemory::check_guards() const {
  std::vector<std::string> bad;
  for (const auto& r : regions_)
    if (!guard_intact(*r)) bad.push_back("guard bytes of " + r->name + " changed");
  return bad;
}

void AxiMemory::violation(std::string text) {
  ++n_violations_;
  if (violations_.size() < 100) violations_.push_back("cycle " + std::to_string(now_) + ": " + std::move(text));
}

uint8_t AxiMemory::error_for(uint64_t lo, uint64_t hi, bool write) {
  for (auto& e : errors_) {
    if (!(write ? e.on_write : e.on_read) || hi <= e.lo || lo >= e.hi || e.count == 0) continue;
    if (!rng_.chance(e.num, 65536)) continue;
    --e.count;
    ++errors_sent_;
    return e.resp;
  }
  return kOkay;
}

}  // namespace openpml
