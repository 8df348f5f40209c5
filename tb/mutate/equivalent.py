#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Asks a SAT solver whether mutants are equivalent: whether the mutated module does what the original does, whatever its state and inputs are;
if that is not shown, whether the whole unit still does, with register bits at 0 or 1 that never are anything else.

  equivalent.py unit|system [--control N] [NUMBER...]

The module and its mutated copy are flattened and cut at registers and memories: what comes out of them is an input of both halves, what goes
in is an output, and all outputs must be equal (of a memory's write port: what it would write). So: same state, same inputs, same next state,
same outputs. Register bits that never change are found by yosys in the unit without mutants (opt: their next value is a constant, given that the
others are), and hold in the mutated one as well: it starts as the original and does the same in every cycle. What else is equivalent in reachable
states only is not shown. run.py asks for all survivors.
--control N: N killed mutants are tried, and none of them may come out as equivalent.
"""
import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from make_mutants import TOPS, command

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build" / "mutate"
SECONDS = 120  # CPU time of one attempt
STATE = ("$dff", "$sdff", "$adff", "$aldff", "$dlatch", "$mem", "$sr", "$ff")


def registers(module):
    """(cell, pin, number, bit) of all bits of registers of a flat module."""
    return [(name, "Q", i, bit) for name, cell in module["cells"].items() if cell["type"].startswith(STATE) and "Q" in cell["connections"]
            for i, bit in enumerate(cell["connections"]["Q"])]


def cut(module, never):
    """Takes registers and memories out of a flat module (write_json): their outputs become its inputs and the other way round. `never` says
    which register bits are constants."""
    value = {bit: never[f"{name}.{pin}.{i}"] for name, pin, i, bit in registers(module) if f"{name}.{pin}.{i}" in never}
    top = 1 + max([b for n in module["netnames"].values() for b in n["bits"] if isinstance(b, int)], default=1)
    ports, cells = module["ports"], {}

    def port(name, direction, bits):
        ports[name] = {"direction": direction, "bits": bits}

    def gate(kind, a, b):
        """A cell that combines the bits of a and b."""
        nonlocal top
        y = list(range(top, top + len(a)))
        top += len(a)
        width = {p: f"{len(a):032b}" for p in ("A_WIDTH", "B_WIDTH", "Y_WIDTH")}
        cells[f"cut{top}"] = {"type": kind, "parameters": width | {"A_SIGNED": "0", "B_SIGNED": "0"},
                              "port_directions": {"A": "input", "B": "input", "Y": "output"}, "connections": {"A": a, "B": b, "Y": y}}
        return y

    for name, cell in module["cells"].items():
        if not cell["type"].startswith(STATE):
            cells[name] = cell
            continue
        pins = dict(cell["connections"])
        if cell["type"].startswith("$memwr"):
            pins["DATA"] = gate("$and", pins["DATA"], pins["EN"])
        for pin, bits in pins.items():
            if bits:
                port(f"{name}.{pin}", "output" if cell["port_directions"][pin] == "input" else "input", bits)
    for cell in cells.values():
        cell["connections"] = {pin: [value.get(b, b) for b in bits] for pin, bits in cell["connections"].items()}
    for p in ports.values():
        if p["direction"] == "output":
            p["bits"] = [value.get(b, b) for b in p["bits"]]
    module["cells"] = cells
    return module


def yosys(path, text):
    path.write_text(text)
    run = subprocess.run(["bash", "-c", f"ulimit -t {SECONDS} -v 4000000; exec yosys -q -l {path.with_suffix('.log')} {path}"],
                         text=True, capture_output=True)
    return run.returncode == 0


class Equivalence:
    """The proofs of one set of mutants, kept in its folder."""

    def __init__(self, folder):
        self.folder, self.file, self.work = folder, folder / "equivalent.jsonl", folder / "equivalent"
        self.work.mkdir(exist_ok=True)
        self.design = hashlib.sha256((folder / "design.il").read_bytes()).hexdigest()[:16]
        self.top, self.never = TOPS[folder.name][0], None

    def known(self, whole):
        """{mutant: is it shown to be equivalent} by what was tried before."""
        lines = map(json.loads, self.file.read_text().splitlines()) if self.file.exists() else []
        return {r["mutant"]: r["equivalent"] for r in lines if r["design"] == self.design and (r["equivalent"] or r.get("whole") or not whole)}

    def constants(self):
        """{cell.pin.number: "0" or "1"} of the register bits of the flat unit that never change."""
        base = self.work / "constants"
        if not yosys(base.with_suffix(".ys"), f"read_rtlil {self.folder}/design.il\nhierarchy -top {self.top}\nflatten\nopt_clean\nrename {self.top} flat\n"
                     f"write_rtlil {self.folder}/flat.il\nwrite_json {base}.json\nopt -fine\ntechmap\nopt -fine\nopt -fine\nwrite_json {base}.opt.json\n"):
            sys.exit(f"equivalent.py: yosys failed: {base}.log")
        flat, small = (json.loads(Path(f"{base}{end}").read_text())["modules"]["flat"] for end in (".json", ".opt.json"))
        value = {}  # of the nets that still have their names
        for name, net in flat["netnames"].items():
            after = small["netnames"].get(name, {"bits": []})["bits"]
            value |= {bit: new for bit, new in zip(net["bits"], after) if new in ("0", "1")}
        return {f"{name}.{pin}.{i}": value[bit] for name, pin, i, bit in registers(flat) if bit in value}

    def prove(self, m, whole):
        """In its module, else (if `whole`) in the whole unit."""
        design, module = self.folder / "design.il", m["module"]
        if self.same(m, f"read_rtlil {design}\nhierarchy -top {module}\ncopy {module} gate\n{command(m | {'module': 'gate'})}\n"
                     f"rename {module} gold\nflatten gold gate\n", {}):
            return True
        return whole and self.same(m, f"read_rtlil {design}\nhierarchy -top {self.top}\n{command(m)}\nflatten\nrename {self.top} gate\nopt_clean\n"
                         f"read_rtlil {self.folder}/flat.il\nrename flat gold\n", self.never)

    def same(self, m, both, never):
        """Do the modules gold and gate that the script `both` makes do the same?"""
        base = self.work / str(m["id"])
        if not yosys(base.with_suffix(".cut.ys"), f"{both}opt_clean gold gate\nwrite_json {base}.json\n"):
            sys.exit(f"equivalent.py: yosys failed: {base}.cut.log")
        design = json.loads(base.with_suffix(".json").read_text())
        design["modules"] = {n: cut(design["modules"][n], never) for n in ("gold", "gate")}
        base.with_suffix(".json").write_text(json.dumps(design))
        done = yosys(base.with_suffix(".sat.ys"), f"read_json {base}.json\nsetundef -zero\nmiter -equiv -flatten gold gate miter\n"
                     "hierarchy -top miter\nopt_expr\nopt_merge\nopt_clean\nsat -verify -prove trigger 0 miter\n")
        log = base.with_suffix(".sat.log").read_text()
        base.with_suffix(".json").unlink()
        return done and "SAT proof finished - no model found: SUCCESS!" in log

    def check(self, mutants, whole=True, keep=True):
        """{id: is it shown to be equivalent} of the mutants; looks up what is known. whole: tries the whole unit too, which takes longer."""
        known = self.known(whole) if keep else {}
        new = [m for m in mutants if command(m) not in known]
        if new and whole and self.never is None:
            self.never = self.constants()
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for m, same in zip(new, pool.map(self.prove, new, [whole] * len(new))):
                known[command(m)] = same
                if keep:
                    with open(self.file, "a") as f:
                        f.write(json.dumps({"design": self.design, "mutant": command(m), "whole": whole, "equivalent": same}) + "\n")
        return {m["id"]: known[command(m)] for m in mutants}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", choices=("unit", "system"))
    p.add_argument("numbers", nargs="*", type=int)
    p.add_argument("--control", type=int, default=0)
    a = p.parse_args()
    out = BUILD / a.what
    mutants = {m["id"]: m for m in json.loads((out / "mutants.json").read_text())["mutants"]}
    if a.control:
        results = {r["id"]: r for r in map(json.loads, (out / "results.jsonl").read_text().splitlines()[1:])}
        a.numbers = random.Random(2).sample(sorted(i for i, r in results.items() if r["killed"]), a.control)
    same = Equivalence(out).check([mutants[i] for i in a.numbers], keep=False)
    for i in a.numbers:
        print(f"{a.what} {i} {mutants[i]['base']}: {'equivalent' if same[i] else 'not shown'}")
    if a.control:
        wrong = [i for i in a.numbers if same[i]]
        print(f"{'FAIL' if wrong else 'PASS'} {len(same)} killed mutants, of which {len(wrong)} 'equivalent' {wrong or ''}")
        sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
