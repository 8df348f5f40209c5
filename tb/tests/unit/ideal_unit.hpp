// SPDX-License-Identifier: Apache-2.0
/// A unit that is right by construction, at the level of pins and memory, for tests of the judge: events are kept as
/// sets, a command's result appears in memory at once. Tests change what it writes and expect the judge to say so.
#pragma once
#include <array>
#include <cstring>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "openpml/judge.hpp"
#include "openpml/regs.hpp"

namespace openpml::testing_unit {

class SparseMemory : public MemoryView {
 public:
  void read(uint64_t addr, std::span<uint8_t> out) const override {
    for (size_t i = 0; i < out.size(); ++i) {
      const auto p = pages_.find((addr + i) >> 12);
      out[i] = p == pages_.end() ? 0 : p->second[(addr + i) & 4095];
    }
  }
  uint8_t& at(uint64_t addr) { return pages_[addr >> 12][addr & 4095]; }
  void put(uint64_t addr, std::span<const uint8_t> b) {
    for (size_t i = 0; i < b.size(); ++i) at(addr + i) = b[i];
  }
  template <class T>
  void put_value(uint64_t addr, T v) {
    for (size_t i = 0; i < sizeof v; ++i) at(addr + i) = static_cast<uint8_t>(v >> (8 * i));
  }
  void zero(uint64_t addr, uint64_t bytes) {
    for (uint64_t i = 0; i < bytes; ++i) at(addr + i) = 0;
  }

 private:
  std::map<uint64_t, std::array<uint8_t, 4096>> pages_;
};

struct Rec {
  uint8_t type = 0, status = 1, vm = 0, vcpu = 0;
  uint32_t epoch = 0;
  uint64_t start = 0, end = 0, accessed = 0, written = 0;
  uint32_t summary = 0, fault_code = 0;
  uint64_t fault_info = 0;
  uint32_t number = 0, last = 0;
};
enum Type : uint8_t { kEnable = 1, kHarvest, kPeek, kDisable, kStop, kRawPage = 8 };

class IdealUnit {
 public:
  static constexpr uint64_t kRing = 0x100000;
  static constexpr unsigned kRingLog2 = 3;
  using Tamper = std::function<void(Rec&)>;
  using Pins = std::function<void(Inputs&, Outputs&)>;

  explicit IdealUnit(JudgeOptions o = {}) : judge(p, mem, o) {
    for (uint32_t i = 0; i < 1u << kRingLog2; ++i) mem.at(kRing + i * 64 + 63) = 0;
    write64(regs::GLOBAL_RING_BASE, kRing);
    write(regs::GLOBAL_RING_LOG2, kRingLog2);
  }

  static uint64_t w_base(unsigned vm, unsigned b) { return 0x10000000 + vm * 0x1000000 + b * 0x100000; }
  static uint64_t a_base(unsigned vm, unsigned b) { return w_base(vm, b) + 0x200000; }
  static uint64_t sum_base(unsigned vm, unsigned b) { return w_base(vm, b) + 0x400000; }
  static uint64_t raw_base(unsigned vm) { return w_base(vm, 0) + 0x600000; }
  static uint64_t log_base(unsigned vcpu) { return 0x8000000 + vcpu * 0x1000; }
  static uint32_t vm_reg(unsigned vm, uint32_t off) { return regs::VM_BASE + vm * regs::VM_STRIDE + off; }
  static uint32_t vcpu_reg(unsigned v, uint32_t off) { return regs::VCPU_BASE + v * regs::VCPU_STRIDE + off; }

