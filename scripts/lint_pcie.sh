#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Lints the PCIe boards (fpga/nitefury, fpga/kcu116) against the port stubs of the vendor IP: verilator -Wall without a word, yosys
# elaborates; every port of every stub is connected, and the check of that is itself checked; constraints against ports,
# for the Arty too; the Vivado scripts in a stand-in. One line a check: 'PASS name' or 'FAIL name' with the tool's output.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/lint_steps.sh
boards=(nitefury kcu116)
gt='^pcie_(refclk|[rt]x)'

mapfile -t rtl < <(packages_first rtl/*.sv fpga/pcie/rtl/*.sv fpga/pcie/ip/*.v)
waivers=(rtl/*.vlt fpga/pcie/*.vlt)
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

verilator_board() { # board, its top's file
  verilator --lint-only -Wall --assert -Irtl --top-module "pml_$1" "${waivers[@]}" "${rtl[@]}" "$2"
}
lint_verilator() { verilator_board "$1" "fpga/$1/pml_$1.sv"; } # board
# the whole board elaborates; the modules that are ours alone have no latch and no loop (the unit's own: scripts/lint.sh)
lint_yosys() { # board
  yosys -q -e 'implicitly declared' -p "read_verilog -sv -Irtl ${rtl[*]} fpga/$1/pml_$1.sv; hierarchy -check -top pml_$1"
}
lint_modules() {
  local file module
  for file in fpga/pcie/rtl/*.sv; do
    module=$(basename "$file" .sv)
    [[ $module == pml_pcie_top ]] && continue   # wires
    yosys -q -e 'implicitly declared' -p "read_verilog -sv -Irtl $file; hierarchy -check -top $module; proc; check -assert
      select -assert-none t:\$dlatch t:\$adlatch t:\$dlatchsr" || return 1
  done
}
# A top with one connection of a stub taken out, or left empty, must not pass: port of the stub, verilator's rule.
lint_unconnected() { # board:port:rule
  local board=${1%%:*} port rule broken
  port=$(cut -d: -f2 <<<"$1")
  rule=${1##*:}
  broken=$out/$board-$rule.sv
  if [[ $rule == PINMISSING ]]; then
    sed -E "s/\.$port\([^()]*\),? ?//" "fpga/$board/pml_$board.sv" >"$broken"
  else
    sed -E "s/\.$port\([^()]*\)/.$port()/" "fpga/$board/pml_$board.sv" >"$broken"
  fi
  cmp -s "$broken" "fpga/$board/pml_$board.sv" && { echo "nothing was taken out"; return 1; }
  verilator_board "$board" "$broken" >"$broken.log" 2>&1 && { echo "an unconnected $port passes"; return 1; }
  grep -q "Warning-$rule.*'$port'" "$broken.log" || { cat "$broken.log"; return 1; }
}
lint_constraints() { # board
  case $1 in
    nitefury) fpga/tools/check_constraints.py --top fpga/nitefury/pml_nitefury.sv --xdc fpga/nitefury/*.xdc --gt "$gt" ;;
    kcu116) fpga/tools/check_constraints.py --top fpga/kcu116/pml_kcu116.sv --xdc fpga/kcu116/*.xdc --gt "$gt" ;;
    arty) fpga/tools/check_constraints.py --top fpga/arty/pml_arty.sv --xdc fpga/arty/*.xdc ;;
  esac
}

names=()
for board in "${boards[@]}"; do names+=("verilator_$board" "yosys_$board"); done
names+=(unconnected_nitefury:INTX_MSI_Grant:PINMISSING unconnected_kcu116:s_axib_wstrb:PINCONNECTEMPTY)
names+=(modules_pcie constraints_nitefury constraints_kcu116 constraints_arty)
failed=0
run_checks lint_pcie_ "${names[@]}" || failed=1
python3 fpga/tools/check_constraints_test.py || failed=1
python3 fpga/tools/vivado_script_test.py || failed=1
exit $failed
