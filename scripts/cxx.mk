# SPDX-License-Identifier: Apache-2.0
# C++: the model library, the bench library, the programs. Sources are found by pattern; dependencies come from the compiler.
CXX := g++
OBJ := $(BUILD)/obj
LIB := $(BUILD)/lib
BIN := $(BUILD)/bin
WARN := -Wall -Wextra -Werror
# SANITIZE=1 (make test-sanitize): with AddressSanitizer and UBSan, all but what Verilator made and its runtime
SANITIZERS := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
CXXFLAGS := -std=c++20 $(if $(SANITIZE),-O1 $(SANITIZERS),-O2) -g1 $(WARN) -MMD -MP -pthread
# Verilator's own headers are not held to our warnings.
CPPFLAGS = -Isw-model/include -Isw-model/src -Itb -isystem $(VERILATOR_ROOT)/include -isystem $(VERILATOR_ROOT)/include/vltstd \
  $(foreach c,$(CONFIGS),-isystem $(BUILD)/verilated/$(c)) $(if $(TRACE),-DVM_TRACE=1 -DVM_TRACE_FST=1,-DVM_TRACE=0) $(if $(COVERAGE),-DVM_COVERAGE=1,-DVM_COVERAGE=0)
LDLIBS := -lzstd -pthread $(if $(TRACE),-lz)

not_lib := %_test.cpp %_bench.cpp
LIB_SRC := $(filter-out $(not_lib),$(wildcard $(foreach d,cycle sources functional workload host,sw-model/src/$(d)/*.cpp)))
SIM_SRC := $(filter-out $(not_lib),$(wildcard sw-model/src/pmlsim/*.cpp))
TB_SRC := $(filter-out tb/%_main.cpp,$(wildcard tb/*.cpp tb/cover/*.cpp))
RANDOM_SRC := $(wildcard tb/tests/random/*.cpp)
TEST_SRC := $(filter-out $(RANDOM_SRC),$(wildcard tb/tests/*.cpp tb/tests/*/*.cpp tb/tests/*/*/*.cpp sw-model/src/*/*_test.cpp))
BENCH_SRC := $(wildcard sw-model/src/*/*_bench.cpp)
SCRIPT_SRC := $(wildcard scripts/*.cpp)
RUNTIME := verilated verilated_threads $(if $(TRACE),verilated_fst_c) $(if $(COVERAGE),verilated_cov)

objs = $(patsubst %.cpp,$(OBJ)/%.o,$(1))
RUNTIME_OBJS := $(patsubst %,$(OBJ)/verilated/%.o,$(RUNTIME))
LIBS := $(LIB)/libpmltb.a $(LIB)/libopenpml.a
SCRIPT_BINS := $(patsubst scripts/%.cpp,$(BIN)/%,$(SCRIPT_SRC))
BINARIES := $(BIN)/pmlsim $(BIN)/pml_tests $(if $(RANDOM_SRC),$(BIN)/pml_random) $(if $(BENCH_SRC),$(BIN)/pml_bench) $(SCRIPT_BINS)

# What includes the headers of the Verilated models is compiled after them, and again when they change.
VHEADERS := $(foreach c,$(CONFIGS),$(BUILD)/verilated/$(c)/Vpml_$(c).mk)
$(call objs,$(shell grep -l '"Vpml_' $(TB_SRC))): $(VHEADERS)

$(OBJ)/%.o: %.cpp
	@echo "c++ $<"
	@mkdir -p $(@D)
	@$(CXX) $(CXXFLAGS) $(CPPFLAGS) -c $< -o $@

$(RUNTIME_OBJS): $(OBJ)/verilated/%.o:
	@mkdir -p $(@D)
	@$(CXX) -std=c++20 -O2 -MMD -MP -pthread $(CPPFLAGS) -DVERILATOR=1 -DVM_SC=0 -DVL_USER_STOP \
	  -c $(VERILATOR_ROOT)/include/$*.cpp -o $@

define archive
@mkdir -p $(@D)
@rm -f $@
@ar rcs $@ $^
endef
define link
@echo "link $@"
@mkdir -p $(@D)
@$(CXX) $(CXXFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(1) $(LDLIBS)
endef

$(LIB)/libopenpml.a: $(call objs,$(LIB_SRC))
	$(archive)
$(LIB)/libpmltb.a: $(call objs,$(TB_SRC))
	$(archive)
$(BIN)/pmlsim: $(call objs,$(SIM_SRC)) $(LIBS) $(VLIBS) $(RUNTIME_OBJS)
	$(link)
$(LIB)/libpmlrandom.a: $(call objs,$(filter-out %/pml_random.cpp,$(RANDOM_SRC)))
	$(archive)
$(BIN)/pml_random: $(OBJ)/tb/tests/random/pml_random.o $(LIB)/libpmlrandom.a $(LIBS) $(VLIBS) $(RUNTIME_OBJS)
	$(link)
$(BIN)/pml_tests: $(call objs,$(TEST_SRC)) $(LIBS) $(VLIBS) $(RUNTIME_OBJS)
	$(call link,-lgtest_main -lgtest)
$(BIN)/pml_bench: $(call objs,$(BENCH_SRC)) $(LIBS) $(VLIBS) $(RUNTIME_OBJS)
	$(call link,-lbenchmark_main -lbenchmark)
$(SCRIPT_BINS): $(BIN)/%: $(OBJ)/scripts/%.o
	$(link)

-include $(patsubst %.o,%.d,$(call objs,$(LIB_SRC) $(SIM_SRC) $(TB_SRC) $(TEST_SRC) $(RANDOM_SRC) $(BENCH_SRC) $(SCRIPT_SRC)))
