// SPDX-License-Identifier: Apache-2.0
// Random calls of the whole interface, from several processes at once: well formed ones, ones with a field that is odd, and noise. Each must end
// with an error that the interface names, in time; afterwards the unit must still be exact. The kernel's own checks (KASAN, lockdep) judge the rest.
//   fuzz SEED CALLS PROCESSES
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <iterator>
#include <memory>

#include "pages.hpp"

using namespace guest;

namespace {

constexpr int known_errors[] = {0,          EINVAL,   E2BIG,     EFAULT, ENOENT, ENOTTY, EINTR,
                                ETIMEDOUT,  EBUSY,    EAGAIN,    EEXIST, ENOSPC, ENOMEM, ERANGE,
                                EOPNOTSUPP, ENOTCONN, ECANCELED, EIO,    EPERM};

class Fuzzer {
 public:
  Fuzzer(uint64_t seed, const openpml_info& info)
      : x_(seed * 0x9E3779B97F4A7C15ull | 1), info_(info), memory_(1u << 18) {}

  void call(const Unit& unit) {
    alignas(8) uint8_t raw[512] = {};
    static constexpr struct {
      unsigned long request;
      uint32_t size;
    } calls[] = {{OPENPML_IOC_GET_INFO, sizeof(openpml_info)},
                 {OPENPML_IOC_WATCH, sizeof(openpml_watch)},
                 {OPENPML_IOC_UNIT_COUNTERS, sizeof(openpml_unit_counters)},
                 {OPENPML_IOC_VM_CREATE, sizeof(openpml_vm_create)},
                 {OPENPML_IOC_VM_DESTROY, sizeof(openpml_vm_op)},
                 {OPENPML_IOC_VM_BIND, sizeof(openpml_vm_bind)},
                 {OPENPML_IOC_VM_ENABLE, sizeof(openpml_vm_op)},
                 {OPENPML_IOC_VM_DISABLE, sizeof(openpml_vm_op)},
                 {OPENPML_IOC_VM_STATUS, sizeof(openpml_vm_status)},
                 {OPENPML_IOC_VM_COUNTERS, sizeof(openpml_vm_counters)},
                 {OPENPML_IOC_HARVEST, sizeof(openpml_harvest)},
                 {OPENPML_IOC_PEEK, sizeof(openpml_harvest)},
                 {OPENPML_IOC_RELEASE, sizeof(openpml_release)},
                 {OPENPML_IOC_PERIOD, sizeof(openpml_period)},
                 {OPENPML_IOC_GET_BITMAP, sizeof(openpml_get_bitmap)},
                 {OPENPML_IOC_INGEST, sizeof(openpml_ingest)},
                 {OPENPML_IOC_GEN_START, sizeof(openpml_gen_start)},
                 {OPENPML_IOC_GEN_CTRL, sizeof(openpml_gen_ctrl)}};
    if (one_in(16)) return map_or_read(unit);
    const auto& c = calls[next() % std::size(calls)];
    fill(c.request, raw);
    std::memcpy(raw, &c.size, 4);
    if (one_in(8)) raw[next() % c.size] ^= static_cast<uint8_t>(1u << next() % 8);
    if (one_in(32))
      for (uint32_t i = 4; i < c.size; ++i) raw[i] = static_cast<uint8_t>(next());
    if (one_in(32)) {
      const auto size = static_cast<uint32_t>(one_in(2) ? next() % 600 : next());
      std::memcpy(raw, &size, 4);
    }
    const unsigned long request = one_in(64) ? next() : c.request;
    const int error = ioctl(unit.fd(), request, one_in(64) ? reinterpret_cast<void*>(next()) : raw) == 0 ? 0 : errno;
    if (std::find(std::begin(known_errors), std::end(known_errors), error) == std::end(known_errors))
      fail("ioctl %#lx: error %d (%s) is none of the interface's", request, error, std::strerror(error));
    ++(error ? refused : taken);
  }

  unsigned taken = 0, refused = 0;

 private:
  uint64_t next() { return (x_ = xorshift(x_)) * 0x2545F4914F6CDD1Dull >> 8; }
  bool one_in(unsigned n) { return next() % n == 0; }
  uint32_t slot() { return one_in(20) ? static_cast<uint32_t>(next()) : next() % info_.n_vm; }
  uint32_t vcpu() { return one_in(20) ? static_cast<uint32_t>(next()) : next() % info_.n_vcpu; }
  uint64_t odd(uint64_t usual) {
    static constexpr uint64_t strange[] = {0,          1,          63,         64,    4095,       4096,
                                           0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, ~0ull, 1ull << 63, 1ull << 40};
    return one_in(10) ? strange[next() % std::size(strange)] : usual;
  }
  /// Mostly good memory; sometimes none, or read-only, or the kernel's.
  uint64_t pointer() {
    if (one_in(12)) return odd(8);
    if (one_in(30)) return reinterpret_cast<uint64_t>(&known_errors);
    return reinterpret_cast<uint64_t>(memory_.data()) + next() % 64;
  }

