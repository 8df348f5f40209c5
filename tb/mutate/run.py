#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the mutants of make_mutants.py and gives the score.

  run.py [--mutants N] [--effort N] [unit] [system]

Each mutant runs until a run of its program (pml_mutant_unit, pml_mutant_system) notices it. What was found is kept in
build/mutate/<what>/results.jsonl, so that an interrupted call goes on where it stopped; other RTL starts anew. Another program on the same
mutants does too, but what killed a mutant before is tried first.
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


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


class Results:
    """What is known of each mutant: the last line wins. hints: {mutant: the run that killed it} in another program."""

    def __init__(self, folder, program):
        self.path, self.lock, self.known, self.hints = folder / "results.jsonl", Lock(), {}, {}
        head = {"mutants": digest(folder / "mutants.v"), "program": digest(program)}
        lines = [json.loads(line) for line in self.path.read_text().splitlines()] if self.path.exists() else []
        old = lines.pop(0) if lines else {}
        if old == head:
            self.known = {r["id"]: r for r in lines if "hint" not in r}
        if old.get("mutants") == head["mutants"]:
            self.hints = {r["id"]: r.get("hint") or r["run"] for r in lines if r.get("hint") or r["killed"]}
        if old != head:
            self.path.write_text("".join(json.dumps(line) + "\n" for line in [head] + [{"id": i, "hint": run} for i, run in self.hints.items()]))

    def add(self, r):
        with self.lock, open(self.path, "a") as f:
            f.write(json.dumps(r) + "\n")
            self.known[r["id"]] = r


def run_chunk(program, ids, effort, results, hinted=False):
    """hinted: each by the run of its hint alone; whoever survives that is left as it was."""
    tasks = [f"{i}={results.hints[i]}" if hinted else str(i) for i in ids]
    call = subprocess.run([program, "--effort", str(effort), *tasks], cwd=ROOT, text=True, capture_output=True)
    lines = call.stdout.splitlines()
    if call.returncode or len(lines) != len(ids):
        sys.exit(f"{program} {ids}: {call.stdout}{call.stderr}")
    for line in lines:
        r = json.loads(line)
        if r["killed"] or not hinted:
            results.add(r | {"effort": effort})


def run_all(pool, what, mutants, effort, results, hinted=False):
    """Runs those that are neither killed nor have had so many runs."""
    program, known = BUILD / f"pml_mutant_{what}", results.known
    ids = [m["id"] for m in mutants if m["id"] not in known or not known[m["id"]]["killed"] and known[m["id"]]["effort"] < effort]
    if hinted:
        ids = [i for i in ids if i in results.hints]
    jobs = [pool.submit(run_chunk, program, ids[i:i + CHUNK], effort, results, hinted) for i in range(0, len(ids), CHUNK)]
    for done, job in enumerate(jobs, 1):
        job.result()
        if done % 10 == 0:
            print(f"{what}, effort {effort}{', hints' if hinted else ''}: {done} of {len(jobs)} parts", flush=True)


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
    results = {w: Results(BUILD / w, BUILD / f"pml_mutant_{w}") for w in a.what}
    chosen = wanted(sets, a.mutants)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for what in a.what:
            known, mine = results[what].known, [m for w, m in chosen if w == what]
            run_chunk(BUILD / f"pml_mutant_{what}", [0], a.effort, results[what])
            if known[0]["killed"]:
                sys.exit(f"FAIL {what}: without a mutant: {known[0]['why']}")
            run_all(pool, what, mine, a.effort, results[what], hinted=True)
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
