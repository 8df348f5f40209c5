# SPDX-License-Identifier: Apache-2.0
"""FASM to frames, on a tiny hand-written database."""
import contextlib
import io
import json
import os
import shutil
import sys
import unittest
from unittest import mock

from support import new_folder, write

import fasm2frames
from fasm import FasmError, parse
from xray_db import WORDS_PER_FRAME, Database, DatabaseError

PART = 'toy1'
GRID = {
    'A_X0Y0': {'type': 'A', 'sites': {}, 'bits': {'CLB_IO_CLK': {'baseaddr': '0x00000100', 'frames': 4, 'offset': 6, 'words': 2}}},
    'A_X0Y1': {'type': 'A', 'sites': {}, 'bits': {'CLB_IO_CLK': {'baseaddr': '0x00000100', 'frames': 4, 'offset': 8, 'words': 2}}},
    'A_X1Y0': {'type': 'A', 'sites': {}, 'bits': {}},
    'RAM_X0Y0': {'type': 'RAM', 'sites': {}, 'bits': {'BLOCK_RAM': {'baseaddr': '0x00C00000', 'frames': 2, 'offset': 0, 'words': 10}}},
    'RIOB33_X0Y1': {'type': 'RIOB33', 'sites': {'IOB_X1Y1': 'IOB33S', 'IOB_X1Y2': 'IOB33M'},
                    'bits': {'CLB_IO_CLK': {'baseaddr': '0x00000200', 'frames': 2, 'offset': 2, 'words': 4}}},
    'RIOB33_X0Y3': {'type': 'RIOB33', 'sites': {'IOB_X1Y3': 'IOB33S', 'IOB_X1Y4': 'IOB33M'},
                    'bits': {'CLB_IO_CLK': {'baseaddr': '0x00000200', 'frames': 2, 'offset': 6, 'words': 4}}},
    'RIOB33_SING_X0Y0': {'type': 'RIOB33_SING', 'sites': {'IOB_X1Y0': 'IOB33'},
                         'bits': {'CLB_IO_CLK': {'baseaddr': '0x00000200', 'frames': 2, 'offset': 0, 'words': 2,
                                                 'alias': {'type': 'RIOB33', 'start_offset': 2, 'sites': {'IOB_Y0': 'IOB_Y0'}}}}},
    'HCLK_IOI3_X1Y26': {'type': 'HCLK_IOI3', 'sites': {},
                        'bits': {'CLB_IO_CLK': {'baseaddr': '0x00000200', 'frames': 2, 'offset': 50, 'words': 1}}},
}
FILES = {
    'mapping/parts.yaml': f'# parts\n{PART}:\n  device: toy\n  package: none\n',
    'mapping/devices.yaml': '"toy":\n  fabric: "toyfabric"\n',
    'toyfabric/tilegrid.json': json.dumps(GRID),
    'segbits_a.db': 'A.ON 01_33\nA.MODE.X 00_01 !00_02\nA.MODE.Y !00_01 00_02\nA.INIT[00] 02_00\nA.INIT[01] 02_05\nA.INIT[10] 03_63\nA.FAR 00_64\n',
    'ppips_a.db': 'A.WIRE1.WIRE2 always\nA.WIRE3.WIRE4 hint\n',
    'segbits_ram.block_ram.db': 'RAM.INIT_00[000] 01_319\n',
    'segbits_riob33.db': 'RIOB33.IOB_Y0.DRIVE 00_64\nRIOB33.IOB_Y0.LOW.STEPDOWN 01_64\nRIOB33.IOB_Y1.LOW.STEPDOWN 01_00\nRIOB33.IOB_Y1.IN 00_00\n',
    'segbits_hclk_ioi3.db': 'HCLK_IOI3.STEPDOWN 01_03\n',
    f'{PART}/package_pins.csv': 'pin,bank,site,tile,pin_function\nP1,7,IOB_X1Y1,RIOB33_X0Y1,IO_1\nP2,7,IOB_X1Y3,RIOB33_X0Y3,IO_2\n',
    f'{PART}/part.json': '{"iobanks": {"7": "X1Y26", "8": "X9Y26"}}',
}


class ToyDatabase(unittest.TestCase):
    """Tests with the toy database in a folder of the build."""

    def setUp(self):
        self.folder = new_folder(self)
        for name, text in FILES.items():
            write(os.path.join(self.folder, name), text)
        self.database = Database(self.folder, PART)

    def bits_of(self, *lines):
        """Set bits of a design as (frame, word, bit)."""
        frames = fasm2frames.convert(lines, self.database)
        return {(a, w, b) for a, words in frames.items() for w, word in enumerate(words) for b in range(32) if word >> b & 1}

    def says(self, text, *lines):
        """The design is refused with one message that has this text."""
        with self.assertRaises((FasmError, DatabaseError)) as caught:
            fasm2frames.convert(lines, self.database, 'design.fasm')
        self.assertIn(text, str(caught.exception))


class TestFasmText(unittest.TestCase):
    """The text form."""

    def test_values_and_addresses(self):
        lines = ['', '# nothing', 'T.A.B', 'T.I[3]', "T.I[7:4] = 4'b1010 # c", "T.H[15:0]=16'h8_001", 'T.D = 0', 'T.E = 1 {x="y"}', "T.O[2:0] = 'o5"]
        want = [('T', 'A.B', 0), ('T', 'I', 3), ('T', 'I', 5), ('T', 'I', 7), ('T', 'H', 0), ('T', 'H', 15), ('T', 'E', 0), ('T', 'O', 0), ('T', 'O', 2)]
        self.assertEqual([bit[:3] for bit in parse(lines)], want)

    def test_bad_lines_are_named(self):
        for line, why in (('TILE', 'not FASM'), ('T.A = x', 'not FASM'), ("T.A[1:0] = 3'b111", 'does not fit'), ('T.A = 2', 'does not fit'),
                          ('T.A[0:3] = 1', 'wrong way'), ("T.A[3:0] = 4'b12", 'bad digits'), ('T.A B', 'not FASM')):
            with self.subTest(line=line), self.assertRaises(FasmError) as caught:
                parse(['T.OK', line], 'x.fasm')
            self.assertIn('x.fasm:2', str(caught.exception))
            self.assertIn(why, str(caught.exception))


