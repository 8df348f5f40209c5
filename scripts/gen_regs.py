#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the register constants of RTL, models and driver, and docs/registers.md, from rtl/pml_regs.toml.

  gen_regs.py           writes the generated files that differ from what the description says
  gen_regs.py --check   writes nothing; fails and names the files that are stale
"""
import argparse
import pathlib
import sys
import tomllib

SOURCE = "rtl/pml_regs.toml"
ACCESS = {"ro": "read-only", "rw": "read-write", "wo": "write-only"}


class DescriptionError(Exception):
    """The register description contradicts itself."""


class Const:
    """One constant. kind: 'offset' (16 bits), 'word' (32 bits), 'count' (small number)."""

    def __init__(self, name, value, kind, comment=""):
        self.name, self.value, self.kind, self.comment = name, value, kind, comment

    def hexed(self):
        width = 4 if self.kind == "offset" else 8
        return str(self.value) if self.kind == "count" else f"0x{self.value:0{width}X}"


def field_mask(field):
    high, low = field["bits"]
    return ((1 << (high - low + 1)) - 1) << low


def check_block(block):
    """Offsets must not overlap or leave the block, fields must not overlap or leave the word."""
    used = {}
    regs = [dict(r) for r in block["regs"]]
    for i, counter in enumerate(block.get("counters", [])):
        regs.append({"name": "CNT_" + counter["name"], "off": block["counters_off"] + 8 * i, "width": 64, "access": "ro"})
    for reg in regs:
        where = f"{block['name']}.{reg['name']}"
        if reg["access"] not in ACCESS:
            raise DescriptionError(f"{where}: access '{reg['access']}' is none of {', '.join(ACCESS)}")
        width = reg.get("width", 32)
        if width not in (32, 64) or reg["off"] % 4:
            raise DescriptionError(f"{where}: width must be 32 or 64 and the offset a multiple of 4")
        for off in range(reg["off"], reg["off"] + width // 8, 4):
            if off in used:
                raise DescriptionError(f"{where}: offset {off:#x} is already {used[off]}'s")
            if off >= block["stride"]:
                raise DescriptionError(f"{where}: offset {off:#x} is outside the block")
            used[off] = reg["name"]
        taken = 0
        for field in reg.get("fields", []):
            high, low = field["bits"]
            if not 0 <= low <= high <= 31:
                raise DescriptionError(f"{where}.{field['name']}: bits {field['bits']} are not [high, low] in a word")
            if taken & field_mask(field):
                raise DescriptionError(f"{where}.{field['name']}: bits overlap another field")
            taken |= field_mask(field)


def load(path):
    try:
        with open(path, "rb") as handle:
            desc = tomllib.load(handle)
    except OSError as err:
        raise DescriptionError(f"{err.filename}: {err.strerror}") from err
    except tomllib.TOMLDecodeError as err:
        raise DescriptionError(f"not TOML: {err}") from err
    for block in desc["block"]:
        check_block(block)
    return desc


def groups(desc):
    """All constants as (heading, [Const]) groups."""
    unit = desc["unit"]
    yield "unit", [
        Const("MAGIC", unit["magic"], "word", "value of GLOBAL_MAGIC"),
        Const("VERSION_MAJOR", unit["version_major"], "count"),
        Const("VERSION_MINOR", unit["version_minor"], "count"),
        Const("LENGTH", unit["length"], "word", "bytes of register space"),
    ]
    for block in desc["block"]:
        yield from block_groups(block)
    for enum in desc.get("enum", []):
        first = enum.get("first", 0)
        yield enum["desc"], [Const(f"{enum['name']}_{v}", first + i, "count") for i, v in enumerate(enum["values"])]


def pci_groups(desc):
    """The PCI function, for software only."""
    pci = desc["pci"]
    consts = [Const("PCI_VENDOR", pci["vendor"], "offset", "not registered"), Const("PCI_DEVICE", pci["device"], "offset"),
              Const("PCI_REVISION", pci["revision"], "offset"), Const("PCI_CLASS", pci["class"], "word")]
    consts += [Const(f"PCI_SUBSYSTEM_{name}", value, "offset") for name, value in pci["subsystem"].items()]
    consts += [Const("PCI_BAR_REGS", pci["bar_regs"], "count", "the unit's registers, from offset 0"),
               Const("PCI_BAR_REGS_BYTES", pci["bar_regs_bytes"], "word", "the unit's part; all of the BAR of a UNIT"),
               Const("PCI_SHELL", pci["shell_off"], "word", "in BAR_REGS: the shell's registers (boards only)"),
               Const("PCI_BAR_TAP", pci["bar_tap"], "count", "memory behind the AXI tap (boards only)"),
               Const("PCI_BAR_MSIX", pci["bar_msix"], "count", "MSI-X table (KCU116, UNIT)"),
               Const("PCI_BAR_MSIX_BYTES", pci["bar_msix_bytes"], "word", "UNIT"),
               Const("PCI_MSIX_TABLE", pci["msix_table"], "offset", "in BAR_MSIX (UNIT)"),
               Const("PCI_MSIX_PBA", pci["msix_pba"], "offset", "in BAR_MSIX (UNIT)")]
    yield "PCI function", consts


def software_groups(desc):
    yield from groups(desc)
    yield from pci_groups(desc)


def block_groups(block):
    name = block["name"]
    yield f"block {name}: {block['desc']}", [
        Const(f"{name}_BASE", block["base"], "offset", "of the first block"),
        Const(f"{name}_STRIDE", block["stride"], "offset", f"from one {block['per']}'s block to the next"),
    ]
    consts = []
    for reg in block["regs"]:
        full = f"{name}_{reg['name']}"
        consts.append(Const(full, reg["off"], "offset", f"{reg['access']}: {reg['desc']}"))
        if reg.get("width", 32) == 64:
            consts.append(Const(full + "_HI", reg["off"] + 4, "offset"))
        if "reset" in reg:
            consts.append(Const(full + "_RESET", reg["reset"], "word"))
        for field in reg.get("fields", []):
            consts.append(Const(f"{full}_{field['name']}_SHIFT", field["bits"][1], "count"))
            consts.append(Const(f"{full}_{field['name']}_MASK", field_mask(field), "word"))
    yield f"registers of {name}, offsets inside the block; masks are in place (not shifted down)", consts
    if "counters" in block:
        base = block["counters_off"]
        consts = [Const(f"{name}_CNT_BASE", base, "offset"), Const(f"{name}_CNT_COUNT", len(block["counters"]), "count")]
        for i, counter in enumerate(block["counters"]):
            consts.append(Const(f"{name}_CNT_{counter['name']}", base + 8 * i, "offset", counter["desc"]))
        yield f"64-bit counters of {name}, offsets inside the block", consts


def header(mark):
    return [f"{mark} Generated by scripts/gen_regs.py from {SOURCE}. Do not edit."]


def make_sv(desc):
    lines = ["// SPDX-License-Identifier: Apache-2.0", *header("//"), ""]
    lines += ["// Users take what they need from this one list, so most users leave some unused.",
              "// verilator lint_off UNUSEDPARAM", "package pml_reg_pkg;"]
    for heading, consts in groups(desc):
        lines += ["", f"  // {heading}"]
        for c in consts:
            if c.kind == "count":
                decl = f"  localparam int unsigned {c.name} = {c.value};"
            else:
                width = 16 if c.kind == "offset" else 32
                decl = f"  localparam logic [{width - 1}:0] {c.name} = {width}'h{c.value:0{width // 4}X};"
            lines.append(decl + (f"  // {c.comment}" if c.comment else ""))
    return "\n".join([*lines, "", "endpackage", "// verilator lint_on UNUSEDPARAM", ""])


def make_c(desc):
    lines = ["/* SPDX-License-Identifier: (GPL-2.0-only OR Apache-2.0) */",
             f"/* Generated by scripts/gen_regs.py from {SOURCE}. Do not edit. */",
             "#ifndef PML_REGS_H", "#define PML_REGS_H"]
    for heading, consts in software_groups(desc):
        lines += ["", f"/* {heading} */"]
        for c in consts:
            suffix = "" if c.kind == "count" else "u"
            text = f"#define PML_{c.name}".ljust(48) + f" {c.hexed()}{suffix}"
            lines.append(text + (f" /* {c.comment} */" if c.comment else ""))
    return "\n".join([*lines, "", "#endif /* PML_REGS_H */", ""])


def make_cpp(desc):
    lines = ["// SPDX-License-Identifier: Apache-2.0", *header("//"),
             "/// Register offsets (bytes inside a block), field shifts and in-place masks of the unit.",
             "#pragma once", "#include <cstdint>", "", "namespace openpml::regs {"]
    for heading, consts in software_groups(desc):
        lines += ["", f"// {heading}"]
        for c in consts:
            decl = f"inline constexpr uint32_t {c.name} = {c.hexed()};"
            lines.append(decl + (f"  ///< {c.comment}" if c.comment else ""))
    return "\n".join([*lines, "", "}  // namespace openpml::regs", ""])


def words_of(block):
    """(name, offset, bits that a write may set, readable) of each 32-bit word of a block."""
    for reg in block["regs"]:
        width = reg.get("width", 32)
        bits = reg.get("bits", width)
        mask = sum(field_mask(f) for f in reg["fields"]) if "fields" in reg else (1 << bits) - 1
        if reg["access"] == "ro":
            mask = 0
        for half in range(width // 32):
            name = reg["name"] + ("_HI" if half else "")
            yield name, reg["off"] + 4 * half, mask >> 32 * half & 0xFFFFFFFF, reg["access"] != "wo"
    for i, counter in enumerate(block.get("counters", [])):
        for half in range(2):
            yield "CNT_" + counter["name"] + ("_HI" if half else ""), block["counters_off"] + 8 * i + 4 * half, 0, True


def make_list(desc):
    lines = ["// SPDX-License-Identifier: Apache-2.0", *header("//"),
             "/// Every register as data, for those who go through all of them.",
             "#pragma once", "#include <cstdint>", "#include <span>", "", "namespace openpml::regs {", "",
             "struct Word {", "  const char* name;",
             "  uint16_t off;       ///< bytes inside the block",
             "  uint32_t writable;  ///< bits that a write may set, the others are reserved; 0: read-only",
             "  bool readable;", "};", ""]
    for block in desc["block"]:
        lines.append(f"inline constexpr Word {block['name']}_WORDS[] = {{")
        lines += [f'    {{"{name}", 0x{off:04X}, 0x{mask:08X}, {str(readable).lower()}}},' for name, off, mask, readable in words_of(block)]
        lines += ["};", ""]
    lines += ["struct Block {", "  const char* name;", "  const char* per;  ///< what there is one of them for",
              "  uint16_t base, stride;", "  std::span<const Word> words;", "};", "", "inline constexpr Block BLOCKS[] = {"]
    lines += [f'    {{"{b["name"]}", "{b["per"]}", 0x{b["base"]:04X}, 0x{b["stride"]:04X}, {b["name"]}_WORDS}},' for b in desc["block"]]
    return "\n".join([*lines, "};", "", "}  // namespace openpml::regs", ""])


def make_tcl(desc):
    pci = desc["pci"]
    lines = ["# SPDX-License-Identifier: Apache-2.0", *header("#"),
             "# PCI IDs, hexadecimal. NOT REGISTERED: set your own vendor before you give a board away (-set pci_vendor=... of build.tcl).",
             f"set pci_vendor    {pci['vendor']:04X}", f"set pci_device    {pci['device']:04X}",
             f"set pci_revision  {pci['revision']:02X}", f"set pci_class     {pci['class']:06X}"]
    lines += [f"set pci_subsystem_{name.lower()} {value:04X}" for name, value in pci["subsystem"].items()]
    return "\n".join([*lines, ""])


def bits_text(field):
    high, low = field["bits"]
    return str(low) if high == low else f"{high}:{low}"


def make_md(desc):
    unit = desc["unit"]
    lines = ["# Registers", "", f"<!-- Generated by scripts/gen_regs.py from {SOURCE}. Do not edit. -->", "",
             f"Magic {unit['magic']:08X}h, version {unit['version_major']}.{unit['version_minor']}, "
             f"{unit['length']:#x} bytes. 32-bit accesses, all strobes set. A 64-bit register is two words, low word first; "
             "one that counts can move between the two reads: read high, low, high.", "",
             "Writes to reserved bits, read-only and unmapped registers, and writes that the state forbids, change nothing and "
             "are answered with SLVERR; `GLOBAL.LAST_ERROR` says why. \"OFF only\" in the table: writable while the VM is OFF "
             "and has no job. A register resets to 0 unless said otherwise.", "",
             "| block | base | stride | one per |", "| --- | --- | --- | --- |"]
    lines += [f"| {b['name']} | {b['base']:#06x} | {b['stride']:#x} | {b['per']} |" for b in desc["block"]]
    lines += md_pci(desc["pci"])
    for block in desc["block"]:
        lines += ["", f"## {block['name']}: {block['desc']}", "",
                  "| offset | register | access | meaning |", "| --- | --- | --- | --- |"]
        for reg in block["regs"]:
            lines.append(md_register(reg))
        if "counters" in block:
            lines += ["", "### Counters", "", "64 bits each, read-only, reset by `rst_ni` only.", "",
                      "| offset | counter | counts |", "| --- | --- | --- |"]
            for i, counter in enumerate(block["counters"]):
                lines.append(f"| {block['counters_off'] + 8 * i:03X}h | CNT_{counter['name']} | {counter['desc']} |")
    if desc.get("enum"):
        lines += ["", "## Codes"]
    for enum in desc.get("enum", []):
        first = enum.get("first", 0)
        values = ", ".join(f"{first + i} {v}" for i, v in enumerate(enum["values"]))
        lines += ["", f"**{enum['name']}**, {enum['desc']}: {values}."]
    return "\n".join([*lines, ""])


def md_pci(pci):
    subsystems = ", ".join(f"{value:04X}h {name}" for name, value in pci["subsystem"].items())
    return ["", "## PCI function", "",
            f"Vendor {pci['vendor']:04X}h, device {pci['device']:04X}h (**not registered** with anyone), revision {pci['revision']:02X}h, "
            f"class {pci['class']:06X}h. The subsystem vendor is the vendor; the subsystem device says what stands round the unit: {subsystems}. "
            "NITEFURY and KCU116 are the boards of [fpga/pcie](../fpga/pcie/README.md), UNIT is the unit alone ([tb/cosim](../tb/cosim/README.md)).", "",
            "| BAR | bytes | content |", "| --- | --- | --- |",
            f"| {pci['bar_regs']} | {pci['bar_regs_bytes']:#x} (boards: more) | the registers below, from offset 0; boards: the shell from {pci['shell_off']:#x} |",
            f"| {pci['bar_tap']} | | boards: memory behind the AXI tap |",
            f"| {pci['bar_msix']} | {pci['bar_msix_bytes']:#x} | UNIT: MSI-X table at {pci['msix_table']:#x}, pending bits at {pci['msix_pba']:#x} |"]


def md_register(reg):
    text = reg["desc"]
    if "reset" in reg:
        text += f"; reset {reg['reset']}"
    if reg.get("width", 32) == 64:
        text += f"; {reg.get('bits', 64)} bits"
    if reg.get("cfg"):
        text += "; OFF only"
    for field in reg.get("fields", []):
        text += f"<br>[{bits_text(field)}] {field['name']}" + (f": {field['desc']}" if "desc" in field else "")
    return f"| {reg['off']:03X}h | {reg['name']} | {reg['access']} | {text} |"


OUTPUTS = {
    "rtl/pml_reg_pkg.sv": make_sv,
    "driver/include/pml_regs.h": make_c,
    "sw-model/include/openpml/regs.hpp": make_cpp,
    "sw-model/include/openpml/reg_list.hpp": make_list,
    "docs/registers.md": make_md,
    "fpga/pcie/tcl/pci_ids.tcl": make_tcl,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing, fail when a generated file is stale")
    args = parser.parse_args()
    root = pathlib.Path(__file__).resolve().parent.parent
    try:
        desc = load(root / SOURCE)
        made = {path: make(desc) for path, make in OUTPUTS.items()}
    except DescriptionError as err:
        sys.exit(f"gen_regs.py: {SOURCE}: {err}")
    except KeyError as err:
        sys.exit(f"gen_regs.py: {SOURCE}: the file, a block, register, field or enum has no {err}")
    stale = []
    for path, text in made.items():
        file = root / path
        if file.is_file() and file.read_text(encoding="utf-8") == text:
            continue
        stale.append(path)
        if not args.check:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            print(f"gen_regs.py: wrote {path}")
    if args.check and stale:
        for path in stale:
            print(f"gen_regs.py: {path} does not match {SOURCE}; run 'make regs'", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
