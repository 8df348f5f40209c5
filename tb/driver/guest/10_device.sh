# SPDX-License-Identifier: Apache-2.0
# The function on the bus, the module's life.

find_function() {
  for device in /sys/bus/pci/devices/*; do
    if [ "$(cat "$device/vendor")" = 0x1234 ] && [ "$(cat "$device/device")" = 0x504d ]; then echo "$device"; return 0; fi
  done
  echo "no PCI function 1234:504d"
  return 1
}

# config_byte FUNCTION OFFSET: decimal
config_byte() { od -An -tu1 -j "$2" -N 1 "$1/config" | tr -d ' '; }

# Offset of the capability with this number; nothing if it has none.
capability() {
  at=$(config_byte "$1" 52)
  while [ "$at" != 0 ]; do
    if [ "$(config_byte "$1" "$at")" = "$2" ]; then echo "$at"; return 0; fi
    at=$(config_byte "$1" $((at + 1)))
  done
  echo "no capability $2"
  return 1
}

bar_bytes() { awk -v bar="$2" 'NR == bar + 1 { printf "%d", strtonum($2) - strtonum($1) + 1 }' "$1/resource"; }

test_function_visible() {
  function=$(find_function)
  [ "$(cat "$function/class")" = 0x088000 ]
  [ "$(cat "$function/subsystem_device")" = 0x0100 ]
  capability "$function" 16 >/dev/null || { echo "no PCIe capability"; return 1; }
  capability "$function" 17 >/dev/null || { echo "no MSI-X capability"; return 1; }
  [ "$(stat -c %s "$function/resource0")" = 65536 ] || { echo "BAR0 has $(stat -c %s "$function/resource0") bytes"; return 1; }
}

# The debug kernel lets objects live for some seconds after their last user (DEBUG_KOBJECT_RELEASE), the driver's folder in sysfs among them.
driver_gone() { [ ! -e /sys/bus/pci/drivers/openpml ]; }
load() { [ -d /sys/module/openpml ] || { wait_for 30 driver_gone; insmod /openpml.ko "$@"; }; }
unload() { rmmod openpml; }

wait_for() { # seconds, command..
  left=$(($1 * 10))
  shift
  until "$@"; do
    left=$((left - 1))
    [ $left -gt 0 ] || { echo "waited in vain for: $*"; return 1; }
    usleep 100000
  done
}

test_module_loads() {
  load
  [ -c /dev/openpml0 ] || { echo "no /dev/openpml0"; dmesg | tail -n 3; return 1; }
  [ "$(stat -c '%a %u' /dev/openpml0)" = "600 0" ] || { echo "mode and owner are $(stat -c '%a %u' /dev/openpml0)"; return 1; }
  grep -q openpml /proc/interrupts || { echo "no interrupt"; return 1; }
}

test_one_vector() {
  load
  [ "$(grep -c openpml /proc/interrupts)" = 1 ] || { cat /proc/interrupts; echo "not one interrupt"; return 1; }
}

# A module that is in use cannot be removed; one that is not goes without a trace, again and again.
test_rmmod() {
  load
  exec 5<>/dev/openpml0
  if rmmod openpml 2>/dev/null; then echo "removed while a file was open"; return 1; fi
  exec 5>&-
  pmlctl enable-log-dirty 1 --pages 100 >/dev/null
  if rmmod openpml 2>/dev/null; then echo "removed while a domain was tracked"; return 1; fi
  pmlctl disable-log-dirty 1 >/dev/null
  for i in 1 2 3; do
    wait_for 5 unload
    [ ! -e /dev/openpml0 ] || { echo "the device file stayed"; return 1; }
    ! grep -q openpml /proc/interrupts || { echo "the interrupts stayed"; return 1; }
    load
    [ -c /dev/openpml0 ] || { echo "load $i: no /dev/openpml0"; return 1; }
  done
}
