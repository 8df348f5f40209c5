#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Lints the Arty board's top: verilator -Wall without a word, both clocks; yosys elaborates, finds nothing to complain about, infers no
# latch; the self test's ROM is what its program gives. One line a check: 'PASS name' or 'FAIL name' with the tool's output.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

packages=(rtl/pml_pkg.sv rtl/pml_reg_pkg.sv)
rtl=("${packages[@]}")
for file in rtl/*.sv fpga/common/*.sv fpga/arty/*.sv; do
  [[ " ${packages[*]} " == *" $file "* ]] || rtl+=("$file")
done
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

names=(verilator_1 verilator_2 yosys rom)
for name in "${names[@]}"; do
  while [[ $(jobs -rp | wc -l) -ge $(nproc) ]]; do wait -n; done
  { if [[ $name == *_* ]]; then "lint_${name%_*}" "${name#*_}"; else "lint_$name"; fi >"$out/$name.log" 2>&1; echo $? >"$out/$name.rc"; } &
done
wait
failed=0
for name in "${names[@]}"; do
  # anything that a tool says is a failure too
  if [[ $(<"$out/$name.rc") -eq 0 && ! -s $out/$name.log ]]; then
    echo "PASS lint_arty_$name"
  else
    echo "FAIL lint_arty_$name"
    cat "$out/$name.log"
    failed=1
  fi
done
exit $failed
