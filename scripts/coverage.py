#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Coverage of the RTL and functional coverage: runs the programs of the coverage build, adds up, makes build/coverage/index.html.

  coverage.py [--seeds N] [--cycles N]   runs and report; fails below the goals
  coverage.py --report                   the report of what the last run left
  coverage.py --record                   the figures of the last report into docs/verification.md

What cannot be reached stands with its reason in tb/cover/unreachable.toml. An entry that was reached, or fits nothing, is an error.
"""
import argparse
import concurrent.futures
import html
import json
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import tomllib

from doc_part import replace_part

ROOT = Path(__file__).resolve().parent.parent
OUT = Path("build/coverage")
DATA = OUT / "data"
UNREACHABLE = Path("tb/cover/unreachable.toml")
DOC = Path("docs/verification.md")
BEGIN, END = "<!-- coverage: begin (make coverage-record) -->", "<!-- coverage: end (make coverage-record) -->"
LINES_GOAL, POINTS_GOAL = 98.0, 100.0


class CoverageError(Exception):
    """Something is wrong with the runs or the lists."""


def run_all(seeds, cycles, jobs):
    """The directed tests in shards, and random runs of every configuration."""
    shutil.rmtree(DATA, ignore_errors=True)
    DATA.mkdir(parents=True)
    programs = OUT / "bin"
    configs = subprocess.run(["scripts/configs.sh"], capture_output=True, text=True, check=True).stdout.split()
    commands = []
    for config in configs:
        for seed in range(1, seeds + 1):
            commands.append([f"{programs}/pml_random", "--engine", "lockstep", "--config", config, "--seed", str(seed), "--cycles", str(cycles), "--abuse", "--slow"])
    shards = 2 * jobs
    for shard in range(shards):
        commands.insert(2 * shard, [f"{programs}/pml_cover_tests", "--gtest_brief=1", f"--shard={shard}"])

    def run(n_command):
        n, command = n_command
        env = dict(os.environ, PML_COVER_DIR=str(DATA))
        if command[-1].startswith("--shard="):
            env |= {"GTEST_TOTAL_SHARDS": str(shards), "GTEST_SHARD_INDEX": command.pop().split("=")[1]}
        with open(DATA / f"run-{n}.log", "wb") as log:
            code = subprocess.run(command, env=env, stdout=log, stderr=subprocess.STDOUT, check=False).returncode
        return code, " ".join(command), DATA / f"run-{n}.log"

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for code, command, log in pool.map(run, enumerate(commands)):
            if code != 0:
                tail = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
                raise CoverageError(f"'{command}' ended with exit code {code} (log in {log}):\n{tail}")
    (OUT / "runs.json").write_text(json.dumps({"random_runs": len(configs) * seeds, "cycles": cycles}), encoding="utf-8")


def read_points():
    """{point: hits} of all processes."""
    points = defaultdict(int)
    for file in DATA.glob("*.points"):
        for line in file.read_text(encoding="utf-8").splitlines():
            hits, name = line.split(" ", 1)
            points[name] += int(hits)
    if not points:
        raise CoverageError(f"no functional points in {DATA}")
    return dict(points)


def expand(text):
    """Line numbers of Verilator's '3-5,7'."""
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def read_rtl():
    """Lines {(file, line): hits}, branches {(file, line, column, kind): hits}, toggles {(file, line, signal): hits}."""
    lines, branches, toggles = defaultdict(int), defaultdict(int), defaultdict(int)
    for file in DATA.glob("*.dat"):
        with open(file, encoding="utf-8") as data:
            for entry in data:
                if not entry.startswith("C '"):
                    continue
                what, hits = entry[3:].rsplit("' ", 1)
                f = dict(x.split("\2", 1) for x in what.split("\1") if x)
                if not f["f"].startswith("rtl/"):
                    continue
                hits, line = int(hits), int(f["l"])
                if f["page"].startswith("v_toggle"):
                    toggles[f["f"], line, f["o"]] += hits
                    continue
                if f["page"].startswith("v_branch"):
                    branches[f["f"], line, f["n"], f["o"]] += hits
                for number in expand(f.get("S", "")):
                    lines[f["f"], number] += hits
    if not lines:
        raise CoverageError(f"no RTL coverage in {DATA}")
    return dict(lines), dict(branches), dict(toggles)


def check_list(lines, points):
    """The unreachable lines and points with their reasons."""
    listed = tomllib.loads(UNREACHABLE.read_text(encoding="utf-8"))
    source = {}
    out_lines, out_points, wrong = {}, {}, []
    for entry in listed.get("line", []):
        file, text = entry["file"], entry["text"]
        if file not in source:
            source[file] = [s.strip() for s in Path(file).read_text(encoding="utf-8").splitlines()]
        numbers = [n for n, s in enumerate(source[file], 1) if s == text and (file, n) in lines]
        missed = [n for n in numbers if lines[file, n] == 0]
        if not missed:
            wrong.append(f"{UNREACHABLE}: {file}: '{text}' " + ("was reached" if numbers else "is no line with coverage"))
        out_lines |= {(file, n): entry["reason"] for n in missed}
    for entry in listed.get("point", []):
        name = entry["name"]
        if points.get(name) != 0:
            wrong.append(f"{UNREACHABLE}: point '{name}' " + ("was reached" if name in points else "does not exist"))
        out_points[name] = entry["reason"]
    return out_lines, out_points, wrong


