#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the netlists that the lock-step bench runs (README.md in this folder), in build/netlist.

  synth.py generic | xilinx | arrays | arrays_023    a folder of that name: netlist.v, and for Xilinx cells also cells.v
  synth.py params                                    params.hpp: the parameters of the netlists for the cycle model
"""
import glob
import os
import random
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD = ROOT / 'build' / 'netlist'
for folder in ('tools', 'timing'):
    sys.path.insert(0, str(ROOT / 'fpga' / folder))
# pylint: disable=wrong-import-position
from points import GOALS
from synthesis import prepare, synth
from tools import TOOLCHAIN, FlowError, need_tool, packages_first, tail

# the configurations: a name of scripts/configs.sh, and a goal point of the FPGA flow
GENERIC, XILINX = 'small', 'b'
FIELDS = {'N_VCPU': 'n_vcpu', 'N_VM': 'n_vm', 'N_SRC': 'n_src', 'PAGES_LOG2': 'pages_log2', 'STORE_SETS': 'store_sets',
          'STORE_WAYS': 'store_ways', 'DW': 'dw', 'OUTSTANDING': 'outstanding', 'AW': 'addr_bits', 'FILTER_LOG2': 'filter_log2',
          'GEN_W': 'gen_w', 'N_VEC': 'n_vec'}
# Flip-flops, carry chains and ports of vectors are one net a bit: parts of one vector that depend on each other look like a loop to Verilator.
# Bits that nothing gives a value (data pins of unused RAM columns) get one, the same in every run; contents that have none stay open.
FINISH = '''
delete t:$scopeinfo
setundef -random 1
splitnets
check -assert
stat
write_verilog -noattr -simple-lhs netlist.v
'''


def small_params():
    text = subprocess.run([ROOT / 'scripts' / 'configs.sh', '--yosys', GENERIC], check=True, capture_output=True, text=True).stdout
    return {name: int(value) for name, value in re.findall(r'-set (\w+) (\d+)', text)}


def reading(folder, files, include):
    here = [os.path.relpath(f, folder) for f in packages_first(files)]
    return f'read_verilog -sv -defer -I{os.path.relpath(include, folder)} {" ".join(here)}\n'


def chparam(params, module):
    return 'chparam ' + ' '.join(f'-set {name} {value}' for name, value in params.items()) + f' {module}\n'


def debian_yosys(folder, script):
    """Debian 12's own yosys, 0.23."""
    (folder / 'synth.ys').write_text(script)
    with open(folder / 'synth.log', 'w', encoding='utf-8') as log:
        code = subprocess.call(['yosys', '-q', '-l', 'yosys.log', '-e', 'implicitly declared', 'synth.ys'], cwd=folder, stdout=log,
                               stderr=subprocess.STDOUT)
    if code:
        raise FlowError(f'yosys failed:\n{tail(folder, "synth.log")}')
    return Path('/usr/share/yosys/xilinx/cells_sim.v')


def fpga_yosys(folder, script):
    """The yosys of the FPGA flow."""
    (folder / 'synth.ys').write_text(script)
    prepare(folder)
    need_tool(folder, 'synth.log', 'yosys', '-q', '-l', 'yosys.log', '-e', 'implicitly declared', 'synth.ys')
    tools = subprocess.run([TOOLCHAIN, 'path'], check=True, capture_output=True, text=True).stdout.strip()
    return Path(tools) / 'usr' / 'share' / 'yosys' / 'xilinx' / 'cells_sim.v'


def cells(folder, library):
    """The simulation cells that a netlist uses, from yosys' library, without timing. Block RAMs are ours (ramb_xc7.sv); so is CARRY4
    (carry4.v), whose vectors Verilator takes for loops. A register without a value at power-up keeps the one that the simulator gives it."""
    contents(folder)
    used = set(re.findall(r'^  ([A-Z]\w+) (?:#\(|\S+ +\()', (folder / 'netlist.v').read_text(), re.M))
    ours = {'RAMB18E1', 'RAMB36E1', 'CARRY4'}
    text = []
    for found in re.finditer(r'^module (\w+)\s*\(.*?^endmodule\n', library.read_text(), re.M | re.S):
        if found.group(1) in used - ours:
            body = re.sub(r'^\s*specify\b.*?^\s*endspecify\n', '', found.group(0), flags=re.M | re.S)
            body = re.sub(r'^\s*\(\*.*?\*\)\n', '', body, flags=re.M)
            body = re.sub(r'^  initial (\w+) <= (\w+);', r"  generate if (\2 !== 1'bx) initial \1 = \2; endgenerate", body, flags=re.M)
            body = re.sub(r'^  reg (\[\d+:0\]) (\w+) = (INIT\w*);', r"  reg \1 \2;\n  generate if ((^\3) !== 1'bx) initial \2 = \3; endgenerate",
                          body, flags=re.M)
            text.append(body)
            used.discard(found.group(1))
    if used - ours:
        raise FlowError(f'cells without a model: {", ".join(sorted(used - ours))}')
    (folder / 'cells.v').write_text('// from yosys: techlibs/xilinx/cells_sim.v\n' + '\n'.join(text))


