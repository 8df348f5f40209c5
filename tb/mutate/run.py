#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the mutants of make_mutants.py and gives the score.

  run.py [--mutants N] [--effort N] [unit] [system]

Each mutant runs until a run of its program (pml_mutant_unit, pml_mutant_system) notices it. What was found is kept in
build/mutate/<what>/results.jsonl, so that an interrupted call goes on where it stopped; other RTL or another program starts anew.
--mutants N takes N of all mutants, the same ones each time. --effort N: N times six long runs, and the directed tests, for those that survive
the short runs and that equivalent.py does not show to be equivalent in their module. Of those that survive everything, it says which are
equivalent in the whole unit. --table: writes the table of docs/verification.md.
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
from threading import Lock

import report
from equivalent import Equivalence

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build" / "mutate"
CHUNK = 6  # mutants for one call of the program


def digest(*paths):
    h = hashlib.sha256()
    for path in paths:
        h.update(path.read_bytes())
    return h.hexdigest()[:16]


class Results:
    """What is known of each mutant: the last line wins."""

    def __init__(self, path, key):
        self.path, self.lock, self.known = path, Lock(), {}
        lines = path.read_text().splitlines() if path.exists() else []
        if lines and json.loads(lines[0]) == {"key": key}:
            for line in lines[1:]:
                r = json.loads(line)
                self.known[r["id"]] = r
        else:
            path.write_text(json.dumps({"key": key}) + "\n")

    def add(self, r):
        with self.lock, open(self.path, "a") as f:
            f.write(json.dumps(r) + "\n")
            self.known[r["id"]] = r


def run_chunk(program, ids, effort, results):
    call = subprocess.run([program, "--effort", str(effort), *map(str, ids)], cwd=ROOT, text=True, capture_output=True)
    lines = call.stdout.splitlines()
    if call.returncode or len(lines) != len(ids):
        sys.exit(f"{program} {ids}: {call.stdout}{call.stderr}")
    for line in lines:
        results.add(json.loads(line) | {"effort": effort})


def run_all(pool, what, mutants, effort, results):
    """Runs those that are neither killed nor have had so many runs."""
    program, known = BUILD / f"pml_mutant_{what}", results.known
    ids = [m["id"] for m in mutants if m["id"] not in known or not known[m["id"]]["killed"] and known[m["id"]]["effort"] < effort]
    jobs = [pool.submit(run_chunk, program, ids[i:i + CHUNK], effort, results) for i in range(0, len(ids), CHUNK)]
    for done, job in enumerate(jobs, 1):
        job.result()
        if done % 10 == 0:
            print(f"{what}, effort {effort}: {done} of {len(jobs)} parts", flush=True)


def wanted(sets, count):
    """[(what, mutant)], `count` of them or all."""
    all_of_them = [(what, m) for what, s in sets.items() for m in s["mutants"]]
    return all_of_them if not count else random.Random(1).sample(all_of_them, min(count, len(all_of_them)))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", nargs="*", default=["unit", "system"])
    p.add_argument("--mutants", type=int, default=0)
    p.add_argument("--effort", type=int, default=1)
    p.add_argument("--table", action="store_true")
    a = p.parse_args()
    if a.table:
        return report.table(BUILD)
    sets = {w: json.loads((BUILD / w / "mutants.json").read_text()) for w in a.what}
    results = {w: Results(BUILD / w / "results.jsonl", digest(BUILD / w / "mutants.v", BUILD / f"pml_mutant_{w}")) for w in a.what}
    chosen = wanted(sets, a.mutants)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for what in a.what:
            known, mine = results[what].known, [m for w, m in chosen if w == what]
            run_chunk(BUILD / f"pml_mutant_{what}", [0], a.effort, results[what])
            if known[0]["killed"]:
                sys.exit(f"FAIL {what}: without a mutant: {known[0]['why']}")
            run_all(pool, what, mine, 0, results[what])
            if a.effort:
                alive = [m for m in mine if not known[m["id"]]["killed"]]
                same = Equivalence(BUILD / what).check(alive, whole=False)
                run_all(pool, what, [m for m in alive if not same[m["id"]]], a.effort, results[what])
    found = []
    for what in a.what:
        mine = [m | results[what].known[m["id"]] | {"what": what} for w, m in chosen if w == what]
        same = Equivalence(BUILD / what).check([m for m in mine if not m["killed"]])
        found += [m | {"equivalent": same.get(m["id"], False)} for m in mine]
    sys.exit(0 if report.write(BUILD, found, {w: s["modules"] for w, s in sets.items()}) else 1)


if __name__ == "__main__":
    main()
