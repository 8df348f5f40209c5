// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does on purpose what a driver must never do, one thing per load, so that the tests see the debug kernel report it. A detector that is
 * silent here would be silent about the real driver as well.
 */
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

static char *how = "";
module_param(how, charp, 0400);
MODULE_PARM_DESC(how, "warn, use-after-free, lock-order, atomic-sleep, dma or leak");

static DEFINE_MUTEX(first);
static DEFINE_MUTEX(second);
static DEFINE_SPINLOCK(spin);

static void use_after_free(void)
{
	u64 *word = kmalloc(sizeof(*word), GFP_KERNEL);

	kfree(word);
	/* hidden from the compiler, which would warn */
	OPTIMIZER_HIDE_VAR(word);
	if (word)
		pr_info("canary: %llu\n", READ_ONCE(*word));
}

static void lock_order(void)
{
	mutex_lock(&first);
	mutex_lock(&second);
	mutex_unlock(&second);
	mutex_unlock(&first);
	mutex_lock(&second);
	mutex_lock(&first);
	mutex_unlock(&first);
	mutex_unlock(&second);
}

static void atomic_sleep(void)
{
	spin_lock(&spin);
	might_sleep();
	spin_unlock(&spin);
}

static int dma(void)
{
	struct pci_dev *pdev = pci_get_class(PCI_CLASS_STORAGE_SATA_AHCI, NULL);
	struct page *page;

	if (!pdev)
		return -ENODEV;
	page = alloc_page(GFP_KERNEL);
	if (page) {
		/* never mapped */
		dma_unmap_page(&pdev->dev, page_to_phys(page), PAGE_SIZE, DMA_TO_DEVICE);
		__free_page(page);
	}
	pci_dev_put(pdev);
	return 0;
}

static void leak(void)
{
	int i;

	/* a few, since a stale pointer on a stack can hide one */
	for (i = 0; i < 50; i++) {
		void *lost = kmalloc(128, GFP_KERNEL);

		OPTIMIZER_HIDE_VAR(lost);
	}
}

static int __init canary_init(void)
{
	if (!strcmp(how, "warn"))
		WARN_ON(1);
	else if (!strcmp(how, "use-after-free"))
		use_after_free();
	else if (!strcmp(how, "lock-order"))
		lock_order();
	else if (!strcmp(how, "atomic-sleep"))
		atomic_sleep();
	else if (!strcmp(how, "dma"))
		return dma();
	else if (!strcmp(how, "leak"))
		leak();
	else
		return -EINVAL;
	return 0;
}

static void __exit canary_exit(void)
{
}

module_init(canary_init);
module_exit(canary_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Test of the kernel's own detectors");
