// SPDX-License-Identifier: Apache-2.0
#include "port_source.hpp"

#include <algorithm>
#include <cmath>

#include "errors.hpp"

namespace openpml::pmlsim {
namespace {

constexpr size_t kLookAhead = 64;  ///< items queued of a lane, back to back
constexpr size_t kLookAheadTimed = 65536;

}  // namespace

std::vector<std::string> workload_segments(const std::string& workload) {
  std::vector<std::string> out;
  for (size_t pos = 0;;) {
    const size_t end = workload.find(">>", pos);
    out.push_back(workload.substr(pos, end == std::string::npos ? end : end - pos));
    if (end == std::string::npos) return out;
    pos = end + 2;
  }
}

std::vector<std::unique_ptr<Workload>> open_lanes(const std::string& workload, bool timed) {
  std::vector<std::unique_ptr<Workload>> lanes;
  const auto add = [&](const std::string& spec) {
    auto w = make_workload(spec);
    if (!w) throw InputError(w.error());
    lanes.push_back(std::move(*w));
  };
  if (!timed) {
    add(workload);
    return lanes;
  }
  for (size_t pos = 0; pos <= workload.size();) {
    const size_t end = std::min(workload.find(';', pos), workload.size());
    add(workload.substr(pos, end - pos));
    pos = end + 1;
  }
  return lanes;
}

PortSource::PortSource(std::vector<std::unique_ptr<Workload>> lanes, const Params& p, Options o)
    : o_(o), vcpus_(p.n_vcpu), vms_(p.n_vm), vm_of_(p.n_vcpu, 0) {
  for (auto& w : lanes) {
    Lane lane;
    lane.buffer.resize(256);
    for (const StreamInfo& s : w->streams()) {
      if (s.vm >= p.n_vm)
        throw InputError("workload '" + s.name + "': VM " + std::to_string(s.vm) + " does not exist, the unit has " +
                         std::to_string(p.n_vm));
      if (s.first_vcpu + s.vcpus > p.n_vcpu)
        throw InputError("workload '" + s.name + "': it needs vCPUs up to " +
                         std::to_string(s.first_vcpu + s.vcpus - 1) + ", the unit has " + std::to_string(p.n_vcpu));
      if (s.ram_pages == 0 || s.ram_pages > uint64_t{1} << p.pages_log2)
        throw InputError("workload '" + s.name + "': VM of " + std::to_string(s.ram_pages) +
                         " pages, the unit takes 1 to " + std::to_string(uint64_t{1} << p.pages_log2));
      Vm& vm = vms_[s.vm];
      if (vm.truth)
        throw InputError("workload: VM " + std::to_string(s.vm) + " is named twice; give each part its own vm= key");
      vm.truth = std::make_unique<PageTracker>(s.ram_pages);
      if (o_.ad_filter) vm.flags = std::make_unique<AdFilter>(s.ram_pages);
      for (unsigned v = s.first_vcpu; v < s.first_vcpu + s.vcpus; ++v) {
        if (vcpus_[v].lane >= 0)
          throw InputError("workload: vCPU " + std::to_string(v) + " is named twice; give each part its own vcpu= key");
        vcpus_[v].lane = static_cast<int>(lanes_.size());
        vm_of_[v] = s.vm;
        vm.vcpus.push_back(v);
        lane.vcpus.push_back(v);
        active_.push_back(v);
      }
      streams_.push_back(s);
    }
    lane.workload = std::move(w);
    lanes_.push_back(std::move(lane));
  }
  for (auto& lane : lanes_) refill(lane);
}

bool PortSource::wants_more(const Lane& lane) const {
  if (o_.clock_mhz <= 0) return lane.queued < kLookAhead;
  if (lane.queued >= kLookAheadTimed) return false;
  return std::any_of(lane.vcpus.begin(), lane.vcpus.end(), [&](unsigned v) { return vcpus_[v].queue.empty(); });
}

void PortSource::refill(Lane& lane) {
  while (!lane.done && wants_more(lane)) {
    if (lane.head == lane.count) {
      lane.head = 0;
      lane.count = lane.workload->fill(lane.buffer);
      if (lane.count == 0) {
        if (!lane.workload->error().empty()) throw InputError(lane.workload->error());
        lane.done = true;
        ++lanes_done_;
        return;
      }
    }
    push(lane, lane.buffer[lane.head++]);
  }
}

void PortSource::push(Lane& lane, const Item& item) {
  Vm& vm = vms_[item.vm];
  last_time_ns_ = std::max(last_time_ns_, item.time);
  if (item.mark()) {
    vm.ended.push_back({vm.truth->take(), item.time, std::exchange(vm.events, 0)});
    if (vm.flags) vm.flags->clear();
    for (const unsigned v : vm.vcpus) vcpus_[v].queue.push_back({item, seq_++});
    queued_ += vm.vcpus.size();
    lane.queued += vm.vcpus.size();
    check_mark(item.vm);
    return;
  }
  ++items_read_;
  ++vm.events;
  vm.truth->add(item.gfn, item.write);
  if (vm.flags && ((!item.write && !o_.log_reads) || !vm.flags->touch(item.gfn, item.write))) {
    ++absorbed_;
    return;
  }
  vcpus_[item.vcpu].queue.push_back({item, seq_++});
  ++queued_;
  ++lane.queued;
}

uint64_t PortSource::due(const Vcpu& v) const {
  if (o_.clock_mhz <= 0) return 0;
  const double due = std::ceil((static_cast<double>(v.queue.front().item.time) + v.shift_ns) * o_.clock_mhz / 1000.0);
  return due < 0x1p63 ? static_cast<uint64_t>(due) : uint64_t{1} << 63;  // a time of centuries is never reached
}

int PortSource::choose(uint64_t now, uint64_t can_accept) const {
  int best = -1;
  uint64_t best_due = 0, best_seq = 0;
  for (const unsigned v : active_) {
    const Vcpu& c = vcpus_[v];
    if (c.queue.empty() || c.queue.front().item.mark() || (can_accept >> v & 1) == 0) continue;
    const uint64_t d = due(c), s = c.queue.front().seq;
    if (d > virtual_now(now)) continue;
    if (best < 0 || d < best_due || (d == best_due && s < best_seq)) {
      best = static_cast<int>(v);
      best_due = d;
      best_seq = s;
    }
  }
  return best;
}

bool PortSource::offer(uint64_t now, Inputs::Event& ev) {
  if (current_ < 0) current_ = choose(now, ~uint64_t{0});
  if (current_ < 0) return false;
  const Item& item = vcpus_[static_cast<size_t>(current_)].queue.front().item;
  ev.vcpu = item.vcpu;
  ev.gfn = item.gfn;
  ev.write = item.write;
  first_offer_ = std::min(first_offer_, now);
  return true;
}

void PortSource::taken(uint64_t now) {
  const auto v = static_cast<unsigned>(current_);
  Lane& lane = lanes_[static_cast<size_t>(vcpus_[v].lane)];
  vcpus_[v].queue.pop_front();
  --queued_;
  --lane.queued;
  ++items_taken_;
  last_taken_ = now;
  current_ = -1;
  if (wants_more(lane)) refill(lane);
  if (!vcpus_[v].queue.empty() && vcpus_[v].queue.front().item.mark()) check_mark(vm_of_[v]);
}

void PortSource::held(uint64_t now, const Outputs& out) {
  const int other = choose(now, out.can_accept);
  if (other >= 0) current_ = other;
}

void PortSource::check_mark(unsigned vm) {
  for (const unsigned v : vms_[vm].vcpus)
    if (vcpus_[v].queue.empty() || !vcpus_[v].queue.front().item.mark()) return;
  at_mark_ |= uint64_t{1} << vm;
}

void PortSource::pass_mark(unsigned vm) {
  at_mark_ &= ~(uint64_t{1} << vm);
  for (const unsigned v : vms_.at(vm).vcpus) {
    vcpus_[v].queue.pop_front();
    --queued_;
    --lanes_[static_cast<size_t>(vcpus_[v].lane)].queued;
  }
  for (auto& lane : lanes_) refill(lane);
  check_mark(vm);
}

TrueEpoch PortSource::pop_truth(unsigned vm) {
  TrueEpoch e = std::move(vms_.at(vm).ended.front());
  vms_[vm].ended.pop_front();
  return e;
}

uint64_t PortSource::mark_due(unsigned vm) const {
  uint64_t latest = 0;
  for (const unsigned v : vms_[vm].vcpus) latest = std::max(latest, due(vcpus_[v]));
  return latest;
}

uint64_t PortSource::due_marks(uint64_t now) const {
  uint64_t out = 0;
  for (unsigned vm = 0; vm < vms_.size(); ++vm)
    if ((at_mark_ >> vm & 1) != 0 && mark_due(vm) <= virtual_now(now)) out |= uint64_t{1} << vm;
  return out;
}

bool PortSource::skip_to_next(uint64_t now) {
  uint64_t next = UINT64_MAX;
  for (const unsigned v : active_) {
    if (vcpus_[v].queue.empty() || vcpus_[v].queue.front().item.mark()) continue;
    next = std::min(next, due(vcpus_[v]));
  }
  for (unsigned vm = 0; vm < vms_.size(); ++vm)
    if ((at_mark_ >> vm & 1) != 0) next = std::min(next, mark_due(vm));
  if (next == UINT64_MAX) return false;
  if (next > virtual_now(now)) skipped_ = next - now;
  return true;
}

}  // namespace openpml::pmlsim
