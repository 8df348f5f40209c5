/* SPDX-License-Identifier: GPL-2.0-only */
/* What kernels from 6.1 on call by different names. */
#ifndef OPENPML_COMPAT_H
#define OPENPML_COMPAT_H

#include <linux/device/class.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/version.h>

static inline struct class *openpml_class_create(const char *name)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
	return class_create(name);
#else
	return class_create(THIS_MODULE, name);
#endif
}

static inline void openpml_vm_flags_mod(struct vm_area_struct *vma, vm_flags_t set,
					vm_flags_t clear)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
	vm_flags_mod(vma, set, clear);
#else
	vma->vm_flags = (vma->vm_flags | set) & ~clear;
#endif
}

#endif /* OPENPML_COMPAT_H */
