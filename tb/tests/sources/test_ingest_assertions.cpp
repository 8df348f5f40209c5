// SPDX-License-Identifier: Apache-2.0
// The ingest's assertions are shown to fire: its stages alone, driven as their neighbours never do. Each case runs its legal neighbour first.
#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "Vunit_pml_ingest_buf.h"
#include "Vunit_pml_ingest_cpl.h"
#include "Vunit_pml_ingest_desc.h"
#include "Vunit_pml_ingest_fetch.h"
#include "tests/clocked.hpp"
#include "verilated_stop.hpp"

namespace {

/// Two clocks after reset.
template <class V>
struct Stage : openpml::testing::Clocked<V> {
  Stage() { this->clock(2); }
};

void expect_fires(const std::string& name, const std::function<void()>& step) {
  ::testing::internal::CaptureStdout();
  bool fired = false;
  try {
    step();
  } catch (const openpml::RtlAssertion&) {
    fired = true;
  }
  const std::string said = ::testing::internal::GetCapturedStdout();
  EXPECT_TRUE(fired) << name << " did not fire";
  EXPECT_NE(said.find(name), std::string::npos) << said;
}

TEST(IngestAssertions, BeatWithoutAPlace) {
  Stage<Vunit_pml_ingest_buf> s;
  s->we_i = 1;
  s.clock(32768 / 512);  // as many as there are credits
  expect_fires("a_buffer_has_place", [&] { s.clock(10); });
}

TEST(IngestAssertions, AnswerToNoRecord) {
  Stage<Vunit_pml_ingest_cpl> s;
  s.clock(5);
  s->bvalid_i = 1;
  expect_fires("a_answer_expected", [&] { s.clock(); });
}

TEST(IngestAssertions, DescriptorThatWasNotAskedFor) {
  Stage<Vunit_pml_ingest_desc> s;
  s.clock(5);
  s->r_valid_i = s->r_last_i = 1;
  expect_fires("a_held_covers_queue", [&] { s.clock(5); });
}

TEST(IngestAssertions, RecordOfADescriptorThatWasNotBegun) {
  Stage<Vunit_pml_ingest_fetch> s;
  s.clock(5);
  s->record_i = 1;
  expect_fires("a_open_covers_queue", [&] { s.clock(2); });
}

TEST(IngestAssertions, ContextPoppedFromAnEmptyQueue) {
  Stage<Vunit_pml_ingest_fetch> s;
  s.clock(5);
  s->k_pop_i = 1;
  expect_fires("a_pop_has_context", [&] { s.clock(); });
}

TEST(IngestAssertions, MoreCreditsThanPlaces) {
  Stage<Vunit_pml_ingest_fetch> s;
  s.clock(5);
  s->cred_inc_i = 1;
  expect_fires("a_credit", [&] { s.clock(2); });
}

}  // namespace
