// SPDX-License-Identifier: GPL-2.0-only
/* Slots: memory, configuration, vCPUs. */
#include <linux/module.h>
#include <linux/slab.h>

#include "openpml_drv.h"

/* The slot's lock, taken; or an error. */
struct openpml_vm *openpml_vm_lock(struct openpml *pml, u32 slot)
{
	struct openpml_vm *vm;

	if (slot >= pml->n_vm)
		return ERR_PTR(-EINVAL);
	vm = &pml->vm[slot];
	if (mutex_lock_interruptible(&vm->lock))
		return ERR_PTR(-EINTR);
	if (!vm->used) {
		mutex_unlock(&vm->lock);
		return ERR_PTR(-ENOENT);
	}
	return vm;
}

static void free_memory(struct openpml_vm *vm)
{
	int b, k;

	for (b = 0; b < OPENPML_BUFFERS; b++) {
		for (k = 0; k < OPENPML_KINDS; k++)
			openpml_dma_free(vm->pml, &vm->buf[b].mem[k]);
		vm->buf[b].holder = NULL;
		vm->buf[b].give_back = false;
	}
	openpml_acc_put(vm->acc);
	vm->acc = NULL;
}

static int alloc_memory(struct openpml_vm *vm, u32 flags)
{
	bool reads = flags & OPENPML_VM_LOG_READS;
	int b, err;

	for (b = 0; b < OPENPML_BUFFERS; b++) {
		struct openpml_dma *mem = vm->buf[b].mem;

		err = openpml_dma_alloc(vm->pml, &mem[OPENPML_MAP_WRITTEN], vm->bitmap_bytes) ?:
		      openpml_dma_alloc(vm->pml, &mem[OPENPML_MAP_SUMMARY], vm->summary_bytes);
		if (!err && reads)
			err = openpml_dma_alloc(vm->pml, &mem[OPENPML_MAP_ACCESSED],
						vm->bitmap_bytes);
		if (err)
			return err;
	}
	if (flags & OPENPML_VM_ACCUMULATE) {
		vm->acc = openpml_acc_new(vm->lines, reads);
		if (!vm->acc)
			return -ENOMEM;
	}
	return 0;
}

/* Everything the unit must know of the VM; also after a reset of the function. */
static void configure(struct openpml_vm *vm)
{
	static const u16 base[OPENPML_BUFFERS][OPENPML_KINDS] = {
		{ PML_VM_W_BASE0, PML_VM_A_BASE0, PML_VM_SUM_BASE0 },
		{ PML_VM_W_BASE1, PML_VM_A_BASE1, PML_VM_SUM_BASE1 },
	};
	struct openpml *pml = vm->pml;
	u32 config = PML_MODE_BITMAP << PML_VM_CONFIG_MODE_SHIFT;
	int b, k;

	if (vm->flags & OPENPML_VM_LOG_READS)
		config |= PML_VM_CONFIG_LOG_READS_MASK;
	openpml_write(pml, openpml_vm_reg(vm, PML_VM_CONFIG), config);
	openpml_write(pml, openpml_vm_reg(vm, PML_VM_FILTER_BYPASS),
		      !!(vm->flags & OPENPML_VM_FILTER_BYPASS));
	openpml_write(pml, openpml_vm_reg(vm, PML_VM_VECTOR), 0);
	openpml_write64(pml, openpml_vm_reg(vm, PML_VM_LIMIT), vm->limit);
	openpml_write(pml, openpml_vm_reg(vm, PML_VM_EPOCH_INIT), 0);
	openpml_write64(pml, openpml_vm_reg(vm, PML_VM_INIT_A), 0);
	openpml_write64(pml, openpml_vm_reg(vm, PML_VM_INIT_W), 0);
	for (b = 0; b < OPENPML_BUFFERS; b++)
		for (k = 0; k < OPENPML_KINDS; k++)
			openpml_write64(pml, openpml_vm_reg(vm, base[b][k]), vm->buf[b].mem[k].bus);
	openpml_set_period(vm, vm->period);
}

