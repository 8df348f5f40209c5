# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# shellcheck disable=SC2154
# Sourced after scripts/cache.sh: folders made from Debian packages of any release, without root and without touching the host's own package
# database. apt works in a scratch folder with an empty list of installed packages; the packages found are kept in one archive beside the folder.
# The caller sets: packages (array), suites (array), release ('' or the suite to prefer), closure (pattern of the dependencies to follow, ''
# for none) and unpack (function: folder, .deb..).
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
# written last into a folder: the packages asked for, then each package file in it
debs_marker=.openpml-complete

debs_archive() { echo "$1.tar"; }

debs_apt() { # command (apt-get, apt-cache), scratch folder, word..
  "$1" -q -o "Dir::State=$2/state" -o "Dir::State::status=$2/state/status" -o "Dir::Cache=$2/cache" -o "Dir::Etc::sourcelist=$2/sources.list" \
    -o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
    -o APT::Architecture=amd64 -o APT::Architectures=amd64 -o APT::Sandbox::User= -o APT::Install-Recommends=false -o Acquire::Languages=none \
    -o Acquire::Retries=3 -o Acquire::Check-Valid-Until=false ${release:+-o "APT::Default-Release=$release"} "${@:3}"
}

# The packages asked for and all that they depend on, as far as the names match the pattern.
debs_names() { # scratch folder
  local todo=("${packages[@]}") seen=' ' name
  while [[ ${#todo[@]} -gt 0 ]]; do
    name=${todo[0]}
    todo=("${todo[@]:1}")
    [[ $seen == *" $name "* ]] && continue
    seen+="$name "
    echo "$name"
    [[ -z $closure ]] && continue
    mapfile -t -O "${#todo[@]}" todo < <(debs_apt apt-cache "$1" depends --no-suggests --no-recommends --no-conflicts --no-breaks --no-replaces \
      --no-enhances "$name" | sed -n 's/^  \(Pre\)\?Depends: //p' | grep -E "$closure")
  done
}

debs_fetch() { # folder
  local scratch=$1.fetch suite path
  echo "$cache_user: fetching the packages of $(basename "$1") into $(dirname "$1")"
  [[ -f $keyring ]] || die "$keyring is missing: install debian-archive-keyring"
  rm -rf "$scratch"
  mkdir -p "$scratch/state/lists/partial" "$scratch/cache/archives/partial"
  : >"$scratch/state/status"
  for suite in "${suites[@]}"; do
    path=$debian_mirror
    [[ $suite == *-security ]] && path+=-security
    echo "deb [signed-by=$keyring] $path $suite main"
  done >"$scratch/sources.list"
  debs_apt apt-get "$scratch" -o APT::Update::Error-Mode=any update >"$1.log" 2>&1 || debs_no_fetch "$1"
  # all dependencies: apt chooses among alternatives; some: exactly these names
  if [[ $closure == . ]]; then
    debs_apt apt-get "$scratch" install -y --download-only "${packages[@]}" >>"$1.log" 2>&1 || debs_no_fetch "$1"
  else
    local names
    mapfile -t names < <(debs_names "$scratch")
    (cd "$scratch/cache/archives" && debs_apt apt-get "$scratch" download "${names[@]}") >>"$1.log" 2>&1 || debs_no_fetch "$1"
  fi
  tar -C "$scratch/cache/archives" --exclude=./partial --exclude=./lock -cf "$1.new.tar" .
  keep_archive "$1.new.tar" "$(debs_archive "$1")"
  rm -rf "$scratch"
}

debs_no_fetch() { # folder
  grep -E '^[EW]:' "$1.log" | tail -n 3 >&2
  die "cannot fetch the packages of $(basename "$1") from $debian_mirror: is there a network? (log: $1.log)"
}

debs_has_all() { # list of .deb names on stdin: every package asked for is among them
  local names
  names=$(sed -n 's|^\(\./\)\?\([^_]*\)_.*\.deb$|\2|p')
  for package in "${packages[@]}"; do grep -qxF "$package" <<<"$names" || return 1; done
}

debs_complete() { # folder, package..
  [[ -f $1/$debs_marker && $(head -n 1 "$1/$debs_marker") == "${*:2}" ]]
}

debs_versions() { # folder
  sed -n '2,$s|^\([^_]*\)_\([^_]*\)_.*|\1 \2|p' "$1/$debs_marker" | sed 's/%3a/:/'
}

debs_unpack() { # folder, .deb or option of tar..
  local target=$1 word options=() files=()
  for word in "${@:2}"; do case $word in -*) options+=("$word") ;; *) files+=("$word") ;; esac; done
  for word in "${files[@]}"; do dpkg-deb --fsys-tarfile "$word" | tar -x -C "$target" --no-same-owner "${options[@]}" || die "cannot unpack $word"; done
}

debs_install() { # folder ['update']
  lock_cache "$(dirname "$1")"
  # another run may have made it while this one waited
  [[ ${2:-} != update ]] && debs_complete "$1" "${packages[@]}" && { unlock_cache; return; }
  local archive new files
  archive=$(debs_archive "$1")
  new=$(dirname "$1")/new.$(basename "$1")
  rm -rf "$new" "$1.debs"
  if [[ ${2:-} == update ]] || ! archive_intact "$archive" || ! tar -tf "$archive" | debs_has_all; then debs_fetch "$1"; fi
  mkdir -p "$new" "$1.debs"
  tar -x -C "$1.debs" -f "$archive"
  files=("$1.debs"/*.deb)
  "$unpack" "$new" "${files[@]}"
  { echo "${packages[*]}"; printf '%s\n' "${files[@]##*/}"; } >"$new/$debs_marker.part"
  mv "$new/$debs_marker.part" "$new/$debs_marker"
  rm -rf "$1.debs" "$1"
  mv "$new" "$1"
  unlock_cache
}
