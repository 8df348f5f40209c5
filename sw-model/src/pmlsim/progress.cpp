// SPDX-License-Identifier: Apache-2.0
// The progress display.
#include <unistd.h>

#include <chrono>
#include <cstdio>

#include "jobs.hpp"

namespace openpml::pmlsim {
namespace {

constexpr unsigned kBarWidth = 30;

uint64_t now_ms() {
  using namespace std::chrono;
  return static_cast<uint64_t>(duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count());
}

unsigned percent(uint64_t done, uint64_t size) {
  if (size == 0) return 0;
  return static_cast<unsigned>(done >= size ? 100 : 100 * done / size);
}

}  // namespace

ProgressDisplay::ProgressDisplay(std::string title) : title_(std::move(title)), tty_(isatty(STDERR_FILENO) == 1) {}

ProgressDisplay::~ProgressDisplay() { end(); }

void ProgressDisplay::start(const std::vector<Job>& jobs) {
  entries_.clear();
  for (const Job& j : jobs) entries_.push_back({j.name, j.size, 0, 0, false, false});
}

void ProgressDisplay::update(size_t job, uint64_t done) {
  Entry& e = entries_.at(job);
  e.running = true;
  e.done = done;
  if (tty_) {
    if (now_ms() - last_draw_ms_ >= 100) draw();
    return;
  }
  const unsigned q = percent(done, e.size) / 25;
  if (q > e.quarter && q < 4) {
    e.quarter = q;
    std::fprintf(stderr, "%s: %s: %u %%\n", title_.c_str(), e.name.c_str(), q * 25);
  }
}

void ProgressDisplay::finished(size_t job, const JobResult& r) {
  Entry& e = entries_.at(job);
  e.running = false;
  e.over = true;
  e.done = e.size;
  if (tty_) {
    draw();
    return;
  }
  if (r.code == 0) std::fprintf(stderr, "%s: %s: done in %.1f s\n", title_.c_str(), e.name.c_str(), r.seconds);
  else std::fprintf(stderr, "%s: %s: FAILED: %s\n", title_.c_str(), e.name.c_str(), r.message.c_str());
}

void ProgressDisplay::draw() {
  last_draw_ms_ = now_ms();
  uint64_t done = 0, size = 0;
  std::string running;
  for (const Entry& e : entries_) {
    done += e.done < e.size ? e.done : e.size;
    size += e.size;
    if (e.running)
      running += (running.empty() ? "" : ", ") + e.name + " " + std::to_string(percent(e.done, e.size)) + " %";
  }
  const unsigned p = percent(done, size), full = p * kBarWidth / 100;
  std::string bar(full, '#');
  bar.append(kBarWidth - full, '.');
  if (running.size() > 60) {
    running.resize(57);
    running += "...";
  }
  std::fprintf(stderr, "\r\033[K%s [%s] %3u %%  %s", title_.c_str(), bar.c_str(), p, running.c_str());
  shown_ = true;
}

void ProgressDisplay::end() {
  if (shown_) std::fputs("\r\033[K", stderr);
  shown_ = false;
}

}  // namespace openpml::pmlsim
