# SPDX-License-Identifier: Apache-2.0
# Style and quality of the C++ code.
.PHONY: format format-check test-sanitize sanitize-models sanitize-programs

format: bootstrap ## put the C++ code into the style of .clang-format
	@scripts/format.sh

format-check: bootstrap ## is it in that style? (part of 'make lint')
	@scripts/format.sh --check

test-sanitize: bootstrap ## the tests of the C++ code under AddressSanitizer and UBSan (build/sanitize)
	@$(SUBMAKE) sanitize-models
	@mkdir -p build/sanitize && ln -sfn ../verilated build/sanitize/verilated && ln -sfn ../gen build/sanitize/gen
	@$(SUBMAKE) SANITIZE=1 BUILD=build/sanitize sanitize-programs
	@scripts/test_sanitize.sh

# The Verilated models are those of the ordinary build.
SANITIZE_MODELS = $(filter %__ALL.a,$(VLIBS) $(UNIT_VLIBS) $(INGEST_VLIBS) $(PCIE_VLIBS)) $(SPECBUG)/Vpml_specbug__ALL.a \
  $(SYSTEM)/Vpml_system__ALL.a $(BOARD_DIR)/Vpml_board__ALL.a $(RAM_DIR)/Vaxi_ram__ALL.a $(REG_NAMES)
sanitize-models: $(SANITIZE_MODELS)
sanitize-programs: $(filter-out %bench %/cosim_fuzz %/fuzz_replay %.so,$(BINARIES))

# A build of its own whose compiler is clang-tidy (scripts/tidy_cxx.sh); Verilated models, netlists, mutants and what is generated are those of the ordinary build.
TIDY_SHARED := verilated gen netlist mutate
TIDY_SRC := $(filter-out tb/driver/guest/%,$(shell find driver scripts sw-model tb -name '*.cpp'))
TIDY_FILES := $(call objs,$(TIDY_SRC)) $(filter-out %/pmlctl %/example_%,$(GUEST_PROGRAMS))
.PHONY: tidy tidy-files
tidy: bootstrap fpga-tools ## clang-tidy and cppcheck on the C++ code; only files that changed since the last run
	@scripts/bootstrap.sh quality
	@mkdir -p build/tidy $(TIDY_SHARED:%=build/%) && ln -sfn $(TIDY_SHARED:%=../%) build/tidy
	@$(SUBMAKE) -k BUILD=build/tidy CXX=scripts/tidy_cxx.sh tidy-files && echo "PASS clang_tidy" || { echo "FAIL clang_tidy"; exit 1; }
	@scripts/cppcheck.sh
tidy-files: $(TIDY_FILES)
ifeq ($(BUILD),build/tidy)
$(TIDY_FILES): .clang-tidy
-include $(patsubst %.o,%.d,$(call objs,$(TIDY_SRC)))
endif
