# SPDX-License-Identifier: Apache-2.0
# For the scripts that lint: to be sourced. A check is a shell function lint_KIND that gets the rest of the check's name (KIND_REST).
# shellcheck shell=bash
rtl_packages=(rtl/pml_pkg.sv rtl/pml_reg_pkg.sv)

# The files in an order in which they can be read: the packages first.
packages_first() { # file...
  local file
  printf '%s\n' "${rtl_packages[@]}"
  for file in "$@"; do
    [[ " ${rtl_packages[*]} " == *" $file "* ]] || printf '%s\n' "$file"
  done
}

# All checks at once, as many at a time as there are processors; reported in order: a line 'PASS name', or 'FAIL name' and what was said.
# 'out' is a folder for that. Fails when a check failed.
run_checks() { # what stands before the names, check...
  local prefix=$1 name failed=0
  shift
  for name in "$@"; do
    while [[ $(jobs -rp | wc -l) -ge $(nproc) ]]; do wait -n; done
    { "lint_${name%%_*}" "${name#*_}" >"$out/$name.log" 2>&1; echo $? >"$out/$name.rc"; } &
  done
  wait
  for name in "$@"; do
    # anything that a tool says is a failure too
    if [[ $(<"$out/$name.rc") -eq 0 && ! -s $out/$name.log ]]; then
      echo "PASS $prefix$name"
    else
      echo "FAIL $prefix$name"
      cat "$out/$name.log"
      failed=1
    fi
  done
  return $failed
}
