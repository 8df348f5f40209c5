/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * OpenPML: user-space interface of the Linux driver.
 *
 * One character device per unit, /dev/openpml<N>. Opening it needs CAP_SYS_ADMIN (else EPERM); the
 * file descriptor is the capability from then on and can be handed to another process. Nothing here
 * shows or takes a register or a bus address.
 *
 * Objects. A unit has info.n_vm slots. VM_CREATE gives a slot to a domain: it allocates all its
 * memory (bitmaps, summaries, accumulator) and configures it; nothing is logged yet. VM_BIND says
 * which vCPUs of the unit belong to it. VM_ENABLE starts epoch 0, VM_DISABLE ends the last epoch.
 * Slots outlive the file that made them (a tool may enable tracking and exit) and keep the module
 * loaded; VM_DESTROY gives the slot and its memory back. Unbinding the driver destroys all slots.
 *
 * Epochs. A harvest ends the epoch in one cycle; everything accepted before is in its bitmaps,
 * everything later in the next epoch's. There are two buffers: one is being filled, the other is
 * free or *held* (user space reads it). A harvest that keeps its buffer (OPENPML_HARVEST_HOLD,
 * OPENPML_PERIOD_HOLD) makes the calling file its holder, until RELEASE by that file or its last
 * close. While a buffer is held the next harvest is refused with EBUSY *before* it cuts: the epoch
 * goes on and nothing is lost.
 *
 * Records. Each finished command of the unit makes a record (struct openpml_record). Every open
 * file reads all records made since it was opened (or what OPENPML_IOC_WATCH selects), with read()
 * and poll(); the driver keeps the last info.log_records. A reader that is slower finds a gap in
 * `seq`; the bitmaps are not affected.
 *
 * Accumulator (OPENPML_VM_ACCUMULATE). The driver ORs each valid epoch into a bitmap of its own;
 * GET_BITMAP reads a range of it and clears what was read, or not. So a consumer that wants "pages
 * written since I last asked", such as a live migration, needs to know nothing of epochs. There is
 * one accumulator a VM: two consumers that clear take from each other.
 *
 * Structures. All begin with argsz (set by user space to its sizeof) and flags. The driver takes a
 * larger structure if the bytes that it does not know are zero (else E2BIG), and a smaller one down
 * to the size in this first version (else EINVAL). Unknown flags and reserved fields that are not
 * zero: EINVAL. Outputs are written back up to argsz. Layouts have no padding and are the same for
 * 32-bit and 64-bit processes; integers are in native byte order.
 *
 * Errors that every call may return, besides its own below:
 *   ENODEV    the driver was unbound, or the unit does not answer any more (reads are all ones)
 *   EAGAIN    a reset of the function is under way
 *   EFAULT    a pointer does not point to accessible memory; nothing was changed (INGEST: see
 *             there). A structure that can be read and not written: the call was carried out
 *   E2BIG, EINVAL  as above; EINVAL also for a slot, vcpu or kind that the unit does not have
 *   ENOTTY    no such ioctl
 *   ENOENT    the slot is not in use (calls with a slot)
 *   EINTR     a signal came while waiting (what was started goes on)
 *   ETIMEDOUT the unit did not finish in time (what was started goes on)
 *   ECANCELED a reset of the function began while it waited
 */
#ifndef _UAPI_OPENPML_H
#define _UAPI_OPENPML_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define OPENPML_UAPI_VERSION	1	/* changes only if old programs would break */

#define OPENPML_IOC_MAGIC	0xE7

#define OPENPML_IOC_GET_INFO	_IO(OPENPML_IOC_MAGIC, 0x00)	/* struct openpml_info */
#define OPENPML_IOC_WATCH	_IO(OPENPML_IOC_MAGIC, 0x01)	/* struct openpml_watch */
#define OPENPML_IOC_UNIT_COUNTERS _IO(OPENPML_IOC_MAGIC, 0x02)	/* struct openpml_unit_counters */

