// SPDX-License-Identifier: Apache-2.0
#include <cctype>

#include "tool_bench.hpp"

namespace openpml::pmlctl {
namespace {

class Grammar {
 public:
  explicit Grammar(std::string_view text) : text_(text) {}
  bool whole() { return value() && (space(), at_ == text_.size()); }

 private:
  void space() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }
  bool take(std::string_view word) {
    space();
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  bool string() {
    if (!take("\"")) return false;
    for (; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (static_cast<unsigned char>(text_[at_]) < 0x20) return false;
      if (text_[at_] == '\\') ++at_;
    }
    return at_ < text_.size() && take("\"");
  }
  bool number() {
    space();
    const size_t from = at_;
    if (at_ < text_.size() && text_[at_] == '-') ++at_;
    while (at_ < text_.size() && std::string_view("0123456789.eE+-").find(text_[at_]) != std::string_view::npos) ++at_;
    return at_ > from && std::isdigit(static_cast<unsigned char>(text_[at_ - 1]));
  }
  template <class Item>
  bool items(std::string_view end, Item&& item) {
    if (take(end)) return true;
    do
      if (!item()) return false;
    while (take(","));
    return take(end);
  }
  bool value() {
    if (take("{")) return items("}", [&] { return string() && take(":") && value(); });
    if (take("[")) return items("]", [&] { return value(); });
    return take("true") || take("false") || take("null") || string() || number();
  }
  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace

bool is_json(std::string_view text) { return Grammar(text).whole(); }

TEST(JsonGrammar, TellsGoodFromBad) {
  for (const char* good : {"{}", "[1, -2.5e3, null]", R"({"a": {"b": [true]}, "c": "x\"y"})"})
    EXPECT_TRUE(is_json(good)) << good;
  for (const char* bad : {"", "{", "[1,]", R"({"a" 1})", R"({"a": 1} x)", "[1 2]", R"("abc)", "nul"})
    EXPECT_FALSE(is_json(bad)) << bad;
}

}  // namespace openpml::pmlctl
