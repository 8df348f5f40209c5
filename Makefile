# SPDX-License-Identifier: Apache-2.0
# OpenPML: 'make help' lists the targets. Everything that is built goes into build/.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
JOBS := $(shell nproc)
# The goals below that do work call make again for the build, with all processors, once the packages are there.
SUBMAKE = $(MAKE) --no-print-directory -j$(JOBS)

include scripts/verilate.mk
include scripts/cxx.mk
include scripts/units.mk
include scripts/specbug.mk
include scripts/board.mk
include scripts/pcie.mk
include scripts/driver_test.mk
include scripts/fpga.mk
include scripts/sources.mk
include scripts/system.mk
include scripts/cosim.mk
include scripts/lib.mk
include scripts/driver.mk
include scripts/install.mk
include scripts/formal.mk
include scripts/netlist.mk
include scripts/fuzz.mk
include scripts/soak.mk
include scripts/coverage.mk
include scripts/mutate.mk
include scripts/verify.mk
# after all that adds programs
include scripts/quality.mk

.PHONY: help bootstrap build demo test bench bench-full lint waves regs arty-sim cosim synth-check clean

help: ## list the targets
	@echo "OpenPML targets:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(filter Makefile scripts/%.mk,$(MAKEFILE_LIST)) | \
	  while IFS='|' read -r target text; do printf '%-20s %s\n' "$$target" "$$text"; done

bootstrap: ## install the Debian packages that are missing (needs root)
	@scripts/bootstrap.sh

build: $(BINARIES) ## build everything (packages must be there)

demo: bootstrap ## the main job: RTL and model in lock-step on real input, report in build/demo/report.html
	@$(SUBMAKE) $(BIN)/pmlsim
	@mkdir -p $(BUILD)/demo
	@$(BIN)/pmlsim demo --out $(BUILD)/demo

test: ## all tests; the last line is 'N passed, N failed, N skipped'
	@MAKE="$(MAKE)" scripts/test.sh

bench: bootstrap ## speed against the bounds, table and build/bench/bench.json
	@$(SUBMAKE) $(BIN)/pmlsim $(SCRIPT_BINS)
	@mkdir -p $(BUILD)/bench
	@$(BIN)/pmlsim bench --out $(BUILD)/bench

bench-full: bootstrap ## the same over the whole matrix of 192 cases (long)
	@$(SUBMAKE) $(BIN)/pmlsim $(SCRIPT_BINS)
	@mkdir -p $(BUILD)/bench
	@$(BIN)/pmlsim bench --full --out $(BUILD)/bench

lint: bootstrap ## verilator -Wall on every configuration, yosys checks, style of the C++ code, licence lines
	@scripts/lint.sh

synth-check: bootstrap ## only the yosys checks of 'make lint'
	@scripts/lint.sh --yosys

waves: bootstrap ## waveform (FST) of one random run: make waves WHAT="--config small --seed 7"
	@$(SUBMAKE) TRACE=1 build/trace/bin/pml_random
	@mkdir -p build/waves
	@build/trace/bin/pml_random $(if $(WHAT),$(WHAT),--config small --seed 1) --fst build/waves/pml.fst
	@echo "wrote build/waves/pml.fst"

regs: ## make the register files again from rtl/pml_regs.toml, and the board's self-test ROM
	@python3 scripts/gen_regs.py
	@python3 scripts/seq_asm.py fpga/arty/selftest.seq fpga/arty/pml_selftest_rom.sv

arty-sim: bootstrap ## the Arty top in simulation until Ctrl-C; prints the pseudo-terminal for build/bin/pml-uart --port
	@$(SUBMAKE) $(BIN)/board_sim $(BIN)/pml-uart
	@$(BIN)/board_sim

cosim: bootstrap ## build/bin/pml-cosim: the unit as a PCIe function for QEMU (tb/cosim/README.md)
	@$(SUBMAKE) $(BIN)/pml-cosim

clean: ## remove build/
	@rm -rf build
