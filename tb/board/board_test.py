#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests the whole Arty top (board_sim) with the real host tool (pml-uart) over a pseudo-terminal; both from build/bin, or the folder BIN.

One line a test: 'PASS board_name' or 'FAIL board_name (what was wrong)'. Exit code 0 only if all passed.
The protocol is written a second time here, from fpga/arty/PROTOCOL.md, for the frames that the tool would never send.
"""
import json
import os
import random
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
import tty
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = ROOT / os.environ.get("BIN", "build/bin")
SIM, TOOL = BIN / "board_sim", BIN / "pml-uart"
SCRATCH, CMD, CNT_REFUSED = 0x001C, 0x4000, 0x4158
PING, READ, WRITE, START, STATE = 1, 2, 3, 4, 5
OK, SLVERR, DECERR, BAD_CRC, BAD_COMMAND, BAD_LENGTH, BUSY = 0, 2, 3, 0x10, 0x11, 0x12, 0x13
PATIENCE = 60  # s; nothing here is a test of speed
FULL_EPOCHS = [9600] * 10 + [4800] * 6 + [9600] * 6


class Wrong(Exception):
    pass


def expect(condition, what):
    if not condition:
        raise Wrong(what)


def crc16(data):
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def frame(seq, cmd, *words):
    body = bytes([seq, cmd, len(words)]) + b"".join(struct.pack("<I", w) for w in words)
    return b"\xC3" + body + struct.pack("<H", crc16(body))


class Sim:
    """A simulated board; ends with the block."""

    def __init__(self, *options):
        self.options = options

    def __enter__(self):
        self.dir = tempfile.TemporaryDirectory(dir=ROOT / "build")
        name = Path(self.dir.name) / "name"
        self.log = open(Path(self.dir.name) / "log", "w+")
        self.process = subprocess.Popen([SIM, "--name-file", name, *self.options], stdout=self.log, stderr=subprocess.STDOUT)
        end = time.monotonic() + PATIENCE
        while not name.exists():
            expect(self.process.poll() is None, "board_sim ended at once: " + self.output())
            expect(time.monotonic() < end, "board_sim does not start")
            time.sleep(0.01)
        self.port = name.read_text().strip()
        return self

    def output(self):
        self.log.seek(0)
        return " ".join(self.log.read().split("\n")[-4:])

    def __exit__(self, kind, *_):
        early = self.process.poll() is not None
        self.process.terminate()
        rc = self.process.wait(timeout=PATIENCE)
        output = self.output()
        self.log.close()
        self.dir.cleanup()
        if kind is None:
            expect(not early and rc == 0, f"board_sim ended with {rc}: {output}")

    def tool(self, *args, rc=0):
        """Runs pml-uart; its output (as JSON if asked for)."""
        command = [TOOL, "--port", self.port, "--timeout", "3000", "--seconds", str(PATIENCE), *args]
        done = subprocess.run(command, capture_output=True, text=True, timeout=4 * PATIENCE)
        expect(done.returncode == rc, f"pml-uart {' '.join(args)}: exit code {done.returncode}, not {rc}: {done.stdout[-200:]}{done.stderr}")
        return json.loads(done.stdout) if "--json" in args and rc < 2 else done.stdout + done.stderr


class Raw:
    """The port itself, for frames that the tool does not send."""

    def __init__(self, port):
        self.fd = os.open(port, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self.fd, termios.TCSANOW)
        self.seq = random.Random(3).randrange(200)

    def close(self):
        os.close(self.fd)

    def write(self, data):
        os.write(self.fd, data)

    def replies(self, wait):
        """All good reply frames until the line is silent for `wait` seconds: (seq, cmd, status, words)."""
        data = b""
        while select.select([self.fd], [], [], wait)[0]:
            data += os.read(self.fd, 4096)
        found = []
        while (at := data.find(b"\xA5")) >= 0:
            data = data[at:]
            n = 4 + 4 * data[3] + 3 if len(data) > 3 else 7
            if len(data) < n or crc16(data[1:n - 2]) != struct.unpack("<H", data[n - 2:n])[0]:
                data = data[1:]
                continue
            found.append((data[1], data[2] & 0x7F, data[n - 3], list(struct.unpack(f"<{data[3]}I", data[4:n - 3]))))
            data = data[n:]
        return found

    def ask(self, cmd, *words, seq=None):
        """One exchange; (status, words)."""
        if seq is None:
            self.seq = seq = (self.seq + 1) % 256
        for _ in range(5):
            self.write(frame(seq, cmd, *words))
            for reply in self.wait_one():
                if reply[0] == seq and reply[1] == cmd:
                    return reply[2:]
        raise Wrong(f"no reply to command {cmd}")

    def wait_one(self):
        end = time.monotonic() + 1
        while time.monotonic() < end:
            if found := self.replies(0.05):
                return found
        return []

    def read(self, address):
        status, words = self.ask(READ, address, 1)
        expect(status == OK, f"read of {address:#x}: status {status:#x}")
        return words[0]


# ---------------------------------------------------------------- tests: each gets a board whose power-up self test is over

def power_up_self_test(sim):
    report = sim.tool("watch", "--json")
    expect(report["state"] == "passed" and report["failed"] == 0, f"self test: {report['state']}")
    lines = [line for line in report["report"].split("\n") if "epoch" in line]
    want = [f"expected {n}, accessed {n}, written {n}, in memory {n}/{n} ok" for n in FULL_EPOCHS]
    expect([line.split(": ", 1)[1] for line in lines] == want, "the report's epochs are not those of the experiments: " + "; ".join(lines))
    expect(f"self test: {report['checks']} checks, PASS" in report["report"], "the report has no PASS line")


def info(sim):
    what = sim.tool("info", "--json")
    for key, value in {"memory_base": 0x40000000, "memory_bytes": 65536, "clock_hz": 100_000_000, "vms": 2, "vcpus": 2, "pages_log2": 15,
                       "axi_bits": 64, "selftest": "passed"}.items():
        expect(what[key] == value, f"{key} is {what[key]}")


def registers(sim):
    sim.tool("write", "GLOBAL.SCRATCH", "0x12345678")
    expect(sim.tool("read", "global.scratch").strip() == "0x12345678", "SCRATCH does not keep its value")
    sim.tool("write", "VM1.LIMIT", "0x7fff")
    expect(sim.tool("read", "VM1.LIMIT").strip() == "0x0000000000007fff", "a 64-bit register is not read whole")
    expect("SLVERR" in sim.tool("write", "GLOBAL.MAGIC", "1", rc=4), "a refused write does not say so")
    expect("VM.CMD " in sim.tool("regs", "VM."), "regs does not list VM.CMD")


def memory(sim):
    sim.tool("write", "0x4000fffc", "0xdeadbeef")
    expect(sim.tool("read", "0x4000fffc").strip() == "0xdeadbeef", "the last word of the memory does not keep its value")
    expect("DECERR" in sim.tool("read", "0x40010000", rc=4), "a read past the memory is not refused")
    expect("DECERR" in sim.tool("read", "0x4000fff8", "8", rc=4), "a block that leaves the memory is not refused")
    raw = Raw(sim.port)
    try:
        words = [random.Random(9).randrange(1 << 32) for _ in range(32)]
        expect(raw.ask(WRITE, 0x40002000, *words) == (OK, [32]), "a block write fails")
        expect(raw.ask(READ, 0x40002000, 32) == (OK, words), "a block does not read back")
        expect(raw.ask(WRITE, 0x4000FFF8, 1, 2, 3) == (DECERR, [2]), "a block write that leaves the memory does not stop there")
    finally:
        raw.close()
    expect(len(sim.tool("dump", "0x40002000", "128").split()) == 36, "dump is not complete")


def bad_arguments(sim):
    sim.tool("read", "VM.NOSUCH", rc=2)
    sim.tool("frobnicate", rc=2)
    sim.tool("experiment", "3", rc=2)
    sim.tool("experiment", "1", "--scale", "0", rc=2)
    sim.tool("--baud", "12345", "info", rc=2)
    sim.tool("--port", "/dev/null", "info", rc=3)
    sim.tool("--port", str(ROOT / "build/no-such-port"), "info", rc=3)


def experiment_from_the_host(number, pages, *options):
    def test(sim):
        got = sim.tool("experiment", str(number), "--json", *options)
        expect(got["exact"], "not exact")
        expect([e["accessed"] for e in got["epochs"]] == pages, f"accessed pages {[e['accessed'] for e in got['epochs']]}")
        if "--write-share" not in options:
            expect([e["written"] for e in got["epochs"]] == pages, f"written pages {[e['written'] for e in got['epochs']]}")
        else:
            expect(all(0 < e["written"] < e["accessed"] for e in got["epochs"]), "every page is written, or none")
    return test


def garbage(sim):
    raw = Raw(sim.port)
    try:
        raw.ask(WRITE, SCRATCH, 0xA5A5C3C3)
        rng = random.Random(1)
        for n in (1, 5, 50, 300, 600):
            raw.write(bytes(rng.choice((0xC3, 0xA5, rng.randrange(256), rng.randrange(40))) for _ in range(n)))
            expect(raw.read(SCRATCH) == 0xA5A5C3C3, "garbage wrote a register")
    finally:
        raw.close()
    sim.tool("info")


def damaged_frames(sim):
    """A write frame with one byte changed, or cut short, never writes; the next one works."""
    raw = Raw(sim.port)
    try:
        raw.ask(WRITE, SCRATCH, 0x600D)
        good = frame(0x77, WRITE, SCRATCH, 0xBAD)
        for at in range(len(good)):
            raw.write(good[:at] + bytes([good[at] ^ (1 << at % 8)]) + good[at + 1:])
            expect(raw.read(SCRATCH) == 0x600D, f"a frame with byte {at} changed was executed")
        for length in (1, 3, 7, len(good) - 1):
            raw.write(good[:length])
            time.sleep(0.2)
            expect(raw.read(SCRATCH) == 0x600D, f"a frame of {length} bytes was executed")
    finally:
        raw.close()


def every_frame_has_an_answer(sim):
    raw = Raw(sim.port)
    try:
        body = bytes([9, READ, 2]) + struct.pack("<II", SCRATCH, 1)
        raw.write(b"\xC3" + body + struct.pack("<H", crc16(body) ^ 1))
        expect([r[2] for r in raw.wait_one()] == [BAD_CRC], "no answer to a bad checksum")
        for cmd, words, status in ((0x42, (), BAD_COMMAND), (READ, (SCRATCH,), BAD_LENGTH), (READ, (SCRATCH, 33), BAD_LENGTH),
                                   (READ, (SCRATCH, 0), BAD_LENGTH), (WRITE, (SCRATCH,), BAD_LENGTH), (PING, (1,), BAD_LENGTH),
                                   (START, (), BAD_LENGTH), (STATE, (1,), BAD_LENGTH), (READ, (0xBFFC, 1), SLVERR),
                                   (READ, (SCRATCH + 1, 1), SLVERR), (READ, (0x40000002, 1), DECERR), (READ, (0xFFFFFFFC, 2), DECERR)):
            expect(raw.ask(cmd, *words)[0] == status, f"command {cmd} {words}: not status {status:#x}")
    finally:
        raw.close()


def repeated_write_is_executed_once(sim):
    raw = Raw(sim.port)
    try:
        before = raw.read(CNT_REFUSED)
        for _ in range(3):  # HARVEST of a VM that is OFF: refused, and counted
            expect(raw.ask(WRITE, CMD, 2, seq=0x31) == (OK, [1]), "the write itself is refused")
        expect(raw.read(CNT_REFUSED) == before + 1, "a repeated frame was executed again")
        raw.ask(WRITE, CMD, 2, seq=0x32)
        expect(raw.read(CNT_REFUSED) == before + 2, "a new sequence number is not a new command")
        raw.ask(PING)
        raw.ask(WRITE, CMD, 2, seq=0x32)
        expect(raw.read(CNT_REFUSED) == before + 3, "PING does not make the board forget")
    finally:
        raw.close()


def busy_while_testing(sim):
    """One question a self test: the simulated one is over in a fraction of a second."""
    for question, status, what in (
            ((READ, SCRATCH, 1), BUSY, "a read during the self test is not refused"),
            ((WRITE, SCRATCH, 1), BUSY, "a write during the self test is not refused"),
            ((START, 0), BUSY, "a second start is not refused"),
            ((PING,), OK, "no answer to PING during the self test")):
        raw = Raw(sim.port)
        try:
            expect(raw.ask(START, 4)[0] == OK, "the self test does not start")
            expect(raw.ask(*question)[0] == status, what)
        finally:
            raw.close()
        expect(sim.tool("watch", "--json")["state"] == "passed", "the self test that was disturbed did not pass")


def seeded_error(options, needle):
    def test(sim):
        report = sim.tool("selftest", "--options", options, "--json", rc=1)
        expect(report["state"] == "failed" and report["failed"] > 0, f"state {report['state']}, {report['failed']} failed")
        expect(needle in report["report"] and "self test: FAIL" in report["report"], "the report does not say it: " + report["report"][-300:])
        expect("PASS" not in report["report"], "the report says PASS")
    return test


def passes_again(sim):
    expect(sim.tool("selftest", "--options", "4", "--json")["state"] == "passed", "the self test does not pass after a failed one")


ON_A_GOOD_BOARD = [
    ("power_up_self_test", power_up_self_test),
    ("info", info),
    ("registers", registers),
    ("memory", memory),
    ("bad_arguments", bad_arguments),
    ("experiment_1", experiment_from_the_host(1, [1200] * 10, "--scale", "6")),
    ("experiment_2_on_vm_1", experiment_from_the_host(2, [600] * 6 + [1200] * 6, "--scale", "6", "--vm", "1", "--vcpu", "1")),
    ("experiment_1_reads_and_writes", experiment_from_the_host(1, [600] * 10, "--scale", "7", "--write-share", "100", "--seed", "77")),
    ("garbage", garbage),
    ("damaged_frames", damaged_frames),
    ("every_frame_has_an_answer", every_frame_has_an_answer),
    ("repeated_write_is_executed_once", repeated_write_is_executed_once),
    ("busy_while_testing", busy_while_testing),
    ("fault_in_the_log_fails_the_self_test", seeded_error("1", "FAIL: command")),
    ("wrong_bitmap_fails_the_self_test", seeded_error("10", "WRONG")),
    ("wrong_count_fails_the_self_test", seeded_error("0x104", "WRONG")),
    ("passes_again", passes_again),
]


def stuck_memory_bit(sim):
    report = sim.tool("watch", "--json", rc=1)
    expect(report["state"] == "failed", f"self test: {report['state']}")
    expect("in memory 9599/9600 WRONG" in report["report"] and "self test: FAIL" in report["report"], "the report does not say it")
    got = sim.tool("experiment", "1", "--scale", "7", "--json", rc=1)
    expect(not got["exact"] and got["epochs"][0]["wrong_bits"] == 1, "the host does not see the wrong page")


def noise_on_the_line(sim):
    sim.tool("watch", "--retries", "40", "--timeout", "400")
    got = sim.tool("experiment", "1", "--scale", "7", "--json", "--retries", "40", "--timeout", "400")
    expect(got["exact"] and [e["accessed"] for e in got["epochs"]] == [600] * 10, "not exact")
    expect(got["retries"] > 0, "there was no noise")


def run(name, test, *args):
    try:
        test(*args)
    except (Wrong, subprocess.TimeoutExpired, OSError, ValueError, KeyError) as err:
        print(f"FAIL board_{name} ({' '.join(str(err).split())})", flush=True)
        return False
    print(f"PASS board_{name}", flush=True)
    return True


def on_own_board(test, *options):
    def with_sim():
        with Sim(*options) as sim:
            test(sim)
    return with_sim


def main():
    good = True
    try:
        with Sim() as sim:
            for name, test in ON_A_GOOD_BOARD:
                good &= run(name, test, sim)
    except Wrong as err:
        print(f"FAIL board_simulation ({err})")
        good = False
    good &= run("stuck_memory_bit_fails_the_self_test", on_own_board(stuck_memory_bit, "--stuck", "0x1000:0"))
    good &= run("noise_on_the_line", on_own_board(noise_on_the_line, "--noise", "400"))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
