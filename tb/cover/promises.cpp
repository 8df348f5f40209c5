// SPDX-License-Identifier: Apache-2.0
// Where each promise (docs/promises.md) is at stake: the situation in which a unit that broke it would be seen to. That it is kept is the business
// of lock-step, judge and tests.
#include <algorithm>
#include <array>
#include <string>

#include "functional.hpp"
#include "openpml/regs.hpp"
#include "registry.hpp"

namespace openpml {
namespace {

constexpr uint64_t kGfnMask = (uint64_t{1} << 40) - 1;
constexpr std::array<const char*, 8> kStates = {"OFF",       "ENABLING", "ACTIVE",     "STOPPING",
                                                "RESETTING", "FAULTED",  "FAULT_DONE", "PREPARED"};
enum : uint8_t { Off, Enabling, Active, Stopping, Resetting, Faulted };

class Promises : public CoverGroup {
 public:
  explicit Promises(const Params& p) : p_(p) {
    vm_of_.fill(-1);
    for (unsigned s = 0; s < kStates.size(); ++s)
      in_state_[s] = &point(std::string("E1: an event of a VM that is ") + kStates[s]);
  }

  void reset() override {
    vm_of_.fill(-1);
    taken_before_ = -1;
    in_a_row_ = 0;
  }

  void sample(const CoverFrame& f) override {
    if (const auto& w = f.lite.write(); w && w->okay) written(*w);
    int taken = -1;  // VM of the event taken in this cycle (one at most)
    bool any = false;
    for (unsigned s = 0; s < p_.n_src; ++s) {
      const auto& e = f.in.ev[s];
      if (!e.valid || !f.out.ev_ready[s]) continue;
      any = true;
      taken = e.vcpu < p_.n_vcpu ? vm_of_[e.vcpu] : -1;
      if (taken < 0) ++unbound_;
      else event(f, static_cast<unsigned>(taken), e);
    }
    in_a_row_ = any ? in_a_row_ + 1 : 0;
    full_rate_ += in_a_row_ == 1024;
    cut(f, taken);
    guests(f, taken);
    vms(f, taken);
    ports(f);
    records(f);
    taken_before_ = taken;
  }

 private:
  static uint64_t& point(const std::string& name) { return CoverRegistry::get().point("promises", name); }

  void written(const LiteAccess& w) {
    if (w.addr < regs::VCPU_BASE || w.addr >= regs::VEC_BASE ||
        (w.addr - regs::VCPU_BASE) % regs::VCPU_STRIDE != regs::VCPU_BIND)
      return;
    const unsigned v = (w.addr - regs::VCPU_BASE) / regs::VCPU_STRIDE;
    if (v < p_.n_vcpu)
      vm_of_[v] = (w.data & regs::VCPU_BIND_VALID_MASK) != 0 ? static_cast<int>(w.data & regs::VCPU_BIND_VM_MASK) : -1;
  }

  void event(const CoverFrame& f, unsigned vm, const Inputs::Event& e) {
    const VmArch& v = f.before.vm[vm];
    ++*in_state_[v.state];
    if (v.state != Active) return;
    const VmConfig& c = f.sim.dom0().config(vm);
    ignored_ += !e.write && !c.log_reads;
    last_page_ += e.gfn == c.limit - 1;
    at_limit_ += e.gfn == c.limit;
    all_ones_ += e.gfn == kGfnMask;
    const uint64_t size = uint64_t{1} << p_.pages_log2;
    truncated_ += e.gfn >= size && e.gfn % size < c.limit;
  }

  void cut(const CoverFrame& f, int taken) {
    if (!f.out.cut_valid) return;
    const int vm = f.out.cut_vm;
    in_cut_ += taken == vm;
    before_cut_ += taken_before_ == vm;
    other_in_cut_ += taken >= 0 && taken != vm;
    const VmConfig& c = f.sim.dom0().config(f.out.cut_vm);
    for (const unsigned v : c.vcpus) cut_full_ += f.before.vcpu[v].cnt == 512;
  }

  void guests(const CoverFrame& f, int taken) {
    for (unsigned v = 0; v < p_.n_vcpu; ++v) {
      const VcpuArch &a = f.before.vcpu[v], &b = f.after.vcpu[v];
      const bool held = !(f.out.can_accept >> v & 1) && a.cnt > 500 && a.drain;
      held_ += held;
      held_beside_ += held && taken >= 0 && taken != vm_of_[v];
      both_full_ += a.cnt == 512 && a.drain;
      forced_ += !a.drain && b.drain && a.cnt < 512;
      switched_ += !a.drain && b.drain && a.cnt == 512;
      const bool exit_now = f.out.guest_exit >> v & 1;
      exit_ += exit_now && !(exits_ >> v & 1);
      exit_beside_ += exit_now && taken >= 0 && taken != vm_of_[v];
      rearmed_ += (exits_ >> v & 1) && !exit_now && b.idx != 0xFFFF;
      skid_ += b.skid && !a.skid;
    }
    exits_ = f.out.guest_exit;
  }

