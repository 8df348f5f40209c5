#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests of the driver tests' own machinery, without a machine: what counts as a pass, what the kernel may not say, what happens without a network.
A line 'PASS driver_harness_NAME' or 'FAIL ...' each."""
import io
import os
import subprocess
import sys
import tempfile
import unittest
from contextlib import redirect_stdout
from pathlib import Path
from unittest import mock

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2] / "scripts")]
# pylint: disable=wrong-import-position
import driver_test  # noqa: E402
from boots import Boot  # noqa: E402
from initramfs import Initramfs  # noqa: E402
from machine import ALARMS, TOOLCHAIN  # noqa: E402
from unittest_lines import run_tests, tests_of  # noqa: E402


class FakeGuest:
    """Stands for QEMU: prints these lines, ends in this way, and the kernel has said this."""

    def __init__(self, lines, ending="", said=()):
        self.lines, self.ending, self.said = lines, ending, said

    def machine(self, run):
        for line in self.lines:
            run.on_line(line)
        return self, self.ending

    def alarms(self):
        return [line for line in self.said if ALARMS.search(line)]


GOOD = ["GUEST test one", "PASS one", "PASS two", "GUEST end"]


class TestVerdict(unittest.TestCase):
    """A boot passes only on all positive signs."""

    def verdict(self, guest, alarms=()):
        run = driver_test.Run(Boot("fake", ["one", "two"], engine="", alarms=list(alarms)))
        run.machine = lambda folder: guest.machine(run)
        with tempfile.TemporaryDirectory() as folder, redirect_stdout(io.StringIO()):
            driver_test.BUILD = Path(folder)
            return run.execute()

    def test_good(self):
        self.assertEqual(self.verdict(FakeGuest(GOOD)), "")

    def test_a_test_without_verdict(self):
        self.assertIn("no verdict of two", self.verdict(FakeGuest(["PASS one", "GUEST end"])))

    def test_a_verdict_twice(self):
        self.assertIn("second", self.verdict(FakeGuest(["PASS one", "PASS one", "PASS two", "GUEST end"])))

    def test_an_unknown_verdict(self):
        self.assertIn("unknown", self.verdict(FakeGuest(GOOD[:-1] + ["PASS three", "GUEST end"])))

    def test_no_end(self):
        self.assertIn("did not come to its end", self.verdict(FakeGuest(GOOD[:-1])))

    def test_bad_ending(self):
        self.assertEqual(self.verdict(FakeGuest(GOOD, ending="QEMU ended with 1")), "QEMU ended with 1")

    def test_kernel_reports(self):
        self.assertIn("WARNING: CPU", self.verdict(FakeGuest(GOOD, said=["[ 1.0] WARNING: CPU: 0 PID: 1 at x.c:1"])))

    def test_a_wanted_report_that_is_missing(self):
        self.assertIn("did not report 'KASAN'", self.verdict(FakeGuest(GOOD, said=["WARNING: CPU"]), alarms=["WARNING", "KASAN"]))

    def test_a_wanted_report(self):
        self.assertEqual(self.verdict(FakeGuest(GOOD, said=["BUG: KASAN: use-after-free"]), alarms=["KASAN"]), "")


class TestBoots(unittest.TestCase):
    """Several boots at a time."""

    def run_all(self, jobs, bad=()):
        ran = []
        with mock.patch.object(driver_test, "run_boot", lambda boot, only: ran.append(boot) or boot not in bad):
            good = driver_test.run_boots(list(range(7)), (), jobs)
        self.assertEqual(sorted(ran), list(range(7)))
        return good

    def test_each_runs_once(self):
        self.assertTrue(self.run_all(1))
        self.assertTrue(self.run_all(2))

    def test_one_that_fails(self):
        for bad in range(7):
            self.assertFalse(self.run_all(2, [bad]))


class TestAlarms(unittest.TestCase):
    """Real lines of kernel logs."""

    def test_reports(self):
        for line in ("WARNING: CPU: 0 PID: 43 at kernel/dma/debug.c:974 check_unmap+0x686/0xeb0",
                     "WARNING: possible circular locking dependency detected", "BUG: KASAN: use-after-free in canary_init+0x1/0x2",
                     "BUG: sleeping function called from invalid context at a.c:48", "INFO: task insmod:40 blocked for more than 60 seconds.",
                     "Oops: 0000 [#1] PREEMPT SMP KASAN", "general protection fault, probably for non-canonical address 0xdffffc0000000000",
                     "DMA-API: openpml 0000:01:00.0: device driver has pending DMA allocations while released from device [count=1]",
                     "DMAR: [DMA Write NO_PASID] Request device [01:00.0] fault addr 0xffffe000", "Kernel panic - not syncing: x", " Call Trace:",
                     "rcu: INFO: rcu_preempt self-detected stall on CPU", "irq 27: nobody cared (try booting with the \"irqpoll\" option)",
                     "ODEBUG: free active (active state 0) object type: timer_list", "kmemleak: 1 new suspected memory leaks",
                     "UBSAN: shift-out-of-bounds in x.c:1:2", "refcount_t: underflow; use-after-free.", "watchdog: BUG: soft lockup - CPU#0 stuck"):
            self.assertTrue(ALARMS.search(line), line)

    def test_what_is_no_report(self):
        for line in ("openpml: loading out-of-tree module taints kernel.", "tsc: Unable to calibrate against PIT",
                     "mtrr: your CPUs had inconsistent fixed MTRR settings", "ACPI: IRQ 3 override to edge(!), high(!)",
                     "Lock dependency validator: Copyright (c) 2006 Red Hat, Inc., Ingo Molnar", "DMAR: VT-d Scalable Mode not enabled, no PASID allocation",
                     "reboot: Power down", "APIC calibration not consistent with PM-Timer: 98ms instead of 100ms"):
            self.assertFalse(ALARMS.search(line), line)


class TestInitramfs(unittest.TestCase):
    """The archive, read back by the format's definition."""

    def test_entries(self):
        files = Initramfs()
        files.data("a/b/c", "hello", 0o600)
        files.link("a/l", "b/c")
        files.device("dev/console", 5, 1)
        with tempfile.TemporaryDirectory() as folder:
            files.write(f"{folder}/out")
            data = Path(f"{folder}/out").read_bytes()
        found, at = {}, 0
        while True:
            self.assertEqual(data[at:at + 6], b"070701")
            field = [int(data[at + 6 + 8 * i:at + 14 + 8 * i], 16) for i in range(13)]
            name = data[at + 110:at + 110 + field[11] - 1].decode()
            start = (at + 110 + field[11] + 3) // 4 * 4
            if name == "TRAILER!!!":
                break
            found[name] = (field[1], data[start:start + field[6]], field[9], field[10])
            at = (start + field[6] + 3) // 4 * 4
        self.assertEqual(found["a/b/c"], (0o100600, b"hello", 0, 0))
        self.assertEqual(found["a/l"], (0o120777, b"b/c", 0, 0))
        self.assertEqual(found["dev/console"], (0o020600, b"", 5, 1))
        self.assertEqual(found["a"][0], 0o040755)
        self.assertLess(list(found).index("a"), list(found).index("a/b"))


