// SPDX-License-Identifier: Apache-2.0
/// Where exceptions end: from the library's inside to the codes and texts of libpml.h.
#pragma once
#include <cerrno>
#include <memory>
#include <new>
#include <string>
#include <utility>

#include "epoch.hpp"
#include "failure.hpp"
#include "hot.hpp"
#include "libpml.h"
#include "unit.hpp"

struct pml_unit {
  std::shared_ptr<openpml::host::Unit> unit;
};
struct pml_epoch {
  template <class... Words>
  explicit pml_epoch(Words&&... words) : epoch(std::forward<Words>(words)...) {}
  openpml::host::Epoch epoch;
};
struct pml_hot {
  openpml::host::HotPages pages;
  unsigned kind;
};

namespace openpml::host {

inline int report(pml_error* error, int code, const std::string& text) {
  if (error) {
    error->code = code;
    error->text[text.copy(error->text, sizeof error->text - 1)] = '\0';
  }
  return -code;
}

/// Runs `f` (which returns an int, 0 or more); what it throws becomes -errno and the text.
template <class F>
int guarded(pml_error* error, F&& f) noexcept {
  if (error) *error = {};
  try {
    return f();
  } catch (const Failure& e) {
    return report(error, e.code, e.what());
  } catch (const std::bad_alloc&) {
    return report(error, ENOMEM, "out of memory");
  } catch (const std::exception& e) {
    return report(error, EIO, e.what());
  }
}

inline void need(bool ok, const char* what) {
  if (!ok) throw Failure(EINVAL, std::string("libpml: ") + what);
}

inline void need_kind(unsigned kind) {
  need(kind <= OPENPML_MAP_ACCESSED, "the kind is OPENPML_MAP_WRITTEN or OPENPML_MAP_ACCESSED");
}

/// A unit on any device (tests have one of their own).
inline pml_unit* make_unit(std::unique_ptr<Device> device, const std::string& path) {
  return new pml_unit{std::make_shared<Unit>(std::move(device), path)};
}

}  // namespace openpml::host
