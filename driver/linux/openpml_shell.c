// SPDX-License-Identifier: GPL-2.0-only
/*
 * What an FPGA board has round the unit: fpga/pcie/README.md, header of
 * fpga/pcie/rtl/pml_pcie_regs.sv. A function that is the unit alone has none of it. Not tried on
 * hardware.
 */
#include <linux/dma-mapping.h>
#include <linux/pci.h>

#include "openpml_drv.h"

#define SHELL(off)	(PML_PCI_SHELL + (off))
#define SHELL_BYTES	0x10000
#define SHELL_ID	0x424C4D50
#define REG_ID		0x00
#define REG_VERSION	0x04
#define REG_CTRL	0x0C
#define CTRL_HOST_EN	0x1
#define REG_STATUS	0x10
#define STATUS_WINDOWED	0x20
#define REG_HOST_HI	0x14
#define REG_CLK_KHZ	0x20

/* KCU116: XDMA's interrupt block (PG195) in BAR 4 */
#define XDMA_USER_IRQ_ENABLE	0x2004
#define XDMA_USER_VECTORS	0x2080

/* Tells the board's clock and how far its addresses reach. */
int openpml_shell_probe(struct openpml *pml)
{
	struct device *dev = &pml->pdev->dev;
	int bits = 64;

	pml->clock_khz = openpml_clock_khz;
	pml->shell =
		pml->regs_len >= SHELL(SHELL_BYTES) && openpml_read(pml, SHELL(REG_ID)) == SHELL_ID;
	if (pml->shell) {
		if (openpml_read(pml, SHELL(REG_VERSION)) >> 16 != 1) {
			dev_err(dev, "unknown version of the board's registers: %08x\n",
				openpml_read(pml, SHELL(REG_VERSION)));
			return -ENODEV;
		}
		if (!pml->clock_khz)
			pml->clock_khz = openpml_read(pml, SHELL(REG_CLK_KHZ));
		if (openpml_read(pml, SHELL(REG_STATUS)) & STATUS_WINDOWED)
			bits = 32;	/* HOST_HI stays 0 */
	}
	return dma_set_mask_and_coherent(dev, DMA_BIT_MASK(bits));
}

/* Lets the unit's bursts out to the host. */
void openpml_shell_host(struct openpml *pml, bool on)
{
	if (pml->shell)
		openpml_write(pml, SHELL(REG_CTRL), on ? CTRL_HOST_EN : 0);
}

/* The KCU116's bridge must be told which vector is whose. */
void openpml_shell_irqs(struct openpml *pml)
{
	void __iomem *bar;
	int i;

	if (!pml->shell || pml->pdev->subsystem_device != PML_PCI_SUBSYSTEM_KCU116)
		return;
	bar = pci_iomap(pml->pdev, 4, 0);
	if (!bar)
		return;
	for (i = 0; i < 4; i++)
		iowrite32(0x03020100 + 0x04040404 * i, bar + XDMA_USER_VECTORS + 4 * i);
	iowrite32(0xffff, bar + XDMA_USER_IRQ_ENABLE);
	pci_iounmap(pml->pdev, bar);
}
