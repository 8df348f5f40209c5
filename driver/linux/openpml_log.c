// SPDX-License-Identifier: GPL-2.0-only
/*
 * The log of finished commands: one for all readers, each with a place of its own; and waiting for
 * what comes into it.
 */
#include <linux/slab.h>
#include <linux/string.h>

#include "openpml_drv.h"
#include "openpml_trace.h"

#define LOOK_EVERY	(HZ / 10)	/* while waiting, in case an interrupt gets lost */

static u64 oldest(const struct openpml *pml)
{
	return pml->log_head > OPENPML_LOG_RECORDS ? pml->log_head - OPENPML_LOG_RECORDS : 0;
}

void openpml_log_push(struct openpml *pml, struct openpml_record *rec)
{
	spin_lock(&pml->log_lock);
	rec->seq = pml->log_head;
	pml->log[pml->log_head % OPENPML_LOG_RECORDS] = *rec;
	pml->log_head++;
	spin_unlock(&pml->log_lock);
	trace_openpml_record(pml->minor, rec);
	wake_up_all(&pml->wq);
}

u64 openpml_log_head(struct openpml *pml)
{
	u64 head;

	spin_lock(&pml->log_lock);
	head = pml->log_head;
	spin_unlock(&pml->log_lock);
	return head;
}

/*
 * The file's next record that it watches, or NULL; moves the file's place there. Called with both
 * locks held.
 */
static struct openpml_record *next_of(struct openpml_file *file)
{
	struct openpml *pml = file->pml;

	if (file->next < oldest(pml))
		file->next = oldest(pml);
	for (; file->next < pml->log_head; file->next++) {
		struct openpml_record *rec = &pml->log[file->next % OPENPML_LOG_RECORDS];

		if ((file->slots >> rec->slot & 1) && (file->types >> rec->type & 1))
			return rec;
	}
	return NULL;
}

bool openpml_log_ready(struct openpml_file *file)
{
	bool ready;

	spin_lock(&file->lock);
	spin_lock(&file->pml->log_lock);
	ready = next_of(file);
	spin_unlock(&file->pml->log_lock);
	spin_unlock(&file->lock);
	return ready;
}

/* The next record of a file; it stays the next one until openpml_log_advance(). */
bool openpml_log_peek(struct openpml_file *file, struct openpml_record *out)
{
	struct openpml_record *rec;

	spin_lock(&file->lock);
	spin_lock(&file->pml->log_lock);
	rec = next_of(file);
	if (rec)
		*out = *rec;
	spin_unlock(&file->pml->log_lock);
	spin_unlock(&file->lock);
	return rec;
}

void openpml_log_advance(struct openpml_file *file, const struct openpml_record *rec)
{
	spin_lock(&file->lock);
	file->next = max(file->next, rec->seq + 1);
	spin_unlock(&file->lock);
}

/*
 * Waits until done() says so. Interrupts wake it; it looks into the ring by itself as well, so a
 * lost one costs time and nothing else. Called with sem held: it gives up as soon as somebody wants
 * the unit for good.
 */
int openpml_wait(struct openpml *pml, bool (*done)(struct openpml *pml, void *arg), void *arg,
		 unsigned long deadline)
{
	bool finished = false;
	long left;
	int err;

	for (;;) {
		left = clamp_t(long, deadline - jiffies, 1, LOOK_EVERY);
		left = wait_event_interruptible_timeout(pml->wq,
							(finished = done(pml, arg)) ||
							openpml_down(pml), left);
		if (finished)
			return 0;
		err = openpml_down(pml);
		if (err)
			return err == -EAGAIN ? -ECANCELED : err;
		if (left < 0)
			return -EINTR;
		if (openpml_is_dead(pml))
			return -ENODEV;
		atomic64_add(openpml_drain(pml), &pml->late_records);
		if (done(pml, arg))
			return 0;
		if (time_after_eq(jiffies, deadline))
			return -ETIMEDOUT;
	}
}

struct search {
	const struct openpml_wanted *want;
	u64 from;
	struct openpml_record *rec;
	bool cancelled;
};

static bool is_it(const struct openpml_wanted *want, const struct openpml_record *rec)
{
	return rec->slot == want->vm->slot && rec->type == want->type &&
	       (!want->by_epoch || (s32)(rec->epoch - want->epoch) >= 0);
}

static bool has_come(struct openpml *pml, void *arg)
{
	struct search *search = arg;
	bool found = false;

	spin_lock(&pml->log_lock);
	search->from = max(search->from, oldest(pml));
	while (search->from < pml->log_head && !found) {
		struct openpml_record *rec = &pml->log[search->from++ % OPENPML_LOG_RECORDS];

		found = is_it(search->want, rec);
		if (found)
			*search->rec = *rec;
	}
	spin_unlock(&pml->log_lock);
	if (!found && READ_ONCE(search->want->vm->instance) != search->want->instance)
		search->cancelled = true;
	return found || search->cancelled;
}

/* Waits for a record; -ECANCELED if the slot is taken away meanwhile. */
int openpml_wait_record(struct openpml *pml, const struct openpml_wanted *want,
			struct openpml_record *rec, unsigned long deadline)
{
	struct search search = { .want = want, .from = want->since, .rec = rec };
	int err = openpml_wait(pml, has_come, &search, deadline);

	return !err && search.cancelled ? -ECANCELED : err;
}
