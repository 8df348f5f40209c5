#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The configurations of pml_unit that are linted, built and tested.
#   configs.sh                    names of those that are built and tested
#   configs.sh --lint             names of those that are linted: some more
#   configs.sh --verilator NAME   the parameters as verilator options
#   configs.sh --yosys NAME       the parameters as options of yosys' chparam command
set -euo pipefail
declare -A params=(
  [default]=""
  [axi64]="DW=64"
  [axi128]="DW=128"
  [small]="N_VM=1 N_VCPU=4 DW=64 STORE_SETS=4 STORE_WAYS=2 OUTSTANDING=4 AW=40 FILTER_LOG2=6 GEN_W=2 PAGES_LOG2=15"
  [mid]="DW=256 N_VM=8 N_VCPU=8 STORE_SETS=8 STORE_WAYS=4 OUTSTANDING=8 AW=33 FILTER_LOG2=8 GEN_W=3 PAGES_LOG2=18 N_SRC=2"
)
if [[ $# -eq 0 ]]; then
  echo "default axi64 small mid"
  exit
fi
if [[ $# -eq 1 && $1 == --lint ]]; then
  echo "default axi64 axi128 small mid"
  exit
fi
if [[ $# -ne 2 || -z ${params[$2]+x} ]]; then
  echo "configs.sh: no such configuration: ${2:-}" >&2
  exit 1
fi
for p in ${params[$2]}; do
  case $1 in
    --verilator) printf -- '-G%s ' "$p" ;;
    --yosys) printf -- '-set %s %s ' "${p%=*}" "${p#*=}" ;;
    *) echo "configs.sh: unknown option $1" >&2; exit 1 ;;
  esac
done
