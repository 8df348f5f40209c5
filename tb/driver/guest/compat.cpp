// SPDX-License-Identifier: Apache-2.0
// The interface for 32-bit processes: the same structures through the kernel's 32-bit system calls, which a 64-bit process may use too (int 80h).
#include "pages.hpp"

using namespace guest;

namespace {

/// ioctl of the 32-bit system call table; the argument must lie below 4 GiB.
int ioctl32(int fd, unsigned long request, void* argument) {
  constexpr long number = 54;
  long result;
  asm volatile("int $0x80"
               : "=a"(result)
               : "a"(number), "b"(static_cast<long>(fd)), "c"(request), "d"(argument)
               : "memory", "r8", "r9", "r10", "r11");
  return static_cast<int>(result);
}

}  // namespace

int main() {
  const Unit unit;
  auto* low = static_cast<uint8_t*>(
      mmap(nullptr, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0));
  expect(low != MAP_FAILED && reinterpret_cast<uint64_t>(low) < 1ull << 32, "no memory below 4 GiB");
  const auto call = [&]<class T>(unsigned long request, T& argument, const char* what) {
    std::memcpy(low, &argument, sizeof argument);
    const int result = ioctl32(unit.fd(), request, low);
    std::memcpy(&argument, low, sizeof argument);
    expect(result == 0, "%s, 32 bits: %s", what, std::strerror(-result));
  };
  auto info = args<openpml_info>();
  call(OPENPML_IOC_GET_INFO, info, "GET_INFO");
  const auto native = unit.info();
  expect(info.n_vm == native.n_vm && info.max_pages == native.max_pages && info.features == native.features,
         "GET_INFO differs for 32 bits");

  const Vm vm(unit, {.limit = 4000});
  Truth truth(vm.limit);
  auto* entries = reinterpret_cast<uint64_t*>(low + 4096);
  for (uint64_t i = 0; i < 300; ++i) {
    entries[i] = i * 13 << 12;
    truth.event(i * 13, true);
  }
  auto ingest = args<openpml_ingest>();
  ingest.entries = reinterpret_cast<uint64_t>(entries);
  ingest.count = 300;
  call(OPENPML_IOC_INGEST, ingest, "INGEST");
  expect(ingest.done == 300, "%llu entries done", ingest.done);
  auto harvest = args<openpml_harvest>();
  harvest.slot = vm.slot;
  harvest.flags = OPENPML_HARVEST_WAIT | OPENPML_HARVEST_HOLD;
  call(OPENPML_IOC_HARVEST, harvest, "HARVEST");
  expect_epoch(unit, vm, harvest.record, truth, 0);
  const int bad = ioctl32(unit.fd(), _IO(OPENPML_IOC_MAGIC, 0x7F), low);
  expect(bad == -ENOTTY, "unknown ioctl, 32 bits: %s", std::strerror(-bad));
  vm.end();
}
