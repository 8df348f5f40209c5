#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs the Debian packages that the build needs and that are missing. The only place that names packages.
# Says nothing when there is nothing to do.
#   bootstrap.sh             what build, tests and bench need
#   bootstrap.sh fpga        what the FPGA flow needs of the host
#   bootstrap.sh driver      what the driver's build, checks and tests need of the host
#   bootstrap.sh quality     what 'make fuzz' and 'make tidy' need besides
#   bootstrap.sh coverage    what the report of 'make coverage' needs more
#   bootstrap.sh --forky     prints the packages of Debian testing that fpga/tools/toolchain.sh puts into a folder of their own
#   bootstrap.sh --qemu, --kernel-6.1, --kernel-6.12, --kernel-source
#                            print the packages that tb/driver/toolchain.sh puts into folders of their own
set -euo pipefail

packages=(
  verilator yosys               # RTL: simulation, synthesis checks
  g++ make python3              # building
  libzstd-dev zlib1g-dev        # compressed traces, FST waveforms
  libgtest-dev libbenchmark-dev # tests, micro-benchmarks
  mandoc                        # lints the manual page
  z3 patch                      # formal proofs and their seeded bugs
  clang-format                  # style of the C++ code
)
fpga_packages=(
  debootstrap util-linux # the folder with the FPGA tools, and running them in it
  python3
)
forky_packages=(
  yosys nextpnr-himbaechel-xilinx nextpnr-himbaechel-xilinx-chipdb prjxray prjxray-database
)
coverage_packages=(
  lcov # genhtml
)
driver_packages=(
  xz-utils zstd debian-archive-keyring # taking packages and kernels apart
  make gcc libelf-dev                  # building kernel modules
  flex bison bc                        # building the debug kernel
  sparse perl                          # checking the driver
  g++ python3
)
quality_packages=(
  clang libclang-rt-14-dev # libFuzzer
  clang-tidy cppcheck
)

die() {
  echo "bootstrap: $*" >&2
  exit 1
}

case ${1:-} in
  "") ;;
  fpga) packages=("${fpga_packages[@]}") ;;
  quality) packages=("${quality_packages[@]}") ;;
  driver) packages=("${driver_packages[@]}") ;;
  coverage) packages=("${coverage_packages[@]}") ;;
  --qemu) echo qemu-system-x86; exit ;;
  --kernel-6.1) printf '%s\n' linux-image-amd64 linux-headers-amd64 busybox-static; exit ;;
  --kernel-6.12) printf '%s\n' linux-image-amd64 linux-headers-amd64; exit ;;
  --kernel-source) echo linux-source-6.1; exit ;;
  --forky) printf '%s\n' "${forky_packages[@]}"; exit ;;
  *) die "unknown argument $1" ;;
esac

command -v dpkg-query >/dev/null || die "this is not a Debian system (no dpkg); install by hand: ${packages[*]}"

installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${packages[@]}" 2>/dev/null || true)
missing=()
for package in "${packages[@]}"; do
  grep -qx "$package installed" <<<"$installed" || missing+=("$package")
done
[[ ${#missing[@]} -eq 0 ]] && exit 0

[[ $(id -u) -eq 0 ]] || die "these packages are missing and only root can install them: ${missing[*]}
bootstrap: run 'sudo apt-get install ${missing[*]}', then try again"

echo "bootstrap: installing ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
run_apt() {
  DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 -o Acquire::Retries=3 "$@" >"$log" 2>&1
}
# An old package list can be good enough: try it first, then with a new one.
if ! run_apt install --no-install-recommends "${missing[@]}"; then
  run_apt update || { tail -n 5 "$log" >&2; die "apt-get update failed: is there a network?"; }
  run_apt install --no-install-recommends "${missing[@]}" ||
    { tail -n 5 "$log" >&2; die "apt-get could not install: ${missing[*]}"; }
fi
