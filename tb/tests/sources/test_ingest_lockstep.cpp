// SPDX-License-Identifier: Apache-2.0
// The log-page ingest alone in lock-step with its model, on the widest and the narrowest bus.
#include <array>

#include "Vunit_pml_ingest.h"
#include "Vunit_pml_ingest_64.h"
#include "ingest_lockstep.hpp"

namespace {
using namespace openpml;
using namespace openpml::regs;
using namespace openpml::testing;

template <class V, unsigned kDw, unsigned kVcpus>
void run_lockstep() {
  uint64_t events = 0, records = 0;
  std::array<uint64_t, INGEST_CNT_COUNT> counted{};
  for (unsigned seed = 1; seed <= 14; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    IngestLockstep<V, kDw, kVcpus> l(seed);
    l.run();
    if (::testing::Test::HasFatalFailure()) return;
    events += l.events;
    records += l.records;
    for (unsigned i = 0; i < counted.size(); ++i) {
      uint32_t low = 0;
      l.model.read(static_cast<uint16_t>(INGEST_CNT_BASE + 8 * i), low);
      counted[i] += low;
    }
  }
  for (unsigned i = 0; i < counted.size(); ++i) EXPECT_GT(counted[i], 10u) << "the test never came to counter " << i;
  EXPECT_GT(records, 500u);  // the test went somewhere
  EXPECT_GT(events, 50000u);
}

TEST(IngestLockstep, Wide) { run_lockstep<Vunit_pml_ingest, 512, 8>(); }
TEST(IngestLockstep, Narrow) { run_lockstep<Vunit_pml_ingest_64, 64, 4>(); }

template <class V, unsigned kDw, unsigned kVcpus>
void purposes() {
  using Lockstep = IngestLockstep<V, kDw, kVcpus>;
  Lockstep(1).full_buffer(20);
  for (unsigned log2 = 1; log2 <= 7; ++log2) Lockstep(2).full_ring(log2);
  Lockstep(3).ring_ends();
  Lockstep(4).entries(10'001);
  Lockstep(5).blocks(70);
  Lockstep(6).many(3000);
  Lockstep(7).descriptor_bits();
}

TEST(IngestLockstep, FullAndFarWide) { purposes<Vunit_pml_ingest, 512, 8>(); }
TEST(IngestLockstep, FullAndFarNarrow) { purposes<Vunit_pml_ingest_64, 64, 4>(); }

}  // namespace
