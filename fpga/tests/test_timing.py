# SPDX-License-Identifier: Apache-2.0
"""Harness, area, names and verdicts of the timing flow."""
import json
import os
import unittest

from support import REPO, needs_tools, new_folder, write

import goals
import harness
import tables
from flow import Flow, judge_report, readable
from netlist import Netlist
from tools import FlowError

# 8-bit register with enable, a function of 6 inputs, an input that nobody reads
TOY = '''module toy #(parameter int unsigned W = 8) (
  input logic clk_i, input logic rst_ni, input logic [W-1:0] a_i, input logic en_i, input logic unused_i,
  output logic [W-1:0] q_o, output logic six_o);
  logic [W-1:0] a_q;
  always_ff @(posedge clk_i) if (!rst_ni) a_q <= '0; else if (en_i) a_q <= a_i;
  assign q_o = a_q;
  assign six_o = &a_q[5:0];
endmodule
'''


def cell(kind, **connections):
    outputs = ('Q', 'O')
    return {'type': kind, 'attributes': {}, 'connections': {port: [bit] for port, bit in connections.items()},
            'port_directions': {port: 'output' if port in outputs else 'input' for port in connections}}


def netlist_of(cells, names):
    nets = {name: {'bits': bits, 'hide_name': 0} for name, bits in names.items()}
    return Netlist({'modules': {'harness': {'attributes': {'top': '1'}, 'cells': cells, 'netnames': nets}}})


def result(mhz, goal, **area):
    return {'name': 'x', 'what': 'toy', 'device': 'd', 'command': 'make x', 'rtl': '1', 'tools': ['t 1'], 'goal': goal,
            'area': {'lut': 10, 'lutram': 2, 'srl': 0, 'ff': 20, 'ramb36': 1.5, 'dsp': 0, **area},
            'seeds': {str(i): {'mhz': m, 'hold_ends': i, 'hold_ns': 0.01, 'from': 'u_dut.a_q', 'to': 'u_dut.b_q', 'ns': 1.0, 'routing_ns': 0.5, 'logic_levels': 2, 'worst_nets': []}
                      for i, m in enumerate(mhz, 1)}}


class TestHarness(unittest.TestCase):
    """The text of the harness."""

    def test_every_bit_is_connected_once(self):
        ports = {'clk_i': {'direction': 'input', 'bits': [2]}, 'rst_ni': {'direction': 'input', 'bits': [3]},
                 'a_i': {'direction': 'input', 'bits': list(range(8))}, 'b_i': {'direction': 'input', 'bits': [9]},
                 'q_o': {'direction': 'output', 'bits': list(range(13))}, 'r_o': {'direction': 'output', 'bits': [1]}}
        text = harness.generate('toy', ports, {'W': 8})
        for part in ('toy #(.W(8)) u_dut', '.clk_i(clk)', '.rst_ni(!rst_q)', '.a_i(sh_q[7:0])', '.b_i(sh_q[8:8])', '.q_o(o_w[12:0])', '.r_o(o_w[13:13])'):
            self.assertIn(part, text)
        # 14 outputs: 3 nodes, then 1
        self.assertEqual(harness.tree_sizes(14), [3, 1])
        self.assertEqual(text.count('LUT6'), 4)
        self.assertEqual(text.count('FDRE'), 1 + 9 + 14 + 4)

    def test_what_cannot_be_timed_is_refused(self):
        with self.assertRaisesRegex(harness.HarnessError, 'port x is inout'):
            harness.widths({'x': {'direction': 'inout', 'bits': [1]}})
        with self.assertRaisesRegex(harness.HarnessError, 'no outputs'):
            harness.widths({'x': {'direction': 'input', 'bits': [1]}})


class TestNetlist(unittest.TestCase):
    """Area and names."""

    def test_area_counts_what_is_not_the_harness(self):
        cells = {'harness_o0': cell('FDRE', C=1, D=2, Q=3), 'harness_xor0_0': cell('LUT6', I0=3, O=4), 'a': cell('LUT3', I0=5, O=6),
                 'b': cell('INV', I=5, O=7), 'c': cell('FDCE', D=6, Q=8), 'm': cell('RAM64M', WCLK=1), 's': cell('SRLC32E', D=1, Q=9),
                 'r': cell('RAMB36E1'), 't': cell('RAMB18E1'), 'd': cell('DSP48E1'), 'k': cell('CARRY4'), 'f': cell('MUXF7'), 'i': cell('IBUF')}
        unit, own = netlist_of(cells, {}).area()
        self.assertEqual(unit, {'lut': 7, 'lutram': 4, 'srl': 1, 'ff': 1, 'ramb36': 1.5, 'dsp': 1, 'carry4': 1})
        self.assertEqual((own['lut'], own['ff']), (1, 1))

    def test_unknown_cells_are_not_dropped(self):
        with self.assertRaisesRegex(ValueError, 'cell z is a GTPE2'):
            netlist_of({'z': cell('GTPE2')}, {}).area()

    def test_flip_flops_have_their_registers_name(self):
        cells = {'$auto$1': cell('FDRE', D=5, Q=6), 'u_dut.mem.0.0': cell('RAMB36E1'), '$auto$2': cell('LUT2', I0=6, O=7)}
        netlist = netlist_of(cells, {'o_w': [6, 9], 'u_dut.valid_o': [6], 'u_dut.u_a.valid_q': [6], 'u_dut.u_a.u_b.valid_i': [6], 'u_dut.bus': [8, 7]})
        self.assertEqual(netlist.name_of_cell('$auto$1'), 'u_dut.u_a.valid_q')
        self.assertEqual(netlist.name_of_cell('u_dut.mem.0.0'), 'u_dut.mem.0.0')
        self.assertEqual(netlist.name_of_cell('$auto$2'), 'u_dut.bus[1]')
        self.assertEqual(readable('$techmap1$flatten\\u_dut.\\u_scrub.$0\\x[0:0].A[1]'), '(u_dut.u_scrub: logic)')

    def test_only_paths_between_flip_flops_are_judged(self):
        def path(start, end):
            return {'from': start, 'to': end, 'path': [
                {'type': 'clk-to-q', 'delay': 0.5, 'from': {'cell': '$auto$1'}, 'to': {'cell': '$auto$1'}},
                {'type': 'routing', 'delay': 1.5, 'net': 'n', 'from': {'cell': '$auto$1'}, 'to': {'cell': '$auto$2'}},
                {'type': 'setup', 'delay': 0.1, 'from': {'cell': '$auto$2'}, 'to': {'cell': '$auto$2'}}]}
        netlist = netlist_of({'$auto$1': cell('FDRE', D=1, Q=2), '$auto$2': cell('FDRE', D=2, Q=3)}, {'u_dut.a_q': [2], 'u_dut.b_q': [3]})
        report = {'fmax': {'clk': {'achieved': 123.456, 'constraint': 100.0}}, 'hold': (2, 0.05),
                  'critical_paths': [path('<async>', 'posedge clk')]}
        with self.assertRaisesRegex(FlowError, 'no path'):
            judge_report(report, netlist)
        report['critical_paths'].append(path('posedge clk', 'posedge clk'))
        judged = judge_report(report, netlist)
        self.assertEqual((judged['hold_ends'], judged['hold_ns']), (2, 0.05))
        self.assertEqual((judged['mhz'], judged['from'], judged['to'], judged['ns'], judged['routing_ns']), (123.5, 'u_dut.a_q', 'u_dut.b_q', 2.1, 1.5))


