// SPDX-License-Identifier: Apache-2.0
/// Command-line options: declared once, parsed strictly, and the help text made from the declaration.
#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace openpml::pmlsim {

/// Parses a whole decimal or 0x number; `what` names it in the error. Throws InputError outside [lo, hi].
uint64_t parse_number(std::string_view text, std::string_view what, uint64_t lo, uint64_t hi);
/// Parses a finite number >= 0. Throws InputError.
double parse_real(std::string_view text, std::string_view what);

/// The options of one subcommand.
class Options {
 public:
  /// `usage` is the line after "usage: pmlsim "; `about` one paragraph.
  Options(std::string command, std::string usage, std::string about);

  Options& value(std::string name, std::string metavar, std::string help, std::string fallback = "");
  Options& choice(std::string name, std::vector<std::string> values, std::string help, std::string fallback);
  Options& repeated(std::string name, std::string metavar, std::string help);
  Options& flag(std::string name, std::string help);
  /// Free text at the end of the help (examples, formats).
  Options& epilog(std::string text);

  /// Both "--name value" and "--name=value". Throws InputError on anything that was not declared.
  void parse(std::span<const std::string> args);

  bool help_wanted() const { return help_wanted_; }
  std::string help() const;

  bool given(std::string_view name) const;
  /// The given value or the fallback.
  std::string get(std::string_view name) const;
  std::vector<std::string> all(std::string_view name) const;
  uint64_t number(std::string_view name, uint64_t lo, uint64_t hi) const;
  double real(std::string_view name) const;

 private:
  struct Decl {
    std::string name, metavar, help, fallback;
    std::vector<std::string> choices;
    bool is_flag = false, repeats = false;
  };
  const Decl& decl(std::string_view name) const;
  std::string hint() const;

  std::string command_, usage_, about_, epilog_;
  std::vector<Decl> decls_;
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
  bool help_wanted_ = false;
};

}  // namespace openpml::pmlsim
