#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Takes the ELF kernel out of a bzImage, as the boot protocol's header describes it: QEMU starts it at once, without the unpacking.

    vmlinux.py BZIMAGE VMLINUX
"""
import struct
import subprocess
import sys

UNPACKERS = {b"\xfd7zXZ\0": "xz", b"\x28\xb5\x2f\xfd": "zstd", b"\x1f\x8b": "gzip"}


def payload(image):
    """The packed kernel; its length, which the build appends, cut off."""
    if image[0x202:0x206] != b"HdrS":
        raise ValueError("not a bzImage")
    sectors = image[0x1F1] or 4
    offset, length = struct.unpack_from("<II", image, 0x248)
    start = (sectors + 1) * 512 + offset
    return image[start:start + length - 4]


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1], "rb") as file:
        packed = payload(file.read())
    for magic, program in UNPACKERS.items():
        if packed.startswith(magic):
            kernel = subprocess.run([program, "-dc"], input=packed, stdout=subprocess.PIPE, check=True).stdout
            break
    else:
        sys.exit(f"vmlinux.py: {sys.argv[1]} is packed in a way that is not known here ({packed[:6].hex()})")
    if not kernel.startswith(b"\x7fELF"):
        sys.exit(f"vmlinux.py: {sys.argv[1]} holds no ELF kernel")
    with open(sys.argv[2], "wb") as file:
        file.write(kernel)


main()
