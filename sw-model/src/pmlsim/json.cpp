// SPDX-License-Identifier: Apache-2.0
#include "json.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace openpml::pmlsim {

std::string number_text(double d) {
  std::array<char, 40> buf{};
  const auto r = std::to_chars(buf.data(), buf.data() + buf.size(), d);
  return std::string(buf.data(), r.ptr);
}

namespace {

/// Bytes of the character that `text` begins with; 0: they are not one.
size_t utf8_length(std::string_view text) {
  const auto at = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned lead = at(0);
  if (lead < 0x80) return 1;
  const size_t n = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  // the second byte of these excludes overlong forms, surrogates and what is past U+10FFFF
  const unsigned lo = lead == 0xE0   ? 0xA0
                      : lead == 0xF0 ? 0x90
                                     : 0x80,
                 hi = lead == 0xED   ? 0x9F
                      : lead == 0xF4 ? 0x8F
                                     : 0xBF;
  if (at(1) < lo || at(1) > hi) return 0;
  for (size_t i = 2; i < n; ++i)
    if ((at(i) & 0xC0) != 0x80) return 0;
  return n;
}

}  // namespace

std::string valid_utf8(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t n = utf8_length(text);
    out += n != 0 ? text.substr(0, n) : "\xEF\xBF\xBD";
    text.remove_prefix(n != 0 ? n : 1);
  }
  return out;
}

void JsonWriter::newline() {
  if (!levels_.empty() && levels_.back().one_line) {
    out_ += ' ';
    return;
  }
  out_ += '\n';
  out_.append(2 * levels_.size(), ' ');
}

void JsonWriter::separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (levels_.empty()) return;
  if (levels_.back().any) out_ += ',';
  if (levels_.back().any || !levels_.back().one_line) newline();
  levels_.back().any = true;
}

void JsonWriter::open(char c) {
  separate();
  out_ += c;
  const bool one_line = compact_next_ || (!levels_.empty() && levels_.back().one_line);
  compact_next_ = false;
  levels_.push_back({false, one_line});
}

void JsonWriter::close(char c) {
  const Level l = levels_.back();
  levels_.pop_back();
  if (l.any && !l.one_line) newline();
  out_ += c;
}

JsonWriter& JsonWriter::begin_object() {
  open('{');
  return *this;
}
JsonWriter& JsonWriter::end_object() {
  close('}');
  return *this;
}
JsonWriter& JsonWriter::begin_array() {
  open('[');
  return *this;
}
JsonWriter& JsonWriter::end_array() {
  close(']');
  return *this;
}

JsonWriter& JsonWriter::compact() {
  compact_next_ = true;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  value(name);
  out_ += ": ";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  separate();
  static constexpr std::string_view kHex = "0123456789abcdef";
  out_ += '"';
  for (const char c : valid_utf8(text)) {
    const auto u = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out_ += '\\';
      out_ += c;
    } else if (u < 0x20) {
      out_ += "\\u00";
      out_ += kHex[u >> 4];
      out_ += kHex[u & 15];
    } else {
      out_ += c;
    }
  }
  out_ += '"';
  return *this;
}

JsonWriter& JsonWriter::value(uint64_t n) {
  separate();
  out_ += std::to_string(n);
  return *this;
}

JsonWriter& JsonWriter::value(int64_t n) {
  separate();
  out_ += std::to_string(n);
  return *this;
}

JsonWriter& JsonWriter::value(double d) {
  if (!std::isfinite(d)) return null();
  separate();
  out_ += number_text(d);
  return *this;
}

JsonWriter& JsonWriter::value(bool b) {
  separate();
  out_ += b ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::null() {
  separate();
  out_ += "null";
  return *this;
}

}  // namespace openpml::pmlsim
