// SPDX-License-Identifier: GPL-2.0-only
/* Tracking on and off. */
#include "openpml_drv.h"

/*
 * Gives a command that makes a record, as soon as the unit takes it; -EIO if it takes it not, with
 * its status.
 */
static int command_when_idle(struct openpml_vm *vm, u32 code, u32 *status, unsigned long deadline)
{
	struct openpml *pml = vm->pml;
	unsigned long us = 10;
	int ret;

	for (;;) {
		ret = openpml_settle(vm, deadline);
		if (ret)
			return ret;
		mutex_lock(&pml->ring_lock);
		ret = openpml_command(vm, code);
		if (ret == PML_CMD_ST_OK && code == PML_CMD_ENABLE)
			vm->tracking = true;
		mutex_unlock(&pml->ring_lock);
		if (ret < 0)
			return ret;
		*status = ret;
		if (ret == PML_CMD_ST_OK)
			return 0;
		if (ret != PML_CMD_ST_BUSY && ret != PML_CMD_ST_NO_RECORD_ROOM)
			return -EIO;
		openpml_drain(pml);
		ret = openpml_wait_step(pml, &us, deadline);
		if (ret)
			return ret;
	}
}

/* From OFF to ACTIVE. */
static int turn_on(struct openpml_vm *vm, unsigned long deadline)
{
	struct openpml_wanted want = {
		.vm = vm,
		.instance = vm->instance,
		.type = OPENPML_REC_ENABLE,
	};
	struct openpml *pml = vm->pml;
	struct openpml_record rec;
	u32 status = 0;
	int err, b;

	mutex_lock(&pml->ring_lock);
	for (b = 0; b < OPENPML_BUFFERS; b++) {
		vm->buf[b].holder = NULL;
		vm->buf[b].give_back = false;
	}
	vm->faulted = false;
	vm->asked = false;
	mutex_unlock(&pml->ring_lock);
	if (vm->acc)
		openpml_acc_clear(vm->acc);

	want.since = openpml_log_head(pml);
	err = command_when_idle(vm, PML_CMD_ENABLE, &status, deadline);
	if (err == -EIO && status == PML_CMD_ST_BAD_CONFIG)
		err = -ENOTRECOVERABLE;
	if (!err)
		err = openpml_wait_record(pml, &want, &rec, deadline);
	if (!err && !(rec.flags & OPENPML_REC_F_VALID))
		err = -EIO;
	if (!err)
		err = openpml_settle(vm, deadline);
	return err;
}

int openpml_vm_enable(struct openpml_file *file, void *data)
{
	struct openpml_vm_op *arg = data;
	struct openpml *pml = file->pml;
	unsigned long deadline;
	struct openpml_vm *vm;
	int err;

	if (arg->flags || arg->reserved)
		return -EINVAL;
	vm = openpml_vm_lock(pml, arg->slot);
	if (IS_ERR(vm))
		return PTR_ERR(vm);
	/* clearing takes time with the size: two bursts a line, kind and buffer */
	deadline = openpml_deadline(0) + msecs_to_jiffies(vm->lines / 16);
	openpml_drain(pml);

	err = openpml_vm_state(vm, NULL);
	if (err == PML_STATE_ENABLING || err == PML_STATE_STOPPING || err == PML_STATE_RESETTING)
		err = openpml_settle(vm, deadline) ?: openpml_vm_state(vm, NULL);
	if (err == PML_STATE_ACTIVE)
		err = 0;
	else if (err > PML_STATE_OFF)
		err = -EIO;
	else if (err == PML_STATE_OFF)
		err = turn_on(vm, deadline);
	mutex_unlock(&vm->lock);
	return err;
}

/* The orderly end: the last epoch is written back. */
static int disable(struct openpml_vm *vm)
{
	struct openpml *pml = vm->pml;
	unsigned long deadline = openpml_deadline(0);
	struct openpml_wanted want = {
		.vm = vm,
		.instance = vm->instance,
		.type = OPENPML_REC_DISABLE,
		.since = openpml_log_head(pml),
	};
	struct openpml_record rec;
	u32 status;
	int err;

	err = command_when_idle(vm, PML_CMD_DISABLE, &status, deadline);
	if (err == -EIO)	/* a fault came first */
		return openpml_vm_reset(vm, deadline);
	if (!err)
		err = openpml_wait_record(pml, &want, &rec, deadline);
	if (!err)
		err = openpml_settle(vm, deadline);
	if (err)
		return err;
	/* nothing to do unless a fault came while it ended */
	return openpml_vm_reset(vm, deadline);
}

int openpml_vm_disable(struct openpml_file *file, void *data)
{
	struct openpml_vm_op *arg = data;
	struct openpml *pml = file->pml;
	struct openpml_vm *vm;
	int err;

	if ((arg->flags & ~OPENPML_DISABLE_FORCE) || arg->reserved)
		return -EINVAL;
	vm = openpml_vm_lock(pml, arg->slot);
	if (IS_ERR(vm))
		return PTR_ERR(vm);
	err = openpml_vm_state(vm, NULL);
	if (err == PML_STATE_ACTIVE && !(arg->flags & OPENPML_DISABLE_FORCE))
		err = disable(vm);
	else if (err >= 0)
		err = openpml_vm_reset(vm, openpml_deadline(0));
	openpml_drain(pml);
	if (!err) {
		mutex_lock(&pml->ring_lock);
		vm->tracking = false;
		vm->faulted = false;
		mutex_unlock(&pml->ring_lock);
	}
	mutex_unlock(&vm->lock);
	return err;
}
