# SPDX-License-Identifier: Apache-2.0
# Bad arguments, noise, no memory.
test_errors() { load; errors; }
test_fuzz_short() { load; fuzz 1 1500 2; }
test_fuzz() { load; fuzz 2 6000 3; }
test_fuzz_long() { load; fuzz 100 100000 4; }
test_compat() { load; compat; }

# Only caches that carry the mark: all but radix_tree_node (boots.py). The kernel's DMA-API checker keeps its mappings in such nodes and switches itself off for good
# when it gets none; it is to judge the ways that the driver goes after a failure, too.
marked_slabs_fail() {
  echo Y >/sys/kernel/debug/failslab/cache-filter
  for cache in /sys/kernel/slab/kmalloc-*; do [ "$(cat "$cache/failslab")" = 1 ] || { echo "${cache##*/} is not marked"; return 1; }; done
  [ "$(cat /sys/kernel/slab/radix_tree_node/failslab)" = 0 ] || { echo "radix_tree_node is marked"; return 1; }
}

test_allocation_failures() {
  load
  for kind in failslab fail_page_alloc fail_usercopy; do
    echo 0 >/sys/kernel/debug/$kind/verbose
    [ ! -e /sys/kernel/debug/$kind/ignore-gfp-wait ] || echo N >/sys/kernel/debug/$kind/ignore-gfp-wait
    echo -1 >/sys/kernel/debug/$kind/times
  done
  marked_slabs_fail
  failures
}
