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
bin=build/bin
source scripts/test_steps.sh

step "packages"
scripts/bootstrap.sh || { fail "bootstrap"; finish; }

step "register files"
if python3 scripts/gen_regs.py --check; then pass; else fail "registers_up_to_date"; fi

step "the runners of 'make verify' and 'make coverage'"
run_lines verify python3 scripts/verify_test.py
run_lines coverage python3 scripts/coverage_test.py

step "lint"
run_lines lint scripts/lint.sh

step "formal proofs (the quick ones; 'make formal' runs all)"
run_lines formal tb/formal/run.py --quick
run_lines formal_negative tb/formal/run.py --quick --negative

step "FPGA flow"
run_lines fpga python3 fpga/tests/run.py

step "Linux driver: build"
run_lines driver scripts/driver_check.sh --short

step "build"
$make --no-print-directory -j"$jobs" build >"$logs/build.log" 2>&1
if [[ $? -ne 0 ]]; then
  tail -n 40 "$logs/build.log"
  fail "build (log in $logs/build.log)"
  finish
fi
pass

step "GoogleTest ($jobs at a time)"
run_gtest gtest pml_tests "$jobs"

step "soak: each of its checks can fail"
run_gtest soak pml_soak_tests

step "libpml and pmlctl over the unit's cycle model"
run_gtest host pml_host_tests
run_lines pmlctl scripts/test_pmlctl.sh

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

step "fuzz targets: the corpus again ('make fuzz' looks for more)"
run_lines fuzz "$bin/fuzz_replay"

step "Arty board: on-chip memory"
run_gtest axi_ram axi_ram_tests

step "Arty board: the whole top against the host tool"
run_lines board python3 tb/board/board_test.py

step "dom0's side in a real kernel: server, driver, library, tools (short; 'make driver-test' runs all)"
run_lines driver_test "$make" --no-print-directory driver-test-short
grep -qE '^(PASS|FAIL) driver_' "$logs/driver_test.log" || fail "driver tests: nothing ran"

step "random lock-step: $seeds seeds of $cycles cycles for each configuration"
run_random "$seeds" "$cycles"

finish
