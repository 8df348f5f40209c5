# SPDX-License-Identifier: Apache-2.0
# The unit as a PCIe function (tb/cosim): the vfio-user server and its tests.
COSIM_SRC := $(filter-out tb/cosim/main.cpp,$(wildcard tb/cosim/*.cpp))
# the Verilated system (scripts/system.mk) with what drives it, and nothing of the other configurations
COSIM_UNIT := $(OBJ)/tb/rtl_system.o $(OBJ)/tb/lockstep.o $(OBJ)/tb/verilated_stop.o $(LIB)/libopenpml.a $(SYSTEM)/Vpml_system__ALL.a $(RUNTIME_OBJS)

$(BIN)/pml-cosim: $(call objs,$(COSIM_SRC) tb/cosim/main.cpp) $(COSIM_UNIT)
	$(link)
BINARIES += $(BIN)/pml-cosim
-include $(patsubst %.o,%.d,$(call objs,$(COSIM_SRC) tb/cosim/main.cpp))

COSIM_TEST_SRC := $(wildcard tb/cosim/tests/*.cpp)
$(BIN)/pml_cosim_tests: $(call objs,$(COSIM_SRC) $(COSIM_TEST_SRC)) $(COSIM_UNIT) | $(BIN)/pml-cosim
	$(call link,-lgtest_main -lgtest)
BINARIES += $(BIN)/pml_cosim_tests
-include $(patsubst %.o,%.d,$(call objs,$(COSIM_TEST_SRC)))
