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

/// One event on the CPU port.
class OneEvent final : public EventSource {
 public:
  explicit OneEvent(Inputs::Event e) : event_(e) {}
  bool offer(uint64_t, Inputs::Event& ev) override {
    if (!done_) ev = event_;
    return !done_;
  }
  void taken(uint64_t) override { done_ = true; }
  bool done() const { return done_; }

 private:
  Inputs::Event event_;
  bool done_ = false;
};

uint32_t gen(uint32_t offset) { return regs::GEN_BASE + offset; }

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

  int ioctl(unsigned long request, void* argument) override { return driver_.ioctl(*this, request, argument); }
  long read(void* to, size_t bytes) override {
    if (bytes < sizeof(openpml_record)) return -EINVAL;
    if (std::exchange(driver_.stolen_, false) || next_ == driver_.records_.size())
      return driver_.gone_ ? -ENODEV : -EAGAIN;
    std::memcpy(to, &driver_.records_[next_++], sizeof(openpml_record));
    return sizeof(openpml_record);
  }
  int wait_readable(int) override {
    return driver_.stolen_ || next_ < driver_.records_.size() ? 1 : driver_.gone_ ? -ENODEV : 0;
  }
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
  FakeDriver& driver_;
  size_t next_;
};

FakeDriver::FakeDriver(uint64_t seed, unsigned pages_log2)
    : sim_(std::make_unique<SystemModel>(small_system(pages_log2)), seed), slots_(sim_.params().n_vm) {
  sim_.reset();
  sim_.dom0().setup_ring();
  sim_.dom0().set_release(Dom0::Release::Manual);
}

FakeDriver::~FakeDriver() = default;

std::unique_ptr<Device> FakeDriver::open() { return std::make_unique<File>(*this); }

void FakeDriver::access(uint8_t vcpu, uint64_t gfn, bool write) {
  OneEvent one({true, vcpu, gfn, write});
  sim_.set_source(0, &one);
  sim_.run_until([&] { return one.done(); }, "an event to be accepted");
  sim_.set_source(0, nullptr);
}

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

int FakeDriver::create(openpml_vm_create& c) {
  if (c.limit == 0 || c.limit > uint64_t{1} << sim_.params().pages_log2) return -EINVAL;
  if ((c.flags & OPENPML_VM_LOG_READS) && !(features & OPENPML_FEAT_READS)) return -EOPNOTSUPP;
  auto at = slot_of(c.domid);
  if (at) {
    if (slots_[*at]->limit != c.limit || slots_[*at]->flags != c.flags) return -EEXIST;
    c.flags |= OPENPML_VM_EXISTED;
  }
  for (uint32_t s = 0; !at && s < slots_.size(); ++s)
    if (!slots_[s]) at = s;
  if (!at) return -ENOSPC;
  if (!slots_[*at]) {
    slots_[*at] = Slot{c.domid, c.flags, c.limit};
    VmConfig cfg;
    cfg.vm = *at;
    cfg.limit = c.limit;
    cfg.log_reads = c.flags & OPENPML_VM_LOG_READS;
    sim_.dom0().setup_vm(cfg);
  }
  c.slot = *at;
  c.bitmap_bytes = sim_.dom0().regions(*at).bitmap_bytes;
  c.summary_bytes = sim_.dom0().regions(*at).sum_bytes;
  return 0;
}

int FakeDriver::destroy(const openpml_vm_op& op) {
  Slot* s = used(op.slot);
  if (!s) return -ENOENT;
  if (s->enabled) sim_.dom0().reset_vm(op.slot);
  for (const unsigned v : s->vcpus) sim_.dom0().unbind(v);
  slots_[op.slot].reset();
  return 0;
}

