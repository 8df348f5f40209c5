# SPDX-License-Identifier: Apache-2.0
"""A netlist of 7-series cells as yosys writes it in JSON: what it costs, without the harness, and what its flip-flops are called."""
import re

from harness import PREFIX

FLIP_FLOPS = re.compile(r'(FD[RSCP]E|LD[CP]E)(_1)?$')
# 6-input LUTs that a cell takes when it is used as memory or shift register
LUT_RAMS = {'RAM32X1S': 1, 'RAM64X1S': 1, 'RAM128X1S': 2, 'RAM256X1S': 4, 'RAM32X1D': 2, 'RAM64X1D': 2, 'RAM128X1D': 4,
            'RAM256X1D': 8, 'RAM32M': 4, 'RAM64M': 4, 'SRL16E': 1, 'SRLC16E': 1, 'SRLC32E': 1}
LOGIC = re.compile(r'LUT[1-6]$|INV$')


def is_lut(kind):
    return bool(LOGIC.match(kind)) or kind in LUT_RAMS


class Netlist:
    """The top module of a flattened netlist."""

    def __init__(self, data):
        modules = data['modules']
        tops = [m for m in modules.values() if int(m['attributes'].get('top', '0'), 2)]
        if len(tops) != 1:
            raise ValueError(f'{len(tops)} top modules in the netlist')
        self.cells = tops[0]['cells']
        self.names = {}  # bit -> names, 'register[bit]' or 'register'
        for name, net in tops[0]['netnames'].items():
            if net.get('hide_name'):
                continue
            wide = len(net['bits']) > 1
            for i, bit in enumerate(net['bits']):
                self.names.setdefault(bit, []).append(f'{name}[{i + net.get("offset", 0)}]' if wide else name)

    def name_of_bit(self, bit):
        """The RTL name of a net: the register's own name before those of ports that it passes; the deepest one."""
        def rank(name):
            plain = re.sub(r'\[\d+\]$', '', name)
            return (plain.endswith('_q'), not plain.endswith(('_i', '_o', '_ni')), name.count('.'), -len(name))
        names = self.names.get(bit)
        return max(names, key=rank) if names else None

    def name_of_cell(self, cell_name):
        """RTL name of a cell by what it drives: that of a flip-flop is its register's. Memories keep the name they have."""
        cell = self.cells.get(cell_name)
        if cell is None:
            return cell_name
        if cell_name.startswith('$') or FLIP_FLOPS.match(cell['type']):
            for port in ('Q', 'O', 'Q31', 'DO', 'DOA', 'DOADO'):
                for bit in cell['connections'].get(port, []):
                    name = self.name_of_bit(bit)
                    if name:
                        return name
        return cell_name

    def by_source(self):
        """{source file: (flip-flops, CARRY4)} as far as synthesis remembers where cells come from."""
        result = {}
        for cell in self.cells.values():
            which = 0 if FLIP_FLOPS.match(cell['type']) else 1 if cell['type'] == 'CARRY4' else None
            if which is not None:
                found = re.search(r'(\w+)\.sv:', cell['attributes'].get('src', ''))
                result.setdefault(found.group(1) if found else '?', [0, 0])[which] += 1
        return result

    def ram_shapes(self):
        """{name of a block RAM: (its type, its port widths that are not 0)}"""
        def number(value):
            return int(value, 2) if isinstance(value, str) else value
        return {name: (cell['type'], {number(value) for key, value in cell['parameters'].items() if re.match(r'(READ|WRITE)_WIDTH_', key)} - {0})
                for name, cell in self.cells.items() if cell['type'].startswith('RAMB')}

    def area(self):
        """(unit, harness): dicts of lut (logic, RAM and shift registers), lutram, srl, ff, ramb36 (equivalents), dsp, carry4."""
        count = [dict.fromkeys(('lut', 'lutram', 'srl', 'ff', 'ramb36', 'dsp', 'carry4'), 0) for _ in range(2)]
        for name, cell in self.cells.items():
            kind, into = cell['type'], count[name.startswith(PREFIX)]
            if LOGIC.match(kind):
                into['lut'] += 1
            elif kind in LUT_RAMS:
                into['lut'] += LUT_RAMS[kind]
                into['srl' if kind.startswith('SRL') else 'lutram'] += LUT_RAMS[kind]
            elif FLIP_FLOPS.match(kind):
                into['ff'] += 1
            elif kind.startswith('RAMB36'):
                into['ramb36'] += 1
            elif kind.startswith('RAMB18'):
                into['ramb36'] += 0.5
            elif kind.startswith('DSP48'):
                into['dsp'] += 1
            elif kind == 'CARRY4':
                into['carry4'] += 1
            elif kind not in ('IBUF', 'OBUF', 'BUFG', 'MUXF7', 'MUXF8', 'VCC', 'GND', '$scopeinfo'):
                raise ValueError(f'cell {name} is a {kind}: not known here')
        return count[0], count[1]
