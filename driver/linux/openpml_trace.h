/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracepoints: /sys/kernel/tracing/events/openpml/ */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM openpml

#if !defined(OPENPML_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define OPENPML_TRACE_H

#include <linux/tracepoint.h>

#include "openpml.h"

TRACE_EVENT(openpml_command,
	TP_PROTO(int unit, u32 slot, u32 command, u32 status),
	TP_ARGS(unit, slot, command, status),
	TP_STRUCT__entry(
		__field(int, unit)
		__field(u32, slot)
		__field(u32, command)
		__field(u32, status)
	),
	TP_fast_assign(
		__entry->unit = unit;
		__entry->slot = slot;
		__entry->command = command;
		__entry->status = status;
	),
	TP_printk("openpml%d slot=%u command=%#x status=%u", __entry->unit, __entry->slot,
		  __entry->command, __entry->status)
);

TRACE_EVENT(openpml_record,
	TP_PROTO(int unit, const struct openpml_record *rec),
	TP_ARGS(unit, rec),
	TP_STRUCT__entry(
		__field(int, unit)
		__field(u8, type)
		__field(u8, flags)
		__field(u8, slot)
		__field(u8, fault)
		__field(u32, domid)
		__field(u32, epoch)
		__field(u32, lines)
		__field(u64, accessed)
		__field(u64, written)
		__field(u64, seq)
	),
	TP_fast_assign(
		__entry->unit = unit;
		__entry->type = rec->type;
		__entry->flags = rec->flags;
		__entry->slot = rec->slot;
		__entry->fault = rec->fault;
		__entry->domid = rec->domid;
		__entry->epoch = rec->epoch;
		__entry->lines = rec->lines;
		__entry->accessed = rec->accessed;
		__entry->written = rec->written;
		__entry->seq = rec->seq;
	),
	TP_printk("openpml%d seq=%llu type=%u flags=%#x slot=%u domid=%u epoch=%u lines=%u accessed=%llu written=%llu fault=%u",
		  __entry->unit, __entry->seq, __entry->type, __entry->flags, __entry->slot,
		  __entry->domid, __entry->epoch, __entry->lines, __entry->accessed,
		  __entry->written, __entry->fault)
);

#endif /* OPENPML_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE openpml_trace
#include <trace/define_trace.h>
