/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * OpenPML driver: what its files share.
 *
 * Locks, outermost first:
 *   mmap_lock (the kernel's) -> map_lock
 *   sem -> create_lock -> vm->lock -> bind_lock -> ring_lock -> acc->lock, log_lock
 * sem is held for reading by every call that touches the unit or memory the unit can reach, and for
 * writing by whoever takes these away (remove, reset). Whoever waits while holding it must give up
 * when openpml_down() says so. User memory is never touched while holding anything but ingest_lock
 * and a file's read_lock.
 */
#ifndef OPENPML_DRV_H
#define OPENPML_DRV_H

#include <linux/cdev.h>
#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "openpml.h"
#include "pml_regs.h"

#define OPENPML_MAX_UNITS	64
#define OPENPML_MAX_VM		64
#define OPENPML_MAX_VCPU	64
#define OPENPML_RING_LOG2	8	/* records in the unit's ring */
#define OPENPML_LOG_RECORDS	2048	/* records kept for readers */
/* cycles; below it dom0 does nothing but serve interrupts */
#define OPENPML_MIN_PERIOD	16384
#define OPENPML_MAX_TIMEOUT_MS	3600000

/* 0: records; 1: faults, ingest, generator (0 if there is only one) */
#define OPENPML_VECTORS		2

#define OPENPML_BUFFERS		2
#define OPENPML_KINDS		3	/* OPENPML_MAP_* */

struct openpml;
struct openpml_file;

/* Memory that the unit reads or writes. */
struct openpml_dma {
	void *cpu;
	dma_addr_t bus;
	size_t size;
};

/* One of the two sets of bitmaps of a VM. Who has it: ring_lock. */
struct openpml_buffer {
	struct openpml_dma mem[OPENPML_KINDS];
	struct openpml_file *holder;	/* file that reads it */
	bool give_back;			/* to be released as soon as the unit takes it */
};

/* Epochs ORed together for GET_BITMAP; lives on while a call uses it. */
struct openpml_acc {
	struct kref ref;
	struct mutex lock;		/* all below */
	u32 lines;
	u32 epochs;
	u32 lost;
	u32 clears;			/* tells reads before an ENABLE from those after it */
	u64 *bits[2];			/* OPENPML_MAP_WRITTEN, OPENPML_MAP_ACCESSED */
};

struct openpml_vm {
	struct openpml *pml;
	u32 slot;
	struct mutex lock;		/* one call at a time commands this VM */
	/* changed with lock and ring_lock (and map_lock) held, so stable under any of them */
	bool used;
	u32 instance;			/* tells this use of the slot from others */
	u32 domid;
	u32 flags;
	u64 limit;
	u32 lines;
	size_t bitmap_bytes;
	size_t summary_bytes;
	struct openpml_acc *acc;
	struct openpml_buffer buf[OPENPML_BUFFERS];
	/* ring_lock */
	bool tracking;			/* ENABLE was accepted, no DISABLE or STOP record since */
	bool faulted;
	bool asked;			/* a HARVEST of ours has no record yet */
	u32 asked_epoch;
	struct openpml_file *asked_by;	/* it wants the buffer */
	struct openpml_file *period_holder; /* it wants the buffers of timed harvests */
	/* lock */
	u64 period;
};

struct openpml_ring {
	struct openpml_dma mem;
	u32 cons;			/* next record, free-running */
};

struct openpml_ingest_state {
	bool usable;
	struct openpml_dma desc;
	struct openpml_dma cpl;
	struct openpml_dma pages;
	u32 posted;			/* descriptors, free-running */
	u32 taken;			/* completions, free-running */
};

struct openpml {
	struct kref ref;		/* the driver's, while bound, and one for each open file */
	struct inode *inode;		/* owner of all mappings of this unit */
	struct cdev *cdev;
	int minor;
	char name[16];

	struct pci_dev *pdev;
	void __iomem *regs;
	resource_size_t regs_len;
	bool shell;			/* a board's registers are there */
	int n_irq;			/* vectors that we have */
	u32 vec_sources;		/* the one of faults, ingest and generator */

	/* read once at probe */
	u32 n_vm, n_vcpu, n_vec, features, version;
	u64 max_pages;
	u32 clock_khz;

	struct rw_semaphore sem;
	bool gone;			/* the driver was unbound: for good */
	bool dead;			/* the unit does not answer; only error recovery ends that */
	bool up;			/* not before probe has ended, not in a reset */
	u32 resets;

	wait_queue_head_t wq;		/* a record, a source's interrupt, down */
	struct delayed_work watchdog;

	struct mutex ring_lock;		/* the ring, commands, who has which buffer */
	struct openpml_ring ring;
	struct openpml_vm *vm;

	struct mutex create_lock;	/* the choice of a slot */
	struct mutex map_lock;		/* what a fault may map */
	u32 instances;

	struct mutex bind_lock;		/* vcpu_slot */
	s8 vcpu_slot[OPENPML_MAX_VCPU];	/* -1: bound to no VM */

	spinlock_t log_lock;		/* the log */
	struct openpml_record *log;
	u64 log_head;			/* number of the next record */

	struct mutex ingest_lock;	/* one INGEST at a time */
	struct openpml_ingest_state ingest;
	struct mutex gen_lock;		/* one that sets up the generator */

	atomic64_t interrupts;
	atomic64_t taken_records;
	atomic64_t bad_records;
	atomic64_t late_records;

	struct dentry *debugfs;
};

struct openpml_file {
	struct openpml *pml;
	struct mutex read_lock;		/* one read() at a time */
	spinlock_t lock;		/* all below */
	u64 next;			/* record to be read next */
	u64 slots;
	u32 types;
};

/* A record that somebody waits for: the first of that type from number 'since' on. */
struct openpml_wanted {
	struct openpml_vm *vm;
	u32 instance;
	u32 type;
	u64 since;
	bool by_epoch;			/* of that epoch or a later one */
	u32 epoch;
};

extern unsigned int openpml_timeout_ms;
extern unsigned int openpml_clock_khz;

/* openpml_main.c */
void openpml_free(struct kref *ref);

/* openpml_unit.c: registers and commands */
u32 openpml_read(struct openpml *pml, u32 reg);
void openpml_write(struct openpml *pml, u32 reg, u32 value);
u64 openpml_read64(struct openpml *pml, u32 reg);
void openpml_write64(struct openpml *pml, u32 reg, u64 value);
static inline u32 openpml_vm_reg(const struct openpml_vm *vm, u32 off)
{
	return PML_VM_BASE + vm->slot * PML_VM_STRIDE + off;
}

static inline u32 openpml_vcpu_reg(u32 vcpu, u32 off)
{
	return PML_VCPU_BASE + vcpu * PML_VCPU_STRIDE + off;
}

/* Who has a buffer (PML_OWNER_*), from a VM's STATUS. */
static inline u32 openpml_owner(u32 status, int buffer)
{
	return status >> (buffer ? PML_VM_STATUS_OWNER1_SHIFT : PML_VM_STATUS_OWNER0_SHIFT) & 3;
}

bool openpml_is_dead(struct openpml *pml);
int openpml_down(struct openpml *pml);
int openpml_command(struct openpml_vm *vm, u32 code);
int openpml_vm_state(struct openpml_vm *vm, u32 *job);
int openpml_wait_step(struct openpml *pml, unsigned long *us, unsigned long deadline);
int openpml_settle(struct openpml_vm *vm, unsigned long deadline);
int openpml_vm_reset(struct openpml_vm *vm, unsigned long deadline);
int openpml_identify(struct openpml *pml);
int openpml_quiesce(struct openpml *pml);
int openpml_start(struct openpml *pml);
void openpml_stop(struct openpml *pml);
int openpml_dma_alloc(struct openpml *pml, struct openpml_dma *mem, size_t size);
void openpml_dma_free(struct openpml *pml, struct openpml_dma *mem);
unsigned long openpml_deadline(u32 timeout_ms);

/* openpml_shell.c: what a board has round the unit */
int openpml_shell_probe(struct openpml *pml);
void openpml_shell_host(struct openpml *pml, bool on);
void openpml_shell_irqs(struct openpml *pml);

/* openpml_ring.c: from the unit's ring to the log */
void openpml_ring_start(struct openpml *pml);
unsigned int openpml_drain(struct openpml *pml);
unsigned int openpml_drain_locked(struct openpml *pml);
void openpml_give_back(struct openpml_vm *vm);
int openpml_irq_request(struct openpml *pml);
void openpml_irq_free(struct openpml *pml);
void openpml_irq_enable(struct openpml *pml, bool on);
void openpml_watchdog(struct work_struct *work);
void openpml_watch(struct openpml *pml, unsigned long delay);

/* openpml_log.c: the log, and waiting */
void openpml_log_push(struct openpml *pml, struct openpml_record *rec);
u64 openpml_log_head(struct openpml *pml);
bool openpml_log_ready(struct openpml_file *file);
bool openpml_log_peek(struct openpml_file *file, struct openpml_record *out);
void openpml_log_advance(struct openpml_file *file, const struct openpml_record *rec);
int openpml_wait(struct openpml *pml, bool (*done)(struct openpml *pml, void *arg), void *arg,
		 unsigned long deadline);
int openpml_wait_record(struct openpml *pml, const struct openpml_wanted *want,
			struct openpml_record *rec, unsigned long deadline);

/* openpml_acc.c */
struct openpml_acc *openpml_acc_new(u32 lines, bool reads);
struct openpml_acc *openpml_acc_get(struct openpml_acc *acc);
void openpml_acc_put(struct openpml_acc *acc);
void openpml_acc_clear(struct openpml_acc *acc);
void openpml_acc_lost(struct openpml_acc *acc);
int openpml_acc_read(struct openpml_acc *acc, struct openpml_get_bitmap *arg);
bool openpml_acc_add(struct openpml_vm *vm, const struct openpml_buffer *buf, u32 entries);

/* openpml_map.c */
int openpml_map_init(void);
void openpml_map_exit(void);
struct inode *openpml_map_inode(void);
int openpml_mmap(struct file *filp, struct vm_area_struct *vma);
void openpml_map_zap(struct openpml_vm *vm);

/* openpml_vm.c */
struct openpml_vm *openpml_vm_lock(struct openpml *pml, u32 slot);
void openpml_vm_teardown(struct openpml_vm *vm);
void openpml_vm_was_reset(struct openpml_vm *vm);
int openpml_vm_create(struct openpml_file *file, void *arg);
int openpml_vm_destroy(struct openpml_file *file, void *arg);
int openpml_vm_bind(struct openpml_file *file, void *arg);

/* openpml_track.c */
int openpml_vm_enable(struct openpml_file *file, void *arg);
int openpml_vm_disable(struct openpml_file *file, void *arg);

/* openpml_epoch.c */
int openpml_harvest(struct openpml_file *file, void *arg);
int openpml_peek(struct openpml_file *file, void *arg);
int openpml_release(struct openpml_file *file, void *arg);
int openpml_period(struct openpml_file *file, void *arg);
int openpml_get_bitmap(struct openpml_file *file, void *arg);
void openpml_forget_file(struct openpml_file *file);
void openpml_set_period(struct openpml_vm *vm, u64 cycles);

/* openpml_query.c */
int openpml_get_info(struct openpml_file *file, void *arg);
int openpml_vm_status(struct openpml_file *file, void *arg);
int openpml_vm_counters(struct openpml_file *file, void *arg);
int openpml_unit_counters(struct openpml_file *file, void *arg);
void openpml_read_vm_counters(struct openpml_vm *vm, struct openpml_vm_counters *out);
void openpml_read_unit_counters(struct openpml *pml, struct openpml_unit_counters *out);

/* openpml_ingest.c, openpml_gen.c */
int openpml_ingest_alloc(struct openpml *pml);
void openpml_ingest_free(struct openpml *pml);
void openpml_ingest_start(struct openpml *pml);
void openpml_ingest_stop(struct openpml *pml);
int openpml_ingest(struct openpml_file *file, void *arg);
void openpml_gen_quiesce(struct openpml *pml);
int openpml_gen_start(struct openpml_file *file, void *arg);
int openpml_gen_ctrl(struct openpml_file *file, void *arg);

/* openpml_chrdev.c, openpml_file.c: the device node, its calls */
extern const struct file_operations openpml_fops;
struct openpml *openpml_find(int minor);
int openpml_chrdev_init(void);
void openpml_chrdev_exit(void);
int openpml_number(struct openpml *pml);
void openpml_unnumber(struct openpml *pml);
int openpml_publish(struct openpml *pml);
void openpml_unpublish(struct openpml *pml);
int openpml_enter(struct openpml *pml);
void openpml_leave(struct openpml *pml);

/* openpml_debugfs.c */
void openpml_debugfs_init(void);
void openpml_debugfs_exit(void);
void openpml_debugfs_add(struct openpml *pml);

#endif /* OPENPML_DRV_H */
