// SPDX-License-Identifier: Apache-2.0
#include "cosim/tests/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <cstring>
#include <filesystem>

#include "cosim/tests/wire.hpp"

namespace openpml::cosim {
namespace {

constexpr int kPatienceMs = 20'000;

/// pml-cosim of the same build: beside the test program.
std::string program() { return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "pml-cosim"; }

}  // namespace

ServerProcess::ServerProcess(const std::vector<std::string>& arguments) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  pipe_ = UniqueFd(ends[0]);
  const UniqueFd out(ends[1]);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, out.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.get(), STDERR_FILENO);
  std::string path = program();
  std::vector<char*> argv = {path.data()};
  for (const auto& a : arguments) argv.push_back(const_cast<char*>(a.c_str()));
  argv.push_back(nullptr);
  const int error = posix_spawn(&pid_, path.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error(path + ": " + std::strerror(error));
}

ServerProcess::~ServerProcess() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

void ServerProcess::signal(int number) const { kill(pid_, number); }

bool ServerProcess::read_some() {
  pollfd p{pipe_.get(), POLLIN, 0};
  if (poll(&p, 1, kPatienceMs) <= 0) return false;
  char text[4096];
  const ssize_t n = read(pipe_.get(), text, sizeof text);
  if (n <= 0) return false;
  output_.append(text, static_cast<size_t>(n));
  return true;
}

bool ServerProcess::read_line(std::string& line) {
  size_t end;
  while ((end = output_.find('\n', line_)) == std::string::npos)
    if (!read_some()) return false;
  line = output_.substr(line_, end - line_);
  line_ = end + 1;
  return true;
}

int ServerProcess::wait() {
  while (read_some()) {}
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

UniqueFd connect_to(const std::string& path) {
  UniqueFd s(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  if (connect(s.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error(path + ": " + std::strerror(errno));
  return s;
}

std::optional<Message> ask(Channel& channel, Command c, std::span<const uint8_t> payload, std::span<const int> fds) {
  const auto bytes = message(1, static_cast<uint16_t>(c), 0, payload);
  if (send_bytes(channel.fd(), bytes, fds) != bytes.size()) return std::nullopt;
  try {
    for (;;) {
      if (auto m = channel.receive()) return m;
      pollfd p{channel.fd(), POLLIN, 0};
      if (poll(&p, 1, kPatienceMs) <= 0)
        throw std::runtime_error("no reply to " + command_name(static_cast<uint16_t>(c)));
    }
  } catch (const ClientGone&) {
    return std::nullopt;
  }
}

}  // namespace openpml::cosim
