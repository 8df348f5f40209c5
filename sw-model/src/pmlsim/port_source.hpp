// SPDX-License-Identifier: Apache-2.0
/// Feeds a workload to the unit's event port and keeps the truth of what was offered.
///
/// Back to back: items in stream order; a vCPU that the unit holds back does not stop the others. Timed: an item is
/// due at its own time plus what its vCPU has lost in exits. A mark stops its VM until pass_mark(): everything of the
/// VM before the mark has then been accepted, nothing behind it has been offered.
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ad_filter.hpp"
#include "openpml/sim.hpp"
#include "openpml/workload.hpp"
#include "truth.hpp"

namespace openpml::pmlsim {

class PortSource : public EventSource {
 public:
  struct Options {
    double clock_mhz = 0;    ///< > 0: timed, with this clock of the unit
    bool ad_filter = false;  ///< exact A/D flags before the port
    bool log_reads = true;   ///< false: with ad_filter, reads do not reach the port
  };
  /// `lanes`: streams that are read side by side; all of one VM's items come from one lane.
  PortSource(std::vector<std::unique_ptr<Workload>> lanes, const Params& p, Options o);

  bool offer(uint64_t now, Inputs::Event& ev) override;
  void taken(uint64_t now) override;
  void held(uint64_t now, const Outputs& out) override;

  const std::vector<StreamInfo>& streams() const { return streams_; }
  /// VMs, one bit each, that stand at a mark whose time has come.
  uint64_t at_mark(uint64_t now) const { return at_mark_ == 0 || o_.clock_mhz <= 0 ? at_mark_ : due_marks(now); }
  /// The harvest of `vm` is accepted: its stream goes on.
  void pass_mark(unsigned vm);
  /// The oldest ended epoch of `vm` that was not asked for yet.
  TrueEpoch pop_truth(unsigned vm);
  /// Nothing is left to offer and no mark stands.
  bool finished() const { return queued_ == 0 && lanes_done_ == lanes_.size(); }

  /// Delays everything of `vcpu` that was not offered yet.
  void stop_vcpu(unsigned vcpu, double ns) { vcpus_.at(vcpu).shift_ns += ns; }
  /// Virtual time, cycles: simulated plus skipped.
  uint64_t virtual_now(uint64_t now) const { return now + skipped_; }
  /// Nothing is due: lets virtual time jump to the next item. False if nothing is queued.
  bool skip_to_next(uint64_t now);
  bool offering() const { return current_ >= 0; }

  uint64_t items_read() const { return items_read_; }    ///< accesses taken from the streams
  uint64_t items_taken() const { return items_taken_; }  ///< accepted by the unit
  uint64_t items_absorbed() const { return absorbed_; }  ///< by the A/D filter, or reads that are not logged
  uint64_t first_offer() const { return first_offer_; }  ///< cycle; UINT64_MAX before
  uint64_t last_taken() const { return last_taken_; }
  uint64_t last_time_ns() const { return last_time_ns_; }  ///< latest time in the streams

 private:
  struct Queued {
    Item item;
    uint64_t seq;
  };
  struct Vcpu {
    std::deque<Queued> queue;
    double shift_ns = 0;
    int lane = -1;
  };
  struct Vm {
    std::vector<unsigned> vcpus;
    std::unique_ptr<PageTracker> truth;
    std::unique_ptr<AdFilter> flags;
    std::deque<TrueEpoch> ended;
    uint64_t events = 0;
  };
  struct Lane {
    std::unique_ptr<Workload> workload;
    std::vector<unsigned> vcpus;
    std::vector<Item> buffer;
    size_t head = 0, count = 0, queued = 0;
    bool done = false;
  };
  void refill(Lane& lane);
  bool wants_more(const Lane& lane) const;
  void push(Lane& lane, const Item& item);
  int choose(uint64_t now, uint64_t can_accept) const;
  uint64_t due(const Vcpu& v) const;
  uint64_t mark_due(unsigned vm) const;
  uint64_t due_marks(uint64_t now) const;
  void check_mark(unsigned vm);

  Options o_;
  std::vector<Lane> lanes_;
  std::vector<StreamInfo> streams_;
  std::vector<Vcpu> vcpus_;
  std::vector<Vm> vms_;
  std::vector<unsigned> vm_of_, active_;
  int current_ = -1;
  uint64_t at_mark_ = 0, queued_ = 0, seq_ = 0, skipped_ = 0;
  size_t lanes_done_ = 0;
  uint64_t items_read_ = 0, items_taken_ = 0, absorbed_ = 0;
  uint64_t first_offer_ = UINT64_MAX, last_taken_ = 0, last_time_ns_ = 0;
};

/// The parts of a workload text that follow one another (">>" between them).
std::vector<std::string> workload_segments(const std::string& workload);
/// Opens the streams of one such part: one lane, or for timed runs one a VM. Throws InputError.
std::vector<std::unique_ptr<Workload>> open_lanes(const std::string& workload, bool timed);

}  // namespace openpml::pmlsim