class TestFrames(ToyDatabase):
    """Where the bits go."""

    def test_frame_word_and_bit(self):
        self.assertEqual(self.bits_of('A_X0Y0.ON'), {(0x101, 7, 1)})
        self.assertEqual(self.bits_of('A_X0Y1.ON'), {(0x101, 9, 1)})

    def test_every_frame_of_the_fabric_is_there(self):
        frames = fasm2frames.convert([], self.database)
        self.assertEqual(sorted(frames), [0x100, 0x101, 0x102, 0x103, 0x200, 0x201, 0xC00000, 0xC00001])
        self.assertTrue(all(words == [0] * WORDS_PER_FRAME for words in frames.values()))

    def test_addressed_bits(self):
        self.assertEqual(self.bits_of("A_X0Y0.INIT[10:0] = 11'b10000000010"), {(0x102, 6, 5), (0x103, 7, 31)})
        self.assertEqual(self.bits_of('A_X0Y0.INIT[0]'), {(0x102, 6, 0)})

    def test_block_ram_bus(self):
        self.assertEqual(self.bits_of("RAM_X0Y0.INIT_00[255:0] = 256'h1"), {(0xC00001, 9, 31)})

    def test_connections_without_bits(self):
        self.assertEqual(self.bits_of('A_X0Y0.WIRE1.WIRE2', 'A_X1Y0.WIRE3.WIRE4'), set())

    def test_half_tile_is_told_by_its_alias(self):
        self.assertEqual(self.bits_of('RIOB33_SING_X0Y0.IOB_Y0.DRIVE'), {(0x200, 0, 0)})
        self.says('outside of the tile', 'RIOB33_SING_X0Y0.IOB_Y1.IN')

    def test_low_voltage_bank_is_told_to_all_its_pins(self):
        got = self.bits_of('RIOB33_X0Y1.IOB_Y0.LOW.STEPDOWN', 'RIOB33_X0Y3.IOB_Y1.IN')
        # the design's own, the bank's, and those of the pins that the design leaves alone: Y1 of one tile, Y0 of the other
        self.assertEqual(got, {(0x201, 4, 0), (0x200, 6, 0), (0x201, 50, 3), (0x201, 2, 0), (0x201, 8, 0)})

    def test_required_features(self):
        write(os.path.join(self.folder, PART, 'required_features.fasm'), '# always\nA_X0Y0.ON\n')
        self.assertEqual(self.bits_of(), {(0x101, 7, 1)})


class TestRefusals(ToyDatabase):
    """What is refused, and that the message says what and where."""

    def test_unknown_tile(self):
        self.says('design.fasm:1: toy1 has no tile B_X0Y0', 'B_X0Y0.ON')

    def test_unknown_feature(self):
        self.says('design.fasm:2: tiles of type A have no feature OFF', 'A_X0Y0.ON', 'A_X0Y0.OFF')
        self.says('no feature INIT[2]', "A_X0Y0.INIT[2:0] = 3'b100")

    def test_tile_without_bits(self):
        self.says('the tile A_X1Y0 has no CLB_IO_CLK bits', 'A_X1Y0.ON')

    def test_bit_outside_of_the_tile(self):
        self.says('bit 0_64 is outside of the tile A_X0Y0', 'A_X0Y0.FAR')

    def test_contradicting_bits(self):
        self.says('design.fasm:2: A_X0Y0.MODE.Y wants bit 00000100_006_01 clear, which A_X0Y0.MODE.X (design.fasm:1) wants otherwise',
                  'A_X0Y0.MODE.X', 'A_X0Y0.MODE.Y')

    def test_all_errors_at_once_but_not_endlessly(self):
        self.says('... and 10 more', *['A_X0Y0.OFF'] * 30)

    def test_unknown_part_and_missing_database(self):
        with self.assertRaisesRegex(DatabaseError, 'does not know the part toy2'):
            Database(self.folder, 'toy2')
        with self.assertRaisesRegex(DatabaseError, 'not a database'):
            Database(os.path.join(self.folder, 'nothing'), PART)

    def test_program_writes_all_or_nothing(self):
        design, frm = os.path.join(self.folder, 'd.fasm'), os.path.join(self.folder, 'd.frm')

        def run():
            with mock.patch.object(sys, 'argv', ['fasm2frames', '--part', PART, '--database', self.folder, design, frm]):
                fasm2frames.main()
        write(design, 'A_X0Y0.OFF\n')
        with self.assertRaises(SystemExit) as caught, contextlib.redirect_stderr(io.StringIO()):
            run()
        self.assertIn('d.fasm:1', str(caught.exception.code))
        self.assertFalse(os.path.exists(frm))
        write(design, 'A_X0Y0.ON\n')
        run()
        with open(frm, encoding='ascii') as lines:
            frames = dict(line.split() for line in lines)
        self.assertEqual(len(frames), 8)
        self.assertEqual(frames['0x00000101'].split(',')[7], '0x00000002')
        shutil.rmtree(self.folder)
