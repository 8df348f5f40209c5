// SPDX-License-Identifier: Apache-2.0
// What becomes of processes that wait when the unit goes away under them, with events flowing and harvests under way: each must come back soon, with the
// error that the interface names.
//   gone unbind   the driver is unbound from the function, then bound again: all is as new
//   gone remove   the function is taken off the bus by sysfs, then found again
//   gone reset    the function is reset (FLR): tracking ends, the slot stays, tracking can be enabled again
//   gone link-error  an uncorrectable error (AER) of the port above: the kernel resets the link, the driver recovers as after a reset
//   gone death    the device's process is killed by the host: nothing answers any more; the driver can still be unbound
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include <memory>

#include "pages.hpp"

using namespace guest;

namespace {

double seconds() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

void write_file(const std::string& path, const std::string& text) {
  const int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  expect(fd >= 0, "open %s: %s", path.c_str(), std::strerror(errno));
  const bool good = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const int error = errno;
  close(fd);
  expect(good, "write to %s: %s", path.c_str(), std::strerror(error));
}

std::string function_name() {
  char target[256];
  const std::string link = "/sys/class/openpml" + device_path().substr(4) + "/device";
  const ssize_t n = readlink(link.c_str(), target, sizeof target - 1);
  expect(n > 0, "no %s: %s", link.c_str(), std::strerror(errno));
  const std::string path(target, static_cast<size_t>(n));
  return path.substr(path.rfind('/') + 1);
}

void ask_host(const char* request) {
  const int fd = open("/dev/ttyS1", O_RDWR | O_NOCTTY | O_CLOEXEC);
  const std::string line = std::string("HOST ") + request + "\n";
  expect(write(fd, line.data(), line.size()) == static_cast<ssize_t>(line.size()), "cannot write to the host");
  char c = 0;
  while (c != '\n') expect(read(fd, &c, 1) == 1, "the host does not answer");
  close(fd);
}

/// A process that waits in one way and must end by itself with exit code 0.
struct Waiter {
  const char* name;
  pid_t pid;
  int out;
};

template <class Work>
Waiter start(const char* name, Work work) {
  int ends[2];
  expect(pipe2(ends, O_CLOEXEC) == 0, "pipe");
  std::fflush(stdout);
  const pid_t pid = fork();
  if (pid == 0) {
    dup2(ends[1], 1);
    work();
    std::fflush(stdout);
    _exit(0);
  }
  close(ends[1]);
  return {name, pid, ends[0]};
}

void finish(const Waiter& waiter, double until) {
  int status = 0;
  while (waitpid(waiter.pid, &status, WNOHANG) == 0) {
    if (seconds() > until) {
      kill(waiter.pid, SIGKILL);
      fail("%s still waits long after the unit went away", waiter.name);
    }
    usleep(20'000);
  }
  char text[300] = "";
  const ssize_t n = read(waiter.out, text, sizeof text - 1);
  text[n > 0 ? n : 0] = 0;
  close(waiter.out);
  std::printf("%s: %s", waiter.name, n > 0 ? text : "\n");
  expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s ended badly (status %#x): %s", waiter.name, status, text);
}

bool one_of(int error, std::initializer_list<int> all) {
  for (const int e : all)
    if (e == error) return true;
  return false;
}

/// Errors that a waiter may see: the documented ones for what happens.
std::initializer_list<int> allowed(bool reset) {
  static constexpr std::initializer_list<int> when_gone{ENODEV}, when_reset{ECANCELED, EAGAIN, ENOTCONN};
  return reset ? when_reset : when_gone;
}

void read_until_gone(bool reset) {
  const Unit unit;
  for (;;) {
    openpml_record record{};
    const ssize_t n = read(unit.fd(), &record, sizeof record);
    if (n < 0) {
      expect(!reset && errno == ENODEV, "read: %s", std::strerror(errno));
      return;
    }
    expect(n == sizeof record, "read: %zd bytes", n);
    if (reset && record.type == OPENPML_REC_STOP) {
      expect(record.flags & OPENPML_REC_F_RESET && !(record.flags & OPENPML_REC_F_VALID), "STOP record has flags %#x",
             record.flags);
      return;
    }
  }
}

void poll_until_gone(bool reset) {
  const Unit unit;
  auto watch = args<openpml_watch>();
  watch.slots = ~0ull;
  watch.types = 1u << OPENPML_REC_STOP;
  unit.must(OPENPML_IOC_WATCH, watch, "WATCH");
  pollfd p{unit.fd(), POLLIN, 0};
  expect(poll(&p, 1, 180'000) == 1, "poll: nothing");
  if (reset) expect(p.revents & POLLIN, "poll: %#x", p.revents);
  else expect((p.revents & (POLLERR | POLLHUP)) == (POLLERR | POLLHUP), "poll: %#x", p.revents);
}

void harvest_until_gone(uint32_t slot, bool reset) {
  const Unit unit;
  unsigned good = 0;
  for (;;) {
    openpml_record record{};
    const int error = unit.harvest(slot, record);
    if (error == 0) ++good;
    if (error == 0 || error == EBUSY) continue;
    expect(one_of(error, allowed(reset)), "HARVEST: %s", std::strerror(error));
    expect(good > 0, "no harvest went well before");
    std::printf("%u harvests, then %s\n", good, std::strerror(error));
    return;
  }
}

void wait_for_generator(bool reset) {
  const Unit unit;
  auto a = args<openpml_gen_ctrl>();
  a.op = OPENPML_GEN_OP_WAIT;
  a.timeout_ms = 180'000;
  const int error = unit.call(OPENPML_IOC_GEN_CTRL, &a);
  // a reset makes the generator idle, which is what this call waits for
  expect(reset ? error == 0 || one_of(error, allowed(true)) : error == ENODEV, "GEN_CTRL WAIT: %s",
         std::strerror(error));
}

sigjmp_buf bus_error;
void on_bus_error(int) { siglongjmp(bus_error, 1); }

void look_until_gone(uint32_t slot, uint64_t bytes) {
  const Unit unit;
  const Map map(unit, slot, 0, OPENPML_MAP_WRITTEN, bytes);
  signal(SIGBUS, on_bus_error);
  if (sigsetjmp(bus_error, 1)) return;
  for (;;) {
    for (uint64_t i = 0; i < bytes; i += 64)
      [[maybe_unused]] const uint8_t byte = const_cast<const volatile uint8_t*>(map.bytes())[i];
    usleep(1000);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string action = argc > 1 ? argv[1] : "";
  const bool reset = action == "reset" || action == "link-error";
  expect(reset || action == "unbind" || action == "remove" || action == "death",
         "unbind, remove, reset, link-error or death");
  const bool back = action == "unbind" || action == "remove";
  const std::string function = function_name(), path = device_path(), driver = "/sys/bus/pci/drivers/openpml/";

  auto unit = std::make_unique<Unit>();
  const uint32_t resets = unit->info().resets;
  const Vm vm(*unit, {.limit = 30'000});
  auto run = args<openpml_gen_start>();
  run.pattern = OPENPML_GEN_UNIFORM;
  run.rate = 4096;
  run.n_vcpu = 1;
  run.seed = 5;
  run.write_share = 128;
  run.n_phases = 1;
  run.phase[0] = {.pages = 30'000, .passes = 65'536, .periods = 65'536, .reserved = 0};
  unit->must(OPENPML_IOC_GEN_START, run, "GEN_START");

  std::vector<Waiter> waiters;
  waiters.push_back(start("reader", [&] { read_until_gone(reset); }));
  waiters.push_back(start("poller", [&] { poll_until_gone(reset); }));
  waiters.push_back(start("harvester", [&] { harvest_until_gone(vm.slot, reset); }));
  waiters.push_back(start("generator's waiter", [&] { wait_for_generator(reset); }));
  if (back) waiters.push_back(start("looker", [&] { look_until_gone(vm.slot, vm.bitmap_bytes); }));
  usleep(700'000);

  const double before = seconds();
  if (action == "unbind") write_file(driver + "unbind", function);
  else if (action == "remove") write_file("/sys/bus/pci/devices/" + function + "/remove", "1");
  else if (action == "reset") write_file("/sys/bus/pci/devices/" + function + "/reset", "1");
  else ask_host(action == "death" ? "kill-server" : "link-error");
  std::printf("%s took %.2f s\n", action.c_str(), seconds() - before);
  for (const Waiter& waiter : waiters) finish(waiter, seconds() + 45);
  std::printf("all waiters back after %.2f s\n", seconds() - before);

  if (reset) {
    const auto info = unit->info();
    expect(info.resets == resets + 1, "%u resets counted, there were %u before", info.resets, resets);
    expect(unit->status(vm.slot).state == OPENPML_STATE_OFF, "state after the reset is %u",
           unit->status(vm.slot).state);
    vm.end();
    const Vm again(*unit, {.limit = 30'000});
    openpml_record record{};
    expect(unit->harvest(again.slot, record) == 0 && record.written == 0, "no clean epoch after the reset");
    again.end();
    return 0;
  }
  auto info = args<openpml_info>();
  unit->refused(OPENPML_IOC_GET_INFO, info, ENODEV, "GET_INFO when the unit is gone");
  openpml_record record{};
  while (read(unit->fd(), &record, sizeof record) == sizeof record) {}
  expect(errno == ENODEV, "read when the unit is gone: %s", std::strerror(errno));
  if (action == "death") {
    write_file(driver + "unbind", function);
    unit->refused(OPENPML_IOC_GET_INFO, info, ENODEV, "GET_INFO after death and unbind");
    return unit->wrong() ? 1 : 0;
  }
  expect(access(path.c_str(), F_OK) != 0, "the device file is still there");
  if (action == "remove") write_file("/sys/bus/pci/rescan", "1");
  else write_file(driver + "bind", function);
  unit->refused(OPENPML_IOC_GET_INFO, info, ENODEV, "GET_INFO of a file from before");
  const Unit again;
  expect(again.info().resets == 0, "a unit just bound counts resets");
  const Vm other(again, {.limit = 1000});
  expect(again.harvest(other.slot, record) == 0 && record.written == 0 && record.epoch == 0,
         "no clean epoch after the driver was bound again");
  other.end();
  return unit->wrong() ? 1 : 0;
}
