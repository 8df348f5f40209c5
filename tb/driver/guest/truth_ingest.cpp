// SPDX-License-Identifier: Apache-2.0
// Log pages from user space through the ingest, in each format, with malformed entries and pages past the limit among them: every epoch's record,
// bitmaps and summary are those of a plain decoder.
//   truth_ingest SEED EPOCHS ENTRIES
#include "pages.hpp"

using namespace guest;

namespace {

struct Stream {
  std::vector<uint64_t> entries;
  uint64_t malformed = 0, superpages = 0, events = 0;
};

/// Entries of a format with what they stand for.
Stream make(uint32_t format, uint64_t& x, uint64_t count, Truth& truth) {
  Stream s;
  const uint64_t span = truth.limit + truth.limit / 16;  // some are past the limit
  for (uint64_t i = 0; i < count; ++i) {
    x = xorshift(x);
    // half of the entries are near each other, so that lines fill up
    const uint64_t gfn = x & 1 ? (x >> 8) % span : (x >> 8) % (truth.limit / 8);
    const bool bad = (x >> 56) == 7, super = (x >> 48 & 0xFF) == 9;
    uint64_t entry = 0;
    if (format == OPENPML_FMT_PML) {
      entry = gfn << 12 | (bad ? 0x40 : 0);
      if (!bad) truth.event(gfn, true), ++s.events;
    } else if (format == OPENPML_FMT_HDBSS) {
      entry = gfn << 12 | (super ? 2 : 3) << 1 | (bad ? 0 : 1);
      if (!bad && super) {
        for (uint64_t k = 0; k < 512; ++k) truth.event((gfn & ~uint64_t{511}) + k, true);
        s.events += 512;
        ++s.superpages;
      } else if (!bad) {
        truth.event(gfn, true), ++s.events;
      }
    } else {
      const bool write = x >> 40 & 1;
      entry = gfn | (write ? uint64_t{1} << 63 : 0) | (bad ? uint64_t{1} << 50 : 0);
      if (!bad) truth.event(gfn, write), ++s.events;
    }
    if (bad) ++s.malformed;
    s.entries.push_back(entry);
  }
  return s;
}

}  // namespace

int main(int, char** argv) {
  uint64_t x = std::strtoull(argv[1], nullptr, 0);
  const uint32_t epochs = std::strtoul(argv[2], nullptr, 0);
  const uint64_t count = std::strtoull(argv[3], nullptr, 0);
  const Unit unit;
  const Vm vm(unit, {.limit = 20'000, .vcpus = 2});
  Truth truth(vm.limit);
  for (uint32_t epoch = 0; epoch < epochs; ++epoch) {
    truth.clear();
    const uint32_t format = epoch % 3;
    const Stream s = make(format, x, count, truth);
    auto ingest = args<openpml_ingest>();
    ingest.vcpu = epoch % 2;
    ingest.format = format;
    ingest.entries = reinterpret_cast<uint64_t>(s.entries.data());
    ingest.count = count;
    ingest.timeout_ms = 120'000;
    unit.must(OPENPML_IOC_INGEST, ingest, "INGEST");
    expect(ingest.done == count, "epoch %u: %llu entries done", epoch, ingest.done);
    expect(ingest.events == s.events, "epoch %u: %llu events, not %llu", epoch, ingest.events,
           static_cast<unsigned long long>(s.events));
    expect(ingest.malformed == s.malformed, "epoch %u: %llu malformed", epoch, ingest.malformed);
    expect(ingest.superpages == s.superpages, "epoch %u: %llu superpages", epoch, ingest.superpages);
    openpml_record record{};
    if (const int error = unit.harvest(vm.slot, record, OPENPML_HARVEST_HOLD))
      fail("epoch %u: HARVEST: %s", epoch, std::strerror(error));
    expect_epoch(unit, vm, record, truth, epoch);
    std::printf("epoch %u, format %u: accessed %llu written %llu\n", epoch, format, record.accessed, record.written);
    if (const int error = unit.release(vm.slot, record.flags & OPENPML_REC_F_BUFFER1 ? 1 : 0))
      fail("RELEASE: %s", std::strerror(error));
  }
  vm.end();
}
