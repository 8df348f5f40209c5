// SPDX-License-Identifier: GPL-2.0-only
/* The traffic generator: self test and benchmark. docs/sources.md section 8. */
#include <linux/delay.h>

#include "openpml_drv.h"

#define GEN(reg)	(PML_GEN_BASE + PML_GEN_##reg)
#define PHASE(i, reg)	(PML_GEN_PHASE_BASE + (i) * PML_GEN_PHASE_STRIDE + PML_GEN_PHASE_##reg)

/* PML_GEN_STATUS_STATE */
#define HW_IDLE		0
#define HW_HELD		4

static bool there(const struct openpml *pml)
{
	return pml->features & PML_GLOBAL_FEATURES_GEN_MASK;
}

void openpml_gen_quiesce(struct openpml *pml)
{
	if (there(pml))
		openpml_write(pml, GEN(CTRL), PML_GEN_CTRL_STOP_MASK);
}

static u32 hw_state(struct openpml *pml)
{
	return openpml_read(pml, GEN(STATUS)) & PML_GEN_STATUS_STATE_MASK;
}

static bool values_good(const struct openpml *pml, const struct openpml_gen_start *arg)
{
	const u32 max_pages = 1u << 24;
	u32 i;

	if ((arg->flags & ~OPENPML_GEN_HOLD) || arg->reserved || arg->pattern > OPENPML_GEN_ZIPF ||
	    arg->preset > 2 || arg->scale > 15 || !arg->rate || arg->rate > 65536 || !arg->n_vcpu ||
	    arg->n_vcpu > pml->n_vcpu || arg->first_vcpu > pml->n_vcpu - arg->n_vcpu ||
	    arg->first_gfn >> 40 || !arg->seed || arg->events >> 48 || arg->seq_last >= max_pages ||
	    arg->write_share > 256 || arg->n_phases > OPENPML_GEN_PHASES ||
	    !arg->n_phases != !!arg->preset)
		return false;
	for (i = 0; i < OPENPML_GEN_PHASES; i++) {
		const struct openpml_gen_phase *phase = &arg->phase[i];

		if (phase->reserved)
			return false;
		if (i < arg->n_phases &&
		    (!phase->pages || phase->pages >= max_pages || !phase->passes ||
		     phase->passes > 65536 || !phase->periods || phase->periods > 65536))
			return false;
	}
	return true;
}

static bool all_bound(struct openpml *pml, u32 first, u32 n)
{
	bool bound = true;
	u32 i;

	mutex_lock(&pml->bind_lock);
	for (i = first; i < first + n; i++)
		bound &= pml->vcpu_slot[i] >= 0;
	mutex_unlock(&pml->bind_lock);
	return bound;
}

static void configure(struct openpml *pml, const struct openpml_gen_start *arg)
{
	u32 i;

	openpml_write(pml, GEN(CONFIG),
		      arg->pattern << PML_GEN_CONFIG_PATTERN_SHIFT |
		      (arg->flags & OPENPML_GEN_HOLD ? PML_GEN_CONFIG_HOLD_MASK : 0) |
		      PML_GEN_CONFIG_IRQ_HOLD_MASK | PML_GEN_CONFIG_IRQ_DONE_MASK |
		      arg->preset << PML_GEN_CONFIG_PRESET_SHIFT |
		      (arg->n_phases ? arg->n_phases - 1 : 0) << PML_GEN_CONFIG_PHASES_SHIFT |
		      arg->scale << PML_GEN_CONFIG_SCALE_SHIFT);
	openpml_write(pml, GEN(RATE), arg->rate);
	openpml_write64(pml, GEN(FIRST_GFN), arg->first_gfn);
	openpml_write64(pml, GEN(SEED), arg->seed);
	openpml_write64(pml, GEN(EVENTS), arg->events);
	openpml_write(pml, GEN(SEQ_LAST), arg->seq_last);
	openpml_write(pml, GEN(VCPU), arg->first_vcpu | arg->n_vcpu << PML_GEN_VCPU_NUMBER_SHIFT);
	openpml_write(pml, GEN(WRITE_SHARE), arg->write_share);
	openpml_write(pml, GEN(IRQ_VECTOR), pml->vec_sources);
	for (i = 0; i < arg->n_phases; i++) {
		openpml_write(pml, PHASE(i, PAGES), arg->phase[i].pages);
		/* 65536 is written as 0 */
		openpml_write(pml, PHASE(i, LENGTH), (arg->phase[i].passes & 0xffff) |
			      (arg->phase[i].periods & 0xffff) << 16);
	}
}

