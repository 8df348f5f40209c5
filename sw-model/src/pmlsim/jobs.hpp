// SPDX-License-Identifier: Apache-2.0
/// Several independent simulations at once, each in a process of its own, and their progress for people.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace openpml::pmlsim {

struct Job {
  std::string name;
  uint64_t size = 0;  ///< events expected, for the progress display; 0: unknown
  /// Runs in the child; `progress` takes the events done so far. Returns lines of text for the parent.
  std::function<std::vector<std::string>(const std::function<void(uint64_t)>& progress)> work;
};

struct JobResult {
  std::vector<std::string> lines;
  int code = 0;         ///< exit code, see errors.hpp
  std::string message;  ///< why, if code is not 0
  double seconds = 0;
};

/// Shows how far jobs are: one bar on a terminal, a line at each quarter of a job otherwise. Writes to stderr.
class ProgressDisplay {
 public:
  explicit ProgressDisplay(std::string title);
  ~ProgressDisplay();
  void start(const std::vector<Job>& jobs);
  void update(size_t job, uint64_t done);
  void finished(size_t job, const JobResult& r);
  void end();

 private:
  struct Entry {
    std::string name;
    uint64_t size = 0, done = 0;
    unsigned quarter = 0;
    bool running = false, over = false;
  };
  void draw();
  std::string title_;
  std::vector<Entry> entries_;
  bool tty_, shown_ = false;
  uint64_t last_draw_ms_ = 0;
};

/// Runs all jobs, at most `parallel` at a time, in order. A job that fails does not stop the others. On Interrupted
/// (or any exception) the children are ended and reaped. Results are in the order of the jobs.
std::vector<JobResult> run_jobs(const std::vector<Job>& jobs, unsigned parallel, ProgressDisplay& display);

/// Processes to use: the machine's, at least 1, at most 2.
unsigned default_parallel();

}  // namespace openpml::pmlsim
