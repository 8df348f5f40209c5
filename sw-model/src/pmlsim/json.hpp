// SPDX-License-Identifier: Apache-2.0
/// A small JSON writer: objects and arrays in the order written, indented.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace openpml::pmlsim {

class JsonWriter {
 public:
  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(uint64_t n);
  JsonWriter& value(int64_t n);
  JsonWriter& value(double d);  ///< not finite: null
  JsonWriter& value(bool b);
  JsonWriter& null();
  template <class T>
  JsonWriter& member(std::string_view name, const T& v) {
    key(name);
    return value(v);
  }
  /// Objects and arrays from here to their end on one line.
  JsonWriter& compact();
  /// The text, with a newline at its end.
  std::string str() const { return out_ + "\n"; }

 private:
  void separate();
  void newline();
  void open(char c);
  void close(char c);
  struct Level {
    bool any = false, one_line = false;
  };
  std::string out_;
  std::vector<Level> levels_;
  bool after_key_ = false, compact_next_ = false;
};

/// The shortest text that reads back as the same number.
std::string number_text(double d);
/// The text with U+FFFD for each byte that is not part of valid UTF-8 (file names need not be).
std::string valid_utf8(std::string_view text);

}  // namespace openpml::pmlsim
