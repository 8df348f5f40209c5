# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034
# Sourced by the scripts that keep downloads and builds from one run to the next: where they live, one maker at a time, archives with a
# checksum. Errors are said with the name that the script gave in $cache_user.
: "${cache_user:?}"
cache_root=${OPENPML_CACHE:-${HOME:?}/.cache/openpml}
debian_mirror=${OPENPML_DEBIAN_MIRROR:-http://deb.debian.org/debian}

die() {
  echo "$cache_user: $*" >&2
  exit 1
}

# Waits until no other run is making something in this folder, then lets no other in until unlock_cache or the end of the script.
lock_cache() { # folder
  mkdir -p "$1" || die "cannot make the folder $1"
  exec 9>"$1/lock"
  flock 9
}
unlock_cache() { exec 9>&-; }

# Puts a finished archive in its place, its checksum beside it.
keep_archive() { # new file, archive
  (cd "${1%/*}" && sha256sum "${1##*/}" | sed "s|${1##*/}|${2##*/}|") >"$2.sha256.new"
  mv "$1" "$2"
  mv "$2.sha256.new" "$2.sha256"
}

archive_intact() { # archive
  [[ -f $1 && -f $1.sha256 ]] && (cd "${1%/*}" && sha256sum --status -c "${1##*/}.sha256")
}
