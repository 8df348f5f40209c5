# SPDX-License-Identifier: Apache-2.0
# The log-page ingest alone, Verilated at several bus widths, for tb/tests/sources.
INGEST_WIDTHS := 64 128 512
INGEST_RTL := $(RTL_PACKAGES) rtl/pml_fifo.sv $(wildcard rtl/pml_ingest*.sv)
INGEST_VLIBS := $(foreach w,$(INGEST_WIDTHS),$(BUILD)/verilated/ingest$(w)/Vingest$(w)__ALL.a)
INGEST_TEST_OBJ := $(OBJ)/tb/tests/sources/test_ingest.o

define verilated_ingest
$(BUILD)/verilated/ingest$(1)/Vingest$(1).mk: $(INGEST_RTL) $(VLT) rtl/pml_assert.svh scripts/sources.mk
	@echo "verilator pml_ingest, $(1) bits"
	@mkdir -p $$(@D)
	@$(VERILATOR) --cc -O3 --assert --x-assign fast --x-initial unique $(VLT) -Irtl --top-module pml_ingest -GDW=$(1) \
	  --prefix Vingest$(1) --Mdir $$(@D) -Wno-lint $(INGEST_RTL)
	@touch $$@
$(BUILD)/verilated/ingest$(1)/Vingest$(1)__ALL.a: $(BUILD)/verilated/ingest$(1)/Vingest$(1).mk
	+@$(MAKE) --no-print-directory -s -C $$(@D) -f Vingest$(1).mk Vingest$(1)__ALL.a OPT_FAST=-O1 OPT_SLOW=-O0 >$$(@D)/build.log 2>&1
endef
$(foreach w,$(INGEST_WIDTHS),$(eval $(call verilated_ingest,$(w))))

$(INGEST_TEST_OBJ): $(foreach w,$(INGEST_WIDTHS),$(BUILD)/verilated/ingest$(w)/Vingest$(w).mk)
$(INGEST_TEST_OBJ): CPPFLAGS += $(foreach w,$(INGEST_WIDTHS),-isystem $(BUILD)/verilated/ingest$(w))
$(BIN)/pml_tests: $(INGEST_VLIBS)
