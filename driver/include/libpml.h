/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libpml: which pages a VM read and wrote, from an OpenPML unit, over the Linux driver's character device.
 *
 * Units. Pages are 4 KiB and numbered by gfn, from 0. Times of records are cycles of the unit's clock (openpml_info.clock_hz of them a
 * second, if that is not 0). timeout_ms is in milliseconds, 0: the driver's own. A bitmap has one bit a page: bit n % 8 of byte n / 8
 * is page n, as Xen's and KVM's dirty bitmaps have it.
 *
 * Errors. Functions that can fail return an int: 0 or more is success, less is -errno. The last argument takes a text of one line (what
 * happened, where, what to do) beside the code; it may be NULL. Codes of the library's own:
 *   ENODEV    no unit (pml_open), or the unit is gone
 *   ENXIO     the device is not an OpenPML unit, or its driver speaks another version
 *   ENOENT    this domain is not tracked
 *   EBADMSG   what the unit wrote cannot be true (a line past the VM, a count that is not that of the bitmap, ...): nothing of that epoch
 *             may be used. No such content ever makes the library read or write out of bounds
 *   EINVAL    an argument out of its range
 * All others are the driver's (uapi/openpml.h).
 *
 * Ownership. What pml_*_new, pml_open, pml_harvest, pml_take and pml_peek give is the caller's and goes with pml_*_free, pml_close and pml_epoch_release (NULL is
 * allowed). Pointers into an epoch hold until its release. An epoch keeps its unit open: they can be closed in any order.
 *
 * Threads. A unit may be used by several threads at once, an epoch or a pml_hot by one at a time.
 *
 * A process whose epoch's domain is untracked by another one gets SIGBUS when it looks at the epoch's bitmaps afterwards, or while pml_harvest,
 * pml_take or pml_peek do.
 */
#ifndef LIBPML_H
#define LIBPML_H

#include <stddef.h>
#include <stdint.h>

#include "uapi/openpml.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PML_API __attribute__((visibility("default")))

struct pml_error {
	int code;		/* positive errno */
	char text[508];		/* one line */
};

struct pml_unit;
struct pml_epoch;
struct pml_hot;

/* ---- units ---- */

/* The units of this machine, one path a line, ascending. Returns their number; `size` bytes at `text` (cut at a line's end if short). */
PML_API int pml_units(char *text, size_t size);
/* path NULL: the machine's only unit (ENODEV if there is none, EINVAL if there are several). Needs CAP_SYS_ADMIN (else EPERM). */
PML_API int pml_open(const char *path, struct pml_unit **unit, struct pml_error *error);
/* A file descriptor that another process opened; it is the library's from here, also on failure. */
PML_API int pml_open_fd(int fd, struct pml_unit **unit, struct pml_error *error);
PML_API void pml_close(struct pml_unit *unit);
PML_API const char *pml_path(const struct pml_unit *unit);
/* For poll(): readable when pml_read_record has a record. The library's. */
PML_API int pml_fd(const struct pml_unit *unit);
PML_API int pml_get_info(struct pml_unit *unit, struct openpml_info *info, struct pml_error *error);
PML_API int pml_get_unit_counters(struct pml_unit *unit, struct openpml_unit_counters *counters, struct pml_error *error);

/* ---- domains ---- */

/* The tracked ones, at most `room` of them; returns how many there are. */
PML_API int pml_list(struct pml_unit *unit, struct openpml_vm_status *vms, size_t room, struct pml_error *error);
PML_API int pml_get_status(struct pml_unit *unit, uint32_t domid, struct openpml_vm_status *status, struct pml_error *error);
PML_API int pml_get_counters(struct pml_unit *unit, uint32_t domid, struct openpml_vm_counters *counters, struct pml_error *error);

struct pml_tracking {
	uint64_t pages;		/* of the VM; 0: as many as the unit can track */
	uint64_t vcpus;		/* the unit's vCPUs that belong to the VM, one bit each; 0: those it has, or the lowest that belongs to none */
	uint32_t flags;		/* OPENPML_VM_LOG_READS and others */
	uint32_t reserved;	/* 0 */
};

