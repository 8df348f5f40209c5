// SPDX-License-Identifier: Apache-2.0
#include "progress_watch.hpp"

#include <string>

namespace openpml {
namespace {

constexpr uint64_t kLook = 1024;  ///< cycles from one look at the state to the next

bool has_job(const VmArch& v) { return v.job != static_cast<uint8_t>(Job::None) || v.stop_pend; }

/// Something in the unit must go on by itself.
bool has_work(const Params& p, const ArchState& a) {
  for (unsigned m = 0; m < p.n_vm; ++m)
    if (has_job(a.vm[m])) return true;
  for (unsigned v = 0; v < p.n_vcpu; ++v)
    if (a.vcpu[v].drain) return true;
  return a.inflight != 0 || a.rd_out != 0 || a.wr_out != 0;
}

}  // namespace

void ProgressWatch::give_up(const std::string& what) const { throw SimError("no progress: " + what); }

void ProgressWatch::observe(uint64_t cycle, const Inputs& in, const Outputs& out) {
  if (!in.rst_n) {
    write_open_ = read_open_ = false;
    moved_ = cycle;
    held_since_.fill(cycle);
    job_since_.fill(cycle);
    return;
  }
  registers(cycle, in, out);
  ports(cycle, in, out);
  accepting_ |= out.can_accept;
  if (cycle - looked_ < kLook) return;
  looked_ = cycle;
  jobs(cycle);
}

void ProgressWatch::registers(uint64_t cycle, const Inputs& in, const Outputs& out) {
  const auto follow = [&](bool& open, uint64_t& since, bool asked, bool answered, const char* what) {
    if (answered) open = false;
    if (asked && !open && !answered) {
      open = true;
      since = cycle;
    }
    if (open && cycle - since > limits_.answer)
      give_up(std::string("a register ") + what + " is not answered for " + std::to_string(cycle - since) + " cycles");
  };
  follow(write_open_, write_since_, in.s_awvalid && in.s_wvalid, out.s_bvalid, "write");
  follow(read_open_, read_since_, in.s_arvalid, out.s_rvalid, "read");
}

void ProgressWatch::ports(uint64_t cycle, const Inputs& in, const Outputs& out) {
  bool moves = (out.m_awvalid && in.m_awready) || (out.m_wvalid && in.m_wready) || (out.m_arvalid && in.m_arready) ||
               (in.m_bvalid && out.m_bready) || (in.m_rvalid && out.m_rready);
  for (unsigned s = 0; s < sim_.params().n_src; ++s) moves |= in.ev[s].valid && out.ev_ready[s];
  if (moves) moved_ = cycle;
  if (cycle - moved_ <= limits_.quiet) return;
  if (has_work(sim_.params(), sim_.arch()))
    give_up("there is work, and nothing moves for " + std::to_string(cycle - moved_) + " cycles");
  moved_ = cycle;
}

void ProgressWatch::jobs(uint64_t cycle) {
  const Params& p = sim_.params();
  const ArchState a = sim_.arch();
  for (unsigned m = 0; m < p.n_vm; ++m) {
    const VmArch& v = a.vm[m];
    const uint64_t now = uint64_t{v.epoch} << 16 | uint64_t{v.state} << 8 | v.job;
    if (!has_job(v) || now != job_[m]) job_since_[m] = cycle;
    job_[m] = now;
    if (cycle - job_since_[m] > limits_.stuck)
      give_up("job " + std::to_string(v.job) + " of VM " + std::to_string(m) + " does not end for " +
              std::to_string(cycle - job_since_[m]) + " cycles");
  }

  bool active = false;
  for (unsigned m = 0; m < p.n_vm; ++m) active |= a.vm[m].state == static_cast<uint8_t>(VmState::Active);
  for (unsigned v = 0; v < p.n_vcpu; ++v) {
    if (!active || (accepting_ >> v & 1)) held_since_[v] = cycle;
    if (cycle - held_since_[v] > limits_.stuck)
      give_up("vCPU " + std::to_string(v) + " is held back for " + std::to_string(cycle - held_since_[v]) + " cycles");
  }
  accepting_ = 0;
}

}  // namespace openpml
