// SPDX-License-Identifier: Apache-2.0
#include "cosim/register_port.hpp"

#include <utility>

namespace openpml::cosim {

void RegisterPort::start_read(uint16_t address) {
  ar_ = true;
  address_ = address;
}

void RegisterPort::start_write(uint16_t address, uint32_t data, uint8_t strobes) {
  aw_ = w_ = true;
  address_ = address;
  data_ = data;
  strobes_ = strobes;
}

std::optional<RegisterPort::Answer> RegisterPort::take_answer() { return std::exchange(answer_, std::nullopt); }

void RegisterPort::drive(Inputs& in) const {
  in.s_awvalid = aw_;
  in.s_wvalid = w_;
  in.s_arvalid = ar_;
  in.s_awaddr = in.s_araddr = address_;
  in.s_wdata = data_;
  in.s_wstrb = strobes_;
  in.s_bready = in.s_rready = true;
}

void RegisterPort::observe(const Inputs& in, const Outputs& out) {
  if (in.s_awvalid && out.s_awready) aw_ = false;
  if (in.s_wvalid && out.s_wready) w_ = false;
  if (in.s_arvalid && out.s_arready) ar_ = false;
  if (out.s_bvalid) answer_ = {0, out.s_bresp == 0};
  if (out.s_rvalid) answer_ = {out.s_rdata, out.s_rresp == 0};
}

}  // namespace openpml::cosim
