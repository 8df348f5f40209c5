// SPDX-License-Identifier: GPL-2.0-only
/* Registers, commands, and bringing the unit into and out of a known state. */
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/sched/signal.h>

#include "openpml_drv.h"
#include "openpml_trace.h"

#define STEP_US_MIN	10
#define STEP_US_MAX	5000

u32 openpml_read(struct openpml *pml, u32 reg)
{
	return ioread32(pml->regs + reg);
}

void openpml_write(struct openpml *pml, u32 reg, u32 value)
{
	iowrite32(value, pml->regs + reg);
}

/* A register that counts can move between the two words. */
u64 openpml_read64(struct openpml *pml, u32 reg)
{
	u32 high = openpml_read(pml, reg + 4), low, again;
	int i;

	for (i = 0; i < 3; i++) {
		low = openpml_read(pml, reg);
		again = openpml_read(pml, reg + 4);
		if (again == high)
			break;
		high = again;
	}
	return (u64)high << 32 | low;
}

void openpml_write64(struct openpml *pml, u32 reg, u64 value)
{
	openpml_write(pml, reg, lower_32_bits(value));
	openpml_write(pml, reg + 4, upper_32_bits(value));
}

/* A function that has left the bus reads as all ones, and so do all of its registers. */
bool openpml_is_dead(struct openpml *pml)
{
	if (READ_ONCE(pml->dead))
		return true;
	if (openpml_read(pml, PML_GLOBAL_MAGIC) == PML_MAGIC)
		return false;
	if (pci_channel_offline(pml->pdev))
		return true;	/* for now: error recovery decides */
	if (!READ_ONCE(pml->dead)) {
		WRITE_ONCE(pml->dead, true);
		dev_err(&pml->pdev->dev, "the unit does not answer any more\n");
		wake_up_all(&pml->wq);
	}
	return true;
}

/* Why a call cannot go on, or 0. */
int openpml_down(struct openpml *pml)
{
	if (READ_ONCE(pml->gone) || READ_ONCE(pml->dead))
		return -ENODEV;
	return READ_ONCE(pml->up) ? 0 : -EAGAIN;
}

unsigned long openpml_deadline(u32 timeout_ms)
{
	if (!timeout_ms)
		timeout_ms = READ_ONCE(openpml_timeout_ms);
	return jiffies + msecs_to_jiffies(timeout_ms) + 1;
}

/* State and running job of a VM; -ENODEV when the unit is dead. */
int openpml_vm_state(struct openpml_vm *vm, u32 *job)
{
	u32 status = openpml_read(vm->pml, openpml_vm_reg(vm, PML_VM_STATUS));

	if (status == ~0u)
		return openpml_is_dead(vm->pml) ? -ENODEV : -EIO;
	if (job)
		*job = (status & PML_VM_STATUS_JOB_MASK) >> PML_VM_STATUS_JOB_SHIFT;
	return status & PML_VM_STATUS_STATE_MASK;
}

/* Gives a command; returns its status (PML_CMD_ST_*) or -ENODEV. */
int openpml_command(struct openpml_vm *vm, u32 code)
{
	struct openpml *pml = vm->pml;
	u32 status;

	lockdep_assert_held(&pml->ring_lock);
	openpml_write(pml, openpml_vm_reg(vm, PML_VM_CMD), code);
	status = openpml_read(pml, openpml_vm_reg(vm, PML_VM_CMD_STATUS));
	trace_openpml_command(pml->minor, vm->slot, code, status);
	if (status == ~0u)
		return openpml_is_dead(pml) ? -ENODEV : -EIO;
	return status & PML_VM_CMD_STATUS_STATUS_MASK;
}

/* Sleeps a little longer each time; an error when there is a reason to stop waiting. */
int openpml_wait_step(struct openpml *pml, unsigned long *us, unsigned long deadline)
{
	if (READ_ONCE(pml->dead))
		return -ENODEV;
	if (time_after(jiffies, deadline))
		return -ETIMEDOUT;
	usleep_range(*us, *us * 2);
	*us = min_t(unsigned long, *us * 2, STEP_US_MAX);
	return 0;
}

