// SPDX-License-Identifier: Apache-2.0
/// One unit over its device: the driver's calls, with errors that say what to do.
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "device.hpp"
#include "libpml.h"

namespace openpml::host {

class Unit {
 public:
  /// Throws Failure: not a unit, another version.
  Unit(std::unique_ptr<Device> device, std::string path);

  Device& device() { return *device_; }
  const std::string& path() const { return path_; }
  int fd() const { return device_->fd(); }
  openpml_info info();
  openpml_unit_counters counters();

  std::vector<openpml_vm_status> list();
  openpml_vm_status status(uint32_t domid);
  openpml_vm_counters vm_counters(uint32_t domid);
  void enable(uint32_t domid, const pml_tracking& tracking);
  void disable(uint32_t domid);

  /// Ends the epoch; its buffer is held by this file afterwards.
  openpml_record harvest(const openpml_vm_status& vm, uint32_t timeout_ms);
  /// Brings the running epoch to memory; it goes on.
  openpml_record peek(const openpml_vm_status& vm, uint32_t timeout_ms);
  /// Never fails: if the unit or the VM is gone there is nothing to release.
  void release(uint32_t slot, unsigned buffer) noexcept;
  void set_period(uint32_t domid, uint64_t value, unsigned flags);
  void get_bitmap(uint32_t domid, openpml_get_bitmap& request);
  std::optional<openpml_record> read_record(int timeout_ms);
  /// Which records read_record gives: those of these domains (none: all), of the types whose bits are set (0: all).
  void watch(std::span<const uint32_t> domids, uint32_t types);

  void ingest(openpml_ingest& request);
  void gen_start(openpml_gen_start run);
  openpml_gen_ctrl gen_control(unsigned op, uint32_t timeout_ms);

  /// "/dev/openpml0, domain 3": where something happened.
  std::string where(uint32_t domid) const;

 private:
  template <class T>
  int call(unsigned long request, T& argument);
  std::optional<openpml_vm_status> status_of_slot(uint32_t slot);
  uint64_t choose_vcpus(uint64_t wanted, uint32_t domid);
  bool take_back(const openpml_vm_status& vm);

  std::unique_ptr<Device> device_;
  std::string path_;
  openpml_info info_{};
  std::mutex lost_mutex_;
  std::set<uint32_t> lost_;  ///< slots with a harvest that ends without anybody waiting for it
};

}  // namespace openpml::host
