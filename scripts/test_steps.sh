# SPDX-License-Identifier: Apache-2.0
# For scripts that run tests and count: to be sourced. 'bin' is the folder of the programs, 'logs' the one of their outputs.
# Scripts and programs print a line 'PASS name', 'FAIL name (..)' or 'SKIP name (..)' for each test.
# shellcheck shell=bash
passed=0 failed=0 skipped=0
failures=() skips=()

step() { printf '\n== %s\n' "$*"; }
pass() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); failures+=("$1"); }
skip() { skipped=$((skipped + 1)); skips+=("$1"); }

# The last line; the exit code is 0 only when something passed and nothing failed.
finish() {
  step "summary after $SECONDS s"
  for name in "${skips[@]}"; do echo "SKIPPED $name"; done
  for name in "${failures[@]}"; do echo "FAILED  $name"; done
  echo "$passed passed, $failed failed, $skipped skipped"
  [[ $failed -eq 0 && $passed -gt 0 ]]
  exit
}

# Counts the lines of a file.
count_lines() {
  local verdict name
  while read -r verdict name; do
    case $verdict in
      PASS) pass ;;
      FAIL) fail "$name" ;;
      SKIP) skip "$name" ;;
    esac
  done < <(grep -E '^(PASS|FAIL|SKIP) ' "$1")
}

# A command that prints such lines; it must run something, and fail if it ends badly.
run_lines() { # name of the log, command
  local log=$logs/$1.log rc before
  shift
  "$@" 2>&1 | tee "$log"
  rc=${PIPESTATUS[0]}
  before=$failed
  count_lines "$log"
  [[ $rc -eq 0 || $failed -gt $before ]] || fail "$* ended with exit code $rc"
  grep -qE '^(PASS|FAIL|SKIP) ' "$log" || fail "$*: nothing ran"
}

# A GoogleTest program, in several processes; what its tests print is of interest only when one failed.
run_gtest() { # name of the logs, program, how many processes (1)
  local n=${3:-1} shard rc before log pids=()
  for ((shard = 0; shard < n; shard++)); do
    GTEST_TOTAL_SHARDS=$n GTEST_SHARD_INDEX=$shard \
      "$bin/$2" --gtest_brief=1 --gtest_output="json:$logs/$1-$shard.json" >"$logs/$1-$shard.log" 2>&1 &
    pids+=($!)
  done
  for ((shard = 0; shard < n; shard++)); do
    wait "${pids[shard]}"
    rc=$? before=$failed log=$logs/$1-$shard
    [[ $rc -eq 0 ]] || grep -vE '^(\[==========\]|\[  PASSED  \]|Running main|Note: )' "$log.log"
    if python3 scripts/gtest_lines.py "$log.json" >"$log.lines"; then count_lines "$log.lines"; fi
    [[ $rc -eq 0 || $failed -gt $before ]] || fail "$2 ended with exit code $rc (log in $log.log)"
  done
}

# Random lock-step runs of every configuration.
run_random() { # seeds, cycles
  local config seed
  for config in $(scripts/configs.sh); do
    for ((seed = 1; seed <= $1; seed++)); do printf '%s %s\n' "$config" "$seed"; done
  done | bin=$bin logs=$logs cycles=$2 xargs -P "$(nproc)" -L 1 bash -c '
    log=$logs/random-$1-$2.log
    command="$bin/pml_random --engine lockstep --config $1 --seed $2 --cycles $cycles"
    $command >"$log" 2>&1
    case $? in
      0) echo "PASS random_$1_seed$2" ;;
      77) echo "SKIP random_$1_seed$2" ;;
      *) echo "FAIL random_$1_seed$2 ($command)"; head -n 8 "$log" ;;
    esac' random | tee "$logs/random.log"
  grep -qE '^(PASS|FAIL|SKIP) ' "$logs/random.log" || fail "random lock-step: nothing ran"
  count_lines "$logs/random.log"
}
