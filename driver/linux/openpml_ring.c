// SPDX-License-Identifier: GPL-2.0-only
/*
 * The unit's ring of completion records, its interrupts, and the watchdog.
 *
 * A record is there when its phase says so; an interrupt is only a hint to look. What a record says
 * is checked before it is used: it comes from outside.
 */
#include <linux/dma-mapping.h>
#include <linux/interrupt.h>

#include "openpml_drv.h"
#include "openpml_trace.h"

#define RING_SIZE	(1u << OPENPML_RING_LOG2)
#define WATCH_EVERY	HZ

/* docs/microarchitecture.md section 10 */
struct unit_record {
	u8 type;
	u8 status;
	u8 vm;
	u8 vcpu;
	__le32 epoch;
	__le64 start;
	__le64 end;
	__le64 accessed;
	__le64 written;
	__le32 entries;
	__le32 fault;
	__le64 fault_info;
	__le32 number;
	__le32 phase;
};
static_assert(sizeof(struct unit_record) == 64);

#define STATUS_VALID	0x01
#define STATUS_BUFFER1	0x02
#define PHASE_BIT	0x80000000u

static u32 phase_of(u32 number)
{
	return number >> OPENPML_RING_LOG2 & 1 ? 0 : PHASE_BIT;
}

/* Hands the ring to the unit, which goes on numbering where an earlier owner left off. */
void openpml_ring_start(struct openpml *pml)
{
	struct unit_record *ring = pml->ring.mem.cpu;
	u32 prod = openpml_read(pml, PML_GLOBAL_RING_PROD), i;

	memset(ring, 0, pml->ring.mem.size);
	for (i = 0; i < RING_SIZE; i++)
		ring[(prod + i) % RING_SIZE].phase = cpu_to_le32(phase_of(prod + i) ^ PHASE_BIT);
	pml->ring.cons = prod;
	dma_wmb();
	openpml_write(pml, PML_GLOBAL_RING_CONS, prod);
	openpml_write64(pml, PML_GLOBAL_RING_BASE, pml->ring.mem.bus);
	openpml_write(pml, PML_GLOBAL_RING_LOG2, OPENPML_RING_LOG2);
}

/*
 * Gives buffers back that nobody reads. The unit refuses as long as the job that made the buffer
 * has not quite ended.
 */
void openpml_give_back(struct openpml_vm *vm)
{
	struct openpml *pml = vm->pml;
	u32 b, job, owner;
	int status;

	lockdep_assert_held(&pml->ring_lock);
	for (b = 0; b < OPENPML_BUFFERS; b++) {
		if (!vm->buf[b].give_back)
			continue;
		status = openpml_command(vm, PML_CMD_RELEASE | b << PML_VM_CMD_BUFFER_SHIFT);
		if (status == PML_CMD_ST_BAD_STATE) {
			u32 word = openpml_read(pml, openpml_vm_reg(vm, PML_VM_STATUS));

			job = (word & PML_VM_STATUS_JOB_MASK) >> PML_VM_STATUS_JOB_SHIFT;
			owner = openpml_owner(word, b);
			if (job != PML_JOB_NONE || owner == PML_OWNER_DOM0) {
				openpml_watch(pml, 1);
				continue;
			}
		}
		vm->buf[b].give_back = false;
	}
}

/* An epoch is complete: add it up, and decide who gets the buffer. */
static void epoch_done(struct openpml_vm *vm, struct openpml_record *rec)
{
	struct openpml_buffer *buf = &vm->buf[!!(rec->flags & OPENPML_REC_F_BUFFER1)];
	struct openpml_file *holder = NULL;

	if (rec->type == OPENPML_REC_HARVEST) {
		if (vm->asked && (s32)(rec->epoch - vm->asked_epoch) >= 0) {
			vm->asked = false;
			holder = vm->asked_by;
			vm->asked_by = NULL;
		} else {
			rec->flags |= OPENPML_REC_F_TIMED;
			holder = vm->period_holder;
		}
	}
	if (vm->acc) {
		if ((rec->flags & OPENPML_REC_F_VALID) && openpml_acc_add(vm, buf, rec->lines)) {
			rec->flags |= OPENPML_REC_F_ACCUMULATED;
		} else {
			rec->flags &= ~OPENPML_REC_F_VALID;
			openpml_acc_lost(vm->acc);
		}
	}
	if (!(rec->flags & OPENPML_REC_F_VALID))
		holder = NULL;
	if (rec->type == OPENPML_REC_DISABLE || holder)
		rec->flags |= OPENPML_REC_F_HELD;
	buf->holder = holder;
	buf->give_back = rec->type == OPENPML_REC_HARVEST && !holder;
	if (buf->give_back)
		openpml_give_back(vm);
}

static void tracking_ended(struct openpml_vm *vm, bool faulted)
{
	vm->tracking = false;
	vm->faulted = faulted;
	vm->asked = false;
	vm->asked_by = NULL;
}

