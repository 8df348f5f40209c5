# SPDX-License-Identifier: Apache-2.0
# pml_system, Verilated once with small parameters, for the tests of the event sources (tb/tests/system).
# The parameters are those of system_params() in tb/system_params.cpp.
SYSTEM := $(BUILD)/verilated/system
SYSTEM_PARAMS := N_VCPU=4 N_VM=4 PAGES_LOG2=17 STORE_SETS=4 STORE_WAYS=4 DW=128 OUTSTANDING=8 FILTER_LOG2=6 GEN_W=3
SYSTEM_DUT := $(OBJ)/tb/rtl_system.o

$(SYSTEM)/Vpml_system.mk: $(RTL_DEPS) scripts/verilate.mk scripts/system.mk
	@echo "verilator system"
	@mkdir -p $(@D)
	@$(VERILATOR) $(subst --top-module pml_unit,--top-module pml_system,$(VFLAGS)) $(addprefix -G,$(SYSTEM_PARAMS)) \
	  --prefix Vpml_system --Mdir $(@D) $(RTL)
	@touch $@
$(SYSTEM)/Vpml_system__ALL.a: $(SYSTEM)/Vpml_system.mk
	@echo "c++ verilated system"
	+@$(MAKE) --no-print-directory -s -C $(@D) -f Vpml_system.mk Vpml_system__ALL.a \
	  OPT_FAST="$(VOPT)" OPT_SLOW="-O0" >$(@D)/build.log 2>&1 || { cat $(@D)/build.log; exit 1; }

$(SYSTEM_DUT): $(SYSTEM)/Vpml_system.mk
$(SYSTEM_DUT): CPPFLAGS += -isystem $(SYSTEM)
$(BIN)/pml_tests: $(SYSTEM)/Vpml_system__ALL.a
