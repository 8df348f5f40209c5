// SPDX-License-Identifier: Apache-2.0
#include "dom0.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>

#include "common/errors.hpp"
#include "openpml/regs.hpp"

namespace openpml::uart {

using namespace tools;
namespace {

namespace r = openpml::regs;

constexpr uint32_t kPage = 4096, kRecordBytes = 64;
constexpr uint32_t kPhase = 1u << 31;
constexpr auto kPatience = std::chrono::seconds(20);

void wait_until(const std::string& what, const std::function<bool()>& done) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!done())
    if (std::chrono::steady_clock::now() > end) throw WrongResult("the unit does not get there: " + what);
}

uint32_t field(uint32_t value, uint32_t mask, uint32_t shift) { return (value & mask) >> shift; }

const char* command_status(uint32_t s) {
  static const char* names[] = {"none",           "OK",         "BAD_STATE",  "BUSY", "BUFFER_HELD",
                                "NO_RECORD_ROOM", "BAD_CONFIG", "BAD_COMMAND"};
  return s < std::size(names) ? names[s] : "unknown";
}

}  // namespace

Dom0::Dom0(Board& board, unsigned vm) : board_(board), vm_(vm) {
  if (board_.read(r::GLOBAL_MAGIC) != r::MAGIC)
    throw LinkError("the registers behind the UART are not those of an OpenPML unit");
  const uint32_t version = board_.read(r::GLOBAL_VERSION) >> 16;
  if (version != r::VERSION_MAJOR)
    throw LinkError("the unit has version " + std::to_string(version) + ", this program knows " +
                    std::to_string(r::VERSION_MAJOR));
  const uint32_t cap = board_.read(r::GLOBAL_CAP0);
  n_vm_ = cap & 0xFF;
  n_vcpu_ = cap >> 8 & 0xFF;
  if (vm_ >= n_vm_)
    throw UsageError("--vm " + std::to_string(vm_) + ": the unit has VMs 0.." + std::to_string(n_vm_ - 1));
  // memory: ring (one page), two accessed and two written bitmaps, two summaries (4 bytes for 512 pages)
  const uint32_t bytes = board_.info().mem_bytes;
  unsigned log2 = cap >> 16 & 0xFF;
  const auto need = [](unsigned l) {
    return kPage + 4 * std::max(kPage, 1u << l >> 3) + 2 * std::max(kPage, 1u << l >> 9 << 2);
  };
  while (log2 > 15 && (log2 > 24 || need(log2) > bytes)) --log2;
  if (need(log2) > bytes) throw LinkError("the board's memory is too small");
  pages_ = 1u << log2;
  bitmap_bytes_ = std::max(kPage, pages_ / 8);
  ring_ = board_.info().mem_base;
  bases_ = ring_ + kPage;
}

uint32_t Dom0::vm_reg(uint32_t offset) const { return r::VM_BASE + vm_ * r::VM_STRIDE + offset; }

void Dom0::all_off() {
  board_.write(r::GEN_BASE + r::GEN_CTRL, r::GEN_CTRL_STOP_MASK);
  wait_until("generator IDLE", [&] {
    return field(board_.read(r::GEN_BASE + r::GEN_STATUS), r::GEN_STATUS_STATE_MASK, r::GEN_STATUS_STATE_SHIFT) == 0;
  });
  for (unsigned vm = 0; vm < n_vm_; ++vm) {
    const uint32_t base = r::VM_BASE + vm * r::VM_STRIDE;
    wait_until("VM OFF", [&] {
      const uint32_t state = field(board_.read(base + r::VM_STATUS), r::VM_STATUS_STATE_MASK, r::VM_STATUS_STATE_SHIFT);
      if (state == r::STATE_OFF) return true;
      if (state == r::STATE_ACTIVE || state == r::STATE_FAULTED || state == r::STATE_FAULT_DONE)
        board_.write(base + r::VM_CMD, r::CMD_RESET);
      if (state == r::STATE_PREPARED)
        throw Refused("VM " + std::to_string(vm) +
                      " is PREPARED by somebody else; run the self test, it resets the unit");
      return false;
    });
  }
  wait_until("records written", [&] { return board_.read(r::GLOBAL_RING_RESV) == 0; });
}

void Dom0::start(unsigned vcpu) {
  if (vcpu >= n_vcpu_)
    throw UsageError("--vcpu " + std::to_string(vcpu) + ": the unit has vCPUs 0.." + std::to_string(n_vcpu_ - 1));
  all_off();
  board_.write64(r::GLOBAL_RING_BASE, ring_);
  board_.write(r::GLOBAL_RING_LOG2, ring_log2_);
  board_.write(r::GLOBAL_RING_CONS, board_.read(r::GLOBAL_RING_PROD));
  board_.write(vm_reg(r::VM_CONFIG), r::MODE_BITMAP << r::VM_CONFIG_MODE_SHIFT | r::VM_CONFIG_LOG_READS_MASK);
  board_.write64(vm_reg(r::VM_LIMIT), pages_);
  const uint32_t regs[] = {r::VM_A_BASE0, r::VM_A_BASE1, r::VM_W_BASE0, r::VM_W_BASE1};
  for (uint32_t i = 0; i < 4; ++i) board_.write64(vm_reg(regs[i]), bases_ + i * bitmap_bytes_);
  board_.write64(vm_reg(r::VM_SUM_BASE0), bases_ + 4 * bitmap_bytes_);
  board_.write64(vm_reg(r::VM_SUM_BASE1), bases_ + 4 * bitmap_bytes_ + std::max(kPage, pages_ / 512 * 4));
  for (unsigned v = 0; v < n_vcpu_; ++v)
    board_.write(r::VCPU_BASE + v * r::VCPU_STRIDE + r::VCPU_BIND, v == vcpu ? r::VCPU_BIND_VALID_MASK | vm_ : 0);
  command(r::CMD_ENABLE, "ENABLE");
  (void)next_record(1);
}

