# SPDX-License-Identifier: Apache-2.0
# Style and quality of the C++ code.
.PHONY: format format-check

format: bootstrap ## put the C++ code into the style of .clang-format
	@scripts/format.sh

format-check: bootstrap ## is it in that style? (part of 'make lint')
	@scripts/format.sh --check
