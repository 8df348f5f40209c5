// SPDX-License-Identifier: GPL-2.0-only
/* What there is and how it is: unit, slots, counters. */
#include "openpml_drv.h"

int openpml_get_info(struct openpml_file *file, void *data)
{
	static const struct { u32 unit, feature; } known[] = {
		{ PML_GLOBAL_FEATURES_READS_MASK, OPENPML_FEAT_READS },
		{ PML_GLOBAL_FEATURES_PEEK_MASK, OPENPML_FEAT_PEEK },
		{ PML_GLOBAL_FEATURES_PERIOD_MASK, OPENPML_FEAT_PERIOD },
		{ PML_GLOBAL_FEATURES_GEN_MASK, OPENPML_FEAT_GEN },
		{ PML_GLOBAL_FEATURES_TAP_MASK, OPENPML_FEAT_TAP },
		{ PML_GLOBAL_FEATURES_PARITY_MASK, OPENPML_FEAT_PARITY },
	};
	struct openpml_info *arg = data;
	struct openpml *pml = file->pml;
	int i;

	if (arg->flags || arg->reserved)
		return -EINVAL;
	*arg = (struct openpml_info) {
		.argsz = arg->argsz,
		.uapi_version = OPENPML_UAPI_VERSION,
		.unit_version = pml->version,
		.modes = 1u << OPENPML_MODE_BITMAP,
		.n_vm = pml->n_vm,
		.n_vcpu = pml->n_vcpu,
		.n_vectors = pml->n_irq,
		.log_records = OPENPML_LOG_RECORDS,
		.max_pages = pml->max_pages,
		.min_period = OPENPML_MIN_PERIOD,
		.clock_hz = pml->clock_khz * 1000ull,
		.time = openpml_read64(pml, PML_GLOBAL_TIME),
		.resets = pml->resets,
	};
	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (pml->features & known[i].unit)
			arg->features |= known[i].feature;
	if (pml->ingest.usable)
		arg->features |= OPENPML_FEAT_INGEST;
	if (pml->clock_khz && (pml->features & PML_GLOBAL_FEATURES_PERIOD_MASK))
		arg->features |= OPENPML_FEAT_PERIOD_NS;
	return openpml_is_dead(pml) ? -ENODEV : 0;
}

static u32 state_of(u32 status)
{
	u32 state = status & PML_VM_STATUS_STATE_MASK;

	if (state == PML_STATE_FAULT_DONE)
		return OPENPML_STATE_FAULTED;
	return state > OPENPML_STATE_FAULTED ? OPENPML_STATE_OFF : state;
}

static struct openpml_vm *find(struct openpml *pml, const struct openpml_vm_status *arg)
{
	struct openpml_vm *vm;
	u32 i;

	if (!(arg->flags & OPENPML_STATUS_BY_DOMID))
		return openpml_vm_lock(pml, arg->slot);
	for (i = 0; i < pml->n_vm; i++) {
		vm = openpml_vm_lock(pml, i);
		if (IS_ERR(vm)) {
			if (PTR_ERR(vm) == -ENOENT)
				continue;
			return vm;
		}
		if (vm->domid == arg->domid)
			return vm;
		mutex_unlock(&vm->lock);
	}
	return ERR_PTR(-ENOENT);
}

static u64 vcpus_of(struct openpml_vm *vm)
{
	struct openpml *pml = vm->pml;
	u64 mask = 0;
	u32 i;

	mutex_lock(&pml->bind_lock);
	for (i = 0; i < pml->n_vcpu; i++)
		if (pml->vcpu_slot[i] == vm->slot)
			mask |= 1ull << i;
	mutex_unlock(&pml->bind_lock);
	return mask;
}

