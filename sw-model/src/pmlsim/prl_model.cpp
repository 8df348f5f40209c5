// SPDX-License-Identifier: Apache-2.0
#include "prl_model.hpp"

namespace openpml::pmlsim {

bool PrlModel::log(unsigned vcpu, double ns) {
  Log& l = logs_.at(vcpu);
  if (ns < l.closed_until) {
    ++dropped_;
    return false;
  }
  if (++l.used == kEntries) {
    ++interrupts_;
    copied_ += kEntries;
    l.used = 0;
    l.closed_until = ns + costs_.prl_handler_ns(kEntries);
  }
  return true;
}

void PrlModel::drain(unsigned vcpu) {
  Log& l = logs_.at(vcpu);
  copied_ += l.used;
  l.used = 0;
}

}  // namespace openpml::pmlsim
