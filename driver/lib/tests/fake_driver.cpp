// SPDX-License-Identifier: Apache-2.0
#include "fake_driver.hpp"

#include <sys/mman.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

#include "openpml/regs.hpp"

namespace openpml::host {
namespace {

Params small_system(unsigned pages_log2) {
  Params p;
  p.n_vm = p.n_vcpu = 4;
  p.pages_log2 = pages_log2;
  p.store_sets = p.store_ways = 4;
  p.outstanding = 8;
  p.filter_log2 = 8;
  p.system = true;
  return p;
}

constexpr size_t kPage = 4096;

size_t pages_for(size_t bytes) { return (bytes + kPage - 1) / kPage * kPage; }

/// Read-only, with nothing mapped in front of it and right behind it: an access out of bounds ends the test.
const uint8_t* guarded_copy(std::span<const uint8_t> from) {
  const size_t size = pages_for(from.size());
  auto* base = static_cast<uint8_t*>(::mmap(nullptr, size + 2 * kPage, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  if (base == MAP_FAILED || ::mprotect(base + kPage, size, PROT_READ | PROT_WRITE)) throw std::bad_alloc();
  uint8_t* at = base + kPage + size - from.size();
  std::memcpy(at, from.data(), from.size());
  ::mprotect(base + kPage, size, PROT_READ);
  return at;
}

void drop_copy(const uint8_t* at, size_t bytes) {
  const size_t size = pages_for(bytes);
  ::munmap(const_cast<uint8_t*>(at) + bytes - size - kPage, size + 2 * kPage);
}

template <class T>
int with(void* argument, T& copy) {
  uint32_t argsz = 0;
  std::memcpy(&argsz, argument, sizeof argsz);
  if (argsz != sizeof(T)) return argsz > sizeof(T) ? -E2BIG : -EINVAL;
  std::memcpy(&copy, argument, sizeof(T));
  return 0;
}

}  // namespace

class FakeDriver::File final : public Device {
 public:
  explicit File(FakeDriver& driver) : driver_(driver), next_(driver.records_.size()) {}
  ~File() override { driver_.closed(this); }

  int ioctl(unsigned long request, void* argument) override {
    return request == OPENPML_IOC_WATCH && !driver_.gone_ ? with(argument, watch_)
                                                          : driver_.ioctl(*this, request, argument);
  }
  long read(void* to, size_t bytes) override {
    if (bytes < sizeof(openpml_record)) return -EINVAL;
    if (std::exchange(driver_.stolen_, false) || !waits()) return driver_.gone_ ? -ENODEV : -EAGAIN;
    std::memcpy(to, &driver_.records_[next_++], sizeof(openpml_record));
    return sizeof(openpml_record);
  }
  int wait_readable(int) override { return driver_.stolen_ || waits() ? 1 : driver_.gone_ ? -ENODEV : 0; }
  int map(uint64_t offset, size_t bytes, const uint8_t** at) override {
    const auto whole = driver_.memory(static_cast<uint32_t>(offset >> 35), offset >> 34 & 1, offset >> 32 & 3);
    if (whole.empty()) return -ENOENT;
    if (bytes > whole.size()) return -EINVAL;
    ++driver_.mappings;
    *at = guarded_copy(whole.first(bytes));
    return 0;
  }
  void unmap(const uint8_t* at, size_t bytes) override {
    --driver_.mappings;
    drop_copy(at, bytes);
  }
  int fd() const override { return -1; }

 private:
  /// Skips what this file does not watch.
  bool waits() {
    const auto watched = [&](const openpml_record& r) {
      return watch_.slots >> r.slot & 1 && watch_.types >> r.type & 1;
    };
    while (next_ < driver_.records_.size() && !watched(driver_.records_[next_])) ++next_;
    return next_ < driver_.records_.size();
  }

  FakeDriver& driver_;
  size_t next_;
  openpml_watch watch_{0, 0, ~uint64_t{0}, ~0u, 0};
};

FakeDriver::FakeDriver(uint64_t seed, unsigned pages_log2)
    : sim_(std::make_unique<SystemModel>(small_system(pages_log2)), seed), slots_(sim_.params().n_vm) {
  sim_.reset();
  sim_.dom0().setup_ring();
  sim_.dom0().set_release(Dom0::Release::Manual);
}

FakeDriver::~FakeDriver() = default;

std::unique_ptr<Device> FakeDriver::open() { return std::make_unique<File>(*this); }

std::span<uint8_t> FakeDriver::memory(uint32_t slot, unsigned buffer, unsigned kind) {
  Slot* s = used(slot);
  if (!s || kind > OPENPML_MAP_SUMMARY || (kind == OPENPML_MAP_ACCESSED && !(s->flags & OPENPML_VM_LOG_READS)))
    return {};
  const VmRegions& r = sim_.dom0().regions(slot);
  const uint64_t base = kind == OPENPML_MAP_WRITTEN    ? r.w[buffer]
                        : kind == OPENPML_MAP_ACCESSED ? r.a[buffer]
                                                       : r.sum[buffer];
  return sim_.mem().view(base, kind == OPENPML_MAP_SUMMARY ? r.sum_bytes : r.bitmap_bytes);
}

FakeDriver::Slot* FakeDriver::used(uint32_t slot) {
  return slot < slots_.size() && slots_[slot] ? &*slots_[slot] : nullptr;
}

std::optional<uint32_t> FakeDriver::slot_of(uint32_t domid) const {
  for (uint32_t s = 0; s < slots_.size(); ++s)
    if (slots_[s] && slots_[s]->domid == domid) return s;
  return std::nullopt;
}

void FakeDriver::closed(const File* file) {
  for (uint32_t s = 0; s < slots_.size(); ++s)
    for (unsigned b = 0; slots_[s] && b < 2; ++b)
      if (slots_[s]->holder[b] == file) {
        sim_.dom0().release(s, b);
        slots_[s]->holder[b] = nullptr;
      }
}

int FakeDriver::ioctl(const File& file, unsigned long request, void* argument) {
  if (gone_) return -ENODEV;
  if (fail_ && fail_->first == request) {
    const int code = fail_->second;
    fail_.reset();
    return -code;
  }
  const auto run = [&]<class T>(T t, auto&& f) {
    if (const int r = with(argument, t)) return r;
    const int r = f(t);
    std::memcpy(argument, &t, sizeof t);
    return r;
  };
  switch (request) {
    case OPENPML_IOC_GET_INFO: return run(openpml_info{}, [&](auto& t) { return info(t); });
    case OPENPML_IOC_UNIT_COUNTERS: return run(openpml_unit_counters{}, [&](auto& t) { return counters(t); });
    case OPENPML_IOC_VM_CREATE: return run(openpml_vm_create{}, [&](auto& t) { return create(t); });
    case OPENPML_IOC_VM_DESTROY: return run(openpml_vm_op{}, [&](auto& t) { return destroy(t); });
    case OPENPML_IOC_VM_BIND: return run(openpml_vm_bind{}, [&](auto& t) { return bind(t); });
    case OPENPML_IOC_VM_ENABLE: return run(openpml_vm_op{}, [&](auto& t) { return enable(t); });
    case OPENPML_IOC_VM_STATUS: return run(openpml_vm_status{}, [&](auto& t) { return status(file, t); });
    case OPENPML_IOC_VM_COUNTERS: return run(openpml_vm_counters{}, [&](auto& t) { return vm_counters(t); });
    case OPENPML_IOC_HARVEST: return run(openpml_harvest{}, [&](auto& t) { return harvest(file, t); });
    case OPENPML_IOC_PEEK: return run(openpml_harvest{}, [&](auto& t) { return peek(t); });
    case OPENPML_IOC_RELEASE: return run(openpml_release{}, [&](auto& t) { return release(file, t); });
    case OPENPML_IOC_PERIOD: return run(openpml_period{}, [&](auto& t) { return period(file, t); });
    case OPENPML_IOC_GET_BITMAP: return run(openpml_get_bitmap{}, [&](auto& t) { return get_bitmap(t); });
    case OPENPML_IOC_INGEST: return run(openpml_ingest{}, [&](auto& t) { return ingest(t); });
    case OPENPML_IOC_GEN_START: return run(openpml_gen_start{}, [&](auto& t) { return gen_start(t); });
    case OPENPML_IOC_GEN_CTRL: return run(openpml_gen_ctrl{}, [&](auto& t) { return gen_ctrl(t); });
    default: return -ENOTTY;
  }
}

int FakeDriver::info(openpml_info& i) {
  i.uapi_version = uapi_version;
  i.unit_version = regs::VERSION_MAJOR << 16 | regs::VERSION_MINOR;
  i.features = features;
  i.modes = 1u << OPENPML_MODE_BITMAP;
  i.n_vm = sim_.params().n_vm;
  i.n_vcpu = sim_.params().n_vcpu;
  i.n_vectors = 1;
  i.log_records = 1024;
  i.max_pages = uint64_t{1} << sim_.params().pages_log2;
  i.min_period = 1000;
  i.clock_hz = clock_hz;
  i.time = sim_.cycle();
  return 0;
}

int FakeDriver::counters(openpml_unit_counters& c) {
  c.unbound = sim_.dom0().read64(regs::GLOBAL_UNBOUND);
  for (unsigned s = 0; s < 4; ++s) {
    c.events[s] = sim_.dom0().read64(regs::SRC_BASE + regs::SRC_CNT_EVENTS_CPU + 16 * s);
    c.stalled[s] = sim_.dom0().read64(regs::SRC_BASE + regs::SRC_CNT_STALLED_CPU + 16 * s);
  }
  c.records = records_.size();
  return 0;
}

}  // namespace openpml::host
