#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Lints the RTL: verilator -Wall without a warning on every configuration; yosys reads it, finds nothing to complain about, and
# infers no latch. One line a check: 'PASS name' or 'FAIL name' with the tool's output.
#   lint.sh [--verilator|--yosys]
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

what=${1:-all}
case $what in all | --verilator | --yosys) ;; *) echo "lint.sh: unknown option $what" >&2; exit 2 ;; esac

packages=(rtl/pml_pkg.sv rtl/pml_reg_pkg.sv)
rest=()
for file in rtl/*.sv; do
  [[ " ${packages[*]} " == *" $file "* ]] || rest+=("$file")
done
files=("${packages[@]}" "${rest[@]}")
shopt -s nullglob
waivers=(rtl/*.vlt)
failed=0
out=$(mktemp)
trap 'rm -f "$out"' EXIT

report() { # name, exit code; anything printed is a failure too
  if [[ $2 -eq 0 && ! -s $out ]]; then
    echo "PASS $1"
  else
    echo "FAIL $1"
    cat "$out"
    failed=1
  fi
}

if [[ $what != --yosys ]]; then
  for config in $(scripts/configs.sh); do
    # shellcheck disable=SC2046
    verilator --lint-only -Wall --assert -Irtl --top-module pml_unit $(scripts/configs.sh --verilator "$config") \
      "${waivers[@]}" "${files[@]}" >"$out" 2>&1
    report "lint_verilator_$config" $?
  done
fi
if [[ $what != --verilator ]]; then
  for config in $(scripts/configs.sh); do
    yosys -q -e 'implicitly declared' -p "read_verilog -sv -Irtl ${files[*]}
      hierarchy -check -top pml_unit $(scripts/configs.sh --yosys "$config")
      proc
      check -assert
      select -assert-none t:\$dlatch t:\$adlatch t:\$dlatchsr" >"$out" 2>&1
    report "lint_yosys_$config" $?
  done
fi
exit $failed
