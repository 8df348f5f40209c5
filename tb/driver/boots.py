# SPDX-License-Identifier: Apache-2.0
"""The boots of the driver tests: which kernel, which device, which tests in which order (functions test_* of guest/*.sh)."""
from dataclasses import dataclass, field


@dataclass
class Boot:
    name: str
    tests: list
    kernel: str = "6.1"       # 6.1, 6.12 or debug
    engine: str = "rtl"       # of the device: rtl, model or lockstep; '' for a machine without the device
    iommu: bool = False
    processors: int = 2
    cpu: str = "qemu64"
    append: str = ""          # to the kernel's command line
    seconds: int = 300        # after which the machine is ended and the boot has failed
    server: list = field(default_factory=list)  # further options of the device's process
    script: str = ""          # more shell functions
    alarms: list = field(default_factory=list)  # what the kernel must say in this boot, each at least once, and nothing else may be wrong


SHORT = [Boot("short", ["boot"], engine="")]
LONG = []
