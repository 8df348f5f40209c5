// SPDX-License-Identifier: GPL-2.0-only
/* Accumulators: epochs ORed together, for whoever asks for "since I last asked". */
#include <linux/bitops.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include "openpml_drv.h"

#define LINE_WORDS	(OPENPML_LINE_PAGES / 64)

static size_t acc_bytes(const struct openpml_acc *acc)
{
	return (size_t)acc->lines * LINE_WORDS * sizeof(u64);
}

static void acc_release(struct kref *ref)
{
	struct openpml_acc *acc = container_of(ref, struct openpml_acc, ref);

	kvfree(acc->bits[OPENPML_MAP_WRITTEN]);
	kvfree(acc->bits[OPENPML_MAP_ACCESSED]);
	mutex_destroy(&acc->lock);
	kfree(acc);
}

struct openpml_acc *openpml_acc_new(u32 lines, bool reads)
{
	struct openpml_acc *acc = kzalloc(sizeof(*acc), GFP_KERNEL);

	if (!acc)
		return NULL;
	kref_init(&acc->ref);
	mutex_init(&acc->lock);
	acc->lines = lines;
	acc->bits[OPENPML_MAP_WRITTEN] = kvzalloc(acc_bytes(acc), GFP_KERNEL);
	if (reads)
		acc->bits[OPENPML_MAP_ACCESSED] = kvzalloc(acc_bytes(acc), GFP_KERNEL);
	if (acc->bits[OPENPML_MAP_WRITTEN] && (!reads || acc->bits[OPENPML_MAP_ACCESSED]))
		return acc;
	openpml_acc_put(acc);
	return NULL;
}

struct openpml_acc *openpml_acc_get(struct openpml_acc *acc)
{
	if (acc)
		kref_get(&acc->ref);
	return acc;
}

void openpml_acc_put(struct openpml_acc *acc)
{
	if (acc)
		kref_put(&acc->ref, acc_release);
}

void openpml_acc_clear(struct openpml_acc *acc)
{
	mutex_lock(&acc->lock);
	memset(acc->bits[OPENPML_MAP_WRITTEN], 0, acc_bytes(acc));
	if (acc->bits[OPENPML_MAP_ACCESSED])
		memset(acc->bits[OPENPML_MAP_ACCESSED], 0, acc_bytes(acc));
	acc->epochs = 0;
	acc->lost = 0;
	acc->clears++;
	mutex_unlock(&acc->lock);
}

void openpml_acc_lost(struct openpml_acc *acc)
{
	mutex_lock(&acc->lock);
	acc->lost++;
	mutex_unlock(&acc->lock);
}

static void or_line(u64 *to, const struct openpml_dma *from, u32 line)
{
	const u64 *src = (const u64 *)from->cpu + (size_t)line * LINE_WORDS;
	int i;

	to += (size_t)line * LINE_WORDS;
	for (i = 0; i < LINE_WORDS; i++)
		to[i] |= src[i];
}

/* Adds the touched lines of a finished epoch; false if its summary makes no sense. */
bool openpml_acc_add(struct openpml_vm *vm, const struct openpml_buffer *buf, u32 entries)
{
	const __le32 *summary = buf->mem[OPENPML_MAP_SUMMARY].cpu;
	struct openpml_acc *acc = vm->acc;
	bool good = true;
	u32 i;

	mutex_lock(&acc->lock);
	for (i = 0; i < entries && good; i++) {
		u32 entry = le32_to_cpu(READ_ONCE(summary[i])), line = entry & OPENPML_SUMMARY_LINE;

		if (line >= acc->lines) {
			good = false;
			dev_warn_ratelimited(&vm->pml->pdev->dev,
					     "slot %u: line %u in a summary is past the limit\n",
					     vm->slot, line);
			break;
		}
		if (entry & OPENPML_SUMMARY_WRITTEN)
			or_line(acc->bits[OPENPML_MAP_WRITTEN], &buf->mem[OPENPML_MAP_WRITTEN],
				line);
		if ((entry & OPENPML_SUMMARY_ACCESSED) && acc->bits[OPENPML_MAP_ACCESSED])
			or_line(acc->bits[OPENPML_MAP_ACCESSED], &buf->mem[OPENPML_MAP_ACCESSED],
				line);
		if (i % 4096 == 4095)
			cond_resched();
	}
	if (good)
		acc->epochs++;
	mutex_unlock(&acc->lock);
	return good;
}

/*
 * A range for user space. It is taken out in one step, and put back if user space turns out not to
 * have room for it: no bit is ever neither there nor here.
 */
int openpml_acc_read(struct openpml_acc *acc, struct openpml_get_bitmap *arg)
{
	size_t words = DIV_ROUND_UP(arg->pages, 64), i;
	u64 *bits = acc->bits[arg->kind] + arg->first_gfn / 64;
	bool clear = !(arg->flags & OPENPML_BITMAP_NO_CLEAR);
	u64 *copy = kvmalloc_array(words, sizeof(*copy), GFP_KERNEL);
	u64 tail =
		(__force u64)cpu_to_le64(arg->pages % 64 ? (1ull << arg->pages % 64) - 1 : ~0ull);
	u64 set = 0;
	u32 clears;
	int err = 0;

	if (!copy)
		return -ENOMEM;
	mutex_lock(&acc->lock);
	memcpy(copy, bits, words * sizeof(*copy));
	copy[words - 1] &= tail;
	if (clear) {
		memset(bits, 0, (words - 1) * sizeof(*bits));
		bits[words - 1] &= ~tail;
	}
	clears = acc->clears;
	arg->epochs = acc->epochs;
	arg->lost = acc->lost;
	mutex_unlock(&acc->lock);

	for (i = 0; i < words; i++)
		set += hweight64(copy[i]);
	arg->set = set;
	if (copy_to_user(u64_to_user_ptr(arg->bitmap), copy, words * sizeof(*copy))) {
		err = -EFAULT;
		mutex_lock(&acc->lock);
		for (i = 0; clear && clears == acc->clears && i < words; i++)
			bits[i] |= copy[i];
		mutex_unlock(&acc->lock);
	}
	kvfree(copy);
	return err;
}
