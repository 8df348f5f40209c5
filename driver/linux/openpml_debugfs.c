// SPDX-License-Identifier: GPL-2.0-only
/* For whoever debugs: /sys/kernel/debug/openpml/openpml<N>/. No interface; it may change. */
#include <linux/debugfs.h>
#include <linux/seq_file.h>

#include "openpml_drv.h"

static struct dentry *root;

void openpml_debugfs_init(void)
{
	root = debugfs_create_dir("openpml", NULL);
}

void openpml_debugfs_exit(void)
{
	debugfs_remove_recursive(root);
}

static void print_counters(struct seq_file *s, const char *const *names, const __u64 *values, int n)
{
	int i;

	for (i = 0; i < n; i++)
		seq_printf(s, "  %-16s %llu\n", names[i], values[i]);
}

static int vms_show(struct seq_file *s, void *data)
{
	static const char *const names[] = {
		"accepted",	"logged",	"absorbed",	"ignored",
		"faulted",	"discarded",	"consolidated",	"stalled",
		"bank_switches", "guest_exits",	"harvests",	"refused",
		"missed_periods", "lines_read",	"lines_written", "lines_cleared",
		"read_bytes",	"written_bytes", "faults",
	};
	struct openpml *pml = s->private;
	struct openpml_vm_counters counters;
	int i, err = openpml_enter(pml);

	static_assert(ARRAY_SIZE(names) == PML_VM_CNT_COUNT);
	if (err)
		return err;
	for (i = 0; i < pml->n_vm; i++) {
		struct openpml_vm *vm = openpml_vm_lock(pml, i);

		if (IS_ERR(vm))
			continue;
		seq_printf(s, "slot %d domid %u limit %llu flags %#x status %08x holders %d%d\n", i,
			   vm->domid, vm->limit, vm->flags,
			   openpml_read(pml, openpml_vm_reg(vm, PML_VM_STATUS)),
			   !!vm->buf[0].holder, !!vm->buf[1].holder);
		openpml_read_vm_counters(vm, &counters);
		print_counters(s, names, &counters.accepted, PML_VM_CNT_COUNT);
		mutex_unlock(&vm->lock);
	}
	openpml_leave(pml);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(vms);

static int unit_show(struct seq_file *s, void *data)
{
	static const char *const names[] = {
		"unbound",	"filter_parity", "events_cpu",	"events_ingest",
		"events_tap",	"events_gen",	"stalled_cpu",	"stalled_ingest",
		"stalled_tap",	"stalled_gen",	"ingest_entries", "ingest_malformed",
		"records",	"bad_records",	"interrupts",	"late_records",
	};
	struct openpml *pml = s->private;
	struct openpml_unit_counters counters = {};
	int err = openpml_enter(pml);

	static_assert(sizeof(counters) == 8 + 8 * ARRAY_SIZE(names));
	if (err)
		return err;
	openpml_read_unit_counters(pml, &counters);
	seq_printf(s, "version %08x features %08x vms %u vcpus %u\n", pml->version, pml->features,
		   pml->n_vm, pml->n_vcpu);
	seq_printf(s, "time %llu resets %u last_error %08x\n",
		   openpml_read64(pml, PML_GLOBAL_TIME), pml->resets,
		   openpml_read(pml, PML_GLOBAL_LAST_ERROR));
	seq_printf(s, "ring cons %u prod %u reserved %u vectors %d\n", pml->ring.cons,
		   openpml_read(pml, PML_GLOBAL_RING_PROD), openpml_read(pml, PML_GLOBAL_RING_RESV),
		   pml->n_irq);
	print_counters(s, names, &counters.unbound, ARRAY_SIZE(names));
	openpml_leave(pml);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(unit);

/*
 * Tests of the fault path: 1 filter, 2 log, 4 line store get a parity error with their next write.
 */
static int inject_set(void *data, u64 value)
{
	struct openpml *pml = data;
	int err;

	if (value > 7)
		return -EINVAL;
	err = openpml_enter(pml);
	if (err)
		return err;
	openpml_write(pml, PML_GLOBAL_TEST_INJECT, value);
	openpml_leave(pml);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(inject_fops, NULL, inject_set, "%llu\n");

void openpml_debugfs_add(struct openpml *pml)
{
	pml->debugfs = debugfs_create_dir(pml->name, root);
	debugfs_create_file("vms", 0400, pml->debugfs, pml, &vms_fops);
	debugfs_create_file("unit", 0400, pml->debugfs, pml, &unit_fops);
	debugfs_create_file_unsafe("inject", 0200, pml->debugfs, pml, &inject_fops);
}