static void take(struct openpml *pml, const struct unit_record *in, u32 number)
{
	struct openpml_record rec = {
		.type = in->type,
		.slot = in->vm,
		.fault = le32_to_cpu(in->fault) & 0xff,
		.epoch = le32_to_cpu(in->epoch),
		.lines = le32_to_cpu(in->entries),
		.start = le64_to_cpu(in->start),
		.end = le64_to_cpu(in->end),
		.accessed = le64_to_cpu(in->accessed),
		.written = le64_to_cpu(in->written),
		.fault_info = le64_to_cpu(in->fault_info),
	};
	struct openpml_vm *vm;

	atomic64_inc(&pml->taken_records);
	if (le32_to_cpu(in->number) != number || in->vm >= pml->n_vm || !pml->vm[in->vm].used ||
	    rec.type < OPENPML_REC_ENABLE || rec.type > OPENPML_REC_STOP ||
	    rec.lines > pml->vm[in->vm].lines) {
		atomic64_inc(&pml->bad_records);
		dev_warn_ratelimited(&pml->pdev->dev,
				     "record %u makes no sense: type %u vm %u number %u lines %u\n",
				     number, in->type, in->vm, le32_to_cpu(in->number), rec.lines);
		return;
	}
	vm = &pml->vm[in->vm];
	rec.domid = vm->domid;
	if (in->status & STATUS_VALID)
		rec.flags |= OPENPML_REC_F_VALID;
	if (in->status & STATUS_BUFFER1)
		rec.flags |= OPENPML_REC_F_BUFFER1;
	switch (rec.type) {
	case OPENPML_REC_HARVEST:
		epoch_done(vm, &rec);
		break;
	case OPENPML_REC_DISABLE:
		epoch_done(vm, &rec);
		tracking_ended(vm, false);
		break;
	case OPENPML_REC_STOP:
		if (vm->acc)
			openpml_acc_lost(vm->acc);
		tracking_ended(vm, rec.fault != OPENPML_FAULT_NONE);
		if (rec.fault)
			dev_err_ratelimited(&pml->pdev->dev,
					    "slot %u (domain %u) stopped: fault %u at %llx\n",
					    rec.slot, rec.domid, rec.fault, rec.fault_info);
		break;
	}
	openpml_log_push(pml, &rec);
}

/* Takes what is in the ring; returns how many records that were. */
unsigned int openpml_drain_locked(struct openpml *pml)
{
	const struct unit_record *ring = pml->ring.mem.cpu, *slot;
	struct unit_record rec;
	unsigned int n;

	lockdep_assert_held(&pml->ring_lock);
	for (n = 0; n < RING_SIZE; n++) {
		slot = &ring[pml->ring.cons % RING_SIZE];
		if ((le32_to_cpu(READ_ONCE(slot->phase)) & PHASE_BIT) != phase_of(pml->ring.cons))
			break;
		dma_rmb();	/* the record's rest, and the bitmaps, after the phase */
		rec = *slot;
		barrier();	/* it is judged and used as it is here */
		take(pml, &rec, pml->ring.cons);
		pml->ring.cons++;
	}
	if (n)
		openpml_write(pml, PML_GLOBAL_RING_CONS, pml->ring.cons);
	if (n == RING_SIZE)
		openpml_watch(pml, 1);	/* there may be more */
	return n;
}

unsigned int openpml_drain(struct openpml *pml)
{
	unsigned int n;

	mutex_lock(&pml->ring_lock);
	n = openpml_drain_locked(pml);
	mutex_unlock(&pml->ring_lock);
	return n;
}

static irqreturn_t on_interrupt(int irq, void *data)
{
	struct openpml *pml = data;

	atomic64_inc(&pml->interrupts);
	return IRQ_WAKE_THREAD;
}

static irqreturn_t on_interrupt_thread(int irq, void *data)
{
	struct openpml *pml = data;

	openpml_drain(pml);
	wake_up_all(&pml->wq);
	return IRQ_HANDLED;
}

int openpml_irq_request(struct openpml *pml)
{
	struct pci_dev *pdev = pml->pdev;
	int i, err;

	pml->n_irq = pci_alloc_irq_vectors(pdev, 1, min_t(int, OPENPML_VECTORS, pml->n_vec),
					   PCI_IRQ_MSIX | PCI_IRQ_MSI);
	if (pml->n_irq < 0) {
		dev_err(&pdev->dev, "no MSI-X or MSI interrupts: %d\n", pml->n_irq);
		return pml->n_irq;
	}
	pml->vec_sources = pml->n_irq - 1;
	for (i = 0; i < pml->n_irq; i++) {
		err = request_threaded_irq(pci_irq_vector(pdev, i), on_interrupt,
					   on_interrupt_thread, 0, pml->name, pml);
		if (err) {
			dev_err(&pdev->dev, "interrupt %d: %d\n", i, err);
			pml->n_irq = i;
			openpml_irq_free(pml);
			return err;
		}
	}
	return 0;
}

void openpml_irq_free(struct openpml *pml)
{
	while (pml->n_irq > 0)
		free_irq(pci_irq_vector(pml->pdev, --pml->n_irq), pml);
	pci_free_irq_vectors(pml->pdev);
}

/* Off: no handler runs any more when it returns. */
void openpml_irq_enable(struct openpml *pml, bool on)
{
	int i;

	for (i = 0; i < pml->n_irq; i++) {
		if (on)
			enable_irq(pci_irq_vector(pml->pdev, i));
		else
			disable_irq(pci_irq_vector(pml->pdev, i));
	}
}

void openpml_watch(struct openpml *pml, unsigned long delay)
{
	if (!openpml_down(pml))
		mod_delayed_work(system_wq, &pml->watchdog, delay);
}

/*
 * Finds a dead unit when nobody talks to it, records whose interrupt got lost, and buffers that
 * could not be given back.
 */
void openpml_watchdog(struct work_struct *work)
{
	struct openpml *pml = container_of(to_delayed_work(work), struct openpml, watchdog);
	int i;

	if (openpml_down(pml) || openpml_is_dead(pml))
		return;
	atomic64_add(openpml_drain(pml), &pml->late_records);
	mutex_lock(&pml->ring_lock);
	for (i = 0; i < pml->n_vm; i++)
		if (pml->vm[i].used)
			openpml_give_back(&pml->vm[i]);
	mutex_unlock(&pml->ring_lock);
	if (!delayed_work_pending(&pml->watchdog))
		openpml_watch(pml, WATCH_EVERY);
}
