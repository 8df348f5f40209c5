# SPDX-License-Identifier: Apache-2.0
"""The mutation score: lines for the terminal, build/mutate/results.json, the table of docs/verification.md."""
import json
import sys
import tomllib
from math import sqrt
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
from doc_part import replace_part  # noqa: E402  pylint: disable=wrong-import-position

DOC = ROOT / "docs" / "verification.md"
MARK = "<!-- mutation table: {} (make mutate-table) -->"
GOAL = 0.95


def wilson(k, n, z=1.96):
    """95 % confidence interval of the share k of n."""
    if n == 0:
        return 0.0, 1.0
    p = k / n
    mid, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (mid - half) / (1 + z * z / n), (mid + half) / (1 + z * z / n)


def place(m):
    """The source line that the mutated cell comes from."""
    return next((s.split(":")[0].removeprefix("rtl/") + ":" + s.split(":")[1].split(".")[0] for s in m["src"] if ":0." not in s), m["base"] + ".sv")


def describe(m):
    pin = f"{m['port'].lstrip(chr(92))}[{m['portbit']}]"
    cell = m["cell"].lstrip("\\$").split("$")[0]
    extra = f" by bit {m['ctrlbit']}" if "ctrlbit" in m else ""
    return f"{m['mode']}{extra}, {cell} {pin}" + (f" ({m['wire']})" if "wire" in m else "")


def reasons():
    """[[survivor]] entries of survivors.toml: module, line, says."""
    path = Path(__file__).parent / "survivors.toml"
    return tomllib.loads(path.read_text()).get("survivor", []) if path.exists() else []


def reason(m, known):
    for r in known:
        if r["module"] == m["base"] and r.get("line", place(m)) == place(m) and r.get("pin", "") in describe(m):
            return r["says"]
    return "not explained"


def split(mutants):
    killed = [m for m in mutants if m["killed"]]
    equivalent = [m for m in mutants if not m["killed"] and m["equivalent"]]
    alive = [m for m in mutants if not m["killed"] and not m["equivalent"]]
    return killed, equivalent, alive


def write(build, mutants, modules):
    """Returns True if the score is good enough: the goal itself for all mutants, the interval's upper end for a sample."""
    known, everything = reasons(), sum(p["mutants"] for names in modules.values() for p in names.values())
    for what, names in modules.items():
        for name in names:
            mine = [m for m in mutants if m["base"] == name and m["what"] == what]
            if not mine:
                continue
            killed, equivalent, alive = split(mine)
            print(f"{name}: {len(killed)} of {len(mine)} killed" + (f", {len(equivalent)} equivalent" if equivalent else "") + (f", {len(alive)} alive" if alive else ""))
            for m in alive:
                print(f"  {what} {m['id']} {place(m)}: {describe(m)}: {reason(m, known)}")
    killed, equivalent, alive = split(mutants)
    n, k = len(killed) + len(alive), len(killed)
    lo, hi = wilson(k, n)
    (build / "results.json").write_text(json.dumps({"modules": modules, "mutants": mutants}, indent=1))
    good = (k / n if len(mutants) == everything else hi) >= GOAL
    print(f"{'PASS' if good else 'FAIL'} mutation score {100 * k / n:.1f} % ({100 * lo:.1f} to {100 * hi:.1f}): {k} of {n} killed, {len(equivalent)} more are equivalent")
    return good


def table(build):
    data = json.loads((build / "results.json").read_text())
    known = reasons()
    rows = ["| module | mutants | killed | equivalent | alive | score | candidates, of them dead |", "| --- | --- | --- | --- | --- | --- | --- |"]
    for what, names in data["modules"].items():
        for name, p in sorted(names.items()):
            mine = [m for m in data["mutants"] if m["base"] == name and m["what"] == what]
            if len(mine) != p["mutants"]:
                sys.exit("mutate-table: build/mutate/results.json is of a sample, not of all mutants")
            killed, equivalent, alive = split(mine)
            n = len(killed) + len(alive)
            rows.append(f"| `{name}` | {len(mine)} | {len(killed)} | {len(equivalent)} | {len(alive)} | {100 * len(killed) / n if n else 100:.0f} % | {p['candidates']}, {p['dead']} |")
    killed, equivalent, alive = split(data["mutants"])
    n = len(killed) + len(alive)
    lo, hi = wilson(len(killed), n)
    rows += [f"| **all** | {len(data['mutants'])} | {len(killed)} | {len(equivalent)} | {len(alive)} | **{100 * len(killed) / n:.1f} %** ({100 * lo:.1f} to {100 * hi:.1f}) | |", "",
             "Mutants that are alive:", "", "| where | what | why |", "| --- | --- | --- |"]
    rows += [f"| `{place(m)}` | {describe(m)} | {reason(m, known)} |" for m in sorted(alive, key=place)]
    try:
        DOC.write_text(replace_part(DOC.read_text(), MARK.format("begin"), MARK.format("end"), "\n".join(rows)))
    except ValueError as error:
        sys.exit(f"docs/verification.md: {error}")
