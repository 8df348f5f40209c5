// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "mutant_runs.hpp"

namespace openpml {

void init_tests(const char* program) {
  GTEST_FLAG_SET(throw_on_failure, true);
  GTEST_FLAG_SET(catch_exceptions, false);
  int argc = 1;
  std::string name = program;
  char* argv[] = {name.data(), nullptr};
  ::testing::InitGoogleTest(&argc, argv);
}

std::string tests(const char* filter) {
  GTEST_FLAG_SET(filter, filter);
  return RUN_ALL_TESTS() == 0 ? "" : "a test failed";
}

}  // namespace openpml
