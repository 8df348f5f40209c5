// SPDX-License-Identifier: Apache-2.0
/// Is a text a well-formed page of the kind that the report writer makes?
#pragma once
#include <string_view>

namespace openpml::fuzz {

/// UTF-8 without control characters; elements nested and closed, attributes quoted and given once, no character that HTML reserves outside
/// its entity. Of HTML's liberties only the void elements that the report has (meta) and SVG's empty ones.
bool is_html(std::string_view text);

}  // namespace openpml::fuzz
