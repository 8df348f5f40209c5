#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests of dom0's side in a real kernel: boots Debian's kernel in QEMU (software emulation) with the unit as a PCIe device in a process of its
own, loads the driver, and runs what guest/*.sh says. A line 'PASS driver_BOOT_TEST' or 'FAIL driver_BOOT_TEST (why)' a test, and one for each
boot as a whole. Exit code 0 only if all passed. Logs: build/driver-test/BOOT.

    driver_test.py --short            the boot of 'make test'
    driver_test.py                    all boots ('make driver-test')
    driver_test.py BOOT..             these
      --only TEST,..                  only these tests of them
      --jobs N                        so many boots at a time (as many as there are processors, at most 2)
      --list                          names of boots and tests
    driver_test.py --shell FILE       one boot that runs the commands of a file in the guest, and prints what they print
"""
import argparse
import os
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import boots as catalogue
from boots import Boot
from initramfs import Initramfs
from machine import ROOT, Guest, Server, Wrong, qemu_words, toolchain

BUILD = ROOT / "build/driver-test"
GUEST = ROOT / "tb/driver/guest"
PROGRAMS = ROOT / "build/driver-test/bin"
MODULES = ROOT / "build/driver-test/modules"

SAYING = threading.Lock()


def say(line):
    """A whole line, whatever else runs."""
    with SAYING:
        print(line, flush=True)


def make_initrd(boot, folder, tests):
    """The guest's file system."""
    files = Initramfs()
    for path in ("proc", "sys", "dev", "tmp", "root", "etc"):
        files.folder(path)
    files.device("dev/console", 5, 1)
    files.device("dev/null", 1, 3)
    files.device("dev/ttyS1", 4, 65)
    files.busybox(toolchain("busybox"))
    files.file("init", GUEST / "init", 0o755)
    files.data("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/tmp:/bin/sh\n")
    files.data("etc/group", "root:x:0:\nnogroup:x:65534:\n")
    parts = sorted(GUEST.glob("*.sh"))
    files.data("tests.sh", "".join(part.read_text() for part in parts) + boot.script)
    files.data("tests.list", "\n".join(tests) + "\n")
    files.data("boot.conf", f"KERNEL={boot.kernel}\n")
    for module in sorted((MODULES / boot.kernel).glob("*.ko")):
        files.file(module.name, module)
    programs = sorted(PROGRAMS.glob("*")) if PROGRAMS.exists() else []
    for program in programs:
        files.program(f"bin/{program.name}", program)
    target = folder / "initrd"
    files.write(target)
    return target


class Run:
    """One boot and its verdicts."""

    def __init__(self, boot, only=()):
        self.boot = boot
        self.tests = [test for test in boot.tests if not only or test in only]
        self.verdicts = {}
        self.ended = False
        self.servers = []
        self.guest = None
        self.strange = []

    def on_line(self, line):
        word, _, rest = line.partition(" ")
        if word in ("PASS", "FAIL"):
            name, _, why = rest.partition(" ")
            if name in self.verdicts or name not in self.tests:
                self.strange.append(f"a second or unknown verdict '{line}'")
            self.verdicts[name] = word == "PASS"
            say(f"{word} driver_{self.boot.name}_{name}" + (f" {why}" if why else ""))
        elif line == "GUEST end":
            self.ended = True
        elif not line.startswith("GUEST "):
            say(f"  {self.boot.name}: {line}")

    def on_request(self, request):
        if request == "kill-server" and self.servers:
            self.servers[0].kill()
        elif request == "link-error" and self.guest:
            self.guest.command("pcie_aer_inject_error rp0 DLP")  # of the port above the device: the kernel resets what is below
        else:
            self.strange.append(f"the guest asked for '{request}'")

    def machine(self, folder):
        boot = self.boot
        words = qemu_words(toolchain("kernel", boot.kernel), make_initrd(boot, folder, self.tests), len(self.servers), boot.iommu,
                           boot.processors, boot.cpu, " ".join(["kmemleak=on"] * (boot.kernel == "debug") + [boot.append]),
                           reply_ms=boot.reply_ms)
        self.guest = Guest(folder, words, self.on_line, self.on_request)
        return self.guest, self.guest.run(boot.seconds)

    def execute(self):
        """Boots; what is wrong with the boot as a whole, or ''."""
        folder = BUILD / self.boot.name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        with ExitStack() as stack:
            for number in range(self.boot.devices if self.boot.engine else 0):
                self.servers.append(stack.enter_context(Server(folder, number, ["--engine", self.boot.engine, *self.boot.server])))
            guest, ending = self.machine(folder)
        alarms = guest.alarms()
        for wanted in self.boot.alarms:
            if not any(wanted in alarm for alarm in alarms):
                return f"the kernel did not report '{wanted}'"
        if alarms and not self.boot.alarms:
            return f"the kernel reported: {alarms[0]}" + (f" (and {len(alarms) - 1} lines more)" if len(alarms) > 1 else "")
        if ending:
            return ending
        if self.strange:
            return self.strange[0]
        if not self.ended:
            return "the guest did not come to its end"
        missing = [test for test in self.tests if test not in self.verdicts]
        return f"no verdict of {', '.join(missing)}" if missing else ""


def run_boot(boot, only=()):
    """True if all went well."""
    run = Run(boot, only)
    start = time.monotonic()
    try:
        why = run.execute()
    except (Wrong, OSError, subprocess.SubprocessError) as error:
        why = str(error)
    name = f"driver_{boot.name}_machine"
    say(f"FAIL {name} ({why})" if why else f"PASS {name}")
    for test in run.tests:
        if test not in run.verdicts:
            say(f"FAIL driver_{boot.name}_{test} (did not run to its end)")
    say(f"  {boot.name}: {time.monotonic() - start:.0f} s, logs in {(BUILD / boot.name).relative_to(ROOT)}")
    return not why and len(run.verdicts) == len(run.tests) and all(run.verdicts.values())


def run_boots(boots, only, jobs):
    """True if all of them went well."""
    with ThreadPoolExecutor(jobs) as pool:
        return all(list(pool.map(lambda boot: run_boot(boot, only), boots)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("boots", nargs="*")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=min(2, len(os.sched_getaffinity(0))))
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--shell", metavar="FILE")
    parser.add_argument("--kernel", default="6.1")
    parser.add_argument("--engine", default="rtl")
    parser.add_argument("--iommu", action="store_true")
    arguments = parser.parse_args()
    if arguments.shell:
        commands = Path(arguments.shell).read_text()
        boot = Boot("shell", ["shell"], kernel=arguments.kernel, engine="" if arguments.engine == "none" else arguments.engine,
                    iommu=arguments.iommu, script="VERBOSE=1\ntest_shell() {\nset +e\n" + commands + "\n}\n")
        return 0 if run_boot(boot) else 1
    everything = {boot.name: boot for boot in catalogue.SHORT + catalogue.LONG}
    if arguments.list:
        for boot in everything.values():
            print(f"{boot.name}: {' '.join(boot.tests)}")
        return 0
    unknown = [name for name in arguments.boots if name not in everything]
    if unknown:
        parser.error(f"no boot '{unknown[0]}' (there are: {', '.join(everything)})")
    chosen = [everything[name] for name in arguments.boots] or (catalogue.SHORT if arguments.short else catalogue.SHORT + catalogue.LONG)
    only = [test for test in arguments.only.split(",") if test]
    start = time.monotonic()
    good = run_boots(chosen, only, arguments.jobs)
    say(f"  {len(chosen)} boots, {arguments.jobs} at a time: {time.monotonic() - start:.0f} s")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
