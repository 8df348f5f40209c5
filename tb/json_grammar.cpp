// SPDX-License-Identifier: Apache-2.0
#include "json_grammar.hpp"

#include <cstddef>
#include <cstdint>

namespace openpml {
namespace {

constexpr int kDeepest = 200;

class Grammar {
 public:
  explicit Grammar(std::string_view text) : text_(text) {}
  bool whole() { return value(0) && (space(), at_ == text_.size()); }

 private:
  bool more() const { return at_ < text_.size(); }
  bool next_is(std::string_view any) const { return more() && any.find(text_[at_]) != std::string_view::npos; }
  void space() {
    while (next_is(" \t\n\r")) ++at_;
  }
  bool take(std::string_view word) {
    space();
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  bool digits() {
    const size_t from = at_;
    while (next_is("0123456789")) ++at_;
    return at_ > from;
  }
  bool escape() {
    const bool unicode = next_is("u");
    if (!unicode && !next_is("\"\\/bfnrt")) return false;
    ++at_;
    if (!unicode) return true;
    for (int i = 0; i < 4; ++i, ++at_)
      if (!next_is("0123456789abcdefABCDEF")) return false;
    return true;
  }
  bool string() {
    if (!take("\"")) return false;
    while (more() && text_[at_] != '"') {
      if (static_cast<unsigned char>(text_[at_]) < 0x20) return false;
      if (text_[at_++] == '\\' && !escape()) return false;
    }
    if (!more()) return false;
    ++at_;
    return true;
  }
  bool number() {
    space();
    if (next_is("-")) ++at_;
    if (next_is("0")) ++at_;
    else if (!digits()) return false;
    if (next_is(".") && (++at_, !digits())) return false;
    if (!next_is("eE")) return true;
    ++at_;
    if (next_is("+-")) ++at_;
    return digits();
  }
  template <class Item>
  bool items(std::string_view end, Item&& item) {
    if (take(end)) return true;
    do
      if (!item()) return false;
    while (take(","));
    return take(end);
  }
  bool value(int depth) {
    if (depth > kDeepest) return false;
    if (take("{")) return items("}", [&] { return string() && take(":") && value(depth + 1); });
    if (take("[")) return items("]", [&] { return value(depth + 1); });
    return take("true") || take("false") || take("null") || string() || number();
  }
  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace

bool is_json(std::string_view text) { return is_utf8(text) && Grammar(text).whole(); }

bool is_utf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i++]);
    if (lead < 0x80) continue;
    const unsigned more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    if (lead < 0xC2 || lead > 0xF4) return false;
    uint32_t code = lead & (0x3Fu >> more);
    for (unsigned k = 0; k < more; ++k) {
      if (i == text.size() || (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) return false;
      code = code << 6 | (static_cast<unsigned char>(text[i++]) & 0x3F);
    }
    constexpr uint32_t kLeast[] = {0, 0x80, 0x800, 0x10000};
    if (code < kLeast[more] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return false;
  }
  return true;
}

}  // namespace openpml
