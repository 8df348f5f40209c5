# SPDX-License-Identifier: Apache-2.0
"""Makes the guest's file system: a cpio archive (the 'newc' format of the kernel's initramfs) with busybox, programs with their shared
libraries, and whatever files a test brings."""
import os
import re
import stat
import subprocess


class Initramfs:
    """Collects entries, then writes the archive."""

    def __init__(self):
        self.entries = {}

    def folder(self, path):
        if path and path not in self.entries:
            self.folder(os.path.dirname(path))
            self.entries[path] = (stat.S_IFDIR | 0o755, b"", 0, 0)

    def data(self, path, content, mode=0o644):
        self.folder(os.path.dirname(path))
        self.entries[path] = (stat.S_IFREG | mode, content if isinstance(content, bytes) else content.encode(), 0, 0)

    def file(self, path, source, mode=None):
        with open(source, "rb") as file:
            self.data(path, file.read(), stat.S_IMODE(os.stat(source).st_mode) if mode is None else mode)

    def link(self, path, target):
        self.folder(os.path.dirname(path))
        self.entries[path] = (stat.S_IFLNK | 0o777, target.encode(), 0, 0)

    def device(self, path, major, minor):
        self.folder(os.path.dirname(path))
        self.entries[path] = (stat.S_IFCHR | 0o600, b"", major, minor)

    def busybox(self, source):
        self.file("bin/busybox", source, 0o755)
        applets = subprocess.run([source, "--list"], capture_output=True, text=True, check=True).stdout.split()
        for name in applets:
            if name != "busybox":
                self.link(f"bin/{name}", "busybox")

    def program(self, path, source):
        """A program and the shared libraries that it loads, at the places where it looks for them."""
        self.file(path, source, 0o755)
        listed = subprocess.run(["ldd", source], capture_output=True, text=True, check=False).stdout
        for library in re.findall(r"(/\S+) \(0x", listed):
            self.file(library.lstrip("/"), library, 0o755)

    def write(self, target):
        with open(target, "wb") as out:
            for number, (path, (mode, content, major, minor)) in enumerate(self.entries.items(), 1):
                self._entry(out, path, number, mode, content, major, minor)
            self._entry(out, "TRAILER!!!", 0, 0, b"", 0, 0)

    @staticmethod
    def _entry(out, path, number, mode, content, major, minor):
        name = path.encode() + b"\0"
        fields = (number, mode, 0, 0, 2 if stat.S_ISDIR(mode) else 1, 0, len(content), 0, 0, major, minor, len(name), 0)
        head = b"070701" + b"".join(b"%08x" % value for value in fields) + name
        out.write(head + bytes(-len(head) % 4) + content + bytes(-len(content) % 4))
