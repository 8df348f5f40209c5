# SPDX-License-Identifier: Apache-2.0
# Driver tests (tb/driver): what the guest runs. Modules are built against the headers of the kernels in the cache, not the host's.
DRIVER_TEST := $(BUILD)/driver-test
GUEST_PROGRAMS := $(patsubst tb/driver/guest/%.cpp,$(DRIVER_TEST)/bin/%,$(wildcard tb/driver/guest/*.cpp))
GUEST_HEADERS := $(wildcard tb/driver/guest/*.hpp) driver/include/uapi/openpml.h
DRIVER_TOOLCHAIN := tb/driver/toolchain.sh

.PHONY: driver-test driver-test-short

driver-test: ## dom0's side in a real kernel: all boots with the debug kernel too (the first run builds that kernel, about 10 minutes more)
	@scripts/bootstrap.sh && scripts/bootstrap.sh driver && $(DRIVER_TOOLCHAIN) install qemu kernel-6.1 kernel-6.12 kernel-debug
	@$(SUBMAKE) driver-test-parts DRIVER_KERNELS="6.1 6.12 debug"
	@python3 tb/driver/harness_test.py && python3 tb/driver/driver_test.py

# The short boot of 'make test'.
driver-test-short:
	@scripts/bootstrap.sh && scripts/bootstrap.sh driver && $(DRIVER_TOOLCHAIN) install qemu kernel-6.1
	@$(SUBMAKE) driver-test-parts DRIVER_KERNELS="6.1"
	@python3 tb/driver/harness_test.py && python3 tb/driver/driver_test.py --short

$(GUEST_PROGRAMS): $(DRIVER_TEST)/bin/%: tb/driver/guest/%.cpp $(GUEST_HEADERS)
	@echo "c++ $<"
	@mkdir -p $(@D)
	@$(CXX) -std=c++20 -O1 -g1 $(WARN) -Idriver/include/uapi $< -o $@

DRIVER_EXAMPLES := $(patsubst driver/examples/%.c,$(DRIVER_TEST)/bin/example_%,$(wildcard driver/examples/*.c))
$(DRIVER_EXAMPLES): $(DRIVER_TEST)/bin/example_%: driver/examples/%.c driver/include/uapi/openpml.h
	@echo "cc $<"
	@mkdir -p $(@D)
	@$(CC) -std=gnu11 -O1 $(WARN) -Idriver/include/uapi $< -o $@

# stripped: the static program is most of the guest's file system otherwise
$(DRIVER_TEST)/bin/pmlctl: $(BIN)/pmlctl-static
	@mkdir -p $(@D)
	@strip -o $@ $<
GUEST_PROGRAMS += $(DRIVER_EXAMPLES) $(DRIVER_TEST)/bin/pmlctl

DRIVER_KERNELS ?= 6.1
DRIVER_SRC := $(wildcard driver/linux/*.[ch] driver/linux/Kbuild driver/include/*.h driver/include/uapi/*.h)
DRIVER_MODULES := $(foreach k,$(DRIVER_KERNELS),$(DRIVER_TEST)/modules/$(k)/openpml.ko)

$(DRIVER_TEST)/modules/%/openpml.ko: scripts/build_driver.sh $(DRIVER_SRC)
	@echo "module openpml, kernel $*"
	@mkdir -p $(@D)
	+@scripts/build_driver.sh $$($(DRIVER_TOOLCHAIN) headers $*) $(@D)/openpml
	@cp $(@D)/openpml/openpml.ko $@

# The kernel's build system writes beside the sources: canary is built from a copy.
$(DRIVER_TEST)/modules/%/canary.ko: tb/driver/guest/canary/canary.c tb/driver/guest/canary/Kbuild
	@echo "module canary, kernel $*"
	@mkdir -p $(@D)/canary
	@cp $^ $(@D)/canary
	+@$(MAKE) --no-print-directory -s -C $$($(DRIVER_TOOLCHAIN) headers $*) M=$(CURDIR)/$(@D)/canary modules
	@cp $(@D)/canary/canary.ko $@

.PHONY: driver-test-parts
driver-test-parts: $(BIN)/pml-cosim $(GUEST_PROGRAMS) $(DRIVER_MODULES) $(if $(filter debug,$(DRIVER_KERNELS)),$(DRIVER_TEST)/modules/debug/canary.ko)