  template <class T>
  void put(uint8_t* raw, const T& t) {
    static_assert(sizeof t <= 512);
    std::memcpy(raw, &t, sizeof t);
  }

  void fill(unsigned long request, uint8_t* raw) {
    switch (request) {
      case OPENPML_IOC_WATCH:
        return put(
            raw,
            openpml_watch{
                .argsz = 0, .flags = 0, .slots = odd(~0ull), .types = static_cast<uint32_t>(next()), .reserved = 0});
      case OPENPML_IOC_VM_CREATE: {
        openpml_vm_create a{};
        a.flags = next() % 8;
        a.slot = one_in(2) ? OPENPML_SLOT_ANY : slot();
        a.domid = next() % 6;
        a.limit = odd(1 + next() % info_.max_pages);
        a.mode = one_in(10) ? next() % 4 : 0;
        return put(raw, a);
      }
      case OPENPML_IOC_VM_BIND:
        return put(raw, openpml_vm_bind{.argsz = 0, .flags = one_in(4), .slot = slot(), .vcpu = vcpu()});
      case OPENPML_IOC_HARVEST:
      case OPENPML_IOC_PEEK: {
        openpml_harvest a{};
        a.flags = next() % 4;
        a.slot = slot();
        a.timeout_ms = static_cast<uint32_t>(odd(next() % 50));
        if (a.timeout_ms > 1000 && a.timeout_ms <= 3'600'000) a.timeout_ms = 1000;
        return put(raw, a);
      }
      case OPENPML_IOC_RELEASE:
        return put(raw, openpml_release{
                            .argsz = 0, .flags = 0, .slot = slot(), .buffer = static_cast<uint32_t>(odd(next() % 2))});
      case OPENPML_IOC_PERIOD: {
        openpml_period a{};
        a.flags = one_in(4) ? OPENPML_PERIOD_HOLD : 0;
        a.slot = slot();
        a.value = one_in(2) ? 0 : odd(info_.min_period + next() % 100'000);
        return put(raw, a);
      }
      case OPENPML_IOC_GET_BITMAP: {
        openpml_get_bitmap a{};
        a.flags = next() % 4;
        a.slot = slot();
        a.kind = one_in(10) ? next() % 4 : next() % 2;
        a.first_gfn = odd(next() % 8 * 64);
        a.pages = odd(1 + next() % 5000);
        a.bitmap = pointer();
        a.timeout_ms = next() % 50;
        return put(raw, a);
      }
      case OPENPML_IOC_INGEST: {
        openpml_ingest a{};
        a.vcpu = vcpu();
        a.format = next() % 3;
        a.entries = pointer();
        a.count = one_in(10) ? odd(100) : 1 + next() % 300;
        if (a.count > 20'000 && a.count <= 1u << 24) a.count = 20'000;
        a.timeout_ms = 1 + next() % 200;
        return put(raw, a);
      }
      case OPENPML_IOC_GEN_START: {
        openpml_gen_start a{};
        a.flags = one_in(4) ? OPENPML_GEN_HOLD : 0;
        a.pattern = next() % 4;
        a.preset = next() % 3;
        a.scale = 6 + next() % 10;
        a.rate = static_cast<uint32_t>(odd(1 + next() % 65'536));
        a.first_vcpu = vcpu();
        a.n_vcpu = static_cast<uint32_t>(odd(1));
        a.seed = odd(next());
        a.events = odd(next() % 20'000);
        a.write_share = next() % 257;
        a.n_phases = 1 + next() % 2;
        for (auto& phase : a.phase)
          phase = {.pages = 1 + static_cast<uint32_t>(next() % 3000),
                   .passes = 1 + static_cast<uint32_t>(next() % 3),
                   .periods = 1,
                   .reserved = 0};
        for (uint32_t i = a.n_phases; i < OPENPML_GEN_PHASES; ++i) a.phase[i] = {};
        return put(raw, a);
      }
      case OPENPML_IOC_GEN_CTRL: {
        openpml_gen_ctrl a{};
        a.op = next() % 4;
        a.timeout_ms = 1 + next() % 50;
        return put(raw, a);
      }
      default: {  // the ones with a slot alone
        openpml_vm_op a{};
        a.flags = request == OPENPML_IOC_VM_DISABLE && one_in(3) ? OPENPML_DISABLE_FORCE : 0;
        a.slot = slot();
        return put(raw, a);
      }
    }
  }

  void map_or_read(const Unit& unit) {
    if (one_in(2)) {
      openpml_record records[3];
      pollfd p{unit.fd(), POLLIN, 0};
      if (poll(&p, 1, 0) == 1 && p.revents & POLLIN && read(unit.fd(), records, next() % sizeof records) < 0)
        expect(errno == EINVAL || errno == EAGAIN, "read: %s", std::strerror(errno));
      return;
    }
    const uint64_t offset =
        OPENPML_MMAP_OFFSET(slot() % 256, next() % 2, next() % 4) + (one_in(4) ? next() % 64 * 4096 : 0);
    const uint64_t bytes = 4096 * (1 + next() % 3);
    auto* at = static_cast<const volatile uint8_t*>(mmap(nullptr, bytes, one_in(8) ? PROT_READ | PROT_WRITE : PROT_READ,
                                                         one_in(16) ? MAP_PRIVATE : MAP_SHARED, unit.fd(),
                                                         static_cast<off_t>(offset)));
    if (at == MAP_FAILED) return;
    // another process may destroy the slot right now, so the access is the kernel's: a fault is EFAULT, not a signal
    const int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    for (uint64_t i = 0; i < bytes; i += 4096)
      [[maybe_unused]] const auto n = write(null, const_cast<const uint8_t*>(at) + i, 64);
    close(null);
    munmap(const_cast<uint8_t*>(at), bytes);
  }

  uint64_t x_;
  openpml_info info_;
  std::vector<uint8_t> memory_;
};

void one_process(uint64_t seed, unsigned calls, const openpml_info& info) {
  Fuzzer fuzzer(seed, info);
  auto unit = std::make_unique<Unit>(O_RDWR | O_NONBLOCK);
  for (unsigned i = 0; i < calls; ++i) {
    if (i % 97 == 96) unit = std::make_unique<Unit>(O_RDWR | O_NONBLOCK);  // closing gives back what the file held
    fuzzer.call(*unit);
  }
  std::printf("seed %llu: %u calls taken, %u refused\n", static_cast<unsigned long long>(seed), fuzzer.taken,
              fuzzer.refused);
  expect(fuzzer.taken > calls / 20, "hardly any call was taken: this tests little");
}

/// The unit works as before: one exact epoch.
void still_exact(const Unit& unit, const openpml_info& info) {
  unit.generator(OPENPML_GEN_OP_STOP);
  for (uint32_t slot = 0; slot < info.n_vm; ++slot) {
    const int error = unit.op(OPENPML_IOC_VM_DESTROY, slot);
    expect(error == 0 || error == ENOENT, "VM_DESTROY of slot %u: %s", slot, std::strerror(error));
  }
  const Vm vm(unit, {.limit = 5000});
  Truth truth(vm.limit);
  std::vector<uint64_t> entries;
  for (uint64_t i = 0; i < 700; ++i) {
    entries.push_back(i * 7 << 12);
    truth.event(i * 7, true);
  }
  auto ingest = args<openpml_ingest>();
  ingest.entries = reinterpret_cast<uint64_t>(entries.data());
  ingest.count = entries.size();
  unit.must(OPENPML_IOC_INGEST, ingest, "INGEST");
  openpml_record record{};
  const int error = unit.harvest(vm.slot, record, OPENPML_HARVEST_HOLD);
  expect(error == 0, "HARVEST after all: %s", std::strerror(error));
  expect_epoch(unit, vm, record, truth, 0);
  vm.end();
}

}  // namespace

int main(int, char** argv) {
  const uint64_t seed = std::strtoull(argv[1], nullptr, 0);
  const unsigned calls = std::strtoul(argv[2], nullptr, 0), processes = std::strtoul(argv[3], nullptr, 0);
  const Unit unit;
  const openpml_info info = unit.info();
  std::vector<pid_t> children;
  for (unsigned p = 0; p < processes; ++p) {
    std::fflush(stdout);
    const pid_t pid = fork();
    if (pid == 0) {
      one_process(seed + p, calls / processes, info);
      std::fflush(stdout);
      _exit(0);
    }
    children.push_back(pid);
  }
  for (const pid_t pid : children) {
    int status = 0;
    waitpid(pid, &status, 0);
    expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "a fuzzing process ended with status %#x", status);
  }
  still_exact(unit, info);
}
