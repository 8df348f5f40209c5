// SPDX-License-Identifier: Apache-2.0
// Makes known accesses for the tests of the tools, or prints what they must show.
//   feed VCPU FIRST COUNT STEP      COUNT writes, to pages FIRST, FIRST + STEP, ..; ends when the unit has accepted them
//   feed VCPU FIRST COUNT STEP DOMID  waits first until this domain is tracked
//   feed bitmap FIRST COUNT STEP    their bitmap on standard output, as long as the last page needs
#include "pages.hpp"

using namespace guest;

namespace {

/// For at most a minute.
void wait_until_tracked(const Unit& unit, uint32_t domid) {
  for (int i = 0; i < 60'000; ++i) {
    auto status = args<openpml_vm_status>();
    status.flags = OPENPML_STATUS_BY_DOMID;
    status.domid = domid;
    if (unit.call(OPENPML_IOC_VM_STATUS, &status) == 0 && status.state == OPENPML_STATE_ACTIVE) return;
    usleep(1000);
  }
  fail("domain %u is not tracked", domid);
}

}  // namespace

int main(int argc, char** argv) {
  const uint64_t first = std::strtoull(argv[2], nullptr, 0), count = std::strtoull(argv[3], nullptr, 0),
                 step = std::strtoull(argv[4], nullptr, 0);
  if (!std::strcmp(argv[1], "bitmap")) {
    Pages pages(first + count * step);
    for (uint64_t i = 0; i < count; ++i) pages.set(first + i * step);
    std::fwrite(pages.bytes().data(), 1, pages.bytes().size(), stdout);
    return 0;
  }
  std::vector<uint64_t> entries;
  for (uint64_t i = 0; i < count; ++i) entries.push_back((first + i * step) << 12);
  auto ingest = args<openpml_ingest>();
  ingest.vcpu = std::strtoul(argv[1], nullptr, 0);
  ingest.entries = reinterpret_cast<uint64_t>(entries.data());
  ingest.count = count;
  const Unit unit;
  if (argc > 5) wait_until_tracked(unit, std::strtoul(argv[5], nullptr, 0));
  unit.must(OPENPML_IOC_INGEST, ingest, "INGEST");
  expect(ingest.done == count && ingest.events == count, "%llu of %llu entries done", ingest.done,
         static_cast<unsigned long long>(count));
}