int openpml_vm_status(struct openpml_file *file, void *data)
{
	struct openpml_vm_status *arg = data;
	struct openpml *pml = file->pml;
	struct openpml_vm *vm;
	u32 status, b, owner;

	if ((arg->flags & ~OPENPML_STATUS_BY_DOMID) || arg->reserved)
		return -EINVAL;
	vm = find(pml, arg);
	if (IS_ERR(vm))
		return PTR_ERR(vm);
	status = openpml_read(pml, openpml_vm_reg(vm, PML_VM_STATUS));
	*arg = (struct openpml_vm_status) {
		.argsz = arg->argsz,
		.slot = vm->slot,
		.domid = vm->domid,
		.limit = vm->limit,
		.mode = OPENPML_MODE_BITMAP,
		.create_flags = vm->flags,
		.state = state_of(status),
		.epoch = openpml_read(pml, openpml_vm_reg(vm, PML_VM_EPOCH)),
		.current_buffer = !!(status & PML_VM_STATUS_CUR_BUF_MASK),
		.fault = openpml_read(pml, openpml_vm_reg(vm, PML_VM_FAULT_CODE)),
		.fault_info = openpml_read64(pml, openpml_vm_reg(vm, PML_VM_FAULT_INFO)),
		.start = openpml_read64(pml, openpml_vm_reg(vm, PML_VM_START)),
		.accessed = openpml_read64(pml, openpml_vm_reg(vm, PML_VM_DISTINCT_A)),
		.written = openpml_read64(pml, openpml_vm_reg(vm, PML_VM_DISTINCT_W)),
		.period = vm->period,
		.vcpus = vcpus_of(vm),
		.bitmap_bytes = PAGE_ALIGN(vm->bitmap_bytes),
		.summary_bytes = PAGE_ALIGN(vm->summary_bytes),
	};
	if (status & PML_VM_STATUS_LIMIT_GFN_VALID_MASK) {
		arg->flags |= OPENPML_STATUS_LIMIT_GFN;
		arg->limit_gfn = openpml_read64(pml, openpml_vm_reg(vm, PML_VM_LIMIT_GFN));
	}
	mutex_lock(&pml->ring_lock);
	for (b = 0; b < OPENPML_BUFFERS; b++) {
		owner = openpml_owner(status, b);
		if (vm->buf[b].holder)
			arg->buffer[b] = vm->buf[b].holder == file ? OPENPML_BUFFER_HELD :
								     OPENPML_BUFFER_HELD_OTHER;
		else if (arg->state == OPENPML_STATE_OFF || owner == PML_OWNER_FREE)
			arg->buffer[b] = OPENPML_BUFFER_FREE;
		else
			arg->buffer[b] = OPENPML_BUFFER_UNIT;
	}
	mutex_unlock(&pml->ring_lock);
	mutex_unlock(&vm->lock);
	return status == ~0u && openpml_is_dead(pml) ? -ENODEV : 0;
}

/* The structure's counters are in the order of the registers. */
static_assert(sizeof(struct openpml_vm_counters) == 16 + PML_VM_CNT_COUNT * 8);

void openpml_read_vm_counters(struct openpml_vm *vm, struct openpml_vm_counters *out)
{
	__u64 *counter = &out->accepted;
	int i;

	for (i = 0; i < PML_VM_CNT_COUNT; i++)
		counter[i] = openpml_read64(vm->pml, openpml_vm_reg(vm, PML_VM_CNT_BASE + 8 * i));
}

int openpml_vm_counters(struct openpml_file *file, void *data)
{
	struct openpml_vm_counters *arg = data;
	struct openpml_vm *vm;

	if (arg->flags || arg->reserved)
		return -EINVAL;
	vm = openpml_vm_lock(file->pml, arg->slot);
	if (IS_ERR(vm))
		return PTR_ERR(vm);
	openpml_read_vm_counters(vm, arg);
	mutex_unlock(&vm->lock);
	return openpml_is_dead(file->pml) ? -ENODEV : 0;
}

void openpml_read_unit_counters(struct openpml *pml, struct openpml_unit_counters *out)
{
	const u32 sources = PML_GLOBAL_FEATURES_INGEST_MASK | PML_GLOBAL_FEATURES_TAP_MASK |
			    PML_GLOBAL_FEATURES_GEN_MASK;
	int i;

	out->unbound = openpml_read64(pml, PML_GLOBAL_UNBOUND);
	out->filter_parity = openpml_read64(pml, PML_GLOBAL_FILTER_PARITY);
	for (i = 0; (pml->features & sources) && i < 4; i++) {
		out->events[i] =
			openpml_read64(pml, PML_SRC_BASE + PML_SRC_CNT_EVENTS_CPU + 16 * i);
		out->stalled[i] =
			openpml_read64(pml, PML_SRC_BASE + PML_SRC_CNT_STALLED_CPU + 16 * i);
	}
	if (pml->features & PML_GLOBAL_FEATURES_INGEST_MASK) {
		out->ingest_entries = openpml_read64(pml, PML_INGEST_BASE + PML_INGEST_CNT_ENTRIES);
		out->ingest_malformed =
			openpml_read64(pml, PML_INGEST_BASE + PML_INGEST_CNT_MALFORMED);
	}
	out->records = atomic64_read(&pml->taken_records);
	out->bad_records = atomic64_read(&pml->bad_records);
	out->interrupts = atomic64_read(&pml->interrupts);
	out->late_records = atomic64_read(&pml->late_records);
}

int openpml_unit_counters(struct openpml_file *file, void *data)
{
	struct openpml_unit_counters *arg = data;

	if (arg->flags)
		return -EINVAL;
	*arg = (struct openpml_unit_counters) { .argsz = arg->argsz };
	openpml_read_unit_counters(file->pml, arg);
	return openpml_is_dead(file->pml) ? -ENODEV : 0;
}