/* Takes a slot away from its domain. The unit must be past using its memory. */
static void put_slot(struct openpml_vm *vm)
{
	struct openpml *pml = vm->pml;
	int i;

	mutex_lock(&pml->bind_lock);
	for (i = 0; i < pml->n_vcpu; i++) {
		if (pml->vcpu_slot[i] != vm->slot)
			continue;
		pml->vcpu_slot[i] = -1;
		if (!openpml_down(pml))
			openpml_write(pml, openpml_vcpu_reg(i, PML_VCPU_BIND), 0);
	}
	mutex_unlock(&pml->bind_lock);

	mutex_lock(&pml->map_lock);
	mutex_lock(&pml->ring_lock);
	vm->used = false;
	vm->instance = ++pml->instances;
	vm->tracking = false;
	vm->faulted = false;
	vm->asked = false;
	vm->asked_by = NULL;
	vm->period_holder = NULL;
	vm->period = 0;
	mutex_unlock(&pml->ring_lock);
	mutex_unlock(&pml->map_lock);
	openpml_map_zap(vm);	/* no fault maps it again: it is not in use */
	free_memory(vm);
	wake_up_all(&pml->wq);
	module_put(THIS_MODULE);
}

/* Unbind: the unit has been stopped, nobody else is in the driver. */
void openpml_vm_teardown(struct openpml_vm *vm)
{
	mutex_lock(&vm->lock);
	if (vm->used)
		put_slot(vm);
	mutex_unlock(&vm->lock);
}

/* Same parameters as an existing slot's? */
static bool same(const struct openpml_vm *vm, const struct openpml_vm_create *arg)
{
	return vm->limit == arg->limit && vm->flags == arg->flags &&
	       (arg->slot == OPENPML_SLOT_ANY || arg->slot == vm->slot);
}

static void tell(const struct openpml_vm *vm, struct openpml_vm_create *arg)
{
	arg->slot = vm->slot;
	arg->bitmap_bytes = PAGE_ALIGN(vm->bitmap_bytes);
	arg->summary_bytes = PAGE_ALIGN(vm->summary_bytes);
}

static int fill_slot(struct openpml_vm *vm, struct openpml_vm_create *arg)
{
	struct openpml *pml = vm->pml;
	int err;

	vm->limit = arg->limit;
	vm->lines = DIV_ROUND_UP(arg->limit, OPENPML_LINE_PAGES);
	vm->bitmap_bytes = (size_t)vm->lines * (OPENPML_LINE_PAGES / 8);
	vm->summary_bytes = ALIGN((size_t)vm->lines * 4, 64);
	err = alloc_memory(vm, arg->flags);
	if (err) {
		free_memory(vm);
		return err;
	}
	vm->domid = arg->domid;
	vm->flags = arg->flags;
	vm->period = 0;
	configure(vm);
	if (openpml_read64(pml, openpml_vm_reg(vm, PML_VM_LIMIT)) != vm->limit) {
		free_memory(vm);
		return openpml_is_dead(pml) ? -ENODEV : -ENOTRECOVERABLE;
	}

	mutex_lock(&pml->map_lock);
	mutex_lock(&pml->ring_lock);
	vm->used = true;
	vm->instance = ++pml->instances;
	mutex_unlock(&pml->ring_lock);
	mutex_unlock(&pml->map_lock);
	__module_get(THIS_MODULE);
	tell(vm, arg);
	return 0;
}

