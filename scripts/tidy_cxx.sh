#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Stands in for the compiler in 'make tidy': checks the source with clang-tidy, and makes an empty object and its dependencies, so that
# make checks a file again only when it or a header changed.
set -uo pipefail
source='' object='' flags=()
while [[ $# -gt 0 ]]; do
  case $1 in
    -o) object=$2; shift ;;
    -c | -MMD | -MP) ;;
    *.cpp) source=$1 ;;
    *) flags+=("$1") ;;
  esac
  shift
done
[[ -n $source && -n $object ]] || { echo "tidy_cxx.sh: no source or no object" >&2; exit 2; }
# what clang-tidy says on standard error is a count of the warnings that it does not show
clang-tidy --quiet --warnings-as-errors='*' "$source" -- "${flags[@]}" 2>"$object.log" || { cat "$object.log"; exit 1; }
clang++ -MM -MP -MT "$object" -MF "${object%.o}.d" "${flags[@]}" "$source" && touch "$object"
