// SPDX-License-Identifier: Apache-2.0
#include "chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace openpml::pmlsim {
namespace {

constexpr double kLeft = 58, kRight = 14, kTop = 26, kBottom = 40;
constexpr double kMibPerPage = 4096.0 / (1024.0 * 1024.0);

std::string fixed(double d, int digits) {
  std::array<char, 64> buf{};
  std::snprintf(buf.data(), buf.size(), "%.*f", digits, d);
  return buf.data();
}

/// A step of 1, 2 or 5 times a power of ten that gives about `n` ticks up to `top`.
double tick_step(double top, unsigned n) {
  const double raw = top / n, power = std::pow(10.0, std::floor(std::log10(raw)));
  for (const double m : {1.0, 2.0, 5.0})
    if (raw <= m * power) return m * power;
  return 10 * power;
}

struct Scale {
  double x_max, y_max, x_unit;
  ChartSize size;
  double x(uint64_t ns) const {
    return kLeft + static_cast<double>(ns) / x_unit / x_max * (size.width - kLeft - kRight);
  }
  double y(double mib) const { return size.height - kBottom - mib / y_max * (size.height - kTop - kBottom); }
};

using Field = uint64_t EpochResult::*;

std::string path(std::span<const EpochResult> epochs, Field f, const Scale& s) {
  std::string d;
  for (const auto& e : epochs)
    d += (d.empty() ? "M" : "L") + fixed(s.x(e.end_ns), 1) + " " +
         fixed(s.y(static_cast<double>(e.*f) * kMibPerPage), 1);
  return d;
}

void axes(std::string& out, const Scale& s, double y_step, double x_step, const std::string& x_name) {
  const double bottom = s.size.height - kBottom, right = s.size.width - kRight;
  for (double v = 0; v <= s.y_max * 1.0001; v += y_step) {
    const std::string y = fixed(s.y(v), 1);
    out += "<line class=\"grid\" x1=\"" + fixed(kLeft, 0) + "\" x2=\"" + fixed(right, 0) + "\" y1=\"" + y + "\" y2=\"" +
           y + "\"/>";
    out += "<text class=\"tick\" text-anchor=\"end\" x=\"" + fixed(kLeft - 6, 0) + "\" y=\"" + fixed(s.y(v) + 4, 1) +
           "\">" + fixed(v, y_step < 1 ? (y_step < 0.1 ? 2 : 1) : 0) + "</text>";
  }
  for (double v = 0; v <= s.x_max * 1.0001; v += x_step) {
    const double x = kLeft + v / s.x_max * (right - kLeft);
    out += "<text class=\"tick\" text-anchor=\"middle\" x=\"" + fixed(x, 1) + "\" y=\"" + fixed(bottom + 16, 0) +
           "\">" + fixed(v, x_step < 1 ? (x_step < 0.1 ? 2 : 1) : 0) + "</text>";
  }
  out += "<line class=\"axis\" x1=\"" + fixed(kLeft, 0) + "\" x2=\"" + fixed(right, 0) + "\" y1=\"" + fixed(bottom, 0) +
         "\" y2=\"" + fixed(bottom, 0) + "\"/>";
  out += "<text class=\"name\" text-anchor=\"middle\" x=\"" + fixed((kLeft + right) / 2, 0) + "\" y=\"" +
         fixed(bottom + 33, 0) + "\">" + x_name + "</text>";
  out += "<text class=\"name\" text-anchor=\"middle\" transform=\"translate(14 " + fixed((kTop + bottom) / 2, 0) +
         ") rotate(-90)\">pages touched, MiB</text>";
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : valid_utf8(text)) {
    const auto u = static_cast<unsigned char>(c);
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '"') out += "&quot;";
    else if ((u < 0x20 && c != '\n' && c != '\t') || u == 0x7F)
      out += "\xEF\xBF\xBD";  // HTML has no control characters
    else out += c;
  }
  return out;
}

std::string grouped(uint64_t n) {
  std::string s = std::to_string(n);
  for (size_t i = s.size(); i > 3;) {
    i -= 3;
    s.insert(i, ",");
  }
  return s;
}

std::string wss_chart(std::span<const EpochResult> epochs, const std::string& label, ChartSize size) {
  uint64_t last_ns = 1, most = 1;
  for (const auto& e : epochs) {
    last_ns = std::max(last_ns, e.end_ns);
    most = std::max({most, e.distinct_accessed, e.true_accessed, e.distinct_written, e.true_written});
  }
  Scale s{};
  s.size = size;
  const bool seconds = last_ns >= 1'000'000'000;
  s.x_unit = seconds ? 1e9 : 1e6;
  const double y_step = tick_step(static_cast<double>(most) * kMibPerPage * 1.05, size.height > 180 ? 5 : 3);
  s.y_max = std::ceil(static_cast<double>(most) * kMibPerPage * 1.05 / y_step) * y_step;
  s.x_max = static_cast<double>(last_ns) / s.x_unit;
  const double x_step = tick_step(s.x_max, size.width > 500 ? 10 : 4);

  const std::string w = std::to_string(size.width), h = std::to_string(size.height);
  std::string out = "<svg viewBox=\"0 0 " + w + " " + h + "\" role=\"img\" aria-label=\"" + escape_html(label) + "\">";
  out += "<text class=\"label\" x=\"" + fixed(kLeft, 0) + "\" y=\"16\">" + escape_html(label) + "</text>";
  axes(out, s, y_step, x_step, seconds ? "guest time, s" : "guest time, ms");
  struct Series {
    const char *css, *name;
    Field truth, estimate;
  };
  constexpr std::array kSeries = {
      Series{"acc", "accessed", &EpochResult::true_accessed, &EpochResult::distinct_accessed},
      Series{"wri", "written", &EpochResult::true_written, &EpochResult::distinct_written}};
  for (const auto& q : kSeries)
    out += std::string("<path class=\"truth ") + q.css + "\" d=\"" + path(epochs, q.truth, s) + "\"/>";
  for (const auto& q : kSeries) {
    out += std::string("<path class=\"est ") + q.css + "\" d=\"" + path(epochs, q.estimate, s) + "\"/>";
    for (const auto& e : epochs) {
      out += std::string("<circle class=\"") + q.css + "\" r=\"2.6\" cx=\"" + fixed(s.x(e.end_ns), 1) + "\" cy=\"" +
             fixed(s.y(static_cast<double>(e.*q.estimate) * kMibPerPage), 1) + "\"><title>epoch " +
             std::to_string(e.epoch) + ", " + q.name + ": " + grouped(e.*q.estimate) + " pages, true " +
             grouped(e.*q.truth) + "</title></circle>";
    }
  }
  return out + "</svg>";
}

}  // namespace openpml::pmlsim
