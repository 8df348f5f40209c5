#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes one Verilog file of a whole unit in which every module carries many mutants, and the list of them.

  make_mutants.py unit|system --out DIR [--per-module N] [--seed N]

yosys elaborates the configuration, picks mutations evenly over each module's wires, bits, cells and source lines (mutate -list),
and puts all of them in (mutate -ctrl): mutant k is active when pml_mutant_pkg::sel, which the test program gives, is k; none with 0.
'system' takes the modules that pml_unit does not have. Left out: clock pins (a mutated clock is not a fault of the logic) and bits from
which no path leads to an output of the top module in this configuration (liveness.py).

DIR/mutants.v, DIR/mutants.json, and DIR/design.il, the elaborated design without mutants, for equivalent.py.
"""
import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

from liveness import Liveness

ROOT = Path(__file__).resolve().parent.parent.parent
CTRL, CTRL_W = "mutsel", 16
# The outputs of this register are left alone: the bench sets it, and with a changed bit in the way yosys writes it as a wire.
SET_BY_BENCH = {("pml_cmd", "now_o")}
# The parameters are those of mutant_params() in unit_runs.cpp and of system_params() in tb/system_params.cpp.
TOPS = {
    "unit": ("pml_unit", "N_VM=2 N_VCPU=4 N_SRC=2 DW=64 STORE_SETS=4 STORE_WAYS=2 OUTSTANDING=4 AW=40 FILTER_LOG2=6 GEN_W=2 PAGES_LOG2=16"),
    "system": ("pml_system", "N_VCPU=4 N_VM=4 PAGES_LOG2=17 STORE_SETS=4 STORE_WAYS=4 DW=128 OUTSTANDING=8 FILTER_LOG2=6 GEN_W=3"),
}


def yosys(script, path):
    """Runs the script, kept as `path`."""
    path.write_text(script)
    run = subprocess.run(["yosys", "-q", "-e", "implicitly declared", "-s", path], cwd=ROOT, text=True, capture_output=True)
    if run.returncode:
        sys.exit(f"yosys {path}: {run.stdout}{run.stderr}")
    return run.stdout + run.stderr


def elaborate(top, params, out):
    packages = ["rtl/pml_pkg.sv", "rtl/pml_reg_pkg.sv"]
    files = packages + sorted(str(f.relative_to(ROOT)) for f in (ROOT / "rtl").glob("*.sv") if f"rtl/{f.name}" not in packages)
    sets = " ".join("-set " + p.replace("=", " ") for p in params.split())
    yosys(f"read_verilog -sv -Irtl {' '.join(files)}\nchparam {sets} {top}\nhierarchy -check -top {top}\nproc\nopt -fast\nwreduce\nopt_clean\n"
          f"write_rtlil {out}/elaborated.il\n", out / "elaborate.ys")


def rename(text):
    """Plain names for the parametrised copies of a module: pml_fifo__1, pml_fifo__2, ... or, if there is one only, its own name."""
    names = re.findall(r"^module (\S+)$", text, re.M)
    base = {n: re.search(r"\\(pml_\w+)(?:\\|$)", n).group(1) for n in names}
    new = {}
    for n in names:
        same = [m for m in names if base[m] == base[n]]
        new[n] = "\\" + (base[n] if len(same) == 1 else f"{base[n]}__{same.index(n) + 1}")
    text = re.sub(r"^(module |  cell )(\S+)", lambda m: m[1] + new.get(m[2], m[2]), text, flags=re.M)
    copies = {}
    for n in names:
        copies.setdefault(base[n], []).append(new[n][1:])
    return text, copies


def subtree(text, top):
    """The names of module `top` and of all modules under it."""
    children = {}
    for body in re.split(r"^module ", text, flags=re.M)[1:]:
        children[body.split(None, 1)[0][1:]] = set(re.findall(r"^  cell \\(pml_\S+)", body, re.M))
    found, todo = set(), [top]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo.extend(children.get(name, ()))
    return found


def parse(line):
    """One line of mutate -list as a dictionary."""
    words = line.split()[1:]
    m = {"src": []}
    for key, value in zip(words[::2], words[1::2]):
        if key == "-src":
            m["src"].append(value)
        else:
            m[key[1:]] = int(value) if key in ("-portbit", "-ctrlbit", "-wirebit") else value
    return m


def plain(name):
    """An RTLIL name as write_json has it."""
    return name[1:] if name.startswith("\\") else name


def command(m, number=None):
    words = ["mutate"] if number is None else ["mutate", "-ctrl", CTRL, str(CTRL_W), str(number)]
    for key in ("mode", "module", "cell", "port", "portbit", "ctrlbit"):
        if key in m:
            words += ["-" + key, str(m[key])]
    return " ".join(words)


def fruitless(design, m):
    """Changes nothing: a constant made what it is, a bit that the RTL leaves undefined; or what yosys cannot write: enables of asynchronous reads."""
    cell = design["modules"][m["module"]]["cells"][plain(m["cell"])]
    bit = cell["connections"][plain(m["port"])][m["portbit"]]
    return bit in ("x", "z") or m["mode"] == f"const{bit}" or cell["type"].startswith("$memrd") and m["port"] in ("EN", "ARST", "SRST")


def choose(copies, top, wanted, seed, out):
    """`wanted` mutants of each module, as many as there are if that is fewer; and how many candidates were dead."""
    lists = {name: out / f"list_{name}.txt" for name in copies}
    yosys(f"read_rtlil {out}/design.il\nwrite_json {out}/design.json\n" + "".join(
        f"logger -nowarn mutations.requested\nmutate -list {4 * wanted} -seed {seed} -o {lists[n]} {' '.join(c)}\n" for n, c in copies.items()),
        out / "list.ys")
    design = json.loads((out / "design.json").read_text())
    live = Liveness(design, top)
    (out / "design.json").unlink()
    chosen, points = [], {}
    for name, path in lists.items():
        found = [parse(line) for line in path.read_text().splitlines()]
        found = [m for m in found if plain(m["port"]) not in ("CLK", "clk_i") and m.get("wire") != "clk_i" and not fruitless(design, m)]
        found = [m for m in found if not (plain(m["port"]) == "Q" and (name, plain(m.get("wire", ""))) in SET_BY_BENCH)]
        alive = [m for m in found if live.alive(m["module"], plain(m["cell"]), plain(m["port"]), m["portbit"])]
        points[name] = {"mutants": min(len(alive), wanted), "candidates": len(found), "dead": len(found) - len(alive)}
        for m in alive[:wanted]:
            m["base"] = name
            chosen.append(m)
        path.unlink()
    return chosen, points


def module_texts(text):
    """{name: RTLIL text} of all modules, attributes before them included."""
    parts = re.split(r"^((?:attribute .*\n)*module \\(\S+)\n)", text, flags=re.M)
    return {name: head + body for head, name, body in zip(parts[1::3], parts[2::3], parts[3::3])}


def stub(text):
    """The module as a black box: its ports only."""
    head = re.search(r"^module .*$", text, re.M)[0]
    return "attribute \\blackbox 1\n" + "\n".join([head, *re.findall(r"^  wire .*(?:input|output|inout) \d+ .*$", text, re.M), "end", ""])


def put_in(text, mutants, out):
    """Writes mutants.v. Each module is mutated by itself: yosys checks the whole design after every command."""
    modules, script = module_texts(text), ""
    mutated = sorted({m["module"] for m in mutants})
    for name in mutated:
        children = set(re.findall(r"^  cell \\(pml_\S+)", modules[name], re.M))
        (out / f"{name}.in.il").write_text("".join(stub(modules[c]) for c in sorted(children)) + modules[name])
        script += f"read_rtlil {out}/{name}.in.il\n" + "".join(command(m, m["id"]) + "\n" for m in mutants if m["module"] == name)
        script += f"delete -port {name}/w:{CTRL}\nselect {name}\nwrite_rtlil -selected {out}/{name}.out.il\nselect -clear\ndesign -reset\n"
    yosys(script, out / "mutate.ys")
    for name in mutated:
        modules[name] = module_texts((out / f"{name}.out.il").read_text())[name]
        (out / f"{name}.in.il").unlink()
        (out / f"{name}.out.il").unlink()
    (out / "mutated.il").write_text("autoidx 1000000\n" + "".join(modules.values()))
    yosys(f"read_rtlil {out}/mutated.il\nwrite_verilog -noattr {out}/mutants.v\n", out / "write.ys")
    (out / "mutated.il").unlink()
    wire = f"  wire [{CTRL_W - 1}:0] {CTRL};\n"
    verilog = (out / "mutants.v").read_text()
    if verilog.count(wire) != len(mutated):
        sys.exit("make_mutants.py: mutants.v has not the expected form")
    verilog = verilog.replace(wire, wire.replace(";", f" = pml_mutant_pkg::sel[{CTRL_W - 1}:0];"))
    (out / "mutants.v").write_text("// SPDX-License-Identifier: Apache-2.0\n" + verilog)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", choices=TOPS)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--per-module", type=int, default=26)
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    out = a.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    top, params = TOPS[a.what]
    elaborate(top, params, out)
    text, copies = rename((out / "elaborated.il").read_text())
    (out / "elaborated.il").unlink()
    (out / "design.il").write_text(text)
    if a.what == "system":
        core = subtree(text, "pml_unit")
        copies = {n: [c for c in cs if c not in core] for n, cs in copies.items() if not core & set(cs)}
    mutants, points = choose(copies, top, a.per_module, a.seed, out)
    if len(mutants) >= 1 << CTRL_W:
        sys.exit("make_mutants.py: too many mutants for the select input")
    for number, m in enumerate(mutants, 1):
        m["id"] = number
    put_in(text, mutants, out)
    with open(out / "mutants.json", "w") as f:
        json.dump({"top": top, "params": params, "seed": a.seed, "modules": points, "mutants": mutants}, f, indent=1)
    print(f"{len(mutants)} mutants in {len(points)} modules")


if __name__ == "__main__":
    main()
