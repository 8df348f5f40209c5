#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What surrounds pmlctl and libpml: manual page, completion, the program without a unit, the installed library. Needs the built programs
# (of the folder BIN; build/bin).
#   test_pmlctl.sh [CHECK..]    manual_page completion exit_codes installed; all without CHECK
# One line a check: 'PASS name' or 'FAIL name' with what was wrong.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
pmlctl=${BIN:-build/bin}/pmlctl
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

check() { # name, function
  if "$2" >"$out/log" 2>&1; then echo "PASS pmlctl_$1"; else echo "FAIL pmlctl_$1"; sed 's/^/  /' "$out/log"; fi
}

manual_page() { # not a word from the linter
  mandoc -Tlint driver/tools/pmlctl/pmlctl.8
}

# What completion offers for a command line whose last word is being typed.
offered() {
  bash -c '
    source driver/tools/pmlctl/pmlctl.bash
    pmlctl() { printf "[\n  { \"domain\": 3, \"slot\": 0 },\n  { \"domain\": 14, \"slot\": 1 }\n]\n"; }
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _pmlctl
    printf "%s\n" "${COMPREPLY[@]}" | sort' completion pmlctl "$@"
}
same() { # what, got, wanted
  [[ $2 == "$3" ]] || { printf '%s:\n%s\nwanted:\n%s\n' "$1" "$2" "$3"; return 1; }
}
words() { printf '%s\n' "$@" | sort; }

completion() {
  local rc=0 command options
  while read -r command options; do
    # shellcheck disable=SC2086
    same "$command" "$(offered "$command" --)" "$(words $options --unit --json --timeout --help --version)" || rc=1
  done < <("$pmlctl" --help | sed -n '/^COMMANDS/,/^$/{s/,//g;s/^  \([a-z-]*\) .*\[\(--.*\)\]$/\1 \2/p;t;s/^  \([a-z-]*\) .*/\1/p}')
  # shellcheck disable=SC2046
  same "commands" "$(offered '')" "$(words $("$pmlctl" --help | sed -n '/^COMMANDS/,/^$/s/^  \([a-z-]*\) .*/\1/p'))" || rc=1
  same "domains" "$(offered wss '')" "$(words 14 3)" || rc=1
  same "domain, part" "$(offered --unit /dev/x wss --period 1s 1)" "14" || rc=1
  same "no second domain" "$(offered wss 3 '')" "" || rc=1
  same "no domain" "$(offered list '')" "" || rc=1
  same "kinds" "$(offered hot --kind '')" "$(words written accessed)" || rc=1
  same "a number" "$(offered hot --epochs '')" "" || rc=1
  return $rc
}

ends() { # exit code, text, arguments
  local rc want=$1 text=$2
  shift 2
  "$pmlctl" "$@" >"$out/run" 2>&1
  rc=$?
  [[ $rc -eq $want ]] && grep -qF -- "$text" "$out/run" && return
  echo "pmlctl $*: exit code $rc, wanted $want and '$text'; said:"
  cat "$out/run"
  return 1
}
exit_codes() {
  local rc=0
  ends 0 "enable-log-dirty" --help || rc=1
  ends 0 "interface version" --version || rc=1
  ends 2 "no command" || rc=1
  ends 2 "wss needs DOM" wss || rc=1
  ends 3 "not the device of an OpenPML unit" list --unit /dev/null || rc=1
  ends 3 "cannot be opened" list --unit /dev/openpml-none || rc=1
  "$pmlctl" --help >/dev/full 2>"$out/run" && { echo "a full standard output is not noticed"; rc=1; }
  return $rc
}

installed() {
  local root=$out/root pc
  "${MAKE:-make}" --no-print-directory -s install DESTDIR="$root" PREFIX=/usr || return 1
  pc=$root/usr/lib/pkgconfig/libpml.pc
  grep -q '^prefix=/usr$' "$pc" || { echo "libpml.pc: wrong prefix"; return 1; }
  cat >"$out/use.c" <<'END'
#include <libpml.h>
#include <stdio.h>
int main(void)
{
	struct pml_error error;
	struct pml_unit *unit;
	unsigned char bits[3] = { 0xFF, 0x01, 0x80 };

	if (pml_open("/dev/null", &unit, &error) != -ENXIO || error.code != ENXIO)
		return 1;
	printf("%s: %d\n", pml_popcount_isa(), (int)pml_popcount(bits, sizeof(bits)));
	return pml_popcount(bits, sizeof(bits)) != 10;
}
END
  sed -i 's/#include <stdio.h>/#include <errno.h>\n&/' "$out/use.c"
  cat >"$out/use.cpp" <<'END'
#include <libpml.hpp>
#include <cerrno>
int main() {
  try {
    libpml::Unit unit("/dev/null");
  } catch (const libpml::Error& e) {
    return e.code() != ENXIO;
  }
  return 1;
}
END
  local flags=(-I"$root/usr/include/openpml" -Wall -Wextra -pedantic -Werror)
  gcc -std=c11 "${flags[@]}" "$out/use.c" -o "$out/use_c" -L"$root/usr/lib" -lpml || return 1
  g++ -std=c++20 "${flags[@]}" "$out/use.cpp" -o "$out/use_cpp" -L"$root/usr/lib" -lpml || return 1
  g++ -std=c++20 "${flags[@]}" "$out/use.cpp" -o "$out/use_static" "$root/usr/lib/libpml.a" || return 1
  sed -n '/^```cpp$/,/^```$/{/^```/d;p}' docs/libpml.md >"$out/example.cpp"
  grep -q 'int main' "$out/example.cpp" || { echo "docs/libpml.md has no program"; return 1; }
  g++ -std=c++20 "${flags[@]}" "$out/example.cpp" -o "$out/example" -L"$root/usr/lib" -lpml || return 1
  LD_LIBRARY_PATH=$root/usr/lib "$out/use_c" && LD_LIBRARY_PATH=$root/usr/lib "$out/use_cpp" && "$out/use_static" || return 1
  # nothing but the interface is visible
  nm -D --defined-only "$root/usr/lib/libpml.so" | grep -v ' T pml_\| A LIBPML_1$' && { echo "more than the interface is exported"; return 1; }
  cmp "$pmlctl" "$root/usr/sbin/pmlctl" && [[ -s $root/usr/share/man/man8/pmlctl.8 && -s $root/usr/share/bash-completion/completions/pmlctl ]]
}

[[ $# -gt 0 ]] || set -- manual_page completion exit_codes installed
for what in "$@"; do check "$what" "$what"; done
