// SPDX-License-Identifier: Apache-2.0
// Rules: an option has a value only if it was given, and one that was declared; numbers are in their range.
#include <cmath>
#include <vector>

#include "pmlsim/cli.hpp"
#include "pmlsim/errors.hpp"
#include "target.hpp"

namespace openpml::fuzz {
namespace {

pmlsim::Options declared() {
  pmlsim::Options o("run", "run [OPTION]...", "What the command does, in one paragraph.");
  o.value("events", "N", "a number", "1000").choice("mode", {"dom0", "intel", "raw"}, "one of three", "dom0");
  o.repeated("workload", "SPEC", "any number of these").value("scale", "X", "a real number", "1.5");
  o.flag("quiet", "say nothing").epilog("examples:\n  pmlsim run --events 5\n");
  return o;
}

}  // namespace

void options(Bytes in) {
  using pmlsim::InputError;
  pmlsim::Options o = declared();
  require(!o.help().empty(), "there is a help text");
  try {
    o.parse(lines_of(in));
  } catch (const InputError&) {
    return;
  }
  const std::string mode = o.get("mode");
  require(mode == "dom0" || mode == "intel" || mode == "raw", "a choice is one of its values");
  require(o.given("workload") == !o.all("workload").empty(), "what was given has a value");
  for (const auto& w : o.all("workload")) require(!w.empty(), "a value is not empty");
  try {
    const uint64_t n = o.number("events", 5, 5000);
    require(n >= 5 && n <= 5000, "a number is in its range");
    require(std::isfinite(o.real("scale")) && o.real("scale") >= 0, "a real number is one");
  } catch (const InputError& e) {
    require(o.given("events") || o.given("scale"), "a fallback is good");
  }
}

}  // namespace openpml::fuzz
