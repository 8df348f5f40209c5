// SPDX-License-Identifier: GPL-2.0-only
/* Open files: open, close, read, poll, and the way into the calls. */
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "openpml_drv.h"

/* The unit is ours until openpml_leave(). */
int openpml_enter(struct openpml *pml)
{
	int err;

	down_read(&pml->sem);
	err = openpml_down(pml);
	if (err)
		up_read(&pml->sem);
	return err;
}

void openpml_leave(struct openpml *pml)
{
	up_read(&pml->sem);
}

static int openpml_open(struct inode *inode, struct file *filp)
{
	struct openpml_file *file;
	struct openpml *pml;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	pml = openpml_find(iminor(inode));
	if (!pml)
		return -ENODEV;
	file = kzalloc(sizeof(*file), GFP_KERNEL_ACCOUNT);
	if (!file) {
		kref_put(&pml->ref, openpml_free);
		return -ENOMEM;
	}
	file->pml = pml;
	mutex_init(&file->read_lock);
	spin_lock_init(&file->lock);
	file->next = openpml_log_head(pml);
	file->slots = ~0ull;
	file->types = ~0u;
	filp->private_data = file;
	filp->f_mapping = pml->inode->i_mapping;
	return stream_open(inode, filp);
}

static int openpml_close(struct inode *inode, struct file *filp)
{
	struct openpml_file *file = filp->private_data;
	struct openpml *pml = file->pml;

	down_read(&pml->sem);
	openpml_forget_file(file);
	up_read(&pml->sem);
	kref_put(&pml->ref, openpml_free);
	kfree(file);
	return 0;
}

/* Waits for a record. */
static int wait_readable(struct openpml_file *file, bool block)
{
	struct openpml *pml = file->pml;

	if (openpml_log_ready(file))
		return 0;
	if (READ_ONCE(pml->gone) || READ_ONCE(pml->dead))
		return -ENODEV;
	if (!block)
		return -EAGAIN;
	return wait_event_interruptible(pml->wq, openpml_log_ready(file) || READ_ONCE(pml->gone) ||
							 READ_ONCE(pml->dead));
}

/* Copies the records that are there, as many as fit. What cannot be copied stays to be read. */
static ssize_t read_ready(struct openpml_file *file, char __user *buf, size_t len)
{
	struct openpml_record rec;
	ssize_t done = 0;

	if (mutex_lock_interruptible(&file->read_lock))
		return -ERESTARTSYS;
	while (len - done >= sizeof(rec) && openpml_log_peek(file, &rec)) {
		if (copy_to_user(buf + done, &rec, sizeof(rec))) {
			done = done ?: -EFAULT;
			break;
		}
		openpml_log_advance(file, &rec);
		done += sizeof(rec);
	}
	mutex_unlock(&file->read_lock);
	return done;
}

static ssize_t openpml_read_records(struct file *filp, char __user *buf, size_t len, loff_t *pos)
{
	struct openpml_file *file = filp->private_data;
	ssize_t done;
	int err;

	if (len < sizeof(struct openpml_record))
		return -EINVAL;
	len = min_t(size_t, len, OPENPML_LOG_RECORDS * sizeof(struct openpml_record));
	do {
		err = wait_readable(file, !(filp->f_flags & O_NONBLOCK));
		if (err)
			return err;
		done = read_ready(file, buf, len);
	} while (!done);	/* another thread was faster */
	return done;
}

static __poll_t openpml_poll(struct file *filp, poll_table *wait)
{
	struct openpml_file *file = filp->private_data;
	struct openpml *pml = file->pml;
	__poll_t events = 0;

	poll_wait(filp, &pml->wq, wait);
	if (openpml_log_ready(file))
		events |= EPOLLIN | EPOLLRDNORM;
	if (READ_ONCE(pml->gone) || READ_ONCE(pml->dead))
		events |= EPOLLERR | EPOLLHUP;
	return events;
}

static int openpml_set_watch(struct openpml_file *file, void *data)
{
	struct openpml_watch *arg = data;

	if (arg->flags || arg->reserved)
		return -EINVAL;
	spin_lock(&file->lock);
	file->slots = arg->slots;
	file->types = arg->types;
	spin_unlock(&file->lock);
	wake_up_all(&file->pml->wq);
	return 0;
}

