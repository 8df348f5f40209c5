#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What the driver tests need and the host's Debian lacks: QEMU with a vfio-user client, Debian's kernels with their headers, and a debug
# kernel. Folders below ${OPENPML_CACHE:-$HOME/.cache/openpml}/driver, made from Debian's packages without root and without installing
# anything; the packages are kept beside them in an archive, from which a folder is made again without a network.
#   toolchain.sh install SET..   makes the sets that are not there; says nothing when they are
#   toolchain.sh check SET..     exit code 0 when all are there and complete; changes nothing
#   toolchain.sh update SET..    gets newer packages from the mirror and makes the sets again
#   toolchain.sh versions SET..  the packages of the sets
#   toolchain.sh qemu WORD..     runs QEMU
#   toolchain.sh kernel KERNEL | headers KERNEL | busybox
#                                print the path of a kernel image, of the folder to build modules against, of a static busybox
# Sets: qemu, kernel-6.1 (with busybox), kernel-6.12, kernel-debug. Kernels: 6.1, 6.12, debug.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
repo=$(cd "$here/../.." && pwd -P)
cache_user=tb/driver/toolchain.sh
# shellcheck source=scripts/cache.sh
. "$repo/scripts/cache.sh"
# shellcheck source=scripts/debs.sh
. "$repo/scripts/debs.sh"
base=$cache_root/driver

# Kernel packages are taken as they are: installing them, which their other dependencies are for, is not wanted.
only_kernel_packages='^linux-(image|headers|kbuild|compiler)-'

fix_headers() { # folder: its files say /usr/src
  local final=${1%/new.*}/${1##*/new.} file
  for file in "$1"/usr/src/linux-headers-*-amd64/Makefile; do sed -i "s|/usr/src/|$final/usr/src/|g" "$file"; done
}

unpack_kernel() { # folder, .deb..: the image alone, not its 4,000 modules
  debs_unpack "$1" "${@:2}" --exclude='./lib/modules' --exclude='./usr/lib/modules' --exclude='./boot/System.map*'
  python3 "$here/vmlinux.py" "$1"/boot/vmlinuz-* "$1/vmlinux" || die "cannot unpack the kernel image"
  fix_headers "$1"
}

describe() { # set: sets packages, suites, release, closure (dependencies to follow), unpack
  closure='' unpack=debs_unpack
  mapfile -t packages < <("$repo/scripts/bootstrap.sh" "--$1")
  case $1 in
    qemu) suites=(trixie trixie-backports) release=trixie-backports closure=. ;;
    kernel-6.1) suites=(bookworm bookworm-security) release='' closure=$only_kernel_packages unpack=unpack_kernel ;;
    kernel-6.12) suites=(bookworm bookworm-backports) release=bookworm-backports closure=$only_kernel_packages unpack=unpack_kernel ;;
    kernel-source) suites=(bookworm bookworm-security) release='' unpack=: ;;
    *) die "no set '$1': qemu, kernel-6.1, kernel-6.12 or kernel-debug" ;;
  esac
}

set_complete() { # set
  if [[ $1 == kernel-debug ]]; then "$here/debug_kernel.sh" check; return; fi
  describe "$1"
  debs_complete "$base/$1" "${packages[@]}"
}

install_set() { # set [update]
  if [[ $1 == kernel-debug ]]; then
    install_set kernel-source "${@:2}"
    "$here/debug_kernel.sh" install "$(debs_archive "$base/kernel-source")"
    return
  fi
  describe "$1"
  debs_install "$base/$1" "${2:-}"
}

one_file() { # what, pattern that must match one file
  local found
  found=$(compgen -G "$2") || die "$1 is missing: run 'tb/driver/toolchain.sh install' for its set"
  [[ $found != *$'\n'* ]] || die "more than one $1: $found"
  echo "$found"
}

run_qemu() {
  local root=$base/qemu
  [[ -x $root/usr/bin/qemu-system-x86_64 ]] || die "QEMU is missing: run 'tb/driver/toolchain.sh install qemu'"
  # the folder's own loader and libraries: no chroot, so files and sockets are the host's
  QEMU_MODULE_DIR=$root/usr/lib/x86_64-linux-gnu/qemu exec "$root/usr/lib64/ld-linux-x86-64.so.2" \
    --library-path "$root/usr/lib/x86_64-linux-gnu" "$root/usr/bin/qemu-system-x86_64" \
    -L "$root/usr/share/qemu" -L "$root/usr/share/seabios" -L "$root/usr/lib/ipxe/qemu" "$@"
}

command=${1:-}
shift || true
case $command in
  install) for set in "$@"; do set_complete "$set" || install_set "$set"; done ;;
  check) for set in "$@"; do set_complete "$set" || exit 1; done ;;
  update) for set in "$@"; do install_set "$set" update; done ;;
  versions) for set in "$@"; do debs_versions "$base/${set/debug/source}"; done ;;
  qemu) run_qemu "$@" ;;
  kernel) if [[ ${1:-} == debug ]]; then "$here/debug_kernel.sh" kernel; else one_file "kernel ${1:-}" "$base/kernel-${1:-}/vmlinux"; fi ;;
  headers) if [[ ${1:-} == debug ]]; then "$here/debug_kernel.sh" headers; else
    one_file "header folder of kernel ${1:-}" "$base/kernel-${1:-}/usr/src/linux-headers-*-amd64"; fi ;;
  busybox) one_file busybox "$base/kernel-6.1/bin/busybox" ;;
  *) die "install, check, update, versions, qemu, kernel, headers or busybox, not '$command'" ;;
esac
