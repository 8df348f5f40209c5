# SPDX-License-Identifier: Apache-2.0
"""The boots of the driver tests: which kernel, which device, which tests in which order (functions test_* of guest/*.sh)."""
from dataclasses import dataclass, field


@dataclass
class Boot:
    name: str
    tests: list
    kernel: str = "6.1"       # 6.1, 6.12 or debug
    engine: str = "rtl"       # of the device: rtl, model or lockstep; '' for a machine without the device
    devices: int = 1
    iommu: bool = False
    processors: int = 2
    cpu: str = "qemu64"
    append: str = ""          # to the kernel's command line
    reply_ms: int = 60000     # how long QEMU waits for the device's answer
    seconds: int = 1800       # after which the machine is ended and the boot has failed
    server: list = field(default_factory=list)  # further options of the device's process
    script: str = ""          # more shell functions
    alarms: list = field(default_factory=list)  # what the kernel must say in this boot, each at least once, and nothing else may be wrong


STACK = ["function_visible", "module_loads", "rmmod", "experiment_1", "experiment_2", "experiment_1_reads", "ingest", "flow",
         "peek", "timed", "disable", "fault", "signal", "tracepoints"]
LIFE = ["processes", "unbind", "remove", "reset", "link_error"]
SLEEP = ["suspend"]  # the debug kernel has no power management
HOSTILE = ["errors", "compat"]
TOOLS = ["pmlctl_selftest", "pmlctl", "pmlctl_watchers", "pmlctl_two_selftests", "pmlctl_without_driver", "examples"]

SHORT = [Boot("short", STACK + TOOLS + LIFE + SLEEP + HOSTILE + ["fuzz_short", "nothing_left"])]

LONG = [
    # the longest first: two boots run at a time
    Boot("model", ["experiment_1_full", "experiment_2_full", "pmlctl_selftest_full", "ingest_long", "flow_long", "fuzz_long", "nothing_left"], engine="model"),
    # the detectors that the boots with the debug kernel lean on
    Boot("detectors", ["canary_warn", "canary_locks", "canary_memory", "canary_atomic", "canary_dma", "canary_leak"], kernel="debug", engine="",
         alarms=["WARNING: CPU", "KASAN: use-after-free", "sleeping function called", "DMA-API: ", "possible circular locking"]),
    Boot("debug", STACK + TOOLS + LIFE + ["storm"] + HOSTILE + ["fuzz", "allocation_failures", "nothing_left"], kernel="debug",
         append="slub_debug=A;-,radix_tree_node"),  # the mark that allocation_failures asks for
    Boot("debug_iommu", STACK + TOOLS + LIFE + HOSTILE + ["fuzz", "nothing_left"], kernel="debug", iommu=True),
    Boot("newer", STACK + TOOLS + LIFE + SLEEP + HOSTILE + ["fuzz", "nothing_left"], kernel="6.12"),
    Boot("newer_iommu", STACK + ["nothing_left"], kernel="6.12", iommu=True),
    Boot("lockstep", ["experiment_1_reads", "ingest", "flow", "nothing_left"], engine="lockstep"),
    Boot("one_vector", ["module_loads", "one_vector", "ingest", "flow", "timed", "fault", "reset", "nothing_left"], server=["--vectors", "1"]),
    Boot("two_units", ["two_units", "nothing_left"], devices=2),
    Boot("death", ["death", "nothing_left"], reply_ms=4000),
    Boot("death_debug", ["death", "nothing_left"], kernel="debug", reply_ms=4000),
]
