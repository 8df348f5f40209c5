// SPDX-License-Identifier: Apache-2.0
// Working-set experiments 1 and 2 by the unit's own traffic generator: every epoch's record, bitmaps and summary are the closed form's.
//   truth_generator EXPERIMENT SCALE WRITE_SHARE SEED VCPUS
#include "pages.hpp"

using namespace guest;

namespace {

struct Phase {
  uint32_t pages, passes, periods;
};

std::vector<Phase> experiment(int number) {
  if (number == 1) return {{76'800, 2, 10}};
  return {{38'400, 2, 6}, {76'800, 2, 6}};
}

}  // namespace

int main(int, char** argv) {
  const int number = std::atoi(argv[1]);
  const uint32_t scale = std::strtoul(argv[2], nullptr, 0), share = std::strtoul(argv[3], nullptr, 0);
  const uint64_t seed = std::strtoull(argv[4], nullptr, 0);
  const uint32_t vcpus = std::strtoul(argv[5], nullptr, 0);

  const Unit unit;
  const Vm vm(unit, {.limit = (76'800u >> scale) + 100, .vcpus = vcpus});
  auto start = args<openpml_gen_start>();
  start.flags = OPENPML_GEN_HOLD;
  start.preset = static_cast<uint32_t>(number);
  start.scale = scale;
  start.rate = 65'536;
  start.n_vcpu = vcpus;
  start.seed = seed;
  start.write_share = share;
  unit.must(OPENPML_IOC_GEN_START, start, "GEN_START");

  Truth truth(vm.limit);
  uint64_t x = seed, events = 0;
  uint32_t epoch = 0;
  bool more = true;
  for (const Phase& phase : experiment(number)) {
    const uint32_t pages = phase.pages >> scale;
    for (uint32_t period = 0; period < phase.periods; ++period, ++epoch) {
      expect(more, "the generator ended after %u periods", epoch);
      truth.clear();
      for (uint64_t i = 0; i < uint64_t{pages} * phase.passes; ++i, ++events, x = xorshift(x))
        truth.event(i % pages, (x & 0xFF) < share);
      const auto held = unit.generator(OPENPML_GEN_OP_WAIT);
      openpml_record record{};
      if (const int error = unit.harvest(vm.slot, record, OPENPML_HARVEST_HOLD))
        fail("epoch %u: HARVEST: %s", epoch, std::strerror(error));
      expect_epoch(unit, vm, record, truth, epoch);
      std::printf("epoch %u: accessed %llu written %llu\n", epoch, record.accessed, record.written);
      if (const int error = unit.release(vm.slot, record.flags & OPENPML_REC_F_BUFFER1 ? 1 : 0))
        fail("RELEASE: %s", std::strerror(error));
      more = held.state == OPENPML_GEN_HELD;
      if (more) unit.generator(OPENPML_GEN_OP_CONTINUE);
    }
  }
  expect(!more, "the generator goes on after %u periods", epoch);
  const auto counters = unit.counters(vm.slot);
  expect(counters.harvests >= epoch, "%llu harvests counted", counters.harvests);
  vm.end();
}
