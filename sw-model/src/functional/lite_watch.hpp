// SPDX-License-Identifier: Apache-2.0
/// AXI4-Lite from the outside: which register accesses the unit has answered. Internal to the judge.
#pragma once
#include <cstdint>
#include <optional>

#include "openpml/ports.hpp"

namespace openpml {

struct LiteAccess {
  uint32_t addr = 0, data = 0;
  bool okay = false;
};

class LiteWatch {
 public:
  /// One cycle. A write is reported in the first cycle of its B, a read in the first cycle of its R.
  void observe(const Inputs& in, const Outputs& out) {
    write_.reset();
    read_.reset();
    if (out.s_bvalid && aw_ && w_) {
      write_ = LiteAccess{*aw_, *w_, out.s_bresp == 0};
      aw_.reset();
      w_.reset();
    }
    if (out.s_rvalid && ar_) {
      read_ = LiteAccess{*ar_, out.s_rdata, out.s_rresp == 0};
      ar_.reset();
    }
    if (in.s_awvalid && out.s_awready) aw_ = in.s_awaddr;
    if (in.s_wvalid && out.s_wready) w_ = in.s_wdata;
    if (in.s_arvalid && out.s_arready) ar_ = in.s_araddr;
  }
  const std::optional<LiteAccess>& write() const { return write_; }
  const std::optional<LiteAccess>& read() const { return read_; }

 private:
  std::optional<uint32_t> aw_{}, w_{}, ar_{};
  std::optional<LiteAccess> write_{}, read_{};
};

}  // namespace openpml
