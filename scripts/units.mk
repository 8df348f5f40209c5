# SPDX-License-Identifier: Apache-2.0
# Single modules, Verilated for tests of their own: the assertion tests make each assertion fire, the event sources are tested alone.
UNIT_MODULES := pml_fifo pml_credit pml_queue pml_rd_buf pml_slots pml_pending pml_log pml_barrier pml_intel pml_axi_wr pml_cmd_vm pml_counters pml_distinct
UNIT_VLIBS = $(foreach m,$(UNIT_MODULES) $(SOURCE_MODULES) $(SOURCE_VARIANTS),$(BUILD)/verilated/unit_$(m)/Vunit_$(m)__ALL.a)
SOURCE_MODULES := pml_tap pml_gen pml_src_irq pml_gen_ctl pml_ingest pml_ingest_buf pml_ingest_cpl pml_ingest_desc pml_ingest_fetch
# another size of a module: its name, the module, its parameters
SOURCE_VARIANTS := pml_ingest_64
MODULE_pml_ingest_64 := pml_ingest
PARAMS_pml_ingest_64 := -GDW=64 -GN_VCPU=4
SOURCE_TEST_OBJ := $(OBJ)/tb/tests/sources/test_tap.o $(OBJ)/tb/tests/sources/test_gen.o $(OBJ)/tb/tests/sources/test_ingest_lockstep.o \
  $(OBJ)/tb/tests/sources/test_lockstep.o $(OBJ)/tb/tests/sources/test_lockstep_long.o $(OBJ)/tb/tests/sources/test_ingest_assertions.o
UNIT_TEST_OBJ := $(OBJ)/tb/tests/unit/test_assertions.o

define verilated_unit
$(BUILD)/verilated/unit_$(1)/Vunit_$(1).mk: $(RTL_DEPS) scripts/units.mk
	@echo "verilator module $(1)"
	@mkdir -p $$(@D)
	@$(VERILATOR) --cc -O3 --assert --x-assign fast $(VLT) -Irtl --top-module $(or $(MODULE_$(1)),$(1)) $(PARAMS_$(1)) --prefix Vunit_$(1) --Mdir $$(@D) -Wno-lint $(RTL)
	@touch $$@
$(BUILD)/verilated/unit_$(1)/Vunit_$(1)__ALL.a: $(BUILD)/verilated/unit_$(1)/Vunit_$(1).mk
	+@$(MAKE) --no-print-directory -s -C $$(@D) -f Vunit_$(1).mk Vunit_$(1)__ALL.a OPT_FAST=-O1 OPT_SLOW=-O0 >$$(@D)/build.log 2>&1
endef
$(foreach m,$(UNIT_MODULES) $(SOURCE_MODULES) $(SOURCE_VARIANTS),$(eval $(call verilated_unit,$(m))))

$(UNIT_TEST_OBJ): $(foreach m,$(UNIT_MODULES),$(BUILD)/verilated/unit_$(m)/Vunit_$(m).mk)
$(UNIT_TEST_OBJ): CPPFLAGS += $(foreach m,$(UNIT_MODULES),-isystem $(BUILD)/verilated/unit_$(m))
$(SOURCE_TEST_OBJ): $(foreach m,$(SOURCE_MODULES) $(SOURCE_VARIANTS),$(BUILD)/verilated/unit_$(m)/Vunit_$(m).mk)
$(SOURCE_TEST_OBJ): CPPFLAGS += $(foreach m,$(SOURCE_MODULES) $(SOURCE_VARIANTS),-isystem $(BUILD)/verilated/unit_$(m))
$(BIN)/pml_tests: $(UNIT_VLIBS)
