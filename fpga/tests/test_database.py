# SPDX-License-Identifier: Apache-2.0
"""FASM to frames against the real database, its tools, and bitstreams that were made with the vendor's tools."""
import glob
import os
import unittest

from support import needs_tools, new_folder

from bitstream import read_back, set_bits
from fasm import parse
from fasm2frames import assemble, convert, write_frames
from tools import database_folder, need_tool, read, write
from xray_db import Database

PART = 'xc7a35tcsg324-1'


def features_in(database, config):
    """(features, bits that no feature tells) of a bitstream: in each tile the features whose bits all are as they want them. Tiles side
    by side share frames and words, so a bit is told when a feature of any tile tells it."""
    columns = {}
    for place in config:
        columns.setdefault(place[0] >> 7, set()).add(place)
    lines, told = [], set()
    for name, tile in database.tiles.items():
        for bus, where in tile.get('bits', {}).items():
            first = int(where['baseaddr'], 16)
            words = range(where['offset'], where['offset'] + where['words'])
            here = {p for p in columns.get(first >> 7, ()) if p[0] - first < where['frames'] and p[1] in words}
            alias = where.get('alias', {'type': tile['type'], 'start_offset': 0})
            for (feature, address), bits in database.tile_type(alias['type']).bits.items() if here else ():
                places = [((first + frame, where['offset'] + bit // 32 - alias['start_offset'], bit % 32), value)
                          for on, frame, bit, value in bits if on == bus]
                if any(value for _, value in places) and all(p[1] in words and (p in here) == value for p, value in places):
                    lines.append(f'{name}.{feature.partition(".")[2]}' + ('' if address is None else f'[{address}]'))
                    told |= {place for place, value in places if value}
    return lines, config - told


@needs_tools
class TestVendorBitstreams(unittest.TestCase):
    """Bitstreams for the Arty A7-35T in the database, made with the vendor's tools."""

    def test_features_explain_every_bit_and_make_it_again(self):
        folder = new_folder(self)
        database = Database(database_folder(), PART)
        designs = sorted(glob.glob(os.path.join(database.root, 'harness', 'arty-a7', '*', 'design.bit')))
        self.assertGreaterEqual(len(designs), 3)
        write(f'{folder}/part.yaml', read(os.path.join(database.root, PART, 'part.yaml')))
        for design in designs:
            with self.subTest(design=design[len(database.root):]):
                with open(design, 'rb') as original, open(f'{folder}/design.bit', 'wb') as copy:
                    copy.write(original.read())
                need_tool(folder, 'bitread.log', 'bitread', '-part_file', 'part.yaml', '-y', '-o', 'vendor.bits', 'design.bit')
                vendor = read_back(read(f'{folder}/vendor.bits'))
                self.assertGreater(len(vendor), 200)
                lines, untold = features_in(database, vendor)
                self.assertEqual(untold, set())
                self.assertEqual({place for place, value in assemble(parse(lines), database).items() if value}, vendor)


@needs_tools
class TestRoundTrip(unittest.TestCase):
    """Frames through xc7frames2bit and back through bitread."""

    def read_back_of(self, folder, database, frames):
        write_frames(f'{folder}/d.frm', frames)
        write(f'{folder}/part.yaml', read(os.path.join(database.root, PART, 'part.yaml')))
        need_tool(folder, 'frames2bit.log', 'xc7frames2bit', '-part_file', 'part.yaml', '-part_name', PART,
                  '-frm_file', 'd.frm', '-output_file', 'd.bit')
        need_tool(folder, 'bitread.log', 'bitread', '-part_file', 'part.yaml', '-y', '-o', 'd.bits', 'd.bit')
        return read_back(read(f'{folder}/d.bits'))

    def test_every_kind_of_tile(self):
        """One tile of each kind, every feature of it that does not contradict those before it (low-voltage banks have a test of
        their own: they bring features of other tiles along)."""
        folder, database = new_folder(self), Database(database_folder(), PART)
        config, lines, kinds = {}, [], set()
        for name, tile in sorted(database.tiles.items()):
            if tile['type'] in kinds or not tile.get('bits'):
                continue
            kinds.add(tile['type'])
            for feature, address in database.tile_type(tile['type']).bits:
                if feature.endswith('STEPDOWN') and 'IOB33' in name:
                    continue
                text = f'{name}.{feature.partition(".")[2]}' + ('' if address is None else f'[{address}]')
                places = assemble(parse([text]), database)
                if all(config.get(place, value) == value for place, value in places.items()):
                    config.update(places)
                    lines.append(text)
        self.assertGreater(len(kinds), 30)
        frames = convert(lines, database)
        self.assertEqual(set_bits(frames), {p for p, value in config.items() if value and not (p[1] == 50 and p[2] < 13)})
        self.assertEqual(self.read_back_of(folder, database, frames), set_bits(frames))
