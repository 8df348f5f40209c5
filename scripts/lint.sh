#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Lints the RTL: verilator -Wall without a warning on every configuration; yosys reads it, finds nothing to complain about, and
# infers no latch. The C++ code is in the style of .clang-format. Every source file names its licence. One line a check: 'PASS name' or
# 'FAIL name' with the tool's output.
#   lint.sh [--verilator|--yosys]
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/lint_steps.sh

what=${1:-all}
case $what in all | --verilator | --yosys) ;; *) echo "lint.sh: unknown option $what" >&2; exit 2 ;; esac

mapfile -t files < <(packages_first rtl/*.sv)
shopt -s nullglob
waivers=(rtl/*.vlt)
lint_verilator() { # configuration
  # shellcheck disable=SC2046
  verilator --lint-only -Wall --assert -Irtl --top-module pml_unit $(scripts/configs.sh --verilator "$1") \
    "${waivers[@]}" "${files[@]}"
}

# The assertions are alive in yosys too: every use of the macro is there as a cell. pml_system holds every module.
lint_assertions() { # configuration
  yosys -q -e 'implicitly declared' -p "read_verilog -sv -formal -Irtl ${files[*]}
    chparam $(scripts/configs.sh --yosys "$1") pml_system
    hierarchy -check -top pml_system
    proc
    select -assert-min $(grep -c '^ *`PML_ASSERT(' "${files[@]}" | awk -F: '{n += $2} END {print n}') t:\$assert"
}

lint_yosys() { # configuration
  local set
  set=$(scripts/configs.sh --yosys "$1")
  yosys -q -e 'implicitly declared' -p "read_verilog -sv -Irtl ${files[*]}
    ${set:+chparam $set pml_unit}
    hierarchy -check -top pml_unit
    proc
    check -assert
    select -assert-none t:\$dlatch t:\$adlatch t:\$dlatchsr"
}

# yosys 0.23 and 0.66 read ~W'(x) as (~W)'(x), without a word; and so with every operator that has one operand.
lint_casts() {
  ! grep -nE "[~!][A-Za-z0-9_]+'\\(|[=(,?:{] *[-&|^][A-Za-z0-9_]+'\\(" "${files[@]}" fpga/*/*.sv
}

# The unit with its event sources, all of them or a part, in the smallest configuration of the unit.
system_parts() { # all | name of the source that is left out
  case $1 in
    all) ;;
    *) echo "WITH_${1^^}=0" ;;
  esac
}
lint_vsystem() {
  # shellcheck disable=SC2046
  verilator --lint-only -Wall --assert -Irtl --top-module pml_system $(scripts/configs.sh --verilator small) \
    $(system_parts "$1" | sed 's/^/-G/') "${waivers[@]}" "${files[@]}"
}
lint_ysystem() {
  local part
  part=$(system_parts "$1")
  yosys -q -e 'implicitly declared' -p "read_verilog -sv -Irtl ${files[*]}
    chparam $(scripts/configs.sh --yosys small) ${part:+-set ${part%=*} 0} pml_system
    hierarchy -check -top pml_system
    proc
    check -assert
    select -assert-none t:\$dlatch t:\$adlatch t:\$dlatchsr"
}

# Every source file that git knows says in its first lines under which licence it is.
lint_spdx() {
  local file top sources
  mapfile -t sources < <(git ls-files -- '*.sv' '*.svh' '*.v' '*.cpp' '*.hpp' '*.c' '*.h' '*.py' '*.sh' '*.mk' '*.tcl' '*.xdc' '*.toml' '*.vlt' \
    '*.yml' ':(glob)**/Makefile' ':(glob)**/Kbuild')
  [[ ${#sources[@]} -gt 0 ]] || echo "no source files: 'git ls-files' lists none"
  for file in "${sources[@]}"; do
    [[ -f $file ]] || continue  # deleted, not yet committed
    mapfile -t -n 3 top <"$file"
    [[ ${top[*]} =~ SPDX-License-Identifier:\ [A-Za-z\(] ]] ||
      echo "$file: no line 'SPDX-License-Identifier: ...' among its first three (see its neighbours)"
  done
}

names=()
for config in $(scripts/configs.sh --lint); do
  [[ $what == --yosys ]] || names+=("verilator_$config")
  [[ $what == --verilator ]] || names+=("yosys_$config")
done
for part in all ingest tap gen; do
  [[ $what == --yosys ]] || names+=("vsystem_$part")
done
[[ $what == --verilator ]] || names+=("ysystem_all" "ysystem_ingest" "assertions_small" "casts_all")
[[ $what == all ]] && names+=("spdx_all")
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
failed=0
run_checks lint_ "${names[@]}" || failed=1
# the PCIe boards: tops, vendor IP stubs, constraints, build scripts
if [[ $what == all ]]; then scripts/lint_pcie.sh || failed=1; fi
# the Arty
if [[ $what == all ]]; then scripts/lint_arty.sh || failed=1; fi
# the style of the C++ code
if [[ $what == all ]]; then scripts/format.sh --check || failed=1; fi
exit $failed
