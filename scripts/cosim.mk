# SPDX-License-Identifier: Apache-2.0
# The unit as a PCIe function (tb/cosim): the vfio-user server and its tests.
COSIM_SRC := $(filter-out tb/cosim/main.cpp,$(wildcard tb/cosim/*.cpp))
# the Verilated system (scripts/system.mk) with what drives it, and nothing of the other configurations
COSIM_UNIT := $(OBJ)/tb/rtl_system.o $(OBJ)/tb/system_params.o $(OBJ)/tb/lockstep.o $(OBJ)/tb/verilated_stop.o $(LIB)/libopenpml.a $(SYSTEM)/Vpml_system__ALL.a $(RUNTIME_OBJS)

$(BIN)/pml-cosim: $(call objs,$(COSIM_SRC) tb/cosim/main.cpp) $(COSIM_UNIT)
	$(link)
BINARIES += $(BIN)/pml-cosim
-include $(patsubst %.o,%.d,$(call objs,$(COSIM_SRC) tb/cosim/main.cpp))

COSIM_TEST_SRC := $(wildcard tb/cosim/tests/*.cpp)
$(BIN)/pml_cosim_tests: $(call objs,$(COSIM_SRC) $(COSIM_TEST_SRC)) $(COSIM_UNIT) | $(BIN)/pml-cosim
	$(call link,-lgtest_main -lgtest)
BINARIES += $(BIN)/pml_cosim_tests
-include $(patsubst %.o,%.d,$(call objs,$(COSIM_TEST_SRC)))

# A hostile client against server and cycle model, all of it compiled again with sanitizers.
SAN := $(BUILD)/san
SAN_FLAGS := -std=c++20 -O1 -g1 $(WARN) -MMD -MP -pthread $(SANITIZERS)
COSIM_FUZZ_SRC := $(filter-out %/options.cpp %/listener.cpp,$(COSIM_SRC)) $(wildcard tb/cosim/fuzz/*.cpp) tb/cosim/tests/wire.cpp \
  tb/cosim/tests/open_fds.cpp tb/system_params.cpp tb/lockstep.cpp $(filter-out $(not_lib),$(wildcard sw-model/src/cycle/*.cpp sw-model/src/sources/*.cpp))
COSIM_FUZZ_OBJS := $(patsubst %.cpp,$(SAN)/%.o,$(COSIM_FUZZ_SRC))
SAN_CPPFLAGS := -Isw-model/include -Isw-model/src -Itb
$(SAN)/%.o: %.cpp
	@echo "c++ (sanitizers) $<"
	@mkdir -p $(@D)
	@$(CXX) $(SAN_FLAGS) $(SAN_CPPFLAGS) -c $< -o $@
# what Verilator made is not compiled again
$(BIN)/cosim_fuzz: $(COSIM_FUZZ_OBJS) $(OBJ)/tb/rtl_system.o $(OBJ)/tb/verilated_stop.o $(RUNTIME_OBJS) $(SYSTEM)/Vpml_system__ALL.a
	@echo "link $@"
	@mkdir -p $(@D)
	@$(CXX) $(SAN_FLAGS) -o $@ $^ -pthread
BINARIES += $(BIN)/cosim_fuzz
-include $(patsubst %.o,%.d,$(COSIM_FUZZ_OBJS))