int FakeDriver::bind(const openpml_vm_bind& b) {
  Slot* s = used(b.slot);
  if (!s) return -ENOENT;
  if (b.vcpu >= sim_.params().n_vcpu) return -EINVAL;
  for (const auto& other : slots_)
    if (other && &*other != s && other->vcpus.contains(b.vcpu)) return -EBUSY;
  if (s->vcpus.insert(b.vcpu).second &&
      !sim_.dom0().write32(Dom0::vcpu_reg(b.vcpu, regs::VCPU_BIND), b.slot | regs::VCPU_BIND_VALID_MASK))
    return -EBUSY;
  return 0;
}

int FakeDriver::enable(const openpml_vm_op& op) {
  Slot* s = used(op.slot);
  if (!s) return -ENOENT;
  if (s->enabled) return 0;
  sim_.dom0().enable(op.slot);
  s->enabled = true;
  for (auto& a : s->accumulated) a.assign(sim_.dom0().regions(op.slot).bitmap_bytes, 0);
  return 0;
}

int FakeDriver::status(const File& file, openpml_vm_status& st) {
  if (st.flags & OPENPML_STATUS_BY_DOMID) {
    const auto at = slot_of(st.domid);
    if (!at) return -ENOENT;
    st.slot = *at;
  }
  if (st.slot >= slots_.size()) return -EINVAL;
  const Slot* s = used(st.slot);
  if (!s) return -ENOENT;
  Dom0& dom0 = sim_.dom0();
  const auto r = [&](uint32_t offset) { return Dom0::vm_reg(st.slot, offset); };
  const uint32_t word = dom0.read32(r(regs::VM_STATUS));
  st.flags = 0;
  st.domid = s->domid;
  st.limit = s->limit;
  st.create_flags = s->flags;
  st.state = word & regs::VM_STATUS_STATE_MASK;
  st.epoch = dom0.read32(r(regs::VM_EPOCH));
  st.current_buffer = (word & regs::VM_STATUS_CUR_BUF_MASK) >> regs::VM_STATUS_CUR_BUF_SHIFT;
  st.fault = dom0.read32(r(regs::VM_FAULT_CODE));
  st.start = dom0.read64(r(regs::VM_START));
  st.accessed = dom0.read64(r(regs::VM_DISTINCT_A));
  st.written = dom0.read64(r(regs::VM_DISTINCT_W));
  st.period = s->period;
  for (const unsigned v : s->vcpus) st.vcpus |= uint64_t{1} << v;
  st.bitmap_bytes = dom0.regions(st.slot).bitmap_bytes;
  st.summary_bytes = dom0.regions(st.slot).sum_bytes;
  for (unsigned b = 0; b < 2; ++b)
    st.buffer[b] = !s->holder[b] ? (b == st.current_buffer && s->enabled ? OPENPML_BUFFER_UNIT : OPENPML_BUFFER_FREE)
                   : s->holder[b] == &file ? OPENPML_BUFFER_HELD
                                           : OPENPML_BUFFER_HELD_OTHER;
  return 0;
}

int FakeDriver::vm_counters(openpml_vm_counters& c) {
  if (!used(c.slot)) return -ENOENT;
  const VmCounters n = sim_.dom0().counters(c.slot);
  static_assert(sizeof n == sizeof c - offsetof(openpml_vm_counters, accepted));
  std::memcpy(&c.accepted, &n, sizeof n);
  return 0;
}

