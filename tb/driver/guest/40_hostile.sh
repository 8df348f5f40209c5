# SPDX-License-Identifier: Apache-2.0
# Bad arguments, noise, no memory.
test_errors() { load; errors; }
test_fuzz_short() { load; fuzz 1 1500 2; }
test_fuzz() { load; fuzz 2 6000 3; }
test_fuzz_long() { load; fuzz 100 100000 4; }
test_compat() { load; compat; }
test_allocation_failures() {
  load
  for kind in failslab fail_page_alloc fail_usercopy; do
    echo 0 >/sys/kernel/debug/$kind/verbose
    [ ! -e /sys/kernel/debug/$kind/ignore-gfp-wait ] || echo N >/sys/kernel/debug/$kind/ignore-gfp-wait
    echo -1 >/sys/kernel/debug/$kind/times
  done
  failures
}
