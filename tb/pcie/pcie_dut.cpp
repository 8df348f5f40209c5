// SPDX-License-Identifier: Apache-2.0
// The Verilated halves behind the Dut interface.
#include <verilated.h>

#include <type_traits>

#include "Vpml_pcie_kcu116.h"
#include "Vpml_pcie_nitefury.h"
#include "pcie/pcie_pins.hpp"

namespace openpml::pcie {
namespace {

template <class Wide>
void put_data(Wide& pins, const Data& data, unsigned bytes) {
  for (unsigned i = 0; i < bytes / 4; ++i)
    pins[i] = data[4 * i] | data[4 * i + 1] << 8 | data[4 * i + 2] << 16 | uint32_t{data[4 * i + 3]} << 24;
}
template <class Wide>
Data get_data(const Wide& pins, unsigned bytes) {
  Data data{};
  for (unsigned i = 0; i < bytes; ++i) data[i] = static_cast<uint8_t>(pins[i / 4] >> (8 * (i % 4)));
  return data;
}

template <class Model, unsigned kBytes>
class ModelDut final : public Dut {
 public:
  explicit ModelDut(uint64_t seed) {
    context_.randReset(2);
    context_.randSeed(static_cast<int>(seed % 0x7fffffff) + 1);
    model_ = std::make_unique<Model>(&context_);
  }
  ~ModelDut() override { model_->final(); }

  void eval(const In& in, Out& out) override {
    Model& v = *model_;
    v.clk_i = 0;
    v.rst_ni = in.rst_n;
    v.link_up_i = in.link_up;
    v.dram_ready_i = in.dram_ready;
    v.usr_irq_ack_i = in.usr_irq_ack;
    v.msix_enable_i = in.msix_enable;
    v.msi_grant_i = in.msi_grant;
    v.msi_enable_i = in.msi_enable;
    v.msi_width_i = in.msi_width;
#define AX_IN(p, c, ax)                                                                                             \
  v.p##_##c##valid_i = (ax).valid, v.p##_##c##id_i = (ax).id, v.p##_##c##addr_i = static_cast<uint32_t>((ax).addr), \
  v.p##_##c##len_i = (ax).len, v.p##_##c##size_i = (ax).size, v.p##_##c##burst_i = (ax).burst
    AX_IN(s, aw, in.s.aw);
    AX_IN(s, ar, in.s.ar);
#undef AX_IN
    v.s_wvalid_i = in.s.w.valid;
    put_data(v.s_wdata_i, in.s.w.data, kBytes);
    v.s_wstrb_i = in.s.w.strb;
    v.s_wlast_i = in.s.w.last;
    v.s_bready_i = in.s.bready;
    v.s_rready_i = in.s.rready;
#define SLAVE_IN(p, side)                                                                             \
  v.p##_awready_i = (side).awready, v.p##_wready_i = (side).wready, v.p##_arready_i = (side).arready, \
  v.p##_bvalid_i = (side).b.valid, v.p##_bid_i = (side).b.id, v.p##_bresp_i = (side).b.resp,          \
  v.p##_rvalid_i = (side).r.valid, v.p##_rid_i = (side).r.id, v.p##_rresp_i = (side).r.resp,          \
  v.p##_rlast_i = (side).r.last;                                                                      \
  put_data(v.p##_rdata_i, (side).r.data, kBytes)
    SLAVE_IN(m, in.m);
    SLAVE_IN(d, in.d);
#undef SLAVE_IN
    v.c_awready_i = in.c.awready;
    v.c_wready_i = in.c.wready;
    v.c_bvalid_i = in.c.bvalid;
    v.c_bresp_i = in.c.bresp;
    v.c_arready_i = in.c.arready;
    v.c_rvalid_i = in.c.rvalid;
    v.c_rdata_i = in.c.rdata;
    v.c_rresp_i = in.c.rresp;
    v.eval();
    read(out);
  }

  void clock() override {
    model_->clk_i = 1;
    model_->eval();
  }

 private:
  void read(Out& out) const {
    const Model& v = *model_;
    out.host_en = v.host_en_o;
    out.irq_on = v.irq_on_o;
    out.usr_irq_req = v.usr_irq_req_o;
    out.msi_request = v.msi_request_o;
    out.msi_num = v.msi_num_o;
    out.s.awready = v.s_awready_o;
    out.s.wready = v.s_wready_o;
    out.s.arready = v.s_arready_o;
    out.s.b = {static_cast<bool>(v.s_bvalid_o), v.s_bid_o, v.s_bresp_o};
    out.s.r = {static_cast<bool>(v.s_rvalid_o), v.s_rid_o, v.s_rresp_o, get_data(v.s_rdata_o, kBytes),
               static_cast<bool>(v.s_rlast_o)};
#define MASTER_OUT(p, side)                                                                      \
  (side).aw = {static_cast<bool>(v.p##_awvalid_o),                                               \
               v.p##_awid_o,                                                                     \
               v.p##_awaddr_o,                                                                   \
               v.p##_awlen_o,                                                                    \
               v.p##_awsize_o,                                                                   \
               v.p##_awburst_o};                                                                 \
  (side).ar = {static_cast<bool>(v.p##_arvalid_o),                                               \
               v.p##_arid_o,                                                                     \
               v.p##_araddr_o,                                                                   \
               v.p##_arlen_o,                                                                    \
               v.p##_arsize_o,                                                                   \
               v.p##_arburst_o};                                                                 \
  (side).w = {static_cast<bool>(v.p##_wvalid_o), get_data(v.p##_wdata_o, kBytes), v.p##_wstrb_o, \
              static_cast<bool>(v.p##_wlast_o)};                                                 \
  (side).bready = v.p##_bready_o, (side).rready = v.p##_rready_o
    MASTER_OUT(m, out.m);
    MASTER_OUT(d, out.d);
#undef MASTER_OUT
    out.c = {static_cast<bool>(v.c_awvalid_o),
             static_cast<bool>(v.c_wvalid_o),
             static_cast<bool>(v.c_bready_o),
             static_cast<bool>(v.c_arvalid_o),
             static_cast<bool>(v.c_rready_o),
             v.c_awaddr_o,
             v.c_araddr_o,
             v.c_wdata_o,
             v.c_wstrb_o};
  }

  VerilatedContext context_;
  std::unique_ptr<Model> model_;
};

}  // namespace

std::unique_ptr<Dut> make_dut(const BoardHalf& half, uint64_t seed) {
  if (half.msix) return std::make_unique<ModelDut<Vpml_pcie_kcu116, 32>>(seed);
  return std::make_unique<ModelDut<Vpml_pcie_nitefury, 16>>(seed);
}

}  // namespace openpml::pcie
