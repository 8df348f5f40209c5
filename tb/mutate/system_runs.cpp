// SPDX-License-Identifier: Apache-2.0
// pml_system and its event sources: the tests of tb/tests/system and tb/tests/sources with the mutated RTL, then more random runs of the same kinds.
#include <memory>

#include "Vunit_pml_ingest_128.h"
#include "mutant_runs.hpp"
#include "tests/sources/ingest_lockstep.hpp"
#include "tests/system/system_random.hpp"

namespace openpml {

std::vector<MutantRun> mutant_runs(unsigned effort) {
  init_tests("pml_mutant_system");
  std::vector<MutantRun> runs;
  const auto add = [&](const std::string& what, std::function<std::string()> go) {
    runs.push_back({what, std::move(go)});
  };
  for (const char* t : {"SourceLockstep.*", "AxiTap.*", "System.*-*SlowMemory", "*SlowMemory"})
    add(t, [t] { return tests(t); });
  const auto random = [&](uint64_t seed) {
    add("all sources, seed " + std::to_string(seed), [seed] { return system_random(seed), std::string(); });
    add("ingest, seed " + std::to_string(seed),
        [seed] { return testing::IngestLockstep<Vunit_pml_ingest_128, 128, 4>(seed).run(), std::string(); });
  };
  using Ingest = testing::IngestLockstep<Vunit_pml_ingest_128, 128, 4>;
  const auto ingest = [&](const std::string& what, auto go) {
    add("ingest, " + what, [go] { return go(*std::make_unique<Ingest>(1)), std::string(); });
  };
  ingest("full page buffer", [](Ingest& i) { i.full_buffer(60); });
  ingest("full completion rings", [](Ingest& i) {
    for (unsigned log2 = 1; log2 <= 9; ++log2) i.full_ring(log2);
  });
  ingest("every bit of a descriptor", [](Ingest& i) { i.descriptor_bits(); });
  ingest("ends of rings", [](Ingest& i) { i.ring_ends(); });
  ingest("many entries", [](Ingest& i) { i.entries(140'001); });
  ingest("many blocks", [](Ingest& i) { i.blocks(130); });
  ingest("many descriptors", [effort](Ingest& i) { i.many(effort == 0 ? 3000 : 70'000); });
  for (uint64_t seed = 1; seed <= 1 + 6 * effort; ++seed) random(seed);
  if (effort > 0) ingest("16,600 blocks", [](Ingest& i) { i.blocks(16'600); });
  return runs;
}

}  // namespace openpml
