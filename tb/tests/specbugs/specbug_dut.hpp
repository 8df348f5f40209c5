// SPDX-License-Identifier: Apache-2.0
/// RTL and cycle model in lock-step, both with the same seeded specification bug.
#pragma once
#include <memory>

#include "lockstep.hpp"

namespace openpml {

/// A small unit of two VMs: scripts/specbug.mk Verilates it with these parameters.
Params specbug_params();
/// `bug` 0: none. Throws LockstepMismatch from step() like any LockstepDut.
std::unique_ptr<LockstepDut> make_specbug_dut(unsigned bug);

}  // namespace openpml
