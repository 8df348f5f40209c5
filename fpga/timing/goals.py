# SPDX-License-Identifier: Apache-2.0
"""Builds the goal points (or the points of the table), says which goals are met, and writes build/fpga/timing/POINT/result.json.

    python3 fpga/timing/goals.py [--table] [--seeds 1,2,3,4,5] [--jobs 2] [--record] [POINT..]

A frequency is that of the median seed. With --record the results also go into fpga/timing/results, from which the tables of docs/fpga.md
are made. Exit code 1 when a goal is missed, 2 when a point cannot be built.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys

from flow import Flow
from harness import HarnessError
from points import DEVICES, GOALS, table
from tools import REPO, FlowError, write

RESULTS = os.path.join(REPO, 'fpga', 'timing', 'results')


def median_mhz(result):
    """The frequency that a point is judged by; of an even number of seeds the lower one of the two in the middle."""
    return statistics.median_low(seed['mhz'] for seed in result['seeds'].values())


def missed(result):
    """What a result misses, as text; nothing when all goals are met."""
    goal, area = result['goal'], result['area']
    texts = []
    if 'mhz' in goal and median_mhz(result) < goal['mhz']:
        texts.append(f'{median_mhz(result)} MHz where >= {goal["mhz"]} is wanted')
    for kind in ('lut', 'ff', 'ramb36'):
        if kind in goal and area[kind] > goal[kind]:
            texts.append(f'{area[kind]} {kind.upper()} where <= {goal[kind]} is wanted')
    return texts


def rtl_version():
    """The git tree of rtl/, so that a result says what it was measured on."""
    def git(*words):
        return subprocess.run(['git', '-C', REPO, *words], capture_output=True, text=True, check=False).stdout.strip()
    return (git('rev-parse', '--short=12', 'HEAD:rtl') or 'unknown') + (' and changes' if git('status', '--porcelain', 'rtl') else '')


def build(name, point, args):
    """Builds a point; True when its goals are met."""
    print(f'{name}: {point["what"]}, {point["device"]}', flush=True)
    version, flow = rtl_version(), Flow(name, point)
    result = flow.run(args.seeds, DEVICES[point['device']][0], args.jobs, say=lambda text: print(f'  {text}', flush=True))
    result = {'name': name, 'command': args.command, 'rtl': version, 'tools': flow.versions.splitlines(), **result}
    text = json.dumps(result, indent=1) + '\n'
    write(flow.path('result.json'), text)
    if args.record:
        os.makedirs(RESULTS, exist_ok=True)
        write(os.path.join(RESULTS, f'{name}.json'), text)
    texts = missed(result)
    if result['goal']:
        print(f'{name}: ' + (f'MISSED: {"; ".join(texts)}' if texts else 'goals met') + f' (median {median_mhz(result)} MHz)', flush=True)
    return not texts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--table', action='store_true', help='the points of the table instead of the goal points')
    parser.add_argument('--seeds', default='1,2,3,4,5')
    parser.add_argument('--jobs', type=int, default=os.cpu_count(), help='seeds at a time')
    parser.add_argument('--record', action='store_true')
    parser.add_argument('points', nargs='*')
    args = parser.parse_args()
    points = table() if args.table else GOALS
    unknown = [name for name in args.points if name not in points]
    if unknown:
        parser.error(f'no such point: {" ".join(unknown)}; there are: {" ".join(points)}')
    args.command = f'make fpga-timing{"-all" if args.table else ""} SEEDS={args.seeds}'
    try:
        args.seeds = [int(s) for s in args.seeds.split(',')]
    except ValueError:
        parser.error('--seeds wants numbers with commas between')
    failed, code = [], 0
    for name in args.points or points:
        try:
            if not build(name, points[name], args):
                failed.append(name)
        except (FlowError, HarnessError, ValueError) as error:
            print(f'{name}: cannot be built: {error}', file=sys.stderr, flush=True)
            code = 2
    if failed:
        print(f'goals missed: {", ".join(failed)}')
        code = code or 1
    sys.exit(code)


if __name__ == '__main__':
    main()
