// SPDX-License-Identifier: Apache-2.0
// Every bad argument gets the error that driver/include/uapi/openpml.h names for it, and changes nothing.
#include <sys/stat.h>
#include <sys/wait.h>

#include "bad_arguments.hpp"
#include "pages.hpp"

using namespace guest;

namespace {

template <class T, size_t N>
void refuse_all(const Unit& unit, unsigned long request, const T& good, const Bad<T> (&cases)[N]) {
  const openpml_info info = unit.info();
  for (const Bad<T>& bad : cases) {
    T a = good;
    bad.change(a, info);
    unit.refused(request, a, bad.error, bad.what);
  }
}

/// Sizes, flags, reserved words: the same rules for every structure.
template <class T>
void frame_rules(const Unit& unit, unsigned long request, const T& good, const char* what) {
  T a = good;
  a.argsz = sizeof a - 1;
  unit.refused(request, a, EINVAL, (std::string(what) + ", too small").c_str());
  a.argsz = 0;
  unit.refused(request, a, EINVAL, (std::string(what) + ", size 0").c_str());
  a = good;
  a.flags |= 0x40000000;
  unit.refused(request, a, EINVAL, (std::string(what) + ", unknown flag").c_str());
  // larger: taken if the rest is zero
  struct {
    T t;
    uint64_t more[4];
  } larger{good, {}};
  larger.t.argsz = sizeof larger;
  larger.more[3] = 1;
  expect(unit.call(request, &larger) == E2BIG, "%s, larger with bits: %s", what, std::strerror(errno));
  larger.t.argsz = 0x7FFFFFFF;
  const int error = unit.call(request, &larger);
  expect(error == E2BIG || error == EFAULT, "%s, size of 2 GiB: %s", what, std::strerror(error));
  const int null = unit.call(request, nullptr);
  expect(null == EFAULT, "%s, null pointer: %s", what, std::strerror(null));
  const int kernel = unit.call(request, reinterpret_cast<void*>(0xFFFF888000000000ull));
  expect(kernel == EFAULT, "%s, kernel pointer: %s", what, std::strerror(kernel));
}

template <class T>
void reserved_rule(const Unit& unit, unsigned long request, T a, const char* what) {
  a.reserved = 1;
  unit.refused(request, a, EINVAL, (std::string(what) + ", reserved not 0").c_str());
}

void creating(const Unit& unit, const openpml_info& info) {
  auto a = args<openpml_vm_create>();
  a.slot = OPENPML_SLOT_ANY;
  a.domid = 77;
  a.limit = 1000;
  frame_rules(unit, OPENPML_IOC_VM_CREATE, a, "VM_CREATE");
  reserved_rule(unit, OPENPML_IOC_VM_CREATE, a, "VM_CREATE");
  refuse_all(unit, OPENPML_IOC_VM_CREATE, a, kBadCreate);

  auto first = a;
  unit.must(OPENPML_IOC_VM_CREATE, first, "VM_CREATE");
  expect(!(first.flags & OPENPML_VM_EXISTED), "a new slot is said to have existed");
  expect(first.bitmap_bytes >= 128 && first.bitmap_bytes % 4096 == 0, "bitmap of %llu bytes", first.bitmap_bytes);
  auto again = a;
  unit.must(OPENPML_IOC_VM_CREATE, again, "VM_CREATE again");
  expect(again.slot == first.slot && again.flags & OPENPML_VM_EXISTED, "VM_CREATE is not idempotent: slot %u, %u",
         first.slot, again.slot);
  expect(first.slot == 0, "the first slot is %u", first.slot);
  refuse_all(unit, OPENPML_IOC_VM_CREATE, a, kBadCreateAgain);
  for (uint32_t n = 1; n < info.n_vm; ++n) {
    auto more = a;
    more.domid = 100 + n;
    unit.must(OPENPML_IOC_VM_CREATE, more, "VM_CREATE of more");
  }
  auto one_more = a;
  one_more.domid = 300;
  unit.refused(OPENPML_IOC_VM_CREATE, one_more, ENOSPC, "no slot is free");
  for (uint32_t slot = 0; slot < info.n_vm; ++slot) expect(unit.op(OPENPML_IOC_VM_DESTROY, slot) == 0, "VM_DESTROY");
}

template <class T>
void bad_slot(
    const Unit& unit, unsigned long request, uint32_t slot, int error, const char* what,
    void (*change)(T&) = [](T&) {}) {
  auto a = args<T>();
  a.slot = slot;
  change(a);
  unit.refused(request, a, error, what);
}

void slots(const Unit& unit, const openpml_info& info) {
  const auto each = [&](uint32_t slot, int error, const char* what) {
    for (const unsigned long request : {OPENPML_IOC_VM_ENABLE, OPENPML_IOC_VM_DISABLE, OPENPML_IOC_VM_DESTROY})
      bad_slot<openpml_vm_op>(unit, request, slot, error, what);
    for (const unsigned long request : {OPENPML_IOC_HARVEST, OPENPML_IOC_PEEK})
      bad_slot<openpml_harvest>(unit, request, slot, error, what);
    bad_slot<openpml_vm_bind>(unit, OPENPML_IOC_VM_BIND, slot, error, what);
    bad_slot<openpml_vm_status>(unit, OPENPML_IOC_VM_STATUS, slot, error, what);
    bad_slot<openpml_vm_counters>(unit, OPENPML_IOC_VM_COUNTERS, slot, error, what);
    bad_slot<openpml_release>(unit, OPENPML_IOC_RELEASE, slot, error, what);
    bad_slot<openpml_period>(unit, OPENPML_IOC_PERIOD, slot, error, what);
    bad_slot<openpml_get_bitmap>(unit, OPENPML_IOC_GET_BITMAP, slot, error, what, [](auto& a) { a.pages = 64; });
  };
  each(0, ENOENT, "slot not in use");
  each(info.n_vm, EINVAL, "slot that the unit has not");
  each(0xFFFFFFFF, EINVAL, "slot of 32 ones");
}

void tracking(const Unit& unit, const openpml_info& info) {
  auto create = args<openpml_vm_create>();
  create.slot = OPENPML_SLOT_ANY;
  create.limit = 1000;
  unit.must(OPENPML_IOC_VM_CREATE, create, "VM_CREATE");
  auto harvest = args<openpml_harvest>();
  harvest.slot = create.slot;
  unit.refused(OPENPML_IOC_HARVEST, harvest, ENOTCONN, "HARVEST of a VM that is not enabled");
  auto bind = args<openpml_vm_bind>();
  bind.slot = create.slot;
  frame_rules(unit, OPENPML_IOC_VM_BIND, bind, "VM_BIND");
  bind.vcpu = info.n_vcpu;
  unit.refused(OPENPML_IOC_VM_BIND, bind, EINVAL, "vcpu that the unit has not");
  auto ingest = args<openpml_ingest>();
  uint64_t word = 0x1000;
  ingest.entries = reinterpret_cast<uint64_t>(&word);
  ingest.count = 1;
  unit.refused(OPENPML_IOC_INGEST, ingest, ENOTCONN, "INGEST for a vCPU of no VM");
  bind.vcpu = 0;
  unit.must(OPENPML_IOC_VM_BIND, bind, "VM_BIND");
  unit.must(OPENPML_IOC_VM_BIND, bind, "VM_BIND again");

  auto op = args<openpml_vm_op>();
  op.slot = create.slot;
  frame_rules(unit, OPENPML_IOC_VM_ENABLE, op, "VM_ENABLE");
  reserved_rule(unit, OPENPML_IOC_VM_ENABLE, op, "VM_ENABLE");
  unit.must(OPENPML_IOC_VM_ENABLE, op, "VM_ENABLE");
  unit.must(OPENPML_IOC_VM_ENABLE, op, "VM_ENABLE again");
  frame_rules(unit, OPENPML_IOC_HARVEST, harvest, "HARVEST");
  reserved_rule(unit, OPENPML_IOC_HARVEST, harvest, "HARVEST");
  refuse_all(unit, OPENPML_IOC_HARVEST, harvest, kBadHarvest);
  refuse_all(unit, OPENPML_IOC_PEEK, harvest, kBadPeek);

  auto release = args<openpml_release>();
  release.slot = create.slot;
  frame_rules(unit, OPENPML_IOC_RELEASE, release, "RELEASE");
  refuse_all(unit, OPENPML_IOC_RELEASE, release, kBadRelease);

  auto period = args<openpml_period>();
  period.slot = create.slot;
  frame_rules(unit, OPENPML_IOC_PERIOD, period, "PERIOD");
  if (info.min_period > 1) {
    period.value = info.min_period - 1;
    unit.refused(OPENPML_IOC_PERIOD, period, ERANGE, "PERIOD too short");
  }
  period.flags = OPENPML_PERIOD_NS;
  period.value = ~0ull;
  unit.refused(OPENPML_IOC_PERIOD, period, (info.features & OPENPML_FEAT_PERIOD_NS) != 0 ? ERANGE : EOPNOTSUPP,
               "PERIOD of 584 years");

  auto get = args<openpml_get_bitmap>();
  uint64_t bits[16];
  get.slot = create.slot;
  get.pages = 64;
  get.bitmap = reinterpret_cast<uint64_t>(bits);
  unit.refused(OPENPML_IOC_GET_BITMAP, get, EOPNOTSUPP, "GET_BITMAP without an accumulator");
  expect(unit.op(OPENPML_IOC_VM_DISABLE, create.slot) == 0, "VM_DISABLE");
  expect(unit.op(OPENPML_IOC_VM_DISABLE, create.slot) == 0, "VM_DISABLE again");
  expect(unit.op(OPENPML_IOC_VM_DESTROY, create.slot) == 0, "VM_DESTROY");
}

void bitmaps(const Unit& unit) {
  const Vm vm(unit, {.limit = 1000, .flags = OPENPML_VM_ACCUMULATE});
  auto get = args<openpml_get_bitmap>();
  uint64_t bits[16] = {};
  get.slot = vm.slot;
  get.pages = 1000;
  get.bitmap = reinterpret_cast<uint64_t>(bits);
  frame_rules(unit, OPENPML_IOC_GET_BITMAP, get, "GET_BITMAP");
  refuse_all(unit, OPENPML_IOC_GET_BITMAP, get, kBadGetBitmap);

  // a copy that fails clears nothing
  uint64_t entries[100];
  for (uint64_t i = 0; i < 100; ++i) entries[i] = i * 10 << 12;
  auto ingest = args<openpml_ingest>();
  ingest.entries = reinterpret_cast<uint64_t>(entries);
  ingest.count = 100;
  unit.must(OPENPML_IOC_INGEST, ingest, "INGEST");
  openpml_record record{};
  expect(unit.harvest(vm.slot, record) == 0 && record.written == 100, "%llu pages written, not 100", record.written);
  auto* two = static_cast<uint8_t*>(mmap(nullptr, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  munmap(two + 4096, 4096);
  auto half = get;
  half.bitmap = reinterpret_cast<uint64_t>(two + 4096 - 64);
  unit.refused(OPENPML_IOC_GET_BITMAP, half, EFAULT, "memory for half of the bitmap");
  auto look = get;
  look.flags = OPENPML_BITMAP_NO_CLEAR;
  unit.must(OPENPML_IOC_GET_BITMAP, look, "GET_BITMAP");
  expect(look.set == 100, "a GET_BITMAP that failed cleared: %llu of 100 are left", look.set);
  unit.must(OPENPML_IOC_GET_BITMAP, get, "GET_BITMAP");
  expect(get.set == 100, "NO_CLEAR cleared");
  unit.must(OPENPML_IOC_GET_BITMAP, get, "GET_BITMAP");
  expect(get.set == 0 && bits[0] == 0, "what was read is not cleared");

  expect(vm.slot == 0 && vm.bitmap_bytes == 4096, "slot %u, bitmaps of %llu bytes", vm.slot,
         static_cast<unsigned long long>(vm.bitmap_bytes));
  for (const BadMap& bad : kBadMap) {
    void* got = mmap(nullptr, bad.pages * 4096, bad.prot, bad.flags, unit.fd(), static_cast<off_t>(bad.offset));
    expect(got == MAP_FAILED && (errno == bad.error || !bad.error), "%s: %s", bad.what,
           got == MAP_FAILED ? std::strerror(errno) : "it went well");
  }
  void* at = mmap(nullptr, 4096, PROT_READ, MAP_SHARED, unit.fd(), static_cast<off_t>(kWritten));
  expect(at != MAP_FAILED, "mmap");
  expect(mprotect(at, 4096, PROT_READ | PROT_WRITE) != 0 && errno == EACCES, "mprotect makes a bitmap writable");
  munmap(at, 4096);
  vm.end();
}

void sources(const Unit& unit, const openpml_info& info) {
  const Vm vm(unit, {.limit = 1000});
  uint64_t word = 0x1000;
  auto ingest = args<openpml_ingest>();
  ingest.entries = reinterpret_cast<uint64_t>(&word);
  ingest.count = 1;
  frame_rules(unit, OPENPML_IOC_INGEST, ingest, "INGEST");
  reserved_rule(unit, OPENPML_IOC_INGEST, ingest, "INGEST");
  refuse_all(unit, OPENPML_IOC_INGEST, ingest, kBadIngest);

  auto start = args<openpml_gen_start>();
  start.preset = 1;
  start.scale = 15;
  start.rate = 65'536;
  start.n_vcpu = 1;
  start.seed = 1;
  frame_rules(unit, OPENPML_IOC_GEN_START, start, "GEN_START");
  reserved_rule(unit, OPENPML_IOC_GEN_START, start, "GEN_START");
  refuse_all(unit, OPENPML_IOC_GEN_START, start, kBadGenStart);
  if (info.n_vcpu > 1) {
    start.first_vcpu = 1;
    unit.refused(OPENPML_IOC_GEN_START, start, ENOTCONN, "generator for a vCPU of no VM");
  }
  auto control = args<openpml_gen_ctrl>();
  frame_rules(unit, OPENPML_IOC_GEN_CTRL, control, "GEN_CTRL");
  refuse_all(unit, OPENPML_IOC_GEN_CTRL, control, kBadGenControl);
  vm.end();
}

void reading(const Unit& unit) {
  char small[63];
  expect(read(unit.fd(), small, sizeof small) == -1 && errno == EINVAL, "read of 63 bytes: %s", std::strerror(errno));
  const Unit quick(O_RDWR | O_NONBLOCK);
  openpml_record record{};
  expect(read(quick.fd(), &record, sizeof record) == -1 && errno == EAGAIN, "read without a record: %s",
         std::strerror(errno));
  expect(ioctl(unit.fd(), _IO(OPENPML_IOC_MAGIC, 0x7F), &record) == -1 && errno == ENOTTY, "ioctl 7Fh: %s",
         std::strerror(errno));
  expect(ioctl(unit.fd(), _IO('T', 1), &record) == -1 && errno == ENOTTY, "another driver's ioctl: %s",
         std::strerror(errno));
  expect(write(unit.fd(), &record, sizeof record) == -1, "the device can be written");
}

/// Without CAP_SYS_ADMIN the device does not open, whatever the file's mode says.
void capability() {
  const std::string path = device_path();
  expect(chmod(path.c_str(), 0666) == 0, "chmod");
  const pid_t pid = fork();
  if (pid == 0) {
    if (setgid(65534) || setuid(65534)) _exit(2);
    _exit(open(path.c_str(), O_RDWR) == -1 && errno == EPERM ? 0 : 1);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  chmod(path.c_str(), 0600);
  expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "a user without CAP_SYS_ADMIN: status %#x", status);
}

}  // namespace

int main() {
  const Unit unit;
  const openpml_info info = unit.info();
  expect(info.uapi_version == OPENPML_UAPI_VERSION && info.n_vm > 0 && info.n_vcpu > 0, "GET_INFO makes no sense");
  frame_rules(unit, OPENPML_IOC_GET_INFO, args<openpml_info>(), "GET_INFO");
  reserved_rule(unit, OPENPML_IOC_GET_INFO, args<openpml_info>(), "GET_INFO");
  slots(unit, info);
  creating(unit, info);
  tracking(unit, info);
  bitmaps(unit);
  sources(unit, info);
  reading(unit);
  capability();
  return unit.wrong() ? 1 : 0;
}
