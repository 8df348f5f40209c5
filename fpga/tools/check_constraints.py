#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the constraints (XDC) of a board against the ports of its top level.

  check_constraints.py --top FILE.sv --xdc FILE.xdc [FILE.xdc ...] [--module NAME] [--gt REGEX]

Finds: a port bit without a pin, a pin used twice, a port bit with two pins, a port in an XDC file that the top does not have (index
out of range, a pattern that matches nothing), a port without IOSTANDARD, and a line that it cannot read. Ports that match
--gt are transceiver pins: they must have a pin and no IOSTANDARD. One line a finding; exit code 1 if there is any, 2 for bad use.

It reads what our files use: an ANSI port list; set_property (-dict or one property), create_clock, set_false_path and the like with
[get_ports NAME], [get_ports {NAME[3]}], [get_ports {NAME[*]}]. Other Tcl commands are findings, so nothing is skipped silently.
"""
import argparse
import fnmatch
import re
import sys

# Commands that name ports, and those that may stand in a file without naming any.
PORT_COMMANDS = ("set_property", "create_clock", "set_false_path", "set_input_delay", "set_output_delay", "set_max_delay")
NEEDS_PORTS = ("create_clock",)
QUERIES = ("get_ports", "get_pins", "get_cells", "get_nets", "get_clocks", "get_iobanks", "current_design")


class Problems:
    """Findings, in the order in which they are made."""

    def __init__(self):
        self.lines = []

    def add(self, where, text):
        self.lines.append(f"{where}: {text}")


def strip_comments(text):
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    return re.sub(r"//[^\n]*", " ", text)


def module_header(text, name):
    """Parameter and port text of a module; the first one when no name is given."""
    wanted = re.escape(name) if name else r"\w+"
    match = re.search(rf"\bmodule\s+({wanted})\b", text)
    if not match:
        raise ValueError(f"no module {name or ''}".strip())
    at, parts, params, ports = match.end(), [], "", ""
    while at < len(text):
        if text[at] == "(":
            depth, start = 0, at
            while at < len(text):
                depth += {"(": 1, ")": -1}.get(text[at], 0)
                at += 1
                if depth == 0:
                    break
            parts.append(text[start + 1:at - 1])
            if text[start - 1] == "#" or re.search(r"#\s*$", text[:start]):
                params = parts[-1]
            else:
                ports = parts[-1]
        elif text[at] == ";":
            return match.group(1), params, ports
        else:
            at += 1
    raise ValueError(f"module {match.group(1)}: no end of its port list")


def evaluate(expression, values):
    """An integer expression over parameters: digits, names, + - * / ( )."""
    def name(match):
        if match.group(0) not in values:
            raise ValueError(f"cannot evaluate '{expression}'")
        return str(values[match.group(0)])
    text = re.sub(r"(?<=\d)_(?=\d)", "", expression)
    text = re.sub(r"[A-Za-z_]\w*", name, text)
    if not re.fullmatch(r"[\d+\-*/() ]+", text):
        raise ValueError(f"cannot evaluate '{expression}'")
    return int(eval(text.replace("/", "//"), {"__builtins__": {}}))


def split_commas(text):
    depth, item, items = 0, "", []
    for char in text:
        depth += (char in "([{") - (char in ")]}")
        if char == "," and depth == 0:
            items.append(item)
            item = ""
        else:
            item += char
    return items + [item]


def read_ports(path, module):
    """Bits of the top's ports: {'name': [None]} for a scalar, {'name': [3, 2, 1, 0]} for a vector."""
    with open(path, encoding="utf-8") as file:
        name, params, ports = module_header(strip_comments(file.read()), module)
    values = {}
    for item in split_commas(params):
        match = re.search(r"(\w+)\s*=\s*(.+)$", item.strip(), re.S)
        if match:
            try:
                values[match.group(1)] = evaluate(match.group(2).strip(), values)
            except ValueError:
                pass                        # not an integer: no port can be as wide
    found, width = {}, None
    for item in split_commas(ports):
        match = re.fullmatch(r"\s*(input|output|inout)?\s*(?:wire|logic|tri|reg)?\s*(?:signed)?\s*(\[[^\]]*\])?\s*(\w+)\s*", item)
        if not match:
            raise ValueError(f"module {name}: cannot read port '{item.strip()}'")
        if match.group(1):
            width = match.group(2)
        elif match.group(2):
            width = match.group(2)
        bits = [None]
        if width:
            high, low = (evaluate(part, values) for part in width[1:-1].split(":"))
            bits = list(range(high, low - 1, -1)) if high >= low else list(range(high, low + 1))
        found[match.group(3)] = bits
    if not found:
        raise ValueError(f"module {name} has no ports")
    return found