#define OPENPML_IOC_VM_CREATE	_IO(OPENPML_IOC_MAGIC, 0x10)	/* struct openpml_vm_create */
#define OPENPML_IOC_VM_DESTROY	_IO(OPENPML_IOC_MAGIC, 0x11)	/* struct openpml_vm_op */
#define OPENPML_IOC_VM_BIND	_IO(OPENPML_IOC_MAGIC, 0x12)	/* struct openpml_vm_bind */
#define OPENPML_IOC_VM_ENABLE	_IO(OPENPML_IOC_MAGIC, 0x13)	/* struct openpml_vm_op */
#define OPENPML_IOC_VM_DISABLE	_IO(OPENPML_IOC_MAGIC, 0x14)	/* struct openpml_vm_op */
#define OPENPML_IOC_VM_STATUS	_IO(OPENPML_IOC_MAGIC, 0x15)	/* struct openpml_vm_status */
#define OPENPML_IOC_VM_COUNTERS	_IO(OPENPML_IOC_MAGIC, 0x16)	/* struct openpml_vm_counters */

#define OPENPML_IOC_HARVEST	_IO(OPENPML_IOC_MAGIC, 0x20)	/* struct openpml_harvest */
#define OPENPML_IOC_PEEK	_IO(OPENPML_IOC_MAGIC, 0x21)	/* struct openpml_harvest */
#define OPENPML_IOC_RELEASE	_IO(OPENPML_IOC_MAGIC, 0x22)	/* struct openpml_release */
#define OPENPML_IOC_PERIOD	_IO(OPENPML_IOC_MAGIC, 0x23)	/* struct openpml_period */
#define OPENPML_IOC_GET_BITMAP	_IO(OPENPML_IOC_MAGIC, 0x24)	/* struct openpml_get_bitmap */

#define OPENPML_IOC_INGEST	_IO(OPENPML_IOC_MAGIC, 0x30)	/* struct openpml_ingest */
#define OPENPML_IOC_GEN_START	_IO(OPENPML_IOC_MAGIC, 0x31)	/* struct openpml_gen_start */
#define OPENPML_IOC_GEN_CTRL	_IO(OPENPML_IOC_MAGIC, 0x32)	/* struct openpml_gen_ctrl */

/* ---- records: read(), poll() ---- */

/* openpml_record.type */
#define OPENPML_REC_ENABLE	1	/* tracking has started */
#define OPENPML_REC_HARVEST	2	/* an epoch is complete */
#define OPENPML_REC_PEEK	3	/* a snapshot of the running epoch is in memory */
#define OPENPML_REC_DISABLE	4	/* tracking has ended; the last epoch is complete */
#define OPENPML_REC_STOP	5	/* tracking was ended (fault, reset); the epoch is lost */

/* openpml_record.flags */
#define OPENPML_REC_F_VALID	0x01	/* counts and bitmaps are exact; else they are no use */
#define OPENPML_REC_F_BUFFER1	0x02	/* the epoch is in buffer 1 (else 0) */
#define OPENPML_REC_F_HELD	0x04	/* the buffer stays as it is; else it may change any time */
#define OPENPML_REC_F_TIMED	0x08	/* the period timer asked for it, no call did */
#define OPENPML_REC_F_ACCUMULATED 0x10	/* it has been ORed into the accumulator */
#define OPENPML_REC_F_RESET	0x20	/* STOP: by the driver, the function was reset */

/* openpml_record.fault */
#define OPENPML_FAULT_NONE	0
#define OPENPML_FAULT_WR_ERROR	1	/* a write was refused by memory; info: bus address */
#define OPENPML_FAULT_RD_ERROR	2	/* a read was refused by memory; info: bus address */
#define OPENPML_FAULT_STORE_PARITY 3	/* parity error in the line store; info: line */
#define OPENPML_FAULT_LOG_PARITY 4	/* parity error in a log bank; info: vcpu */

/*
 * read() returns whole records, as many as fit: a buffer below 64 bytes is EINVAL. Without a record
 * it waits, or returns EAGAIN on a non-blocking file. When the unit is gone it returns the records
 * that are left, then ENODEV; poll() then reports EPOLLERR | EPOLLHUP. EFAULT loses no record.
 */
struct openpml_record {
	__u8  type;
	__u8  flags;
	__u8  slot;
	__u8  fault;
	__u32 domid;		/* label given at VM_CREATE */
	__u32 epoch;		/* 0 is the first one after ENABLE; wraps */
	__u32 lines;		/* entries of the summary: touched lines */
	__u64 start;		/* the epoch's first and last moment, cycles */
	__u64 end;
	__u64 accessed;		/* distinct pages accessed (0 if reads are not logged) */
	__u64 written;		/* distinct pages written */
	__u64 seq;		/* number of the record since the driver was bound, without gaps */
	__u64 fault_info;
};

