// SPDX-License-Identifier: Apache-2.0
/// A message in words, for whoever looks for what went wrong.
#pragma once
#include <string>

#include "cosim/channel.hpp"

namespace openpml::cosim {

/// Command, the fields that matter, number of descriptors. Any message, however wrong.
std::string describe(const Message& m);

}  // namespace openpml::cosim