openpml_record FakeDriver::cut(uint32_t slot, const File* holder, uint8_t flags) {
  Slot& s = *slots_[slot];
  const Record rec = sim_.dom0().harvest_wait(slot);
  while (sim_.dom0().read32(Dom0::vm_reg(slot, regs::VM_STATUS)) & regs::VM_STATUS_JOB_MASK) {}
  openpml_record r{};
  r.type = OPENPML_REC_HARVEST;
  r.flags = static_cast<uint8_t>(flags | (rec.valid ? OPENPML_REC_F_VALID : 0) |
                                 (rec.buffer ? OPENPML_REC_F_BUFFER1 : 0) | (holder ? OPENPML_REC_F_HELD : 0));
  r.slot = static_cast<uint8_t>(slot);
  r.domid = s.domid;
  r.epoch = rec.epoch;
  r.lines = rec.summary_entries;
  r.start = rec.start;
  r.end = rec.end;
  r.accessed = s.flags & OPENPML_VM_LOG_READS ? rec.distinct_a : 0;
  r.written = rec.distinct_w;
  if (s.flags & OPENPML_VM_ACCUMULATE) {
    r.flags |= OPENPML_REC_F_ACCUMULATED;
    ++s.epochs;
    for (unsigned kind = 0; kind < 2; ++kind) {
      const auto from = memory(slot, rec.buffer, kind);
      for (size_t i = 0; i < from.size(); ++i) s.accumulated[kind][i] |= from[i];
    }
  }
  if (tamper) tamper(r);
  r.seq = records_.size();
  records_.push_back(r);
  if (holder) s.holder[rec.buffer] = holder;
  else sim_.dom0().release(slot, rec.buffer);
  return r;
}

int FakeDriver::harvest(const File& file, openpml_harvest& h) {
  Slot* s = used(h.slot);
  if (!s) return -ENOENT;
  if (!s->enabled) return -ENOTCONN;
  if (s->holder[0] || s->holder[1]) return -EBUSY;
  const openpml_record r = cut(h.slot, h.flags & OPENPML_HARVEST_HOLD ? &file : nullptr, 0);
  if (std::exchange(time_out_, false)) return -ETIMEDOUT;
  h.epoch = r.epoch;
  h.record = r;
  return 0;
}

void FakeDriver::timer_fires(uint32_t domid) {
  const uint32_t slot = slot_of(domid).value();
  (void)cut(slot, slots_[slot]->period_holder, OPENPML_REC_F_TIMED);
}

int FakeDriver::release(const File& file, const openpml_release& r) {
  Slot* s = used(r.slot);
  if (!s) return -ENOENT;
  if (r.buffer > 1) return -EINVAL;
  if (!s->holder[r.buffer]) return -ENOTCONN;
  if (s->holder[r.buffer] != &file) return -EPERM;
  s->holder[r.buffer] = nullptr;
  sim_.dom0().release(r.slot, r.buffer);
  return 0;
}

int FakeDriver::period(const File& file, openpml_period& p) {
  Slot* s = used(p.slot);
  if (!s) return -ENOENT;
  if ((p.flags & OPENPML_PERIOD_NS) && !clock_hz) return -EOPNOTSUPP;
  p.cycles = s->period = p.flags & OPENPML_PERIOD_NS ? p.value * (clock_hz / 1'000'000) / 1000
                                                     : p.value;  // the unit's timer is not set: tests fire it
  s->period_holder = p.flags & OPENPML_PERIOD_HOLD ? &file : nullptr;
  return 0;
}

int FakeDriver::get_bitmap(openpml_get_bitmap& g) {
  Slot* s = used(g.slot);
  if (!s) return -ENOENT;
  if (!(s->flags & OPENPML_VM_ACCUMULATE) || (g.kind == OPENPML_MAP_ACCESSED && !(s->flags & OPENPML_VM_LOG_READS)))
    return -EOPNOTSUPP;
  if (g.kind > 1 || g.first_gfn % 64 || g.pages == 0 || g.first_gfn + g.pages > s->limit) return -EINVAL;
  if (g.flags & OPENPML_BITMAP_HARVEST) (void)cut(g.slot, nullptr, 0);
  auto* to = reinterpret_cast<uint8_t*>(g.bitmap);
  std::memset(to, 0, (g.pages + 63) / 64 * 8);
  g.set = 0;
  for (uint64_t n = 0; n < g.pages; ++n) {
    uint8_t& byte = s->accumulated[g.kind][(g.first_gfn + n) / 8];
    if (!(byte >> n % 8 & 1)) continue;
    to[n / 8] |= static_cast<uint8_t>(1u << n % 8);
    ++g.set;
    if (!(g.flags & OPENPML_BITMAP_NO_CLEAR)) byte &= static_cast<uint8_t>(~(1u << n % 8));
  }
  g.epochs = s->epochs;
  return 0;
}