  void vms(const CoverFrame& f, int taken) {
    for (unsigned m = 0; m < p_.n_vm; ++m) {
      const VmArch &a = f.before.vm[m], &b = f.after.vm[m];
      const bool other = taken >= 0 && taken != static_cast<int>(m);
      reset_beside_ += a.state != Resetting && b.state == Resetting && other;
      fault_beside_ += a.state != Faulted && b.state == Faulted && other;
      fault_during_job_ += a.state != Faulted && b.state == Faulted && a.job == static_cast<uint8_t>(Job::Harvest);
      const unsigned top = p_.gen_w - 1;
      crossing_ += (a.gen ^ b.gen) >> top & 1;
      wrap_ += b.gen < a.gen;
      const VmCounters ca = VmCounters::from(a.counters), cb = VmCounters::from(b.counters);
      const bool bitmap = f.sim.dom0().config(m).mode == Mode::Bitmap;
      held_cleared_ += bitmap && a.job == static_cast<uint8_t>(Job::Harvest) && cb.lines_cleared > ca.lines_cleared;
      reread_ += cb.lines_read > ca.lines_read;
      missed_ += cb.missed_periods > ca.missed_periods;
      restored_ += a.state == 7 && b.state == Enabling;
      wrote_with_two_ += bitmap && b.state == Active && b.job == static_cast<uint8_t>(Job::Harvest) &&
                         cb.lines_written > ca.lines_written;
    }
  }

  void ports(const CoverFrame& f) {
    if (!f.out.m_awvalid || !f.in.m_awready) return;
    const bool record = f.sim.mem().where(f.out.m_awaddr) == "ring";
    record_beside_ += record && f.before.wr_out > 1;
  }

  void records(const CoverFrame& f) {
    const uint64_t n = f.sim.dom0().records();
    const bool fresh = n != records_;
    records_ = n;
    for (unsigned m = 0; fresh && m < p_.n_vm; ++m) {
      const Record& r = f.sim.dom0().last_record(m);
      if (r.type == RecType::RawPage) {
        full_page_ += r.distinct_w == 512;
        part_page_ += r.distinct_w < 512;
      }
      if (r.type != RecType::Harvest || !r.valid || r.raw || r.intel) continue;
      both_kinds_ += r.distinct_w != 0 && r.distinct_a > r.distinct_w;
      nothing_ += r.summary_entries == 0;
      many_ += r.summary_entries > 32;
      wide_ += r.distinct_a > 512;
      epochs_ += r.epoch > 3;
    }
  }

  Params p_;
  std::array<int, kMaxVcpu> vm_of_{};
  int taken_before_ = -1;
  unsigned in_a_row_ = 0;
  uint64_t exits_ = 0, records_ = 0;
  std::array<uint64_t*, 8> in_state_{};
  uint64_t &unbound_ = point("E1: an event of a vCPU that belongs to no VM"),
           &ignored_ = point("E1: a read of a VM that logs writes only"),
           &both_kinds_ = point("E2: a harvest with pages read and pages written"),
           &wide_ = point("E3: a harvest that counts more pages than a line has"),
           &in_cut_ = point("E4: an event taken in the cycle of its VM's cut"),
           &before_cut_ = point("E4: an event taken in the cycle before its VM's cut"),
           &other_in_cut_ = point("E4: another VM's event taken in the cycle of a cut"),
           &cut_full_ = point("E4: a cut with a full bank"),
           &held_ = point("G1: a vCPU is held, one bank drains and the other has no place"),
           &both_full_ = point("G1: one bank drains and the other is full"),
           &switched_ = point("G1: a full bank is switched"), &forced_ = point("E4: a bank is switched by the barrier"),
           &held_beside_ = point("G3: a vCPU is held and another VM's event is taken"),
           &exit_ = point("G2: a guest exit"), &skid_ = point("G2: the 513th entry waits"),
           &rearmed_ = point("G2: the index is armed again"),
           &exit_beside_ = point("G3: a guest exit stands and another VM's event is taken"),
           &reset_beside_ = point("G3: a VM is reset in the cycle in which another's event is taken"),
           &fault_beside_ = point("G3: a VM faults in the cycle in which another's event is taken"),
           &fault_during_job_ = point("I3: a fault while the VM's harvest is under way"),
           &record_beside_ = point("O1: a record is written while other writes are unanswered"),
           &missed_ = point("O2: a timer's harvest is refused"), &full_page_ = point("O3: a raw page of 512 entries"),
           &part_page_ = point("O3: a raw page of fewer entries"), &last_page_ = point("I1: an event at the last page"),
           &at_limit_ = point("I1: an event at the limit"), &all_ones_ = point("I1: an event at gfn FFFFFFFFFFh"),
           &truncated_ = point("I1: an event that would be legal if its gfn were cut"),
           &nothing_ = point("C1: a harvest of nothing"), &many_ = point("C1: a harvest of more than 32 lines"),
           &held_cleared_ = point("C1: a harvest clears what its buffer held"),
           &reread_ = point("C1: a line is written back a second time in its epoch"),
           &wrote_with_two_ = point("C1: a harvest writes lines back"),
           &epochs_ = point("E2: a harvest of the fifth epoch or a later one"),
           &crossing_ = point("C2: the filter's generation crosses into its other half"),
           &wrap_ = point("C2: the filter's generation wraps"),
           &full_rate_ = point("C3: an event taken in each of 1024 cycles"),
           &restored_ = point("restore: ENABLE of a PREPARED VM");
};

}  // namespace

std::unique_ptr<CoverGroup> cover_promises(const Params& p) { return std::make_unique<Promises>(p); }

}  // namespace openpml
