// SPDX-License-Identifier: Apache-2.0
/// From a call and its errno to one line: what happened, where, what to do.
#pragma once
#include <cstdint>
#include <string>

namespace openpml::host {

enum class Call : uint8_t {
  Info,
  Counters,
  Status,
  Create,
  Bind,
  Enable,
  Disable,
  Harvest,
  Peek,
  Period,
  GetBitmap,
  Read,
  Watch,
  Map,
  Ingest,
  GenStart,
  GenControl
};

/// Throws Failure if `result` is below 0.
void fail_if(int result, const std::string& where, Call call);

}  // namespace openpml::host
