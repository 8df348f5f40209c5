// SPDX-License-Identifier: Apache-2.0
/// Drives the ports of one Verilated pml_unit, RTL or netlist.
#pragma once
#include <memory>
#include <stdexcept>
#include <string>

#include <verilated.h>
#if VM_TRACE_FST
#include <verilated_fst_c.h>
#endif

#include "cover/rtl_lines.hpp"
#include "openpml/dut.hpp"
#include "port_map.hpp"

namespace openpml {

template <class V>
class PortDut : public Dut {
 public:
  /// `plusarg`: one argument that $value$plusargs sees. `init_seed`: what RAMs and registers without a reset hold at first.
  PortDut(const Params& params, const std::string& fst_file, const std::string& plusarg = "", uint64_t init_seed = 1)
      : p_(params) {
    context_.randReset(2);
    context_.randSeed(static_cast<int>(init_seed % 0x7fffffff) + 1);
    top_ = std::make_unique<V>(&context_);
    const char* args[] = {"pml", plusarg.c_str()};
    context_.commandArgs(2, args);
    context_.assertOn(true);
    if (!fst_file.empty()) {
#if VM_TRACE_FST
      context_.traceEverOn(true);
      fst_ = std::make_unique<VerilatedFstC>();
      top_->trace(fst_.get(), 99);
      fst_->open(fst_file.c_str());
#else
      throw std::invalid_argument("this program has no tracing: use 'make waves'");
#endif
    }
    top_->clk_i = 0;
    top_->rst_ni = 0;
    top_->eval();
  }
  ~PortDut() override {
#if VM_TRACE_FST
    if (fst_) fst_->close();
#endif
    top_->final();
    keep_coverage(context_);
  }

  const Params& params() const override { return p_; }

  void step(const Inputs& in, Outputs& out) override {
    apply(in);
    top_->clk_i = 0;
    top_->eval();
    sample(out);
    check_attributes();
    dump();
    top_->clk_i = 1;
    top_->eval();
    dump();
  }

  /// Nothing: there are only ports.
  void arch(ArchState& s) const override { s = {}; }

 protected:
  Params p_;
  VerilatedContext context_;
  std::unique_ptr<V> top_;

 private:
  void dump() {
    context_.timeInc(1);
#if VM_TRACE_FST
    if (fst_) fst_->dump(context_.time());
#endif
  }
  void apply(const Inputs& in);
  void sample(Outputs& out) const;
  void check_attributes() const;

#if VM_TRACE_FST
  std::unique_ptr<VerilatedFstC> fst_;
#endif
};

template <class V>
void PortDut<V>::apply(const Inputs& in) {
  V& t = *top_;
  drive_ports(t, in);
  for (unsigned i = 0; i < p_.n_src; ++i) {
    set_bits(t.ev_valid_i, i, 1, in.ev[i].valid);
    set_bits(t.ev_vcpu_i, i * 8, 8, in.ev[i].vcpu);
    set_bits(t.ev_gfn_i, i * 40, 40, in.ev[i].gfn);
    set_bits(t.ev_write_i, i, 1, in.ev[i].write);
  }
  t.src_irq_valid_i = in.src_irq_valid;
  t.src_irq_vec_i = in.src_irq_vec;
}

template <class V>
void PortDut<V>::sample(Outputs& out) const {
  const V& t = *top_;
  for (unsigned s = 0; s < p_.n_src; ++s) out.ev_ready[s] = bits(t.ev_ready_o, s, 1) != 0;
  read_ports(t, out);
}

/// What is constant by the unit's parameters and not in Outputs.
template <class V>
void PortDut<V>::check_attributes() const {
  const V& t = *top_;
  constexpr unsigned kIncr = 1, kProt = 2;
  if ((t.m_awvalid_o && (t.m_awid_o || t.m_awburst_o != kIncr || t.m_awcache_o || t.m_awprot_o != kProt)) ||
      (t.m_arvalid_o && (t.m_arid_o || t.m_arburst_o != kIncr || t.m_arcache_o || t.m_arprot_o != kProt)))
    throw std::logic_error("an AXI burst does not have the attributes that the parameters say");
}

}  // namespace openpml
