# SPDX-License-Identifier: Apache-2.0
"""Hold times. nextpnr checks them and mends none; in this design the only ones that it finds too short are from a flip-flop right beside a
block RAM to a data input of the RAM. So a LUT is put between the two; what is written is the same, and comes later by no cycle.
"""
import re

DATA_PINS = re.compile(r'DI[AB]DI$|DIP[AB]DIP$')
FLIP_FLOP = re.compile(r'FD[RSCP]E$')
BLOCK_RAM = re.compile(r'RAMB(18|36)E1$')


def buffer_ram_inputs(module):
    """Changes a module of yosys' JSON netlist; how many LUTs were put in: one for each flip-flop that block RAMs take data from."""
    cells = module['cells']
    from_flip_flops = {bit for cell in cells.values() if FLIP_FLOP.match(cell['type']) for bit in cell['connections']['Q']}
    used = [bit for cell in cells.values() for bits in cell['connections'].values() for bit in bits if isinstance(bit, int)]
    free = max(used, default=1) + 1
    later = {}
    for cell in [c for c in cells.values() if BLOCK_RAM.match(c['type'])]:
        for pin, bits in cell['connections'].items():
            if DATA_PINS.match(pin):
                for i, bit in enumerate(bits):
                    if bit in from_flip_flops:
                        later.setdefault(bit, free + len(later))
                        bits[i] = later[bit]
    for source, bit in later.items():
        cells[f'$hold${source}'] = {'hide_name': 1, 'type': 'LUT1', 'parameters': {'INIT': '10'}, 'attributes': {},
                                    'port_directions': {'I0': 'input', 'O': 'output'}, 'connections': {'I0': [source], 'O': [bit]}}
    return len(later)


def violations(log):
    """(how many ends nextpnr's log names, the worst in ns), (0, 0.0) when there are none."""
    counts = re.findall(r'(\d+) Hold/min time violations', log)
    worst = [-float(x) for x in re.findall(r'^Info:\s+hold\s+\S+\s+(-\d+\.\d+)', log, re.MULTILINE)]
    return (int(counts[-1]), max(worst, default=0.0)) if counts else (0, 0.0)