def contents(folder):
    """Block RAMs that have a value for some of their bits (a ROM and what is left of its block) get a random one for the others."""
    rng = random.Random(1)

    def value(found):
        digits = '01' if found.group(1) == 'b' else '0123456789abcdef'
        return f"'{found.group(1)}" + ''.join(rng.choice(digits) if c == 'x' else c for c in found.group(2))

    def cell(found):
        bits = ''.join(re.findall(r"\.INITP?_[0-9A-F]{2}\(\d+'[hb]([0-9a-fx]+)\)", found.group(0)))
        return re.sub(r"'([hb])([0-9a-fx]+)", value, found.group(0)) if set(bits) - {'x'} and 'x' in bits else found.group(0)
    file = folder / 'netlist.v'
    file.write_text(re.sub(r'^  RAMB\d+E1 #\(.*?\n  \) ', cell, file.read_text(), flags=re.M | re.S))


def generic():
    """Simple gates and flip-flops of yosys' own; memories stay arrays."""
    folder = BUILD / 'generic'
    folder.mkdir(parents=True, exist_ok=True)
    fpga_yosys(folder, reading(folder, glob.glob(str(ROOT / 'rtl' / '*.sv')), ROOT / 'rtl') + chparam(small_params(), 'pml_unit') + '''
hierarchy -check -top pml_unit
synth -flatten -run begin:fine -top pml_unit
opt -fast -full
techmap
opt -fast
abc -fast
opt -fast
opt_clean -purge
''' + FINISH)


def xilinx():
    """The goal point's netlist, made as the FPGA flow makes it."""
    folder = BUILD / 'xilinx'
    folder.mkdir(parents=True, exist_ok=True)
    point = GOALS[XILINX]
    cells(folder, fpga_yosys(folder, reading(folder, glob.glob(str(ROOT / 'rtl' / '*.sv')), ROOT / 'rtl') + chparam(point['params'], 'pml_unit') +
                             synth(f'{point.get("synth", "")} -top {point["module"]}') + FINISH))


def synth_023(options):
    """For Debian's yosys: its abc9 crashes on the arrays."""
    return f'synth_xilinx -flatten -arch xc7 {options}\n'


def arrays(name, yosys, how):
    """Arrays of all shapes (arrays.sv) as block RAMs. how: from options of synth_xilinx to commands."""
    folder = BUILD / name
    folder.mkdir(parents=True, exist_ok=True)
    cells(folder, yosys(folder, reading(folder, [str(HERE / 'arrays.sv')], HERE) + how('-noiopad -noclkbuf -top arrays') +
                        'rename arrays arrays_netlist\n' + FINISH))


def params():
    """What the netlists were made with, for the cycle model."""
    lines = ['// made by tb/netlist/synth.py', '#pragma once', '#include "openpml/config.hpp"', 'namespace openpml {']
    for name, values in (('small', small_params()), ('goal', GOALS[XILINX]['params'])):
        lines += [f'inline Params {name}_params() {{', '  Params p;', *(f'  p.{FIELDS[k]} = {v};' for k, v in values.items()), '  return p;', '}']
    BUILD.mkdir(parents=True, exist_ok=True)
    (BUILD / 'params.hpp').write_text('\n'.join(lines + ['}  // namespace openpml', '']))


def main():
    makers = {'generic': generic, 'xilinx': xilinx, 'arrays': lambda: arrays('arrays', fpga_yosys, synth),
              'arrays_023': lambda: arrays('arrays_023', debian_yosys, synth_023), 'params': params}
    if len(sys.argv) != 2 or sys.argv[1] not in makers:
        sys.exit(__doc__)
    try:
        makers[sys.argv[1]]()
    except FlowError as error:
        sys.exit(f'synth.py: {error}')


if __name__ == '__main__':
    main()
