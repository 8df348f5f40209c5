# SPDX-License-Identifier: Apache-2.0
# The RTL half of the PCIe boards in Verilator, in two shapes (tb/pcie/pcie_pins.hpp has the same numbers), and its tests. Small units: the
# boards' own sizes are in their tops.
PCIE_RTL := $(wildcard fpga/pcie/rtl/*.sv)
PCIE_VLT := $(wildcard fpga/pcie/*.vlt)
PCIE_SRC := $(wildcard tb/pcie/*.cpp)
PCIE_UNIT := N_VM=2 N_VCPU=4 PAGES_LOG2=15 STORE_SETS=4 STORE_WAYS=2 OUTSTANDING=8 FILTER_LOG2=6 GEN_W=3 WAIT_LOG2=12
PCIE_nitefury := $(PCIE_UNIT) DW=128 MSIX=0 WINDOWED=1 BOARD=1
PCIE_kcu116 := $(PCIE_UNIT) DW=256 MSIX=1 WINDOWED=0 BOARD=2
PCIE_BOARDS := nitefury kcu116
PCIE_VLIBS := $(foreach b,$(PCIE_BOARDS),$(BUILD)/verilated/pcie_$(b)/Vpml_pcie_$(b)__ALL.a)

define verilated_pcie
$(BUILD)/verilated/pcie_$(1)/Vpml_pcie_$(1).mk: $(RTL_DEPS) $(PCIE_RTL) $(PCIE_VLT) scripts/pcie.mk
	@echo "verilator pcie $(1)"
	@mkdir -p $$(@D)
	@$(VERILATOR) --cc -O3 --assert --x-assign fast --x-initial unique --top-module pml_pcie_top -Irtl -Wno-lint \
	  $(filter rtl/%.vlt,$(VLT)) $(PCIE_VLT) $(addprefix -G,$(PCIE_$(1))) --prefix Vpml_pcie_$(1) --Mdir $$(@D) $(RTL) $(PCIE_RTL)
	@touch $$@
$(BUILD)/verilated/pcie_$(1)/Vpml_pcie_$(1)__ALL.a: $(BUILD)/verilated/pcie_$(1)/Vpml_pcie_$(1).mk
	@echo "c++ verilated pcie $(1)"
	+@$(MAKE) --no-print-directory -s -C $$(@D) -f Vpml_pcie_$(1).mk Vpml_pcie_$(1)__ALL.a \
	  OPT_FAST="$(VOPT)" OPT_SLOW="-O0" >$$(@D)/build.log 2>&1 || { cat $$(@D)/build.log; exit 1; }
endef
$(foreach b,$(PCIE_BOARDS),$(eval $(call verilated_pcie,$(b))))

$(call objs,tb/pcie/pcie_dut.cpp): $(foreach b,$(PCIE_BOARDS),$(BUILD)/verilated/pcie_$(b)/Vpml_pcie_$(b).mk)
$(call objs,tb/pcie/pcie_dut.cpp): CPPFLAGS += $(foreach b,$(PCIE_BOARDS),-isystem $(BUILD)/verilated/pcie_$(b))
$(BIN)/pml_pcie_tests: $(call objs,$(PCIE_SRC)) $(OBJ)/tb/verilated_stop.o $(PCIE_VLIBS) $(RUNTIME_OBJS)
	$(call link,-lgtest_main -lgtest)
BINARIES += $(BIN)/pml_pcie_tests
-include $(patsubst %.o,%.d,$(call objs,$(PCIE_SRC)))
