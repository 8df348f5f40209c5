#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Assembles a program of the board's sequencer (fpga/common/pml_seq.sv) into a SystemVerilog ROM.

  seq_asm.py PROGRAM.seq OUT.sv          writes the ROM
  seq_asm.py --check PROGRAM.seq OUT.sv  exit code 1 when OUT.sv is not what PROGRAM.seq gives

One statement a line, '#' begins a comment. Labels 'name:'. '.equ NAME expression' names a number.
Expressions are integers, names, BLOCK.REGISTER of rtl/pml_regs.toml (its address in the first block of its kind), BLOCK.REGISTER.FIELD (its mask in
place), CODE.NAME (CMD.ENABLE) and + - * // << >> | & ( ).
  li rD, expression            any 32-bit number (one or two words)
  addi rD, rA, expression      -32768..32767
  add|sub|and|xor rD, rA, rB
  rol4 rD, rA                  rotate left by four bits
  pop rD, rA, rB               rD = rA + number of ones in rB
  ld rD, rA, expression        rD = word at rA + 0..65535
  st rB, rA, expression
  beq|bne|bltu|bgeu rA, rB, label
  jal rD, label     jr rA      call and return
  puts "text"                  \\n is sent as CR LF
  putc rA, expression          sends the low byte of rA + expression
  end rA                       the run is over: rA = failed checks * 65536 + checks