int openpml_gen_start(struct openpml_file *file, void *data)
{
	struct openpml_gen_start *arg = data;
	struct openpml *pml = file->pml;
	int err = 0;

	if (!there(pml))
		return -EOPNOTSUPP;
	if (!values_good(pml, arg))
		return -EINVAL;
	if (!all_bound(pml, arg->first_vcpu, arg->n_vcpu))
		return -ENOTCONN;
	if (mutex_lock_interruptible(&pml->gen_lock))
		return -EINTR;
	if (hw_state(pml) != HW_IDLE) {
		err = -EBUSY;
	} else {
		configure(pml, arg);
		openpml_write(pml, GEN(CTRL), PML_GEN_CTRL_START_MASK);
		/*
		 * a short run may be over already; one that was refused shows the DONE of the run
		 * before at most
		 */
		if (hw_state(pml) == HW_IDLE &&
		    !(openpml_read(pml, GEN(STATUS)) & PML_GEN_STATUS_DONE_MASK))
			err = -EIO;
	}
	mutex_unlock(&pml->gen_lock);
	return openpml_is_dead(pml) ? -ENODEV : err;
}

static bool at_rest(struct openpml *pml, void *arg)
{
	u32 state = hw_state(pml);

	return state == HW_IDLE || state == HW_HELD;
}

static bool is_idle(struct openpml *pml, void *arg)
{
	return hw_state(pml) == HW_IDLE;
}

static int stop(struct openpml *pml, unsigned long deadline)
{
	if (mutex_lock_interruptible(&pml->gen_lock))
		return -EINTR;
	openpml_write(pml, GEN(CTRL), PML_GEN_CTRL_STOP_MASK);
	mutex_unlock(&pml->gen_lock);
	/* no interrupt tells; it is a matter of a few cycles */
	return openpml_wait(pml, is_idle, NULL, deadline);
}

static int go_on(struct openpml *pml)
{
	int err = 0;

	if (mutex_lock_interruptible(&pml->gen_lock))
		return -EINTR;
	if (hw_state(pml) == HW_HELD)
		openpml_write(pml, GEN(CTRL), PML_GEN_CTRL_CONTINUE_MASK);
	else
		err = -EINVAL;
	mutex_unlock(&pml->gen_lock);
	return err;
}

static void tell(struct openpml *pml, struct openpml_gen_ctrl *arg)
{
	u32 status = openpml_read(pml, GEN(STATUS)), state = status & PML_GEN_STATUS_STATE_MASK;

	arg->state = OPENPML_GEN_RUNNING;
	if (state == HW_IDLE)
		arg->state = OPENPML_GEN_IDLE;
	else if (state == HW_HELD)
		arg->state = OPENPML_GEN_HELD;
	arg->done = !!(status & PML_GEN_STATUS_DONE_MASK);
	arg->phase = (status & PML_GEN_STATUS_PHASE_MASK) >> PML_GEN_STATUS_PHASE_SHIFT;
	arg->pages = openpml_read(pml, GEN(SET));
	arg->periods = openpml_read(pml, GEN(PERIODS_DONE));
}

int openpml_gen_ctrl(struct openpml_file *file, void *data)
{
	struct openpml_gen_ctrl *arg = data;
	struct openpml *pml = file->pml;
	unsigned long deadline;
	int err = 0;

	if (!there(pml))
		return -EOPNOTSUPP;
	if (arg->flags || arg->reserved || arg->op > OPENPML_GEN_OP_WAIT ||
	    arg->timeout_ms > OPENPML_MAX_TIMEOUT_MS)
		return -EINVAL;
	deadline = openpml_deadline(arg->timeout_ms);
	switch (arg->op) {
	case OPENPML_GEN_OP_STOP:
		err = stop(pml, deadline);
		break;
	case OPENPML_GEN_OP_CONTINUE:
		err = go_on(pml);
		break;
	case OPENPML_GEN_OP_WAIT:
		err = openpml_wait(pml, at_rest, NULL, deadline);
		break;
	}
	if (!err)
		tell(pml, arg);
	return openpml_is_dead(pml) ? -ENODEV : err;
}
