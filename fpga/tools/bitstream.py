# SPDX-License-Identifier: Apache-2.0
"""SystemVerilog to a checked bitstream for an Artix-7: yosys, nextpnr, FASM to frames, xc7frames2bit, and bitread for the check.

    python3 fpga/tools/bitstream.py --top TOP --part PART --xdc FILE --out build/fpga/X/X.bit [--include DIR].. [--set NAME=VALUE].. FILE..

No .bit is left behind when a clock misses its constraint or a hold time is missed, when the design needs a feature that the database does not have or a shape of
block RAM that these tools get wrong, or when the bitstream, read back, is not what was asked for. With --seeds the first seed that meets the timing is taken. --mhz is what clocks without
a constraint of their own must reach.
"""
import argparse
import json
import os
import re
import sys

from fasm import FasmError
from fasm2frames import convert, write_frames
from hold import buffer_ram_inputs, violations
from synthesis import prepare, synth
from tools import NEXTPNR, REPO, FlowError, database_folder, need_tool, packages_first, read, run_tool, tail, write
from xray_db import Database, DatabaseError
sys.path.insert(0, os.path.join(REPO, 'fpga', 'timing'))
from netlist import Netlist  # pylint: disable=wrong-import-position

# what a part is sold with; nextpnr would fill the whole die, which is that of a larger part (xc7a50t)
CAPACITY = {'xc7a35t': {'lut': 20_800, 'ff': 41_600, 'ramb36': 50, 'dsp': 90}}
# port widths of a RAMB36E1 for which the bits of the open flow are known to be wrong
WRONG_WIDTHS = {1, 9}
# xc7frames2bit makes the check bits of a frame, which are the low 13 of its word 50
ECC_WORD, ECC_BITS = 50, 13


def set_bits(frames):
    """{(frame, word, bit)} of everything that is set, without the check bits."""
    return {(frame, i, bit) for frame, words in frames.items() for i, word in enumerate(words) if word
            for bit in range(32) if word >> bit & 1 and not (i == ECC_WORD and bit < ECC_BITS)}


def read_back(text):
    """The same of what 'bitread -y' prints."""
    found = re.findall(r'^bit_([0-9a-f]{8})_(\d{3})_(\d{2})\s*$', text, re.MULTILINE)
    bits = {(int(frame, 16), int(word), int(bit)) for frame, word, bit in found}
    return {(frame, word, bit) for frame, word, bit in bits if not (word == ECC_WORD and bit < ECC_BITS)}


def check_timing(report):
    """Text of all clocks and their frequencies; FlowError when one is too slow or there is none."""
    clocks = report['fmax']
    if not clocks:
        raise FlowError('nextpnr reports no clock: a design without one cannot be judged')
    said = ', '.join(f'{name} {c["achieved"]:.1f} MHz (wanted {c["constraint"]:.1f})' for name, c in sorted(clocks.items()))
    if any(c['achieved'] < c['constraint'] for c in clocks.values()):
        raise FlowError(f'timing is missed: {said}')
    return said


def check_area(area, part):
    """Text of what a design takes; FlowError when that is more than the part has."""
    said = ', '.join(f'{area[kind]} {kind.upper()}' for kind in ('lut', 'ff', 'ramb36', 'dsp'))
    for device, capacity in CAPACITY.items():
        over = [f'{area[kind]} {kind.upper()} of {limit}' for kind, limit in capacity.items() if part.startswith(device) and area[kind] > limit]
        if over:
            raise FlowError(f'the design does not fit into {device}: {", ".join(over)}')
    return said


def check_rams(shapes):
    """FlowError when a block RAM has a shape that would be configured wrongly."""
    wrong = [f'{name} ({", ".join(map(str, sorted(widths)))} bits wide)' for name, (kind, widths) in shapes.items()
             if kind == 'RAMB36E1' and widths & WRONG_WIDTHS]
    if wrong:
        raise FlowError(f'the open flow configures a RAMB36E1 with ports of 1 or 9 bits wrongly; choose another shape for {"; ".join(wrong)}')


