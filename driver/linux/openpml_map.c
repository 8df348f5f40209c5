// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bitmaps and summaries in user space: read-only, page by page as they are touched.
 *
 * The memory belongs to the slot, not to the mapping. When the slot goes, its mappings are emptied,
 * and whoever touches them gets SIGBUS. For that all mappings of a unit hang on one inode, whatever
 * device node was opened.
 */
#include <linux/dma-map-ops.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mount.h>
#include <linux/pseudo_fs.h>
#include <linux/vmalloc.h>

#include "openpml_compat.h"
#include "openpml_drv.h"

#define OPENPML_FS_MAGIC	0x4C4D504F
#define OBJECT_SHIFT		(32 - PAGE_SHIFT)	/* OPENPML_MMAP_OFFSET, in pages */

static struct vfsmount *openpml_mnt;

static int openpml_fs_init(struct fs_context *fc)
{
	return init_pseudo(fc, OPENPML_FS_MAGIC) ? 0 : -ENOMEM;
}

/* Never registered: nobody else can mount it, and it does not keep the module loaded. */
static struct file_system_type openpml_fs = {
	.name = "openpml",
	.init_fs_context = openpml_fs_init,
	.kill_sb = kill_anon_super,
};

int openpml_map_init(void)
{
	openpml_mnt = kern_mount(&openpml_fs);
	return PTR_ERR_OR_ZERO(openpml_mnt);
}

void openpml_map_exit(void)
{
	kern_unmount(openpml_mnt);
}

struct inode *openpml_map_inode(void)
{
	return alloc_anon_inode(openpml_mnt->mnt_sb);
}

/* The object at a page offset and the page in it, or NULL. Under map_lock. */
static struct openpml_dma *object_at(struct openpml *pml, pgoff_t pgoff, struct openpml_vm **vm)
{
	pgoff_t number = pgoff >> OBJECT_SHIFT;
	u32 kind = number & 3, buffer = number >> 2 & 1;

	lockdep_assert_held(&pml->map_lock);
	if (number >> 3 >= pml->n_vm || kind >= OPENPML_KINDS)
		return NULL;
	*vm = &pml->vm[number >> 3];
	if (!(*vm)->used || !(*vm)->buf[buffer].mem[kind].cpu)
		return NULL;
	return &(*vm)->buf[buffer].mem[kind];
}

static unsigned long pfn_of(void *cpu)
{
	return is_vmalloc_addr(cpu) ? vmalloc_to_pfn(cpu) : PHYS_PFN(virt_to_phys(cpu));
}

static vm_fault_t openpml_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct openpml_file *file = vma->vm_file->private_data;
	struct openpml *pml = file->pml;
	unsigned long page = vmf->pgoff & ((1ul << OBJECT_SHIFT) - 1);
	vm_fault_t ret = VM_FAULT_SIGBUS;
	struct openpml_dma *mem;
	struct openpml_vm *vm;

	mutex_lock(&pml->map_lock);
	mem = object_at(pml, vmf->pgoff, &vm);
	if (mem && vm->instance == (uintptr_t)vma->vm_private_data &&
	    page < mem->size >> PAGE_SHIFT)
		ret = vmf_insert_pfn(vma, vmf->address, pfn_of(mem->cpu + (page << PAGE_SHIFT)));
	mutex_unlock(&pml->map_lock);
	return ret;
}

static const struct vm_operations_struct openpml_vm_ops = {
	.fault = openpml_fault,
};

int openpml_mmap(struct file *filp, struct vm_area_struct *vma)
{
	struct openpml_file *file = filp->private_data;
	struct openpml *pml = file->pml;
	unsigned long first = vma->vm_pgoff & ((1ul << OBJECT_SHIFT) - 1);
	struct openpml_dma *mem;
	struct openpml_vm *vm;
	int err = 0;

	if (vma->vm_flags & (VM_WRITE | VM_EXEC))
		return -EACCES;
	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	mutex_lock(&pml->map_lock);
	mem = object_at(pml, vma->vm_pgoff, &vm);
	if (READ_ONCE(pml->gone))
		err = -ENODEV;
	else if (!dev_is_dma_coherent(&pml->pdev->dev))
		err = -EOPNOTSUPP;	/* the kernel's own mapping may be uncached */
	else if (!mem)
		err = vma->vm_pgoff >> OBJECT_SHIFT >> 3 >= pml->n_vm ? -EINVAL : -ENOENT;
	else if (first + vma_pages(vma) > mem->size >> PAGE_SHIFT)
		err = -EINVAL;
	else
		vma->vm_private_data = (void *)(uintptr_t)vm->instance;
	mutex_unlock(&pml->map_lock);
	if (err)
		return err;

	openpml_vm_flags_mod(vma, VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP,
			     VM_MAYWRITE | VM_MAYEXEC);
	vma->vm_ops = &openpml_vm_ops;
	return 0;
}

/* Empties all mappings of a slot that is no longer used, or in use no longer. */
void openpml_map_zap(struct openpml_vm *vm)
{
	unmap_mapping_range(vm->pml->inode->i_mapping, (loff_t)OPENPML_MMAP_OFFSET(vm->slot, 0, 0),
			    8ll << 32, 1);
}
