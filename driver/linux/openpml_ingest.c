// SPDX-License-Identifier: GPL-2.0-only
/*
 * Log-page ingest: entries from user space are copied to memory of ours that the unit reads.
 * docs/sources.md section 4.
 */
#include <linux/delay.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "openpml_drv.h"

#define INGEST(reg)	(PML_INGEST_BASE + PML_INGEST_##reg)
#define RING_LOG2	4
#define RING_SIZE	(1u << RING_LOG2)
#define SLOTS		4u	/* copies under way */
#define SLOT_ENTRIES	4096u
#define SLOT_BYTES	(SLOT_ENTRIES * 8)
#define MAX_COUNT	(1u << 24)

struct ingest_desc {
	__le64 address;
	u8 format;
	u8 vcpu;
	__le16 zero;
	__le32 first;
	__le32 count;
	__le32 zero2;
	__le64 cookie;
	__le64 unused[4];
};
static_assert(sizeof(struct ingest_desc) == 64);

struct ingest_cpl {
	__le64 cookie;
	u8 status;
	u8 vcpu;
	u8 format;
	u8 flags;
	__le32 used;
	__le32 events;
	__le32 malformed;
	__le32 superpages;
	__le32 bad_index;
	__le64 bad_entry;
	__le64 start;
	__le64 end;
	__le32 number;
	__le32 phase;
};
static_assert(sizeof(struct ingest_cpl) == 64);

#define CPL_BAD_VALID	0x01
#define PHASE_BIT	0x80000000u

/* One call. */
struct run {
	struct openpml_ingest *arg;
	u64 posted;			/* entries handed to the unit */
	u32 count[SLOTS];		/* by descriptor number % SLOTS */
};

int openpml_ingest_alloc(struct openpml *pml)
{
	struct openpml_ingest_state *in = &pml->ingest;

	if (!(pml->features & PML_GLOBAL_FEATURES_INGEST_MASK))
		return 0;
	return openpml_dma_alloc(pml, &in->desc, RING_SIZE * sizeof(struct ingest_desc)) ?:
	       openpml_dma_alloc(pml, &in->cpl, RING_SIZE * sizeof(struct ingest_cpl)) ?:
	       openpml_dma_alloc(pml, &in->pages, SLOTS * SLOT_BYTES);
}

void openpml_ingest_free(struct openpml *pml)
{
	openpml_dma_free(pml, &pml->ingest.desc);
	openpml_dma_free(pml, &pml->ingest.cpl);
	openpml_dma_free(pml, &pml->ingest.pages);
}

/* It ends by itself once no vCPU is held back any more. */
void openpml_ingest_stop(struct openpml *pml)
{
	if (!(pml->features & PML_GLOBAL_FEATURES_INGEST_MASK))
		return;
	pml->ingest.usable = false;
	openpml_write(pml, INGEST(CTRL), 0);
}

void openpml_ingest_start(struct openpml *pml)
{
	struct openpml_ingest_state *in = &pml->ingest;
	unsigned long deadline = openpml_deadline(0);

	in->usable = false;
	if (!(pml->features & PML_GLOBAL_FEATURES_INGEST_MASK))
		return;
	while (!(openpml_read(pml, INGEST(STATUS)) & PML_INGEST_STATUS_IDLE_MASK)) {
		if (time_after(jiffies, deadline) || openpml_is_dead(pml)) {
			dev_warn(&pml->pdev->dev,
				 "log-page ingest does not come to rest: not used\n");
			return;
		}
		usleep_range(100, 200);
	}
	memset(in->desc.cpu, 0, in->desc.size);
	memset(in->cpl.cpu, 0, in->cpl.size);
	in->posted = 0;
	in->taken = 0;
	dma_wmb();
	openpml_write(pml, INGEST(VECTOR), pml->vec_sources);
	openpml_write64(pml, INGEST(DESC_BASE), in->desc.bus);
	openpml_write(pml, INGEST(DESC_LOG2), RING_LOG2);
	openpml_write64(pml, INGEST(CPL_BASE), in->cpl.bus);
	openpml_write(pml, INGEST(CPL_LOG2), RING_LOG2);
	openpml_write(pml, INGEST(CTRL), PML_INGEST_CTRL_ENABLE_MASK);
	in->usable = openpml_read(pml, INGEST(STATUS)) & PML_INGEST_STATUS_RUN_MASK;
	if (!in->usable)
		dev_warn(&pml->pdev->dev, "the unit refuses to start log-page ingest\n");
}

/* A copy of the next completion, if it is there. */
static bool next_completion(struct openpml *pml, struct ingest_cpl *cpl)
{
	struct openpml_ingest_state *in = &pml->ingest;
	const struct ingest_cpl *slot = (struct ingest_cpl *)in->cpl.cpu + in->taken % RING_SIZE;
	u32 expected = in->taken >> RING_LOG2 & 1 ? 0 : PHASE_BIT;

	if ((le32_to_cpu(READ_ONCE(slot->phase)) & PHASE_BIT) != expected)
		return false;
	dma_rmb();
	*cpl = *slot;
	barrier();	/* judged and used as it is here */
	return true;
}

static bool has_completion(struct openpml *pml, void *arg)
{
	struct ingest_cpl cpl;

	return next_completion(pml, &cpl);
}

