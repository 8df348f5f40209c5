#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Changes single cells of the Xilinx netlist, one at a time by the run-time argument +broken=N: build/netlist/broken/netlist.v, breaks.json (what
is changed, by kind) and broken.hpp (how many). Which cells: by a fixed seed, whatever their names."""
import json
import random
import re
import sys
from pathlib import Path

BUILD = Path(__file__).resolve().parent.parent.parent / 'build' / 'netlist'
SEED = 1
CELL = re.compile(r'^  (\w+) (?:#\((?P<params>.*?)\n  \) )?(?P<name>\S+) +\(\n(?P<pins>.*?)\n  \);$', re.M | re.S)
# kind: (cells, pin, what becomes of it, how many); a pin that is constant cannot be broken
ON = "(broken_pkg::chosen == {n})"
KINDS = {
    'lut_bit': (r'LUT[2-6]', None, 'one bit of INIT inverted', 8),
    'enable': (r'FD[RS]E', 'CE', '({x}) ^ {on}', 2),
    'reset': (r'FDRE', 'R', '({x}) & !{on}', 8),
    'carry': (r'CARRY4', 'S', '({x}) ^ 4\'({on})', 8),
    'lut_ram_enable': (r'RAM(32|64)M', 'WE', '({x}) ^ {on}', 2),
    'lut_ram_address': (r'RAM(32|64)M', 'ADDRA', '({x}) ^ 6\'({on})', 8),
    'block_ram_data': (r'RAMB(18|36)E1', 'DIADI', '({x}) ^ 32\'({on})', 2),
    'block_ram_address': (r'RAMB(18|36)E1', 'ADDRARDADDR', '({x}) ^ 16\'({on} << 6)', 2),
}


def pin(cell, name):
    found = re.search(rf'^    \.{name}\((.*)\),?$', cell.group('pins'), re.M)
    return found.group(1) if found else ''


def driven(expression):
    """Not only constants."""
    return re.search(r'[a-z_]', re.sub(r"\d+'[hbd][0-9a-fx]+", '', expression))


def broken(cell, kind, n, bit):
    """The text of a cell that is changed when n is chosen."""
    text, (_, name, change, _) = cell.group(0), KINDS[kind]
    if name:
        old = pin(cell, name)
        return text.replace(f'.{name}({old})', f'.{name}({change.format(x=old, on=ON.format(n=n))})')
    inputs = 1 << int(cell.group(1)[3])
    init = re.search(r"\.INIT\((\d+'[hd][0-9a-f]+)\)", text).group(1)
    kept = ', '.join(f'{pin(cell, f"I{i}") or 0}' for i in reversed(range(inputs.bit_length() - 1)))
    return (f"  assign {pin(cell, 'O')} = (({init}) ^ ({inputs}'({ON.format(n=n)}) << {bit})) >> {{{kept}}};"
            f" // {cell.group('name')}")


def main():
    text = (BUILD / 'xilinx' / 'netlist.v').read_text()
    cells = list(CELL.finditer(text))
    rng = random.Random(SEED)
    breaks, changes = [], {}
    for kind, (kinds, name, _, count) in KINDS.items():
        usable = [c for c in cells if re.fullmatch(kinds, c.group(1)) and c.start() not in changes and (name is None or driven(pin(c, name)))]
        for cell in rng.sample(usable, min(count, len(usable))):
            n = len(breaks) + 1
            bit = rng.randrange(1 << int(cell.group(1)[3])) if name is None else 0
            changes[cell.start()] = (cell.end(), broken(cell, kind, n, bit))
            breaks.append({'n': n, 'kind': kind, 'cell': cell.group('name'), 'type': cell.group(1), 'bit': bit})
        if not any(b['kind'] == kind for b in breaks):
            sys.exit(f'breaks.py: the netlist has no cell to break as {kind}')
    parts, at = [], 0
    for start, (end, new) in sorted(changes.items()):
        parts += [text[at:start], new]
        at = end
    folder = BUILD / 'broken'
    folder.mkdir(exist_ok=True)
    (folder / 'netlist.v').write_text(''.join(parts + [text[at:]]))
    (folder / 'breaks.json').write_text(json.dumps(breaks, indent=1))
    (folder / 'broken.hpp').write_text('// made by tb/netlist/breaks.py\n#pragma once\nnamespace openpml {\n'
                                       f'inline constexpr unsigned kBroken = {len(breaks)};\n}}\n')


if __name__ == '__main__':
    main()
