# SPDX-License-Identifier: Apache-2.0
# The soak: long random runs in lock-step (tb/soak), and the tests that show that each of its checks can fail.
TIME ?= 600
SEED ?= 1
SOAK_SRC := $(wildcard tb/soak/*.cpp)
SOAK_TEST_SRC := $(wildcard tb/soak/tests/*.cpp)
SOAK_OBJ := $(call objs,$(SOAK_SRC) $(SOAK_TEST_SRC))
$(SOAK_OBJ): CPPFLAGS += -Itb/tests/random -Itb/soak

$(BIN)/pml_soak: $(call objs,$(SOAK_SRC)) $(LIB)/libpmlrandom.a $(LIBS) $(VLIBS) $(RUNTIME_OBJS)
	$(link)
$(BIN)/pml_soak_tests: $(filter-out %_main.o,$(SOAK_OBJ)) $(LIB)/libpmlrandom.a $(LIBS) $(VLIBS) $(RUNTIME_OBJS)
	$(call link,-lgtest_main -lgtest)
BINARIES += $(BIN)/pml_soak $(BIN)/pml_soak_tests
-include $(patsubst %.o,%.d,$(SOAK_OBJ))

.PHONY: soak
soak: bootstrap ## random runs with register abuse, bus errors, resets, slow memory, all configurations: make soak TIME=600 (seconds) SEED=1
	@$(SUBMAKE) $(BIN)/pml_soak
	@rm -rf $(BUILD)/soak && mkdir -p $(BUILD)/soak
	@for ((n = 0; n < $(JOBS); n++)); do echo $$n; done | xargs -P $(JOBS) -I{} sh -c '$(BIN)/pml_soak --seconds $(TIME) --first $$(($(SEED) + {})) --step $(JOBS) \
	  --json $(BUILD)/soak/{}.json >$(BUILD)/soak/{}.log 2>&1 || { grep -A 40 ^FAIL $(BUILD)/soak/{}.log; tail -n 1 $(BUILD)/soak/{}.log; exit 1; }'
	@tail -q -n 1 $(BUILD)/soak/*.log
