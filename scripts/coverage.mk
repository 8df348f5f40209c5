# SPDX-License-Identifier: Apache-2.0
# Coverage: a build of its own (COVERAGE=1, under build/coverage) of random runs, directed and system tests.
COVER_TEST_SRC := $(wildcard tb/tests/directed/*.cpp tb/tests/system/*.cpp)
$(BIN)/pml_cover_tests: $(call objs,$(COVER_TEST_SRC)) $(LIBS) $(VLIBS) $(SYSTEM)/Vpml_system__ALL.a $(RUNTIME_OBJS)
	$(call link,-lgtest_main -lgtest)

CYCLES ?= 60000
.PHONY: coverage coverage-record
coverage: bootstrap ## lines, branches and toggles of the RTL, functional points: build/coverage/index.html; fails below the goals (CYCLES=60000 of a random run)
	@scripts/bootstrap.sh coverage
	@$(SUBMAKE) COVERAGE=1 build/coverage/bin/pml_random build/coverage/bin/pml_cover_tests
	@python3 scripts/coverage.py --cycles $(CYCLES)

coverage-record: ## the figures of the last 'make coverage' into docs/verification.md
	@python3 scripts/coverage.py --record
