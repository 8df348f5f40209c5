#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""docs/driver.md and the driver's interface name the same things: every macro and structure of the header is in the document, the document
names nothing that the header has not, every error that the header's comments name is in the document, and its example has no more lines than it says.
Silent when all is well."""
import re
import sys
from pathlib import Path

root = Path(__file__).resolve().parent.parent
header = (root / "driver/include/uapi/openpml.h").read_text()
document = (root / "docs/driver.md").read_text()

macros = set(re.findall(r"#define (OPENPML_\w+)", header)) - {"OPENPML_IOC_MAGIC"}
structures = set(re.findall(r"^struct (openpml_\w+) \{", header, re.M))
errors = set(re.findall(r"\bE[A-Z0-9]{3,}\b", re.sub(r"OPENPML_\w+", "", header)))
not_errors = {"ENABLE", "ENABLING", "EVENTS", "EPOLLERR", "EPOLLHUP", "EXISTED"}

named_macros = set(re.findall(r"\bOPENPML_\w+", document))
named_structures = set(re.findall(r"struct (openpml_\w+)", document))
wrong = [f"docs/driver.md does not name {name}" for name in sorted(macros - named_macros)]
wrong += [f"docs/driver.md does not name struct {name}" for name in sorted(structures - named_structures)]
wrong += [f"docs/driver.md does not name the error {name}" for name in sorted(errors - not_errors) if f"`{name}`" not in document]
wrong += [f"docs/driver.md names {name}, which the header has not" for name in sorted(named_macros - macros)]
wrong += [f"docs/driver.md names struct {name}, which the header has not" for name in sorted(named_structures - structures)]
lines = (root / "driver/examples/harvest.c").read_text().count("\n")
if f"(../driver/examples/harvest.c) ({lines} lines)" not in document or lines > 30:
    wrong.append(f"driver/examples/harvest.c has {lines} lines: not what docs/driver.md says, or more than 30")
for line in wrong:
    print(f"check_driver_doc: {line}", file=sys.stderr)
sys.exit(1 if wrong else 0)
