// SPDX-License-Identifier: Apache-2.0
// Every assertion in the RTL is shown to fire: its module alone, driven as its users never do. The legal neighbour of each case
// runs first and must be silent.
#include <functional>

#include <gtest/gtest.h>

#include "Vunit_pml_axi_wr.h"
#include "Vunit_pml_barrier.h"
#include "Vunit_pml_cmd_vm.h"
#include "Vunit_pml_counters.h"
#include "Vunit_pml_credit.h"
#include "Vunit_pml_distinct.h"
#include "Vunit_pml_fifo.h"
#include "Vunit_pml_intel.h"
#include "Vunit_pml_log.h"
#include "Vunit_pml_pending.h"
#include "Vunit_pml_queue.h"
#include "Vunit_pml_rd_buf.h"
#include "Vunit_pml_slots.h"
#include "tests/clocked.hpp"
#include "verilated_stop.hpp"

namespace {
using openpml::testing::Clocked;

/// The step fires an assertion, and its message names `file`.
void expect_fires(const std::string& file, const std::function<void()>& step) {
  try {
    step();
    ADD_FAILURE() << "no assertion fired in " << file;
  } catch (const openpml::RtlAssertion& e) {
    EXPECT_NE(std::string(e.what()).find(file), std::string::npos) << e.what();
  }
}

TEST(Assertions, FifoOverflow) {
  Clocked<Vunit_pml_fifo> u;
  u->push_i = 1;
  u.clock(4);  // depth 4
  expect_fires("pml_fifo.sv", [&] { u.clock(); });
}

TEST(Assertions, FifoUnderflow) {
  Clocked<Vunit_pml_fifo> u;
  u->push_i = 1;
  u.clock();
  u->push_i = 0;
  u->pop_i = 1;
  u.clock();
  expect_fires("pml_fifo.sv", [&] { u.clock(); });
}

TEST(Assertions, LinePendingBeforeTheCountsAreEqual) {
  Clocked<Vunit_pml_pending> u;
  u.clock(32);  // 8 VMs, 2 buffers, 2 colours
  u->ev_valid_i = 1;
  u.clock();
  u->rst_ni = 0;
  u->ev_valid_i = 0;
  u.clock();
  u->rst_ni = 1;
  u.clock(31);
  u->ev_valid_i = 1;
  expect_fires("pml_pending.sv", [&] { u.clock(); });
}

TEST(Assertions, QueueOverflow) {
  Clocked<Vunit_pml_queue> u;
  u->push_i = 1;
  u.clock(65);  // depth 64, and the head in its register
  expect_fires("pml_queue.sv", [&] { u.clock(); });
}

TEST(Assertions, QueuePoppedBeforeItsHeadIsThere) {
  Clocked<Vunit_pml_queue> u;
  u->push_i = 1;
  u.clock();
  u->push_i = 0;
  u.clock();
  u->pop_i = 1;
  u.clock();  // in the second cycle after the push it is
  u->push_i = 1;
  u->pop_i = 0;
  u.clock();
  u->pop_i = 1;
  expect_fires("pml_queue.sv", [&] { u.clock(); });
}

TEST(Assertions, MoreReadDataThanPlaces) {
  Clocked<Vunit_pml_rd_buf> u;
  u->rvalid_i = 1;
  u.clock(129);  // depth 128, and the registered channel
  expect_fires("pml_rd_buf.sv", [&] { u.clock(); });
}

TEST(Assertions, ReservedReadDataOverwritten) {
  Clocked<Vunit_pml_rd_buf> u;
  u->rvalid_i = 1;
  u.clock(2);
  u->take_i = 1;  // all are reserved as they come, and none is read
  u.clock(127);
  expect_fires("pml_rd_buf.sv", [&] { u.clock(); });
}

TEST(Assertions, ReadDataTakenBeforeTheyAreThere) {
  Clocked<Vunit_pml_rd_buf> u;
  u->rvalid_i = 1;
  u.clock();
  u->rvalid_i = 0;
  u.clock();
  u->take_i = 1;
  u.clock();
  expect_fires("pml_rd_buf.sv", [&] { u.clock(); });
}

TEST(Assertions, SlotTakenBeforeItIsThere) {
  Clocked<Vunit_pml_slots> u;
  u.clock();
  u->take_i = 1;
  u.clock();  // the first one is there, and the next is loaded as it goes
  u->rst_ni = 0;
  u->take_i = 0;
  u.clock();
  u->rst_ni = 1;
  u->take_i = 1;
  expect_fires("pml_slots.sv", [&] { u.clock(); });
}

TEST(Assertions, BankOverflow) {
  Clocked<Vunit_pml_log> u;
  u->hs_v_i = 1;
  u.clock();
  u->s6_valid_i = 1;
  u->s6_log_i = 1;
  u.clock(1024);  // both banks of vCPU 0
  expect_fires("pml_log.sv", [&] { u.clock(); });
}

TEST(Assertions, BankReadEmpty) {
  Clocked<Vunit_pml_log> u;
  u->hs_v_i = 1;
  u.clock();
  u->hs_v_i = 0;
  u->s6_valid_i = 1;
  u->s6_log_i = 1;
  u.clock();
  u->s6_valid_i = 0;
  u->s6_log_i = 0;
  u->force_i = 1;
  u.clock();  // the entry's bank becomes the draining one
  u->pick_i = 1;
  u.clock();
  expect_fires("pml_log.sv", [&] { u.clock(); });
}

TEST(Assertions, BankFillLosesCount) {
  Clocked<Vunit_pml_log> u;
  u->s6_log_i = 1;  // an entry that was never taken at the port
  u.clock();
  expect_fires("pml_log.sv", [&] { u.clock(); });
}

TEST(Assertions, BarrierForgetsTheForce) {
  Clocked<Vunit_pml_barrier> u;
  u->bind_valid_i = 1;
  u->log_i = 1;
  u.clock();
  u->log_i = 0;
  u->cnt_i[0] = 1;
  u->job_set_i = 1;
  u.clock();
  u->job_set_i = 0;
  u.clock(6);  // the barrier of 1 is loaded and reaches into the active bank
  u.clock();
  u->cnt_i[0] = 0;  // the bank is gone without a switch
  expect_fires("pml_barrier.sv", [&] { u.clock(); });
}

TEST(Assertions, OccupancyUnderflow) {
  Clocked<Vunit_pml_barrier> u;
  u->log_i = 1;
  u.clock();
  u->log_i = 0;
  u->commit_st_i = 1;
  u.clock();
  expect_fires("pml_barrier.sv", [&] { u.clock(); });
}

TEST(Assertions, SkidOnce) {
  Clocked<Vunit_pml_intel> u;
  u->vcpu_intel_i = 1;
  u->s6_valid_i = 1;  // index FFFFh after reset: the first entry already finds no place
  u.clock();
  expect_fires("pml_intel.sv", [&] { u.clock(); });
}

TEST(Assertions, IntelAnswerWithoutWrite) {
  Clocked<Vunit_pml_intel> u;
  u->vcpu_intel_i = 1;
  u->b_valid_i = 1;
  expect_fires("pml_intel.sv", [&] { u.clock(); });
}

TEST(Assertions, AnswerWithoutWrite) {
  Clocked<Vunit_pml_axi_wr> u;
  u->bvalid_i = 1;
  u.clock();  // the channel is registered
  expect_fires("pml_axi_wr.sv", [&] { u.clock(); });
}

TEST(Assertions, LineStaysInside4K) {
  Clocked<Vunit_pml_axi_wr> u;
  u->s_valid_i = 1;
  u->s_first_i = 1;
  u->s_last_i = 1;
  u->s_off_i[0] = 0xFC0 / 8;  // the last line of a page: legal
  u.clock();
  u->s_off_i[0] = 0xFE0 / 8;  // 64 bytes from here cross it
  u.clock();                  // the beat taken before is looked at, and is good
  expect_fires("pml_axi_wr.sv", [&] { u.clock(); });
}

TEST(Assertions, CountedOnce) {
  Clocked<Vunit_pml_counters> u;
  u->one_i[0] = 1;
  u->other_i[0] = 2;  // another VM's: good
  u.clock();
  u->other_i[0] = 1;
  expect_fires("pml_counters.sv", [&] { u.clock(); });
}

TEST(Assertions, CountsBeginAnewWhenIdle) {
  Clocked<Vunit_pml_distinct> u;
  u->clear_i = 2;  // the other buffer's: good
  u->valid_i = 1;
  for (int i = 0; i < 10; ++i) u.clock();
  u->clear_i = 1;
  expect_fires("pml_distinct.sv", [&] { u.clock(); });
}

TEST(Assertions, CreditOverrun) {
  Clocked<Vunit_pml_credit> u;
  u->take_i = 1;
  for (int i = 0; i < 8; ++i) u.clock();
  expect_fires("pml_credit.sv", [&] { u.clock(); });
}

TEST(Assertions, CreditUnderrun) {
  Clocked<Vunit_pml_credit> u;
  u->take_i = 1;
  u->back_i = 1;
  u.clock();  // both at once are fine
  u->take_i = 0;
  expect_fires("pml_credit.sv", [&] { u.clock(); });
}

/// A command that passed its checks.
void command(Clocked<Vunit_pml_cmd_vm>& u, unsigned code) {
  u->ex_i = 1;
  u->ex_go_i = 1u << code;
  u->ex_harvest_i = code == 2;
  u->ex_status_i = 1;
}

TEST(Assertions, CommandWhileAJobRuns) {
  Clocked<Vunit_pml_cmd_vm> u;
  command(u, 1);  // ENABLE
  u.clock();
  expect_fires("pml_cmd_vm.sv", [&] { u.clock(); });
}

TEST(Assertions, CommandMeetsFin) {
  Clocked<Vunit_pml_cmd_vm> u;
  command(u, 7);  // PREPARE
  u.clock();
  command(u, 6);  // RELEASE
  u->fin_i = 1;
  expect_fires("pml_cmd_vm.sv", [&] { u.clock(); });
}

TEST(Assertions, FinWithoutAJob) {
  Clocked<Vunit_pml_cmd_vm> u;
  command(u, 7);
  u.clock();
  u->ex_i = 0;
  u->fin_i = 1;
  u.clock();
  expect_fires("pml_cmd_vm.sv", [&] { u.clock(); });
}

// A fault between the check of a command and its execution: the command does nothing and says so.
TEST(PromiseI3, FaultAfterTheCheckOfACommand) {
  for (unsigned code : {2u, 3u, 4u}) {
    for (bool fault : {false, true}) {
      Clocked<Vunit_pml_cmd_vm> u;
      command(u, 1);
      u.clock();
      u->ex_i = 0;
      u->fin_i = 1;
      u.clock();  // ACTIVE
      u->fin_i = 0;
      u->fault_i = fault;
      u.clock();
      u->fault_i = 0;
      command(u, code);
      u->eval();
      EXPECT_EQ(u->cut_o, !fault && code == 2) << code;
      EXPECT_EQ(u->promise_o, !fault) << code;
      EXPECT_EQ(u->refused_inc_o, fault && code == 2) << code;
      u.clock();
      u->ex_i = 0;
      u->eval();
      EXPECT_EQ(u->cmd_status_o, fault ? 2u : 1u) << code;
      EXPECT_EQ(u->job_o, fault ? 5u : code) << code;  // STOP
    }
  }
}

}  // namespace
