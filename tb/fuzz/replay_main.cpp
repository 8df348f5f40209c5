// SPDX-License-Identifier: Apache-2.0
// Every input of the corpus once more, without a fuzzer: seeds, and what once broke something. Each target is a process.
//   fuzz_replay [CORPUS]      CORPUS has a folder for each target
// 'PASS fuzz_replay_NAME (N inputs)' or FAIL with the input; the canary's bug must be found.
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <new>
#include <stdexcept>

#include "target.hpp"

namespace {

namespace fs = std::filesystem;
using openpml::fuzz::Target;

std::vector<fs::path> inputs_of(const fs::path& folder) {
  std::vector<fs::path> files;
  if (fs::is_directory(folder))
    for (const auto& e : fs::directory_iterator(folder)) files.push_back(e.path());
  std::ranges::sort(files);
  return files;
}

std::vector<uint8_t> bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Runs in a process of its own, since what it finds ends it. How many inputs were done; all: it came to its end, and leaked nothing.
size_t survived(const Target& target, const std::vector<fs::path>& files, bool quiet) {
  void* const shared = mmap(nullptr, sizeof(size_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) throw std::bad_alloc();
  size_t& done = *new (shared) size_t(0);
  std::fflush(stdout);
  const pid_t pid = fork();
  if (pid < 0) throw std::runtime_error("cannot start a process");
  if (pid == 0) {
    if (quiet && !std::freopen("/dev/null", "w", stderr)) _exit(2);
    for (const fs::path& f : files) {
      target.run(bytes_of(f));
      ++done;
    }
    std::exit(0);  // leaks are looked for here
  }
  int status = 0;
  const bool good = waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  const size_t n = good ? done : std::min(done, files.size() - 1);
  munmap(shared, sizeof(size_t));
  return n;
}

bool replay(const fs::path& corpus) {
  bool good = true;
  for (const Target& t : openpml::fuzz::targets()) {
    const bool canary = t.name == "canary";
    const auto files = inputs_of(corpus / t.name);
    const size_t n = survived(t, files, canary);
    const bool ok = !files.empty() && (n == files.size()) != canary;
    std::printf("%s fuzz_replay_%s (%s)\n", ok ? "PASS" : "FAIL", t.name.data(),
                ok || files.empty() || canary ? (std::to_string(files.size()) + " inputs").c_str() : files[n].c_str());
    good = good && ok;
  }
  return good;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return replay(argc > 1 ? argv[1] : "tb/fuzz/corpus") ? 0 : 1;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "fuzz_replay: %s\n", e.what());
    return 1;
  }
}
