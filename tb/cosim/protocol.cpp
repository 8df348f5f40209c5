// SPDX-License-Identifier: Apache-2.0
#include "cosim/protocol.hpp"

#include <array>

namespace openpml::cosim {

std::string command_name(uint16_t command) {
  static constexpr std::array kNames = {"",
                                        "VERSION",
                                        "DMA_MAP",
                                        "DMA_UNMAP",
                                        "DEVICE_GET_INFO",
                                        "DEVICE_GET_REGION_INFO",
                                        "DEVICE_GET_REGION_IO_FDS",
                                        "DEVICE_GET_IRQ_INFO",
                                        "DEVICE_SET_IRQS",
                                        "REGION_READ",
                                        "REGION_WRITE",
                                        "DMA_READ",
                                        "DMA_WRITE",
                                        "DEVICE_RESET"};
  return command > 0 && command < kNames.size() ? kNames[command] : "command " + std::to_string(command);
}

}  // namespace openpml::cosim
