# SPDX-License-Identifier: Apache-2.0
"""Times any module of the RTL alone: area, frequency and worst path for each seed.

    python3 fpga/timing/time_module.py pml_filter N_VM=8 FILTER_LOG2=10 [--seeds 1,2] [--device xc7a35tcsg324-1] [--mhz 150]
"""
import argparse
import json
import sys

from flow import Flow, FlowError
from harness import HarnessError
from points import A35T, DEVICES


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('module')
    parser.add_argument('params', nargs='*', metavar='PARAMETER=VALUE')
    parser.add_argument('--seeds', default='1', help='comma-separated')
    parser.add_argument('--device', default=A35T, choices=DEVICES)
    parser.add_argument('--mhz', type=float, default=150, help='clock constraint')
    parser.add_argument('--synth', default='', help='more options for synth_xilinx')
    parser.add_argument('--name', help='folder in build/fpga/timing')
    parser.add_argument('--by-source', action='store_true', help='flip-flops and carry chains of each source file')
    parser.add_argument('--json', action='store_true', help='the whole result')
    args = parser.parse_args()
    point = {'what': args.module, 'module': args.module, 'device': args.device, 'goal': {}, 'mhz': args.mhz, 'synth': args.synth,
             'params': dict(p.split('=', 1) for p in args.params)}
    try:
        seeds = [int(s) for s in args.seeds.split(',') if s]
        flow = Flow(args.name or args.module, point)
        result = flow.run(seeds, DEVICES[args.device][0], say=lambda t: print(t, flush=True))
    except (FlowError, HarnessError, ValueError) as error:
        sys.exit(f'time_module: {error}')
    if args.json:
        print(json.dumps(result, indent=1))
        return
    if args.by_source:
        for source, (ff, carry) in sorted(flow.by_source.items(), key=lambda item: -item[1][0]):
            print(f'  {ff:5d} FF {carry:4d} CARRY4 from {source}')
    for seed, m in result['seeds'].items():
        print(f'seed {seed}: {m["mhz"]} MHz; {m["ns"]} ns, {m["routing_ns"]} of it routing, {m["logic_levels"]} levels\n'
              f'  from {m["from"]}\n  to   {m["to"]}\n  through ' + '\n          '.join(f'{d:5.2f} {n}' for d, n in m['worst_nets']))


main()