  void cycle(const Pins& pins = {}) {
    Inputs in;
    Outputs out;
    out.guest_exit = exits;
    if (pins) pins(in, out);
    judge.observe(in, out);
    ++now;
  }
  /// A register write; `during` may change the pins of the cycle in which B rises, of a command those of the cycle in which it executes.
  void write(uint32_t addr, uint32_t data, bool okay = true, const Pins& during = {}) {
    cycle([&](Inputs& in, Outputs& out) {
      in.s_awvalid = in.s_wvalid = out.s_awready = out.s_wready = true;
      in.s_awaddr = static_cast<uint16_t>(addr);
      in.s_wdata = data;
    });
    const bool command = okay && addr >= regs::VM_BASE && (addr - regs::VM_BASE) % regs::VM_STRIDE == regs::VM_CMD;
    cycle([&](Inputs& in, Outputs& out) {
      out.s_bvalid = true;
      out.s_bresp = okay ? 0 : 2;
      if (during && !command) during(in, out);
    });
    if (!command) return;
    cycle();
    cycle(during);
  }
  void write64(uint32_t addr, uint64_t v) {
    write(addr, static_cast<uint32_t>(v)), write(addr + 4, static_cast<uint32_t>(v >> 32));
  }
  void read(uint32_t addr, uint32_t data) {
    cycle([&](Inputs& in, Outputs& out) {
      in.s_arvalid = out.s_arready = true, in.s_araddr = static_cast<uint16_t>(addr);
    });
    cycle([&](Inputs&, Outputs& out) { out.s_rvalid = true, out.s_rdata = data; });
  }
  static void offer(Inputs& in, Outputs& out, unsigned vcpu, uint64_t gfn, bool write_access) {
    in.ev[0] = {true, static_cast<uint8_t>(vcpu), gfn, write_access};
    out.ev_ready[0] = true;
  }
  /// An event taken in a cycle of its own; the unit keeps it if it should (`keep` false: it loses it).
  void event(unsigned vcpu, uint64_t gfn, bool write_access, bool keep = true) {
    cycle([&](Inputs& in, Outputs& out) { offer(in, out, vcpu, gfn, write_access); });
    if (keep) remember(vcpu, gfn, write_access);
  }
  void remember(unsigned vcpu, uint64_t gfn, bool write_access) {
    Vm& m = vms[vcpu / 2];
    if (gfn >= m.limit || (!write_access && !m.reads)) return;
    if (m.reads) m.accessed[m.buf].insert(gfn);
    if (write_access) m.written[m.buf].insert(gfn);
  }

  /// vCPUs 2 vm and 2 vm + 1 belong to VM vm.
  void setup(unsigned vm, uint64_t limit, unsigned mode = regs::MODE_BITMAP, bool reads = true) {
    Vm& m = vms[vm];
    m.limit = limit, m.reads = reads, m.mode = mode;
    write(vm_reg(vm, regs::VM_CONFIG), mode | (reads ? regs::VM_CONFIG_LOG_READS_MASK : 0));
    write64(vm_reg(vm, regs::VM_LIMIT), limit);
    for (unsigned b = 0; b < 2; ++b) {
      write64(vm_reg(vm, regs::VM_W_BASE0 + 8 * b), w_base(vm, b));
      write64(vm_reg(vm, regs::VM_A_BASE0 + 8 * b), a_base(vm, b));
      write64(vm_reg(vm, regs::VM_SUM_BASE0 + 8 * b), sum_base(vm, b));
    }
    write64(vm_reg(vm, regs::VM_RAW_BASE), raw_base(vm));
    write(vm_reg(vm, regs::VM_RAW_LOG2), 2);
    for (unsigned v : {2 * vm, 2 * vm + 1}) {
      write(vcpu_reg(v, regs::VCPU_BIND), vm | regs::VCPU_BIND_VALID_MASK);
      if (mode != regs::MODE_INTEL) continue;
      write64(vcpu_reg(v, regs::VCPU_LOG_BASE), log_base(v));
      write(vcpu_reg(v, regs::VCPU_INDEX), 511);
    }
  }
  void enable(unsigned vm, const Tamper& t = {}) {
    Vm& m = vms[vm];
    write(vm_reg(vm, regs::VM_CMD), regs::CMD_ENABLE);
    Rec r = base(vm, kEnable);
    r.end = now - 1;
    m.start = now;
    m.epoch = 0, m.buf = false;
    emit(r, t);
    cycle();
  }
  void start(unsigned vm, uint64_t limit, unsigned mode = regs::MODE_BITMAP, bool reads = true) {
    setup(vm, limit, mode, reads), enable(vm);
  }

  /// Cuts; the record comes with finish_harvest.
  void cut(unsigned vm, const Pins& during = {}) {
    write(vm_reg(vm, regs::VM_CMD), regs::CMD_HARVEST, true, [&](Inputs& in, Outputs& out) {
      out.cut_valid = true, out.cut_vm = static_cast<uint8_t>(vm), out.cut_buf = vms[vm].buf;
      if (during) during(in, out);
    });
    Vm& m = vms[vm];
    Rec r = base(vm, kHarvest);
    r.epoch = m.epoch++;
    r.start = m.start;
    r.end = m.start = now - 1;
    m.cut_rec = r;
    if (m.mode == regs::MODE_BITMAP) {
      m.buf = !m.buf;
      m.accessed[m.buf].clear(), m.written[m.buf].clear();
    }
  }
  void finish_harvest(unsigned vm, const Tamper& t = {}) {
    Rec r = vms[vm].cut_rec;
    write_epoch(vm, (r.status & 2) != 0, r);
    emit(r, t);
  }
  void harvest(unsigned vm, const Tamper& t = {}) { cut(vm), finish_harvest(vm, t); }
  void release(unsigned vm, unsigned b) {
    write(vm_reg(vm, regs::VM_CMD), regs::CMD_RELEASE | b << regs::VM_CMD_BUFFER_SHIFT);
  }
  void harvest_release(unsigned vm) {
    const unsigned b = vms[vm].buf;
    harvest(vm), release(vm, b);
  }
  /// PEEK or DISABLE, up to the record.
  Rec stop_or_peek(unsigned vm, Type type) {
    Rec r = base(vm, type);
    write(vm_reg(vm, regs::VM_CMD), type == kPeek ? regs::CMD_PEEK : regs::CMD_DISABLE);
    r.epoch = vms[vm].epoch, r.start = vms[vm].start, r.end = now - 1;
    return r;
  }
  void peek(unsigned vm, const Tamper& t = {}) {
    Rec r = stop_or_peek(vm, kPeek);
    write_epoch(vm, vms[vm].buf, r), emit(r, t);
  }
  void disable(unsigned vm, const Tamper& t = {}) {
    Rec r = stop_or_peek(vm, kDisable);
    write_epoch(vm, vms[vm].buf, r), emit(r, t);
  }

