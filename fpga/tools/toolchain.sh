#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The FPGA tools (yosys, nextpnr, prjxray) of Debian testing, in a folder of their own: the host's Debian has them too old or not at all.
# The folder is made once, below ${OPENPML_CACHE:-$HOME/.cache/openpml}/fpga, and made again when it is missing or incomplete. All its
# packages are kept beside it in one archive, from which it is made again without a network, whatever the mirror has by then.
#   toolchain.sh install        makes the folder when it is not there; says nothing when it is
#   toolchain.sh check          exit code 0 when the folder is there and complete; changes nothing
#   toolchain.sh versions       the packages asked for and their versions
#   toolchain.sh update         gets newer packages from the mirror and makes the folder again
#   toolchain.sh path           prints the folder
#   toolchain.sh run COMMAND..  installs, then runs the command inside. The repository is at /mnt there; the working folder, which must
#                               be in the repository, is the same. Mounts live in a name space of their own: nothing stays mounted.
set -euo pipefail
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
cache_user=toolchain
# shellcheck source=scripts/cache.sh
. "$repo/scripts/cache.sh"
base=$cache_root/fpga
root=$base/root
archive=$base/forky-packages.tar
# written last into the folder; names what is in it
marker=.openpml-complete

mapfile -t packages < <("$repo/scripts/bootstrap.sh" --forky)

# 'package version' of the packages asked for, as installed in a folder
versions_in() {
  LC_ALL=C dpkg-query --admindir="$1/var/lib/dpkg" -W -f '${Package} ${Version} ${db:Status-Status}\n' "${packages[@]}" 2>/dev/null |
    sed -n 's/ installed$//p' | sort
}

complete() {
  [[ -f $root/$marker ]] || return 1
  local there
  there=$(versions_in "$root")
  [[ $(wc -l <<<"$there") -eq ${#packages[@]} && $there == "$(<"$root/$marker")" ]]
}

bootstrap_folder() { # target, option of debootstrap; in a mount name space: debootstrap mounts /proc
  local names
  names=$(IFS=,; echo "${packages[*]}")
  # the host's debootstrap may not know this release's name: it is made like 'sid'
  unshare -m debootstrap --variant=minbase --include="$names" "$2" forky "$1" "$debian_mirror" /usr/share/debootstrap/scripts/sid \
    >"$base/debootstrap.log" 2>&1
}

fetch_archive() {
  echo "toolchain: fetching the packages of the FPGA tools (85 MB) into $base"
  bootstrap_folder "$base/new.fetch" "--make-tarball=$base/new.tar" ||
    { grep -E '^[EW]:' "$base/debootstrap.log" | tail -n 3 >&2; die "cannot fetch the packages from $debian_mirror: is there a network? (log: $base/debootstrap.log)"; }
  keep_archive "$base/new.tar" "$archive"
}

archive_is_good() {
  archive_intact "$archive" &&
    [[ $(tar -tf "$archive" | sed -n 's|.*/archives/\([^_]*\)_.*\.deb$|\1|p' | grep -cFx -f <(printf '%s\n' "${packages[@]}")) -eq ${#packages[@]} ]]
}

fill() {
  echo "toolchain: unpacking the FPGA tools (1 GB, a minute or two)"
  bootstrap_folder "$base/new.root" "--unpack-tarball=$archive" || die "cannot unpack $archive (log: $base/debootstrap.log)"
  rm -rf "$base"/new.root/var/cache/apt/archives/*.deb
  versions_in "$base/new.root" >"$base/new.root/$marker.part"
  mv "$base/new.root/$marker.part" "$base/new.root/$marker"
  rm -rf --one-file-system "$root"
  mv "$base/new.root" "$root"
  complete || die "the folder $root is not complete after unpacking (log: $base/debootstrap.log)"
}

install_tools() { # [update]
  [[ ${1:-} != update ]] && complete && return
  [[ $(id -u) -eq 0 ]] || die "the FPGA tools are not installed in $base and only root can do that: run 'sudo -E fpga/tools/toolchain.sh install'"
  "$repo/scripts/bootstrap.sh" fpga
  lock_cache "$base"
  # another run may have made it while this one waited
  [[ ${1:-} != update ]] && complete && { unlock_cache; return; }
  rm -rf --one-file-system "$base"/new.*
  if [[ ${1:-} == update ]] || ! archive_is_good; then fetch_archive; fi
  fill
  unlock_cache
}

run_inside() {
  install_tools
  [[ $# -gt 0 ]] || die "run: no command"
  [[ $(id -u) -eq 0 ]] || die "only root can run the FPGA tools: they live in a folder of their own (chroot)"
  local here
  here=$(pwd -P)
  [[ $here == "$repo" || $here == "$repo"/* ]] || die "run from a folder in $repo, not from $here"
  # /tmp is the tools' own and goes when they end
  # shellcheck disable=SC2016
  exec unshare -m --propagation private bash -c '
    set -e
    root=$1 repo=$2 here=$3
    shift 3
    mount -t proc proc "$root/proc"
    mount -t tmpfs tmpfs "$root/tmp"
    mount --bind "$repo" "$root/mnt"
    exec chroot "$root" /usr/bin/env -i PATH=/usr/bin:/bin HOME=/tmp LC_ALL=C.UTF-8 /bin/sh -c "cd \"\$0\" && exec \"\$@\"" "/mnt$here" "$@"' \
    run "$root" "$repo" "${here#"$repo"}" "$@"
}

case ${1:-} in
  install) install_tools ;;
  check) complete ;;
  versions) install_tools; cat "$root/$marker" ;;
  update) install_tools update ;;
  path) echo "$root" ;;
  run) shift; run_inside "$@" ;;
  *) die "install, check, versions, update, path or run COMMAND, not '${1:-}'" ;;
esac
