// SPDX-License-Identifier: Apache-2.0
#include "openpml/functional.hpp"

namespace openpml {
namespace {

constexpr size_t kAhead = 16;  // items between a prefetch and its use

}  // namespace

FunctionalModel::FunctionalModel(std::span<const Vm> vms, OnEpoch on_epoch) : on_epoch_(std::move(on_epoch)) {
  for (const Vm& v : vms) vms_.push_back({v, PageSet(v.pages)});
}

/// The items at the head that are accesses of one VM: the tight loop.
size_t FunctionalModel::run(std::span<const Item> items) {
  const uint8_t vm = items.front().vm;
  State& s = vms_[vm];
  PageSet& set = s.set;
  const uint64_t limit = s.cfg.pages;
  const bool reads = s.cfg.log_reads;
  uint64_t faulted = 0, ignored = 0;
  size_t i = 0;
  for (; i < items.size(); ++i) {
    const Item& e = items[i];
    if (e.mark() || e.vm != vm) break;
    if (i + kAhead < items.size() && items[i + kAhead].gfn < limit) set.prefetch(items[i + kAhead].gfn);
    if (e.gfn >= limit) {
      ++faulted;
    } else if (!e.write && !reads) {
      ++ignored;
    } else {
      set.add(e.gfn, reads, e.write);
    }
  }
  s.events += i;
  s.faulted += faulted;
  s.ignored += ignored;
  events_ += i;
  return i;
}

void FunctionalModel::accept(std::span<const Item> items) {
  while (!items.empty()) {
    const Item& e = items.front();
    if (e.vm >= vms_.size()) {
      if (!e.mark()) ++unbound_;
      items = items.subspan(1);
    } else if (e.mark()) {
      cut(e.vm, e.time);
      items = items.subspan(1);
    } else {
      items = items.subspan(run(items));
    }
  }
}

EpochTruth FunctionalModel::cut(unsigned vm, uint64_t time) {
  State& s = vms_.at(vm);
  EpochTruth t{static_cast<uint8_t>(vm), s.epoch,  time,  s.set.accessed_pages(),
               s.set.written_pages(),    s.events, &s.set};
  if (on_epoch_) on_epoch_(t);
  t.set = nullptr;
  s.set.clear();
  ++s.epoch;
  s.events = 0;
  return t;
}

}  // namespace openpml
