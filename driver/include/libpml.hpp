// SPDX-License-Identifier: Apache-2.0
/// libpml for C++20: the objects of libpml.h with destructors, exceptions and spans. Header only; what the functions do, units, errors and
/// threads are described in libpml.h.
#pragma once
#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "libpml.h"

namespace libpml {

/// Thrown by everything that can fail; what() is one line.
class Error : public std::runtime_error {
 public:
  Error(int code, const std::string& text) : std::runtime_error(text), code_(code) {}
  int code() const { return code_; }  ///< positive errno

 private:
  int code_;
};

enum class Kind : unsigned { Written = OPENPML_MAP_WRITTEN, Accessed = OPENPML_MAP_ACCESSED };

namespace detail {
/// Calls f(..., &error); a negative result is thrown.
template <class F>
int checked(F&& f) {
  pml_error error{};
  const int r = f(&error);
  if (r < 0) throw Error(error.code, error.text);
  return r;
}
template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* p) const {
    Free(p);
  }
};
template <class T, auto Free>
using Owner = std::unique_ptr<T, Deleter<Free>>;
}  // namespace detail

/// A harvested epoch. Its buffer goes back to the unit when the object does; spans hold until then.
class Epoch {
 public:
  explicit Epoch(pml_epoch* epoch) : epoch_(epoch) {}  ///< owned from here
  pml_epoch* get() const { return epoch_.get(); }

  const openpml_record& record() const { return *pml_epoch_record(get()); }
  uint64_t limit() const { return pml_epoch_limit(get()); }
  uint64_t pages(Kind kind) const { return pml_epoch_pages(get(), static_cast<unsigned>(kind)); }
  std::span<const uint32_t> summary() const {
    size_t n = 0;
    const uint32_t* p = pml_epoch_summary(get(), &n);
    return {p, n};
  }
  /// Empty for a kind that is not logged.
  std::span<const uint8_t> bitmap(Kind kind) const {
    size_t n = 0;
    const uint8_t* p = pml_epoch_bitmap(get(), static_cast<unsigned>(kind), &n);
    return {p, n};
  }
  /// As Xen's and KVM's dirty bitmaps.
  void to_bitmap(Kind kind, std::span<uint8_t> to, bool merge = false) const {
    detail::checked([&](pml_error* e) {
      return pml_epoch_to_bitmap(get(), static_cast<unsigned>(kind), to.data(), to.size(), merge, e);
    });
  }
  /// Calls take(gfn) for each page, ascending.
  template <class F>
  void for_each_gfn(Kind kind, F&& take) const {
    uint64_t cursor = 0, gfns[256];
    while (const size_t n = pml_epoch_gfns(get(), static_cast<unsigned>(kind), &cursor, gfns, std::size(gfns)))
      for (size_t i = 0; i < n; ++i) take(gfns[i]);
  }
  std::vector<uint64_t> gfns(Kind kind) const {
    std::vector<uint64_t> all;
    for_each_gfn(kind, [&](uint64_t gfn) { all.push_back(gfn); });
    return all;
  }

 private:
  detail::Owner<pml_epoch, pml_epoch_release> epoch_;
};

/// Pages seen in at least k of the last n epochs.
class HotPages {
 public:
  HotPages(unsigned n, Kind kind) : n_(n) {
    pml_hot* hot = nullptr;
    detail::checked([&](pml_error* e) { return pml_hot_new(n, static_cast<unsigned>(kind), &hot, e); });
    hot_.reset(hot);
  }
  void add(const Epoch& epoch) {
    detail::checked([&](pml_error* e) { return pml_hot_add(hot_.get(), epoch.get(), e); });
  }
  unsigned epochs() const { return pml_hot_epochs(hot_.get()); }
  /// [i]: pages seen in exactly i + 1 epochs.
  std::vector<uint64_t> histogram() const {
    std::vector<uint64_t> pages(n_);
    pml_hot_histogram(hot_.get(), pages.data());
    return pages;
  }
  /// Calls take(gfn, seen) for each page seen in at least k epochs, ascending.
  template <class F>
  void for_each(unsigned k, F&& take) const {
    uint64_t cursor = 0, gfns[256];
    uint8_t seen[256];
    while (const size_t n = pml_hot_gfns(hot_.get(), k, &cursor, gfns, seen, std::size(gfns)))
      for (size_t i = 0; i < n; ++i) take(gfns[i], unsigned{seen[i]});
  }

 private:
  unsigned n_;
  detail::Owner<pml_hot, pml_hot_free> hot_;
};

/// An open unit.
class Unit {
 public:
  /// Empty: the machine's only unit.
  explicit Unit(const std::string& path = {}) {
    pml_unit* unit = nullptr;
    detail::checked([&](pml_error* e) { return pml_open(path.empty() ? nullptr : path.c_str(), &unit, e); });
    unit_.reset(unit);
  }
  explicit Unit(pml_unit* unit) : unit_(unit) {}  ///< owned from here
  pml_unit* get() const { return unit_.get(); }
  std::string path() const { return pml_path(get()); }