/* ---- bitmaps: mmap() ---- */

/*
 * Bitmaps and summaries are mapped read-only and shared (PROT_READ, MAP_SHARED) at
 *   offset = OPENPML_MMAP_OFFSET(slot, buffer, kind) + a multiple of the page size
 * Bit n % 8 of byte n / 8 of a bitmap is page n. A summary has one 32-bit little-endian word a
 * touched line, record.lines of them, in no order: line number (512 pages, 64 bytes of bitmap) in
 * bits 29:0, bit 30: pages accessed, bit 31: pages written. Sizes are in struct openpml_vm_create.
 * Content is stable while the buffer is held. What a line that is not in the summary shows is all
 * zero.
 *
 * mmap: EACCES with PROT_WRITE (mprotect too) or PROT_EXEC, EINVAL for MAP_PRIVATE or a range that
 * is not inside the object, ENOENT for a slot that is not in use or a kind that it does not have.
 * EOPNOTSUPP on a machine where DMA is not coherent. After VM_DESTROY or unbind an access raises
 * SIGBUS, also when the slot is used again.
 */
#define OPENPML_MAP_WRITTEN	0
#define OPENPML_MAP_ACCESSED	1
#define OPENPML_MAP_SUMMARY	2
#define OPENPML_MMAP_OFFSET(slot, buffer, kind) \
	((((__u64)(slot) << 3) | ((__u64)(buffer) << 2) | (__u64)(kind)) << 32)

#define OPENPML_SUMMARY_LINE	0x3FFFFFFFu
#define OPENPML_SUMMARY_ACCESSED 0x40000000u
#define OPENPML_SUMMARY_WRITTEN	0x80000000u
#define OPENPML_LINE_PAGES	512u

/* ---- unit ---- */

/* openpml_info.features: what this unit, with this driver, can do */
#define OPENPML_FEAT_READS	(1u << 0)	/* OPENPML_VM_LOG_READS */
#define OPENPML_FEAT_PEEK	(1u << 1)
#define OPENPML_FEAT_PERIOD	(1u << 2)
#define OPENPML_FEAT_INGEST	(1u << 3)
#define OPENPML_FEAT_GEN	(1u << 4)
#define OPENPML_FEAT_TAP	(1u << 5)	/* there is an AXI tap; not driven by this driver */
#define OPENPML_FEAT_PARITY	(1u << 6)
#define OPENPML_FEAT_PERIOD_NS	(1u << 7)	/* the clock is known: OPENPML_PERIOD_NS */

/* GET_INFO. No error of its own. */
struct openpml_info {
	__u32 argsz;
	__u32 flags;		/* in: 0 */
	__u32 uapi_version;	/* OPENPML_UAPI_VERSION of the driver */
	__u32 unit_version;	/* major << 16 | minor */
	__u32 features;
	__u32 modes;		/* bit m: VM_CREATE takes mode m */
	__u32 n_vm;
	__u32 n_vcpu;
	__u32 n_vectors;	/* interrupt vectors in use */
	__u32 log_records;	/* records that the driver keeps for slow readers */
	__u64 max_pages;	/* largest limit of a VM */
	__u64 min_period;	/* shortest period, cycles */
	__u64 clock_hz;		/* of the unit's clock; 0: not known */
	__u64 time;		/* the unit's cycle counter, now */
	__u32 resets;		/* resets of the function since the driver was bound */
	__u32 reserved;
};

/*
 * WATCH: which records this file reads from now on, those that already wait for it included. A new
 * file reads all.
 */
struct openpml_watch {
	__u32 argsz;
	__u32 flags;		/* 0 */
	__u64 slots;		/* bit s: records of slot s */
	__u32 types;		/* bit t: records of type t; unknown bits are ignored */
	__u32 reserved;
};

/* ---- VMs ---- */

/* mode */
#define OPENPML_MODE_BITMAP	0	/* the one that this driver offers */
#define OPENPML_MODE_RAW	1	/* of the unit; not offered: EOPNOTSUPP */
#define OPENPML_MODE_INTEL	2	/* of the unit; not offered: EOPNOTSUPP */

