// SPDX-License-Identifier: Apache-2.0
#include "commands.hpp"

#include <cerrno>

#include "common/numbers.hpp"

namespace openpml::pmlctl {

uint32_t Context::timeout_ms() const {
  const auto text = line.value("--timeout");
  if (!text) return 0;
  return static_cast<uint32_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(tools::parse_duration(*text, "option --timeout")).count());
}

libpml::Epoch Context::harvest(uint32_t dom) const {
  constexpr auto kPatience = std::chrono::seconds(1);
  const auto end = waiter.now() + kPatience;
  for (;;) {
    try {
      return unit.harvest(dom, timeout_ms());
    } catch (const libpml::Error& e) {
      if (e.code() != EBUSY || waiter.now() >= end) throw;
    }
    if (!waiter.pause()) throw Interrupted();
  }
}

int run_command(const Context& c) {
  static const std::map<std::string, int (*)(const Context&)> kHandlers = {{"enable-log-dirty", enable_log_dirty},
                                                                           {"disable-log-dirty", disable_log_dirty},
                                                                           {"list", list},
                                                                           {"status", status},
                                                                           {"wss", wss},
                                                                           {"harvest", harvest},
                                                                           {"hot", hot},
                                                                           {"records", records},
                                                                           {"selftest", selftest}};
  return kHandlers.at(c.line.command())(c);
}

}  // namespace openpml::pmlctl