def commands(path):
    """Tcl commands of a file with their line numbers; comments and continuations are taken out."""
    pending, start = "", 0
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = re.sub(r"(^|;)\s*#.*$", r"\1", line.rstrip("\n"))
            start = start if pending else number
            if line.endswith("\\"):
                pending += line[:-1] + " "
                continue
            for part in (pending + line).split(";"):
                if part.strip():
                    yield start, part.strip()
            pending = ""
    if pending:
        yield start, pending.strip()


def expand(pattern, ports):
    """Port bits that a pattern of get_ports means: a bit, a whole port, or what * and ? match."""
    bits = {(n if b is None else f"{n}[{b}]") for n, bs in ports.items() for b in bs}
    if pattern in bits:
        return {pattern}
    if pattern in ports:
        return {f"{pattern}[{b}]" for b in ports[pattern]}
    if "*" in pattern or "?" in pattern:
        glob = pattern.replace("[", "\0").replace("]", "[]]").replace("\0", "[[]")
        return {bit for bit in bits if fnmatch.fnmatchcase(bit, glob)}
    return set()


class Board:
    """What the XDC files say about the ports."""

    def __init__(self, ports, problems):
        self.ports, self.problems = ports, problems
        self.pin_of, self.standard_of, self.owner_of = {}, {}, {}

    def named_ports(self, where, text):
        named = []
        for match in re.finditer(r"\[\s*get_ports\s+(\{[^}]*\}|[^\s\]]+(?:\[[^\]]*\])?)\s*\]", text):
            for pattern in match.group(1).strip("{}").split():
                bits = expand(pattern, self.ports)
                if not bits:
                    self.problems.add(where, f"the top has no port {pattern}")
                named.append(bits)
        if "get_ports" in text and not named:
            self.problems.add(where, f"cannot read get_ports in: {text}")
        return named

    def set_pin(self, where, bit, pin):
        pin = pin.upper()
        if bit in self.pin_of and self.pin_of[bit] != pin:
            self.problems.add(where, f"port {bit} has two pins, {self.pin_of[bit]} and {pin}")
        if self.owner_of.get(pin, bit) != bit:
            self.problems.add(where, f"pin {pin} is used twice, for {self.owner_of[pin]} and {bit}")
        self.pin_of[bit] = pin
        self.owner_of.setdefault(pin, bit)

    def command(self, where, text):
        word = text.split(None, 1)[0]
        if word not in PORT_COMMANDS:
            self.problems.add(where, f"cannot read: {text}")
            return
        for query in re.findall(r"\[\s*([a-z]\w*)", text):
            if query not in QUERIES:
                self.problems.add(where, f"cannot read [{query} ...]")
        named = self.named_ports(where, text)
        if word in NEEDS_PORTS and not named:
            self.problems.add(where, f"names no port: {text}")
        if word != "set_property" or not named:
            return
        dictionary = re.match(r"set_property\s+-dict\s+\{([^}]*)\}", text)
        fields = dictionary.group(1).split() if dictionary else text.split()[1:3]
        if len(fields) % 2:
            self.problems.add(where, f"a property without a value: {text}")
            return
        bits = set().union(*named)
        for key, value in zip(fields[::2], fields[1::2]):
            if key.upper() in ("PACKAGE_PIN", "LOC"):
                if len(bits) != 1:
                    self.problems.add(where, f"one pin for {len(bits)} ports: {text}")
                for bit in bits:
                    self.set_pin(where, bit, value)
            elif key.upper() == "IOSTANDARD":
                for bit in bits:
                    self.standard_of[bit] = value


def check(top, module, xdcs, gt):
    problems = Problems()
    ports = read_ports(top, module)
    board = Board(ports, problems)
    for xdc in xdcs:
        for number, text in commands(xdc):
            board.command(f"{xdc}:{number}", text)
    for name, bits in ports.items():
        for index in bits:
            bit = name if index is None else f"{name}[{index}]"
            if bit not in board.pin_of:
                problems.add(top, f"port {bit} has no pin")
            is_gt = gt is not None and re.search(gt, bit)
            if is_gt and bit in board.standard_of:
                problems.add(top, f"port {bit} is a transceiver pin and has IOSTANDARD {board.standard_of[bit]}")
            if not is_gt and bit not in board.standard_of:
                problems.add(top, f"port {bit} has no IOSTANDARD")
    return problems.lines


def main():
    parser = argparse.ArgumentParser(description="checks constraints (XDC) against the ports of a top level")
    parser.add_argument("--top", required=True, help="SystemVerilog file of the top level")
    parser.add_argument("--module", help="name of the module, if the file has more than one")
    parser.add_argument("--xdc", required=True, nargs="+", help="constraint files")
    parser.add_argument("--gt", help="regular expression: ports on transceiver pins, which have no IOSTANDARD")
    arguments = parser.parse_args()
    try:
        lines = check(arguments.top, arguments.module, arguments.xdc, arguments.gt)
    except (OSError, ValueError) as error:
        print(f"check_constraints: {error}", file=sys.stderr)
        return 2
    for line in lines:
        print(line)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
