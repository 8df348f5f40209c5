# SPDX-License-Identifier: Apache-2.0
# The Linux driver. Kernel headers come from the cache (tb/driver/toolchain.sh), so nothing of the host's kernel is needed.
DRIVER_KDIR = $(or $(KDIR),$(shell tb/driver/toolchain.sh headers 6.1))
DRIVER_OUT = $(or $(OUT),$(BUILD)/driver)

.PHONY: driver driver-check driver-headers

driver-headers:
	@scripts/bootstrap.sh driver
	@$(if $(KDIR),,tb/driver/toolchain.sh install kernel-6.1)

driver: driver-headers ## the Linux driver for Debian's 6.1 kernel: build/driver/openpml.ko (another: KDIR=headers OUT=folder)
	@scripts/build_driver.sh $(DRIVER_KDIR) $(DRIVER_OUT)
	@echo "built $(DRIVER_OUT)/openpml.ko"

driver-check: ## the Linux driver without warnings: W=1 and sparse on Debian's 6.1 and 6.12, style
	@scripts/driver_check.sh