  Rec base(unsigned vm, Type type) const {
    const Vm& m = vms[vm];
    Rec r;
    r.type = type, r.vm = static_cast<uint8_t>(vm);
    const bool buffer = type == kHarvest || type == kPeek || type == kDisable ? m.buf : false;
    r.status =
        static_cast<uint8_t>(1 | buffer << 1 | (m.mode == regs::MODE_RAW) << 2 | (m.mode == regs::MODE_INTEL) << 3);
    return r;
  }
  /// Writes bitmaps and summary of buffer b and fills the record's counts.
  void write_epoch(unsigned vm, unsigned b, Rec& r) {
    Vm& m = vms[vm];
    if (m.mode != regs::MODE_BITMAP) return;
    const uint64_t lines = (m.limit + 511) / 512;
    mem.zero(w_base(vm, b), lines * 64), mem.zero(a_base(vm, b), lines * 64);
    std::map<uint32_t, uint32_t> touched;
    for (const uint64_t g : m.written[b])
      mem.at(w_base(vm, b) + g / 8) |= static_cast<uint8_t>(1u << g % 8),
          touched[static_cast<uint32_t>(g / 512)] |= 1u << 31;
    for (const uint64_t g : m.accessed[b])
      mem.at(a_base(vm, b) + g / 8) |= static_cast<uint8_t>(1u << g % 8),
          touched[static_cast<uint32_t>(g / 512)] |= 1u << 30;
    uint64_t at = sum_base(vm, b);
    mem.zero(at, (touched.size() + 15) / 16 * 64);
    for (const auto& [line, k] : touched) mem.put_value(at, line | k), at += 4;
    r.accessed = m.accessed[b].size(), r.written = m.written[b].size(),
    r.summary = static_cast<uint32_t>(touched.size());
  }
  void emit(Rec r, const Tamper& t = {}) {
    r.number = prod++;
    r.last = (~(r.number >> kRingLog2) & 1) << 31;
    if (t) t(r);
    std::array<uint8_t, 64> b{};
    const auto put = [&](auto v, size_t at) { std::memcpy(&b[at], &v, sizeof v); };
    put(r.type, 0), put(r.status, 1), put(r.vm, 2), put(r.vcpu, 3), put(r.epoch, 4), put(r.start, 8), put(r.end, 16),
        put(r.accessed, 24), put(r.written, 32);
    put(r.summary, 40), put(r.fault_code, 44), put(r.fault_info, 48), put(r.number, 56), put(r.last, 60);
    mem.put(kRing + uint64_t{(prod - 1) & ((1u << kRingLog2) - 1)} * 64, b);
    judge.check_records();
    write(regs::GLOBAL_RING_CONS, prod);
  }
  /// A raw page of `vcpu` in `slot`, entries in log order, and its record.
  void raw_page(unsigned vm, unsigned vcpu, uint64_t slot, const std::vector<uint64_t>& entries, const Tamper& t = {}) {
    cycle();  // an event can be in the log at the earliest in the cycle after it was taken
    for (size_t i = 0; i < entries.size(); ++i) mem.put_value(raw_base(vm) + slot * 4096 + 8 * (511 - i), entries[i]);
    Rec r = base(vm, kRawPage);
    r.vcpu = static_cast<uint8_t>(vcpu), r.epoch = vms[vm].epoch, r.start = vms[vm].start, r.end = now,
    r.accessed = slot, r.written = entries.size();
    emit(r, t);
  }

  struct Vm {
    uint64_t limit = 0, start = 0;
    unsigned mode = 0;
    bool reads = true, buf = false;
    uint32_t epoch = 0;
    std::array<std::set<uint64_t>, 2> accessed, written;
    Rec cut_rec{};
  };
  Params p{};
  SparseMemory mem{};
  Judge judge;
  std::array<Vm, 4> vms{};
  uint64_t now = 0, exits = 0;
  uint32_t prod = 0;
};

}  // namespace openpml::testing_unit
