// SPDX-License-Identifier: Apache-2.0
// storm SECONDS SEED: four processes call everything at random on the same few slots, while the caller may reset or unbind the unit. Every
// error must be one that the interface names; the kernel must have nothing to report. At the end all slots are given back.
#include <csetjmp>
#include <csignal>
#include <ctime>
#include <random>
#include <set>

#include <sys/wait.h>

#include "unit.hpp"

namespace {
using guest::args;

constexpr unsigned kProcesses = 4, kDomains = 6, kSlots = 5;  // one slot more than the unit has
sigjmp_buf after_fault;
void on_bus_error(int) { siglongjmp(after_fault, 1); }

const std::set<int> kDocumented = {EPERM,  ENOENT, EIO,    EAGAIN, ENOMEM,     EFAULT,   EBUSY,     EEXIST,
                                   ENODEV, EINVAL, ENOSPC, ERANGE, EOPNOTSUPP, ENOTCONN, ETIMEDOUT, ECANCELED};

class Storm {
 public:
  Storm(std::string path, unsigned seed) : path_(std::move(path)), random_(seed), entries_(4096) {}

  void run(std::time_t end) {
    while (std::time(nullptr) < end) {
      if (fd_ < 0 || pick(200) == 0) reopen();
      if (fd_ >= 0) step();
    }
    if (fd_ >= 0) close(fd_);
    if (good_ == 0) guest::fail("not one of %lu calls was carried out", calls_);
  }

 private:
  unsigned pick(unsigned n) { return random_() % n; }
  unsigned timeout() { return pick(3) != 0 ? 0 : 1 + pick(50); }

  void reopen() {
    if (fd_ >= 0) close(fd_);
    fd_ = open(path_.c_str(), O_RDWR | O_NONBLOCK);
    if (fd_ < 0) usleep(50000);  // unbound just now
  }

  template <class T>
  void call(unsigned long request, T structure) {
    calls_++;
    if (ioctl(fd_, request, &structure) == 0) good_++;
    else if (!kDocumented.contains(errno))
      guest::fail("call %lx: %s is no error of the interface", request, std::strerror(errno));
  }

  void harvest_or_peek(unsigned long request, unsigned flags) {
    auto harvest = args<openpml_harvest>();
    harvest.slot = pick(kSlots), harvest.flags = flags, harvest.timeout_ms = timeout();
    call(request, harvest);
  }

  void ingest() {
    auto ingest = args<openpml_ingest>();
    ingest.vcpu = pick(4), ingest.format = OPENPML_FMT_GFN, ingest.count = 1 + pick(entries_.size()),
    ingest.timeout_ms = timeout();
    for (auto& entry : entries_) entry = pick(20480) | (std::uint64_t{pick(2)} << 63);
    ingest.entries = reinterpret_cast<std::uintptr_t>(entries_.data());
    call(OPENPML_IOC_INGEST, ingest);
  }

  void look_through_mapping() {
    const std::size_t bytes = 4096 * (1 + pick(2));
    void* at = mmap(nullptr, bytes, PROT_READ, MAP_SHARED, fd_, OPENPML_MMAP_OFFSET(pick(4), pick(2), pick(3)));
    if (at == MAP_FAILED) return;
    if (sigsetjmp(after_fault, 1) == 0)
      for (int i = 0; i < 100; i++) {
        (void)static_cast<volatile char*>(at)[pick(bytes)];
        if (i % 25 == 0) usleep(1000);
      }
    munmap(at, bytes);
  }