/* openpml_vm_create.flags */
#define OPENPML_VM_LOG_READS	0x01	/* accessed bitmap too (else reads are ignored) */
#define OPENPML_VM_ACCUMULATE	0x02	/* GET_BITMAP can be used */
#define OPENPML_VM_FILTER_BYPASS 0x04	/* every event is logged; for measurements */
#define OPENPML_VM_EXISTED	0x80000000u	/* out: the domain had this slot already */

#define OPENPML_SLOT_ANY	0xFFFFFFFFu

/*
 * VM_CREATE. Idempotent: the same domid with the same limit, mode and flags (and slot, if one is
 * asked for) returns the slot it has.
 *   EINVAL      limit 0 or above info.max_pages; mode above 2
 *   EOPNOTSUPP  a mode that is not in info.modes; LOG_READS on a unit without it
 *   EEXIST      the domain has a slot with other parameters
 *   EBUSY       the slot asked for is in use by another domain
 *   ENOSPC      no slot is free
 *   ENOMEM      no memory. Each object is contiguous on the bus: without an IOMMU the kernel may
 *               not have large ones
 */
struct openpml_vm_create {
	__u32 argsz;
	__u32 flags;
	__u32 slot;		/* in: wanted, or OPENPML_SLOT_ANY; out */
	__u32 domid;		/* label: any number, one slot each */
	__u64 limit;		/* pages of the VM: gfn 0 .. limit - 1 */
	__u32 mode;
	__u32 reserved;
	__u64 bitmap_bytes;	/* out: size of each bitmap that can be mapped */
	__u64 summary_bytes;	/* out: of each summary */
};

/* openpml_vm_op.flags */
#define OPENPML_DISABLE_FORCE	0x01	/* no orderly end; the last epoch is lost */

/*
 * VM_ENABLE: returns when epoch 0 has begun. Idempotent. All pages start as not written, not
 * accessed, and an accumulator starts empty. Buffers still held from before are taken back.
 *   EIO        the VM has faulted (VM_DISABLE first), or the unit could not write to the VM's
 *              memory
 *   ENOTRECOVERABLE  the unit refused its configuration (an error of driver or unit)
 * VM_DISABLE: returns when tracking has ended. The last epoch is ORed into the accumulator, and its
 * buffer (record DISABLE) can be read until the next VM_ENABLE or VM_DESTROY, without a RELEASE.
 * Idempotent; it also ends the FAULTED state.
 * VM_DESTROY: VM_DISABLE with FORCE if needed, then unbinds the vCPUs and frees slot and memory.
 */
struct openpml_vm_op {
	__u32 argsz;
	__u32 flags;
	__u32 slot;
	__u32 reserved;
};

/* openpml_vm_bind.flags */
#define OPENPML_BIND_REMOVE	0x01

/*
 * VM_BIND: a vCPU of the unit (0 .. info.n_vcpu - 1) belongs to this VM, or no longer. Idempotent.
 * Allowed while enabled.
 *   EBUSY   it belongs to another VM; or it has entries in its log (harvest, then try again)
 */
struct openpml_vm_bind {
	__u32 argsz;
	__u32 flags;
	__u32 slot;
	__u32 vcpu;
};

/* openpml_vm_status.state */
#define OPENPML_STATE_OFF	0
#define OPENPML_STATE_ENABLING	1
#define OPENPML_STATE_ACTIVE	2
#define OPENPML_STATE_STOPPING	3
#define OPENPML_STATE_RESETTING	4
#define OPENPML_STATE_FAULTED	5	/* stopped by a fault; VM_DISABLE, then VM_ENABLE */

/* openpml_vm_status.buffer[] */
#define OPENPML_BUFFER_FREE	0
#define OPENPML_BUFFER_UNIT	1	/* being filled, or being written back */
#define OPENPML_BUFFER_HELD	2	/* held by this file */
#define OPENPML_BUFFER_HELD_OTHER 3	/* held by another file */

/* openpml_vm_status.flags */
#define OPENPML_STATUS_BY_DOMID	0x01	/* in: look for domid, not slot (ENOENT if it has none) */
#define OPENPML_STATUS_LIMIT_GFN 0x02	/* out: limit_gfn is valid */

