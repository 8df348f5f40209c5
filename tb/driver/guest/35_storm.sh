# SPDX-License-Identifier: Apache-2.0
# Everything at once, by several processes, while the unit is reset and unbound; afterwards the unit is exact.
test_storm() {
  load
  unit=$(readlink -f /sys/class/openpml/openpml0/device)
  storm 20 1 >/tmp/storm 2>&1 &
  storm=$!
  sleep 5; echo 1 >"$unit/reset"
  sleep 5; echo "${unit##*/}" >/sys/bus/pci/drivers/openpml/unbind
  sleep 1; echo "${unit##*/}" >/sys/bus/pci/drivers/openpml/bind
  sleep 3; echo 1 >"$unit/reset"
  wait $storm || { cat /tmp/storm; return 1; }
  truth_ingest 3 3 2000
}
