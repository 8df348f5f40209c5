// SPDX-License-Identifier: Apache-2.0
#include "cosim/death.hpp"

#include <charconv>
#include <stdexcept>

namespace openpml::cosim {

Death::Death(const std::string& moment) {
  const size_t colon = moment.find(':');
  const std::string kind = moment.substr(0, colon);
  if (kind == "cycle") of_ = Of::Cycle;
  if (kind == "access") of_ = Of::Access;
  if (kind == "burst") of_ = Of::Burst;
  if (kind == "interrupt") of_ = Of::Interrupt;
  const char* end = moment.data() + moment.size();
  const char* from = colon == std::string::npos ? end : moment.data() + colon + 1;
  const auto [stop, error] = std::from_chars(from, end, count_);
  if (of_ == Of::Never || error != std::errc{} || stop != end || count_ == 0)
    throw std::invalid_argument("'" + moment + "' is none of cycle:N, access:N, burst:N, interrupt:N");
}

bool Death::due(Function& f) const {
  switch (of_) {
    case Of::Never: return false;
    case Of::Cycle: return f.unit().cycles() >= count_;
    case Of::Access: return f.counts().reads + f.counts().writes >= count_;
    case Of::Burst: return f.unit().memory_port().counts().reads + f.unit().memory_port().counts().writes >= count_;
    case Of::Interrupt: return f.msix().sent() >= count_;
  }
  return false;
}

}  // namespace openpml::cosim
