# SPDX-License-Identifier: Apache-2.0
# Included by the Makefile of each PCIe board: make -C fpga/BOARD [ip|synth|impl|bit] [SET="name=value ..."]
BOARD := $(notdir $(CURDIR))
ROOT := $(abspath $(CURDIR)/../..)
OUT := $(ROOT)/build/vivado/$(BOARD)
VIVADO ?= vivado
.DEFAULT_GOAL := bit
.PHONY: ip synth impl bit clean

ip synth impl bit:
	@command -v "$(VIVADO)" >/dev/null 2>&1 || { \
	  echo "fpga/$(BOARD): no '$(VIVADO)' in PATH. This board needs AMD Vivado (see README.md); source its settings64.sh, or set VIVADO=." >&2; \
	  exit 1; }
	@mkdir -p $(OUT)
	cd $(OUT) && $(VIVADO) -mode batch -nojournal -log vivado.log -source $(ROOT)/fpga/pcie/tcl/build.tcl \
	  -tclargs $(BOARD) $(OUT) -to $@ $(addprefix -set ,$(SET))

clean:
	@rm -rf $(OUT)
