// SPDX-License-Identifier: Apache-2.0
/// Holds a unit against the truth, from its pins and from memory alone.
///
/// The judge sees each cycle's inputs and outputs and reads memory as software would. It decodes the register port by
/// itself (a write counts when its B is OKAY), keeps the accepted events of each VM's epoch as sets, and judges every
/// completion record and everything the record speaks of: bitmaps, counts, summary, raw and Intel log pages.
/// Times are cycles from the first cycle after reset, sizes pages of 4 KiB, addresses bytes.
///
/// Which epoch an event belongs to: one accepted in the cycle of cut_valid or later is new, one accepted before is
/// old. PEEK, DISABLE and RESET divide the stream in the same way at the cycle in which B rises for the command.
///
/// When a VM becomes ACTIVE cannot be seen on the pins. The judge holds events of a VM to be
///   - ignored     from its ENABLE command to the address of its ENABLE record on the memory port;
///   - uncertain   from there until the VM is known to be ACTIVE: 8 cycles after the B of its ENABLE record, or a
///                 STATUS read that says so, or a cut (or, if the memory port is not watched, when the record is seen);
///   - true        from then on.
/// Uncertain events may be in the epoch's result and need not be. uncertain_events() counts them: a bench that wants
/// an exact first epoch offers none (and can check that the count is 0).
///
/// DISABLE and PEEK may be refused, which the pins do not tell either: the judge keeps a snapshot until CMD_STATUS is
/// read, a cut comes, or the record comes.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "openpml/config.hpp"
#include "openpml/memory_view.hpp"
#include "openpml/ports.hpp"

namespace openpml {

/// Counters of one VM as read through the registers, and what is still resident (pipeline, banks, skids).
struct UnitCounters {
  uint64_t accepted = 0, absorbed = 0, ignored = 0, faulted = 0, discarded = 0, consolidated = 0;
  uint64_t resident = 0;
  uint64_t harvests = 0, guest_exits = 0;
};

struct JudgeOptions {
  /// Bitmaps of VMs up to this size are compared whole at each record; larger ones are compared where events or the
  /// summary say that something is, and whole when check_all() asks.
  uint64_t full_compare_pages = uint64_t{1} << 24;
  /// A PEEK may show, in lines first touched after its command, bits that the buffer held before: true forbids it.
  bool strict_peek = false;
  size_t max_violations = 50;  ///< kept as text; violation_count() counts all
};

class Judge {
 public:
  /// `memory` must live as long as the judge.
  Judge(const Params& params, const MemoryView& memory, JudgeOptions options = {});
  ~Judge();
  Judge(const Judge&) = delete;
  Judge& operator=(const Judge&) = delete;

  /// One clock cycle; call it for every cycle, in order, reset cycles included.
  void observe(const Inputs& in, const Outputs& out);
  /// The unit's cycle counter says `now` in the next cycle; until the next reset, records' times count from there.
  void set_time(uint64_t now);
  /// Judges every completion record that memory shows by now. To be called when software looks at the ring; the judge
  /// calls it by itself when a record's B arrives and before software gives anything back (RELEASE, RING_CONS,
  /// RAW_CONS, ENABLE), since memory may change after that.
  void check_records();
  /// Compares the bitmaps of each record seen from now on whole, whatever the size of the VM.
  void check_all(bool whole = true);
  /// Conservation of one VM's events against its counters, at a moment when no event is offered or in the pipeline.
  void check_counters(unsigned vm, const UnitCounters& c);
  /// Events of vCPUs bound to no VM, against the unit's counter.
  void check_unbound(uint64_t unbound);
  /// The end of a run, when the unit is idle: every cut has its record, every log entry that must be there is.
  void finish();

  bool ok() const { return violation_count() == 0; }
  uint64_t violation_count() const;
  /// The first violations: cycle, VM, what, gfn, expected, got.
  const std::vector<std::string>& violations() const;

  // What was seen, so that a bench can tell that the judge had something to judge.
  uint64_t cycles() const;
  uint64_t events() const;              ///< handshakes on the event ports
  uint64_t records_judged() const;      ///< completion records
  uint64_t epochs_judged() const;       ///< VALID records whose content was compared (HARVEST, PEEK, DISABLE)
  uint64_t log_entries_judged() const;  ///< entries of raw and Intel log pages
  uint64_t uncertain_events() const;

  struct Impl;  ///< internal

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace openpml
