# SPDX-License-Identifier: Apache-2.0
# FPGA: area and timing with open tools, the Arty bitstream. The tools live in a folder of their own (fpga/tools/toolchain.sh), as root.
FPGA_BUILD := $(BUILD)/fpga
# seeds of place and route; of fpga-timing all are shown and the median is judged, of bitstream the first that meets the timing is taken
FPGA_ALL_SEEDS := 1,2,3,4,5
FPGA_SEEDS = $(or $(SEEDS),$(FPGA_ALL_SEEDS))
ARTY_PART := xc7a35tcsg324-1
# the board's oscillator of 100 MHz is divided by this to make the clock of the design: 1 for 100 MHz, 2 for 50 MHz
ARTY_CLK_DIV := 1
ARTY_SRC := $(wildcard rtl/*.sv fpga/common/*.sv fpga/arty/*.sv)

.PHONY: fpga-tools fpga-test fpga-timing fpga-timing-all fpga-tables bitstream

fpga-tools: ## FPGA: install the tools (yosys, nextpnr, prjxray of Debian testing) into the cache
	@fpga/tools/toolchain.sh install

fpga-test: ## FPGA: tests of the flow
	@python3 fpga/tests/run.py

fpga-timing: fpga-tools ## FPGA: area and frequency of the two goal points; fails when a goal is missed (SEEDS=1,2,3,4,5 RECORD=1)
	@python3 fpga/timing/goals.py --seeds $(FPGA_SEEDS) $(if $(RECORD),--record) $(POINTS)

fpga-timing-all: fpga-tools ## FPGA: the table over VMs and AXI widths (long; SEEDS=1 for a quick one)
	@python3 fpga/timing/goals.py --table --seeds $(FPGA_SEEDS) $(if $(RECORD),--record) $(POINTS)

fpga-tables: ## FPGA: make the tables of docs/fpga.md again from fpga/timing/results
	@python3 fpga/timing/tables.py

bitstream: fpga-tools ## FPGA: the bitstream of the Arty A7-35T, only if timing is met
	@python3 fpga/tools/bitstream.py --top pml_arty --part $(ARTY_PART) --xdc fpga/arty/arty_a7_35t.xdc --include rtl \
	  --set CLK_DIV=$(ARTY_CLK_DIV) --mhz $$((100 / $(ARTY_CLK_DIV))) --seeds $(FPGA_SEEDS) \
	  --out $(FPGA_BUILD)/arty/openpml_arty.bit $(ARTY_SRC)
