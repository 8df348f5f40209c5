// SPDX-License-Identifier: Apache-2.0
#include "cli.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include "errors.hpp"

namespace openpml::pmlsim {
namespace {

std::string join(const std::vector<std::string>& parts, std::string_view sep) {
  std::string out;
  for (const auto& p : parts) {
    if (!out.empty()) out += sep;
    out += p;
  }
  return out;
}

/// Wraps `text` at column 96, continuation lines indented.
std::string wrap(const std::string& text, size_t indent, size_t column) {
  std::string out;
  size_t at = column;
  size_t pos = 0;
  while (pos < text.size()) {
    size_t end = text.find_first_of(" \n", pos);
    if (end == std::string::npos) end = text.size();
    const std::string word = text.substr(pos, end - pos);
    if (at > indent && at + 1 + word.size() > 96) {
      out += "\n" + std::string(indent, ' ');
      at = indent;
    } else if (at > indent) {
      out += ' ';
      ++at;
    }
    out += word;
    at += word.size();
    pos = end + 1;
  }
  return out;
}

}  // namespace

uint64_t parse_number(std::string_view text, std::string_view what, uint64_t lo, uint64_t hi) {
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  const std::string_view digits = hex ? text.substr(2) : text;
  uint64_t n = 0;
  const auto r = std::from_chars(digits.data(), digits.data() + digits.size(), n, hex ? 16 : 10);
  if (digits.empty() || r.ec != std::errc{} || r.ptr != digits.data() + digits.size())
    throw InputError(std::string(what) + ": '" + std::string(text) + "' is not a whole number");
  if (n < lo || n > hi)
    throw InputError(std::string(what) + ": " + std::string(text) + " is out of range, " + std::to_string(lo) + " to " +
                     std::to_string(hi));
  return n;
}

double parse_real(std::string_view text, std::string_view what) {
  double d = 0;
  const auto r = std::from_chars(text.data(), text.data() + text.size(), d);
  if (text.empty() || r.ec != std::errc{} || r.ptr != text.data() + text.size() || !std::isfinite(d) || d < 0)
    throw InputError(std::string(what) + ": '" + std::string(text) + "' is not a number >= 0");
  return d;
}

Options::Options(std::string command, std::string usage, std::string about)
    : command_(std::move(command)), usage_(std::move(usage)), about_(std::move(about)) {
  flag("help", "show this text and stop");
}

Options& Options::value(std::string name, std::string metavar, std::string help, std::string fallback) {
  decls_.push_back({std::move(name), std::move(metavar), std::move(help), std::move(fallback), {}, false, false});
  return *this;
}

Options& Options::choice(std::string name, std::vector<std::string> values, std::string help, std::string fallback) {
  std::string metavar = join(values, "|");
  decls_.push_back(
      {std::move(name), std::move(metavar), std::move(help), std::move(fallback), std::move(values), false, false});
  return *this;
}

Options& Options::repeated(std::string name, std::string metavar, std::string help) {
  decls_.push_back({std::move(name), std::move(metavar), std::move(help), "", {}, false, true});
  return *this;
}

Options& Options::flag(std::string name, std::string help) {
  decls_.push_back({std::move(name), "", std::move(help), "", {}, true, false});
  return *this;
}

Options& Options::epilog(std::string text) {
  epilog_ = std::move(text);
  return *this;
}

std::string Options::hint() const { return "; see 'pmlsim " + command_ + " --help'"; }

void Options::parse(std::span<const std::string> args) {
  for (size_t i = 0; i < args.size(); ++i) {
    const std::string& arg = args[i];
    if (arg == "-h") {
      help_wanted_ = true;
      continue;
    }
    if (!arg.starts_with("--")) throw InputError("unexpected argument '" + arg + "'" + hint());
    const size_t eq = arg.find('=');
    const std::string name = arg.substr(2, eq == std::string::npos ? std::string::npos : eq - 2);
    const auto it = std::find_if(decls_.begin(), decls_.end(), [&](const Decl& d) { return d.name == name; });
    if (it == decls_.end()) throw InputError("unknown option '--" + name + "'" + hint());
    if (it->is_flag) {
      if (eq != std::string::npos) throw InputError("option '--" + name + "' takes no value" + hint());
      if (name == "help") help_wanted_ = true;
      values_[name] = {"1"};
      continue;
    }
    std::string value;
    if (eq != std::string::npos) {
      value = arg.substr(eq + 1);
    } else {
      if (i + 1 >= args.size())
        throw InputError("option '--" + name + "' needs a value (" + it->metavar + ")" + hint());
      value = args[++i];
    }
    if (value.empty()) throw InputError("option '--" + name + "' needs a value (" + it->metavar + ")" + hint());
    if (!it->choices.empty() && std::find(it->choices.begin(), it->choices.end(), value) == it->choices.end())
      throw InputError("option '--" + name + "': '" + value + "' is not one of " + join(it->choices, ", ") + hint());
    auto& have = values_[name];
    if (!have.empty() && !it->repeats) throw InputError("option '--" + name + "' is given twice" + hint());
    have.push_back(std::move(value));
  }
}

std::string Options::help() const {
  std::string out = "usage: pmlsim " + usage_ + "\n\n" + wrap(about_, 0, 0) + "\n\noptions:\n";
  for (const auto& d : decls_) {
    std::string head = "  --" + d.name + (d.metavar.empty() ? "" : " " + d.metavar);
    const size_t indent = 28;
    if (head.size() + 2 > indent) head += "\n" + std::string(indent, ' ');
    else head.resize(indent, ' ');
    std::string text = d.help;
    if (!d.fallback.empty()) text += " [" + d.fallback + "]";
    if (d.repeats) text += " (may be repeated)";
    out += head + wrap(text, indent, indent) + "\n";
  }
  for (size_t pos = 0; pos < epilog_.size();) {
    const size_t nl = std::min(epilog_.find('\n', pos), epilog_.size());
    const std::string line = epilog_.substr(pos, nl - pos);
    const size_t indent = line.find_first_not_of(' ');
    out += (pos == 0 ? "\n" : "") +
           (line.size() > 96 && indent == 0 ? wrap(line, line.find(':') < 12 ? 4 : 0, 0) : line) + "\n";
    pos = nl + 1;
  }
  return out;
}

const Options::Decl& Options::decl(std::string_view name) const {
  for (const auto& d : decls_)
    if (d.name == name) return d;
  throw std::logic_error("option not declared: " + std::string(name));
}

bool Options::given(std::string_view name) const { return values_.find(name) != values_.end(); }

std::string Options::get(std::string_view name) const {
  const Decl& d = decl(name);
  const auto it = values_.find(name);
  return it == values_.end() ? d.fallback : it->second.front();
}

std::vector<std::string> Options::all(std::string_view name) const {
  decl(name);
  const auto it = values_.find(name);
  return it == values_.end() ? std::vector<std::string>{} : it->second;
}

uint64_t Options::number(std::string_view name, uint64_t lo, uint64_t hi) const {
  return parse_number(get(name), "option '--" + std::string(name) + "'", lo, hi);
}

double Options::real(std::string_view name) const {
  return parse_real(get(name), "option '--" + std::string(name) + "'");
}

}  // namespace openpml::pmlsim
