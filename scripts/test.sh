#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# All tests, in this order: packages, register files up to date, lint, build, GoogleTest, random lock-step runs.
# Prints what failed and was skipped; the last line is 'N passed, N failed, N skipped'. Exit code 0 only when nothing failed.
#   SEEDS=N    random runs of each configuration (12)
#   CYCLES=N   cycles of each random run (100000)
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
jobs=$(nproc)
seeds=${SEEDS:-12}
cycles=${CYCLES:-100000}
make=${MAKE:-make}
logs=build/test
mkdir -p "$logs"
rm -rf "${logs:?}"/*
passed=0 failed=0 skipped=0
failures=() skips=()

step() { printf '\n== %s\n' "$*"; }
pass() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); failures+=("$1"); }
skip() { skipped=$((skipped + 1)); skips+=("$1"); }

finish() {
  step "summary after $SECONDS s"
  for name in "${skips[@]}"; do echo "SKIPPED $name"; done
  for name in "${failures[@]}"; do echo "FAILED  $name"; done
  echo "$passed passed, $failed failed, $skipped skipped"
  [[ $failed -eq 0 && $passed -gt 0 ]]
  exit
}

# Counts lines 'PASS name', 'FAIL name', 'SKIP name' of a file.
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

# A GoogleTest program; what its tests print is of interest only when one failed.
run_gtest() { # name of the logs, program
  build/bin/"$2" --gtest_brief=1 --gtest_output="json:$logs/$1.json" >"$logs/$1.log" 2>&1
  local rc=$? before=$failed
  [[ $rc -eq 0 ]] || grep -vE '^(\[==========\]|\[  PASSED  \]|Running main|Note: )' "$logs/$1.log"
  if python3 scripts/gtest_lines.py "$logs/$1.json" >"$logs/$1.lines"; then count_lines "$logs/$1.lines"; fi
  [[ $rc -eq 0 || $failed -gt $before ]] || fail "$2 ended with exit code $rc (log in $logs/$1.log)"
}

step "packages"
scripts/bootstrap.sh || { fail "bootstrap"; finish; }

step "register files"
if python3 scripts/gen_regs.py --check; then pass; else fail "registers_up_to_date"; fi

step "lint"
scripts/lint.sh 2>&1 | tee "$logs/lint.log"
lint_rc=${PIPESTATUS[0]}
before=$failed
count_lines "$logs/lint.log"
[[ $lint_rc -eq 0 || $failed -gt $before ]] || fail "lint (exit $lint_rc)"

step "formal proofs (the quick ones; 'make formal' runs all)"
for what in "" --negative; do
  tb/formal/run.py --quick $what 2>&1 | tee "$logs/formal.log"
  formal_rc=${PIPESTATUS[0]}
  before=$failed
  count_lines "$logs/formal.log"
  [[ $formal_rc -eq 0 || $failed -gt $before ]] || fail "tb/formal/run.py --quick $what (exit $formal_rc)"
  grep -qE '^(PASS|FAIL) ' "$logs/formal.log" || fail "formal proofs: nothing ran"
done

step "FPGA flow"
python3 fpga/tests/run.py 2>&1 | tee "$logs/fpga.log"
fpga_rc=${PIPESTATUS[0]}
before=$failed
count_lines "$logs/fpga.log"
[[ $fpga_rc -eq 0 || $failed -gt $before ]] || fail "fpga/tests/run.py ended with exit code $fpga_rc"
grep -qE '^(PASS|FAIL|SKIP) ' "$logs/fpga.log" || fail "FPGA flow: nothing ran"

step "Linux driver: build"
scripts/driver_check.sh --short 2>&1 | tee "$logs/driver.log"
driver_rc=${PIPESTATUS[0]}
before=$failed
count_lines "$logs/driver.log"
[[ $driver_rc -eq 0 || $failed -gt $before ]] || fail "scripts/driver_check.sh ended with exit code $driver_rc"
grep -qE '^(PASS|FAIL|SKIP) ' "$logs/driver.log" || fail "Linux driver: nothing ran"

step "build"
$make --no-print-directory -j"$jobs" build >"$logs/build.log" 2>&1
if [[ $? -ne 0 ]]; then
  tail -n 40 "$logs/build.log"
  fail "build (log in $logs/build.log)"
  finish
fi
pass

step "GoogleTest ($jobs at a time)"
pids=()
for ((shard = 0; shard < jobs; shard++)); do
  GTEST_TOTAL_SHARDS=$jobs GTEST_SHARD_INDEX=$shard \
    build/bin/pml_tests --gtest_brief=1 --gtest_output="json:$logs/gtest-$shard.json" >"$logs/gtest-$shard.log" 2>&1 &
  pids+=($!)
done
for ((shard = 0; shard < jobs; shard++)); do
  wait "${pids[shard]}"
  rc=$?
  # what tests print is of interest only when one failed (the tests of assertions make assertions fail)
  [[ $rc -eq 0 ]] || grep -vE '^(\[==========\]|\[  PASSED  \]|Running main|Note: )' "$logs/gtest-$shard.log"
  before=$failed
  if python3 scripts/gtest_lines.py "$logs/gtest-$shard.json" >"$logs/gtest-$shard.lines"; then
    count_lines "$logs/gtest-$shard.lines"
  fi
  [[ $rc -eq 0 || $failed -gt $before ]] || fail "pml_tests shard $shard ended with exit code $rc (log in $logs/gtest-$shard.log)"
done

step "libpml and pmlctl over the unit's cycle model"
build/bin/pml_host_tests --gtest_brief=1 --gtest_output="json:$logs/host.json" >"$logs/host.log" 2>&1
rc=$?
[[ $rc -eq 0 ]] || grep -vE '^(\[==========\]|\[  PASSED  \]|Running main|Note: )' "$logs/host.log"
before=$failed
if python3 scripts/gtest_lines.py "$logs/host.json" >"$logs/host.lines"; then count_lines "$logs/host.lines"; fi
[[ $rc -eq 0 || $failed -gt $before ]] || fail "pml_host_tests ended with exit code $rc (log in $logs/host.log)"
scripts/test_pmlctl.sh | tee "$logs/pmlctl.log"
grep -qE '^(PASS|FAIL) ' "$logs/pmlctl.log" || fail "scripts/test_pmlctl.sh: nothing ran"
count_lines "$logs/pmlctl.log"

step "PCIe boards: RTL half behind a model of the bridge"
run_gtest pcie pml_pcie_tests

step "PCIe function for QEMU (vfio-user)"
run_gtest cosim pml_cosim_tests
for what in "--seeds 12" "--engine lockstep --first 13 --seeds 4"; do
  # shellcheck disable=SC2086
  build/bin/cosim_fuzz $what >"$logs/cosim_fuzz.log" 2>&1 && { pass; continue; }
  grep -vE '^ ' "$logs/cosim_fuzz.log" | tail -n 40
  fail "build/bin/cosim_fuzz $what"
done

step "Arty board: on-chip memory"
run_gtest axi_ram axi_ram_tests

step "Arty board: the whole top against the host tool"
python3 tb/board/board_test.py | tee "$logs/board.log"
board_rc=${PIPESTATUS[0]}
before=$failed
count_lines "$logs/board.log"
[[ $board_rc -eq 0 || $failed -gt $before ]] || fail "board tests (exit $board_rc)"
grep -qE '^(PASS|FAIL) ' "$logs/board.log" || fail "board tests: nothing ran"

step "dom0's side in a real kernel: server, driver, library, tools (short; 'make driver-test' runs all)"
$make --no-print-directory driver-test-short 2>&1 | tee "$logs/driver.log"
driver_rc=${PIPESTATUS[0]}
before=$failed
count_lines "$logs/driver.log"
[[ $driver_rc -eq 0 || $failed -gt $before ]] || fail "driver tests (exit $driver_rc, log in $logs/driver.log)"
grep -qE '^(PASS|FAIL) driver_' "$logs/driver.log" || fail "driver tests: nothing ran"

step "random lock-step: $seeds seeds of $cycles cycles for each configuration"
for config in $(scripts/configs.sh); do
  for ((seed = 1; seed <= seeds; seed++)); do printf '%s %s\n' "$config" "$seed"; done
done | xargs -P "$jobs" -L 1 bash -c '
  log='"$logs"'/random-$1-$2.log
  build/bin/pml_random --engine lockstep --config "$1" --seed "$2" --cycles '"$cycles"' >"$log" 2>&1
  case $? in
    0) echo "PASS random_$1_seed$2" ;;
    77) echo "SKIP random_$1_seed$2" ;;
    *) echo "FAIL random_$1_seed$2 (build/bin/pml_random --engine lockstep --config $1 --seed $2 --cycles '"$cycles"')"; head -n 8 "$log" ;;
  esac' random | tee "$logs/random.log"
grep -qE '^(PASS|FAIL|SKIP) ' "$logs/random.log" || fail "random lock-step: nothing ran"
count_lines "$logs/random.log"

finish
