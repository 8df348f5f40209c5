// SPDX-License-Identifier: GPL-2.0-only
/* The module, and the life of a unit: probe, reset, remove. */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/mod_devicetable.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include "openpml_drv.h"

#define CREATE_TRACE_POINTS
#include "openpml_trace.h"

#define DRIVER_NAME	"openpml"

unsigned int openpml_timeout_ms = 10000;
module_param_named(timeout_ms, openpml_timeout_ms, uint, 0644);
MODULE_PARM_DESC(timeout_ms, "how long to wait for the unit where a call gives no time (10000)");

unsigned int openpml_clock_khz;
module_param_named(clock_khz, openpml_clock_khz, uint, 0444);
MODULE_PARM_DESC(clock_khz, "clock of the units, if they do not tell (0: not known)");

/* The driver is no longer bound and no file is open. */
void openpml_free(struct kref *ref)
{
	struct openpml *pml = container_of(ref, struct openpml, ref);

	if (pml->inode)
		iput(pml->inode);
	pci_dev_put(pml->pdev);
	kvfree(pml->log);
	kfree(pml->vm);
	kfree(pml);
}

static void init_vms(struct openpml *pml)
{
	int i;

	for (i = 0; i < OPENPML_MAX_VM; i++) {
		pml->vm[i].pml = pml;
		pml->vm[i].slot = i;
		mutex_init(&pml->vm[i].lock);
	}
	memset(pml->vcpu_slot, -1, sizeof(pml->vcpu_slot));
}

static struct openpml *openpml_new(struct pci_dev *pdev)
{
	struct openpml *pml = kzalloc(sizeof(*pml), GFP_KERNEL);
	int err = -ENOMEM;

	if (!pml)
		return ERR_PTR(-ENOMEM);
	kref_init(&pml->ref);
	pml->pdev = pci_dev_get(pdev);
	init_rwsem(&pml->sem);
	init_waitqueue_head(&pml->wq);
	INIT_DELAYED_WORK(&pml->watchdog, openpml_watchdog);
	mutex_init(&pml->create_lock);
	mutex_init(&pml->ring_lock);
	mutex_init(&pml->map_lock);
	mutex_init(&pml->bind_lock);
	mutex_init(&pml->ingest_lock);
	mutex_init(&pml->gen_lock);
	spin_lock_init(&pml->log_lock);
	pml->vm = kcalloc(OPENPML_MAX_VM, sizeof(*pml->vm), GFP_KERNEL);
	pml->log = kvcalloc(OPENPML_LOG_RECORDS, sizeof(*pml->log), GFP_KERNEL);
	if (!pml->vm || !pml->log)
		goto fail;
	init_vms(pml);
	pml->inode = openpml_map_inode();
	if (IS_ERR(pml->inode)) {
		err = PTR_ERR(pml->inode);
		pml->inode = NULL;
		goto fail;
	}
	err = openpml_number(pml);
	if (err)
		goto fail;
	return pml;
fail:
	kref_put(&pml->ref, openpml_free);
	return ERR_PTR(err);
}

/* Another driver, or this one before a crash, may have left the unit at work. */
static int quiesce_or_reset(struct openpml *pml)
{
	struct pci_dev *pdev = pml->pdev;
	int err = openpml_quiesce(pml);

	if (!err || err == -ENODEV)
		return err;
	dev_warn(&pdev->dev, "the unit does not come to rest (%d): resetting the function\n", err);
	pci_save_state(pdev);
	err = __pci_reset_function_locked(pdev);
	pci_restore_state(pdev);
	return err ?: openpml_quiesce(pml);
}

/* Everybody out, and nobody in again before 'up' or never. */
static void close_door(struct openpml *pml, bool *reason, bool value)
{
	WRITE_ONCE(*reason, value);
	wake_up_all(&pml->wq);
	down_write(&pml->sem);
	up_write(&pml->sem);
	openpml_irq_enable(pml, false);
	/* now there is nobody left who could start it */
	cancel_delayed_work_sync(&pml->watchdog);
}