  openpml_info info() const { return filled<openpml_info>(pml_get_info); }
  openpml_unit_counters counters() const { return filled<openpml_unit_counters>(pml_get_unit_counters); }
  std::vector<openpml_vm_status> list() const {
    std::vector<openpml_vm_status> vms(info().n_vm);
    const int n = detail::checked([&](pml_error* e) { return pml_list(get(), vms.data(), vms.size(), e); });
    vms.resize(std::min<size_t>(vms.size(), static_cast<size_t>(n)));
    return vms;
  }
  openpml_vm_status status(uint32_t domid) const {
    openpml_vm_status s{};
    detail::checked([&](pml_error* e) { return pml_get_status(get(), domid, &s, e); });
    return s;
  }
  openpml_vm_counters counters(uint32_t domid) const {
    openpml_vm_counters c{};
    detail::checked([&](pml_error* e) { return pml_get_counters(get(), domid, &c, e); });
    return c;
  }
  void enable(uint32_t domid, const pml_tracking& tracking) {
    detail::checked([&](pml_error* e) { return pml_enable(get(), domid, &tracking, e); });
  }
  void disable(uint32_t domid) {
    detail::checked([&](pml_error* e) { return pml_disable(get(), domid, e); });
  }
  Epoch harvest(uint32_t domid, uint32_t timeout_ms = 0) {
    pml_epoch* epoch = nullptr;
    detail::checked([&](pml_error* e) { return pml_harvest(get(), domid, timeout_ms, &epoch, e); });
    return Epoch(epoch);
  }
  /// A copy of the running epoch, which goes on.
  Epoch peek(uint32_t domid, uint32_t timeout_ms = 0) {
    pml_epoch* epoch = nullptr;
    detail::checked([&](pml_error* e) { return pml_peek(get(), domid, timeout_ms, &epoch, e); });
    return Epoch(epoch);
  }
  Epoch take(const openpml_record& record) {
    pml_epoch* epoch = nullptr;
    detail::checked([&](pml_error* e) { return pml_take(get(), &record, &epoch, e); });
    return Epoch(epoch);
  }
  std::optional<openpml_record> read_record(int timeout_ms) {
    openpml_record record{};
    if (!detail::checked([&](pml_error* e) { return pml_read_record(get(), timeout_ms, &record, e); }))
      return std::nullopt;
    return record;
  }
  /// Empty: all domains; types 0: all types.
  void watch(std::span<const uint32_t> domids, uint32_t types = 0) {
    detail::checked([&](pml_error* e) { return pml_watch(get(), domids.data(), domids.size(), types, e); });
  }
  void set_period(uint32_t domid, uint64_t value, unsigned flags) {
    detail::checked([&](pml_error* e) { return pml_set_period(get(), domid, value, flags, e); });
  }
  struct Bits {
    std::vector<uint8_t> bitmap;  ///< bit n % 8 of byte n / 8 is page first_gfn + n
    uint64_t set = 0;
    uint32_t lost = 0;  ///< not 0: every page must be taken as set
  };
  /// Pages since they were last asked for (OPENPML_VM_ACCUMULATE).
  Bits get_bitmap(uint32_t domid, Kind kind, uint64_t first_gfn, uint64_t pages, unsigned flags = 0) {
    Bits b{std::vector<uint8_t>((pages + 63) / 64 * 8)};
    detail::checked([&](pml_error* e) {
      return pml_get_bitmap(get(), domid, static_cast<unsigned>(kind), flags, first_gfn, pages, b.bitmap.data(), &b.set,
                            &b.lost, e);
    });
    return b;
  }
  openpml_ingest ingest(unsigned vcpu, unsigned format, std::span<const uint64_t> entries, uint32_t timeout_ms = 0) {
    openpml_ingest result{};
    detail::checked([&](pml_error* e) {
      return pml_ingest(get(), vcpu, format, entries.data(), entries.size(), timeout_ms, &result, e);
    });
    return result;
  }
  void gen_start(const openpml_gen_start& run) {
    detail::checked([&](pml_error* e) { return pml_gen_start(get(), &run, e); });
  }
  openpml_gen_ctrl gen_control(unsigned op, uint32_t timeout_ms = 0) {
    openpml_gen_ctrl result{};
    detail::checked([&](pml_error* e) { return pml_gen_control(get(), op, timeout_ms, &result, e); });
    return result;
  }

 private:
  template <class T>
  T filled(int (*get_it)(pml_unit*, T*, pml_error*)) const {
    T t{};
    detail::checked([&](pml_error* e) { return get_it(get(), &t, e); });
    return t;
  }
  detail::Owner<pml_unit, pml_close> unit_;
};

}  // namespace libpml
