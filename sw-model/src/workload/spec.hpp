// SPDX-License-Identifier: Apache-2.0
/// "kind:key=value,..." taken apart and checked. Internal to the workloads.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "openpml/result.hpp"

namespace openpml {

struct WorkloadKind {
  std::string_view name, keys, help;  ///< keys: separated by spaces
};

/// A specification whose keys are legal for its kind and given once; values are still text.
class Spec {
 public:
  static Result<Spec> parse(std::string_view text, std::span<const WorkloadKind> kinds);

  std::string_view kind() const { return kind_; }
  std::string_view argument() const { return argument_; }  ///< FILE of trace:FILE
  const std::string& text() const { return text_; }
  bool has(std::string_view key) const { return find(key) != nullptr; }

  /// The value of `key`, or `fallback`. A bad value is remembered: ask error() when all values are taken.
  uint64_t number(std::string_view key, uint64_t fallback, uint64_t lo, uint64_t hi);
  std::vector<uint64_t> numbers(std::string_view key, std::vector<uint64_t> fallback, uint64_t lo,
                                uint64_t hi);  ///< a/b/c
  double real(std::string_view key, double fallback, double lo, double hi);
  /// The index of the value in `words`.
  unsigned choice(std::string_view key, unsigned fallback, std::span<const std::string_view> words);

  /// Remembers the first complaint.
  void complain(std::string_view key, const std::string& what);
  const std::string& error() const { return error_; }

 private:
  struct Pair {
    std::string key, value;
  };
  const std::string* find(std::string_view key) const;
  std::string text_, kind_, argument_, error_;
  std::vector<Pair> pairs_;
};

}  // namespace openpml
