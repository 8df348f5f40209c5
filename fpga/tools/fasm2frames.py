# SPDX-License-Identifier: Apache-2.0
"""FASM to the configuration frames of a 7-series FPGA (.frm for xc7frames2bit).

    python3 fpga/tools/fasm2frames.py --part xc7a35tcsg324-1 [--database FOLDER] design.fasm design.frm

One line for each frame that the fabric has: its address and its 101 words. Every feature must be in the database, and no two features
may want the same bit differently: otherwise nothing is written and the exit code is 1.
"""
import argparse
import os
import sys

from fasm import FasmError, parse
from tools import database_folder
from xray_db import WORDS_PER_FRAME, Database, DatabaseError

ERRORS_SHOWN = 20


def stepdown_features(bits, database):
    """Features that the database wants beside those of the design: an I/O bank of a low voltage (below 2.5 V: one of its pins has a
    STEPDOWN feature) has that feature on all its unused pins too, and one for the bank."""
    wanted, used = {}, set()
    for tile, feature, _, _ in bits:
        if 'IOB33' in tile:
            site = feature.partition('.')[0]
            used.add((tile, site))
            if feature.endswith('STEPDOWN'):
                wanted.setdefault(tile, set()).add(feature.partition('.')[2])
    if not wanted:
        return []
    extra = []
    for bank, (row, tiles) in sorted(database.io_banks().items()):
        features = set().union(*(wanted.get(tile, set()) for tile in tiles))
        if not features:
            continue
        where = f'low voltage of I/O bank {bank}'
        extra.append((row, 'STEPDOWN', 0, where))
        for tile in sorted(tiles):
            for name in sorted(database.tiles[tile]['sites']):
                site = f'IOB_Y{int(name.rpartition("Y")[2]) % 2}'
                if (tile, site) not in used:
                    extra += [(tile, f'{site}.{feature}', 0, where) for feature in sorted(features)]
    return extra


def assemble(bits, database):
    """{(frame, word, bit): True or False} of all features."""
    config, owner, errors = {}, {}, []
    for tile, feature, address, where in bits:
        try:
            places = database.lookup(tile, feature, address)
        except DatabaseError as error:
            errors.append(f'{where}: {error}')
            continue
        for *place, value in places:
            place = tuple(place)
            if config.setdefault(place, value) != value:
                errors.append(f'{where}: {tile}.{feature} wants bit %08x_%03d_%02d {"set" if value else "clear"}, ' % place +
                              f'which {owner[place]} wants otherwise')
            owner.setdefault(place, f'{tile}.{feature} ({where})')
    if errors:
        more = [f'... and {len(errors) - ERRORS_SHOWN} more'] if len(errors) > ERRORS_SHOWN else []
        raise FasmError('\n'.join(errors[:ERRORS_SHOWN] + more))
    return config


def frames(config, database):
    """{frame address: words} of every frame of the fabric."""
    result = {}
    for tile in database.tiles.values():
        for bus in tile.get('bits', {}).values():
            for frame in range(bus['frames']):
                result.setdefault(int(bus['baseaddr'], 16) + frame, [0] * WORDS_PER_FRAME)
    for (frame, word, bit), value in config.items():
        if value:
            result[frame][word] |= 1 << bit
    return result


def convert(lines, database, name='FASM'):
    """Frames of a design."""
    bits = parse(database.required_features(), 'required_features.fasm') + parse(lines, name)
    bits += stepdown_features(bits, database)
    return frames(assemble(bits, database), database)


def write_frames(path, result):
    with open(path + '.part', 'w', encoding='ascii') as out:
        for address in sorted(result):
            out.write('0x%08X ' % address + ','.join('0x%08X' % word for word in result[address]) + '\n')
    os.replace(path + '.part', path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--part', required=True)
    parser.add_argument('--database', help="folder of the part's family; that of the FPGA tools without this option")
    parser.add_argument('fasm')
    parser.add_argument('frm')
    args = parser.parse_args()
    try:
        database = Database(args.database or database_folder(), args.part)
        with open(args.fasm, encoding='utf-8') as lines:
            result = convert(lines, database, os.path.basename(args.fasm))
        write_frames(args.frm, result)
    except (FasmError, DatabaseError, OSError) as error:
        sys.exit(f'fasm2frames: {error}')


if __name__ == '__main__':
    main()