"""
import ast
import re
import sys
import tomllib
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROM_WORDS = 1024
OPS = {name: code for code, name in enumerate(
    "end li lui addi add sub and xor rol4 pop ld st br jal put jr".split())}
BRANCHES = {"beq": 0, "bne": 1, "bltu": 2, "bgeu": 3}


class Error(Exception):
    pass


def register_names():
    """Addresses of the registers and masks of their fields, by name."""
    with open(ROOT / "rtl/pml_regs.toml", "rb") as handle:
        description = tomllib.load(handle)
    names = {}
    for block in description["block"]:
        for reg in block["regs"]:
            name = f"{block['name']}.{reg['name']}"
            names[name] = block["base"] + reg["off"]
            for field in reg.get("fields", []):
                high, low = field["bits"]
                names[f"{name}.{field['name']}"] = ((1 << (high - low + 1)) - 1) << low
        for index, counter in enumerate(block.get("counters", [])):
            names[f"{block['name']}.CNT_{counter['name']}"] = block["base"] + block["counters_off"] + 8 * index
    for codes in description["enum"]:
        for value, name in enumerate(codes["values"], codes.get("first", 0)):
            names[f"{codes['name']}.{name}"] = value
    return names


class Assembler:
    def __init__(self, names):
        self.names = dict(names)
        self.labels = {}

    def number(self, text):
        """Value of an expression."""
        def name(match):
            key = match.group(0)
            if key in self.names:
                return str(self.names[key])
            raise Error(f"unknown name {key}")
        plain = re.sub(r"(?<![0-9A-Za-z_.])[A-Za-z_][A-Za-z0-9_.]*", name, text)
        try:
            tree = ast.parse(plain.strip(), mode="eval")
            for node in ast.walk(tree):
                if not isinstance(node, (ast.Expression, ast.BinOp, ast.UnaryOp, ast.Constant, ast.operator, ast.unaryop)):
                    raise Error(f"bad expression {text!r}")
            value = eval(compile(tree, "expression", "eval"), {"__builtins__": {}})  # numbers and operators only
        except (SyntaxError, TypeError, ZeroDivisionError) as err:
            raise Error(f"bad expression {text!r}") from err
        if not isinstance(value, int):
            raise Error(f"not an integer: {text!r}")
        return value

    @staticmethod
    def register(text):
        match = re.fullmatch(r"r(\d+)", text)
        if not match or int(match.group(1)) > 15:
            raise Error(f"not a register: {text!r}")
        return int(match.group(1))

    def bounded(self, text, low, high):
        value = self.number(text)
        if not low <= value <= high:
            raise Error(f"{text!r} = {value} is not in {low}..{high}")
        return value & 0xFFFF

    def target(self, label, final):
        if final and label not in self.labels:
            raise Error(f"unknown label {label!r}")
        return self.labels.get(label, 0)

    @staticmethod
    def word(op, rd=0, ra=0, rb=0, imm=0):
        return OPS[op] << 28 | rd << 24 | ra << 20 | rb << 16 | imm

    def statement(self, op, args, final):
        """Words of one statement. final: all labels are known."""
        reg = self.register
        def count(n):
            if len(args) != n:
                raise Error(f"{op} takes {n} operands")
        if op == "puts":
            text = ast.literal_eval(args[0]).replace("\n", "\r\n").encode("ascii")
            return [OPS["put"] << 28 | int.from_bytes(text[i:i + 3].ljust(3, b"\0"), "big") for i in range(0, len(text), 3)]
        if op == "li":
            count(2)
            value = self.number(args[1]) & 0xFFFFFFFF
            words = [self.word("li", reg(args[0]), imm=value & 0xFFFF)]
            if value >> 16:
                words.append(self.word("lui", reg(args[0]), reg(args[0]), imm=value >> 16))
            return words
        if op == "addi":
            count(3)
            return [self.word(op, reg(args[0]), reg(args[1]), imm=self.bounded(args[2], -32768, 32767))]
        if op in ("add", "sub", "and", "xor", "pop"):
            count(3)
            return [self.word(op, *(reg(a) for a in args))]
        if op == "rol4":
            count(2)
            return [self.word(op, reg(args[0]), reg(args[1]))]
        if op == "ld":
            count(3)
            return [self.word(op, reg(args[0]), reg(args[1]), imm=self.bounded(args[2], 0, 65535))]
        if op == "st":
            count(3)
            return [self.word(op, 0, reg(args[1]), reg(args[0]), self.bounded(args[2], 0, 65535))]
        if op in BRANCHES:
            count(3)
            return [self.word("br", BRANCHES[op], reg(args[0]), reg(args[1]), self.target(args[2], final))]
        if op == "jal":
            count(2)
            return [self.word(op, reg(args[0]), imm=self.target(args[1], final))]
        if op in ("jr", "end"):
            count(1)
            return [self.word(op, 0, reg(args[0]))]
        if op == "putc":
            count(2)
            return [self.word("put", 1, reg(args[0]), imm=self.bounded(args[1], 0, 255))]
        raise Error(f"unknown statement {op!r}")

    def run(self, text, final):
        """One pass over the program; the words with their source lines."""
        words = []
        for number, raw in enumerate(text.splitlines(), 1):
            try:
                line = re.sub(r"""^((?:[^"#]|"(?:[^"\\]|\\.)*")*)#.*$""", r"\1", raw).strip()
                match = re.match(r"([A-Za-z_]\w*):\s*(.*)$", line)
                if match:
                    if not final and match.group(1) in self.labels:
                        raise Error(f"label {match.group(1)!r} twice")
                    self.labels[match.group(1)] = len(words)
                    line = match.group(2)
                if not line:
                    continue
                if line.startswith(".equ"):
                    _, name, value = line.split(None, 2)
                    self.names[name] = self.number(value)
                    continue
                op, _, rest = line.partition(" ")
                args = [rest.strip()] if op == "puts" else [a.strip() for a in rest.split(",")]
                for index, word in enumerate(self.statement(op, args, final)):
                    words.append((word, line if index == 0 else ""))
            except (Error, ValueError, SyntaxError) as err:
                raise Error(f"line {number}: {err}: {raw.strip()}") from err
        if len(words) > ROM_WORDS:
            raise Error(f"{len(words)} words, the ROM holds {ROM_WORDS}")
        return words


def rom(words, source):
    lines = ["// SPDX-License-Identifier: Apache-2.0",
             f"// Generated by scripts/seq_asm.py from {source}. Do not edit.",
             f"/// Program of the board's sequencer: {len(words)} of {ROM_WORDS} words. Synchronous read.",
             "module pml_selftest_rom (",
             "  input  logic        clk_i,",
             "  input  logic [9:0]  addr_i,",
             "  output logic [31:0] data_o,",
             "  output logic [31:0] id_o     ///< CRC-32 of the program",
             ");",
             f"  logic [31:0] mem [0:{ROM_WORDS - 1}];",
             "  logic [31:0] data_q;",
             "  always_ff @(posedge clk_i) data_q <= mem[addr_i];",
             "  assign data_o = data_q;"]
    packed = b"".join(word.to_bytes(4, "little") for word, _ in words)
    lines.append(f"  assign id_o = 32'h{zlib.crc32(packed):08X};")
    lines.append("  initial begin")
    for address in range(ROM_WORDS):
        word, text = words[address] if address < len(words) else (0, "")
        lines.append(f"    mem[{address}] = 32'h{word:08X};" + (f"  // {text}" if text else ""))
    lines += ["  end", "endmodule", ""]
    return "\n".join(lines)


def main(argv):
    check = "--check" in argv
    files = [a for a in argv if not a.startswith("-")]
    if len(files) != 2 or any(a.startswith("-") and a != "--check" for a in argv):
        sys.exit(__doc__)
    source, out = (Path(f) for f in files)
    try:
        text = source.read_text(encoding="ascii")
        assembler = Assembler(register_names())
        assembler.run(text, final=False)
        result = rom(assembler.run(text, final=True), source.name)
    except (OSError, UnicodeDecodeError, Error) as err:
        sys.exit(f"seq_asm.py: {source}: {err}")
    if check:
        if not out.exists() or out.read_text(encoding="ascii") != result:
            sys.exit(f"seq_asm.py: {out} is not up to date: run make regs")
        return
    out.write_text(result, encoding="ascii")


if __name__ == "__main__":
    main(sys.argv[1:])
