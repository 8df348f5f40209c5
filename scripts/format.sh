#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Formats the C++ code by .clang-format, or says what is not formatted.
#   format.sh [--check] [FILE..]    all files without FILE
# Not formatted: what is generated, and C in the kernel's style (driver, its interface and examples).
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

check=0
if [[ ${1:-} == --check ]]; then check=1; shift; fi
command -v clang-format >/dev/null || { echo "format.sh: no clang-format (scripts/bootstrap.sh installs it)" >&2; exit 2; }
if [[ $# -gt 0 ]]; then
  files=("$@")
else
  mapfile -t files < <(find driver fpga scripts sw-model tb -name '*.[ch]pp' ! -path sw-model/include/openpml/regs.hpp ! -path sw-model/include/openpml/reg_list.hpp | sort)
fi
[[ ${#files[@]} -gt 0 ]] || { echo "FAIL format (no files)"; exit 1; }

if [[ $check -eq 0 ]]; then
  printf '%s\0' "${files[@]}" | xargs -0 -P "$(nproc)" -n 16 clang-format -i
  exit
fi
if printf '%s\0' "${files[@]}" | xargs -0 -P "$(nproc)" -n 16 clang-format --dry-run -Werror; then
  echo "PASS format (${#files[@]} files)"
else
  echo "FAIL format ('make format' mends it)"
  exit 1
fi
