// SPDX-License-Identifier: Apache-2.0
#include "spec.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

namespace openpml {
namespace {

bool parse_number(std::string_view s, uint64_t& v) {
  const auto r = std::from_chars(s.data(), s.data() + s.size(), v);
  return r.ec == std::errc{} && r.ptr == s.data() + s.size();
}

std::vector<std::string_view> split(std::string_view s, char sep) {
  std::vector<std::string_view> out;
  for (size_t at = 0;;) {
    const size_t end = s.find(sep, at);
    out.push_back(s.substr(at, end - at));
    if (end == std::string_view::npos) return out;
    at = end + 1;
  }
}

std::string shown(double v) {
  std::ostringstream o;
  o << v;
  return o.str();
}

std::string range(uint64_t lo, uint64_t hi) { return std::to_string(lo) + " to " + std::to_string(hi); }

}  // namespace

Result<Spec> Spec::parse(std::string_view text, std::span<const WorkloadKind> kinds) {
  Spec s;
  s.text_ = text;
  const size_t colon = text.find(':');
  s.kind_ = text.substr(0, colon);
  const auto k = std::find_if(kinds.begin(), kinds.end(), [&](const WorkloadKind& w) { return w.name == s.kind_; });
  if (k == kinds.end()) {
    std::string legal;
    for (const WorkloadKind& w : kinds) legal += (legal.empty() ? "" : ", ") + std::string(w.name);
    return Error{"workload: unknown kind '" + s.kind_ + "' (legal: " + legal + ")"};
  }
  const std::vector<std::string_view> legal = split(k->keys, ' ');
  std::string_view rest = colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
  const bool file = s.kind_ == "trace";
  if (file) {
    const size_t comma = rest.find(',');
    s.argument_ = rest.substr(0, comma);
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
    if (s.argument_.empty()) return Error{"workload trace: no file given (trace:FILE)"};
  }
  if (rest.empty()) return s;
  for (const std::string_view item : split(rest, ',')) {
    const size_t eq = item.find('=');
    const std::string key(item.substr(0, eq));
    if (eq == std::string_view::npos || key.empty())
      return Error{"workload " + s.kind_ + ": '" + std::string(item) + "' is not key=value"};
    if (std::find(legal.begin(), legal.end(), key) == legal.end())
      return Error{"workload " + s.kind_ + ": unknown key '" + key + "' (legal: " + std::string(k->keys) + ")"};
    if (s.has(key)) return Error{"workload " + s.kind_ + ": key '" + key + "' is given twice"};
    s.pairs_.push_back({key, std::string(item.substr(eq + 1))});
  }
  return s;
}

const std::string* Spec::find(std::string_view key) const {
  const auto p = std::find_if(pairs_.begin(), pairs_.end(), [&](const Pair& q) { return q.key == key; });
  return p == pairs_.end() ? nullptr : &p->value;
}

void Spec::complain(std::string_view key, const std::string& what) {
  if (!error_.empty()) return;
  const std::string* v = find(key);
  error_ = "workload " + kind_ + ": " + std::string(key) + (v ? "=" + *v : "") + ": " + what;
}

uint64_t Spec::number(std::string_view key, uint64_t fallback, uint64_t lo, uint64_t hi) {
  const std::string* v = find(key);
  uint64_t n = fallback;
  if (v && (!parse_number(*v, n) || n < lo || n > hi)) {
    complain(key, "legal: a number from " + range(lo, hi));
    return fallback;
  }
  return n;
}

std::vector<uint64_t> Spec::numbers(std::string_view key, std::vector<uint64_t> fallback, uint64_t lo, uint64_t hi) {
  const std::string* v = find(key);
  if (!v) return fallback;
  std::vector<uint64_t> out;
  for (const std::string_view s : split(*v, '/')) {
    uint64_t n = 0;
    if (!parse_number(s, n) || n < lo || n > hi) {
      complain(key, "legal: numbers from " + range(lo, hi) + ", joined by '/'");
      return fallback;
    }
    out.push_back(n);
  }
  return out;
}

double Spec::real(std::string_view key, double fallback, double lo, double hi) {
  const std::string* v = find(key);
  if (!v) return fallback;
  double d = 0;
  const auto r = std::from_chars(v->data(), v->data() + v->size(), d);
  if (r.ec != std::errc{} || r.ptr != v->data() + v->size() || !(d >= lo && d <= hi)) {
    complain(key, "legal: a number from " + shown(lo) + " to " + shown(hi));
    return fallback;
  }
  return d;
}

unsigned Spec::choice(std::string_view key, unsigned fallback, std::span<const std::string_view> words) {
  const std::string* v = find(key);
  if (!v) return fallback;
  const auto w = std::find(words.begin(), words.end(), *v);
  if (w != words.end()) return static_cast<unsigned>(w - words.begin());
  std::string legal;
  for (const std::string_view word : words) legal += (legal.empty() ? "" : ", ") + std::string(word);
  complain(key, "legal: " + legal);
  return fallback;
}

}  // namespace openpml
