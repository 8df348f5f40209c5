// SPDX-License-Identifier: Apache-2.0
// How epochs end, or do not: peek, period timer, disable, fault, a signal in the middle.
//   epochs peek | timed | disable | fault | signal
#include <poll.h>
#include <signal.h>
#include <sys/time.h>

#include <algorithm>

#include "pages.hpp"

using namespace guest;

namespace {

void feed(const Unit& unit, uint32_t vcpu, Truth& truth, uint64_t first, uint64_t count, uint64_t step) {
  std::vector<uint64_t> entries;
  for (uint64_t i = 0; i < count; ++i) {
    entries.push_back((first + i * step) << 12);
    truth.event(first + i * step, true);
  }
  auto a = args<openpml_ingest>();
  a.vcpu = vcpu;
  a.entries = reinterpret_cast<uint64_t>(entries.data());
  a.count = count;
  unit.must(OPENPML_IOC_INGEST, a, "INGEST");
}

uint32_t buffer_of(const openpml_record& record) { return record.flags & OPENPML_REC_F_BUFFER1 ? 1 : 0; }

/// Records that wait for this file.
std::vector<openpml_record> waiting_records(const Unit& unit) {
  std::vector<openpml_record> all;
  openpml_record some[16];
  for (pollfd p{unit.fd(), POLLIN, 0}; poll(&p, 1, 0) == 1 && p.revents & POLLIN;) {
    const ssize_t n = read(unit.fd(), some, sizeof some);
    expect(n > 0 && n % sizeof some[0] == 0, "read: %zd", n);
    all.insert(all.end(), some, some + n / sizeof some[0]);
  }
  return all;
}

/// What was accepted before a PEEK is in memory after it, and still belongs to the epoch that goes on.
void peek(const Unit& unit) {
  const Vm vm(unit, {.limit = 8000});
  Truth truth(vm.limit);
  for (int round = 0; round < 4; ++round) {
    feed(unit, 0, truth, 17 * static_cast<uint64_t>(round), 300, 19);
    auto a = args<openpml_harvest>();
    a.slot = vm.slot;
    a.flags = OPENPML_HARVEST_WAIT;
    unit.must(OPENPML_IOC_PEEK, a, "PEEK");
    expect(a.record.type == OPENPML_REC_PEEK && a.record.epoch == 0 && a.record.flags & OPENPML_REC_F_VALID,
           "PEEK's record: type %u, epoch %u, flags %#x", a.record.type, a.record.epoch, a.record.flags);
    expect(a.record.written == truth.written.count(), "PEEK says %llu pages", a.record.written);
    const auto status = unit.status(vm.slot);
    expect(status.epoch == 0 && status.written == truth.written.count(), "status after PEEK: epoch %u, %llu pages",
           status.epoch, status.written);
    expect_bitmap(Map(unit, vm.slot, status.current_buffer, OPENPML_MAP_WRITTEN, vm.bitmap_bytes).bytes(),
                  truth.written, "written, peeked", 0);
  }
  openpml_record record{};
  expect(unit.harvest(vm.slot, record, OPENPML_HARVEST_HOLD) == 0, "HARVEST after PEEK");
  expect_epoch(unit, vm, record, truth, 0);
  vm.end();
}

/// The unit's own timer cuts a walk over all pages: each page is in one timed epoch, none is lost or doubled.
void timed(const Unit& unit) {
  constexpr uint32_t pages = 20'000;
  const Vm vm(unit, {.limit = pages, .flags = OPENPML_VM_LOG_READS | OPENPML_VM_ACCUMULATE});
  waiting_records(unit);
  auto period = args<openpml_period>();
  period.slot = vm.slot;
  period.value = std::max<uint64_t>(unit.info().min_period, 10'000);
  unit.must(OPENPML_IOC_PERIOD, period, "PERIOD");
  expect(period.cycles == period.value, "PERIOD set %llu cycles", period.cycles);
  auto start = args<openpml_gen_start>();
  start.pattern = OPENPML_GEN_SEQUENTIAL;
  start.rate = 8000;
  start.n_vcpu = 1;
  start.seed = 1;
  start.seq_last = pages - 1;
  start.write_share = 256;
  start.events = pages;
  start.n_phases = 1;
  start.phase[0] = {.pages = pages, .passes = 1, .periods = 1, .reserved = 0};
  unit.must(OPENPML_IOC_GEN_START, start, "GEN_START");
  unit.generator(OPENPML_GEN_OP_WAIT);
  period.value = 0;
  unit.must(OPENPML_IOC_PERIOD, period, "PERIOD 0");
  openpml_record last{};
  int error;
  while ((error = unit.harvest(vm.slot, last)) == EBUSY || error == EAGAIN) usleep(1000);
  expect(error == 0, "the last HARVEST: %s", std::strerror(error));
  uint64_t sum = 0, end = 0;
  uint32_t epoch = 0, cut = 0;
  for (const openpml_record& r : waiting_records(unit)) {
    expect(r.type == OPENPML_REC_HARVEST && r.epoch == epoch && r.flags & OPENPML_REC_F_VALID,
           "record of epoch %u: type %u, epoch %u, flags %#x", epoch, r.type, r.epoch, r.flags);
    expect(bool(r.flags & OPENPML_REC_F_TIMED) == (r.seq != last.seq), "epoch %u: TIMED is wrong, flags %#x", r.epoch,
           r.flags);
    expect(epoch == 0 || r.start == end, "epoch %u does not start where the one before it ended", epoch);
    end = r.end;
    sum += r.written;
    cut += r.written != 0;
    ++epoch;
  }
  expect(sum == pages, "the epochs have %llu pages of %u", static_cast<unsigned long long>(sum), pages);
  expect(cut >= 5, "only %u timed harvests cut the stream", cut);
  std::vector<uint8_t> bits(pages / 8 + 8);
  auto get = args<openpml_get_bitmap>();
  get.slot = vm.slot;
  get.pages = pages;
  get.bitmap = reinterpret_cast<uint64_t>(bits.data());
  unit.must(OPENPML_IOC_GET_BITMAP, get, "GET_BITMAP");
  expect(get.set == pages && get.epochs == epoch && get.lost == 0, "accumulator: %llu pages, %u epochs, %u lost",
         get.set, get.epochs, get.lost);
  std::printf("%u epochs, %llu periods missed\n", epoch, unit.counters(vm.slot).missed_periods);
  vm.end();
}

/// DISABLE completes the last epoch; its buffer can be read until the next ENABLE.
void disable(const Unit& unit) {
  const Vm vm(unit, {.limit = 8000});
  Truth truth(vm.limit);
  feed(unit, 0, truth, 3, 1000, 7);
  waiting_records(unit);
  expect(unit.op(OPENPML_IOC_VM_DISABLE, vm.slot) == 0, "VM_DISABLE");
  const auto records = waiting_records(unit);
  expect(records.size() == 1 && records[0].type == OPENPML_REC_DISABLE, "%zu records after DISABLE", records.size());
  expect_epoch(unit, vm, records[0], truth, 0);
  expect(unit.op(OPENPML_IOC_VM_ENABLE, vm.slot) == 0, "VM_ENABLE");
  truth.clear();
  openpml_record record{};
  expect(unit.harvest(vm.slot, record, OPENPML_HARVEST_HOLD) == 0, "HARVEST");
  expect_epoch(unit, vm, record, truth, 0);
  vm.end();
}

/// A parity error stops its VM and no other; DISABLE and ENABLE bring it back.
void fault(const Unit& unit) {
  const Vm bad(unit, {.limit = 8000}), good(unit, {.limit = 8000, .first_vcpu = 1, .domid = 2});
  Truth lost(8000), truth(8000);
  waiting_records(unit);
  const std::string path = "/sys/kernel/debug/openpml" + device_path().substr(4) + "/inject";
  const int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  expect(fd >= 0 && write(fd, "4\n", 2) == 2, "%s: %s", path.c_str(), std::strerror(errno));
  close(fd);
  feed(unit, 0, lost, 0, 2000, 3);
  openpml_record record{};
  const int error = unit.harvest(bad.slot, record);
  expect(error == EIO, "HARVEST of a VM with a parity error: %s", std::strerror(error));
  expect(
      unit.status(bad.slot).state == OPENPML_STATE_FAULTED && unit.status(bad.slot).fault == OPENPML_FAULT_STORE_PARITY,
      "state %u, fault %u", unit.status(bad.slot).state, unit.status(bad.slot).fault);
  bool told = false;
  for (const openpml_record& r : waiting_records(unit)) {
    expect(!(r.slot == bad.slot && r.type != OPENPML_REC_ENABLE && r.flags & OPENPML_REC_F_VALID),
           "a VALID record of the faulted VM, type %u", r.type);
    told |= r.slot == bad.slot && r.fault == OPENPML_FAULT_STORE_PARITY;
  }
  expect(told, "no record tells of the fault");
  feed(unit, 1, truth, 5, 500, 11);
  expect(unit.harvest(good.slot, record, OPENPML_HARVEST_HOLD) == 0, "HARVEST of the other VM");
  expect_epoch(unit, good, record, truth, 0);
  expect(unit.release(good.slot, buffer_of(record)) == 0, "RELEASE");
  expect(unit.op(OPENPML_IOC_VM_ENABLE, bad.slot) == EIO, "VM_ENABLE of a faulted VM");
  expect(unit.op(OPENPML_IOC_VM_DISABLE, bad.slot) == 0 && unit.op(OPENPML_IOC_VM_ENABLE, bad.slot) == 0,
         "VM_DISABLE, VM_ENABLE after a fault");
  truth.clear();
  feed(unit, 0, truth, 1, 700, 9);
  expect(unit.harvest(bad.slot, record, OPENPML_HARVEST_HOLD) == 0, "HARVEST after a fault");
  expect_epoch(unit, bad, record, truth, 0);
  bad.end();
  good.end();
}

/// A signal ends a call that waits, with EINTR, and what the call had started goes on.
void signals(const Unit& unit) {
  const Vm vm(unit, {.limit = 8000});
  waiting_records(unit);
  struct sigaction action {};
  action.sa_handler = [](int) {};
  sigaction(SIGALRM, &action, nullptr);
  const itimerval soon{{0, 0}, {0, 200'000}};
  setitimer(ITIMER_REAL, &soon, nullptr);
  openpml_record record{};
  expect(read(unit.fd(), &record, sizeof record) == -1 && errno == EINTR, "read: %s", std::strerror(errno));
  // a generator held by nobody's vCPU runs on for long: WAIT waits
  auto start = args<openpml_gen_start>();
  start.pattern = OPENPML_GEN_UNIFORM;
  start.rate = 100;
  start.n_vcpu = 1;
  start.seed = 1;
  start.write_share = 256;
  start.n_phases = 1;
  start.phase[0] = {.pages = 8000, .passes = 65'536, .periods = 65'536, .reserved = 0};
  unit.must(OPENPML_IOC_GEN_START, start, "GEN_START");
  setitimer(ITIMER_REAL, &soon, nullptr);
  auto a = args<openpml_gen_ctrl>();
  a.op = OPENPML_GEN_OP_WAIT;
  a.timeout_ms = 60'000;
  const int interrupted = unit.call(OPENPML_IOC_GEN_CTRL, &a);
  expect(interrupted == EINTR, "WAIT: %s", std::strerror(interrupted));
  a.timeout_ms = 50;
  const int late = unit.call(OPENPML_IOC_GEN_CTRL, &a);
  expect(late == ETIMEDOUT, "WAIT for 50 ms: %s", std::strerror(late));
  unit.generator(OPENPML_GEN_OP_STOP);
  expect(unit.harvest(vm.slot, record) == 0, "HARVEST after all");
  vm.end();
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "";
  const Unit unit;
  if (what == "peek") peek(unit);
  else if (what == "timed") timed(unit);
  else if (what == "disable") disable(unit);
  else if (what == "fault") fault(unit);
  else if (what == "signal") signals(unit);
  else fail("peek, timed, disable, fault or signal");
}
