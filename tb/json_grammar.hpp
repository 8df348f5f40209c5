// SPDX-License-Identifier: Apache-2.0
/// RFC 8259 as a checker, for tests of what is written.
#pragma once
#include <string_view>

namespace openpml {

/// One JSON value and nothing else, in valid UTF-8.
bool is_json(std::string_view text);
/// UTF-8 without overlong forms, surrogates or anything past U+10FFFF.
bool is_utf8(std::string_view text);

}  // namespace openpml
