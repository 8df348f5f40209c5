# SPDX-License-Identifier: Apache-2.0
# Formal proofs (tb/formal/README.md): yosys and z3, no build is needed.
.PHONY: formal formal-negative formal-table

formal: bootstrap ## formal proofs and their covers: PASS/FAIL lines, build/formal/results.json (WHAT="names" for some only)
	@tb/formal/run.py $(WHAT)

formal-negative: bootstrap ## each proof's seeded bugs must make it fail
	@tb/formal/run.py --negative $(WHAT)

formal-table: formal formal-negative ## both, then the table of docs/verification.md
	@tb/formal/run.py --table