static int openpml_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct openpml *pml;
	int err;

	err = pcim_enable_device(pdev);
	if (err)
		return err;
	err = pcim_iomap_regions(pdev, BIT(PML_PCI_BAR_REGS), DRIVER_NAME);
	if (err)
		return dev_err_probe(&pdev->dev, err, "cannot map BAR %d\n", PML_PCI_BAR_REGS);
	if (pci_resource_len(pdev, PML_PCI_BAR_REGS) < PML_PCI_BAR_REGS_BYTES) {
		dev_err(&pdev->dev, "BAR %d is too small\n", PML_PCI_BAR_REGS);
		return -ENODEV;
	}
	pml = openpml_new(pdev);
	if (IS_ERR(pml))
		return PTR_ERR(pml);
	pml->regs = pcim_iomap_table(pdev)[PML_PCI_BAR_REGS];
	pml->regs_len = pci_resource_len(pdev, PML_PCI_BAR_REGS);
	pci_set_drvdata(pdev, pml);

	err = openpml_identify(pml);
	if (!err)
		err = openpml_shell_probe(pml);
	if (!err)
		err = quiesce_or_reset(pml);
	if (err)
		goto fail;
	err = openpml_dma_alloc(pml, &pml->ring.mem, 64 << OPENPML_RING_LOG2) ?:
	      openpml_ingest_alloc(pml);
	if (err)
		goto fail_memory;
	err = openpml_irq_request(pml);
	if (err)
		goto fail_memory;
	openpml_shell_irqs(pml);
	pci_set_master(pdev);
	openpml_shell_host(pml, true);
	err = openpml_start(pml);
	if (err)
		goto fail_start;
	pci_save_state(pdev);	/* for slot_reset */
	pml->up = true;

	err = openpml_publish(pml);
	if (err)
		goto fail_start;
	openpml_debugfs_add(pml);
	openpml_watch(pml, 0);
	dev_info(&pdev->dev, "%s: version %u.%u, %u VMs of %llu pages, %u vCPUs, %d vectors\n",
		 pml->name, pml->version >> 16, pml->version & PML_GLOBAL_VERSION_MINOR_MASK,
		 pml->n_vm, pml->max_pages, pml->n_vcpu, pml->n_irq);
	return 0;

fail_start:
	close_door(pml, &pml->up, false);
	openpml_stop(pml);
	openpml_irq_free(pml);
fail_memory:
	openpml_ingest_free(pml);
	openpml_dma_free(pml, &pml->ring.mem);
fail:
	openpml_unnumber(pml);
	kref_put(&pml->ref, openpml_free);
	return err;
}

static void openpml_remove(struct pci_dev *pdev)
{
	struct openpml *pml = pci_get_drvdata(pdev);
	int i;

	openpml_unpublish(pml);
	debugfs_remove_recursive(pml->debugfs);
	close_door(pml, &pml->gone, true);

	openpml_stop(pml);
	openpml_irq_free(pml);
	mutex_lock(&pml->map_lock);	/* an mmap that came in before sees it now */
	mutex_unlock(&pml->map_lock);
	for (i = 0; i < pml->n_vm; i++)
		openpml_vm_teardown(&pml->vm[i]);
	openpml_ingest_free(pml);
	openpml_dma_free(pml, &pml->ring.mem);
	openpml_unnumber(pml);
	kref_put(&pml->ref, openpml_free);
}

static void openpml_shutdown(struct pci_dev *pdev)
{
	struct openpml *pml = pci_get_drvdata(pdev);

	close_door(pml, &pml->up, false);
	openpml_stop(pml);	/* whoever comes next (kexec) owns all memory */
}

static void reset_prepare(struct pci_dev *pdev)
{
	struct openpml *pml = pci_get_drvdata(pdev);

	close_door(pml, &pml->up, false);
}