class TestVerdicts(unittest.TestCase):
    """Goals and tables."""

    def test_median_not_best(self):
        self.assertEqual(goals.median_mhz(result([100, 160, 149, 151, 155], {})), 151)
        self.assertEqual(goals.median_mhz(result([100, 160], {})), 100)
        self.assertEqual(goals.missed(result([149, 149, 149, 170, 170], {'mhz': 150})), ['149 MHz where >= 150 is wanted'])
        self.assertEqual(goals.missed(result([150], {'mhz': 150, 'lut': 10, 'ff': 20, 'ramb36': 1.5})), [])
        self.assertEqual(len(goals.missed(result([1], {'mhz': 150, 'lut': 9, 'ff': 19, 'ramb36': 1}))), 4)

    def test_tables_are_what_results_say(self):
        with open(tables.DOCUMENT, encoding='utf-8') as text:
            document = text.read()
        self.assertEqual(tables.with_tables(document), document, "run 'make fpga-tables'")
        with self.assertRaisesRegex(ValueError, 'exactly once'):
            tables.with_tables(document.replace('<!-- matrix: end -->', ''))

    def test_a_missed_goal_is_said(self):
        text = tables.goals_text({'x': result([100, 110, 120], {'mhz': 150})})
        self.assertIn('**missed**: 110 MHz where >= 150 is wanted', text)
        self.assertIn('100.0, 110.0, 120.0', text)
        self.assertRegex(text, r'\(x\) \d, \d, \d ends, at most by 0.01 ns')
        self.assertIn('| met |', tables.goals_text({'x': result([151], {'mhz': 150})}))


@needs_tools
class TestFlow(unittest.TestCase):
    """A toy module through the tools."""

    def test_area_is_exact_and_results_are_kept(self):
        folder = new_folder(self)
        write(f'{folder}/rtl/toy.sv', TOY)
        point = {'what': 'toy', 'module': 'toy', 'device': 'xc7a35tcsg324-1', 'params': {'W': 8}, 'goal': {'mhz': 100}}
        flow = Flow(os.path.relpath(f'{folder}/flow', os.path.join(REPO, 'build', 'fpga', 'timing')), point, f'{folder}/rtl')
        first = flow.run([1], ('E3', 'C2', 'A9', 'D10'))
        # 8 flip-flops, one LUT for each one's reset (too few share it), one for the function; 10 inputs + reset + 9 outputs + tree of 2 and 1
        self.assertEqual((first['area']['ff'], first['area']['lut']), (8, 9))
        self.assertEqual((first['harness']['ff'], first['harness']['lut']), (10 + 1 + 9 + 3, 3))
        self.assertGreater(first['seeds']['1']['mhz'], 0)
        reports = sorted(f for f in os.listdir(f'{folder}/flow') if f.startswith('seed1-') and f.endswith('.json'))
        self.assertEqual(len(reports), 1)
        # the second time nothing is built: the report that is there counts
        with open(f'{folder}/flow/{reports[0]}', encoding='utf-8') as text:
            report = json.load(text)
        report['fmax'][next(iter(report['fmax']))]['achieved'] = 77.0
        write(f'{folder}/flow/{reports[0]}', json.dumps(report))
        self.assertEqual(flow.run([1], ('E3', 'C2', 'A9', 'D10'))['seeds']['1']['mhz'], 77.0)
        # another source is another netlist
        write(f'{folder}/rtl/toy.sv', TOY.replace('[5:0]', '[4:0]'))
        flow = Flow(os.path.relpath(f'{folder}/flow', os.path.join(REPO, 'build', 'fpga', 'timing')), point, f'{folder}/rtl')
        self.assertNotEqual(flow.run([1], ('E3', 'C2', 'A9', 'D10'))['seeds']['1']['mhz'], 77.0)
