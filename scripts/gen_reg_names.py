#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the table of register names that pml-uart includes, from rtl/pml_regs.toml: gen_reg_names.py OUT.inc"""
import json
import sys
import tomllib
from pathlib import Path


def main(out):
    source = Path(__file__).resolve().parent.parent / "rtl/pml_regs.toml"
    blocks = tomllib.loads(source.read_text(encoding="utf-8"))["block"]
    rows = []
    for block in blocks:
        regs = [(r["name"], r["access"], r["desc"], r["off"], r.get("width", 32)) for r in block["regs"]]
        regs += [(f"CNT_{c['name']}", "ro", c["desc"], block["counters_off"] + 8 * i, 64)
                 for i, c in enumerate(block.get("counters", []))]
        # one of a kind: the stride leads to no other block of it
        stride = block["stride"] if block["per"] not in ("unit", "system") else 0
        for name, access, about, offset, width in regs:
            texts = ", ".join(json.dumps(t, ensure_ascii=False) for t in (block["name"], name, access, about))
            rows.append(f"{{{texts}, {block['base']:#x}, {stride:#x}, {offset:#x}, {width}}},\n")
    Path(out).write_text("".join(rows), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
