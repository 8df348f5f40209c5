# SPDX-License-Identifier: Apache-2.0
"""The parts of make verify: their commands, and where each says in its output what it did."""
import re
from dataclasses import dataclass
from typing import Callable


@dataclass(frozen=True)
class Part:
    """One part. numbers: from its output, '' when the output holds no result. reads_texts: it looks at documents or recorded figures."""
    name: str
    what: str
    full: list
    short: list
    numbers: Callable
    limit: int = 4 * 3600  # seconds
    reads_texts: bool = False


def last(pattern):
    """The last line that the pattern finds, as it is."""
    regex = re.compile(pattern, re.M)

    def find(text):
        lines = [m.group(0) for m in regex.finditer(text)]
        return lines[-1].strip() if lines else ""
    return find


def lines(text):
    """Lines 'PASS name', 'FAIL name', 'SKIP name', counted."""
    count = {verdict: len(re.findall(rf"^{verdict} ", text, re.M)) for verdict in ("PASS", "FAIL", "SKIP")}
    if not count["PASS"]:
        return ""
    return f"{count['PASS']} passed, {count['FAIL']} failed, {count['SKIP']} skipped"


def all_of(pattern):
    """Every line that the pattern finds."""
    regex = re.compile(pattern, re.M)
    return lambda text: "; ".join(m.group(0).strip() for m in regex.finditer(text))


PARTS = (
    Part("test", "directed, random, judge's own, host software, boards, driver (short)", ["test"], ["test", "SEEDS=1", "CYCLES=20000"],
         last(r"^[1-9]\d* passed, \d+ failed, \d+ skipped$"), reads_texts=True),
    Part("driver-check", "the driver's build and style", ["driver-check"], ["driver-check"], lines, reads_texts=True),
    Part("driver-test", "dom0's side in real kernels", ["driver-test"], ["driver-test-short"], lines),
    Part("formal", "proofs", ["formal"], ["formal", "WHAT=--quick"], lines),
    Part("formal-negative", "each proof can fail", ["formal-negative"], ["formal-negative", "WHAT=--quick"], lines),
    Part("mutate", "mutation score", ["mutate"], ["mutate", "MUTANTS=60", "EFFORT=0"], last(r"^(PASS|FAIL) mutation score .*$"), 12 * 3600),
    Part("coverage", "lines, toggles, functional points", ["coverage"], ["coverage", "CYCLES=20000"], last(r"^(PASS|FAIL) coverage: lines .*$")),
    Part("netlist-test", "the synthesised netlist in lock-step", ["netlist-test"], ["netlist-test"], lines),
    Part("soak", "long random runs with abuse and faults", ["soak", "TIME=600"], ["soak", "TIME=30"],
         all_of(r"^[1-9]\d* runs, \d+ failed, \d+ cycles, \d+ events, \d+ records in \d+ s$")),
    Part("fuzz", "parsers under a fuzzer", ["fuzz"], ["fuzz", "SECONDS=10"], lines),
    Part("test-sanitize", "the C++ code under ASan and UBSan", ["test-sanitize"], ["test-sanitize"],
         last(r"^[1-9]\d* passed, \d+ failed, \d+ skipped$")),
    Part("tidy", "clang-tidy and cppcheck", ["tidy"], ["tidy"], lines),
    Part("format-check", "style of the C++ code", ["format-check"], ["format-check"], lines),
)