/* VM_STATUS. A list is made by asking for slots 0 .. info.n_vm - 1 (ENOENT: not in use). */
struct openpml_vm_status {
	__u32 argsz;
	__u32 flags;
	__u32 slot;		/* in, or out with BY_DOMID */
	__u32 domid;		/* out, or in with BY_DOMID */
	__u64 limit;		/* this and all below: out */
	__u32 mode;
	__u32 create_flags;	/* OPENPML_VM_* */
	__u32 state;
	__u32 epoch;		/* the running one */
	__u32 current_buffer;	/* the one being filled */
	__u32 fault;		/* OPENPML_FAULT_* of the last fault since enable */
	__u64 fault_info;
	__u64 limit_gfn;	/* first gfn at or past the limit since enable */
	__u64 start;		/* of the running epoch, cycles */
	__u64 accessed;		/* distinct pages of the epoch in memory so far: a lower bound */
	__u64 written;
	__u64 period;		/* cycles; 0: none */
	__u64 vcpus;		/* bit v: vCPU v is bound */
	__u64 bitmap_bytes;
	__u64 summary_bytes;
	__u32 buffer[2];	/* OPENPML_BUFFER_* */
	__u64 reserved;
};

/* Counters since the unit's last reset; VM_CREATE does not clear them. */
struct openpml_vm_counters {
	__u32 argsz;
	__u32 flags;		/* 0 */
	__u32 slot;
	__u32 reserved;
	__u64 accepted;		/* events taken */
	__u64 logged;		/* events that went into a log */
	__u64 absorbed;		/* events that the page filter absorbed */
	__u64 ignored;		/* reads when reads are not logged, events while not enabled */
	__u64 faulted;		/* events with gfn at or past the limit */
	__u64 discarded;	/* logged entries dropped by reset, fault or parity */
	__u64 consolidated;	/* log entries ORed into the line store */
	__u64 stalled;		/* cycles in which an event was held back */
	__u64 bank_switches;
	__u64 guest_exits;
	__u64 harvests;		/* epochs ended by a harvest */
	__u64 refused;		/* harvest commands refused */
	__u64 missed_periods;	/* timed harvests refused: the epoch went on */
	__u64 lines_read;
	__u64 lines_written;
	__u64 lines_cleared;
	__u64 read_bytes;	/* memory traffic */
	__u64 written_bytes;
	__u64 faults;
};

/* UNIT_COUNTERS. A source that the unit does not have counts 0. */
struct openpml_unit_counters {
	__u32 argsz;
	__u32 flags;		/* 0 */
	__u64 unbound;		/* events of vCPUs that belong to no VM */
	__u64 filter_parity;	/* filter entries with bad parity met (harmless) */
	__u64 events[4];	/* source: 0 CPU port, 1 ingest, 2 AXI tap, 3 generator */
	__u64 stalled[4];	/* cycles in which that source's event waited */
	__u64 ingest_entries;
	__u64 ingest_malformed;
	__u64 records;		/* this and below are the driver's: records taken from the unit */
	__u64 bad_records;	/* records that made no sense (ignored) */
	__u64 interrupts;
	__u64 late_records;	/* found before their interrupt came, or without one */
};

/* ---- epochs ---- */

/* openpml_harvest.flags */
#define OPENPML_HARVEST_WAIT	0x01	/* return when it is complete, with its record */
#define OPENPML_HARVEST_HOLD	0x02	/* keep the buffer for this file until RELEASE */

/*
 * HARVEST ends the epoch. Without WAIT it returns when the epoch is cut; its record comes by
 * read(). With WAIT, or when another command of this VM is still running, it waits up to timeout_ms
 * (0: the driver's default). Without HOLD only the record and the accumulator remain. A record is
 * never consumed by WAIT: read() shows it too.
 *   EBUSY      a buffer is held; the epoch goes on
 *   EAGAIN     without WAIT: another command of this VM is running; the epoch goes on
 *   ENOTCONN   the VM is not enabled
 *   EIO        the VM has faulted; or (WAIT) the record is not VALID: this epoch is lost
 *   ECANCELED  (WAIT) the VM was destroyed meanwhile
 * PEEK brings the running epoch to memory without ending it: afterwards all that was accepted
 * before the call is in the current buffer's bitmaps and summary (more may follow). WAIT as above;
 * HOLD: EINVAL. EOPNOTSUPP: a unit without it.
 */
