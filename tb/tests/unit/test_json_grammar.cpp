// SPDX-License-Identifier: Apache-2.0
// The checker that other tests rely on.
#include <gtest/gtest.h>

#include "json_grammar.hpp"

namespace openpml::test {
namespace {

TEST(JsonGrammar, TellsGoodFromBad) {
  for (const char* good :
       {"{}", "[1, -2.5e3, null]", R"({"a": {"b": [true]}, "c": "x\"y\u00e9"})", "0.5", "-0", "\"\xC3\xA9\""})
    EXPECT_TRUE(is_json(good)) << good;
  for (const char* bad : {"", "{", "[1,]", R"({"a" 1})", R"({"a": 1} x)", "[1 2]", R"("abc)", "nul", "01", "1.", "1e",
                          "-", "+1", ".5", R"("\x41")", R"("\u12g4")", "\"\n\"", "\"\xC3\"", "nan"})
    EXPECT_FALSE(is_json(bad)) << bad;
}

TEST(JsonGrammar, Utf8) {
  for (const char* good : {"", "a", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                           "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"})
    EXPECT_TRUE(is_utf8(good)) << good;
  for (const char* bad : {"\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
                          "\xF8\x88\x80\x80\x80", "\xE2\x82", "\xC3 "})
    EXPECT_FALSE(is_utf8(bad)) << bad;
}

}  // namespace
}  // namespace openpml::test
