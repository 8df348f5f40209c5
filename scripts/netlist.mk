# SPDX-License-Identifier: Apache-2.0
# What synthesis makes of the unit, in lock-step with the cycle model (tb/netlist/README.md). No RTL is Verilated for it.
NETLIST := $(BUILD)/netlist
NETLIST_TB := tb/netlist
NETLIST_DUTS := generic xilinx broken
NETLIST_RTL := $(wildcard rtl/*.sv rtl/*.svh)
NETLIST_FLOW := $(NETLIST_TB)/synth.py fpga/timing/points.py fpga/tools/synthesis.py scripts/configs.sh
NETLIST_CELLS := $(NETLIST_TB)/carry4.v $(NETLIST_TB)/ramb_xc7.sv $(NETLIST_TB)/ramb_core.sv
# x-initial unique: registers and RAMs without a value start at one that the run's seed chooses
NETLIST_VFLAGS := --cc -O3 --assert --x-assign fast --x-initial unique -Wno-lint -Wno-INITIALDLY -Wno-WIDTHCONCAT -Wno-COMBDLY -Wno-UNOPTFLAT --output-split 20000
NETLIST_OPT := -O1

.PHONY: netlist-test

netlist-test: bootstrap fpga-tools ## synthesised netlists in lock-step with the model, block RAM models, broken netlists (SEEDS=12 CYCLES=100000)
	@$(SUBMAKE) $(BIN)/pml_netlist $(BIN)/pml_netlist_arrays
	@$(NETLIST_TB)/run.py --seeds $(or $(SEEDS),12) --cycles $(or $(CYCLES),100000) --jobs $(JOBS)

$(NETLIST)/generic/netlist.v: $(NETLIST_RTL) $(NETLIST_FLOW)
	@echo "yosys, generic cells"
	@$(NETLIST_TB)/synth.py generic
$(NETLIST)/xilinx/netlist.v: $(NETLIST_RTL) $(NETLIST_FLOW)
	@echo "yosys, Xilinx cells"
	@$(NETLIST_TB)/synth.py xilinx
$(NETLIST)/broken/netlist.v: $(NETLIST)/xilinx/netlist.v $(NETLIST_TB)/breaks.py
	@$(NETLIST_TB)/breaks.py
$(NETLIST)/params.hpp: $(NETLIST_FLOW)
	@$(NETLIST_TB)/synth.py params
$(NETLIST)/arrays/netlist.v $(NETLIST)/arrays_023/netlist.v: $(NETLIST)/%/netlist.v: $(NETLIST_TB)/arrays.sv $(NETLIST_FLOW)
	@echo "yosys, $*"
	@$(NETLIST_TB)/synth.py $*

# name, top, prefix, sources
define verilated_netlist
$(NETLIST)/$(1)/$(3).mk: $(4) scripts/netlist.mk
	@echo "verilator netlist $(1)"
	@$(VERILATOR) $(NETLIST_VFLAGS) -Irtl --top-module $(2) --prefix $(3) --Mdir $$(@D) $(filter %.v %.sv,$(4)) $(5)
	@touch $$@
$(NETLIST)/$(1)/$(3)__ALL.a: $(NETLIST)/$(1)/$(3).mk
	@echo "c++ netlist $(1)"
	+@$$(MAKE) --no-print-directory -s -C $$(@D) -f $(3).mk $(3)__ALL.a OPT_FAST="$(NETLIST_OPT)" OPT_SLOW="-O0" \
	  >$$(@D)/build.log 2>&1 || { cat $$(@D)/build.log; exit 1; }
endef
NETLIST_XILINX_CELLS := $(NETLIST)/xilinx/cells.v
$(eval $(call verilated_netlist,generic,pml_unit,Vnet_generic,$(NETLIST)/generic/netlist.v))
$(eval $(call verilated_netlist,xilinx,pml_unit,Vnet_xilinx,$(NETLIST)/xilinx/netlist.v $(NETLIST_CELLS),$(NETLIST)/xilinx/cells.v))
$(eval $(call verilated_netlist,broken,pml_unit,Vnet_broken,$(NETLIST_TB)/broken_pkg.sv $(NETLIST)/broken/netlist.v $(NETLIST_CELLS),$(NETLIST)/xilinx/cells.v))
NETLIST_ARRAYS := $(NETLIST_CELLS) $(NETLIST_TB)/arrays.sv $(NETLIST_TB)/arrays_bench.sv
$(eval $(call verilated_netlist,arrays,arrays_bench,Varrays,$(NETLIST)/arrays/netlist.v $(NETLIST_ARRAYS),$(NETLIST)/arrays/cells.v))
$(eval $(call verilated_netlist,arrays_023,arrays_bench,Varrays_023,$(NETLIST)/arrays_023/netlist.v $(NETLIST_ARRAYS),$(NETLIST)/arrays_023/cells.v))

NETLIST_OBJ := $(OBJ)/$(NETLIST_TB)/netlist_engines.o
NETLIST_LIBS := $(foreach n,$(NETLIST_DUTS),$(NETLIST)/$(n)/Vnet_$(n)__ALL.a)
$(NETLIST_OBJ): $(foreach n,$(NETLIST_DUTS),$(NETLIST)/$(n)/Vnet_$(n).mk) $(NETLIST)/params.hpp
$(NETLIST_OBJ): CPPFLAGS += -I$(NETLIST) $(foreach n,$(NETLIST_DUTS),-isystem $(NETLIST)/$(n))
# of the bench only what knows no Verilated RTL
$(BIN)/pml_netlist: $(call objs,$(RANDOM_SRC) $(filter-out tb/rtl_%.cpp tb/configs.cpp tb/dut_factory.cpp,$(TB_SRC))) $(NETLIST_OBJ) $(NETLIST_LIBS) $(LIB)/libopenpml.a $(RUNTIME_OBJS)
	$(link)

NETLIST_ARRAY_OBJ := $(OBJ)/$(NETLIST_TB)/test_arrays.o $(OBJ)/$(NETLIST_TB)/test_collisions.o
$(NETLIST_ARRAY_OBJ): $(NETLIST)/arrays/Varrays.mk $(NETLIST)/arrays_023/Varrays_023.mk $(NETLIST)/collisions/Vcollisions.mk
$(NETLIST_ARRAY_OBJ): CPPFLAGS += -isystem $(NETLIST)/arrays -isystem $(NETLIST)/arrays_023 -isystem $(NETLIST)/collisions
$(eval $(call verilated_netlist,collisions,collisions,Vcollisions,$(NETLIST_TB)/ramb_xc7.sv $(NETLIST_TB)/ramb_core.sv $(NETLIST_TB)/collisions.sv))
$(BIN)/pml_netlist_arrays: $(NETLIST_ARRAY_OBJ) $(call objs,tb/verilated_stop.cpp) $(NETLIST)/arrays/Varrays__ALL.a $(NETLIST)/arrays_023/Varrays_023__ALL.a \
  $(NETLIST)/collisions/Vcollisions__ALL.a $(RUNTIME_OBJS)
	$(call link,-lgtest_main -lgtest)

-include $(NETLIST_OBJ:.o=.d) $(NETLIST_ARRAY_OBJ:.o=.d)