struct openpml_harvest {
	__u32 argsz;
	__u32 flags;
	__u32 slot;
	__u32 timeout_ms;	/* at most 1 hour, else EINVAL */
	__u32 epoch;		/* out: number of the epoch */
	__u32 reserved;
	struct openpml_record record;	/* out with WAIT; else zero */
};

/*
 * RELEASE gives a held buffer back to the unit.
 *   EPERM      it is held by another file
 *   EINVAL     buffer above 1
 *   ENOTCONN   it is not held
 */
struct openpml_release {
	__u32 argsz;
	__u32 flags;		/* 0 */
	__u32 slot;
	__u32 buffer;
};

/* openpml_period.flags */
#define OPENPML_PERIOD_NS	0x01	/* value is in ns (else in cycles) */
#define OPENPML_PERIOD_HOLD	0x02	/* this file holds the buffers, until its last close */

/*
 * PERIOD: the unit harvests by itself every so often; 0 ends that. Without HOLD the record and the
 * accumulator are what remains of an epoch; with it, a buffer that is not released in time makes
 * the epoch longer (counted in missed_periods).
 *   ERANGE      below info.min_period, or too long for 64 bits of cycles
 *   EOPNOTSUPP  the unit has no timer; NS and the clock is not known
 * Can be set before VM_ENABLE; VM_DISABLE keeps it.
 */
struct openpml_period {
	__u32 argsz;
	__u32 flags;
	__u32 slot;
	__u32 reserved;
	__u64 value;
	__u64 cycles;		/* out: what was set */
};

/* openpml_get_bitmap.flags */
#define OPENPML_BITMAP_NO_CLEAR	0x01	/* look only */
#define OPENPML_BITMAP_HARVEST	0x02	/* harvest first (errors of HARVEST with WAIT) */

/*
 * GET_BITMAP: bits first_gfn .. first_gfn + pages - 1 of the accumulator, to 8 * ceil(pages / 64)
 * bytes at `bitmap`; bit n % 8 of byte n / 8 is page first_gfn + n, bits past the range are 0. What
 * is returned is cleared in the accumulator, in one step, for that kind only; if the call fails
 * nothing is cleared.
 *   EINVAL      first_gfn is no multiple of 64; pages is 0 or above 2^26; the range is not below
 *               the limit
 *   EOPNOTSUPP  the VM was made without ACCUMULATE; kind ACCESSED without LOG_READS
 *   ENOMEM
 */
struct openpml_get_bitmap {
	__u32 argsz;
	__u32 flags;
	__u32 slot;
	__u32 kind;		/* OPENPML_MAP_WRITTEN or OPENPML_MAP_ACCESSED */
	__u64 first_gfn;
	__u64 pages;
	__u64 bitmap;		/* pointer */
	__u64 set;		/* out: bits set in the range */
	__u32 epochs;		/* out: epochs ORed in since VM_ENABLE, wraps */
	/* out: epochs since VM_ENABLE that were lost: every page must be taken as set */
	__u32 lost;
	__u32 timeout_ms;	/* of HARVEST, as there */
	__u32 reserved;
};

/* ---- sources of events ---- */

/* openpml_ingest.format */
#define OPENPML_FMT_PML		0	/* Intel, AMD: GPA, bits 11:0 zero; a write */
#define OPENPML_FMT_HDBSS	1	/* Arm: valid bit 0, TTWL 3:1, IPA 55:12; writes */
#define OPENPML_FMT_GFN		2	/* gfn in bits 39:0, bit 63: write */

/* openpml_ingest.flags */
#define OPENPML_INGEST_BAD_VALID 0x01	/* out: bad_index, bad_entry are valid */

/*
 * INGEST: the entries of a log go through the unit as accesses of a vCPU, in order. It returns when
 * all have been accepted: a harvest after it contains them. The entries are copied, the buffer need
 * not be aligned. Entries that are malformed are counted and skipped. `done` says how many entries
 * the unit has finished, on errors too; it can be less than count only then. One call at a time
 * works, others wait for it.
 *   EINVAL      format above 2; count 0 or above 2^24
 *   ENOTCONN    the vCPU is bound to no VM
 *   EOPNOTSUPP  a unit without ingest
 *   ETIMEDOUT   the unit holds the vCPU back, or is too slow. Entries past `done` may or may not be
 *               taken later
 *   EBUSY       entries of an earlier call that timed out (or was interrupted) are still waiting
 *   EFAULT      entries before `done` have been taken
 *   EIO         the unit could not read the driver's copy
 */
