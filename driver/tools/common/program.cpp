// SPDX-License-Identifier: Apache-2.0
#include "program.hpp"

#include <cstdio>

#include "errors.hpp"

namespace openpml::tools {

int run_program(const char* name, const std::function<int()>& work) {
  const auto fail = [&](const std::exception& e, int code) {
    std::fprintf(stderr, "%s: %s\n", name, e.what());
    return code;
  };
  try {
    return work();
  } catch (const UsageError& e) {
    return fail(e, kExitUsage);
  } catch (const LinkError& e) {
    return fail(e, kExitNoUnit);
  } catch (const Refused& e) {
    return fail(e, kExitRefused);
  } catch (const std::exception& e) {
    return fail(e, kExitWrong);
  }
}

}  // namespace openpml::tools
