#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the kernel module with the compiler's extra warnings and with sparse, for each kernel, and checks its style with the kernel's
# checkpatch. Checks the examples and the documentation too. Prints 'PASS name', 'FAIL name' or 'SKIP name (why)' for each; exit code 0 only when nothing failed.
#   driver_check.sh            Debian's 6.1 and 6.12 headers (fetched into the cache when they are not there)
#   driver_check.sh --short    the part of 'make test': the build for 6.1 as DKMS does it, examples, documentation
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
failed=0
kernels=(6.1 6.12)
[[ ${1:-} == --short ]] && kernels=(6.1)
out=build/driver-check

# What dkms does: a copy of the folder, the command of its configuration, the module where that says it is. No warning (W=1).
build_as_dkms() { # headers
  local copy=$out/dkms
  rm -rf "$copy"
  mkdir -p "$copy"
  cp -r driver/. "$copy"
  (
    kernel_source_dir=$1
    # shellcheck source=driver/dkms.conf
    . driver/dkms.conf
    export KBUILD_EXTRA_WARN=1 MAKEFLAGS="-j$(nproc)"
    cd "$copy" && ${MAKE[0]} >build.log 2>&1 && ! grep warning build.log >&2 && [[ -f ${BUILT_MODULE_LOCATION[0]}/${BUILT_MODULE_NAME[0]}.ko ]]
  ) || { grep -E 'error' "$copy/build.log" | head -n 5 >&2; return 1; }
}

verdict() { # name, exit code
  if [[ $2 -eq 0 ]]; then echo "PASS $1"; else echo "FAIL $1"; failed=1; fi
}

python3 scripts/check_driver_doc.py
verdict driver_documentation $?
mkdir -p "$out"
for source in driver/examples/*.c; do
  gcc -std=gnu11 -O1 -Wall -Wextra -Werror -Idriver/include/uapi "$source" -o "$out/$(basename "$source" .c)"
  verdict "driver_example_$(basename "$source" .c)" $?
done
scripts/bootstrap.sh driver || { echo "FAIL driver_check_packages"; exit 1; }
for kernel in "${kernels[@]}"; do
  tb/driver/toolchain.sh install "kernel-$kernel" || { verdict "driver_headers_$kernel" 1; continue; }
  headers=$(tb/driver/toolchain.sh headers "$kernel")
  [[ $kernel == 6.1 ]] && { build_as_dkms "$headers"; verdict driver_builds_with_dkms $?; }
  [[ ${1:-} == --short ]] && continue
  rm -rf "$out/$kernel"
  scripts/build_driver.sh "$headers" "$out/$kernel" W=1
  verdict "driver_builds_without_warning_$kernel" $?
  scripts/build_driver.sh "$headers" "$out/$kernel" C=2
  verdict "driver_sparse_$kernel" $?
done
[[ ${1:-} == --short ]] && exit $failed

# Only a kernel's source has checkpatch; the debug kernel is built from one and keeps it.
if headers=$(tb/driver/toolchain.sh headers debug 2>/dev/null) && [[ -f $headers/scripts/checkpatch.pl ]]; then
  # out of tree, one source is for several kernels: its version checks are wanted
  perl "$headers/scripts/checkpatch.pl" --no-tree --terse --show-types --ignore LINUX_VERSION_CODE,CONSTANT_COMPARISON,FILE_PATH_CHANGES \
    -f driver/linux/*.[ch] driver/include/uapi/openpml.h >"$out/checkpatch.log" 2>&1
  style_rc=$?
  cat "$out/checkpatch.log"
  [[ $style_rc -eq 0 && ! -s $out/checkpatch.log ]]
  verdict driver_style $?
else
  echo "SKIP driver_style (the kernel source's checkpatch.pl is not there: run 'tb/driver/toolchain.sh install kernel-debug')"
fi
exit $failed
