// SPDX-License-Identifier: Apache-2.0
/// Working-set sizes over time as columns of characters.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace openpml::pmlctl {

struct PlotPoint {
  uint64_t accessed = 0, written = 0;  ///< pages; accessed 0 where reads are not logged
};

struct PlotSize {
  unsigned width = 72, height = 8;  ///< characters, with the scale at the left
  bool utf8 = true;
};

/// The last points that fit, newest at the right: written pages full, further accessed ones lighter, the largest value at the top
/// of the scale. `height` lines and one for the legend.
std::vector<std::string> plot(std::span<const PlotPoint> points, const PlotSize& size);

}  // namespace openpml::pmlctl
