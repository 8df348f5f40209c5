// SPDX-License-Identifier: Apache-2.0
/// The counters that need instructions of x86-64 processors; on others there are none of them.
#pragma once
#include "popcount.hpp"

namespace openpml::host {

bool x86_has(Isa isa);
/// Only if x86_has(isa).
Counter x86_counter(Isa isa);

}  // namespace openpml::host
