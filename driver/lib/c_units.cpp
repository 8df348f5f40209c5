// SPDX-License-Identifier: Apache-2.0
// libpml.h: units, domains, records, sources of events.
#include <algorithm>
#include <cstring>

#include "c_boundary.hpp"
#include "popcount.hpp"

using namespace openpml::host;

namespace {

std::string only_unit() {
  const auto paths = device_paths();
  if (paths.empty())
    throw Failure(ENODEV, "there is no OpenPML unit (no /dev/openpml*); is the openpml module loaded (dmesg)?");
  if (paths.size() > 1)
    throw Failure(EINVAL,
                  "there are " + std::to_string(paths.size()) + " units; say which: " + paths.front() + ", ...");
  return paths.front();
}

}  // namespace

int pml_units(char* text, size_t size) {
  return guarded(nullptr, [&] {
    const auto paths = device_paths();
    std::string all;
    for (const auto& p : paths)
      if (all.size() + p.size() + 2 <= size) all += p + "\n";
    if (text && size) text[all.copy(text, size - 1)] = '\0';
    return static_cast<int>(paths.size());
  });
}

int pml_open(const char* path, pml_unit** unit, pml_error* error) {
  return guarded(error, [&] {
    need(unit, "pml_open needs a place for the unit");
    *unit = nullptr;
    const std::string name = path ? path : only_unit();
    *unit = make_unit(open_device(name), name);
    return 0;
  });
}

int pml_open_fd(int fd, pml_unit** unit, pml_error* error) {
  return guarded(error, [&] {
    auto device = adopt_device(fd);
    need(unit, "pml_open_fd needs a place for the unit");
    *unit = nullptr;
    *unit = make_unit(std::move(device), "file " + std::to_string(fd));
    return 0;
  });
}

void pml_close(pml_unit* unit) { delete unit; }
const char* pml_path(const pml_unit* unit) { return unit->unit->path().c_str(); }
int pml_fd(const pml_unit* unit) { return unit->unit->fd(); }

int pml_get_info(pml_unit* unit, openpml_info* info, pml_error* error) {
  return guarded(error, [&] { return *info = unit->unit->info(), 0; });
}

int pml_get_unit_counters(pml_unit* unit, openpml_unit_counters* counters, pml_error* error) {
  return guarded(error, [&] { return *counters = unit->unit->counters(), 0; });
}

int pml_list(pml_unit* unit, openpml_vm_status* vms, size_t room, pml_error* error) {
  return guarded(error, [&] {
    const auto all = unit->unit->list();
    std::copy_n(all.begin(), std::min(room, all.size()), vms);
    return static_cast<int>(all.size());
  });
}

int pml_get_status(pml_unit* unit, uint32_t domid, openpml_vm_status* status, pml_error* error) {
  return guarded(error, [&] { return *status = unit->unit->status(domid), 0; });
}

int pml_get_counters(pml_unit* unit, uint32_t domid, openpml_vm_counters* counters, pml_error* error) {
  return guarded(error, [&] { return *counters = unit->unit->vm_counters(domid), 0; });
}

int pml_enable(pml_unit* unit, uint32_t domid, const pml_tracking* tracking, pml_error* error) {
  return guarded(error, [&] {
    need(tracking, "pml_enable needs a pml_tracking");
    unit->unit->enable(domid, *tracking);
    return 0;
  });
}

int pml_disable(pml_unit* unit, uint32_t domid, pml_error* error) {
  return guarded(error, [&] { return unit->unit->disable(domid), 0; });
}

int pml_read_record(pml_unit* unit, int timeout_ms, openpml_record* record, pml_error* error) {
  return guarded(error, [&] {
    const auto r = unit->unit->read_record(timeout_ms);
    if (r) *record = *r;
    return r ? 1 : 0;
  });
}

int pml_watch(pml_unit* unit, const uint32_t* domids, size_t n, uint32_t types, pml_error* error) {
  return guarded(error, [&] {
    need(domids || n == 0, "pml_watch needs the domains");
    unit->unit->watch({domids, n}, types);
    return 0;
  });
}

int pml_set_period(pml_unit* unit, uint32_t domid, uint64_t value, unsigned flags, pml_error* error) {
  return guarded(error, [&] { return unit->unit->set_period(domid, value, flags), 0; });
}

int pml_get_bitmap(pml_unit* unit, uint32_t domid, unsigned kind, unsigned flags, uint64_t first_gfn, uint64_t pages,
                   void* bitmap, uint64_t* set, uint32_t* lost, pml_error* error) {
  return guarded(error, [&] {
    need_kind(kind);
    openpml_get_bitmap request{};
    request.flags = flags;
    request.kind = kind;
    request.first_gfn = first_gfn;
    request.pages = pages;
    request.bitmap = reinterpret_cast<uintptr_t>(bitmap);
    unit->unit->get_bitmap(domid, request);
    if (set) *set = request.set;
    if (lost) *lost = request.lost;
    return 0;
  });
}

int pml_ingest(pml_unit* unit, unsigned vcpu, unsigned format, const uint64_t* entries, size_t count,
               uint32_t timeout_ms, openpml_ingest* result, pml_error* error) {
  openpml_ingest request{};
  const int r = guarded(error, [&] {
    request.vcpu = vcpu;
    request.format = format;
    request.entries = reinterpret_cast<uintptr_t>(entries);
    request.count = count;
    request.timeout_ms = timeout_ms;
    unit->unit->ingest(request);
    return 0;
  });
  if (result) *result = request;
  return r;
}

int pml_gen_start(pml_unit* unit, const openpml_gen_start* run, pml_error* error) {
  return guarded(error, [&] {
    need(run, "pml_gen_start needs a run");
    unit->unit->gen_start(*run);
    return 0;
  });
}

int pml_gen_control(pml_unit* unit, unsigned op, uint32_t timeout_ms, openpml_gen_ctrl* result, pml_error* error) {
  return guarded(error, [&] {
    const auto answer = unit->unit->gen_control(op, timeout_ms);
    if (result) *result = answer;
    return 0;
  });
}

uint64_t pml_popcount(const void* bitmap, size_t bytes) {
  return best_counter().whole({static_cast<const uint8_t*>(bitmap), bytes});
}
const char* pml_popcount_isa(void) { return isa_name(best_counter().isa); }
