// SPDX-License-Identifier: Apache-2.0
#include "rtl_system.hpp"

#include <stdexcept>

#include "Vpml_system.h"
#include "Vpml_system___024root.h"
#include "cover/rtl_lines.hpp"
#include "openpml/rng.hpp"
#include "openpml/system_model.hpp"
#include "port_map.hpp"

namespace openpml {

namespace {

class RtlSystem final : public Dut {
 public:
  explicit RtlSystem(uint64_t seed) : p_(system_params()), rng_(seed), top_(std::make_unique<Vpml_system>(&context_)) {
    context_.assertOn(true);
    top_->clk_i = 0;
    top_->rst_ni = 0;
    top_->eval();
  }
  ~RtlSystem() override {
    top_->final();
    keep_coverage(context_);
  }
  const Params& params() const override { return p_; }
  void arch(ArchState& s) const override { s = {}; }

  void step(const Inputs& in, Outputs& out) override {
    apply(in);
    wires();
    top_->clk_i = 0;
    top_->eval();
    check_wires();
    sample(out);
    top_->clk_i = 1;
    top_->eval();
  }

 private:
  void apply(const Inputs& in);
  void wires();
  void check_wires() const;
  void sample(Outputs& out) const;

  Params p_;
  Rng rng_;
  VerilatedContext context_;
  std::unique_ptr<Vpml_system> top_;
};

void RtlSystem::apply(const Inputs& in) {
  auto& t = *top_;
  drive_ports(t, in);
  t.ev_valid_i = in.ev[0].valid;
  t.ev_vcpu_i = in.ev[0].vcpu;
  t.ev_gfn_i = in.ev[0].gfn & 0xFF'FFFF'FFFFull;
  t.ev_write_i = in.ev[0].write;
  t.m_bid_i = in.m_bid;
  t.m_rid_i = in.m_rid;
  t.t_s_awvalid_i = in.tap.awvalid;
  t.t_s_awaddr_i = in.tap.awaddr;
  t.t_m_awready_i = in.tap.awready;
  t.t_s_arvalid_i = in.tap.arvalid;
  t.t_s_araddr_i = in.tap.araddr;
  t.t_m_arready_i = in.tap.arready;
}

/// The tapped path's other signals are anything.
void RtlSystem::wires() {
  auto& t = *top_;
  const uint64_t r = rng_.next();
  t.t_s_awid_i = r & 15;
  t.t_s_awlen_i = r >> 4 & 255;
  t.t_s_arid_i = r >> 12 & 15;
  t.t_s_arlen_i = r >> 16 & 255;
  t.t_s_wvalid_i = r >> 24 & 1;
  t.t_s_wlast_i = r >> 25 & 1;
  t.t_m_wready_i = r >> 26 & 1;
  t.t_m_bvalid_i = r >> 27 & 1;
  t.t_m_bid_i = r >> 28 & 15;
  t.t_m_bresp_i = r >> 32 & 3;
  t.t_s_bready_i = r >> 34 & 1;
  t.t_m_rvalid_i = r >> 35 & 1;
  t.t_m_rid_i = r >> 36 & 15;
  t.t_m_rresp_i = r >> 40 & 3;
  t.t_m_rlast_i = r >> 42 & 1;
  t.t_s_rready_i = r >> 43 & 1;
  t.t_s_wstrb_i = r >> 44 & 255;
  t.t_s_wdata_i = rng_.next();
  t.t_m_rdata_i = ~t.t_s_wdata_i;
  const uint64_t q = rng_.next();
  t.t_s_awsize_i = q & 7;
  t.t_s_awburst_i = q >> 3 & 3;
  t.t_s_awlock_i = q >> 5 & 1;
  t.t_s_awcache_i = q >> 6 & 15;
  t.t_s_awprot_i = q >> 10 & 7;
  t.t_s_awqos_i = q >> 13 & 15;
  t.t_s_awregion_i = q >> 17 & 15;
  t.t_s_awuser_i = q >> 21 & 1;
  t.t_s_arsize_i = q >> 22 & 7;
  t.t_s_arburst_i = q >> 25 & 3;
  t.t_s_arlock_i = q >> 27 & 1;
  t.t_s_arcache_i = q >> 28 & 15;
  t.t_s_arprot_i = q >> 32 & 7;
  t.t_s_arqos_i = q >> 35 & 15;
  t.t_s_arregion_i = q >> 39 & 15;
  t.t_s_aruser_i = q >> 43 & 1;
  t.t_s_wuser_i = q >> 44 & 1;
  t.t_m_buser_i = q >> 45 & 1;
  t.t_m_ruser_i = q >> 46 & 1;
}

void RtlSystem::check_wires() const {
  const auto& t = *top_;
  const bool same =
      t.t_m_awid_o == t.t_s_awid_i && t.t_m_awlen_o == t.t_s_awlen_i && t.t_m_awaddr_o == t.t_s_awaddr_i &&
      t.t_m_arid_o == t.t_s_arid_i && t.t_m_arlen_o == t.t_s_arlen_i && t.t_m_araddr_o == t.t_s_araddr_i &&
      t.t_m_wvalid_o == t.t_s_wvalid_i && t.t_m_wlast_o == t.t_s_wlast_i && t.t_s_wready_o == t.t_m_wready_i &&
      t.t_s_bvalid_o == t.t_m_bvalid_i && t.t_s_bid_o == t.t_m_bid_i && t.t_s_bresp_o == t.t_m_bresp_i &&
      t.t_m_bready_o == t.t_s_bready_i && t.t_s_rvalid_o == t.t_m_rvalid_i && t.t_s_rid_o == t.t_m_rid_i &&
      t.t_s_rresp_o == t.t_m_rresp_i && t.t_s_rlast_o == t.t_m_rlast_i && t.t_m_rready_o == t.t_s_rready_i &&
      t.t_m_wstrb_o == t.t_s_wstrb_i && t.t_m_wdata_o == t.t_s_wdata_i && t.t_s_rdata_o == t.t_m_rdata_i;
  const bool rest =
      t.t_m_awsize_o == t.t_s_awsize_i && t.t_m_awburst_o == t.t_s_awburst_i && t.t_m_awlock_o == t.t_s_awlock_i &&
      t.t_m_awcache_o == t.t_s_awcache_i && t.t_m_awprot_o == t.t_s_awprot_i && t.t_m_awqos_o == t.t_s_awqos_i &&
      t.t_m_awregion_o == t.t_s_awregion_i && t.t_m_awuser_o == t.t_s_awuser_i && t.t_m_arsize_o == t.t_s_arsize_i &&
      t.t_m_arburst_o == t.t_s_arburst_i && t.t_m_arlock_o == t.t_s_arlock_i && t.t_m_arcache_o == t.t_s_arcache_i &&
      t.t_m_arprot_o == t.t_s_arprot_i && t.t_m_arqos_o == t.t_s_arqos_i && t.t_m_arregion_o == t.t_s_arregion_i &&
      t.t_m_aruser_o == t.t_s_aruser_i && t.t_m_wuser_o == t.t_s_wuser_i && t.t_s_buser_o == t.t_m_buser_i &&
      t.t_s_ruser_o == t.t_m_ruser_i;
  if (!same || !rest) throw std::logic_error("the AXI tap is not transparent");
}

void RtlSystem::sample(Outputs& out) const {
  const auto& t = *top_;
  const auto& r = *t.rootp;
  out = {};
  out.ev_ready[0] = t.ev_ready_o;
  for (unsigned s = 1; s < 4; ++s) {
    out.ev_ready[s] = bits(r.pml_system__DOT__ev_ready, s, 1);
    out.src[s] = {bits(r.pml_system__DOT__ev_valid, s, 1) != 0,
                  static_cast<uint8_t>(bits(r.pml_system__DOT__ev_vcpu, s * 8, 8)),
                  bits(r.pml_system__DOT__ev_gfn, s * 40, 40), bits(r.pml_system__DOT__ev_write, s, 1) != 0};
  }
  read_ports(t, out);
  out.m_awid = t.m_awid_o;
  out.m_arid = t.m_arid_o;
  out.core_lite = {bits(r.pml_system__DOT__l_awvalid, 0, 1) != 0,
                   bits(r.pml_system__DOT__l_awready, 0, 1) != 0,
                   bits(r.pml_system__DOT__l_wvalid, 0, 1) != 0,
                   bits(r.pml_system__DOT__l_wready, 0, 1) != 0,
                   bits(r.pml_system__DOT__l_bvalid, 0, 1) != 0,
                   bits(r.pml_system__DOT__l_arvalid, 0, 1) != 0,
                   bits(r.pml_system__DOT__l_arready, 0, 1) != 0,
                   bits(r.pml_system__DOT__l_rvalid, 0, 1) != 0,
                   r.pml_system__DOT__l_awaddr,
                   r.pml_system__DOT__l_araddr,
                   r.pml_system__DOT__l_wdata,
                   static_cast<uint32_t>(bits(r.pml_system__DOT__l_rdata, 0, 32)),
                   r.pml_system__DOT__l_wstrb,
                   static_cast<uint8_t>(bits(r.pml_system__DOT__l_bresp, 0, 2)),
                   static_cast<uint8_t>(bits(r.pml_system__DOT__l_rresp, 0, 2))};
  out.tap = {t.t_m_awvalid_o != 0, t.t_s_awready_o != 0, t.t_m_arvalid_o != 0, t.t_s_arready_o != 0};
}

}  // namespace

std::unique_ptr<Dut> make_rtl_system(uint64_t seed) { return std::make_unique<RtlSystem>(seed); }

std::unique_ptr<LockstepDut> make_system_lockstep(const std::string& dump_file, uint64_t seed) {
  LockstepDut::Options o;
  o.dump_file = dump_file;
  o.compare_arch = false;
  o.name_a = "model";
  o.name_b = "RTL";
  return std::make_unique<LockstepDut>(std::make_unique<SystemModel>(system_params()), make_rtl_system(seed), o);
}

}  // namespace openpml
