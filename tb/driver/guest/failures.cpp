// SPDX-License-Identifier: Apache-2.0
// Every allocation that a call makes fails once, one after the other (the kernel's fault injection, fail-nth): the call must then say so and leave nothing
// behind, so that the same call succeeds afterwards. Leaks are kmemleak's to find.
#include <functional>

#include "pages.hpp"

using namespace guest;

namespace {

/// Makes the n-th allocation of this thread fail from now on.
void arm(unsigned n) {
  const int fd = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
  expect(fd >= 0, "no fail-nth: is this the debug kernel?");
  const std::string text = std::to_string(n);
  expect(write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()), "fail-nth: %s",
         std::strerror(errno));
  close(fd);
}

/// True if an allocation was made to fail; disarms.
bool fired() {
  const int fd = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
  char text[16] = "";
  [[maybe_unused]] const auto n = read(fd, text, sizeof text - 1);
  [[maybe_unused]] const auto m = pwrite(fd, "0", 1, 0);
  close(fd);
  return std::atoi(text) == 0;
}

/// `call` returns 0 or an error; `undo` undoes a call that went well.
void each_allocation(const char* what, const std::function<int()>& call, const std::function<void()>& undo) {
  unsigned failed = 0;
  for (unsigned n = 1; n < 2000; ++n) {
    arm(n);
    const int error = call();
    const bool did = fired();
    expect(error == 0 || (did && (error == ENOMEM || error == EFAULT)), "%s, allocation %u fails: %s", what, n,
           std::strerror(error));
    if (error == 0) undo();
    else ++failed;
    if (!did) {
      expect(error == 0, "%s: %s without a failure", what, std::strerror(error));
      std::printf("%s: %u allocations, %u of them made it fail\n", what, n - 1, failed);
      return;
    }
  }
  fail("%s: no end", what);
}

}  // namespace

int main() {
  {
    int fd = -1;
    const std::string path = device_path();
    each_allocation(
        "open", [&] { return (fd = open(path.c_str(), O_RDWR | O_CLOEXEC)) >= 0 ? 0 : errno; }, [&] { close(fd); });
  }
  const Unit unit;
  auto create = args<openpml_vm_create>();
  const auto fresh = [&] {
    create = args<openpml_vm_create>();
    create.flags = OPENPML_VM_LOG_READS | OPENPML_VM_ACCUMULATE;
    create.slot = OPENPML_SLOT_ANY;
    create.domid = 9;
    create.limit = 3000;
    return unit.call(OPENPML_IOC_VM_CREATE, &create);
  };
  each_allocation("VM_CREATE", fresh, [&] { expect(unit.op(OPENPML_IOC_VM_DESTROY, create.slot) == 0, "VM_DESTROY"); });
  expect(fresh() == 0, "VM_CREATE");
  auto bind = args<openpml_vm_bind>();
  bind.slot = create.slot;
  const auto call_bind = [&](uint32_t flags) {
    bind.flags = flags;
    return unit.call(OPENPML_IOC_VM_BIND, &bind);
  };
  each_allocation(
      "VM_BIND", [&] { return call_bind(0); }, [&] { call_bind(OPENPML_BIND_REMOVE); });
  call_bind(0);
  each_allocation(
      "VM_ENABLE", [&] { return unit.op(OPENPML_IOC_VM_ENABLE, create.slot); },
      [&] { expect(unit.op(OPENPML_IOC_VM_DISABLE, create.slot) == 0, "VM_DISABLE"); });
  expect(unit.op(OPENPML_IOC_VM_ENABLE, create.slot) == 0, "VM_ENABLE");
  openpml_record record{};
  each_allocation(
      "HARVEST", [&] { return unit.harvest(create.slot, record); }, [] {});
  std::vector<uint64_t> entries(2000, 0x5000), bits(100);
  each_allocation(
      "INGEST",
      [&] {
        auto a = args<openpml_ingest>();
        a.entries = reinterpret_cast<uint64_t>(entries.data());
        a.count = entries.size();
        return unit.call(OPENPML_IOC_INGEST, &a);
      },
      [] {});
  each_allocation(
      "GET_BITMAP",
      [&] {
        auto a = args<openpml_get_bitmap>();
        a.slot = create.slot;
        a.pages = 3000;
        a.bitmap = reinterpret_cast<uint64_t>(bits.data());
        a.flags = OPENPML_BITMAP_HARVEST;
        return unit.call(OPENPML_IOC_GET_BITMAP, &a);
      },
      [] {});
  void* at = MAP_FAILED;
  each_allocation(
      "mmap",
      [&] {
        at = mmap(nullptr, 4096, PROT_READ, MAP_SHARED, unit.fd(),
                  static_cast<off_t>(OPENPML_MMAP_OFFSET(create.slot, 0, OPENPML_MAP_WRITTEN)));
        return at == MAP_FAILED ? errno : 0;
      },
      [&] { munmap(at, 4096); });
  expect(unit.op(OPENPML_IOC_VM_DESTROY, create.slot) == 0, "VM_DESTROY");
}