def write_info(lines, branches, path):
    """For genhtml."""
    with open(path, "w", encoding="utf-8") as info:
        for file in sorted({f for f, _ in lines}):
            info.write(f"TN:\nSF:{file}\n")
            for n, (f, line, column, kind) in enumerate(sorted(branches)):
                if f == file:
                    info.write(f"BRDA:{line},{column},{n},{branches[f, line, column, kind]}\n")
            for line in sorted(n for f, n in lines if f == file):
                info.write(f"DA:{line},{lines[file, line]}\n")
            info.write("end_of_record\n")


def share(hit, total):
    return {"hit": hit, "total": total, "percent": round(100.0 * hit / total, 2) if total else 0.0}


def text_of(s):
    return f"{s['percent']:.1f} % ({s['hit']} of {s['total']})"


def write_html(totals, points, out_lines, out_points, path):
    rows = []
    for name in sorted(points):
        group, _, point = name.partition("/")
        state = "unreachable" if name in out_points else "missed" if points[name] == 0 else ""
        rows.append(f"<tr class='{state}'><td>{html.escape(group)}</td><td>{html.escape(point)}</td><td>{points[name]}</td><td>{html.escape(out_points.get(name, state))}</td></tr>")
    listed = "".join(f"<tr><td>{html.escape(f)}:{n}</td><td>{html.escape(reason)}</td></tr>" for (f, n), reason in sorted(out_lines.items()))
    figures = "".join(f"<li>{html.escape(name)}: {text_of(totals[name])}</li>" for name in ("lines", "branches", "toggles", "points"))
    path.write_text(f"""<!doctype html><meta charset="utf-8"><title>OpenPML coverage</title>
<style>body {{ font: 14px sans-serif; margin: 2em }} td {{ padding: 2px 8px; border-bottom: 1px solid #ddd }} .missed {{ background: #fbb }} .unreachable {{ color: #777 }}</style>
<h1>Coverage</h1><ul>{figures}</ul><p><a href="html/index.html">RTL, line by line</a></p>
<h2>Functional points</h2><table><tr><th>group<th>point<th>hits<th></tr>{''.join(rows)}</table>
<h2>Lines that cannot be reached</h2><table>{listed}</table>""", encoding="utf-8")


def report():
    lines, branches, toggles = read_rtl()
    points = read_points()
    out_lines, out_points, wrong = check_list(lines, points)
    for point in out_lines:
        del lines[point]
    reachable = {name: n for name, n in points.items() if name not in out_points}
    hit = lambda d: sum(n > 0 for n in d.values())  # noqa: E731
    totals = {"lines": share(hit(lines), len(lines)), "branches": share(hit(branches), len(branches)), "toggles": share(hit(toggles), len(toggles)),
              "points": share(hit(reachable), len(reachable)), "unreachable_lines": len(out_lines), "unreachable_points": len(out_points)}
    totals |= json.loads((OUT / "runs.json").read_text(encoding="utf-8"))
    write_info(lines, branches, OUT / "rtl.info")
    subprocess.run(["genhtml", "--quiet", "--branch-coverage", "--title", "OpenPML RTL", "--output-directory", str(OUT / "html"), str(OUT / "rtl.info")],
                   check=True, stdout=subprocess.DEVNULL)
    write_html(totals, points, out_lines, out_points, OUT / "index.html")
    (OUT / "summary.json").write_text(json.dumps(totals, indent=1), encoding="utf-8")
    for file, number in sorted(k for k, n in lines.items() if n == 0):
        print(f"missed line {file}:{number}: {Path(file).read_text(encoding='utf-8').splitlines()[number - 1].strip()}")
    for name in sorted(n for n, hits in reachable.items() if hits == 0):
        print(f"missed point {name}")
    for text in wrong:
        print(text)
    good = not wrong and totals["lines"]["percent"] >= LINES_GOAL and totals["points"]["percent"] >= POINTS_GOAL
    print(f"wrote {OUT}/index.html")
    print(f"{'PASS' if good else 'FAIL'} coverage: lines {text_of(totals['lines'])}, branches {text_of(totals['branches'])}, toggles {text_of(totals['toggles'])}, "
          f"functional points {text_of(totals['points'])}; listed as unreachable: {totals['unreachable_lines']} lines, {totals['unreachable_points']} points")
    return good


def record():
    t = json.loads((OUT / "summary.json").read_text(encoding="utf-8"))
    table = ["| what | reached | goal |", "| --- | --- | --- |",
             f"| RTL lines | {text_of(t['lines'])}; {t['unreachable_lines']} more are listed as unreachable | {LINES_GOAL:.0f} % |",
             f"| functional points | {text_of(t['points'])}; {t['unreachable_points']} more are listed as unreachable | {POINTS_GOAL:.0f} % |",
             f"| RTL branches | {text_of(t['branches'])} | |",
             f"| toggles of signals up to 64 bits | {text_of(t['toggles'])} | |", "",
             f"Directed and system tests, and {t['random_runs']} random runs of {t['cycles']:,} cycles."]
    try:
        DOC.write_text(replace_part(DOC.read_text(encoding="utf-8"), BEGIN, END, "\n".join(table)), encoding="utf-8")
    except ValueError as error:
        raise CoverageError(f"{DOC}: {error}") from error


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=3, help="random runs of each configuration")
    parser.add_argument("--cycles", type=int, default=60000, help="of each random run")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--report", action="store_true")
    parser.add_argument("--record", action="store_true")
    args = parser.parse_args()
    os.chdir(ROOT)
    try:
        if args.record:
            record()
            return 0
        if not args.report:
            run_all(args.seeds, args.cycles, args.jobs)
        return 0 if report() else 1
    except (CoverageError, OSError, subprocess.CalledProcessError, KeyError, ValueError) as err:
        print(f"FAIL coverage: {err}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
