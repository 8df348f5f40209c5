// SPDX-License-Identifier: Apache-2.0
// What happens when an RTL assertion fires under Verilator: an exception instead of the library's abort (VL_USER_STOP).
#include "verilated_stop.hpp"

#include <verilated.h>

void vl_stop(const char* filename, int linenum, const char* hier) VL_MT_UNSAFE {
  throw openpml::RtlAssertion(std::string("RTL assertion fired: ") + filename + ":" + std::to_string(linenum) + " in " +
                              hier);
}