class Bitstream:
    """One design on its way; everything between is in the folder of the result."""

    def __init__(self, args):
        self.args = args
        self.folder = os.path.dirname(os.path.abspath(args.out))
        self.name = os.path.splitext(os.path.basename(args.out))[0]
        os.makedirs(self.folder, exist_ok=True)

    def here(self, path):
        """A file of the repository as seen from the folder of the result."""
        path = os.path.abspath(path)
        if not path.startswith(REPO + os.sep):
            raise FlowError(f'{path} is not in the repository')
        return os.path.relpath(path, self.folder)

    def synthesise(self):
        files = ' '.join(self.here(f) for f in packages_first(self.args.files))
        include = ' '.join(f'-I{self.here(i)}' for i in self.args.include)
        chparam = ' '.join('-chparam {} {}'.format(*s.split('=', 1)) for s in self.args.set)
        prepare(self.folder)
        write(f'{self.folder}/synth.ys', f'read_verilog -sv -defer {include} {files}\n'
              f'hierarchy -top {self.args.top} {chparam}\n{synth()}'
              f'tee -q -o utilisation.txt stat -tech xilinx\nwrite_json {self.name}.json\n')
        need_tool(self.folder, 'synth.log', 'yosys', '-e', 'implicitly declared', 'synth.ys')
        netlist = json.loads(read(f'{self.folder}/{self.name}.json'))
        buffers = buffer_ram_inputs(netlist['modules'][self.args.top])
        write(f'{self.folder}/{self.name}.json', json.dumps(netlist))
        print(f'bitstream: {buffers} LUTs for hold times', flush=True)

    def place_and_route(self, seed):
        """Text about the timing. nextpnr writes its FASM also when the timing is missed: that one is not used."""
        for name in (f'{self.name}.fasm', 'report.json'):
            if os.path.exists(f'{self.folder}/{name}'):
                os.remove(f'{self.folder}/{name}')
        code = run_tool(self.folder, 'pnr.log', *NEXTPNR, '--device', self.args.part, '--json', f'{self.name}.json',
                        '-o', f'xdc={self.here(self.args.xdc)}', '-o', f'fasm={self.name}.fasm',
                        '--freq', str(self.args.mhz), '--seed', str(seed), '--report', 'report.json')
        if not os.path.exists(f'{self.folder}/report.json'):
            raise FlowError(f'nextpnr failed (log: {self.folder}/pnr.log):\n{tail(self.folder, "pnr.log")}')
        said = check_timing(json.loads(read(f'{self.folder}/report.json')))
        ends, worst = violations(read(f'{self.folder}/pnr.log'))
        if ends:
            raise FlowError(f'hold times are missed: {ends}, the worst by {worst} ns (log: {self.folder}/pnr.log)')
        if code:
            raise FlowError(f'nextpnr failed (log: {self.folder}/pnr.log):\n{tail(self.folder, "pnr.log")}')
        return said

    def configure(self, database):
        """FASM to .bit.part, read back and compared."""
        with open(f'{self.folder}/{self.name}.fasm', encoding='utf-8') as lines:
            frames = convert(lines, database, f'{self.name}.fasm')
        write_frames(f'{self.folder}/{self.name}.frm', frames)
        part = ['-part_file', 'part.yaml']
        write(f'{self.folder}/part.yaml', read(os.path.join(database.root, self.args.part, 'part.yaml')))
        need_tool(self.folder, 'frames2bit.log', 'xc7frames2bit', *part, '-part_name', self.args.part,
                  '-frm_file', f'{self.name}.frm', '-output_file', f'{self.name}.bit.part')
        need_tool(self.folder, 'bitread.log', 'bitread', *part, '-y', '-o', 'bitread.bits', f'{self.name}.bit.part')
        wanted, got = set_bits(frames), read_back(read(f'{self.folder}/bitread.bits'))
        if wanted != got:
            some = ', '.join('bit_%08x_%03d_%02d' % bit for bit in sorted(wanted ^ got)[:4])
            raise FlowError(f'the bitstream read back differs in {len(wanted ^ got)} bits: {some} ...')
        return len(wanted), len(frames)

    def make(self):
        database = Database(database_folder(), self.args.part)
        if os.path.exists(self.args.out):
            os.remove(self.args.out)
        self.synthesise()
        netlist = Netlist(json.loads(read(f'{self.folder}/{self.name}.json')))
        check_rams(netlist.ram_shapes())
        area, _ = netlist.area()
        print(f'bitstream: {check_area(area, self.args.part)}', flush=True)
        for seed in self.args.seeds:
            try:
                timing = self.place_and_route(seed)
                break
            except FlowError as error:
                print(f'bitstream: seed {seed}: {error}', flush=True)
        else:
            raise FlowError('no seed meets the timing: there is no bitstream')
        bits, count = self.configure(database)
        os.replace(f'{self.folder}/{self.name}.bit.part', self.args.out)
        print(f'bitstream: {self.args.out} for {self.args.part}: {bits} bits set in {count} frames, read back the same; seed {seed}: {timing}')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ('top', 'part', 'xdc', 'out'):
        parser.add_argument(f'--{name}', required=True)
    parser.add_argument('--mhz', type=float, default=100)
    parser.add_argument('--include', action='append', default=[])
    parser.add_argument('--set', action='append', default=[], metavar='NAME=VALUE')
    parser.add_argument('--seeds', type=lambda text: [int(s) for s in text.split(',')], default=[1])
    parser.add_argument('files', nargs='+')
    args = parser.parse_args()
    try:
        Bitstream(args).make()
    except (FlowError, FasmError, DatabaseError, OSError) as error:
        sys.exit(f'bitstream: {error}')


if __name__ == '__main__':
    main()
