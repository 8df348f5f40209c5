// SPDX-License-Identifier: Apache-2.0
/// Bad arguments as data: what is changed in a good one, and the error that uapi/openpml.h names for it.
#pragma once
#include "unit.hpp"

namespace guest {

template <class T>
struct Bad {
  int error;
  const char* what;
  void (*change)(T&, const openpml_info&);
};

/// Before the domain has a slot.
constexpr Bad<openpml_vm_create> kBadCreate[] = {
    {EINVAL, "limit 0", [](auto& a, auto&) { a.limit = 0; }},
    {EINVAL, "limit too large", [](auto& a, auto& info) { a.limit = info.max_pages + 1; }},
    {EINVAL, "limit of 64 ones", [](auto& a, auto&) { a.limit = ~0ull; }},
    {EINVAL, "mode 3", [](auto& a, auto&) { a.mode = 3; }},
    {EOPNOTSUPP, "raw mode", [](auto& a, auto&) { a.mode = OPENPML_MODE_RAW; }},
    {EOPNOTSUPP, "Intel mode", [](auto& a, auto&) { a.mode = OPENPML_MODE_INTEL; }},
    {EINVAL, "slot past the unit's", [](auto& a, auto& info) { a.slot = info.n_vm; }},
};

/// The domain has slot 0 with 1,000 pages and no flags.
constexpr Bad<openpml_vm_create> kBadCreateAgain[] = {
    {EEXIST, "same domain, other limit", [](auto& a, auto&) { a.limit = 1001; }},
    {EEXIST, "same domain, other flags", [](auto& a, auto&) { a.flags = OPENPML_VM_LOG_READS; }},
    {EBUSY, "slot of another domain", [](auto& a, auto&) { a.domid = 78, a.slot = 0; }},
};

/// Of a VM of 1,000 pages without reads.
constexpr Bad<openpml_get_bitmap> kBadGetBitmap[] = {
    {EINVAL, "first_gfn 1", [](auto& a, auto&) { a.first_gfn = 1, a.pages = 64; }},
    {EINVAL, "no pages", [](auto& a, auto&) { a.pages = 0; }},
    {EINVAL, "a page past the limit", [](auto& a, auto&) { a.pages = 1001; }},
    {EINVAL, "a range that wraps", [](auto& a, auto&) { a.first_gfn = ~0ull << 6, a.pages = 64; }},
    {EINVAL, "2^64 - 1 pages", [](auto& a, auto&) { a.pages = ~0ull; }},
    {EOPNOTSUPP, "accessed without LOG_READS", [](auto& a, auto&) { a.kind = OPENPML_MAP_ACCESSED; }},
    {EINVAL, "kind SUMMARY", [](auto& a, auto&) { a.kind = OPENPML_MAP_SUMMARY; }},
    {EFAULT, "no memory for the bitmap", [](auto& a, auto&) { a.bitmap = 0; }},
    {EFAULT, "kernel memory for the bitmap", [](auto& a, auto&) { a.bitmap = 0xFFFF888000000000ull; }},
};

constexpr Bad<openpml_ingest> kBadIngest[] = {
    {EINVAL, "format 3", [](auto& a, auto&) { a.format = 3; }},
    {EINVAL, "no entries", [](auto& a, auto&) { a.count = 0; }},
    {EINVAL, "too many entries", [](auto& a, auto&) { a.count = (1u << 24) + 1; }},
    {EINVAL, "vcpu that the unit has not", [](auto& a, auto& info) { a.vcpu = info.n_vcpu; }},
    {EFAULT, "entries in no memory", [](auto& a, auto&) { a.entries = 8; }},
};

constexpr Bad<openpml_gen_start> kBadGenStart[] = {
    {EINVAL, "pattern 4", [](auto& a, auto&) { a.pattern = 4; }},
    {EINVAL, "preset 3", [](auto& a, auto&) { a.preset = 3; }},
    {EINVAL, "scale 16", [](auto& a, auto&) { a.scale = 16; }},
    {EINVAL, "rate 0", [](auto& a, auto&) { a.rate = 0; }},
    {EINVAL, "rate above 65536", [](auto& a, auto&) { a.rate = 65'537; }},
    {EINVAL, "seed 0", [](auto& a, auto&) { a.seed = 0; }},
    {EINVAL, "write share 257", [](auto& a, auto&) { a.write_share = 257; }},
    {EINVAL, "no vCPU", [](auto& a, auto&) { a.n_vcpu = 0; }},
    {EINVAL, "first vCPU past the unit's", [](auto& a, auto& info) { a.first_vcpu = info.n_vcpu; }},
    {EINVAL, "vCPUs that wrap", [](auto& a, auto&) { a.n_vcpu = 0xFFFFFFFF, a.first_vcpu = 1; }},
    {EINVAL, "gfn over 40 bits", [](auto& a, auto&) { a.first_gfn = 1ull << 40; }},
    {EINVAL, "events over 48 bits", [](auto& a, auto&) { a.events = 1ull << 48; }},
    {EINVAL, "no phases", [](auto& a, auto&) { a.preset = 0, a.n_phases = 0; }},
    {EINVAL, "nine phases", [](auto& a, auto&) { a.preset = 0, a.n_phases = 9; }},
    {EINVAL, "an empty phase", [](auto& a, auto&) { a.preset = 0, a.n_phases = 1; }},
};

/// The generator is idle.
constexpr Bad<openpml_gen_ctrl> kBadGenControl[] = {
    {EINVAL, "generator operation 4", [](auto& a, auto&) { a.op = 4; }},
    {EINVAL, "CONTINUE of an idle generator", [](auto& a, auto&) { a.op = OPENPML_GEN_OP_CONTINUE; }},
};

/// The VM is enabled, nothing is held.
constexpr Bad<openpml_harvest> kBadHarvest[] = {
    {EINVAL, "a timeout above an hour", [](auto& a, auto&) { a.timeout_ms = 3'600'001; }},
};
constexpr Bad<openpml_harvest> kBadPeek[] = {
    {EINVAL, "PEEK with HOLD", [](auto& a, auto&) { a.flags = OPENPML_HARVEST_HOLD; }},
    {EINVAL, "PEEK, a timeout above an hour", [](auto& a, auto&) { a.timeout_ms = 3'600'001; }},
};
constexpr Bad<openpml_release> kBadRelease[] = {
    {ENOTCONN, "RELEASE of a buffer that is not held", [](auto&, auto&) {}},
    {EINVAL, "RELEASE of buffer 2", [](auto& a, auto&) { a.buffer = 2; }},
};

/// mmap of a VM of 1,000 pages without reads in slot 0; the mapping begins at `offset` and has `pages` pages.
struct BadMap {
  int error;  ///< 0: any
  const char* what;
  uint64_t offset, pages;
  int prot = PROT_READ, flags = MAP_SHARED;
};
constexpr uint64_t kWritten = OPENPML_MMAP_OFFSET(0, 0, OPENPML_MAP_WRITTEN);
constexpr BadMap kBadMap[] = {
    {EACCES, "mmap for writing", kWritten, 1, PROT_READ | PROT_WRITE},
    {EACCES, "mmap for execution", kWritten, 1, PROT_READ | PROT_EXEC},
    {EINVAL, "mmap, private", kWritten, 1, PROT_READ, MAP_PRIVATE},
    {EINVAL, "mmap past the end", kWritten, 2},
    {EINVAL, "mmap behind the end", kWritten + 4096, 1},
    {ENOENT, "mmap of accessed without LOG_READS", OPENPML_MMAP_OFFSET(0, 0, OPENPML_MAP_ACCESSED), 1},
    {0, "mmap of kind 3", OPENPML_MMAP_OFFSET(0, 1, 3), 1},
    {0, "mmap of a slot that is not in use, or not there", OPENPML_MMAP_OFFSET(1, 0, OPENPML_MAP_WRITTEN), 1},
    {0, "mmap of slot 255", OPENPML_MMAP_OFFSET(255, 0, 0), 1},
    {0, "mmap at the largest offset", 0x7FFFFFFFFFFFF000ull, 1},
};

}  // namespace guest
