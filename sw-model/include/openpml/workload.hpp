// SPDX-License-Identifier: Apache-2.0
/// Streams of guest accesses with in-band period marks, made up or read from a trace.
///
/// Units: gfn and sizes in pages of 4 KiB, times in ns of guest time. A stream is a function of its specification
/// alone: the same text gives the same items on every machine.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "openpml/result.hpp"

namespace openpml {

/// One guest access to one page.
struct Event {
  uint8_t vcpu = 0;
  bool write = false;
  uint64_t gfn = 0;
  uint64_t time = 0;  ///< ns
  bool operator==(const Event&) const = default;
};

enum class ItemKind : uint8_t {
  Access,  ///< a guest access
  Mark,    ///< the end of a sampling period of VM `vm`: harvest now, then go on
};

/// An element of a stream. A mark has no page and no vCPU (gfn = 0, vcpu = 0, write = false).
struct Item {
  uint64_t gfn = 0;
  uint64_t time = 0;  ///< ns; never decreases within one VM's stream
  ItemKind kind = ItemKind::Access;
  uint8_t vm = 0;
  uint8_t vcpu = 0;
  bool write = false;
  bool mark() const { return kind == ItemKind::Mark; }
  Event event() const { return {vcpu, write, gfn, time}; }
  bool operator==(const Item&) const = default;
};

/// Who is in a stream: VM `vm` with vCPUs first_vcpu .. first_vcpu + vcpus - 1 and gfns below ram_pages.
struct StreamInfo {
  uint8_t vm = 0;
  uint8_t first_vcpu = 0;
  unsigned vcpus = 1;
  uint64_t ram_pages = 0;
  std::string name{};  ///< the specification it came from
};

class Workload {
 public:
  virtual ~Workload() = default;
  /// The next item; false at the end of the stream or on an error (see error()).
  virtual bool next(Item& item) = 0;
  /// Up to out.size() items at once; 0 at the end or on an error.
  virtual size_t fill(std::span<Item> out) {
    size_t n = 0;
    while (n < out.size() && next(out[n])) ++n;
    return n;
  }
  /// One entry per VM stream.
  virtual std::vector<StreamInfo> streams() const = 0;
  /// The largest RAM of any VM in the stream, pages: every gfn is below it.
  uint64_t ram_pages() const;
  /// Empty unless the stream ended because its input is bad: one line for the user.
  virtual const std::string& error() const;
};

/// Makes a workload from its specification, "kind:key=value,...". Several VMs: specifications joined by ';'.
///
///   constant    pages=76800 epochs=8 passes=4      cyclic passes over a fixed set, a mark after each epoch
///   phases      pages=38400/76800 epochs=4 passes=4  the same, once per size, `epochs` epochs each
///   sequential  pages events mark                 0, 1, ..., pages-1, 0, ...
///   uniform     pages events mark                 independent, uniform
///   zipf        pages events mark theta=0.99      independent, P(rank k) ~ 1/k^theta
///   trace:FILE  (vm, vcpu, weight only)           an OpenPML trace, plain or zstd
///
/// Common keys: base (first gfn, 0), ram (pages of the VM; constant and phases 262144, others base+pages, at least),
/// write (fraction of writes 0..1, 1: writes only, 0: reads only), order (sequential | shuffled), seed (1),
/// vcpus (1), spread (rr | random: which vCPU brings an event), interval (ns between events, 100), vm (0),
/// vcpu (first vCPU, 0), weight (1: share of the events in a mix). `events` is the number of accesses, `mark` the
/// accesses per period (0: one mark at the end). Every made-up stream ends with a mark.
/// Shuffled: the pages of the set are permuted by a bijection, so both which page has which rank and the order of
/// the visit change; the set itself does not.
Result<std::unique_ptr<Workload>> make_workload(std::string_view spec);

/// One line a workload kind and its keys, for --help.
std::string workload_help();

/// Several VMs at once: streams interleaved by weight (stride scheduling, deterministic). A mark belongs to its own
/// VM and costs no turn. Times are those of each stream. VMs and vCPU ranges must be disjoint.
class Mix : public Workload {
 public:
  struct Part {
    std::unique_ptr<Workload> workload;
    double weight = 1.0;  ///< > 0
  };
  static Result<std::unique_ptr<Workload>> make(std::vector<Part> parts);
  bool next(Item& item) override;
  std::vector<StreamInfo> streams() const override;
  const std::string& error() const override { return error_; }

 private:
  struct Lane {
    std::unique_ptr<Workload> workload;
    double stride = 1.0, pass = 0.0;
    std::vector<Item> buffer{};
    size_t head = 0, count = 0;
    bool done = false;
  };
  bool refill(Lane& lane);
  std::vector<Lane> lanes_;
  std::string error_;
};

}  // namespace openpml
