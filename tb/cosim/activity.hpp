// SPDX-License-Identifier: Apache-2.0
/// Is there anything left that the unit does by itself? It is asked when its ports have been quiet for a while: work inside it (a job that walks
/// a table, a timer, interrupt moderation, a slow generator) does not show at the ports.
#pragma once
#include "cosim/unit.hpp"

namespace openpml::cosim {

/// Reads status registers (some dozens; the unit runs on meanwhile). Reading them changes nothing.
bool work_left(Unit& unit);

}  // namespace openpml::cosim
