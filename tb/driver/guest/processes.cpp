// SPDX-License-Identifier: Apache-2.0
// Two processes and one unit: who holds a buffer, who sees which records, and what is left when one of them is killed.
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "pages.hpp"

using namespace guest;

namespace {

/// A second process that says when it is ready.
class Child {
 public:
  template <class Work>
  explicit Child(Work work) {
    if (pipe2(ends_, O_CLOEXEC)) fail("pipe");
    pid_ = fork();
    if (pid_ == 0) {
      work(*this);
      std::fflush(stdout);
      _exit(0);
    }
  }
  void ready() { [[maybe_unused]] auto n = write(ends_[1], "r", 1); }
  void wait_ready() {
    pollfd p{ends_[0], POLLIN, 0};
    expect(poll(&p, 1, 120'000) == 1, "the other process does not get ready");
    char c;
    expect(read(ends_[0], &c, 1) == 1, "the other process has ended early");
  }
  void kill_it() { kill(pid_, SIGKILL); }
  int join() {
    int status = 0;
    waitpid(pid_, &status, 0);
    return status;
  }

 private:
  int ends_[2], pid_;
};

openpml_record next_record(const Unit& unit) {
  pollfd p{unit.fd(), POLLIN, 0};
  expect(poll(&p, 1, 60'000) == 1 && p.revents & POLLIN, "no record comes");
  openpml_record record{};
  expect(read(unit.fd(), &record, sizeof record) == sizeof record, "read: %s", std::strerror(errno));
  return record;
}

/// A buffer belongs to the file that held it: another one gets EBUSY and EPERM, and the kernel gives it back when its process is killed.
void killed_holder(const Unit& unit, const Vm& vm) {
  Child child([&](Child& me) {
    const Unit mine;
    openpml_record record{};
    expect(mine.harvest(vm.slot, record, OPENPML_HARVEST_HOLD) == 0, "the holder cannot harvest");
    me.ready();
    pause();
  });
  child.wait_ready();
  openpml_record record{};
  expect(unit.harvest(vm.slot, record) == EBUSY, "a harvest past another process's buffer is not EBUSY");
  const auto status = unit.status(vm.slot);
  uint32_t held = 2;
  for (uint32_t b = 0; b < 2; ++b)
    if (status.buffer[b] == OPENPML_BUFFER_HELD_OTHER) held = b;
  expect(held < 2, "status does not say that another file holds a buffer: %u %u", status.buffer[0], status.buffer[1]);
  expect(unit.release(vm.slot, held) == EPERM, "another process's buffer can be released");
  child.kill_it();
  child.join();
  const int error = unit.harvest(vm.slot, record);
  expect(error == 0, "after its holder was killed the buffer is not free: %s", std::strerror(error));
  expect(record.epoch == status.epoch, "the epoch that was refused did not go on: %u, %u", record.epoch, status.epoch);
}

/// Both files read every record, in the same order, without gaps.
void records_for_both(const Unit& unit, const Vm& vm) {
  const Unit other;
  for (int i = 0; i < 5; ++i) {
    openpml_record record{};
    expect(unit.harvest(vm.slot, record) == 0, "harvest");
    const openpml_record seen = next_record(other);
    expect(!std::memcmp(&seen, &record, sizeof seen), "two files see different records: epoch %u, %u; seq %llu, %llu",
           seen.epoch, record.epoch, seen.seq, record.seq);
  }
  auto watch = args<openpml_watch>();
  other.must(OPENPML_IOC_WATCH, watch, "WATCH");
  openpml_record record{};
  expect(unit.harvest(vm.slot, record) == 0, "harvest");
  pollfd p{other.fd(), POLLIN, 0};
  expect(poll(&p, 1, 200) == 0, "a file that watches nothing gets a record");
}

/// Harvests from two processes at once: each epoch has one record, none is lost, and no other error than EBUSY and EAGAIN.
void harvest_race(const Unit& unit, const Vm& vm) {
  const uint32_t first = unit.status(vm.slot).epoch;
  int counts[2];
  expect(pipe(counts) == 0, "pipe");
  const auto work = [&](const Unit& mine, bool hold) {
    uint32_t done = 0, previous = 0;
    for (const time_t end = time(nullptr) + 60; done < 25 && time(nullptr) < end;) {
      openpml_record record{};
      const int error = mine.harvest(vm.slot, record, hold ? OPENPML_HARVEST_HOLD : 0);
      if (error == EBUSY || error == EAGAIN) {
        usleep(200);
        continue;
      }
      if (error) fail("a harvest beside another: %s", std::strerror(error));
      expect(!done || record.epoch > previous, "epoch %u after %u", record.epoch, previous);
      previous = record.epoch;
      ++done;
      if (hold) expect(mine.release(vm.slot, record.flags & OPENPML_REC_F_BUFFER1 ? 1 : 0) == 0, "RELEASE");
    }
    return done;
  };
  Child child([&](Child&) {
    const Unit mine;
    const uint32_t done = work(mine, true);
    [[maybe_unused]] auto n = write(counts[1], &done, sizeof done);
  });
  const uint32_t own = work(unit, false);
  expect(child.join() == 0, "the other process failed");
  uint32_t others = 0;
  expect(read(counts[0], &others, sizeof others) == sizeof others, "read");
  const uint32_t epochs = unit.status(vm.slot).epoch - first;
  expect(own == 25 && others == 25, "one keeps the other out: %u and %u harvests", own, others);
  expect(own + others == epochs, "%u + %u harvests, %u epochs", own, others, epochs);
  std::printf("harvests: %u and %u\n", own, others);
}

}  // namespace

int main() {
  const Unit unit;
  const Vm vm(unit, {.limit = 10'000});
  killed_holder(unit, vm);
  records_for_both(unit, vm);
  harvest_race(unit, vm);
  vm.end();
}
