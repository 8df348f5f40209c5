# SPDX-License-Identifier: Apache-2.0
"""A virtual machine with OpenPML's unit as its PCIe device: the device's process, QEMU, and what the guest and its kernel said."""
import re
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TOOLCHAIN = ROOT / "tb/driver/toolchain.sh"
SERVER = ROOT / "build/bin/pml-cosim"
PATIENCE = 60  # s, for what takes no time on an idle machine

# What a healthy kernel never says. "Call Trace" is in every report that has a stack.
ALARMS = re.compile(r"WARNING:|BUG:|BUG |\bOops\b|Call Trace|KASAN|UBSAN|ODEBUG|DMA-API|DMAR:.*(fault|DRHD: handling)|general protection|"
                    r"INFO: (task|rcu|possible|trying)|possible circular|possible recursive|inconsistent lock|suspicious RCU|"
                    r"nobody cared|duplicate filename|refcount_t|unreferenced object|hung_task|soft lockup|Kernel panic|"
                    r"scheduling while atomic|kmemleak: \d+ new|sleeping function|vmalloc error|page allocation failure|leaked")


class Wrong(Exception):
    """A test that did not go as it must."""


def toolchain(*words):
    done = subprocess.run([TOOLCHAIN, *words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Wrong((done.stderr.strip().splitlines() or ["toolchain.sh failed"])[-1])
    return done.stdout.strip()


def end_process(process, what):
    """Ends a process that was started here; its exit code."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise Wrong(f"{what} did not end when it was asked to") from None
    return process.returncode


def socket_name(number):
    """In the boot's folder, which is the working folder of both sides: a socket's path must be short."""
    return f"device{number}.sock"


class Server:
    """The process of a device."""

    def __init__(self, folder, number, options):
        self.folder = folder
        self.name = socket_name(number)
        self.socket = folder / self.name
        self.log = folder / f"server{number}.log"
        self.options = options
        self.process = None
        self.killed = False

    def __enter__(self):
        if not SERVER.exists():
            raise Wrong(f"{SERVER.relative_to(ROOT)} is missing: run 'make build'")
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen([SERVER, "--socket", self.name, *self.options], cwd=self.folder, stdout=log,
                                            stderr=subprocess.STDOUT)
        end = time.monotonic() + PATIENCE
        while not self.socket.exists():
            if self.process.poll() is not None:
                raise Wrong(f"pml-cosim ended at once: {self.last_words()}")
            if time.monotonic() > end:
                raise Wrong("pml-cosim does not start")
            time.sleep(0.01)
        return self

    def last_words(self):
        return " / ".join(self.log.read_text(errors="replace").splitlines()[-3:])

    def kill(self):
        """Ends the device in the middle of whatever it does. It shuts its connection before it kills itself: QEMU 11.1 survives an end of file, but
        aborts when it finds the connection reset, as it is when a process dies with messages unread."""
        self.killed = True
        self.process.send_signal(signal.SIGUSR1)
        self.process.wait(timeout=PATIENCE)

    def __exit__(self, kind, *_):
        if self.process.poll() is None:
            # the client is gone: the server may be ending by itself
            try:
                self.process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                pass
        code = end_process(self.process, "pml-cosim")
        if kind is None and not self.killed and code not in (0, -signal.SIGTERM):
            raise Wrong(f"pml-cosim ended with {code}: {self.last_words()}")


class Guest:
    """QEMU and the lines that the tests in it print. A line 'HOST request' is answered by on_request(request) and a line to the guest."""

    def __init__(self, folder, words, on_line, on_request):
        self.folder = folder
        self.log = folder / "kernel.log"
        self.out = folder / "guest.log"
        self.words = [TOOLCHAIN, "qemu", *words, "-serial", f"file:{self.log}", "-serial", "stdio"]
        self.monitor, self.monitor_of_qemu = socket.socketpair()
        self.on_line, self.on_request = on_line, on_request
        self.errors = folder / "qemu.log"
        self.process = None

    def run(self, seconds):
        """Runs the machine to its end or for so many seconds; what is wrong with how it ended, or ''."""
        with open(self.errors, "wb") as errors, self.monitor_of_qemu as end:
            words = self.words + ["-chardev", f"socket,id=monitor,fd={end.fileno()}", "-mon", "chardev=monitor"]
            self.process = subprocess.Popen(words, cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                            stderr=errors, pass_fds=[end.fileno()])
        reader = threading.Thread(target=self._read, daemon=True)
        reader.start()
        try:
            code = self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return f"the machine was still running after {seconds} s"
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            reader.join(PATIENCE)
            self.monitor.close()
        if code != 0:
            return f"QEMU ended with {code}: {self.errors.read_text(errors='replace')[-300:].strip()}"
        return ""

    def _read(self):
        with open(self.out, "wb") as copy:
            for raw in self.process.stdout:
                copy.write(raw)
                copy.flush()
                line = raw.decode(errors="replace").rstrip()
                if line.startswith("HOST "):
                    self.on_request(line[5:])
                    self.process.stdin.write(b"done\n")
                    self.process.stdin.flush()
                else:
                    self.on_line(line)

    def command(self, text):
        """To QEMU's monitor."""
        self.monitor.sendall(text.encode() + b"\n")

    def alarms(self):
        """Lines of the kernel's log that must not be there."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return [line.strip() for line in lines if ALARMS.search(line)]


def qemu_words(kernel, initrd, devices=1, iommu=False, processors=1, cpu="qemu64", append="", memory=512, reply_ms=60000):
    words = ["-accel", "tcg", "-M", "q35" + (",kernel-irqchip=split" if iommu else ""), "-cpu", cpu, "-m", str(memory), "-smp", str(processors),
             "-object", f"memory-backend-memfd,id=ram,size={memory}M,share=on", "-machine", "memory-backend=ram",
             "-nodefaults", "-display", "none", "-no-reboot"]
    if iommu:
        words += ["-device", "intel-iommu,caching-mode=on,intremap=on"]
    for number in range(devices):
        words += ["-device", f"pcie-root-port,id=rp{number},chassis={number + 1},slot={number + 1}", "-device",
                  '{"driver":"vfio-user-pci","bus":"rp%d","socket":{"type":"unix","path":"%s"},"x-msg-timeout":%d}' %
                  (number, socket_name(number), reply_ms)]
    kernel_words = "console=ttyS0 loglevel=5 nokaslr no_timer_check panic=-1" + (" intel_iommu=on" if iommu else "") + (" " + append if append else "")
    return words + ["-kernel", kernel, "-initrd", str(initrd), "-append", kernel_words]
