#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Lints the Arty board's top: verilator -Wall without a word, both clocks; yosys elaborates, finds nothing to complain about, infers no
# latch; the self test's ROM is what its program gives. One line a check: 'PASS name' or 'FAIL name' with the tool's output.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/lint_steps.sh

mapfile -t rtl < <(packages_first rtl/*.sv fpga/common/*.sv fpga/arty/*.sv)
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

lint_verilator() { # CLK_DIV
  verilator --lint-only -Wall --assert -Irtl --top-module pml_arty "-GCLK_DIV=$1" rtl/*.vlt fpga/common/*.vlt "${rtl[@]}" tb/board/BUFG.sv
}
lint_yosys() {
  yosys -q -e 'implicitly declared' -p "read_verilog -sv -lib +/xilinx/cells_sim.v; read_verilog -sv -Irtl ${rtl[*]}
    hierarchy -check -top pml_arty; proc; check -assert; select -assert-none t:\$dlatch t:\$adlatch t:\$dlatchsr"
}
lint_rom() { python3 scripts/seq_asm.py --check fpga/arty/selftest.seq fpga/arty/pml_selftest_rom.sv; }

run_checks lint_arty_ verilator_1 verilator_2 yosys rom