/*
 * Starts to track a domain: memory, vCPUs, epoch 0. Idempotent; of a domain that is tracked the vCPUs are added to those it has, and other
 * pages or flags are EEXIST. If a step fails, a domain that was not tracked before is not tracked afterwards.
 */
PML_API int pml_enable(struct pml_unit *unit, uint32_t domid, const struct pml_tracking *tracking, struct pml_error *error);
/* Ends it, in any state, and gives its memory back; the running epoch is lost (harvest before). */
PML_API int pml_disable(struct pml_unit *unit, uint32_t domid, struct pml_error *error);

/* ---- epochs ---- */

/*
 * Ends the running epoch and waits for its bitmaps. They stay as they are until the release; while an epoch is held the next harvest is
 * refused with EBUSY and the domain's accesses go on into the running epoch.
 * Before it is given out an epoch is checked: its summary, its counts against the bitmaps (one pass over the touched lines), no page past
 * the VM (EBADMSG, and the buffer is released).
 */
PML_API int pml_harvest(struct pml_unit *unit, uint32_t domid, uint32_t timeout_ms, struct pml_epoch **epoch, struct pml_error *error);
/* The epoch of a record that pml_read_record gave with OPENPML_REC_F_HELD (a timed harvest of pml_set_period). Checked as above. */
PML_API int pml_take(struct pml_unit *unit, const struct openpml_record *record, struct pml_epoch **epoch, struct pml_error *error);
/*
 * The running epoch as it is now, without ending it: a copy of the touched lines, to be used and released like a harvested epoch; nothing is held.
 * All accesses that the unit accepted before the call are in it, later ones may be; its record (type OPENPML_REC_PEEK) has the copy's counts.
 * EOPNOTSUPP: a unit without it; EAGAIN: other harvests ended one epoch after the other while it was copied.
 */
PML_API int pml_peek(struct pml_unit *unit, uint32_t domid, uint32_t timeout_ms, struct pml_epoch **epoch, struct pml_error *error);
PML_API void pml_epoch_release(struct pml_epoch *epoch);

PML_API const struct openpml_record *pml_epoch_record(const struct pml_epoch *epoch);
/* Pages of the VM. */
PML_API uint64_t pml_epoch_limit(const struct pml_epoch *epoch);
/* Distinct pages; kind is OPENPML_MAP_WRITTEN or OPENPML_MAP_ACCESSED here and below. 0 for a kind that is not logged. */
PML_API uint64_t pml_epoch_pages(const struct pml_epoch *epoch, unsigned kind);
/* The touched lines, ascending: summary words (OPENPML_SUMMARY_*). */
PML_API const uint32_t *pml_epoch_summary(const struct pml_epoch *epoch, size_t *entries);
/* The bitmap itself, read-only, `bytes` of it (limit / 8, rounded up); NULL for a kind that is not logged. */
PML_API const uint8_t *pml_epoch_bitmap(const struct pml_epoch *epoch, unsigned kind, size_t *bytes);
/*
 * The bitmap as Xen's XEN_DOMCTL_SHADOW_OP_CLEAN and KVM's KVM_GET_DIRTY_LOG give it, into `bytes` bytes (at least limit / 8 rounded up,
 * else EINVAL; what is beyond is cleared). With `merge` it is ORed into what is there.
 */
PML_API int pml_epoch_to_bitmap(const struct pml_epoch *epoch, unsigned kind, void *bitmap, size_t bytes, int merge, struct pml_error *error);
/* Up to `room` gfns, ascending, from *cursor on (0 at first); returns how many, and moves *cursor. 0: there are no more. */
PML_API size_t pml_epoch_gfns(const struct pml_epoch *epoch, unsigned kind, uint64_t *cursor, uint64_t *gfns, size_t room);

