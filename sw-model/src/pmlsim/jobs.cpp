// SPDX-License-Identifier: Apache-2.0
#include "jobs.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <thread>
#include <utility>

#include "errors.hpp"
#include "interrupt.hpp"
#include "lockstep.hpp"
#include "openpml/dom0.hpp"

namespace openpml::pmlsim {
namespace {

using Clock = std::chrono::steady_clock;

/// A running child. Its destructor ends and reaps it.
class Child {
 public:
  Child(pid_t pid, int fd, size_t job) : pid_(pid), fd_(fd), job_(job), start_(Clock::now()) {}
  Child(Child&& o) noexcept
      : pid_(std::exchange(o.pid_, -1)), fd_(std::exchange(o.fd_, -1)), job_(o.job_), start_(o.start_),
        pending_(std::move(o.pending_)) {}
  Child& operator=(Child&& o) noexcept {
    std::swap(pid_, o.pid_);
    std::swap(fd_, o.fd_);
    std::swap(job_, o.job_);
    std::swap(start_, o.start_);
    std::swap(pending_, o.pending_);
    return *this;
  }
  ~Child() {
    if (pid_ > 0) ::kill(pid_, SIGTERM);
    reap();
  }
  int fd() const { return fd_; }
  size_t job() const { return job_; }
  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }
  /// Waits for the end; the wait status.
  int reap() {
    int status = 0;
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
    if (pid_ > 0)
      while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {}
    pid_ = -1;
    return status;
  }
  /// Reads what is there; false at the end. Whole lines go to `take`.
  template <class F>
  bool read_lines(F take) {
    std::array<char, 65536> buf;
    const ssize_t n = ::read(fd_, buf.data(), buf.size());
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) return true;
    if (n <= 0) return false;
    pending_.append(buf.data(), static_cast<size_t>(n));
    size_t pos = 0;
    for (size_t nl = 0; (nl = pending_.find('\n', pos)) != std::string::npos; pos = nl + 1)
      take(pending_.substr(pos, nl - pos));
    pending_.erase(0, pos);
    return true;
  }

 private:
  pid_t pid_;
  int fd_;
  size_t job_;
  Clock::time_point start_;
  std::string pending_;
};

void send(int fd, const std::string& line) {
  std::string_view rest = line;
  while (!rest.empty()) {
    const ssize_t n = ::write(fd, rest.data(), rest.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) _exit(kExitInternal);  // the parent is gone
    rest.remove_prefix(static_cast<size_t>(n));
  }
}

std::string one_line(std::string s) {
  std::replace(s.begin(), s.end(), '\n', ' ');
  return s;
}

[[noreturn]] void child_main(const Job& job, int fd) {
  const auto fail = [&](int code, const std::string& what) {
    send(fd, "X " + std::to_string(code) + " " + one_line(what) + "\n");
    _exit(code);
  };
  try {
    auto last = Clock::now() - std::chrono::seconds(1);
    const auto lines = job.work([&](uint64_t done) {
      if (Clock::now() - last < std::chrono::milliseconds(50)) return;
      last = Clock::now();
      send(fd, "P " + std::to_string(done) + "\n");
    });
    for (const auto& l : lines) send(fd, "L " + l + "\n");
    send(fd, "X 0 \n");
    _exit(0);
  } catch (const Interrupted& e) {
    fail(kExitInterrupted, e.what());
  } catch (const InputError& e) {
    fail(kExitBadInput, e.what());
  } catch (const WrongResult& e) {
    fail(kExitWrongResult, e.what());
  } catch (const LockstepMismatch& e) {
    fail(kExitWrongResult, e.what());
  } catch (const SimError& e) {
    fail(kExitWrongResult, std::string("the unit did not do as it must: ") + e.what());
  } catch (const std::exception& e) {
    fail(kExitInternal, std::string("internal error: ") + e.what());
  }
  _exit(kExitInternal);
}

Child spawn(const Job& job, size_t index) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    throw InputError(std::string("cannot make a pipe: ") + std::strerror(errno));
  const pid_t pid = ::fork();
  if (pid < 0) {
    const int err = errno;
    ::close(ends[0]);
    ::close(ends[1]);
    throw InputError(std::string("cannot start a process: ") + std::strerror(err));
  }
  if (pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // nobody waits for the result any more
    ::close(ends[0]);
    child_main(job, ends[1]);
  }
  ::close(ends[1]);
  return Child(pid, ends[0], index);
}

}  // namespace

unsigned default_parallel() { return std::clamp(std::thread::hardware_concurrency(), 1U, 2U); }

std::vector<JobResult> run_jobs(const std::vector<Job>& jobs, unsigned parallel, ProgressDisplay& display) {
  std::vector<JobResult> results(jobs.size());
  for (auto& r : results) r.code = -1;
  std::vector<Child> running;
  size_t next = 0;
  display.start(jobs);
  while (next < jobs.size() || !running.empty()) {
    while (running.size() < std::max(1U, parallel) && next < jobs.size()) {
      running.push_back(spawn(jobs[next], next));
      display.update(next, 0);
      ++next;
    }
    std::vector<pollfd> fds;
    for (const Child& c : running) fds.push_back({c.fd(), POLLIN, 0});
    ::poll(fds.data(), fds.size(), 200);
    poll_interrupt();
    for (size_t i = running.size(); i-- > 0;) {
      if (fds[i].revents == 0) continue;
      Child& c = running[i];
      JobResult& r = results[c.job()];
      const bool open = c.read_lines([&](const std::string& line) {
        if (line.starts_with("P ")) display.update(c.job(), std::stoull(line.substr(2)));
        else if (line.starts_with("L ")) r.lines.push_back(line.substr(2));
        else if (line.starts_with("X ")) {
          r.code = std::stoi(line.substr(2));
          r.message = line.substr(line.find(' ', 2) + 1);
        }
      });
      if (open) continue;
      r.seconds = c.seconds();
      const int status = c.reap();
      if (r.code < 0) {
        r.code = kExitInternal;
        r.message = WIFSIGNALED(status) ? std::string("killed by signal ") + std::to_string(WTERMSIG(status))
                                        : "ended without a result";
      }
      display.finished(c.job(), r);
      running.erase(running.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
  display.end();
  return results;
}

}  // namespace openpml::pmlsim
