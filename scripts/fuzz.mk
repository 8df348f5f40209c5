# SPDX-License-Identifier: Apache-2.0
# What reads and writes files and texts, with any bytes (tb/fuzz): under libFuzzer, and the corpus again with the ordinary compiler.
FUZZ_TARGETS := $(wildcard tb/fuzz/target*.cpp) tb/fuzz/html_grammar.cpp tb/json_grammar.cpp
FUZZED := $(filter-out $(not_lib),$(wildcard sw-model/src/workload/*.cpp)) $(wildcard driver/tools/common/*.cpp) driver/tools/frame.cpp \
  $(addprefix sw-model/src/pmlsim/,chart.cpp cli.cpp compare_format.cpp cost_params.cpp json.cpp report.cpp results.cpp)
FUZZ_SRC := $(FUZZ_TARGETS) $(FUZZED)
FUZZ_CPPFLAGS := -Isw-model/include -Isw-model/src -Itb -Idriver/tools -Itb/fuzz

$(call objs,$(FUZZ_TARGETS) tb/fuzz/replay_main.cpp tb/fuzz/libfuzzer_main.cpp): CPPFLAGS = $(FUZZ_CPPFLAGS)

# the corpus again, in 'make test'
REPLAY_OBJS := $(patsubst %.cpp,$(SAN)/%.o,$(FUZZ_SRC) tb/fuzz/replay_main.cpp)
$(REPLAY_OBJS): SAN_CPPFLAGS := $(FUZZ_CPPFLAGS)
$(BIN)/fuzz_replay: $(REPLAY_OBJS)
	@echo "link $@"
	@mkdir -p $(@D)
	@$(CXX) $(SAN_FLAGS) -o $@ $^ $(LDLIBS)
BINARIES += $(BIN)/fuzz_replay

# libFuzzer
FUZZ := $(BUILD)/fuzz
FUZZ_CXX := clang++
FUZZ_FLAGS := -std=c++20 -O1 -g $(WARN) -MMD -MP -pthread -fsanitize=address,undefined,float-cast-overflow -fno-sanitize-recover=all \
  -fno-omit-frame-pointer
FUZZ_OBJS := $(patsubst %.cpp,$(FUZZ)/obj/%.o,$(FUZZ_SRC) tb/fuzz/libfuzzer_main.cpp)
$(FUZZ_OBJS): $(FUZZ)/obj/%.o: %.cpp
	@echo "clang++ $<"
	@mkdir -p $(@D)
	@$(FUZZ_CXX) $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link $(FUZZ_CPPFLAGS) -c $< -o $@
$(FUZZ)/pml_fuzz: $(FUZZ_OBJS)
	@echo "link $@"
	@$(FUZZ_CXX) $(FUZZ_FLAGS) -fsanitize=fuzzer -o $@ $^ $(LDLIBS)
-include $(patsubst %.o,%.d,$(REPLAY_OBJS) $(FUZZ_OBJS))

.PHONY: fuzz
fuzz: bootstrap ## libFuzzer on trace reader, configuration parsers, report writer: SECONDS=60 for each (WHAT="targets" for some only)
	@scripts/bootstrap.sh quality
	@$(SUBMAKE) $(FUZZ)/pml_fuzz
	@tb/fuzz/run.sh $(or $(SECONDS),60) $(WHAT)
