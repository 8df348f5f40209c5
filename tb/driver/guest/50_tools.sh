# SPDX-License-Identifier: Apache-2.0
# pmlctl and the example of docs/driver.md on the driver.
has() { grep -qF -- "$2" "$1" || { cat "$1"; echo "no '$2'"; return 1; }; }

test_pmlctl_selftest() {
  load
  pmlctl selftest --scale 5 >/tmp/tool || { cat /tmp/tool; return 1; }
  has /tmp/tool "selftest PASSED"
}

test_pmlctl_selftest_full() {
  load
  pmlctl selftest --scale 0 >/tmp/tool || { cat /tmp/tool; return 1; }
  has /tmp/tool "selftest PASSED"
}

test_pmlctl() {
  load
  pmlctl enable-log-dirty 7 --pages 4096 --vcpus 1
  pmlctl enable-log-dirty 7 --pages 4096 --vcpus 1
  pmlctl list --json >/tmp/tool
  has /tmp/tool '"domain": 7,'
  feed 1 10 300 11
  pmlctl harvest 7 --out /tmp/bits >/tmp/tool
  feed bitmap 10 300 11 >/tmp/want
  head -c "$(stat -c %s /tmp/want)" /tmp/bits | cmp - /tmp/want
  [ "$(stat -c %s /tmp/bits)" = 512 ] || { echo "the bitmap of 4096 pages has $(stat -c %s /tmp/bits) bytes"; return 1; }
  feed 1 0 200 2
  pmlctl harvest 7 --peek --gfns --out /tmp/gfns >/tmp/tool
  seq 0 2 398 | cmp - /tmp/gfns
  pmlctl harvest 7 --gfns --out /tmp/gfns >/tmp/tool
  seq 0 2 398 | cmp - /tmp/gfns
  feed 1 0 123 3
  pmlctl wss 7 --count 1 --json >/tmp/tool
  has /tmp/tool '"written_pages": 123,'
  pmlctl status 7 --json >/tmp/tool
  has /tmp/tool 4096
  pmlctl disable-log-dirty 7
  pmlctl list --json >/tmp/tool
  ! grep -q domain /tmp/tool || { cat /tmp/tool; echo "still listed"; return 1; }
}

printed() { [ -s "$1" ]; }
written() { sed -n 's/.*"written_pages": \([0-9]*\),.*/\1/p' "$@" | awk '{ n += $1 } END { print n + 0 }'; }

# Two programs watch one domain and end each other's epochs: each page that was written once is in the epoch of one of them, or still in the
# running one. Ctrl-C ends them well.
test_pmlctl_watchers() {
  load
  pmlctl enable-log-dirty 7 --pages 4096 --vcpus 1
  pmlctl wss 7 --watch --period 60ms --json >/tmp/watch1 2>/tmp/says1 & one=$!
  pmlctl wss 7 --watch --period 90ms --json >/tmp/watch2 2>/tmp/says2 & two=$!
  wait_for 10 printed /tmp/watch1
  wait_for 10 printed /tmp/watch2
  for n in $(seq 0 24); do feed 1 $((n * 100)) 100 1; done
  kill -INT $one
  kill -TERM $two
  wait $one || { cat /tmp/says1; echo "the first watcher: exit code $?"; return 1; }
  wait $two || { cat /tmp/says2; echo "the second watcher: exit code $?"; return 1; }
  pmlctl wss 7 --json >/tmp/rest
  [ "$(written /tmp/watch1 /tmp/watch2 /tmp/rest)" = 2500 ] ||
    { echo "2500 pages were written, the watchers saw $(written /tmp/watch1) and $(written /tmp/watch2), $(written /tmp/rest) were left"; return 1; }
  pmlctl hot 7 --epochs 3 --seen 1 --period 2s --out /tmp/hot >/tmp/tool & hot=$!
  while kill -0 $hot 2>/dev/null; do feed 1 0 64 2; done
  wait $hot
  cut -d ' ' -f 1 /tmp/hot >/tmp/gfns
  seq 0 2 126 | cmp - /tmp/gfns
  pmlctl disable-log-dirty 7
}

# Of two self tests at once each passes or says that the other has the generator; neither calls the unit bad.
test_pmlctl_two_selftests() {
  load
  pmlctl selftest --scale 4 >/tmp/test1 2>&1 & one=$!
  second=0
  pmlctl selftest --scale 4 --dom 77 >/tmp/test2 2>&1 || second=$?
  first=0
  wait $one || first=$?
  for code in $first $second; do
    [ $code = 0 ] || [ $code = 4 ] || { tail -n 1 /tmp/test1 /tmp/test2; echo "exit codes $first and $second"; return 1; }
  done
  [ $first = 0 ] || [ $second = 0 ] || { tail -n 1 /tmp/test1 /tmp/test2; echo "neither passed"; return 1; }
}

test_pmlctl_without_driver() {
  [ ! -d /sys/module/openpml ] || unload
  code=0
  pmlctl list >/tmp/tool 2>&1 || code=$?
  load
  [ $code = 3 ] || { cat /tmp/tool; echo "exit code $code, not 3"; return 1; }
}

# The examples of docs/driver.md: one tracks a domain for a while, the other hands in a log page meanwhile.
test_examples() {
  load
  # waits beforehand, since the example does not say when it has begun
  feed 0 5 100 7 3 >/tmp/fed 2>&1 &
  feeder=$!
  example_harvest /dev/openpml0 3 2000 0 4 >/tmp/pages 2>/tmp/says || { cat /tmp/says; return 1; }
  wait $feeder || { cat /tmp/fed; return 1; }
  seq 5 7 698 >/tmp/want
  sort -n /tmp/pages | cmp - /tmp/want
  has /tmp/says "100 pages written"

  pmlctl enable-log-dirty 4 --pages 4096 --vcpus 2 >/dev/null
  # pages 3 and 16, as a processor logs them
  printf '\000\060\000\000\000\000\000\000\000\000\001\000\000\000\000\000' | example_ingest /dev/openpml0 2 pml
  pmlctl harvest 4 --gfns --out /tmp/gfns >/dev/null
  [ "$(xargs </tmp/gfns)" = "3 16" ] || { cat /tmp/gfns; return 1; }
  pmlctl disable-log-dirty 4 >/dev/null
}
