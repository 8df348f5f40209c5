#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The kernel of the long driver tests: Debian's 6.1 source with KASAN, lockdep, DMA-API debugging and more (debug.config), and otherwise only
# what the guest needs. Kept in the cache under a hash of the configuration, the source's version and the compiler.
#   debug_kernel.sh install ARCHIVE   builds it from the package archive of the set kernel-source, when it is not there (about 10 minutes)
#   debug_kernel.sh check             exit code 0 when it is there
#   debug_kernel.sh kernel | headers  print the kernel image, the folder to build modules against
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
cache_user=tb/driver/debug_kernel.sh
# shellcheck source=scripts/cache.sh
. "$here/../../scripts/cache.sh"
config=$here/debug.config
base=$cache_root/driver
# goes up when the steps below change so that a kernel that is there must be built again
recipe=1
source_marker=$base/kernel-source/.openpml-complete

# Without a source there is no kernel of this source.
[[ -f $source_marker ]] || { [[ ${1:-} == check ]] && exit 1; die "the kernel's source is missing: run 'tb/driver/toolchain.sh install kernel-debug'"; }
id=$({ cat "$config" "$source_marker"; echo "$recipe"; gcc -dumpfullversion; } | sha256sum | cut -c 1-12)
root=$base/kernel-debug-$id

complete() { [[ -f $root/.openpml-complete ]]; }

# What building a module needs of a built kernel tree: the same files as in a distribution's header package.
copy_headers() { # from
  (cd "$1" && {
    find . arch/x86 -maxdepth 1 -name 'Makefile*'
    find include scripts -type f -o -type l
    find arch/x86 -name include -type d -exec find {} -type f \;
    echo .config
    echo Module.symvers
    [[ ! -x tools/objtool/objtool ]] || echo tools/objtool/objtool
  } | sort -u | tar -c -T - | tar -x -C "$2")
}

build() { # archive with the source's package
  local work=$base/new.kernel-debug tree line make_it
  echo "$cache_user: building the debug kernel (about 10 minutes on two processors; log: $base/kernel-debug.log)"
  rm -rf "$work"
  mkdir -p "$work/tree" "$work/root/headers"
  tar -xO -f "$1" --wildcards './linux-source-*.deb' >"$work/source.deb"
  dpkg-deb --fsys-tarfile "$work/source.deb" | tar -xO --wildcards './usr/src/linux-source-*.tar.xz' | xz -dc | tar -x -C "$work/tree" --strip-components 1
  tree=$work/tree
  make_it=(nice make -s -C "$tree" "-j$(nproc)" KBUILD_BUILD_TIMESTAMP=2026-01-01 KBUILD_BUILD_USER=openpml KBUILD_BUILD_HOST=openpml)
  "${make_it[@]}" KCONFIG_ALLCONFIG="$config" allnoconfig >"$base/kernel-debug.log" 2>&1 || die "cannot configure it (log: $base/kernel-debug.log)"
  while read -r line; do
    [[ $line == \#* ]] || grep -qxF "$line" "$tree/.config" || die "the configuration has not taken '$line'"
  done <"$config"
  "${make_it[@]}" bzImage modules >>"$base/kernel-debug.log" 2>&1 || { tail -n 5 "$base/kernel-debug.log" >&2; die "the build failed (log: $base/kernel-debug.log)"; }
  cp "$tree/arch/x86/boot/bzImage" "$work/root/kernel"
  copy_headers "$tree" "$work/root/headers"
  touch "$work/root/.openpml-complete"
  rm -rf "$root"
  mv "$work/root" "$root"
  rm -rf "$work"
}

install_kernel() { # archive
  complete && return
  lock_cache "$base"
  complete || build "$1"
  unlock_cache
}

case ${1:-} in
  install) install_kernel "$2" ;;
  check) complete ;;
  kernel | headers) complete || die "the debug kernel is missing: run 'tb/driver/toolchain.sh install kernel-debug'"; echo "$root/$1" ;;
  *) die "install ARCHIVE, check, kernel or headers, not '${1:-}'" ;;
esac
