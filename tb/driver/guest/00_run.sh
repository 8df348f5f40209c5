# SPDX-License-Identifier: Apache-2.0
# The tests, as functions test_NAME, run by init in the order of /tests.list. Each runs in a shell of its own; it passes when its exit code
# is 0, and what it printed last is the reason when it does not.

run() {
  echo "GUEST test $1"
  began=$(cut -d. -f1 /proc/uptime)
  (set -e; "test_$1") >/tmp/out 2>&1
  code=$?
  echo "GUEST took $(($(cut -d. -f1 /proc/uptime) - began)) s"
  if [ -n "$VERBOSE" ]; then sed 's/^/| /' /tmp/out; fi
  if [ $code = 0 ]; then
    echo "PASS $1"
  else
    [ -n "$VERBOSE" ] || sed 's/^/| /' /tmp/out | tail -n 30
    echo "FAIL $1 (exit code $code: $(tail -n 1 /tmp/out))"
    clean_up
  fi
}


# After a failed test: what it left must not make the others fail.
clean_up() {
  for function in /sys/bus/pci/drivers/openpml/0*; do
    [ -e "$function" ] || continue
    echo "${function##*/}" >/sys/bus/pci/drivers/openpml/unbind
    echo "${function##*/}" >/sys/bus/pci/drivers/openpml/bind
  done
}
