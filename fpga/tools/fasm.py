# SPDX-License-Identifier: Apache-2.0
"""FASM, the text form of an FPGA configuration: which features of which tiles are set.

Read is the part of the format that place-and-route tools write: 'TILE.FEATURE', 'TILE.FEATURE[7]', "TILE.FEATURE[7:0] = 8'hA5",
comments and annotations.
"""
import re

LINE = re.compile(r"""(?P<tile>[^\s.\[=]+)\.(?P<feature>[^\s\[=]+)
                      (?:\[(?P<high>\d+)(?::(?P<low>\d+))?\])?
                      (?:\s*=\s*(?:(?P<width>\d+)?'(?P<base>[bohd])(?P<digits>[0-9a-fA-F_]+)|(?P<plain>\d+)))?\s*$""", re.VERBOSE)
BASES = {'b': 2, 'o': 8, 'd': 10, 'h': 16}


class FasmError(Exception):
    """A line that is not FASM or that the database cannot express. The message names the line."""


def parse_line(text):
    """(tile, feature, [bit addresses that are set]) or None for a line without a feature. A feature without address has address 0."""
    plain = re.sub(r'\{[^}]*\}', '', text.split('#', 1)[0]).strip()
    if not plain:
        return None
    match = LINE.match(plain)
    if not match:
        raise FasmError(f'not FASM: {plain}')
    part = match.groupdict()
    low = int(part['low'] if part['low'] is not None else part['high'] or 0)
    high = int(part['high'] or 0)
    if high < low:
        raise FasmError(f'address [{high}:{low}] runs the wrong way: {plain}')
    value = 1
    if part['plain'] is not None:
        value = int(part['plain'])
    elif part['digits'] is not None:
        try:
            value = int(part['digits'].replace('_', ''), BASES[part['base']])
        except ValueError:
            raise FasmError(f'bad digits in a value: {plain}') from None
    if value >> (high - low + 1):
        raise FasmError(f'the value does not fit into {high - low + 1} bits: {plain}')
    return part['tile'], part['feature'], [low + i for i in range(high - low + 1) if value >> i & 1]


def parse(lines, name='FASM'):
    """[(tile, feature, address, where)] of all bits that are set; where is 'name:line'."""
    bits = []
    for number, text in enumerate(lines, 1):
        where = f'{name}:{number}'
        try:
            parsed = parse_line(text)
        except FasmError as error:
            raise FasmError(f'{where}: {error}') from None
        if parsed:
            tile, feature, addresses = parsed
            bits += [(tile, feature, address, where) for address in addresses]
    return bits
