# SPDX-License-Identifier: Apache-2.0
# After all tests of a boot: the module goes, and nothing of it may be left. The kernel's log is judged by the host.
test_nothing_left() {
  if [ -d /sys/module/openpml ]; then wait_for 5 unload; fi
  # the debug kernel's DMA-API checker, to the end
  [ "$KERNEL" != debug ] || [ "$(cat /sys/kernel/debug/dma-api/disabled)" = N ] || { echo "the DMA-API checker is off"; return 1; }
  if [ -w /sys/kernel/debug/kmemleak ]; then
    echo scan >/sys/kernel/debug/kmemleak
    sleep 6
    echo scan >/sys/kernel/debug/kmemleak
    cat /sys/kernel/debug/kmemleak
    ! grep -q unreferenced /sys/kernel/debug/kmemleak || { echo "kmemleak: $(grep -c unreferenced /sys/kernel/debug/kmemleak) objects leaked"; return 1; }
  fi
}
