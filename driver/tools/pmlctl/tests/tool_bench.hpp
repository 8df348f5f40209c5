// SPDX-License-Identifier: Apache-2.0
/// Commands of pmlctl over the fake driver: what they print, what they return; time is the test's.
#pragma once
#include <cstdlib>

#include "../../../lib/tests/library_bench.hpp"
#include "common/errors.hpp"
#include "json_grammar.hpp"
#include "pmlctl/commands.hpp"

namespace openpml::pmlctl {

using host::FakeDriver;

/// Time passes at once; the test says what guests do meanwhile and when the user has seen enough.
class TestWaiter final : public Waiter {
 public:
  std::function<void(unsigned step)> guests;
  unsigned patience = 1000;  ///< waits until the user interrupts

  Clock::time_point now() override { return now_; }
  bool wait_until(Clock::time_point when) override {
    if (when > now_) {
      if (guests) guests(steps_);
      ++steps_;
      waited += when - now_;
      now_ = when;
    }
    return steps_ <= patience;
  }
  bool pause() override {
    if (on_pause) on_pause();
    now_ += std::chrono::milliseconds(10);
    return !interrupt_pauses;
  }
  std::function<void()> on_pause;
  bool interrupt_pauses = false;
  Clock::duration waited{};  ///< without pauses

 private:
  unsigned steps_ = 0;
  Clock::time_point now_{};
};

struct Tool {
  FakeDriver driver;
  TestWaiter waiter;
  Terminal terminal{};
  std::string out;
  libpml::Unit unit = host::open_unit(driver);

  /// The exit code; what was printed is in `out`.
  int run(const std::vector<std::string>& args) {
    char* text = nullptr;
    size_t size = 0;
    std::FILE* file = ::open_memstream(&text, &size);
    const auto close = [&] {
      std::fclose(file);
      out.assign(text, size);
      std::free(text);
    };
    try {
      const CommandLine line(args);
      const int code = run_command({unit, line, file, waiter, terminal});
      close();
      return code;
    } catch (...) {
      close();
      throw;
    }
  }
  int run_json(std::vector<std::string> args) {
    args.emplace_back("--json");
    const int code = run(args);
    EXPECT_TRUE(is_json(out)) << out;
    return code;
  }
  bool said(const std::string& text) const { return out.find(text) != std::string::npos; }
};

/// The message of an exception of that type; fails if none comes.
template <class E, class F>
std::string message_of(F&& f) {
  try {
    f();
  } catch (const E& e) {
    EXPECT_EQ(std::string(e.what()).find('\n'), std::string::npos) << e.what();
    return e.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

}  // namespace openpml::pmlctl