/*
 * Waits for the end of the VM's job. Its record can be seen a little earlier; the next command
 * would be refused still.
 */
int openpml_settle(struct openpml_vm *vm, unsigned long deadline)
{
	unsigned long us = STEP_US_MIN;
	int state, err;
	u32 job;

	for (;;) {
		state = openpml_vm_state(vm, &job);
		if (state < 0)
			return state;
		if (job == PML_JOB_NONE)
			return 0;
		if (signal_pending(current))
			return -EINTR;
		err = openpml_down(vm->pml) ?: openpml_wait_step(vm->pml, &us, deadline);
		if (err)
			return err;
	}
}

/* Brings a VM to OFF from wherever it is; what it had logged is lost. */
int openpml_vm_reset(struct openpml_vm *vm, unsigned long deadline)
{
	struct openpml *pml = vm->pml;
	unsigned long us = STEP_US_MIN;
	int state, err;
	u32 job;

	for (;;) {
		state = openpml_vm_state(vm, &job);
		if (state < 0)
			return state;
		switch (state) {
		case PML_STATE_OFF:
			if (job == PML_JOB_NONE)
				return 0;
			break;
		case PML_STATE_PREPARED:
			return -EBUSY;
		case PML_STATE_ACTIVE:
		case PML_STATE_STOPPING:
		case PML_STATE_FAULTED:
		case PML_STATE_FAULT_DONE:
			mutex_lock(&pml->ring_lock);
			err = openpml_command(vm, PML_CMD_RESET);
			mutex_unlock(&pml->ring_lock);
			if (err < 0)
				return err;
			break;
		}
		err = openpml_wait_step(pml, &us, deadline);
		if (err)
			return err;
	}
}

/* What the unit is. */
int openpml_identify(struct openpml *pml)
{
	struct device *dev = &pml->pdev->dev;
	u32 magic = openpml_read(pml, PML_GLOBAL_MAGIC), cap0, cap1, pages_log2;

	if (magic != PML_MAGIC) {
		dev_err(dev, "no OpenPML unit in BAR %d: it reads %08x\n", PML_PCI_BAR_REGS, magic);
		return -ENODEV;
	}
	pml->version = openpml_read(pml, PML_GLOBAL_VERSION);
	if (pml->version >> PML_GLOBAL_VERSION_MAJOR_SHIFT != PML_VERSION_MAJOR) {
		dev_err(dev, "the unit's version is %u.%u, this driver knows %u.x\n",
			pml->version >> 16, pml->version & PML_GLOBAL_VERSION_MINOR_MASK,
			PML_VERSION_MAJOR);
		return -ENODEV;
	}
	cap0 = openpml_read(pml, PML_GLOBAL_CAP0);
	cap1 = openpml_read(pml, PML_GLOBAL_CAP1);
	pml->features = openpml_read(pml, PML_GLOBAL_FEATURES);
	pml->n_vm = (cap0 & PML_GLOBAL_CAP0_N_VM_MASK) >> PML_GLOBAL_CAP0_N_VM_SHIFT;
	pml->n_vcpu = (cap0 & PML_GLOBAL_CAP0_N_VCPU_MASK) >> PML_GLOBAL_CAP0_N_VCPU_SHIFT;
	pages_log2 = (cap0 & PML_GLOBAL_CAP0_PAGES_LOG2_MASK) >> PML_GLOBAL_CAP0_PAGES_LOG2_SHIFT;
	pml->n_vec = (cap1 & PML_GLOBAL_CAP1_N_VEC_MASK) >> PML_GLOBAL_CAP1_N_VEC_SHIFT;
	if (!pml->n_vm || pml->n_vm > OPENPML_MAX_VM || !pml->n_vcpu ||
	    pml->n_vcpu > OPENPML_MAX_VCPU || pages_log2 < 9 || pages_log2 > 30 || !pml->n_vec ||
	    !(pml->features & PML_GLOBAL_FEATURES_BITMAP_MASK)) {
		dev_err(dev, "the unit's capabilities make no sense: %08x %08x, features %08x\n",
			cap0, cap1, pml->features);
		return -ENODEV;
	}
	pml->max_pages = 1ull << pages_log2;
	return 0;
}

