// SPDX-License-Identifier: Apache-2.0
/// Working-set curves as inline SVG.
#pragma once
#include <span>
#include <string>

#include "results.hpp"

namespace openpml::pmlsim {

struct ChartSize {
  unsigned width, height;  ///< pixels
};

/// The accessed and written pages of one VM over time: what the unit counted (thin line and dots) on what is true
/// (wide pale line). `epochs` are those of one VM, in order. Colours come from the page's style sheet.
std::string wss_chart(std::span<const EpochResult> epochs, const std::string& label, ChartSize size);

/// Text for HTML: the characters that it reserves as entities, those that it forbids as U+FFFD.
std::string escape_html(std::string_view text);
/// 1234567 as 1,234,567.
std::string grouped(uint64_t n);

}  // namespace openpml::pmlsim
