#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the netlists that 'make netlist-test' has built. One line a test: 'PASS netlist_..' or 'FAIL netlist_..'; exit code 0 only if all passed.

  run.py [--seeds N] [--cycles N] [--jobs N]
"""
import argparse
import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD, BIN = ROOT / 'build' / 'netlist', ROOT / 'build' / 'bin'
LOGS = BUILD / 'logs'
CONFIGS = {'generic': 'small', 'xilinx': 'goal'}
# a broken netlist is run with so many seeds, until one notices
BROKEN_SEEDS = 3
FAILED = []


def verdict(good, name, why=''):
    print(f'{"PASS" if good else "FAIL"} netlist_{name}' + (f' ({why})' if why else ''), flush=True)
    if not good:
        FAILED.append(name)


def random_run(engine, config, seed, cycles):
    """(exit code, output) of one run of pml_netlist."""
    log = LOGS / f'{engine}_{seed}.log'
    with open(log, 'w', encoding='utf-8') as out:
        code = subprocess.call([BIN / 'pml_netlist', '--engine', engine, '--config', config, '--seed', str(seed), '--cycles', str(cycles)],
                               cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)
    return code, log.read_text(encoding='utf-8', errors='replace')


def lockstep(pool, seeds, cycles):
    for engine, config in CONFIGS.items():
        runs = [pool.submit(random_run, engine, config, seed, cycles) for seed in range(1, seeds + 1)]
        for seed, run in enumerate(runs, 1):
            code, text = run.result()
            verdict(code == 0, f'{engine}_{config}_seed{seed}',
                    '' if code == 0 else f'build/bin/pml_netlist --engine {engine} --config {config} --seed {seed} --cycles {cycles}')
            if code:
                print('\n'.join(text.splitlines()[:8]))


# bits of LUTs that no input reaches, resets of places that may begin anywhere, high bits of counts that no run comes to, and of tables of times,
# limits and what faults tell, which are zero in every place or hardly ever read
MANY_IDLE = ('lut_bit', 'reset', 'carry', 'lut_ram_address')


def broken(pool, cycles):
    """Each kind of change must be noticed, at least half of its cells, of the kinds in MANY_IDLE a quarter."""
    breaks = json.loads((BUILD / 'broken' / 'breaks.json').read_text(encoding='utf-8'))

    def noticed(one):
        for seed in range(1, BROKEN_SEEDS + 1):
            code, text = random_run(f'broken{one["n"]}', 'goal', seed, cycles)
            if code == 1 and 'lock-step mismatch' in text:
                return int(re.search(r'lock-step mismatch in cycle (\d+)', text).group(1)), seed
            if code:
                return None
        return None
    results = list(pool.map(noticed, breaks))
    for kind in dict.fromkeys(b['kind'] for b in breaks):
        mine = [(b, r) for b, r in zip(breaks, results) if b['kind'] == kind]
        seen = sum(r is not None for _, r in mine)
        verdict(seen * (4 if kind in MANY_IDLE else 2) >= len(mine), f'broken_{kind}', f'{seen} of {len(mine)} noticed')
        for b, r in mine:
            print(f'  broken{b["n"]}: {b["type"]} {b["cell"]} ' + ('not noticed' if r is None else f'noticed in cycle {r[0]} of seed {r[1]}'))


def shapes(netlist):
    """The block RAMs of a netlist: (cell, mode, widths, write modes)."""
    text = (BUILD / netlist / 'netlist.v').read_text(encoding='utf-8')
    found = set()
    for cell in re.finditer(r'^  (RAMB\d+E1) #\((.*?)\n  \) ', text, re.M | re.S):
        value = dict(re.findall(r'\.(\w+)\(("?[^()]*"?)\)', cell.group(2)))
        width = {k: int(re.sub(r".*'s?d", '', value[k])) for k in ('READ_WIDTH_A', 'WRITE_WIDTH_A', 'READ_WIDTH_B', 'WRITE_WIDTH_B')}
        used = [max(width[f'READ_WIDTH_{p}'], width[f'WRITE_WIDTH_{p}']) for p in 'AB']
        modes = [value[f'WRITE_MODE_{p}'].strip('"') for p in 'AB' if width[f'WRITE_WIDTH_{p}']]
        found.add((cell.group(1), value['RAM_MODE'].strip('"'), *used, *modes))
    return found


def arrays():
    report = BUILD / 'arrays.json'
    log = LOGS / 'arrays.log'
    with open(log, 'w', encoding='utf-8') as out:
        code = subprocess.call([BIN / 'pml_netlist_arrays', '--gtest_brief=1', f'--gtest_output=json:{report}'], cwd=ROOT, stdout=out,
                               stderr=subprocess.STDOUT)
    lines = subprocess.run([ROOT / 'scripts' / 'gtest_lines.py', report], capture_output=True, text=True, check=False).stdout
    for line in lines.splitlines():
        word, name = line.split(' ', 1)
        verdict(word == 'PASS', name)
    if code:
        print('\n'.join(log.read_text(encoding='utf-8').splitlines()[:20]))
    verdict(bool(lines) and code == 0, 'arrays_all', f'exit code {code}' if code else '')
    tested, used = shapes('arrays'), shapes('xilinx')
    verdict(bool(used) and used <= tested, 'block_ram_shapes_tested', f'not tested: {sorted(used - tested)}' if used - tested else f'{len(used)} of {len(tested)}')


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--seeds', type=int, default=12)
    parser.add_argument('--cycles', type=int, default=100000)
    parser.add_argument('--jobs', type=int, default=2)
    args = parser.parse_args()
    LOGS.mkdir(parents=True, exist_ok=True)
    arrays()
    with ThreadPoolExecutor(args.jobs) as pool:
        lockstep(pool, args.seeds, args.cycles)
        broken(pool, args.cycles)
    return 1 if FAILED else 0


if __name__ == '__main__':
    sys.exit(main())
