// SPDX-License-Identifier: Apache-2.0
/// The driver's interface as the test programs use it: plain ioctls, no library in between.
#pragma once
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/types.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "openpml.h"

namespace guest {

/// Ends the program: the test has failed, and this is why.
template <class... Words>
[[noreturn]] void fail(const char* format, Words... words) {
  std::fprintf(stdout, format, words...);
  std::fputc('\n', stdout);
  std::exit(1);
}
[[noreturn]] inline void fail(const char* text) { fail("%s", text); }

template <class... Words>
void expect(bool good, const char* format, Words... words) {
  if (!good) fail(format, words...);
}

/// A structure of the interface, as every call wants it: all zero but its size.
template <class T>
T args() {
  T t{};
  t.argsz = sizeof t;
  return t;
}

/// The device file of the unit: the one that the environment's UNIT names, or the machine's only one.
inline std::string device_path() {
  if (const char* named = std::getenv("UNIT")) return named;
  DIR* folder = opendir("/sys/class/openpml");
  if (!folder) fail("no /sys/class/openpml: is the driver loaded?");
  std::string found;
  while (const dirent* entry = readdir(folder))
    if (entry->d_name[0] != '.') {
      expect(found.empty(), "more than one unit: %s, %s", found.c_str(), entry->d_name);
      found = std::string("/dev/") + entry->d_name;
    }
  closedir(folder);
  expect(!found.empty(), "no unit in /sys/class/openpml");
  return found;
}

/// An open file of the unit.
class Unit {
 public:
  explicit Unit(int flags = O_RDWR) : fd_(open(device_path().c_str(), flags | O_CLOEXEC)) {
    if (fd_ < 0) fail("open %s: %s", device_path().c_str(), std::strerror(errno));
  }
  ~Unit() { close_now(); }
  Unit(const Unit&) = delete;
  Unit& operator=(const Unit&) = delete;

  int fd() const { return fd_; }
  void close_now() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }

  /// 0 or the error's number.
  int call(unsigned long request, void* argument) const { return ioctl(fd_, request, argument) == 0 ? 0 : errno; }

  template <class T>
  void must(unsigned long request, T& argument, const char* what) const {
    if (const int error = call(request, &argument)) fail("%s: %s", what, std::strerror(error));
  }
  template <class T>
  void refused(unsigned long request, T argument, int error, const char* what) const {
    const int got = call(request, &argument);
    if (got == error) return;
    std::printf("%s: got '%s', not '%s'\n", what, std::strerror(got), std::strerror(error));
    ++wrong_;
  }
  /// Calls that `refused` found wrong; it goes on, so that one run shows them all.
  unsigned wrong() const { return wrong_; }

  openpml_info info() const {
    auto a = args<openpml_info>();
    must(OPENPML_IOC_GET_INFO, a, "GET_INFO");
    return a;
  }
  openpml_vm_status status(uint32_t slot) const {
    auto a = args<openpml_vm_status>();
    a.slot = slot;
    must(OPENPML_IOC_VM_STATUS, a, "VM_STATUS");
    return a;
  }
  openpml_vm_counters counters(uint32_t slot) const {
    auto a = args<openpml_vm_counters>();
    a.slot = slot;
    must(OPENPML_IOC_VM_COUNTERS, a, "VM_COUNTERS");
    return a;
  }
  int op(unsigned long request, uint32_t slot, uint32_t flags = 0) const {
    auto a = args<openpml_vm_op>();
    a.slot = slot;
    a.flags = flags;
    return call(request, &a);
  }
  int release(uint32_t slot, uint32_t buffer) const {
    auto a = args<openpml_release>();
    a.slot = slot;
    a.buffer = buffer;
    return call(OPENPML_IOC_RELEASE, &a);
  }
  /// A harvest that waits; 0 or the error's number.
  int harvest(uint32_t slot, openpml_record& record, uint32_t flags = 0) const {
    auto a = args<openpml_harvest>();
    a.slot = slot;
    a.flags = flags | OPENPML_HARVEST_WAIT;
    const int error = call(OPENPML_IOC_HARVEST, &a);
    record = a.record;
    return error;
  }
  openpml_gen_ctrl generator(uint32_t operation) const {
    auto a = args<openpml_gen_ctrl>();
    a.op = operation;
    a.timeout_ms = 120'000;
    must(OPENPML_IOC_GEN_CTRL, a, "GEN_CTRL");
    return a;
  }

 private:
  int fd_;
  mutable unsigned wrong_ = 0;
};

/// A tracked VM with vCPUs 0 .. n-1, from enable to destroy.
class Vm {
 public:
  struct Options {
    uint64_t limit = 0;  ///< pages; 0: the most that the unit takes
    uint32_t flags = OPENPML_VM_LOG_READS;
    uint32_t vcpus = 1, first_vcpu = 0, domid = 1;
  };
  Vm(const Unit& unit, const Options& options) : unit_(unit) {
    auto create = args<openpml_vm_create>();
    create.flags = options.flags;
    create.slot = OPENPML_SLOT_ANY;
    create.domid = options.domid;
    create.limit = options.limit ? options.limit : unit.info().max_pages;
    unit.must(OPENPML_IOC_VM_CREATE, create, "VM_CREATE");
    slot = create.slot;
    limit = create.limit;
    bitmap_bytes = create.bitmap_bytes;
    summary_bytes = create.summary_bytes;
    for (uint32_t v = 0; v < options.vcpus; ++v) {
      auto bind = args<openpml_vm_bind>();
      bind.slot = slot;
      bind.vcpu = options.first_vcpu + v;
      unit.must(OPENPML_IOC_VM_BIND, bind, "VM_BIND");
    }
    if (const int error = unit.op(OPENPML_IOC_VM_ENABLE, slot)) fail("VM_ENABLE: %s", std::strerror(error));
  }
  /// Ends tracking and frees the slot; must go well.
  void end() const {
    if (const int error = unit_.op(OPENPML_IOC_VM_DISABLE, slot)) fail("VM_DISABLE: %s", std::strerror(error));
    if (const int error = unit_.op(OPENPML_IOC_VM_DESTROY, slot)) fail("VM_DESTROY: %s", std::strerror(error));
  }

  uint32_t slot = 0;
  uint64_t limit = 0, bitmap_bytes = 0, summary_bytes = 0;

 private:
  const Unit& unit_;
};

/// A bitmap or summary of the driver, mapped.
class Map {
 public:
  Map(const Unit& unit, uint32_t slot, uint32_t buffer, uint32_t kind, uint64_t bytes) : bytes_(bytes) {
    at_ = mmap(nullptr, bytes, PROT_READ, MAP_SHARED, unit.fd(),
               static_cast<off_t>(OPENPML_MMAP_OFFSET(slot, buffer, kind)));
    if (at_ == MAP_FAILED) fail("mmap of kind %u, buffer %u: %s", kind, buffer, std::strerror(errno));
  }
  ~Map() { munmap(at_, bytes_); }
  Map(const Map&) = delete;
  Map& operator=(const Map&) = delete;
  const uint8_t* bytes() const { return static_cast<const uint8_t*>(at_); }
  const uint32_t* words() const { return static_cast<const uint32_t*>(at_); }

 private:
  void* at_;
  uint64_t bytes_;
};

}  // namespace guest
