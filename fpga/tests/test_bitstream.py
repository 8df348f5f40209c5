# SPDX-License-Identifier: Apache-2.0
"""The bitstream flow from end to end with a small design, and that it refuses what it must."""
import contextlib
import io
import os
import unittest
import unittest.mock
from types import SimpleNamespace

from support import REPO, needs_tools, new_folder, write

from bitstream import Bitstream, check_area, check_rams, check_timing, read_back, set_bits
from hold import buffer_ram_inputs, violations
from netlist import Netlist
from tools import FlowError, database_folder, read
from xray_db import Database

BLINK = os.path.join(REPO, 'fpga', 'tests', 'blink')


def design(folder, xdc):
    return SimpleNamespace(top='blink', part='xc7a35tcsg324-1', xdc=xdc, out=f'{folder}/blink.bit', include=[], set=[], seeds=[1], mhz=100,
                           files=[os.path.join(BLINK, 'blink.sv')])


class TestChecks(unittest.TestCase):
    """The pieces that decide."""

    def test_a_clock_that_is_too_slow_is_refused(self):
        clock = {'achieved': 99.9, 'constraint': 100.0}
        with self.assertRaisesRegex(FlowError, 'timing is missed: .*clk 99.9 MHz'):
            check_timing({'fmax': {'clk': clock, 'b': {'achieved': 200.0, 'constraint': 50.0}}})
        self.assertIn('100.0 MHz', check_timing({'fmax': {'clk': {**clock, 'achieved': 100.0}}}))

    def test_a_design_without_a_clock_is_refused(self):
        with self.assertRaisesRegex(FlowError, 'no clock'):
            check_timing({'fmax': {}})

    def test_a_design_larger_than_the_part_is_refused(self):
        area = {'lut': 20_800, 'ff': 1, 'ramb36': 50, 'dsp': 0}
        self.assertIn('20800 LUT', check_area(area, 'xc7a35tcsg324-1'))
        with self.assertRaisesRegex(FlowError, 'does not fit into xc7a35t: 20801 LUT of 20800, 50.5 RAMB36 of 50'):
            check_area({**area, 'lut': 20_801, 'ramb36': 50.5}, 'xc7a35tcsg324-1')

    def test_a_block_ram_that_would_be_configured_wrongly_is_refused(self):
        def rams(**widths):
            cell = {'type': 'RAMB36E1', 'attributes': {}, 'connections': {}, 'port_directions': {}, 'parameters':
                    {'RAM_MODE': 'TDP', **{f'{port}_WIDTH_{side}': f'{widths.get(port + side, 0):032b}' for port in ('READ', 'WRITE') for side in 'AB'}}}
            top = {'attributes': {'top': '1'}, 'cells': {'u_data.mem.0.0': cell, 'u_lut': {**cell, 'type': 'LUT2', 'parameters': {}}}, 'netnames': {}}
            return Netlist({'modules': {'t': top}}).ram_shapes()
        check_rams(rams(READA=72, WRITEB=72))
        check_rams({'u_small': ('RAMB18E1', {9})})
        for widths in ({'READA': 9, 'WRITEB': 9}, {'READA': 36, 'WRITEB': 1}):
            with self.assertRaisesRegex(FlowError, 'u_data.mem.0.0'):
                check_rams(rams(**widths))

    def test_flip_flops_in_front_of_block_rams_get_a_lut(self):
        def cell(kind, **pins):
            return {'type': kind, 'connections': pins}
        ram = {'CLKARDCLK': [1], 'DIADI': [2, 3, '0'], 'DIPADIP': [2], 'ADDRARDADDR': [2]}
        cells = {'ff': cell('FDRE', C=[1], D=[9], Q=[2]), 'lut': cell('LUT1', I0=[2], O=[3]), 'ram': cell('RAMB18E1', **ram),
                 'other': cell('RAMB36E1', DIBDI=[2]), 'ff2': cell('FDRE', C=[1], D=[2], Q=[4])}
        self.assertEqual(buffer_ram_inputs({'cells': cells}), 1)
        new = cells['$hold$2']
        self.assertEqual((new['type'], new['parameters']['INIT'], new['connections']), ('LUT1', '10', {'I0': [2], 'O': [10]}))
        self.assertEqual(cells['ram']['connections'], {**ram, 'DIADI': [10, 3, '0'], 'DIPADIP': [10]})
        self.assertEqual((cells['other']['connections']['DIBDI'], cells['ff2']['connections']['D']), ([10], [2]))

    def test_missed_hold_times_are_counted(self):
        self.assertEqual(violations('Info: all is well'), (0, 0.0))
        self.assertEqual(violations('Info: 2 Hold/min time violations (showing 10 worst paths):\nInfo:       hold -0.67 -0.05 Source a.DIADI0\n'
                                    'Info:       hold -0.67 -0.03 Source b.DIADI0\n'), (2, 0.05))

    def test_bits_are_compared_without_check_bits(self):
        words = [0] * 101
        words[50], words[3] = 0x3FFF, 1 << 31
        self.assertEqual(set_bits({0x100: words}), {(0x100, 50, 13), (0x100, 3, 31)})
        self.assertEqual(read_back('junk\nbit_00000100_050_12\nbit_00000100_050_13\nbit_00000100_003_31\n'), {(0x100, 50, 13), (0x100, 3, 31)})


@needs_tools
class TestBlink(unittest.TestCase):
    """A counter with a block RAM, a LUT RAM and LEDs."""

    def test_bitstream_is_made_and_reads_back(self):
        folder, said = new_folder(self), io.StringIO()
        with contextlib.redirect_stdout(said):
            Bitstream(design(folder, os.path.join(BLINK, 'blink.xdc'))).make()
        self.assertIn('read back the same', said.getvalue())
        # a whole bitstream of this die, whatever is in it
        self.assertGreater(os.path.getsize(f'{folder}/blink.bit'), 2_000_000)

    def test_no_bitstream_when_timing_is_missed(self):
        folder, said = new_folder(self), io.StringIO()
        write(f'{folder}/fast.xdc', read(os.path.join(BLINK, 'blink.xdc')).replace('-period 10.000', '-period 1.000'))
        write(f'{folder}/blink.bit', 'of an earlier run')
        with contextlib.redirect_stdout(said), self.assertRaisesRegex(FlowError, 'no seed meets the timing'):
            Bitstream(design(folder, f'{folder}/fast.xdc')).make()
        self.assertIn('timing is missed', said.getvalue())
        # nextpnr has written its FASM all the same
        self.assertTrue(os.path.exists(f'{folder}/blink.fasm'))
        self.assertFalse(os.path.exists(f'{folder}/blink.bit'))

    def test_no_bitstream_when_it_reads_back_otherwise(self):
        folder = new_folder(self)
        flow = Bitstream(design(folder, os.path.join(BLINK, 'blink.xdc')))
        database = Database(database_folder(), 'xc7a35tcsg324-1')
        write(f'{folder}/blink.fasm', 'CLBLL_L_X2Y0.SLICEL_X0.AFF.ZINI\n')
        self.assertEqual(flow.configure(database)[0], 1)
        # a frame that is not the part's own is dropped by xc7frames2bit without a word
        with unittest.mock.patch('bitstream.convert', lambda *_: {0x00400100: [0] * 101, 0x00FFFF80: [1] * 101}):
            with self.assertRaisesRegex(FlowError, 'read back differs in'):
                flow.configure(database)