void Dom0::command(uint32_t code, const char* name) {
  // The record's place in the ring gets the other phase first, so that nothing old can be taken for it.
  const uint32_t n = board_.read(r::GLOBAL_RING_PROD);
  const uint32_t phase = (n >> ring_log2_ & 1) ? 0 : kPhase;
  board_.write(ring_ + kRecordBytes * (n & ((1u << ring_log2_) - 1)) + 60, phase ^ kPhase);
  board_.write(vm_reg(r::VM_CMD), code);
  const uint32_t status = board_.read(vm_reg(r::VM_CMD_STATUS)) & r::VM_CMD_STATUS_STATUS_MASK;
  if (status != r::CMD_ST_OK)
    throw Refused(std::string("the unit refused ") + name + " of VM " + std::to_string(vm_) + ": " +
                  command_status(status));
}

Record Dom0::next_record(unsigned type) {
  const uint32_t n = board_.read(r::GLOBAL_RING_CONS);
  const uint32_t at = ring_ + kRecordBytes * (n & ((1u << ring_log2_) - 1));
  const uint32_t phase = (n >> ring_log2_ & 1) ? 0 : kPhase;
  wait_until("completion record", [&] { return (board_.read(at + 60) & kPhase) == phase; });
  // The record can be in memory a little before the unit's job is over; until then commands are refused.
  wait_until("job over", [&] { return (board_.read(vm_reg(r::VM_STATUS)) & r::VM_STATUS_JOB_MASK) == 0; });
  const auto w = board_.read_block(at, kRecordBytes / 4);
  board_.write(r::GLOBAL_RING_CONS, n + 1);
  const auto u64 = [&](size_t i) { return w[i] | static_cast<uint64_t>(w[i + 1]) << 32; };
  Record rec;
  rec.type = w[0] & 0xFF;
  rec.valid = w[0] >> 8 & 1;
  rec.buffer = w[0] >> 9 & 1;
  rec.vm = w[0] >> 16 & 0xFF;
  rec.epoch = w[1];
  rec.start = u64(2);
  rec.end = u64(4);
  rec.accessed = u64(6);
  rec.written = u64(8);
  rec.entries = w[10];
  rec.fault = w[11];
  if (rec.type != type || rec.vm != vm_)
    throw WrongResult("record " + std::to_string(n) + " is of type " + std::to_string(rec.type) + ", VM " +
                      std::to_string(rec.vm) + ", expected type " + std::to_string(type) + ", VM " +
                      std::to_string(vm_));
  if (!rec.valid)
    throw WrongResult("record " + std::to_string(n) + " is not VALID: the VM has fault " + std::to_string(rec.fault));
  return rec;
}

Record Dom0::harvest() {
  command(r::CMD_HARVEST, "HARVEST");
  return next_record(2);
}

std::vector<uint32_t> Dom0::summary(const Record& record) {
  if (record.entries > pages_ / 512)
    throw WrongResult("the record names " + std::to_string(record.entries) + " lines, the VM has " +
                      std::to_string(pages_ / 512));
  const uint32_t base = bases_ + 4 * bitmap_bytes_ + record.buffer * std::max(kPage, pages_ / 512 * 4);
  return record.entries ? board_.read_block(base, record.entries) : std::vector<uint32_t>{};
}

std::vector<uint32_t> Dom0::bitmap(const Record& record, bool written) {
  std::vector<uint32_t> map(pages_ / 32);
  const uint32_t base = bases_ + (2 * written + record.buffer) * bitmap_bytes_;
  for (const uint32_t entry : summary(record)) {
    if (!(entry >> (written ? 31 : 30) & 1)) continue;
    const uint32_t line = entry & 0x3FFFFFFF;
    if (line >= pages_ / 512)
      throw WrongResult("the summary names line " + std::to_string(line) + ", the VM has " +
                        std::to_string(pages_ / 512));
    const auto words = board_.read_block(base + 64 * line, 16);
    std::copy(words.begin(), words.end(), map.begin() + std::ptrdiff_t{16} * line);
  }
  return map;
}

void Dom0::release(const Record& record) {
  board_.write(vm_reg(r::VM_CMD), r::CMD_RELEASE << r::VM_CMD_CODE_SHIFT | record.buffer << r::VM_CMD_BUFFER_SHIFT);
}

void Dom0::stop() {
  command(r::CMD_DISABLE, "DISABLE");
  (void)next_record(4);
}

}  // namespace openpml::uart