/* ---- records, timed harvests, accumulator ---- */

/* The next record since the unit was opened. 1: there is one; 0: none came within timeout_ms (-1: waits for ever). */
PML_API int pml_read_record(struct pml_unit *unit, int timeout_ms, struct openpml_record *record, struct pml_error *error);
/*
 * Which records pml_read_record gives from now on, those that already wait included: of these `n` domains (0: of all slots), of the types whose bits
 * (1 << OPENPML_REC_*) are set in `types` (0: all). ENOENT: one is not tracked. What is tracked later in the same slot counts, too.
 */
PML_API int pml_watch(struct pml_unit *unit, const uint32_t *domids, size_t n, uint32_t types, struct pml_error *error);
/*
 * The unit harvests by itself every `value` cycles, or nanoseconds with OPENPML_PERIOD_NS (EOPNOTSUPP if the clock is not known); 0: no longer.
 * With OPENPML_PERIOD_HOLD this file holds the buffers: pml_take and release each.
 */
PML_API int pml_set_period(struct pml_unit *unit, uint32_t domid, uint64_t value, unsigned flags, struct pml_error *error);
/*
 * Pages since the last such call that cleared (OPENPML_VM_ACCUMULATE; flags OPENPML_BITMAP_*): `pages` bits from first_gfn (a multiple of 64) on,
 * to 8 * ceil(pages / 64) bytes. *set: bits set; *lost: not 0 if epochs were lost and every page must be taken as set. Both may be NULL.
 */
PML_API int pml_get_bitmap(struct pml_unit *unit, uint32_t domid, unsigned kind, unsigned flags, uint64_t first_gfn, uint64_t pages,
			   void *bitmap, uint64_t *set, uint32_t *lost, struct pml_error *error);

/* ---- hot pages: seen in at least k of the last n epochs ---- */

/* n: 1..255. Memory: 600 bytes for each line that was touched in any of the n epochs, and 72 for each line of each epoch. */
PML_API int pml_hot_new(unsigned n, unsigned kind, struct pml_hot **hot, struct pml_error *error);
PML_API void pml_hot_free(struct pml_hot *hot);
/* The next epoch (copied). */
PML_API int pml_hot_add(struct pml_hot *hot, const struct pml_epoch *epoch, struct pml_error *error);
/* Epochs gathered so far, at most n. */
PML_API unsigned pml_hot_epochs(const struct pml_hot *hot);
/* pages[i], i < n: pages seen in exactly i + 1 epochs. */
PML_API void pml_hot_histogram(const struct pml_hot *hot, uint64_t *pages);
/* As pml_epoch_gfns, for pages seen in at least k epochs; `seen` (may be NULL): in how many. */
PML_API size_t pml_hot_gfns(const struct pml_hot *hot, unsigned k, uint64_t *cursor, uint64_t *gfns, uint8_t *seen, size_t room);

/* ---- sources of events ---- */

/* Entries of a processor's log, as accesses of one of the unit's vCPUs (OPENPML_FMT_*). `result` may be NULL; it is filled on failure too. */
PML_API int pml_ingest(struct pml_unit *unit, unsigned vcpu, unsigned format, const uint64_t *entries, size_t count, uint32_t timeout_ms,
		       struct openpml_ingest *result, struct pml_error *error);
/* The traffic generator. argsz is set by the library. */
PML_API int pml_gen_start(struct pml_unit *unit, const struct openpml_gen_start *run, struct pml_error *error);
PML_API int pml_gen_control(struct pml_unit *unit, unsigned op, uint32_t timeout_ms, struct openpml_gen_ctrl *result, struct pml_error *error);

/* ---- counting ---- */

/* Ones in `bytes` bytes, with the fastest instructions that this processor has. */
PML_API uint64_t pml_popcount(const void *bitmap, size_t bytes);
/* Their name. */
PML_API const char *pml_popcount_isa(void);

#ifdef __cplusplus
}
#endif

#endif /* LIBPML_H */
