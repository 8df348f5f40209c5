// SPDX-License-Identifier: Apache-2.0
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cstdio>
#include <stdexcept>

#include "cosim/engine.hpp"
#include "cosim/listener.hpp"
#include "cosim/options.hpp"
#include "cosim/server.hpp"

namespace openpml::cosim {
namespace {

/// SIGTERM and SIGINT become readable; SIGUSR1 waits for DeathSignal.
UniqueFd stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigprocmask(SIG_BLOCK, &set, nullptr);
  DeathSignal::block();
  UniqueFd fd(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd) throw std::runtime_error("no signalfd");
  return fd;
}

/// The client can make the file shorter that it shares: the next access to the memory that is no longer there ends the process.
void on_bus_error(int) {
  static constexpr char kText[] = "pml-cosim: ERROR: the memory that the client shares is gone (SIGBUS)\n";
  [[maybe_unused]] const ssize_t n = write(STDERR_FILENO, kText, sizeof kText - 1);
  _exit(1);
}

void print_counts(const Options& o, Function& f, uint64_t messages, const char* end) {
  const auto& c = f.counts();
  const auto& m = f.unit().memory_port().counts();
  std::printf(
      "pml-cosim: %s: engine %s, %llu cycles, %llu messages, registers %llu read %llu written %llu refused, "
      "DMA %llu bytes read %llu bytes written %llu bursts refused, %llu by message, %llu interrupts, %llu resets\n",
      end, o.engine.c_str(), static_cast<unsigned long long>(f.unit().cycles()),
      static_cast<unsigned long long>(messages), static_cast<unsigned long long>(c.reads),
      static_cast<unsigned long long>(c.writes), static_cast<unsigned long long>(c.refused),
      static_cast<unsigned long long>(m.read_bytes), static_cast<unsigned long long>(m.written_bytes),
      static_cast<unsigned long long>(m.errors), static_cast<unsigned long long>(f.memory().messages()),
      static_cast<unsigned long long>(f.msix().sent()), static_cast<unsigned long long>(c.resets));
  std::fflush(stdout);
}

/// False: stopped before a client came.
bool wait_for_client(const Listener& listener, int stop_fd) {
  pollfd p[2] = {{listener.fd(), POLLIN, 0}, {stop_fd, POLLIN, 0}};
  while (poll(p, 2, -1) < 0) {}
  return !p[1].revents;
}

/// Serves until the client goes or the process is told to stop. A client that goes without a word was only a look whether anybody listens.
const char* serve(const Options& o, Function& function, Listener& listener, int stop_fd, uint64_t& messages) {
  while (wait_for_client(listener, stop_fd)) {
    Session session(listener.accept(), function);
    if (o.trace)
      session.on_trace = [&](const std::string& line) {
        std::fprintf(stderr, "%llu: %s\n", static_cast<unsigned long long>(function.unit().cycles()), line.c_str());
      };
    const DeathSignal usr1(session.fd());
    try {
      Server(function, session, o.idle_hz, o.death).serve(stop_fd);
      messages = session.messages();
      return "stopped";
    } catch (const ClientGone&) {
      messages = session.messages();
      if (messages != 0) return "client gone";
    } catch (...) {
      messages = session.messages();
      throw;
    }
  }
  return "stopped";
}

int run(const Options& o) {
  const UniqueFd stop = stop_signals();
  signal(SIGBUS, on_bus_error);
  Function function(make_engine(o.engine, o.seed, o.dump), o.vectors);
  Listener listener(o.socket);
  std::printf("pml-cosim: listening on %s\n", o.socket.c_str());
  std::fflush(stdout);
  uint64_t messages = 0;
  try {
    const char* end = serve(o, function, listener, stop.get(), messages);
    print_counts(o, function, messages, end);
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "pml-cosim: ERROR: %s\n", e.what());
    print_counts(o, function, messages, "ended by an error");
    return 1;
  }
}

}  // namespace
}  // namespace openpml::cosim

int main(int argc, char** argv) {
  using namespace openpml::cosim;
  try {
    const Options o = parse_options(argc, argv);
    if (!o.help) return run(o);
    std::fputs(usage().c_str(), stdout);
    return 0;
  } catch (const UsageError& e) {
    std::fprintf(stderr, "pml-cosim: %s ('pml-cosim --help')\n", e.what());
    return 2;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "pml-cosim: ERROR: %s\n", e.what());
    return 1;
  }
}
