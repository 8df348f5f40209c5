#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the kernel module with the compiler's extra warnings and with sparse, for each kernel, and checks its style with the kernel's
# checkpatch. Prints 'PASS name', 'FAIL name' or 'SKIP name (why)' for each; exit code 0 only when nothing failed.
#   driver_check.sh            Debian's 6.1 and 6.12 headers (fetched into the cache when they are not there)
#   driver_check.sh --short    the extra warnings on 6.1 alone: the part of 'make test'
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
failed=0
kernels=(6.1 6.12)
[[ ${1:-} == --short ]] && kernels=(6.1)
out=build/driver-check

verdict() { # name, exit code
  if [[ $2 -eq 0 ]]; then echo "PASS $1"; else echo "FAIL $1"; failed=1; fi
}

scripts/bootstrap.sh driver || { echo "FAIL driver_check_packages"; exit 1; }
for kernel in "${kernels[@]}"; do
  tb/driver/toolchain.sh install "kernel-$kernel" || { verdict "driver_headers_$kernel" 1; continue; }
  headers=$(tb/driver/toolchain.sh headers "$kernel")
  rm -rf "$out/$kernel"
  scripts/build_driver.sh "$headers" "$out/$kernel" W=1
  verdict "driver_builds_without_warning_$kernel" $?
  [[ ${1:-} == --short ]] && continue
  scripts/build_driver.sh "$headers" "$out/$kernel" C=2
  verdict "driver_sparse_$kernel" $?
done
[[ ${1:-} == --short ]] && exit $failed

# Only a kernel's source has checkpatch; the debug kernel is built from one and keeps it.
if headers=$(tb/driver/toolchain.sh headers debug 2>/dev/null) && [[ -f $headers/scripts/checkpatch.pl ]]; then
  # out of tree, one source is for several kernels: its version checks are wanted
  perl "$headers/scripts/checkpatch.pl" --no-tree --terse --show-types --ignore LINUX_VERSION_CODE,CONSTANT_COMPARISON,FILE_PATH_CHANGES \
    -f driver/linux/*.[ch] driver/include/uapi/openpml.h >"$out/checkpatch.log" 2>&1
  grep -E ': (ERROR|WARNING|CHECK)' "$out/checkpatch.log"
  [[ $(grep -cE '^total: 0 errors, 0 warnings' "$out/checkpatch.log") -eq $(ls driver/linux/*.[ch] driver/include/uapi/openpml.h | wc -l) ]]
  verdict driver_style $?
else
  echo "SKIP driver_style (the kernel source's checkpatch.pl is not there: run 'tb/driver/toolchain.sh install kernel-debug')"
fi
exit $failed
