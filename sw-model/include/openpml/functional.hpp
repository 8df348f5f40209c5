// SPDX-License-Identifier: Apache-2.0
/// The functional golden model: what each epoch's bitmaps and counts must be, as sets of pages. It knows nothing of
/// cycles, banks, lines in flight or memory. See judge.hpp for the part that holds a unit against it.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "openpml/judge.hpp"
#include "openpml/page_set.hpp"
#include "openpml/workload.hpp"

namespace openpml {

/// The result of one epoch of one VM.
struct EpochTruth {
  uint8_t vm = 0;
  uint32_t epoch = 0;                                    ///< from 0 in the order of the VM's cuts
  uint64_t time = 0;                                     ///< ns, of the mark that ended it
  uint64_t distinct_accessed = 0, distinct_written = 0;  ///< pages
  uint64_t events = 0;                                   ///< accesses of this VM in the epoch, counted once each
  const PageSet* set = nullptr;                          ///< the pages; valid during the callback
};

class FunctionalModel {
 public:
  struct Vm {
    uint64_t pages = 0;     ///< the VM's limit: accesses at or past it are faults and belong to no set
    bool log_reads = true;  ///< false: write-only mode, reads are ignored and there is no accessed set
  };
  using OnEpoch = std::function<void(const EpochTruth&)>;

  /// VM numbers are indices into `vms`. `on_epoch` is called at each mark or cut.
  explicit FunctionalModel(std::span<const Vm> vms, OnEpoch on_epoch = {});

  /// Takes a stretch of a stream; a mark cuts its VM's epoch. Items of VMs that do not exist count as unbound.
  void accept(std::span<const Item> items);
  /// Ends the current epoch of `vm` (constant time; the callback sees its set).
  EpochTruth cut(unsigned vm, uint64_t time = 0);

  const PageSet& current(unsigned vm) const { return vms_.at(vm).set; }
  uint64_t events() const { return events_; }  ///< accesses taken, all VMs
  uint64_t ignored(unsigned vm) const { return vms_.at(vm).ignored; }
  uint64_t faulted(unsigned vm) const { return vms_.at(vm).faulted; }
  uint64_t unbound() const { return unbound_; }

 private:
  struct State {
    Vm cfg{};
    PageSet set{};
    uint32_t epoch = 0;
    uint64_t events = 0, ignored = 0, faulted = 0;
  };
  size_t run(std::span<const Item> items);
  std::vector<State> vms_;
  OnEpoch on_epoch_;
  uint64_t events_ = 0, unbound_ = 0;
};

}  // namespace openpml
