// SPDX-License-Identifier: Apache-2.0
/// A domain's status and counters, a record: as JSON.
#pragma once
#include "context.hpp"

namespace openpml::pmlctl {

/// An object, or the members of one that is open already.
void add_domain_members(JsonWriter& j, const openpml_vm_status& vm);
void add_domain(JsonWriter& j, const openpml_vm_status& vm);
void add_record(JsonWriter& j, const openpml_record& r);

struct NamedCounter {
  const char* name;
  uint64_t value;
  const char* about;
};
std::vector<NamedCounter> named(const openpml_vm_counters& c);

}  // namespace openpml::pmlctl
