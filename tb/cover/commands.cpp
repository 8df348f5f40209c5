// SPDX-License-Identifier: Apache-2.0
// Each command against what it was answered, and the state of the VM, of its vCPUs' banks and of its buffers when it came.
#include <array>
#include <deque>
#include <string>

#include "functional.hpp"
#include "openpml/regs.hpp"
#include "registry.hpp"

namespace openpml {
namespace {

constexpr std::array<const char*, 9> kCommands = {"",      "ENABLE",  "HARVEST", "PEEK", "DISABLE",
                                                  "RESET", "RELEASE", "PREPARE", "other"};
constexpr std::array<const char*, 8> kStates = {"OFF",       "ENABLING", "ACTIVE",     "STOPPING",
                                                "RESETTING", "FAULTED",  "FAULT_DONE", "PREPARED"};
constexpr std::array<const char*, 8> kStatuses = {
    "", "OK", "BAD_STATE", "BUSY", "BUFFER_HELD", "NO_RECORD_ROOM", "BAD_CONFIG", "BAD_COMMAND"};
/// Which statuses a command can have (docs/microarchitecture.md, section 8).
constexpr std::array<std::array<bool, 8>, 9> kPossible = {{
    {},
    {false, true, true, true, false, true, true, false},   // ENABLE
    {false, true, true, true, true, true, false, false},   // HARVEST
    {false, true, true, true, false, true, false, true},   // PEEK
    {false, true, true, true, false, true, false, false},  // DISABLE
    {false, true, true, false, false, false, false, false},
    {false, true, true, false, false, false, false, false},
    {false, true, true, true, false, false, true, true},  // PREPARE
    {false, false, false, false, false, false, false, true},
}};
enum Banks : uint8_t { Empty, Filling, Draining, Full, kBanks };
constexpr std::array<const char*, kBanks> kBankNames = {"empty", "one filling", "one draining", "both full"};
constexpr std::array<const char*, 3> kOwners = {"free", "in flight", "held by dom0"};
constexpr std::array<const char*, 3> kModes = {"bitmap", "raw", "Intel"};

class Commands : public CoverGroup {
 public:
  explicit Commands(const Params& p) : p_(p) {
    CoverRegistry& r = CoverRegistry::get();
    for (unsigned c = 1; c < kCommands.size(); ++c) {
      const std::string name = kCommands[c];
      for (unsigned s = 1; s < kStatuses.size(); ++s)
        if (kPossible[c][s]) status_[c][s] = &r.point("command x status", name + " " + kStatuses[s]);
      for (unsigned s = 0; s < kStates.size(); ++s)
        state_[c][s] = &r.point("command x state", name + " in " + kStates[s]);
      for (unsigned b = 0; b < kBanks; ++b)
        bank_[c][b] = &r.point("command x banks", name + ", banks of the VM: " + kBankNames[b]);
      for (unsigned o = 0; o < kOwners.size(); ++o)
        for (unsigned cur = 0; cur < 2; ++cur)
          buffer_[c][o][cur] = &r.point(
              "command x buffers", name + ", epoch in buffer " + std::to_string(cur) + ", the other " + kOwners[o]);
      for (unsigned m = 0; m < kModes.size(); ++m)
        mode_[c][m] = &r.point("command x mode", name + " of an ACTIVE " + kModes[m] + " VM");
    }
  }

  void reset() override { open_.clear(); }

  void sample(const CoverFrame& f) override {
    if (!open_.empty() && open_.front().status_at == f.cycle) {
      const Open o = open_.front();
      open_.pop_front();
      const unsigned s = f.after.vm[o.vm].cmd_status;
      if (s < kStatuses.size() && status_[o.command][s]) ++*status_[o.command][s];
    }
    const auto& w = f.lite.write();
    if (!w || !w->okay || w->addr < regs::VM_BASE || (w->addr - regs::VM_BASE) % regs::VM_STRIDE != regs::VM_CMD)
      return;
    const unsigned vm = (w->addr - regs::VM_BASE) / regs::VM_STRIDE, code = w->data & regs::VM_CMD_CODE_MASK;
    if (vm >= p_.n_vm) return;
    const unsigned c = code >= 1 && code <= 7 ? code : 8;
    came(f, vm, c);
    open_.push_back({vm, c, f.cycle + 2});
  }

 private:
  struct Open {
    unsigned vm, command;
    uint64_t status_at;
  };

  void came(const CoverFrame& f, unsigned vm, unsigned c) {
    const VmArch& v = f.before.vm[vm];
    ++*state_[c][v.state];
    if (v.state != static_cast<uint8_t>(VmState::Active)) return;
    const unsigned mode = static_cast<unsigned>(f.sim.dom0().config(vm).mode);
    ++*mode_[c][mode];
    if (mode != 2) ++*bank_[c][banks(f, vm)];
    if (mode != 0) return;
    const unsigned other = v.cur_buf ? v.owner0 : v.owner1;
    ++*buffer_[c][other][v.cur_buf];
  }

  /// The fullest state that a vCPU of the VM is in.
  static Banks banks(const CoverFrame& f, unsigned vm) {
    Banks most = Empty;
    for (const unsigned v : f.sim.dom0().config(vm).vcpus) {
      const VcpuArch& a = f.before.vcpu[v];
      most = std::max(most, a.cnt == 512 && a.drain ? Full : a.drain ? Draining : a.cnt ? Filling : Empty);
    }
    return most;
  }

  Params p_;
  std::deque<Open> open_;
  std::array<std::array<uint64_t*, 8>, 9> status_{}, state_{};
  std::array<std::array<uint64_t*, kBanks>, 9> bank_{};
  std::array<std::array<std::array<uint64_t*, 2>, 3>, 9> buffer_{};
  std::array<std::array<uint64_t*, 3>, 9> mode_{};
};

}  // namespace

std::unique_ptr<CoverGroup> cover_commands(const Params& p) { return std::make_unique<Commands>(p); }

}  // namespace openpml
