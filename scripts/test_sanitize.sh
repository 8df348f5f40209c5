#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The tests of the C++ code with the programs of build/sanitize. (fuzz_replay and cosim_fuzz have sanitizers in every build: make test.)
# The last line is 'N passed, N failed, N skipped'.
#   SEEDS=N    random runs of each configuration (3)
#   CYCLES=N   cycles of each random run (30000)
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
bin=build/sanitize/bin
logs=build/sanitize/test
source scripts/test_steps.sh
mkdir -p "$logs" build/test
rm -rf "${logs:?}"/*
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:check_initialization_order=1
export UBSAN_OPTIONS=print_stacktrace=1

step "GoogleTest: model, judge, bench, simulator, event sources"
run_gtest gtest pml_tests "$(nproc)"
step "GoogleTest: libpml and pmlctl, boards, PCIe function, soak"
for program in pml_host_tests pml_pcie_tests pml_cosim_tests axi_ram_tests pml_soak_tests; do run_gtest "$program" "$program"; done
step "pmlctl without a unit"
BIN=$bin run_lines pmlctl scripts/test_pmlctl.sh completion exit_codes
step "Arty board: the whole top against the host tool"
BIN=$bin run_lines board python3 tb/board/board_test.py
step "random lock-step: ${SEEDS:-3} seeds of ${CYCLES:-30000} cycles for each configuration"
run_random "${SEEDS:-3}" "${CYCLES:-30000}"
finish
