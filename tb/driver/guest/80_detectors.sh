# SPDX-License-Identifier: Apache-2.0
# The debug kernel's detectors see what they must (canary/canary.c).
canary() { insmod /canary.ko how="$1" && rmmod canary; }
test_canary_warn() { canary warn; }
# lockdep before KASAN, whose first report ends lockdep
test_canary_locks() { canary lock-order; }
test_canary_memory() { canary use-after-free; }
test_canary_atomic() { canary atomic-sleep; }
test_canary_dma() { canary dma; }
test_canary_leak() { canary leak; echo scan >/sys/kernel/debug/kmemleak; sleep 6; echo scan >/sys/kernel/debug/kmemleak; grep -q unreferenced /sys/kernel/debug/kmemleak; }
