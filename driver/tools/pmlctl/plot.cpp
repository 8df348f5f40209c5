// SPDX-License-Identifier: Apache-2.0
#include "plot.hpp"

#include <algorithm>

#include "format.hpp"

namespace openpml::pmlctl {
namespace {

constexpr size_t kScaleWidth = 11;

/// How many of `height` rows a value fills: rounded up, so that one page can be seen.
unsigned rows_of(uint64_t value, uint64_t top, unsigned height) {
  if (!top) return 0;
  return static_cast<unsigned>((static_cast<unsigned __int128>(value) * height + top - 1) / top);
}

}  // namespace

std::vector<std::string> plot(std::span<const PlotPoint> points, const PlotSize& size) {
  const size_t columns = size.width > kScaleWidth + 1 ? size.width - kScaleWidth - 1 : 1;
  if (points.size() > columns) points = points.last(columns);
  uint64_t top = 0;
  for (const PlotPoint& p : points) top = std::max({top, p.accessed, p.written});
  const char* full = size.utf8 ? "\u2588" : "#";
  const char* light = size.utf8 ? "\u2591" : ":";
  const char* axis = size.utf8 ? "\u2502" : "|";
  std::vector<std::string> lines;
  for (unsigned row = size.height; row > 0; --row) {
    std::string scale = row == size.height ? size_of_pages(top) : row == 1 ? "0" : "";
    scale.insert(0, kScaleWidth - std::min(kScaleWidth, scale.size() + 1), ' ');
    std::string line = scale + " " + axis;
    for (const PlotPoint& p : points)
      line += rows_of(p.written, top, size.height) >= row    ? full
              : rows_of(p.accessed, top, size.height) >= row ? light
                                                             : " ";
    lines.push_back(line);
  }
  lines.push_back(std::string(kScaleWidth + 1, ' ') + full + " written  " + light + " accessed only");
  return lines;
}

}  // namespace openpml::pmlctl
