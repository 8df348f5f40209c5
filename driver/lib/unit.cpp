// SPDX-License-Identifier: Apache-2.0
#include "unit.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>

#include "advice.hpp"
#include "failure.hpp"

namespace openpml::host {

template <class T>
int Unit::call(unsigned long request, T& argument) {
  argument.argsz = sizeof argument;
  return device_->ioctl(request, &argument);
}

Unit::Unit(std::unique_ptr<Device> device, std::string path) : device_(std::move(device)), path_(std::move(path)) {
  info_.argsz = sizeof info_;
  const int r = device_->ioctl(OPENPML_IOC_GET_INFO, &info_);
  if (r == -ENOTTY || r == -EINVAL) throw Failure(ENXIO, path_ + " is not the device of an OpenPML unit");
  fail_if(r, path_, Call::Info);
  if (info_.uapi_version != OPENPML_UAPI_VERSION)
    throw Failure(ENXIO, path_ + ": the driver speaks version " + std::to_string(info_.uapi_version) +
                             " of its interface, this library version " + std::to_string(OPENPML_UAPI_VERSION) +
                             "; install those that belong together");
}

std::string Unit::where(uint32_t domid) const { return path_ + ", domain " + std::to_string(domid); }

openpml_info Unit::info() {
  openpml_info now{};
  fail_if(call(OPENPML_IOC_GET_INFO, now), path_, Call::Info);
  return now;
}

openpml_unit_counters Unit::counters() {
  openpml_unit_counters c{};
  fail_if(call(OPENPML_IOC_UNIT_COUNTERS, c), path_, Call::Counters);
  return c;
}

std::optional<openpml_vm_status> Unit::status_of_slot(uint32_t slot) {
  openpml_vm_status s{};
  s.slot = slot;
  const int r = call(OPENPML_IOC_VM_STATUS, s);
  if (r == -ENOENT) return std::nullopt;
  fail_if(r, path_ + ", slot " + std::to_string(slot), Call::Status);
  return s;
}

std::vector<openpml_vm_status> Unit::list() {
  std::vector<openpml_vm_status> all;
  for (uint32_t slot = 0; slot < info_.n_vm; ++slot)
    if (const auto s = status_of_slot(slot)) all.push_back(*s);
  return all;
}

openpml_vm_status Unit::status(uint32_t domid) {
  openpml_vm_status s{};
  s.flags = OPENPML_STATUS_BY_DOMID;
  s.domid = domid;
  fail_if(call(OPENPML_IOC_VM_STATUS, s), where(domid), Call::Status);
  return s;
}

openpml_vm_counters Unit::vm_counters(uint32_t domid) {
  openpml_vm_counters c{};
  c.slot = status(domid).slot;
  fail_if(call(OPENPML_IOC_VM_COUNTERS, c), where(domid), Call::Counters);
  return c;
}

/// `wanted`, or if that is 0 what the domain has already, or the lowest vCPU that belongs to nobody.
uint64_t Unit::choose_vcpus(uint64_t wanted, uint32_t domid) {
  if (wanted) return wanted;
  uint64_t taken = 0;
  for (const auto& vm : list()) {
    if (vm.domid == domid && vm.vcpus) return vm.vcpus;
    taken |= vm.vcpus;
  }
  for (uint32_t v = 0; v < info_.n_vcpu; ++v)
    if (!(taken >> v & 1)) return uint64_t{1} << v;
  throw Failure(EBUSY, where(domid) + ": all " + std::to_string(info_.n_vcpu) +
                           " vCPUs of the unit belong to other domains; disable one of these");
}

void Unit::enable(uint32_t domid, const pml_tracking& tracking) {
  if (tracking.reserved ||
      (tracking.flags & ~(OPENPML_VM_LOG_READS | OPENPML_VM_ACCUMULATE | OPENPML_VM_FILTER_BYPASS)))
    throw Failure(EINVAL, where(domid) + ": unknown flags to enable with");
  if (info_.n_vcpu < 64 && tracking.vcpus >> info_.n_vcpu)
    throw Failure(EINVAL, where(domid) + ": the unit has vCPUs 0.." + std::to_string(info_.n_vcpu - 1));
  if (tracking.pages > info_.max_pages)
    throw Failure(EINVAL, where(domid) + ": " + std::to_string(tracking.pages) + " pages, the unit can track " +
                              std::to_string(info_.max_pages) + " of a VM");
  const uint64_t vcpus = choose_vcpus(tracking.vcpus, domid);
  openpml_vm_create create{};
  create.flags = tracking.flags;
  create.slot = OPENPML_SLOT_ANY;
  create.domid = domid;
  create.limit = tracking.pages ? tracking.pages : info_.max_pages;
  create.mode = OPENPML_MODE_BITMAP;
  fail_if(call(OPENPML_IOC_VM_CREATE, create), where(domid), Call::Create);
  try {
    for (uint32_t v = 0; v < info_.n_vcpu; ++v) {
      if (!(vcpus >> v & 1)) continue;
      openpml_vm_bind bind{};
      bind.slot = create.slot;
      bind.vcpu = v;
      fail_if(call(OPENPML_IOC_VM_BIND, bind), where(domid) + ", vCPU " + std::to_string(v), Call::Bind);
    }
    openpml_vm_op op{};
    op.slot = create.slot;
    fail_if(call(OPENPML_IOC_VM_ENABLE, op), where(domid), Call::Enable);
  } catch (const Failure&) {
    openpml_vm_op op{};
    op.slot = create.slot;
    if (!(create.flags & OPENPML_VM_EXISTED)) (void)call(OPENPML_IOC_VM_DESTROY, op);
    throw;
  }
}

void Unit::disable(uint32_t domid) {
  openpml_vm_op op{};
  op.slot = status(domid).slot;
  fail_if(call(OPENPML_IOC_VM_DESTROY, op), where(domid), Call::Disable);
}

openpml_record Unit::harvest(const openpml_vm_status& vm, uint32_t timeout_ms) {
  openpml_harvest h{};
  const auto once = [&] {
    h = {};
    h.flags = OPENPML_HARVEST_WAIT | OPENPML_HARVEST_HOLD;
    h.slot = vm.slot;
    h.timeout_ms = timeout_ms;
    return call(OPENPML_IOC_HARVEST, h);
  };
  int r = once();
  if (r == -EBUSY && take_back(vm)) r = once();
  if (r == -ETIMEDOUT || r == -EINTR) {
    const std::lock_guard lock(lost_mutex_);
    lost_.insert(vm.slot);
  }
  fail_if(r, where(vm.domid), Call::Harvest);
  return h.record;
}

openpml_record Unit::peek(const openpml_vm_status& vm, uint32_t timeout_ms) {
  openpml_harvest h{};
  h.flags = OPENPML_HARVEST_WAIT;
  h.slot = vm.slot;
  h.timeout_ms = timeout_ms;
  fail_if(call(OPENPML_IOC_PEEK, h), where(vm.domid), Call::Peek);
  return h.record;
}

/// The buffer of a harvest that ended after its caller had given up. True: it was released.
bool Unit::take_back(const openpml_vm_status& vm) {
  {
    const std::lock_guard lock(lost_mutex_);
    if (!lost_.erase(vm.slot)) return false;
  }
  const auto now = status_of_slot(vm.slot);
  if (!now) return false;
  for (unsigned buffer = 0; buffer < 2; ++buffer)
    if (now->buffer[buffer] == OPENPML_BUFFER_HELD) {
      release(vm.slot, buffer);
      return true;
    }
  return false;
}

void Unit::release(uint32_t slot, unsigned buffer) noexcept {
  openpml_release r{};
  r.slot = slot;
  r.buffer = buffer;
  (void)call(OPENPML_IOC_RELEASE, r);
}

void Unit::set_period(uint32_t domid, uint64_t value, unsigned flags) {
  openpml_period p{};
  p.flags = flags;
  p.slot = status(domid).slot;
  p.value = value;
  fail_if(call(OPENPML_IOC_PERIOD, p), where(domid), Call::Period);
}

void Unit::get_bitmap(uint32_t domid, openpml_get_bitmap& request) {
  request.slot = status(domid).slot;
  fail_if(call(OPENPML_IOC_GET_BITMAP, request), where(domid), Call::GetBitmap);
}

std::optional<openpml_record> Unit::read_record(int timeout_ms) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  for (;;) {
    int left = -1;
    if (timeout_ms >= 0)
      left = static_cast<int>(std::max<int64_t>(
          0, std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count()));
    const int ready = device_->wait_readable(left);
    fail_if(ready, path_, Call::Read);
    if (!ready) return std::nullopt;
    openpml_record record{};
    const long n = device_->read(&record, sizeof record);
    if (n == -EAGAIN) continue;  // somebody else took it
    fail_if(static_cast<int>(n), path_, Call::Read);
    if (n != sizeof record)
      throw Failure(EBADMSG, path_ + ": the driver gave a record of " + std::to_string(n) + " bytes, expected " +
                                 std::to_string(sizeof record));
    return record;
  }
}

void Unit::watch(std::span<const uint32_t> domids, uint32_t types) {
  openpml_watch w{};
  w.slots = domids.empty() ? ~uint64_t{0} : 0;
  for (const uint32_t domid : domids) w.slots |= uint64_t{1} << status(domid).slot;
  w.types = types ? types : ~uint32_t{0};
  fail_if(call(OPENPML_IOC_WATCH, w), path_, Call::Watch);
}

void Unit::ingest(openpml_ingest& request) {
  fail_if(call(OPENPML_IOC_INGEST, request), path_ + ", vCPU " + std::to_string(request.vcpu), Call::Ingest);
}

void Unit::gen_start(openpml_gen_start run) { fail_if(call(OPENPML_IOC_GEN_START, run), path_, Call::GenStart); }

openpml_gen_ctrl Unit::gen_control(unsigned op, uint32_t timeout_ms) {
  openpml_gen_ctrl c{};
  c.op = op;
  c.timeout_ms = timeout_ms;
  fail_if(call(OPENPML_IOC_GEN_CTRL, c), path_, Call::GenControl);
  return c;
}

}  // namespace openpml::host
