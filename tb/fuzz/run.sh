#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# libFuzzer on every target, beginning with what the corpus has and what earlier runs found worth keeping in build/fuzz/corpus.
#   run.sh SECONDS [TARGET..]
# 'PASS fuzz_NAME (..)' or FAIL with the input's file. First the canary: its bug must be found, else nothing here means anything.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
program=build/fuzz/pml_fuzz
seconds=${1:?run.sh SECONDS [TARGET..]}
shift
targets=("$@")
[[ $# -gt 0 ]] || targets=(trace workload costs options arguments report result_lines uart)
mkdir -p build/fuzz/found build/fuzz/log

run() { # target, folder for what is worth keeping, then options and folders to read
  local target=$1 grown=$2
  shift 2
  mkdir -p "$grown"
  "$program" --target="$target" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="build/fuzz/found/$target-" \
    "$grown" "$@" >"build/fuzz/log/$target" 2>&1
}

failed=0
empty=$(mktemp -d)
run canary "$empty" -seed=1 -runs=10000000 -max_total_time=300
if grep -q 'ERROR: AddressSanitizer: heap-buffer-overflow' build/fuzz/log/canary; then
  echo "PASS fuzz_canary (its bug was found)"
else
  echo "FAIL fuzz_canary (its bug was not found; build/fuzz/log/canary)"
  failed=1
fi
rm -rf "$empty" build/fuzz/found/canary-*

for target in "${targets[@]}"; do
  if run "$target" "build/fuzz/corpus/$target" "tb/fuzz/corpus/$target" -max_len=4096 -max_total_time="$seconds"; then
    echo "PASS fuzz_$target ($(awk '/stat::number_of_executed_units/ {print $2}' "build/fuzz/log/$target") inputs," \
      "$(grep -oE 'cov: [0-9]+' "build/fuzz/log/$target" | tail -n 1 | cut -c6-) edges, $seconds s)"
  else
    echo "FAIL fuzz_$target ($(grep -m 1 -E 'a rule does not hold|ERROR: |runtime error' "build/fuzz/log/$target");" \
      "$(grep -oE 'Test unit written to .*' "build/fuzz/log/$target"))"
    failed=1
  fi
done
exit $failed