  void step() {
    auto operation = args<openpml_vm_op>();
    operation.slot = pick(kSlots);
    switch (pick(14)) {
      case 0: {
        auto create = args<openpml_vm_create>();
        create.slot = pick(3) != 0 ? OPENPML_SLOT_ANY : pick(kSlots), create.domid = pick(kDomains);
        create.limit = 512 * (1 + pick(40)), create.flags = pick(8);
        return call(OPENPML_IOC_VM_CREATE, create);
      }
      case 1: return pick(8) != 0 ? void() : call(OPENPML_IOC_VM_DESTROY, operation);
      case 2: {
        auto bind = args<openpml_vm_bind>();
        bind.slot = pick(kSlots), bind.vcpu = pick(4), bind.flags = pick(4) == 0 ? OPENPML_BIND_REMOVE : 0;
        return call(OPENPML_IOC_VM_BIND, bind);
      }
      case 3: return call(OPENPML_IOC_VM_ENABLE, operation);
      case 4: operation.flags = pick(2); return pick(4) != 0 ? void() : call(OPENPML_IOC_VM_DISABLE, operation);
      case 5:
      case 6: return harvest_or_peek(OPENPML_IOC_HARVEST, pick(4));
      case 7: return harvest_or_peek(OPENPML_IOC_PEEK, pick(2));
      case 8: {
        auto release = args<openpml_release>();
        release.slot = pick(kSlots), release.buffer = pick(2);
        return call(OPENPML_IOC_RELEASE, release);
      }
      case 9: {
        auto period = args<openpml_period>();
        period.slot = pick(kSlots), period.value = pick(2) != 0 ? 0 : 20000 + pick(100000),
        period.flags = pick(2) * OPENPML_PERIOD_HOLD;
        return call(OPENPML_IOC_PERIOD, period);
      }
      case 10: {
        auto bitmap = args<openpml_get_bitmap>();
        bitmap.slot = pick(kSlots), bitmap.kind = pick(2), bitmap.pages = 1 + pick(4000), bitmap.flags = pick(4);
        bitmap.bitmap = pick(20) != 0 ? reinterpret_cast<std::uintptr_t>(entries_.data()) : 8;
        return call(OPENPML_IOC_GET_BITMAP, bitmap);
      }
      case 11: return ingest();
      case 12: {
        auto status = args<openpml_vm_status>();
        status.slot = pick(kSlots);
        call(OPENPML_IOC_VM_STATUS, status);
        openpml_record records[8];
        while (read(fd_, records, sizeof records) > 0) {}
        return;
      }
      default: return look_through_mapping();
    }
  }

  std::string path_;
  std::mt19937 random_;
  std::vector<std::uint64_t> entries_;
  int fd_ = -1;
  unsigned long calls_ = 0, good_ = 0;
};

void give_all_back(const std::string& path) {
  const int fd = open(path.c_str(), O_RDWR);
  guest::expect(fd >= 0, "%s: %s", path.c_str(), std::strerror(errno));
  for (unsigned slot = 0; slot < 64; slot++) {
    auto operation = args<openpml_vm_op>();
    operation.slot = slot;
    int tries = 100, error;
    do {  // a reset may still be under way
      error = ioctl(fd, OPENPML_IOC_VM_DESTROY, &operation) != 0 ? errno : 0;
    } while ((error == EAGAIN || error == ECANCELED) && --tries > 0 && usleep(100000) == 0);
    if (error != 0 && error != ENOENT && error != EINVAL)
      guest::fail("cannot destroy slot %u: %s", slot, std::strerror(error));
  }
  close(fd);
}
}  // namespace

int main(int argc, char** argv) {
  guest::expect(argc == 3, "usage: storm SECONDS SEED");
  const std::string path = guest::device_path();
  const std::time_t end = std::time(nullptr) + std::atoi(argv[1]);
  std::signal(SIGBUS, on_bus_error);
  for (unsigned i = 0; i < kProcesses; i++)
    if (fork() == 0) {
      Storm(path, std::atoi(argv[2]) * 1000 + i).run(end);
      std::exit(0);
    }
  bool good = true;
  int status = 0;
  while (wait(&status) > 0) good = good && status == 0;
  guest::expect(good, "a process failed");
  give_all_back(path);
  return 0;
}