int openpml_vm_create(struct openpml_file *file, void *data)
{
	const u32 known = OPENPML_VM_LOG_READS | OPENPML_VM_ACCUMULATE | OPENPML_VM_FILTER_BYPASS;
	struct openpml_vm_create *arg = data;
	struct openpml *pml = file->pml;
	struct openpml_vm *vm;
	int err = -ENOSPC;
	u32 i;

	if ((arg->flags & ~known) || arg->reserved || arg->mode > OPENPML_MODE_INTEL ||
	    !arg->limit || arg->limit > pml->max_pages ||
	    (arg->slot != OPENPML_SLOT_ANY && arg->slot >= pml->n_vm))
		return -EINVAL;
	if (arg->mode != OPENPML_MODE_BITMAP)
		return -EOPNOTSUPP;
	if ((arg->flags & OPENPML_VM_LOG_READS) &&
	    !(pml->features & PML_GLOBAL_FEATURES_READS_MASK))
		return -EOPNOTSUPP;

	/* who is where must not change from the search for the domain to the choice of a slot */
	if (mutex_lock_interruptible(&pml->create_lock))
		return -EINTR;
	for (i = 0; i < pml->n_vm; i++) {
		vm = openpml_vm_lock(pml, i);
		if (IS_ERR(vm)) {
			if (PTR_ERR(vm) == -ENOENT)
				continue;
			err = PTR_ERR(vm);
			goto out;
		}
		if (vm->domid != arg->domid) {
			mutex_unlock(&vm->lock);
			continue;
		}
		err = -EEXIST;
		if (same(vm, arg)) {
			tell(vm, arg);
			arg->flags |= OPENPML_VM_EXISTED;
			err = 0;
		}
		mutex_unlock(&vm->lock);
		goto out;
	}
	for (i = 0; i < pml->n_vm; i++) {
		if (arg->slot != OPENPML_SLOT_ANY && arg->slot != i)
			continue;
		vm = &pml->vm[i];
		mutex_lock(&vm->lock);
		err = vm->used ? (arg->slot == i ? -EBUSY : -ENOSPC) : fill_slot(vm, arg);
		mutex_unlock(&vm->lock);
		if (err != -ENOSPC)
			break;
	}
out:
	mutex_unlock(&pml->create_lock);
	return err;
}

int openpml_vm_destroy(struct openpml_file *file, void *data)
{
	struct openpml_vm_op *arg = data;
	struct openpml_vm *vm;
	int err;

	if (arg->flags || arg->reserved)
		return -EINVAL;
	vm = openpml_vm_lock(file->pml, arg->slot);
	if (IS_ERR(vm))
		return PTR_ERR(vm);
	openpml_set_period(vm, 0);
	err = openpml_vm_reset(vm, openpml_deadline(0));
	if (!err) {
		openpml_drain(file->pml);	/* its last records still find it */
		put_slot(vm);
	}
	mutex_unlock(&vm->lock);
	return err;
}

int openpml_vm_bind(struct openpml_file *file, void *data)
{
	struct openpml_vm_bind *arg = data;
	struct openpml *pml = file->pml;
	struct openpml_vm *vm;
	u32 want, reg;
	int err = 0;
	s8 now;

	if ((arg->flags & ~OPENPML_BIND_REMOVE) || arg->vcpu >= pml->n_vcpu)
		return -EINVAL;
	vm = openpml_vm_lock(pml, arg->slot);
	if (IS_ERR(vm))
		return PTR_ERR(vm);
	mutex_lock(&pml->bind_lock);
	now = pml->vcpu_slot[arg->vcpu];
	reg = openpml_vcpu_reg(arg->vcpu, PML_VCPU_BIND);
	want = arg->flags & OPENPML_BIND_REMOVE ? 0 : PML_VCPU_BIND_VALID_MASK | vm->slot;
	if (now >= 0 && now != vm->slot) {
		err = -EBUSY;
	} else if ((now >= 0) != !!want) {
		openpml_write(pml, reg, want);
		if (openpml_read(pml, reg) == want)
			pml->vcpu_slot[arg->vcpu] = want ? vm->slot : -1;
		else
			err = openpml_is_dead(pml) ? -ENODEV : -EBUSY;
	}
	mutex_unlock(&pml->bind_lock);
	mutex_unlock(&vm->lock);
	return err;
}

/* After a reset of the function: the slot is configured again, and off. Its readers are told. */
void openpml_vm_was_reset(struct openpml_vm *vm)
{
	struct openpml *pml = vm->pml;
	struct openpml_record rec = {
		.type = OPENPML_REC_STOP,
		.flags = OPENPML_REC_F_RESET,
		.slot = vm->slot,
		.domid = vm->domid,
	};
	bool was;
	int b;

	if (!vm->used)
		return;
	mutex_lock(&pml->ring_lock);
	was = vm->tracking;
	vm->tracking = false;
	vm->faulted = false;
	vm->asked = false;
	vm->asked_by = NULL;
	for (b = 0; b < OPENPML_BUFFERS; b++) {
		vm->buf[b].holder = NULL;
		vm->buf[b].give_back = false;
	}
	if (was && vm->acc)
		openpml_acc_lost(vm->acc);
	mutex_unlock(&pml->ring_lock);
	if (was)
		openpml_log_push(pml, &rec);
	if (!READ_ONCE(pml->dead))
		configure(vm);
}
