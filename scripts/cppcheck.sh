#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# cppcheck on the C++ code; what is unchanged since the last run is not checked again. PASS, or FAIL with what it says.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
mkdir -p build/cppcheck
if cppcheck --quiet --error-exitcode=1 -j "$(nproc)" --cppcheck-build-dir=build/cppcheck \
  --enable=warning,performance,portability,style --std=c++20 --language=c++ --library=googletest --inline-suppr \
  --suppressions-list=.cppcheck-suppressions --template='{file}:{line}: {severity}: {message} [{id}]' \
  -Isw-model/include -Isw-model/src -Itb -Itb/fuzz -Idriver/include -Idriver/include/uapi -Idriver/lib -Idriver/tools \
  sw-model/src tb driver/lib driver/tools scripts; then
  echo "PASS cppcheck"
else
  echo "FAIL cppcheck"
  exit 1
fi
