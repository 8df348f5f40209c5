// SPDX-License-Identifier: GPL-2.0-only
/* Epochs: harvest, peek, release, period, and the accumulated bitmap. */
#include <linux/math64.h>
#include <linux/sched/signal.h>

#include "openpml_drv.h"

/* What a status that is neither OK nor worth another try means to the caller. */
static int refused(struct openpml_vm *vm, int status)
{
	int state;

	if (status < 0)
		return status;
	if (status == PML_CMD_ST_BUFFER_HELD)
		return -EBUSY;
	state = openpml_vm_state(vm, NULL);
	if (state < 0)
		return state;
	return state == PML_STATE_FAULTED || state == PML_STATE_FAULT_DONE ? -EIO : -ENOTCONN;
}

/* Under ring_lock: gives the command and says which record will tell of it. */
static int begin(struct openpml_vm *vm, u32 code, struct openpml_file *holder,
		 struct openpml_wanted *want)
{
	struct openpml *pml = vm->pml;
	int status;

	openpml_drain_locked(pml);
	openpml_give_back(vm);
	want->since = openpml_log_head(pml);
	status = openpml_command(vm, code);
	if (status != PML_CMD_ST_OK)
		return status;
	want->epoch = openpml_read(pml, openpml_vm_reg(vm, PML_VM_EPOCH));
	if (code == PML_CMD_HARVEST) {
		/* the cut has counted it up */
		want->epoch--;
		want->by_epoch = true;
		vm->asked = true;
		vm->asked_epoch = want->epoch;
		vm->asked_by = holder;
	}
	return status;
}

/* Gives the command as soon as the VM is ready for it. */
static int begin_when_ready(struct openpml_vm *vm, u32 code, struct openpml_file *holder,
			    struct openpml_wanted *want, bool wait, unsigned long deadline)
{
	struct openpml *pml = vm->pml;
	unsigned long us = 10;
	bool held, tracking;
	int status, err;

	for (;;) {
		if (wait) {
			err = openpml_settle(vm, deadline);
			if (err)
				return err;
		}
		mutex_lock(&pml->ring_lock);
		tracking = vm->tracking;
		status = tracking ? begin(vm, code, holder, want) : PML_CMD_ST_BAD_STATE;
		held = vm->buf[0].holder || vm->buf[1].holder;
		mutex_unlock(&pml->ring_lock);
		if (status == PML_CMD_ST_OK)
			return 0;
		if (status == PML_CMD_ST_BUSY || status == PML_CMD_ST_NO_RECORD_ROOM ||
		    (status == PML_CMD_ST_BUFFER_HELD && !held)) {
			if (!wait)
				return -EAGAIN;
			if (signal_pending(current))
				return -EINTR;
			err = openpml_wait_step(pml, &us, deadline);
			if (err)
				return err;
			continue;
		}
		return refused(vm, status);
	}
}

static int run(struct openpml_file *file, struct openpml_harvest *arg, u32 code, u32 type)
{
	struct openpml *pml = file->pml;
	struct openpml_wanted want = { .type = type };
	bool wait = arg->flags & OPENPML_HARVEST_WAIT;
	unsigned long deadline = openpml_deadline(arg->timeout_ms);
	struct openpml_vm *vm;
	int err;

	if (arg->timeout_ms > OPENPML_MAX_TIMEOUT_MS || arg->reserved)
		return -EINVAL;
	memset(&arg->record, 0, sizeof(arg->record));
	vm = openpml_vm_lock(pml, arg->slot);
	if (IS_ERR(vm))
		return PTR_ERR(vm);
	want.vm = vm;
	want.instance = vm->instance;
	err = begin_when_ready(vm, code, arg->flags & OPENPML_HARVEST_HOLD ? file : NULL, &want,
			       wait, deadline);
	mutex_unlock(&vm->lock);
	if (err)
		return err;
	arg->epoch = want.epoch;
	if (!wait)
		return 0;
	err = openpml_wait_record(pml, &want, &arg->record, deadline);
	if (err)
		return err;
	arg->epoch = arg->record.epoch;
	return arg->record.flags & OPENPML_REC_F_VALID ? 0 : -EIO;
}

int openpml_harvest(struct openpml_file *file, void *data)
{
	struct openpml_harvest *arg = data;

	if (arg->flags & ~(OPENPML_HARVEST_WAIT | OPENPML_HARVEST_HOLD))
		return -EINVAL;
	return run(file, arg, PML_CMD_HARVEST, OPENPML_REC_HARVEST);
}

int openpml_peek(struct openpml_file *file, void *data)
{
	struct openpml_harvest *arg = data;

	if (arg->flags & ~OPENPML_HARVEST_WAIT)
		return -EINVAL;
	if (!(file->pml->features & PML_GLOBAL_FEATURES_PEEK_MASK))
		return -EOPNOTSUPP;
	return run(file, arg, PML_CMD_PEEK, OPENPML_REC_PEEK);
}

int openpml_release(struct openpml_file *file, void *data)
{
	struct openpml_release *arg = data;
	struct openpml *pml = file->pml;
	struct openpml_buffer *buf;
	struct openpml_vm *vm;
	int err = 0;

	if (arg->flags || arg->buffer >= OPENPML_BUFFERS)
		return -EINVAL;
	vm = openpml_vm_lock(pml, arg->slot);
	if (IS_ERR(vm))
		return PTR_ERR(vm);
	buf = &vm->buf[arg->buffer];
	mutex_lock(&pml->ring_lock);
	if (!buf->holder) {
		err = -ENOTCONN;
	} else if (buf->holder != file) {
		err = -EPERM;
	} else {
		buf->holder = NULL;
		buf->give_back = true;
		openpml_give_back(vm);
	}
	mutex_unlock(&pml->ring_lock);
	mutex_unlock(&vm->lock);
	return err;
}

