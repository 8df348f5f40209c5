// SPDX-License-Identifier: Apache-2.0
#include "html_grammar.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "json_grammar.hpp"

namespace openpml::fuzz {
namespace {

constexpr std::string_view kDoctype = "<!DOCTYPE html>\n",
                           kNameChars = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

class Page {
 public:
  explicit Page(std::string_view text) : text_(text) {}

  bool whole() {
    if (!take(kDoctype)) return false;
    while (at_ < text_.size()) {
      if (!(text_[at_] == '<' ? tag() : text_until("<"))) return false;
      if (open_.empty()) break;
    }
    return open_.empty() && any_ && text_.substr(at_) == "\n";
  }

 private:
  bool take(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  std::string name() {
    const size_t end = std::min(text_.find_first_not_of(kNameChars, at_), text_.size());
    std::string n(text_.substr(at_, end - at_));
    at_ = end;
    return n;
  }
  /// Text without < > and, in a quoted value, without quotes; & only as an entity.
  bool text_until(std::string_view stop) {
    for (; at_ < text_.size() && stop.find(text_[at_]) == std::string_view::npos; ++at_) {
      const char c = text_[at_];
      if (c == '<' || c == '>') return false;
      if (c != '&') continue;
      const std::string_view rest = text_.substr(at_);
      if (std::ranges::none_of(std::vector<std::string_view>{"&amp;", "&lt;", "&gt;", "&quot;"},
                               [&](auto e) { return rest.starts_with(e); }))
        return false;
    }
    return at_ < text_.size();
  }
  bool tag() {
    if (take("</")) {
      const std::string n = name();
      if (open_.empty() || open_.back() != n) return false;
      open_.pop_back();
      return take(">");
    }
    if (!take("<")) return false;
    const std::string n = name();
    if (n.empty()) return false;
    any_ = true;
    std::set<std::string> seen;
    while (take(" ")) {
      const std::string attribute = name();
      if (attribute.empty() || !seen.insert(attribute).second || !take("=\"") || !text_until("\"") || !take("\""))
        return false;
    }
    if (take("/>") || (n == "meta" && take(">"))) return true;
    if (!take(">")) return false;
    if (n == "style") {
      at_ = std::min(text_.find("</style>", at_), text_.size());
      return take("</style>");
    }
    open_.push_back(n);
    return true;
  }

  std::string_view text_;
  size_t at_ = 0;
  std::vector<std::string> open_;
  bool any_ = false;
};

}  // namespace

bool is_html(std::string_view text) {
  const auto control = [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7F;
  };
  return is_utf8(text) && std::none_of(text.begin(), text.end(), control) && Page(text).whole();
}

}  // namespace openpml::fuzz
