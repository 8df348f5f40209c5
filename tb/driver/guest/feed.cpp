// SPDX-License-Identifier: Apache-2.0
// Makes known accesses for the tests of the tools, or prints what they must show.
//   feed VCPU FIRST COUNT STEP      COUNT writes, to pages FIRST, FIRST + STEP, ..; ends when the unit has accepted them
//   feed bitmap FIRST COUNT STEP    their bitmap on standard output, as long as the last page needs
#include "pages.hpp"

using namespace guest;

int main(int, char** argv) {
  const uint64_t first = std::strtoull(argv[2], nullptr, 0), count = std::strtoull(argv[3], nullptr, 0), step = std::strtoull(argv[4], nullptr, 0);
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
  unit.must(OPENPML_IOC_INGEST, ingest, "INGEST");
  expect(ingest.done == count && ingest.events == count, "%llu of %llu entries done", ingest.done, static_cast<unsigned long long>(count));
}
