# SPDX-License-Identifier: Apache-2.0
# The Verilated configurations of pml_unit, one static library each. scripts/lint.sh takes the same list.
# TRACE=1 builds everything again under build/trace with FST tracing compiled in.
# COVERAGE=1 builds it under build/coverage, counting lines, branches and toggles (scripts/coverage.mk).
BUILD := build$(if $(TRACE),/trace)$(if $(COVERAGE),/coverage)

CONFIGS := $(shell scripts/configs.sh)
RTL_PACKAGES := rtl/pml_pkg.sv rtl/pml_reg_pkg.sv
RTL := $(RTL_PACKAGES) $(filter-out $(RTL_PACKAGES),$(sort $(wildcard rtl/*.sv)))
VLT := $(wildcard rtl/*.vlt tb/*.vlt)
RTL_DEPS := $(RTL) $(VLT) $(wildcard rtl/*.svh)

VERILATOR ?= verilator
VERILATOR_ROOT := $(or $(shell $(VERILATOR) --getenv VERILATOR_ROOT 2>/dev/null),/usr/share/verilator)
# RAMs and registers start at a value that the run's seed chooses (x-initial unique), as real ones do.
VFLAGS := --cc -O3 --assert --x-assign fast --x-initial unique --top-module pml_unit -Irtl $(VLT)
VFLAGS += $(if $(TRACE),--trace-fst --trace-structs)
VFLAGS += $(if $(COVERAGE),--coverage-line --coverage-toggle --coverage-max-width 64)
VOPT := $(if $(COVERAGE),-O1,-O2)

VLIBS := $(foreach c,$(CONFIGS),$(BUILD)/verilated/$(c)/Vpml_$(c)__ALL.a)

define verilated_config
$(BUILD)/verilated/$(1)/Vpml_$(1).mk: $(RTL_DEPS) scripts/verilate.mk scripts/configs.sh
	@echo "verilator $(1)"
	@mkdir -p $$(@D)
	@$(VERILATOR) $(VFLAGS) $(shell scripts/configs.sh --verilator $(1)) --prefix Vpml_$(1) --Mdir $$(@D) $(RTL)
	@touch $$@

$(BUILD)/verilated/$(1)/Vpml_$(1)__ALL.a: $(BUILD)/verilated/$(1)/Vpml_$(1).mk
	@echo "c++ verilated $(1)"
	+@$(MAKE) --no-print-directory -s -C $$(@D) -f Vpml_$(1).mk Vpml_$(1)__ALL.a \
	  OPT_FAST="$(VOPT)" OPT_SLOW="-O0" >$$(@D)/build.log 2>&1 || { cat $$(@D)/build.log; exit 1; }
endef
$(foreach c,$(CONFIGS),$(eval $(call verilated_config,$(c))))