static void reset_done(struct pci_dev *pdev)
{
	struct openpml *pml = pci_get_drvdata(pdev);
	s8 slots[OPENPML_MAX_VCPU];
	int err, i;

	/* nobody else is here: the door is closed, handlers are off */
	pci_save_state(pdev);	/* a reset uses it up */
	memcpy(slots, pml->vcpu_slot, sizeof(slots));
	pml->resets++;
	if (!openpml_is_dead(pml)) {
		openpml_shell_irqs(pml);
		openpml_shell_host(pml, true);
		err = openpml_quiesce(pml) ?: openpml_start(pml);
		if (err) {
			dev_err(&pdev->dev, "the unit does not come back after a reset: %d\n", err);
			WRITE_ONCE(pml->dead, true);
		}
	}
	for (i = 0; i < pml->n_vm; i++)
		openpml_vm_was_reset(&pml->vm[i]);
	memcpy(pml->vcpu_slot, slots, sizeof(slots));
	for (i = 0; i < pml->n_vcpu && !pml->dead; i++)
		if (slots[i] >= 0)
			openpml_write(pml, openpml_vcpu_reg(i, PML_VCPU_BIND),
				      PML_VCPU_BIND_VALID_MASK | slots[i]);
	openpml_irq_enable(pml, true);
	WRITE_ONCE(pml->up, true);
	wake_up_all(&pml->wq);
	openpml_watch(pml, 0);
	dev_info(&pdev->dev, "%s: started again after a reset; tracking is off\n", pml->name);
}

static pci_ers_result_t error_detected(struct pci_dev *pdev, pci_channel_state_t state)
{
	struct openpml *pml = pci_get_drvdata(pdev);

	if (state == pci_channel_io_normal)
		return PCI_ERS_RESULT_CAN_RECOVER;
	reset_prepare(pdev);
	if (state == pci_channel_io_perm_failure) {
		WRITE_ONCE(pml->dead, true);
		wake_up_all(&pml->wq);
		return PCI_ERS_RESULT_DISCONNECT;
	}
	return PCI_ERS_RESULT_NEED_RESET;
}

static pci_ers_result_t slot_reset(struct pci_dev *pdev)
{
	struct openpml *pml = pci_get_drvdata(pdev);

	pci_restore_state(pdev);
	/* what did not answer before the error was known may answer now */
	WRITE_ONCE(pml->dead, false);
	reset_done(pdev);
	return READ_ONCE(pml->dead) ? PCI_ERS_RESULT_DISCONNECT : PCI_ERS_RESULT_RECOVERED;
}

static const struct pci_error_handlers openpml_errors = {
	.error_detected = error_detected,
	.slot_reset = slot_reset,
	.reset_prepare = reset_prepare,
	.reset_done = reset_done,
};

/* Sleep would lose what is being tracked: it is refused while there is any slot. */
static int openpml_suspend(struct device *dev)
{
	struct openpml *pml = dev_get_drvdata(dev);
	int i;

	reset_prepare(pml->pdev);
	for (i = 0; i < pml->n_vm; i++) {
		if (!pml->vm[i].used)
			continue;
		dev_err(dev, "domain %u is being tracked: no suspend\n", pml->vm[i].domid);
		openpml_irq_enable(pml, true);
		WRITE_ONCE(pml->up, true);
		openpml_watch(pml, 0);
		return -EBUSY;
	}
	return 0;
}

static int openpml_resume(struct device *dev)
{
	reset_done(to_pci_dev(dev));
	return 0;
}

static DEFINE_SIMPLE_DEV_PM_OPS(openpml_pm, openpml_suspend, openpml_resume);

static const struct pci_device_id openpml_ids[] = {
	{ PCI_DEVICE(PML_PCI_VENDOR, PML_PCI_DEVICE) },
	{ }
};
MODULE_DEVICE_TABLE(pci, openpml_ids);

static struct pci_driver openpml_driver = {
	.name = DRIVER_NAME,
	.id_table = openpml_ids,
	.probe = openpml_probe,
	.remove = openpml_remove,
	.shutdown = openpml_shutdown,
	.err_handler = &openpml_errors,
	.driver.pm = pm_sleep_ptr(&openpml_pm),
};

static int __init openpml_init(void)
{
	int err = openpml_map_init();

	if (err)
		return err;
	err = openpml_chrdev_init();
	if (err)
		goto fail_map;
	openpml_debugfs_init();
	err = pci_register_driver(&openpml_driver);
	if (!err)
		return 0;
	openpml_debugfs_exit();
	openpml_chrdev_exit();
fail_map:
	openpml_map_exit();
	return err;
}

static void __exit openpml_exit(void)
{
	pci_unregister_driver(&openpml_driver);
	openpml_debugfs_exit();
	openpml_chrdev_exit();
	openpml_map_exit();
}

module_init(openpml_init);
module_exit(openpml_exit);

MODULE_DESCRIPTION("OpenPML: page-modification-logging unit");
MODULE_LICENSE("GPL");
