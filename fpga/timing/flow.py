# SPDX-License-Identifier: Apache-2.0
"""One module through yosys and nextpnr: synthesis once, place and route once for each seed. Results are kept in the build folder under
a hash of everything they come from, so nothing is done twice."""
import concurrent.futures
import glob
import json
import os
import re
import sys

import harness
from netlist import Netlist
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools'))
# pylint: disable=wrong-import-position
from hold import violations
from synthesis import MIN_SHARED_RESET, RECIPE, prepare, synth
from tools import NEXTPNR, REPO, FlowError, digest, need_tool, packages_first, read, run_tool, tail, tool_versions, write

WORST_SHOWN = 6


class Flow:
    """A point (points.py) in a folder of the build."""

    def __init__(self, name, point, rtl=os.path.join(REPO, 'rtl')):
        self.point = point
        self.files = packages_first(glob.glob(os.path.join(rtl, '*.sv')))
        headers = sorted(glob.glob(os.path.join(rtl, '*.svh')))
        self.folder = os.path.join(REPO, 'build', 'fpga', 'timing', name)
        self.include = os.path.relpath(rtl, self.folder)
        os.makedirs(self.folder, exist_ok=True)
        self.versions = tool_versions()
        self.by_source = {}
        self.shared_reset = point.get('shared_reset', MIN_SHARED_RESET)
        self.source_hash = digest(self.versions, json.dumps(point['params']), point['module'], RECIPE, point.get('synth', ''), str(self.shared_reset),
                                  read(harness.__file__), *(read(f) for f in self.files + headers))

    def path(self, name):
        return os.path.join(self.folder, name)

    def _yosys(self, name, script):
        write(self.path(name + '.ys'), script)
        need_tool(self.folder, name + '.log', 'yosys', '-e', 'implicitly declared', name + '.ys')

    def synthesise(self):
        """The netlist of the module in its harness."""
        netlist, stamp = self.path('synth.json'), self.path('synth.hash')
        if not (os.path.exists(netlist) and os.path.exists(stamp) and read(stamp) == self.source_hash):
            module, params = self.point['module'], self.point['params']
            rtl = ' '.join(os.path.relpath(f, self.folder) for f in self.files)
            reading = f'read_verilog -sv -defer -I{self.include} {rtl}\n'
            write(self.path('ports.sv'), f'module ports_top; {module} #({harness.overrides(params)}) u_dut (); endmodule\n')
            self._yosys('ports', f'{reading}read_verilog -sv ports.sv\nhierarchy -top ports_top\nproc\nwrite_json ports.json\n')
            modules = json.loads(read(self.path('ports.json')))['modules']
            ports = modules[modules['ports_top']['cells']['u_dut']['type']]['ports']
            write(self.path('harness.sv'), harness.generate(module, ports, params))
            prepare(self.folder)
            self._yosys('synth', f'{reading}read_verilog -sv harness.sv\n'
                        f'{synth(self.point.get("synth", "") + " -top harness", self.shared_reset)}write_json synth.json\n')
            write(stamp, self.source_hash)
        return netlist

    def _constraints(self, pins):
        lines = []
        for port, pin in zip(harness.PINS, pins):
            lines += [f'set_property PACKAGE_PIN {pin} [get_ports {port}]', f'set_property IOSTANDARD LVCMOS33 [get_ports {port}]']
        mhz = self.point['goal'].get('mhz', self.point.get('mhz', 150))
        return '\n'.join(lines + [f'create_clock -period {1000 / mhz:.3f} [get_ports {harness.PINS[0]}]', ''])

    def place_and_route(self, seed, pins, netlist_hash):
        """nextpnr's report for a seed."""
        xdc = self._constraints(pins)
        key = digest(netlist_hash, self.versions, ' '.join(NEXTPNR), self.point['device'], xdc, str(seed))
        report, log = f'seed{seed}-{key}.json', f'seed{seed}-{key}.log'
        if not os.path.exists(self.path(report)):
            write(self.path(f'{key}.xdc'), xdc)
            # exit code 1 also when only the timing is missed; the report is then there all the same
            run_tool(self.folder, log, *NEXTPNR, '--device', self.point['device'], '--json', 'synth.json',
                     '-o', f'xdc={key}.xdc', '--seed', str(seed), '--report', report + '.part')
            if not os.path.exists(self.path(report + '.part')):
                raise FlowError(f'nextpnr failed with seed {seed} ({self.path(log)}):\n{tail(self.folder, log)}')
            os.replace(self.path(report + '.part'), self.path(report))
        return {**json.loads(read(self.path(report))), 'hold': violations(read(self.path(log)))}

    def run(self, seeds, pins, jobs=1, say=lambda text: None):
        """Area, and for each seed the frequency and the worst path."""
        netlist_text = read(self.synthesise())
        netlist = Netlist(json.loads(netlist_text))
        area, own = netlist.area()
        say('area ' + ', '.join(f'{count} {kind}' for kind, count in area.items()) +
            f' (harness, not counted: {own["lut"]} lut, {own["ff"]} ff)')
        self.by_source = netlist.by_source()
        result = {'what': self.point['what'], 'module': self.point['module'], 'device': self.point['device'],
                  'params': self.point['params'], 'goal': self.point['goal'], 'area': area, 'harness': own, 'seeds': {}}
        # where a cell comes from in the source does not change the layout
        netlist_hash = digest(re.sub(r'"src": "[^"]*"', '', netlist_text))
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            waiting = {pool.submit(self.place_and_route, seed, pins, netlist_hash): seed for seed in seeds}
            for done in concurrent.futures.as_completed(waiting):
                seed = waiting[done]
                result['seeds'][str(seed)] = measured = judge_report(done.result(), netlist)
                say(f'seed {seed}: {measured["mhz"]} MHz, {measured["from"]} -> {measured["to"]}')
        result['seeds'] = dict(sorted(result['seeds'].items(), key=lambda item: int(item[0])))
        return result


def judge_report(report, netlist):
    """The frequency and the worst path between flip-flops, by RTL names."""
    (clock, fmax), = report['fmax'].items()
    for path in report['critical_paths']:
        if path['from'] == path['to'] == f'posedge {clock}':
            ends, worst = report['hold']   # of nextpnr's log: its report has none
            return {'mhz': round(fmax['achieved'], 1), 'hold_ends': ends, 'hold_ns': worst, **describe(path['path'], netlist)}
    raise FlowError(f'nextpnr reports no path between flip-flops of {clock}')


def describe(segments, netlist):
    """A path: its ends, its delay in ns, and its slowest nets by name."""
    routing = [s for s in segments if s['type'] == 'routing']
    logic = [s for s in segments if s['type'] == 'logic']
    nets = sorted(routing, key=lambda s: -s['delay'])[:WORST_SHOWN]
    return {
        'from': netlist.name_of_cell(segments[0]['from']['cell']),
        'to': netlist.name_of_cell(segments[-1]['to']['cell']),
        'ns': round(sum(s['delay'] for s in segments), 2),
        'routing_ns': round(sum(s['delay'] for s in routing), 2),
        'logic_levels': len(logic),
        'worst_nets': [[round(s['delay'], 2), readable(s.get('net', ''))] for s in nets],
    }


def readable(net):
    """A net of the netlist: what synthesis made has at best the name of its module in it."""
    if not net.startswith('$'):
        return net
    module = re.search(r'(u_dut(?:\.\w+)*)\.', net.replace('\\', ''))
    return f'({module.group(1)}: logic)' if module else '(logic)'
