# SPDX-License-Identifier: Apache-2.0
# One more Verilated unit, with seeded specification bugs that can be chosen at run time (rtl/pml_bug.svh): pml_tests only.
# The parameters are those of tb/tests/specbugs/specbug_dut.cpp.
SPECBUG := $(BUILD)/verilated/specbug
SPECBUG_PARAMS := N_VM=2 N_VCPU=4 DW=64 STORE_SETS=4 STORE_WAYS=2 OUTSTANDING=4 FILTER_LOG2=6 GEN_W=2 PAGES_LOG2=15
SPECBUG_DUT := $(OBJ)/tb/tests/specbugs/specbug_dut.o

$(SPECBUG)/Vpml_specbug.mk: $(RTL_DEPS) tb/pml_bug_pkg.sv scripts/verilate.mk scripts/specbug.mk
	@echo "verilator specbug"
	@mkdir -p $(@D)
	@$(VERILATOR) $(VFLAGS) -DPML_SPECBUG $(addprefix -G,$(SPECBUG_PARAMS)) --prefix Vpml_specbug --Mdir $(@D) \
	  tb/pml_bug_pkg.sv $(RTL)
	@touch $@
$(SPECBUG)/Vpml_specbug__ALL.a: $(SPECBUG)/Vpml_specbug.mk
	@echo "c++ verilated specbug"
	+@$(MAKE) --no-print-directory -s -C $(@D) -f Vpml_specbug.mk Vpml_specbug__ALL.a \
	  OPT_FAST="$(VOPT)" OPT_SLOW="-O0" >$(@D)/build.log 2>&1 || { cat $(@D)/build.log; exit 1; }

$(SPECBUG_DUT): $(SPECBUG)/Vpml_specbug.mk
$(SPECBUG_DUT): CPPFLAGS += -isystem $(SPECBUG)
$(BIN)/pml_tests: $(SPECBUG)/Vpml_specbug__ALL.a