int FakeDriver::ingest(openpml_ingest& i) {
  if (i.format != OPENPML_FMT_GFN || i.count == 0) return -EINVAL;
  const auto* entries = reinterpret_cast<const uint64_t*>(i.entries);
  for (; i.done < i.count; ++i.done) {
    const uint64_t e = entries[i.done];
    if (e & 0x7FFF'FF00'0000'0000) {
      ++i.malformed;
      continue;
    }
    access(static_cast<uint8_t>(i.vcpu), e & 0xFF'FFFF'FFFF, e >> 63);
    ++i.events;
  }
  return 0;
}

uint32_t FakeDriver::gen_state() { return sim_.dom0().read32(gen(regs::GEN_STATUS)) & regs::GEN_STATUS_STATE_MASK; }

int FakeDriver::gen_start(const openpml_gen_start& g) {
  if (!(features & OPENPML_FEAT_GEN)) return -EOPNOTSUPP;
  if (gen_state() != 0) return -EBUSY;
  if (g.preset < 1 || g.preset > 2) return -EINVAL;  // presets are all that is asked for here
  Dom0& d = sim_.dom0();
  bool ok = d.write64(gen(regs::GEN_FIRST_GFN), g.first_gfn) && d.write64(gen(regs::GEN_SEED), g.seed) &&
            d.write64(gen(regs::GEN_EVENTS), g.events);
  ok = ok && d.write32(gen(regs::GEN_VCPU), g.first_vcpu | g.n_vcpu << regs::GEN_VCPU_NUMBER_SHIFT) &&
       d.write32(gen(regs::GEN_RATE), g.rate);
  ok = ok && d.write32(gen(regs::GEN_WRITE_SHARE), g.write_share);
  ok = ok && d.write32(gen(regs::GEN_CONFIG), (g.flags & OPENPML_GEN_HOLD ? regs::GEN_CONFIG_HOLD_MASK : 0) |
                                                  g.preset << regs::GEN_CONFIG_PRESET_SHIFT |
                                                  g.scale << regs::GEN_CONFIG_SCALE_SHIFT);
  return ok && d.write32(gen(regs::GEN_CTRL), regs::GEN_CTRL_START_MASK) ? 0 : -EINVAL;
}

int FakeDriver::gen_ctrl(openpml_gen_ctrl& c) {
  constexpr uint32_t kIdle = 0, kHeld = 4;
  if (!(features & OPENPML_FEAT_GEN)) return -EOPNOTSUPP;
  if (c.op == OPENPML_GEN_OP_CONTINUE && !sim_.dom0().write32(gen(regs::GEN_CTRL), regs::GEN_CTRL_CONTINUE_MASK))
    return -EINVAL;
  if (c.op == OPENPML_GEN_OP_STOP) sim_.dom0().write32(gen(regs::GEN_CTRL), regs::GEN_CTRL_STOP_MASK);
  uint32_t state = gen_state();
  while (c.op == OPENPML_GEN_OP_STOP ? state != kIdle
                                     : c.op == OPENPML_GEN_OP_WAIT && state != kIdle && state != kHeld) {
    sim_.run(100);
    state = gen_state();
  }
  c.state = state == kIdle ? OPENPML_GEN_IDLE : state == kHeld ? OPENPML_GEN_HELD : OPENPML_GEN_RUNNING;
  const uint32_t word = sim_.dom0().read32(gen(regs::GEN_STATUS));
  c.done = (word & regs::GEN_STATUS_DONE_MASK) != 0;
  c.phase = (word & regs::GEN_STATUS_PHASE_MASK) >> regs::GEN_STATUS_PHASE_SHIFT;
  c.pages = sim_.dom0().read32(gen(regs::GEN_SET));
  c.periods = sim_.dom0().read32(gen(regs::GEN_PERIODS_DONE));
  return 0;
}

}  // namespace openpml::host
