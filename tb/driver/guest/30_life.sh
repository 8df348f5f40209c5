# SPDX-License-Identifier: Apache-2.0
# The unit goes away while it is used.
test_processes() { load; processes; }
test_unbind() { load; gone unbind; }
test_unbind_again_and_again() { load; for i in 1 2 3 4 5 6; do gone unbind || return 1; done; }
test_remove() { load; gone remove; }
# A reset in the middle of harvests; then the driver must still be removable.
test_reset() { load; gone reset; wait_for 5 unload; load; }
# An error of the link above: the kernel tells the driver, resets the link with the function behind it, and the driver recovers.
test_link_error() {
  load
  gone link-error
  gone reset
  gone link-error
  [ "$(dmesg | grep -c "device recovery successful")" = 2 ] || { dmesg | tail -n 20; echo "the kernel did not recover the link"; return 1; }
  wait_for 5 unload
  load
}
# Sleep is refused while a domain is tracked, and costs nothing then; otherwise the unit works after it. The kernel goes through all devices and comes back.
test_suspend() {
  load
  echo platform >/sys/power/pm_test
  echo 1 >/sys/module/suspend/parameters/pm_test_delay
  pmlctl enable-log-dirty 7 --pages 4096 --vcpus 1 >/dev/null
  feed 1 10 300 11
  if echo freeze 2>/dev/null >/sys/power/state; then echo "sleeps while a domain is tracked"; return 1; fi
  feed 1 3500 50 1
  pmlctl harvest 7 --gfns --out /tmp/gfns >/dev/null
  (seq 10 11 3299; seq 3500 3549) | cmp - /tmp/gfns
  pmlctl disable-log-dirty 7 >/dev/null
  echo freeze >/sys/power/state
  [ "$(dmesg | grep -c "PM: suspend debug")" = 1 ] || { dmesg | tail -n 20; echo "the kernel did not sleep once"; return 1; }
  truth_ingest 3 3 2000
}
# The device's process is killed.
test_death() { load; gone death; wait_for 5 unload; }
# Two units: both are exact at the same time, and one goes while the other is used.
test_two_units() {
  load
  for n in 0 1; do [ -c /dev/openpml$n ] || { echo "no /dev/openpml$n"; return 1; }; done
  UNIT=/dev/openpml1 truth_generator 2 6 200 5 2 >/tmp/second 2>&1 &
  second=$!
  UNIT=/dev/openpml0 gone unbind
  UNIT=/dev/openpml0 truth_ingest 3 3 2000
  wait $second || { cat /tmp/second; return 1; }
  pmlctl --unit /dev/openpml1 selftest --scale 7
  ! pmlctl list >/tmp/tool 2>&1 || { cat /tmp/tool; echo "pmlctl chose one of two units by itself"; return 1; }
}
