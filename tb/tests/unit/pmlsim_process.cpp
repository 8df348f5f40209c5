// SPDX-License-Identifier: Apache-2.0
#include "pmlsim_process.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace openpml::test {
namespace fs = std::filesystem;

namespace {

fs::path program_dir() { return fs::read_symlink("/proc/self/exe").parent_path(); }

void redirect(const std::string& path, int flags, int to) {
  const int fd = ::open(path.c_str(), flags, 0600);
  if (fd < 0 || ::dup2(fd, to) < 0) _exit(126);
}

}  // namespace

TempDir::TempDir() {
  std::string name = (fs::temp_directory_path() / "pmlsim_test.XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a temporary directory");
  path_ = name;
}

TempDir::~TempDir() {
  std::error_code ec;
  fs::remove_all(path_, ec);
}

std::vector<std::string> TempDir::entries() const {
  std::vector<std::string> out;
  for (const auto& e : fs::directory_iterator(path_)) out.push_back(e.path().filename().string());
  return out;
}

std::string read_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream s;
  s << in.rdbuf();
  return s.str();
}

void write_text(const std::string& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary);
  out << bytes;
}

std::string source_root() {
  for (fs::path p = program_dir(); p != p.root_path(); p = p.parent_path())
    if (fs::exists(p / "tb" / "traces")) return p.string();
  throw std::runtime_error("the sources are not above the test program");
}

ProcessResult run_program(const std::string& program, const std::vector<std::string>& args, const ProcessOptions& o) {
  const TempDir dir;
  write_text(dir.file("in"), o.stdin_bytes);
  std::string path = (program_dir() / program).string();
  if (!fs::exists(path)) throw std::runtime_error(path + " is not built");
  std::vector<std::string> words = {path};
  words.insert(words.end(), args.begin(), args.end());
  std::vector<char*> argv;
  for (auto& w : words) argv.push_back(w.data());
  argv.push_back(nullptr);
  const pid_t pid = ::fork();
  if (pid == 0) {
    redirect(dir.file("in"), O_RDONLY, STDIN_FILENO);
    redirect(o.stdout_path.empty() ? dir.file("out") : o.stdout_path, O_WRONLY | (o.stdout_path.empty() ? O_CREAT : 0),
             STDOUT_FILENO);
    redirect(dir.file("err"), O_WRONLY | O_CREAT, STDERR_FILENO);
    ::execv(argv[0], argv.data());
    _exit(127);
  }
  if (pid < 0) throw std::runtime_error("cannot start a process");
  if (o.interrupt_after_ms > 0) {
    ::usleep(o.interrupt_after_ms * 1000);
    ::kill(pid, SIGINT);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  ProcessResult r;
  r.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  r.out = read_text(dir.file("out"));
  r.err = read_text(dir.file("err"));
  return r;
}

std::vector<double> json_numbers(const std::string& json, const std::string& key) {
  std::vector<double> out;
  const std::string needle = "\"" + key + "\": ";
  for (size_t pos = 0; (pos = json.find(needle, pos)) != std::string::npos;) {
    pos += needle.size();
    out.push_back(std::strtod(json.c_str() + pos, nullptr));
  }
  return out;
}

}  // namespace openpml::test