/*
 * Stops whatever an earlier owner left running. The unit need not be able to reach memory for that.
 */
int openpml_quiesce(struct openpml *pml)
{
	unsigned long deadline = openpml_deadline(0);
	int err, i;

	openpml_gen_quiesce(pml);
	openpml_ingest_stop(pml);
	for (i = 0; i < pml->n_vec; i++)
		openpml_write(pml, PML_VEC_BASE + i * PML_VEC_STRIDE + PML_VEC_MASK, 1);
	for (i = 0; i < pml->n_vm; i++) {
		openpml_write64(pml, openpml_vm_reg(&pml->vm[i], PML_VM_PERIOD), 0);
		err = openpml_vm_reset(&pml->vm[i], deadline);
		if (err)
			return err;
	}
	for (i = 0; i < pml->n_vcpu; i++) {
		openpml_write(pml, openpml_vcpu_reg(i, PML_VCPU_HOLD), 0);
		openpml_write(pml, openpml_vcpu_reg(i, PML_VCPU_BIND), 0);
		pml->vcpu_slot[i] = -1;
	}
	return openpml_is_dead(pml) ? -ENODEV : 0;
}

/* From quiet to usable: ring, vectors, ingest. Needs bus mastering and interrupts. */
int openpml_start(struct openpml *pml)
{
	int i;

	openpml_ring_start(pml);
	if (openpml_read64(pml, PML_GLOBAL_RING_BASE) != pml->ring.mem.bus ||
	    openpml_read(pml, PML_GLOBAL_RING_LOG2) != OPENPML_RING_LOG2) {
		dev_err(&pml->pdev->dev, "the unit refuses its record ring, LAST_ERROR %08x\n",
			openpml_read(pml, PML_GLOBAL_LAST_ERROR));
		return openpml_is_dead(pml) ? -ENODEV : -EIO;
	}
	openpml_write(pml, PML_GLOBAL_ERR_VECTOR, pml->vec_sources);
	for (i = 0; i < pml->n_vec; i++) {
		u32 vec = PML_VEC_BASE + i * PML_VEC_STRIDE;

		openpml_write(pml, vec + PML_VEC_MOD_COUNT, 0);
		openpml_write(pml, vec + PML_VEC_MOD_TIME, 0);
		openpml_write(pml, vec + PML_VEC_MASK, i >= pml->n_irq);
	}
	openpml_ingest_start(pml);
	return 0;
}

/* The end: afterwards the unit reaches no memory of the host, whatever state it is in. */
void openpml_stop(struct openpml *pml)
{
	if (!openpml_is_dead(pml) && openpml_quiesce(pml))
		dev_warn(&pml->pdev->dev,
			 "the unit does not come to rest; its access to memory is cut off\n");
	openpml_shell_host(pml, false);
	pci_clear_master(pml->pdev);
	/* the answer to a read comes behind all writes that were under way */
	openpml_read(pml, PML_GLOBAL_MAGIC);
}

int openpml_dma_alloc(struct openpml *pml, struct openpml_dma *mem, size_t size)
{
	size = PAGE_ALIGN(size);
	mem->cpu = dma_alloc_coherent(&pml->pdev->dev, size, &mem->bus, GFP_KERNEL | __GFP_NOWARN);
	if (!mem->cpu)
		return -ENOMEM;
	mem->size = size;
	return 0;
}

void openpml_dma_free(struct openpml *pml, struct openpml_dma *mem)
{
	if (mem->cpu)
		dma_free_coherent(&pml->pdev->dev, mem->size, mem->cpu, mem->bus);
	memset(mem, 0, sizeof(*mem));
}
