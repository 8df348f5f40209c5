// SPDX-License-Identifier: Apache-2.0
// Many harvests while events flow: the generator walks the VM once from end to end, in order, so the epochs must be intervals of pages, each beginning
// where the one before it ended, together every page exactly once. A page that a cut lost, doubled or moved shows.
//   flow PAGES RATE MIN_HARVESTS
#include "pages.hpp"

using namespace guest;

int main(int, char** argv) {
  const uint64_t pages = std::strtoull(argv[1], nullptr, 0);
  const uint32_t rate = std::strtoul(argv[2], nullptr, 0);
  const uint32_t wanted = std::strtoul(argv[3], nullptr, 0);
  const Unit unit;
  const Vm vm(unit, {.limit = pages, .flags = OPENPML_VM_LOG_READS | OPENPML_VM_ACCUMULATE});
  auto start = args<openpml_gen_start>();
  start.pattern = OPENPML_GEN_SEQUENTIAL;
  start.rate = rate;
  start.n_vcpu = 1;
  start.seed = 1;
  start.seq_last = static_cast<uint32_t>(pages - 1);
  start.write_share = 256;
  start.events = pages;
  start.n_phases = 1;
  start.phase[0] = {.pages = static_cast<uint32_t>(pages), .passes = 1, .periods = 1, .reserved = 0};
  unit.must(OPENPML_IOC_GEN_START, start, "GEN_START");

  uint64_t next = 0, last_end = 0;
  uint32_t epoch = 0, with_pages = 0;
  bool flowing = true;
  while (flowing) {
    // one more harvest after the generator's end: it has the rest
    flowing = unit.generator(OPENPML_GEN_OP_STATUS).state != OPENPML_GEN_IDLE;
    openpml_record record{};
    if (const int error = unit.harvest(vm.slot, record)) fail("HARVEST of epoch %u: %s", epoch, std::strerror(error));
    expect(record.flags & OPENPML_REC_F_VALID && record.flags & OPENPML_REC_F_ACCUMULATED, "epoch %u: flags %#x", epoch,
           record.flags);
    expect(record.epoch == epoch && record.domid == 1 && record.slot == vm.slot, "record of epoch %u says epoch %u",
           epoch, record.epoch);
    expect(epoch == 0 || record.start == last_end, "epoch %u starts at %llu, the one before it ended at %llu", epoch,
           record.start, static_cast<unsigned long long>(last_end));
    expect(record.end > record.start, "epoch %u ends before it starts", epoch);
    last_end = record.end;
    std::vector<uint8_t> bits((pages + 63) / 64 * 8);
    auto get = args<openpml_get_bitmap>();
    get.slot = vm.slot;
    get.kind = OPENPML_MAP_WRITTEN;
    get.pages = pages;
    get.bitmap = reinterpret_cast<uint64_t>(bits.data());
    unit.must(OPENPML_IOC_GET_BITMAP, get, "GET_BITMAP");
    expect(get.lost == 0 && get.epochs == epoch + 1, "GET_BITMAP: %u epochs, %u lost", get.epochs, get.lost);
    expect(get.set == record.written && record.accessed == record.written,
           "epoch %u: %llu bits set, record says %llu written, %llu accessed", epoch, get.set, record.written,
           record.accessed);
    for (uint64_t page = 0; page < pages; ++page)
      expect((bits[page / 8] >> page % 8 & 1) == (page >= next && page < next + get.set),
             "epoch %u, page %llu: wrong (pages %llu..+%llu are its own)", epoch, static_cast<unsigned long long>(page),
             static_cast<unsigned long long>(next), get.set);
    next += get.set;
    with_pages += get.set != 0;
    ++epoch;
  }
  expect(next == pages, "the epochs have %llu pages of %llu", static_cast<unsigned long long>(next),
         static_cast<unsigned long long>(pages));
  expect(with_pages >= wanted, "only %u harvests cut the stream: too few for a test", with_pages);
  const auto counters = unit.counters(vm.slot);
  expect(counters.accepted >= pages && counters.harvests >= epoch && counters.discarded == 0,
         "counters: %llu accepted, %llu harvests", counters.accepted, counters.harvests);
  std::printf("%u harvests, %u of them in the stream\n", epoch, with_pages);
  vm.end();
}
