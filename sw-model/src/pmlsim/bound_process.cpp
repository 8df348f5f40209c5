// SPDX-License-Identifier: Apache-2.0
// The event dump, and the bound program at the other end of a pipe.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <sstream>

#include "bench.hpp"
#include "errors.hpp"
#include "interrupt.hpp"
#include "port_source.hpp"

namespace openpml::pmlsim {
namespace {

std::string program_path() {
  std::error_code ec;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", ec);
  const auto path = self.parent_path() / "c3_bound";
  if (ec || ::access(path.c_str(), X_OK) != 0)
    throw InputError("cannot run " + path.string() + ": it is not there; build it with 'make build'");
  return path.string();
}

/// Both ends of a process: what it reads and what it writes.
class Filter {
 public:
  explicit Filter(std::vector<std::string> argv) {
    std::array<int, 2> in{}, out{};
    if (::pipe2(in.data(), O_CLOEXEC) != 0)
      throw InputError(std::string("cannot make a pipe: ") + std::strerror(errno));
    if (::pipe2(out.data(), O_CLOEXEC) != 0) {
      ::close(in[0]);
      ::close(in[1]);
      throw InputError(std::string("cannot make a pipe: ") + std::strerror(errno));
    }
    std::vector<char*> args;
    for (auto& a : argv) args.push_back(a.data());
    args.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(in[0], STDIN_FILENO);
      ::dup2(out[1], STDOUT_FILENO);
      ::execv(args[0], args.data());
      _exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    to_ = in[1];
    from_ = out[0];
    if (pid_ < 0) throw InputError("cannot start " + argv[0]);
  }
  ~Filter() {
    close_input();
    if (from_ >= 0) ::close(from_);
    if (pid_ > 0) ::waitpid(pid_, nullptr, 0);
  }
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;

  void put(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::write(to_, bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) throw InputError(std::string("c3_bound stopped reading: ") + std::strerror(errno));
      bytes.remove_prefix(static_cast<size_t>(n));
    }
  }
  /// Closes its input, reads all it says, and waits; throws if it failed.
  std::string finish() {
    close_input();
    std::string text;
    std::array<char, 4096> buf{};
    for (;;) {
      const ssize_t n = ::read(from_, buf.data(), buf.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) break;
      text.append(buf.data(), static_cast<size_t>(n));
    }
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {}
    pid_ = -1;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) throw InputError("c3_bound failed");
    return text;
  }

 private:
  void close_input() {
    if (to_ >= 0) ::close(to_);
    to_ = -1;
  }
  pid_t pid_ = -1;
  int to_ = -1, from_ = -1;
};

}  // namespace

void dump_events(const std::string& workload, bool keep_last_marks, const std::function<void(std::string_view)>& put) {
  auto lanes = open_lanes(workload, false);
  Workload& w = *lanes.front();
  put("PMLEVTS1");
  std::vector<Item> items(8192);
  std::string bytes, marks;
  while (const size_t n = w.fill(items)) {
    poll_interrupt();
    bytes.clear();
    for (size_t i = 0; i < n; ++i) {
      const Item& it = items[i];
      uint64_t word = it.gfn | uint64_t{it.vm} << 40 | uint64_t{it.vcpu} << 48 | uint64_t{it.write} << 56 |
                      uint64_t{it.mark()} << 57;
      std::array<char, 8> le{};
      for (char& b : le) {
        b = static_cast<char>(word & 0xFF);
        word >>= 8;
      }
      if (it.mark()) {
        marks.append(le.data(), le.size());
        continue;
      }
      bytes += marks;
      marks.clear();
      bytes.append(le.data(), le.size());
    }
    put(bytes);
  }
  if (!w.error().empty()) throw InputError(w.error());
  if (keep_last_marks) put(marks);
}

BoundResult run_bound(const BoundQuery& q) {
  std::vector<std::string> argv = {program_path(),
                                   "--dw",
                                   std::to_string(q.dw),
                                   "--entries",
                                   std::to_string(q.entries),
                                   "--outstanding",
                                   std::to_string(q.outstanding),
                                   "--latency",
                                   std::to_string(q.latency)};
  if (!q.log_reads) argv.emplace_back("--no-reads");
  Filter f(argv);
  dump_events(q.workload, q.whole, [&](std::string_view b) { f.put(b); });
  std::istringstream text(f.finish());
  BoundResult r;
  std::string key;
  double v = 0;
  while (text >> key >> v) {
    if (key == "w") r.w = v;
    else if (key == "r") r.r = v;
    else if (key == "q") r.q = v;
    else if (key == "bound") r.bound = v;
    else if (key == "events") r.events = static_cast<uint64_t>(v);
    else if (key == "line_kinds") r.line_kinds = static_cast<uint64_t>(v);
    else if (key == "touched_lines") r.touched_lines = static_cast<uint64_t>(v);
    else if (key == "harvests") r.harvests = static_cast<uint64_t>(v);
  }
  return r;
}

}  // namespace openpml::pmlsim