struct openpml_ingest {
	__u32 argsz;
	__u32 flags;		/* in: 0 */
	__u32 vcpu;
	__u32 format;
	__u64 entries;		/* pointer to 64-bit little-endian words */
	__u64 count;
	__u32 timeout_ms;	/* for the whole call; as in HARVEST */
	__u32 reserved;
	__u64 done;		/* out, all below */
	__u64 events;		/* page accesses made of them */
	__u64 malformed;
	__u64 superpages;	/* entries that stood for 512 pages */
	__u64 bad_index;	/* first malformed entry */
	__u64 bad_entry;
};

/* openpml_gen_start.pattern: docs/sources.md section 8 */
#define OPENPML_GEN_CONSTANT	0
#define OPENPML_GEN_SEQUENTIAL	1
#define OPENPML_GEN_UNIFORM	2
#define OPENPML_GEN_ZIPF	3

#define OPENPML_GEN_HOLD	0x01	/* stop after each period but the last, until CONTINUE */

#define OPENPML_GEN_PHASES	8

struct openpml_gen_phase {
	__u32 pages;		/* of the working set: 1 .. 2^24 - 1 */
	__u32 passes;		/* over the set in a period: 1 .. 65536 */
	__u32 periods;		/* in the phase: 1 .. 65536 */
	__u32 reserved;
};

/*
 * GEN_START: the unit's traffic generator begins a run (self test, benchmark). Its events count as
 * accesses of vCPUs first_vcpu .. first_vcpu + n_vcpu - 1 in turn, which must be bound.
 *   EINVAL      a value out of its range
 *   EBUSY       a run is under way (GEN_STOP ends it)
 *   ENOTCONN    one of the vCPUs is bound to no VM
 *   EOPNOTSUPP  a unit without generator
 */
struct openpml_gen_start {
	__u32 argsz;
	__u32 flags;
	__u32 pattern;
	__u32 preset;		/* 0: as below; 1, 2: experiment 1, 2 (without pattern, phases) */
	__u32 scale;		/* pages of every phase >> scale, 0 .. 15 */
	__u32 rate;		/* events per 65,536 cycles: 1 .. 65536 */
	__u32 first_vcpu;
	__u32 n_vcpu;		/* 1 .. */
	__u64 first_gfn;	/* below 2^40 */
	__u64 seed;		/* not 0 */
	__u64 events;		/* the run ends after that many; 0: with its phases. Below 2^48 */
	__u32 seq_last;		/* SEQUENTIAL: last page of the walk, below 2^24 */
	__u32 write_share;	/* writes among 256 events: 0 .. 256 */
	__u32 n_phases;		/* 1 .. 8; with a preset 0 */
	__u32 reserved;
	struct openpml_gen_phase phase[OPENPML_GEN_PHASES];
};

/* openpml_gen_ctrl.op */
#define OPENPML_GEN_OP_STATUS	0
#define OPENPML_GEN_OP_STOP	1	/* ends the run; its events so far have been accepted */
#define OPENPML_GEN_OP_CONTINUE	2	/* EINVAL unless it is held */
#define OPENPML_GEN_OP_WAIT	3	/* until held or idle: all events have been accepted */

/* openpml_gen_ctrl.state */
#define OPENPML_GEN_IDLE	0
#define OPENPML_GEN_RUNNING	1
#define OPENPML_GEN_HELD	2

/* GEN_CTRL. EOPNOTSUPP: a unit without generator. EINVAL: op above 3 */
struct openpml_gen_ctrl {
	__u32 argsz;
	__u32 flags;		/* 0 */
	__u32 op;
	__u32 timeout_ms;	/* WAIT, STOP; as in HARVEST */
	__u32 state;		/* out, all below */
	__u32 done;		/* 1: the last run came to its end by itself */
	__u32 phase;
	__u32 pages;		/* of the phase, after scale */
	__u32 periods;		/* complete since START (24 bits, wraps) */
	__u32 reserved;
};

#endif /* _UAPI_OPENPML_H */
