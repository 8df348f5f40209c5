// SPDX-License-Identifier: Apache-2.0
/// Expectations on the judge's verdict.
#pragma once
#include <gtest/gtest.h>

#include <string>

#include "ideal_unit.hpp"

namespace openpml::testing_unit {

inline std::string text(const Judge& j) {
  std::string s;
  for (const auto& v : j.violations()) s += v + "\n";
  return s;
}

#define EXPECT_GOOD(u) EXPECT_TRUE((u).judge.ok()) << text((u).judge)

inline void expect_bad(IdealUnit& u, const std::string& what) {
  EXPECT_FALSE(u.judge.ok()) << "expected: " << what;
  EXPECT_NE(text(u.judge).find(what), std::string::npos) << "expected '" << what << "' in:\n" << text(u.judge);
}

}  // namespace openpml::testing_unit