class TestToolchain(unittest.TestCase):
    """What it says when it cannot do its work."""

    def toolchain(self, *words, **environment):
        with tempfile.TemporaryDirectory() as folder:
            env = {**os.environ, "OPENPML_CACHE": folder, **environment}
            return subprocess.run([TOOLCHAIN, *words], env=env, capture_output=True, text=True, check=False)

    def test_nothing_is_there(self):
        for words in (["check", "qemu"], ["check", "kernel-debug"], ["kernel", "6.1"], ["headers", "debug"], ["busybox"], ["qemu", "--version"]):
            self.assertEqual(self.toolchain(*words).returncode, 1, words)

    def test_without_a_mirror_there_is_one_error(self):
        done = self.toolchain("install", "qemu", OPENPML_DEBIAN_MIRROR="http://127.0.0.1:9/debian")
        self.assertEqual(done.returncode, 1)
        self.assertEqual([line for line in done.stderr.splitlines() if "is there a network?" in line], done.stderr.splitlines()[-1:])

    def test_unknown_set(self):
        done = self.toolchain("install", "nonsense")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("no set 'nonsense'", done.stderr)


if __name__ == "__main__":
    sys.exit(run_tests(tests_of(sys.modules["__main__"]), lambda test: "driver_harness_" + test.id().split(".", 1)[1].replace(".", "_")))