/* All structures begin with argsz. */
union call_arg {
	u32 argsz;
	struct openpml_info info;
	struct openpml_vm_status vm_status;
	struct openpml_vm_counters vm_counters;
	struct openpml_unit_counters unit_counters;
	struct openpml_harvest harvest;
	struct openpml_ingest ingest;
	struct openpml_gen_start gen_start;
};

struct call {
	u32 nr;
	u32 size;
	int (*run)(struct openpml_file *file, void *arg);
	bool enters;	/* it takes sem by itself, since it touches user memory */
	bool tells_on_error;
};

/*
 * A structure's size in the first version of the interface is the smallest that is taken. When one
 * grows, its first size goes here as a number.
 */
#define CALL(name, type, function, ...)						\
	{ _IOC_NR(OPENPML_IOC_##name),						\
	  sizeof(struct type) + BUILD_BUG_ON_ZERO(sizeof(struct type) > sizeof(union call_arg)), \
	  function, ##__VA_ARGS__ }

static const struct call calls[] = {
	CALL(GET_INFO, openpml_info, openpml_get_info),
	CALL(WATCH, openpml_watch, openpml_set_watch),
	CALL(UNIT_COUNTERS, openpml_unit_counters, openpml_unit_counters),
	CALL(VM_CREATE, openpml_vm_create, openpml_vm_create),
	CALL(VM_DESTROY, openpml_vm_op, openpml_vm_destroy),
	CALL(VM_BIND, openpml_vm_bind, openpml_vm_bind),
	CALL(VM_ENABLE, openpml_vm_op, openpml_vm_enable),
	CALL(VM_DISABLE, openpml_vm_op, openpml_vm_disable),
	CALL(VM_STATUS, openpml_vm_status, openpml_vm_status),
	CALL(VM_COUNTERS, openpml_vm_counters, openpml_vm_counters),
	CALL(HARVEST, openpml_harvest, openpml_harvest),
	CALL(PEEK, openpml_harvest, openpml_peek),
	CALL(RELEASE, openpml_release, openpml_release),
	CALL(PERIOD, openpml_period, openpml_period),
	CALL(GET_BITMAP, openpml_get_bitmap, openpml_get_bitmap, .enters = true),
	CALL(INGEST, openpml_ingest, openpml_ingest, .enters = true, .tells_on_error = true),
	CALL(GEN_START, openpml_gen_start, openpml_gen_start),
	CALL(GEN_CTRL, openpml_gen_ctrl, openpml_gen_ctrl),
};

static int run_call(struct openpml_file *file, const struct call *call, void *arg)
{
	int err;

	if (call->enters)
		return openpml_down(file->pml) ?: call->run(file, arg);
	err = openpml_enter(file->pml);
	if (err)
		return err;
	err = call->run(file, arg);
	openpml_leave(file->pml);
	return err;
}

static long openpml_ioctl(struct file *filp, unsigned int cmd, unsigned long param)
{
	void __user *user = (void __user *)param;
	const struct call *call = NULL;
	union call_arg arg;
	u32 argsz;
	int err, i;

	for (i = 0; i < ARRAY_SIZE(calls) && !call; i++)
		if (cmd == _IO(OPENPML_IOC_MAGIC, calls[i].nr))
			call = &calls[i];
	if (!call)
		return -ENOTTY;
	if (get_user(argsz, (u32 __user *)user))
		return -EFAULT;
	if (argsz < call->size)
		return -EINVAL;
	if (argsz > PAGE_SIZE)
		return -E2BIG;
	err = copy_struct_from_user(&arg, call->size, user, argsz);
	if (err)
		return err;
	arg.argsz = argsz;	/* as it was when it was checked */
	err = run_call(filp->private_data, call, &arg);
	if ((!err || call->tells_on_error) && copy_to_user(user, &arg, call->size))
		return err ?: -EFAULT;
	return err;
}

const struct file_operations openpml_fops = {
	.owner = THIS_MODULE,
	.open = openpml_open,
	.release = openpml_close,
	.read = openpml_read_records,
	.poll = openpml_poll,
	.mmap = openpml_mmap,
	.unlocked_ioctl = openpml_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};
