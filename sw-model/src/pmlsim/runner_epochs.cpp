// SPDX-License-Identifier: Apache-2.0
// Runner: what the unit said about an epoch against the truth, idle time, totals.
#include <cstring>

#include "errors.hpp"
#include "runner.hpp"

namespace openpml::pmlsim {
namespace {

constexpr unsigned kRestCycles = 6;  ///< a taken event is in its bank, an Intel entry on the bus

std::string where(unsigned vm, uint64_t epoch) {
  return "VM " + std::to_string(vm) + ", epoch " + std::to_string(epoch);
}

std::string counts(uint64_t a, uint64_t w) {
  return std::to_string(a) + " accessed and " + std::to_string(w) + " written";
}

/// A bitmap in memory against the truth's words, as far as the truth reaches.
bool same_bits(std::span<const uint8_t> bitmap, const std::vector<uint64_t>& words) {
  return bitmap.size() >= words.size() * 8 && std::memcmp(bitmap.data(), words.data(), words.size() * 8) == 0;
}

}  // namespace

void Runner::add_epoch(unsigned vm, uint32_t epoch, uint64_t a, uint64_t w, const TrueEpoch& t) {
  EpochResult e{vm, epoch, a, w, t.pages.n_accessed, t.pages.n_written, base_ns_ + t.end_ns};
  if (!c_.log_reads && !c_.timed) e.distinct_accessed = e.true_accessed = 0;  // not tracked in write-only mode
  r_.epochs.push_back(e);
}

void Runner::on_record(const RecordView& v) {
  const Record& r = v.rec;
  if (r.type == RecType::Enable) {
    if (!r.valid) throw WrongResult("VM " + std::to_string(r.vm) + ": the ENABLE record is not valid");
    return;
  }
  r_.totals.record_bytes += 64;
  if (r.type == RecType::RawPage) {
    ++x_.raw_pages;
    if (r.distinct_w > 512) throw WrongResult("a raw page claims " + std::to_string(r.distinct_w) + " entries");
    for (uint64_t i = 0; i < r.distinct_w; ++i) gather(r.vm, v.raw[511 - i]);
    return;
  }
  if (r.type != RecType::Harvest) return;
  if (!r.valid)
    throw WrongResult(where(r.vm, r.epoch) + ": INVALID record, fault " + std::to_string(r.fault_code) + ", info " +
                      std::to_string(r.fault_info));
  if (sim_->cycle() > time_zero_ + r.end) r_.totals.harvest_cycles += sim_->cycle() - time_zero_ - r.end;
  if (c_.mode != "dom0") return;
  const TrueEpoch t = source_->pop_truth(r.vm);
  r_.totals.summary_entries += r.summary_entries;
  r_.totals.summary_bytes += (uint64_t{r.summary_entries} + 15) / 16 * 64;
  for (const uint32_t e : v.summary) x_.line_kinds += (e >> 30 & 1) + (e >> 31);
  check_bitmap(v, t);
  add_epoch(r.vm, r.epoch, r.distinct_a, r.distinct_w, t);
}

void Runner::check_bitmap(const RecordView& v, const TrueEpoch& t) {
  const Record& r = v.rec;
  RecordView w = v;
  if (!c_.log_reads) w.accessed = {};
  const Popcount whole = popcount_full(w), touched = popcount_summary(w);
  const uint64_t a = c_.log_reads ? r.distinct_a : 0;
  if (whole != Popcount{a, r.distinct_w})
    throw WrongResult(where(r.vm, r.epoch) + ": the record says " + counts(r.distinct_a, r.distinct_w) +
                      ", the bitmaps in memory hold " + counts(whole.accessed, whole.written));
  if (touched != whole)
    throw WrongResult(where(r.vm, r.epoch) + ": the lines of the summary hold " +
                      counts(touched.accessed, touched.written) + ", the bitmaps " +
                      counts(whole.accessed, whole.written));
  if (!c_.compare_bits) return;
  if (!same_bits(w.written, t.pages.written))
    throw WrongResult(where(r.vm, r.epoch) + ": the written bitmap is not the offered set of pages");
  if (c_.log_reads && !same_bits(w.accessed, t.pages.accessed))
    throw WrongResult(where(r.vm, r.epoch) + ": the accessed bitmap is not the offered set of pages");
}

void Runner::finish_software_epoch(unsigned vm) {
  const TrueEpoch t = source_->pop_truth(vm);
  const PageBits got = vms_[vm].gathered->take();
  const uint32_t epoch = static_cast<uint32_t>(vms_[vm].records++);
  add_epoch(vm, epoch, c_.log_reads ? got.n_accessed : 0, got.n_written, t);
  if (!c_.compare_bits) return;
  if (got.written != t.pages.written)
    throw WrongResult(where(vm, epoch) + ": the logged writes are not the offered ones");
  if (c_.log_reads && got.accessed != t.pages.accessed)
    throw WrongResult(where(vm, epoch) + ": the logged accesses are not the offered ones");
}

bool Runner::unit_at_rest() const {
  if (!sim_->idle()) return false;
  const ArchState a = sim_->arch();
  if (a.inflight != 0 || a.rd_out != 0 || a.wr_out != 0 || sim_->out().guest_exit != 0) return false;
  for (unsigned v = 0; v < sim_->params().n_vcpu; ++v)
    if (a.vcpu[v].drain != 0 || a.vcpu[v].occ != a.vcpu[v].cnt || a.vcpu[v].skid != 0) return false;
  for (unsigned m = 0; m < sim_->params().n_vm; ++m)
    if (a.vm[m].job != static_cast<uint8_t>(Job::None)) return false;
  return true;
}

void Runner::skip_idle() {
  if (source_->offering() || busy_ != 0 || sim_->out().m_awvalid || sim_->out().m_arvalid) {
    idle_cycles_ = 0;
    return;
  }
  if (++idle_cycles_ < kRestCycles || !unit_at_rest()) return;
  source_->skip_to_next(sim_->cycle());
  idle_cycles_ = 0;
}

uint64_t Runner::lost_cycles() const {
  double ns = static_cast<double>(r_.totals.guest_exits) * c_.costs.intel_exit_ns(512);
  // Xen pauses the domain while a harvest drains its logs: the guest waits for that too.
  ns += static_cast<double>(x_.drains) * (c_.costs.vmread_ns + c_.costs.vmwrite_ns) +
        static_cast<double>(x_.drain_entries) * c_.costs.xen_entry_ns;
  if (c_.timed) ns += c_.costs.ns_of_unit_cycles(static_cast<double>(x_.stalled_cycles));
  return c_.costs.whole_cpu_cycles(ns);
}

void Runner::totals() {
  Totals& t = r_.totals;
  x_.guest_ns = static_cast<double>(base_ns_);
  t.events = items_read_;
  t.axi_bytes = t.axi_read_bytes + t.axi_write_bytes;
  uint64_t accepted = 0, discarded = 0, faulted = 0;
  for (unsigned vm = 0; vm < vms_.size(); ++vm) {
    if (!vms_[vm].used) continue;
    r_.counters.resize(vm + 1);
    const VmCounters k = r_.counters[vm] = sim_->dom0().counters(vm);
    accepted += k.accepted;
    discarded += k.discarded;
    faulted += k.faulted;
    t.guest_exits += k.guest_exits;
    t.harvests += k.harvests;
    t.harvests_refused += k.refused;
    x_.stalled_cycles += k.stalled;
  }
  t.events_lost = items_taken_ - accepted + discarded + faulted;
  t.guest_cycles_lost = lost_cycles();
}

}  // namespace openpml::pmlsim
