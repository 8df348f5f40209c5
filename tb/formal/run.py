#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves, covers and breaks the properties of properties.toml with yosys and yosys-smtbmc (z3), or with the pdr and bmc3 of the ABC that comes with yosys.

  run.py [NAME...]              proofs and covers; PASS/FAIL lines; build/formal/results.json
  run.py --quick                only the properties marked quick
  run.py --negative [NAME...]   applies each property's seeded bugs (bugs/*.patch) to a copy and expects the named assertion to fail
  run.py --table                writes the table of docs/verification.md from build/formal/results.json

A property file ('inside') is put before the endmodule of a copy of its module, so that it sees what is inside: yosys 0.23 reads
'bind' and does nothing with it.
"""
import argparse
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
from doc_part import replace_part  # noqa: E402  pylint: disable=wrong-import-position

BUILD = ROOT / "build" / "formal"
RESULTS = BUILD / "results.json"
DOC = ROOT / "docs" / "verification.md"
MARK = "<!-- formal table: {} (make formal-table) -->"


class Bad(Exception):
    """A message for the user."""


def load():
    with open(HERE / "properties.toml", "rb") as file:
        table = tomllib.load(file)
    for name, prop in table.items():
        for key in ("top", "rtl", "says", "promise", "method", "depth", "seconds", "cover_depth", "bugs"):
            if key not in prop:
                raise Bad(f"properties.toml: [{name}] has no '{key}'")
        if prop["method"] not in ("induction", "bmc", "pdr"):
            raise Bad(f"properties.toml: [{name}] method is induction, bmc or pdr")
        if not prop["bugs"]:
            raise Bad(f"properties.toml: [{name}] has no seeded bug")
    return table


def call(command, seconds, log):
    """Runs a command at low priority; gives (exit code, output), exit code None when one of its processes has had that much CPU time (so
    what else the machine does changes no result)."""
    with subprocess.Popen(["bash", "-c", f'ulimit -St {seconds}; exec nice -n 5 "$@"', "bash", *command], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, start_new_session=True) as run:
        try:
            out, _ = run.communicate(timeout=100 * seconds)
            code = run.returncode
        except BaseException as end:
            os.killpg(run.pid, signal.SIGKILL)  # the solver too
            out, _ = run.communicate()
            code = None
            if not isinstance(end, subprocess.TimeoutExpired):
                raise
    log.write_text(out)
    if code in (-signal.SIGXCPU, 128 + signal.SIGXCPU) or re.search("EOF.*solver", out):
        code = None
    return code, out


def insert(module, text, body):
    """Puts body before the end of 'module module'."""
    start = re.search(rf"^module {module}\b", text, re.M)
    end = text.find("\nendmodule", start.start()) if start else -1
    if end < 0:
        raise Bad(f"no module {module} in its file")
    return text[:end + 1] + body + text[end + 1:]


def model(name, prop, work, bug=None, cover=False):
    """Copies the sources, applies the bug, puts the properties in, makes SMT2, for pdr AIGER. A bug's model leaves out what only helps induction and
    the RTL's own assertions, so that the promise itself must notice; an AIGER of a bug has the assertion that must fail only. An AIGER of covers has each as an
    assertion of its opposite (F_COVER)."""
    shutil.rmtree(work, ignore_errors=True)
    rtl = work / "rtl"
    shutil.copytree(ROOT / "rtl", rtl)
    if bug:
        patch = HERE / "bugs" / bug["patch"]
        done = subprocess.run(["patch", "-s", "-p1", "-F0", "-d", str(work), "-i", str(patch)], capture_output=True, text=True)
        if done.returncode:
            raise Bad(f"bugs/{bug['patch']} no longer applies: {done.stdout.strip()}")
    for module, file in prop.get("inside", {}).items():
        path = rtl / f"{module}.sv"
        path.write_text(insert(module, path.read_text(), (HERE / file).read_text()))
    if bug or prop["method"] == "pdr":  # they hold under what the environment does, which pdr does not take as assumptions
        (rtl / "pml_assert.svh").write_text("`define PML_ASSERT(name, cond)\n")
    help_ = "-DF_HELP" if prop["method"] == "induction" and not bug else ""
    defines = " ".join(f"-D{name}" for name in prop.get("defines", []) + ["F_COVER"] * cover)
    read = f"read_verilog -sv -formal {help_} {defines} -I{rtl}"
    lines = [f"{read} {rtl}/{module}.sv" for module in prop["rtl"]]
    lines += [f"{read} {HERE}/{file}" for file in prop.get("files", [])]
    params = " ".join(f"-chparam {key} {value}" for key, value in prop.get("params", {}).items())
    lines += [f"hierarchy -check -top {prop['top']} {params}", "prep -flatten"]
    made = work / ("model.aig" if prop["method"] == "pdr" else "model.smt2")
    if prop["method"] == "pdr":
        lines += [*([f"delete t:$assert c:*{bug['fails']} %d"] if bug else []), "memory_map", "opt -full", "async2sync", "simplemap", "techmap", "opt_clean", "zinit -all", "dffunmap",
                  "setundef -zero", "setundef -undriven -zero", "aigmap", "opt_clean", f"write_aiger -zinit {made}"]
    else:
        lines += [*(["memory_map"] if prop.get("map_memory") else ["memory_nordff"]), "opt -full", "async2sync", "dffunmap", "setundef -anyseq -undriven",
                  "opt_clean", f"write_smt2 -wires {made}"]
    (work / "model.ys").write_text("\n".join(lines) + "\n")
    code, out = call(["yosys", "-e", "implicitly declared", "-s", str(work / "model.ys")], 120, work / "yosys.log")
    if code != 0:
        raise Bad(f"{name}: yosys failed: {out.strip().splitlines()[-1] if out.strip() else ''} ({work / 'yosys.log'})")
    return made


def smtbmc(smt2, args, seconds, log):
    return call(["yosys-smtbmc", "-s", "z3", "--noprogress", "--unroll", *args, str(smt2)], seconds, log)


def abc(aig, command, seconds, log):
    return call(["yosys-abc", "-c", f"read_aiger {aig}; scleanup; scorr; {command}"], seconds, log)


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def reach(name, prop, aig, work):
    """pdr of all assertions at once, then the covers: the verdict."""
    code, out = abc(aig, "orpos; pdr", prop["seconds"], work / "pdr.log")
    if code is None:
        return f"pdr: no answer in {prop['seconds']} s of CPU time"
    if "Property proved." not in out:
        return "pdr failed: see the log"
    aig = model(name, prop, work / "cover", cover=True)
    _, out = abc(aig, f"bmc3 -a -F {prop['cover_depth']}", prop["seconds"], work / "cover.log")
    reached = len(re.findall(r"^Output \d+ .*was asserted in frame", out, re.M))
    header = [int(count) for count in aig.read_bytes().split(b"\n", 1)[0].split()[1:]]  # M I L O A, and B: bad states
    number = header[3] + sum(header[5:6])
    return "proved" if number and reached == number else f"cover: {reached} of {number} reached"


def prove(name, prop):
    work = BUILD / name
    start = cpu()
    made = model(name, prop, work)
    depth, limit = prop["depth"], prop["seconds"]
    verdict = "proved" if prop["method"] in ("induction", "pdr") else f"no counterexample in {depth} cycles"
    steps = [("base", ["-t", str(depth)])]
    if prop["method"] == "induction":
        steps.append(("step", ["-i", "-t", str(depth)]))
    steps.append(("cover", ["-c", "-t", str(prop["cover_depth"])]))
    if prop["method"] == "pdr":
        verdict, steps = reach(name, prop, made, work), []
    for step, args in steps:
        code, out = smtbmc(made, args, limit, work / f"{step}.log")
        if code is None:
            verdict = f"{step}: no answer in {limit} s of CPU time"
            break
        if code != 0 or (step != "cover" and "Status: PASSED" not in out):
            what = [line for line in out.splitlines() if re.search(r"failed in|Unreached|Assumptions are unsat|Traceback|Error", line)]
            verdict = f"{step} failed: {what[-1].split('##')[-1].strip() if what else 'see the log'}"
            break
        if step == "cover" and "Reached cover" not in out:
            verdict = "cover: there is none"
            break
    good = verdict == "proved" or verdict.startswith("no counterexample")
    print(f"{'PASS' if good else 'FAIL'} formal_{name}{'' if good else f' ({verdict}; {work}/*.log)'}", flush=True)
    return {"good": good, "result": verdict, "seconds": round(cpu() - start, 1)}


def break_it(name, prop):
    good = True
    for bug in prop["bugs"]:
        label = f"formal_negative_{Path(bug['patch']).stem}"
        work = BUILD / "negative" / Path(bug["patch"]).stem
        fails = [bug["fails"]] if isinstance(bug["fails"], str) else bug["fails"]
        try:
            made, depth = model(name, prop, work, bug), str(bug.get("depth", prop["depth"] if prop["method"] == "bmc" else 30))
            if prop["method"] == "pdr":
                code, out = abc(made, "pdr", prop["seconds"], work / "bmc.log")
                caught = " was asserted in frame" in out
            else:
                code, out = smtbmc(made, ["-t", depth], prop["seconds"], work / "bmc.log")
                caught = code == 1 and any("Assert failed" in line and any(name in line for name in fails) for line in out.splitlines())
            why = "" if caught else f" (no answer in {prop['seconds']} s of CPU time)" if code is None else f" ({' or '.join(fails)} did not fail; {work}/bmc.log)"
        except Bad as error:
            caught, why = False, f" ({error})"
        print(f"{'PASS' if caught else 'FAIL'} {label}{why}", flush=True)
        good &= caught
    return good


def write_table(props):
    if not RESULTS.exists():
        raise Bad("no build/formal/results.json: run 'make formal' first")
    results = json.loads(RESULTS.read_text())
    rows = ["| property | promise | what it says | parameters | method, depth | CPU s | result | seeded bugs caught |", "| --- | --- | --- | --- | --- | --- | --- | --- |"]
    for name, prop in props.items():
        result = results.get(name, {"result": "not run", "seconds": "-"})
        params = ", ".join(f"{key} {value}" for key, value in prop.get("params", {}).items()) or "-"
        method = {"induction": f"k-induction, k = {prop['depth']}", "pdr": "PDR, any number of cycles"}.get(prop["method"], f"BMC, {prop['depth']} cycles")
        rows.append(f"| `{name}` | {prop['promise']} | {prop['says']} | {params} | {method} | {result['seconds']} | {result['result']} | "
                    f"{result.get('caught', 'not run')} |")
    try:
        DOC.write_text(replace_part(DOC.read_text(), MARK.format("begin"), MARK.format("end"), "\n".join(rows)))
    except ValueError as error:
        raise Bad(f"docs/verification.md: {error}") from error


def main():
    parser = argparse.ArgumentParser(description="formal proofs")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--negative", action="store_true")
    parser.add_argument("--table", action="store_true")
    args = parser.parse_args()
    props = load()
    unknown = [name for name in args.names if name not in props]
    if unknown:
        raise Bad(f"no property {unknown[0]}; there are: {' '.join(props)}")
    if args.table:
        write_table(props)
        return 0
    BUILD.mkdir(parents=True, exist_ok=True)
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    good = True
    for name in args.names or props:
        if args.quick and not props[name].get("quick"):
            continue
        try:
            if args.negative:
                caught = break_it(name, props[name])
                results.setdefault(name, {"result": "not run", "seconds": "-"})["caught"] = f"{len(props[name]['bugs'])}" if caught else "NO"
                good &= caught
            else:
                results[name] = {**results.get(name, {}), **prove(name, props[name])}
                good &= results[name]["good"]
        except Bad as error:
            print(f"FAIL formal_{name} ({error})", flush=True)
            results[name] = {"result": "not run: the model could not be built", "seconds": "-"}
            good = False
        RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    return 0 if good else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Bad as error:
        sys.exit(f"formal: {error}")
