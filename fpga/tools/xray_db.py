# SPDX-License-Identifier: Apache-2.0
"""The prjxray database of one part: which configuration bits a feature of a tile means.

Files of the database that are read, as they are documented by their project:
  mapping/parts.yaml, mapping/devices.yaml   part -> device -> fabric
  FABRIC/tilegrid.json                       tiles: type, and for each bus of configuration bits first frame, first word, words
  segbits_TYPE.db, segbits_TYPE.block_ram.db feature -> bits 'frame_bit' relative to the tile, '!' before bits that must be clear
  ppips_TYPE.db                              connections that are there without bits
  PART/package_pins.csv, PART/part.json      pins and tiles of the I/O banks
  PART/required_features.fasm                (optional) features that every bitstream of the part has
"""
import csv
import json
import os
import re

WORDS_PER_FRAME = 101
BUSES = {'CLB_IO_CLK': '', 'BLOCK_RAM': '.block_ram'}


class DatabaseError(Exception):
    """A part, tile or feature that the database does not have, or a file of it that is not there. The message says which."""


def read_mapping(path):
    """The two-level YAML of mapping/: {key: {field: value}}."""
    result, fields = {}, None
    with open(path, encoding='utf-8') as lines:
        for line in lines:
            line = line.split('#', 1)[0].rstrip()
            if not line:
                continue
            key, _, value = (part.strip(' "\'') for part in line.partition(':'))
            if line[0] != ' ':
                fields = result.setdefault(key, {})
            elif fields is None:
                raise DatabaseError(f'{path}: a field before the first key: {line}')
            else:
                fields[key] = value
    return result


class TileType:
    """The features of one type of tile."""

    def __init__(self, root, name):
        self.bits = {}  # (feature, address) -> [(bus, frame, bit, value)]; address None: as written in the file
        self.without_bits = set()
        path = os.path.join(root, f'ppips_{name.lower()}.db')
        if os.path.exists(path):
            with open(path, encoding='utf-8') as lines:
                self.without_bits = {line.split()[0] for line in lines if line.strip()}
        for bus, suffix in BUSES.items():
            path = os.path.join(root, f'segbits_{name.lower()}{suffix}.db')
            if os.path.exists(path):
                with open(path, encoding='utf-8') as lines:
                    self._read(lines, bus)

    def _read(self, lines, bus):
        for line in lines:
            feature, *places = line.split() or [None]
            if feature is None:
                continue
            bits = []
            for place in places:
                frame, bit = place.lstrip('!').split('_')
                bits.append((bus, int(frame), int(bit), place[0] != '!'))
            match = re.match(r'(.*)\[(\d+)\]$', feature)
            key = (match.group(1), int(match.group(2))) if match else (feature, None)
            self.bits.setdefault(key, bits)

    def find(self, feature, address):
        """The bits of a feature, [] when it needs none, None when it is not known."""
        if feature in self.without_bits:
            return []
        if (feature, address) in self.bits:
            return self.bits[feature, address]
        return self.bits.get((feature, None)) if address == 0 else None


class Database:
    """One part: root is the folder of its family (artix7)."""

    def __init__(self, root, part):
        self.root, self.part = root, part
        try:
            parts = read_mapping(os.path.join(root, 'mapping', 'parts.yaml'))
            devices = read_mapping(os.path.join(root, 'mapping', 'devices.yaml'))
            if part not in parts:
                raise DatabaseError(f'{root} does not know the part {part}')
            with open(os.path.join(root, devices[parts[part]['device']]['fabric'], 'tilegrid.json'), encoding='utf-8') as grid:
                self.tiles = json.load(grid)
        except OSError as error:
            raise DatabaseError(f'not a database: {error}') from None
        self._types = {}

    def tile_type(self, name):
        if name not in self._types:
            self._types[name] = TileType(self.root, name)
        return self._types[name]

    def lookup(self, tile_name, feature, address=0):
        """[(frame address, word, bit, value)] of a feature."""
        tile = self.tiles.get(tile_name)
        if tile is None:
            raise DatabaseError(f'{self.part} has no tile {tile_name}')
        type_name, buses = tile['type'], tile.get('bits', {})
        found = self.tile_type(type_name).find(f'{type_name}.{feature}', address)
        if found is None:
            # half tiles at the ends of a column are told as a part of the full tile
            for bus in buses.values():
                if 'alias' in bus:
                    type_name = bus['alias']['type']
                    site, dot, rest = feature.partition('.')
                    name = f'{type_name}.{bus["alias"]["sites"].get(site, site)}{dot}{rest}'
                    found = self.tile_type(type_name).find(name, address)
        if found is None:
            raise DatabaseError(f'tiles of type {tile["type"]} have no feature {feature}' + (f'[{address}]' if address else ''))
        return [self._place(tile_name, buses.get(bus), bus, frame, bit) + (value,) for bus, frame, bit, value in found]

    @staticmethod
    def _place(tile_name, where, bus, frame, bit):
        if where is None:
            raise DatabaseError(f'the tile {tile_name} has no {bus} bits')
        word = bit // 32 - where.get('alias', {}).get('start_offset', 0)
        if not 0 <= word < where['words'] or not 0 <= frame < where['frames']:
            raise DatabaseError(f'bit {frame}_{bit} is outside of the tile {tile_name}')
        return int(where['baseaddr'], 16) + frame, where['offset'] + word, bit % 32

    def required_features(self):
        """FASM lines that every bitstream of the part has."""
        path = os.path.join(self.root, self.part, 'required_features.fasm')
        if not os.path.exists(path):
            return []
        with open(path, encoding='utf-8') as lines:
            return lines.read().splitlines()

    def io_banks(self):
        """{bank: (tile of its clock row, set of tiles with its pins)}"""
        with open(os.path.join(self.root, self.part, 'package_pins.csv'), encoding='utf-8') as pins:
            tiles = {}
            for pin in csv.DictReader(pins):
                tiles.setdefault(pin['bank'], set()).add(pin['tile'])
        with open(os.path.join(self.root, self.part, 'part.json'), encoding='utf-8') as part:
            rows = json.load(part)['iobanks']
        return {bank: (f'HCLK_IOI3_{row}', tiles.get(bank, set())) for bank, row in rows.items()}
