// SPDX-License-Identifier: Apache-2.0
/// The Linux driver for tests without a kernel: the ioctls of uapi/openpml.h over the cycle model of the unit. What a harvest returns is
/// what the unit really wrote; time stands still between calls. Tests may damage what it hands out.
#pragma once
#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "device.hpp"
#include "openpml/sim.hpp"
#include "openpml/system_model.hpp"
#include "uapi/openpml.h"

namespace openpml::host {

class FakeDriver {
 public:
  explicit FakeDriver(uint64_t seed = 1, unsigned pages_log2 = 17);
  ~FakeDriver();
  /// A file of its own, as open() gives one. Must not outlive the driver.
  std::unique_ptr<Device> open();

  /// An access that the unit sees; returns when it was accepted.
  void access(uint8_t vcpu, uint64_t gfn, bool write);
  /// The unit's period timer fires for this domain.
  void timer_fires(uint32_t domid);
  /// Every call fails with ENODEV from now on.
  void unplug() { gone_ = true; }
  /// Seen and changed before a harvest's or a peek's record goes to its caller.
  std::function<void(openpml_record&)> tamper;
  /// The unit's memory, for changing it before it is mapped (a mapping is a copy, so that every byte beside it is out of bounds).
  std::span<uint8_t> memory(uint32_t slot, unsigned buffer, unsigned kind);
  /// The next ioctl with that request fails with this errno.
  void fail_next(unsigned long request, int code) { fail_ = {{request, code}}; }
  /// The next harvest is begun and its caller gives up (ETIMEDOUT); the buffer stays held.
  void time_out_next_harvest() { time_out_ = true; }

  /// poll() says that there is a record, and somebody else reads it first.
  void steal_next_record() { stolen_ = true; }

  uint64_t clock_hz = 100'000'000;
  uint32_t features = OPENPML_FEAT_READS | OPENPML_FEAT_PEEK | OPENPML_FEAT_PERIOD | OPENPML_FEAT_INGEST |
                      OPENPML_FEAT_GEN | OPENPML_FEAT_PERIOD_NS;
  uint32_t uapi_version = OPENPML_UAPI_VERSION;
  size_t mappings = 0;  ///< alive

 private:
  class File;
  struct Slot {
    uint32_t domid = 0, flags = 0;
    uint64_t limit = 0, period = 0;
    bool enabled = false;
    std::set<unsigned> vcpus{};
    std::array<const File*, 2> holder{};
    const File* period_holder = nullptr;
    std::array<std::vector<uint8_t>, 2> accumulated{};
    uint32_t epochs = 0;
  };

  int ioctl(const File& file, unsigned long request, void* argument);
  int info(openpml_info& i);
  int counters(openpml_unit_counters& c);
  int create(openpml_vm_create& c);
  int destroy(const openpml_vm_op& op);
  int bind(const openpml_vm_bind& b);
  int enable(const openpml_vm_op& op);
  int status(const File& file, openpml_vm_status& s);
  int vm_counters(openpml_vm_counters& c);
  int harvest(const File& file, openpml_harvest& h);
  int peek(openpml_harvest& h);
  int release(const File& file, const openpml_release& r);
  int period(const File& file, openpml_period& p);
  int get_bitmap(openpml_get_bitmap& g);
  int ingest(openpml_ingest& i);
  int gen_start(const openpml_gen_start& g);
  int gen_ctrl(openpml_gen_ctrl& c);
  openpml_record cut(uint32_t slot, const File* holder, uint8_t flags);
  openpml_record from_unit(uint32_t slot, const Record& rec, uint8_t type, uint8_t flags) const;
  Slot* used(uint32_t slot);
  std::optional<uint32_t> slot_of(uint32_t domid) const;
  void closed(const File* file);
  uint32_t gen_state();

  Sim sim_;
  std::vector<std::optional<Slot>> slots_;
  std::vector<openpml_record> records_;
  bool gone_ = false, time_out_ = false, stolen_ = false;
  std::optional<std::pair<unsigned long, int>> fail_;
};

}  // namespace openpml::host