/*
 * The two words are written one after the other: never through a value that is shorter than both
 * the old and the new one.
 */
void openpml_set_period(struct openpml_vm *vm, u64 cycles)
{
	u32 reg = openpml_vm_reg(vm, PML_VM_PERIOD);

	openpml_write(vm->pml, reg, 0);
	openpml_write(vm->pml, reg + 4, 0);
	openpml_write(vm->pml, reg + 4, upper_32_bits(cycles));
	openpml_write(vm->pml, reg, lower_32_bits(cycles));
	vm->period = cycles;
}

static int to_cycles(struct openpml *pml, const struct openpml_period *arg, u64 *cycles)
{
	*cycles = arg->value;
	if (arg->flags & OPENPML_PERIOD_NS) {
		u64 ms, rest;

		if (!pml->clock_khz)
			return -EOPNOTSUPP;
		ms = div64_u64_rem(arg->value, NSEC_PER_MSEC, &rest);
		if (ms > U64_MAX / pml->clock_khz - 1)
			return -ERANGE;
		*cycles = ms * pml->clock_khz +
			  DIV_ROUND_UP_ULL(rest * pml->clock_khz, NSEC_PER_MSEC);
	}
	/* the unit compares with a sum that must not wrap */
	if (*cycles && (*cycles < OPENPML_MIN_PERIOD || *cycles > U64_MAX >> 1))
		return -ERANGE;
	return 0;
}

int openpml_period(struct openpml_file *file, void *data)
{
	struct openpml_period *arg = data;
	struct openpml *pml = file->pml;
	struct openpml_vm *vm;
	u64 cycles;
	int err;

	if ((arg->flags & ~(OPENPML_PERIOD_NS | OPENPML_PERIOD_HOLD)) || arg->reserved)
		return -EINVAL;
	if (!(pml->features & PML_GLOBAL_FEATURES_PERIOD_MASK))
		return -EOPNOTSUPP;
	err = to_cycles(pml, arg, &cycles);
	if (err)
		return err;
	vm = openpml_vm_lock(pml, arg->slot);
	if (IS_ERR(vm))
		return PTR_ERR(vm);
	mutex_lock(&pml->ring_lock);
	vm->period_holder = cycles && (arg->flags & OPENPML_PERIOD_HOLD) ? file : NULL;
	mutex_unlock(&pml->ring_lock);
	openpml_set_period(vm, cycles);
	mutex_unlock(&vm->lock);
	arg->cycles = cycles;
	return 0;
}

/* A file is closed: what it held goes back. */
void openpml_forget_file(struct openpml_file *file)
{
	struct openpml *pml = file->pml;
	int i, b;

	mutex_lock(&pml->ring_lock);
	for (i = 0; i < pml->n_vm; i++) {
		struct openpml_vm *vm = &pml->vm[i];

		if (vm->asked_by == file)
			vm->asked_by = NULL;
		if (vm->period_holder == file)
			vm->period_holder = NULL;
		for (b = 0; b < OPENPML_BUFFERS; b++) {
			if (vm->buf[b].holder != file)
				continue;
			vm->buf[b].holder = NULL;
			vm->buf[b].give_back = true;
		}
		if (vm->used && !openpml_down(pml))
			openpml_give_back(vm);
	}
	mutex_unlock(&pml->ring_lock);
}

/* The accumulator and what limits it, with the slot's lock held no longer than needed. */
static struct openpml_acc *find_acc(struct openpml *pml, const struct openpml_get_bitmap *arg)
{
	struct openpml_acc *acc = ERR_PTR(-EINVAL);
	struct openpml_vm *vm;
	int err = openpml_enter(pml);

	if (err)
		return ERR_PTR(err);
	vm = openpml_vm_lock(pml, arg->slot);
	if (IS_ERR(vm)) {
		acc = ERR_CAST(vm);
	} else {
		if (!vm->acc ||
		    (arg->kind == OPENPML_MAP_ACCESSED && !(vm->flags & OPENPML_VM_LOG_READS)))
			acc = ERR_PTR(-EOPNOTSUPP);
		else if (arg->first_gfn < vm->limit && arg->pages <= vm->limit - arg->first_gfn)
			acc = openpml_acc_get(vm->acc);
		mutex_unlock(&vm->lock);
	}
	openpml_leave(pml);
	return acc;
}

int openpml_get_bitmap(struct openpml_file *file, void *data)
{
	struct openpml_get_bitmap *arg = data;
	struct openpml *pml = file->pml;
	struct openpml_acc *acc;
	int err;

	if ((arg->flags & ~(OPENPML_BITMAP_NO_CLEAR | OPENPML_BITMAP_HARVEST)) || arg->reserved ||
	    arg->kind > OPENPML_MAP_ACCESSED || arg->first_gfn % 64 || !arg->pages ||
	    arg->pages > 1u << 26 || arg->timeout_ms > OPENPML_MAX_TIMEOUT_MS ||
	    arg->slot >= pml->n_vm)
		return -EINVAL;
	acc = find_acc(pml, arg);
	if (IS_ERR(acc))
		return PTR_ERR(acc);
	if (arg->flags & OPENPML_BITMAP_HARVEST) {
		struct openpml_harvest harvest = {
			.slot = arg->slot,
			.flags = OPENPML_HARVEST_WAIT,
			.timeout_ms = arg->timeout_ms,
		};

		err = openpml_enter(pml);
		if (!err) {
			err = openpml_harvest(file, &harvest);
			openpml_leave(pml);
		}
		if (err)
			goto out;
	}
	err = openpml_acc_read(acc, arg);
out:
	openpml_acc_put(acc);
	return err;
}
