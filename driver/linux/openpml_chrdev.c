// SPDX-License-Identifier: GPL-2.0-only
/*
 * Device numbers and nodes, /dev/openpml<N>.
 *
 * Objects of the driver core may be let go of late, after the module is gone. So these are the
 * core's own (class_create, device_create, cdev_alloc), and nothing of ours hangs on their lives: a
 * node finds its unit in a table.
 */
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/module.h>

#include "openpml_compat.h"
#include "openpml_drv.h"

static dev_t first_dev;
static struct class *openpml_class;
static DEFINE_MUTEX(units_lock);
static struct openpml *units[OPENPML_MAX_UNITS];	/* units_lock */

int openpml_chrdev_init(void)
{
	int err = alloc_chrdev_region(&first_dev, 0, OPENPML_MAX_UNITS, "openpml");

	if (err)
		return err;
	openpml_class = openpml_class_create("openpml");
	if (!IS_ERR(openpml_class))
		return 0;
	unregister_chrdev_region(first_dev, OPENPML_MAX_UNITS);
	return PTR_ERR(openpml_class);
}

void openpml_chrdev_exit(void)
{
	class_destroy(openpml_class);
	unregister_chrdev_region(first_dev, OPENPML_MAX_UNITS);
}

/* The lowest number that is free. */
int openpml_number(struct openpml *pml)
{
	int i;

	mutex_lock(&units_lock);
	for (i = 0; i < OPENPML_MAX_UNITS && units[i]; i++)
		;
	if (i < OPENPML_MAX_UNITS) {
		units[i] = pml;
		pml->minor = MINOR(first_dev) + i;
		snprintf(pml->name, sizeof(pml->name), "openpml%d", i);
	}
	mutex_unlock(&units_lock);
	return i < OPENPML_MAX_UNITS ? 0 : -ENOSPC;
}

void openpml_unnumber(struct openpml *pml)
{
	mutex_lock(&units_lock);
	units[pml->minor - MINOR(first_dev)] = NULL;
	mutex_unlock(&units_lock);
}

/* The unit of a node, with a reference to it; NULL if it is gone. */
struct openpml *openpml_find(int minor)
{
	struct openpml *pml;

	mutex_lock(&units_lock);
	pml = units[minor - MINOR(first_dev)];
	if (pml && READ_ONCE(pml->gone))
		pml = NULL;
	if (pml)
		kref_get(&pml->ref);
	mutex_unlock(&units_lock);
	return pml;
}

int openpml_publish(struct openpml *pml)
{
	dev_t devt = MKDEV(MAJOR(first_dev), pml->minor);
	struct device *dev;
	int err;

	pml->cdev = cdev_alloc();
	if (!pml->cdev)
		return -ENOMEM;
	pml->cdev->owner = THIS_MODULE;
	pml->cdev->ops = &openpml_fops;
	err = cdev_add(pml->cdev, devt, 1);
	if (err) {
		kobject_put(&pml->cdev->kobj);
		return err;
	}
	dev = device_create(openpml_class, &pml->pdev->dev, devt, NULL, "%s", pml->name);
	if (IS_ERR(dev))
		cdev_del(pml->cdev);
	return PTR_ERR_OR_ZERO(dev);
}

void openpml_unpublish(struct openpml *pml)
{
	device_destroy(openpml_class, MKDEV(MAJOR(first_dev), pml->minor));
	cdev_del(pml->cdev);
}
