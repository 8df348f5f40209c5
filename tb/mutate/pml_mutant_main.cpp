// SPDX-License-Identifier: Apache-2.0
// Runs mutants one after the other, each in a process of its own, each until the first run that notices it:
//   pml_mutant_unit [--effort N] NUMBER[=RUN]...
// RUN: only the run of this name.
// A line of JSON for each: {"id": 7, "killed": true, "run": "random 2, 20000 cycles", "why": "...", "seconds": 0.31}
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string>

#include "mutant_runs.hpp"
#include "mutant_select.hpp"

using namespace openpml;

namespace {

std::string quoted(const std::string& text) {
  std::string s = "\"";
  for (const char c : text.substr(0, 300)) {
    if (c == '"' || c == '\\') s += '\\';
    s += c < ' ' ? ' ' : c;
  }
  return s + "\"";
}

/// In the child: "run\nwhy" of the first run that fails, or of `only`, if it is not empty; nothing if none does.
std::string first_failure(int mutant, unsigned effort, const std::string& only) {
  select_mutant(mutant);
  for (const auto& run : mutant_runs(effort)) {
    if (!only.empty() && run.name != only) continue;
    std::string why;
    try {
      why = run.go();
    } catch (const std::exception& e) {
      why = e.what();
    }
    if (!why.empty()) return run.name + "\n" + why;
  }
  return {};
}

std::string in_child(int mutant, unsigned effort, const std::string& only, int& status) {
  int ends[2];
  if (pipe(ends) != 0) std::perror("pipe"), std::exit(2);
  const pid_t child = fork();
  if (child < 0) std::perror("fork"), std::exit(2);
  if (child == 0) {
    close(ends[0]);
    if (!std::freopen("/dev/null", "w", stdout)) _exit(2);
    const std::string found = first_failure(mutant, effort, only);
    _exit(write(ends[1], found.data(), found.size()) == static_cast<ssize_t>(found.size()) ? 0 : 2);
  }
  close(ends[1]);
  std::string text;
  char part[512];
  for (ssize_t n; (n = read(ends[0], part, sizeof part)) > 0;) text.append(part, static_cast<size_t>(n));
  close(ends[0]);
  waitpid(child, &status, 0);
  return text;
}

double child_seconds() {
  rusage u{};
  getrusage(RUSAGE_CHILDREN, &u);
  return static_cast<double>(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
         1e-6 * static_cast<double>(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

void one(int mutant, unsigned effort, const std::string& only) {
  const double before = child_seconds();
  int status = 0;
  const std::string text = in_child(mutant, effort, only, status);
  const size_t end = text.find('\n');
  std::string run = text.substr(0, end), why = end == std::string::npos ? "" : text.substr(end + 1);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    run = "?";
    why = WIFSIGNALED(status) ? "the program died of signal " + std::to_string(WTERMSIG(status))
                              : "the program ended with an error";
  }
  std::printf("{\"id\": %d, \"killed\": %s, \"run\": %s, \"why\": %s, \"seconds\": %.2f}\n", mutant,
              why.empty() ? "false" : "true", quoted(run).c_str(), quoted(why).c_str(), child_seconds() - before);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  unsigned effort = 1;
  int first = 1;
  if (argc > 2 && std::strcmp(argv[1], "--effort") == 0) {
    effort = static_cast<unsigned>(std::strtoul(argv[2], nullptr, 0));
    first = 3;
  }
  if (first >= argc) {
    std::fprintf(stderr, "usage: %s [--effort N] NUMBER[=RUN]...\n", argv[0]);
    return 2;
  }
  for (int i = first; i < argc; ++i) {
    const char* name = std::strchr(argv[i], '=');
    one(std::atoi(argv[i]), effort, name ? name + 1 : "");
  }
  return 0;
}
