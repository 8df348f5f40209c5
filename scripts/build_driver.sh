#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the kernel module without touching its source folder.
#   build_driver.sh KDIR OUT [WORD..]   for the kernel whose build folder (headers) is KDIR, into the folder OUT; the words go to make (W=1, C=2)
set -euo pipefail
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

die() {
  echo "build_driver: $*" >&2
  exit 1
}

[[ $# -ge 2 ]] || die "usage: build_driver.sh KDIR OUT [WORD..]"
[[ -e $1/Makefile ]] || die "no kernel build folder: $1 (needs the kernel's headers)"
kdir=$(cd "$1" && pwd -P)
mkdir -p "$2" || die "cannot make the folder $2"
out=$(cd "$2" && pwd -P)
shift 2
[[ $out != "$repo/driver/linux" ]] || die "OUT must not be the source folder"

# kbuild builds where its sources are: links to them
find "$out" -maxdepth 1 -type l -delete
ln -sf "$repo"/driver/linux/*.[ch] "$repo/driver/linux/Kbuild" "$out/"
log=$out/build.log
# type information for BPF would need the kernel's image and pahole
if ! make -C "$kdir" "M=$out" "OPENPML_INCLUDE=$repo/driver/include" CONFIG_DEBUG_INFO_BTF_MODULES= "$@" modules >"$log" 2>&1; then
  grep -E 'error|Error' "$log" | head -n 20 >&2
  die "the build failed (log: $log)"
fi
# no warning is let through, the compiler's or sparse's
if grep -E 'warning' "$log" >&2; then die "warnings (log: $log)"; fi