/* Takes all completions that are there; those of an earlier call (run is NULL) count for nobody. */
static int reap(struct openpml *pml, struct run *run)
{
	struct openpml_ingest_state *in = &pml->ingest;
	u32 before = in->taken;
	struct ingest_cpl cpl;
	int err = 0;

	while (in->taken != in->posted && next_completion(pml, &cpl)) {
		struct openpml_ingest *arg = run ? run->arg : NULL;
		u32 n = run ? run->count[in->taken % SLOTS] : 0;

		if (run && !err) {
			if (cpl.status != PML_INGEST_ST_OK ||
			    le64_to_cpu(cpl.cookie) != in->taken) {
				dev_err_ratelimited(&pml->pdev->dev,
						    "ingest completion %u: status %u\n", in->taken,
						    cpl.status);
				err = -EIO;
			}
			if ((cpl.flags & CPL_BAD_VALID) &&
			    !(arg->flags & OPENPML_INGEST_BAD_VALID)) {
				arg->flags |= OPENPML_INGEST_BAD_VALID;
				arg->bad_index = arg->done + le32_to_cpu(cpl.bad_index);
				arg->bad_entry = le64_to_cpu(cpl.bad_entry);
			}
			arg->done += err ? 0 : n;
			arg->events += le32_to_cpu(cpl.events);
			arg->malformed += le32_to_cpu(cpl.malformed);
			arg->superpages += le32_to_cpu(cpl.superpages);
		}
		in->taken++;
	}
	if (in->taken != before)
		openpml_write(pml, INGEST(CPL_CONS), in->taken);
	return err;
}

static void post(struct openpml *pml, struct run *run, const void *entries, u32 n)
{
	struct openpml_ingest_state *in = &pml->ingest;
	size_t offset = in->posted % SLOTS * SLOT_BYTES;
	struct ingest_desc *desc = (struct ingest_desc *)in->desc.cpu + in->posted % RING_SIZE;

	memcpy(in->pages.cpu + offset, entries, (size_t)n * 8);
	*desc = (struct ingest_desc) {
		.address = cpu_to_le64(in->pages.bus + offset),
		.format = run->arg->format,
		.vcpu = run->arg->vcpu,
		.count = cpu_to_le32(n),
		.cookie = cpu_to_le64(in->posted),
	};
	run->count[in->posted % SLOTS] = n;
	run->posted += n;
	in->posted++;
	dma_wmb();
	openpml_write(pml, INGEST(DESC_TAIL), in->posted);
}

/* With sem held: waits until at most 'left' descriptors are under way. */
static int wait_until(struct openpml *pml, struct run *run, u32 left, unsigned long deadline)
{
	int err;

	for (;;) {
		err = reap(pml, run);
		if (err || pml->ingest.posted - pml->ingest.taken <= left)
			return err;
		err = openpml_wait(pml, has_completion, NULL, deadline);
		if (err)
			return err;
	}
}

/* Can this call begin? */
static int check(struct openpml *pml, u32 vcpu)
{
	int err = 0;

	if (!pml->ingest.usable)
		return -EOPNOTSUPP;
	mutex_lock(&pml->bind_lock);
	if (pml->vcpu_slot[vcpu] < 0)
		err = -ENOTCONN;
	mutex_unlock(&pml->bind_lock);
	if (err)
		return err;
	reap(pml, NULL);
	return pml->ingest.posted == pml->ingest.taken ? 0 : -EBUSY;
}

/*
 * The lock and sem are let go of between chunks, so that a fault on the user's buffer holds up
 * nobody but this call.
 */
static int ingest_all(struct openpml *pml, struct run *run, void *chunk, unsigned long deadline)
{
	struct openpml_ingest *arg = run->arg;
	u32 resets = pml->resets;
	int err = 0, end;

	while (!err && run->posted < arg->count) {
		u32 n = min_t(u64, SLOT_ENTRIES, arg->count - run->posted);

		if (copy_from_user(chunk, u64_to_user_ptr(arg->entries) + run->posted * 8,
				   (size_t)n * 8)) {
			err = -EFAULT;
			break;
		}
		err = openpml_enter(pml);
		if (err)
			return err;
		if (resets != pml->resets)
			err = -ECANCELED;
		else if (!run->posted)
			err = check(pml, arg->vcpu);
		if (!err)
			err = wait_until(pml, run, SLOTS - 1, deadline);
		if (!err)
			post(pml, run, chunk, n);
		openpml_leave(pml);
	}
	if (!run->posted)
		return err;
	end = openpml_enter(pml);
	if (end)
		return err ?: end;
	end = resets != pml->resets ? -ECANCELED : wait_until(pml, run, 0, deadline);
	openpml_leave(pml);
	return err ?: end;
}

int openpml_ingest(struct openpml_file *file, void *data)
{
	struct openpml_ingest *arg = data;
	struct openpml *pml = file->pml;
	struct run run = { .arg = arg };
	void *chunk;
	int err;

	if (arg->flags || arg->reserved || arg->vcpu >= pml->n_vcpu ||
	    arg->format > OPENPML_FMT_GFN || !arg->count || arg->count > MAX_COUNT ||
	    arg->timeout_ms > OPENPML_MAX_TIMEOUT_MS)
		return -EINVAL;
	arg->done = 0;
	arg->events = 0;
	arg->malformed = 0;
	arg->superpages = 0;
	arg->bad_index = 0;
	arg->bad_entry = 0;
	chunk = kvmalloc(SLOT_BYTES, GFP_KERNEL);
	if (!chunk)
		return -ENOMEM;
	err = mutex_lock_interruptible(&pml->ingest_lock);
	if (!err) {
		err = ingest_all(pml, &run, chunk, openpml_deadline(arg->timeout_ms));
		mutex_unlock(&pml->ingest_lock);
	}
	kvfree(chunk);
	return err;
}
