// SPDX-License-Identifier: Apache-2.0
// Inside pml_base_tab: promise I1's tables. One base, any, of those that the unit writes to or reads at, holds exactly what was last written into its own two registers (named
// by the register description), and nothing that is written anywhere else changes it: no other VM's base, no other kind's or buffer's. Which writes are allowed is the
// registers' business (pml_csr_judge: no base of a running VM). Assumed: an index of the register bus is one of its block (higher bits are 0).
(* anyconst *) logic [1:0]     f_what;      // as pml_pkg::WB_*
(* anyconst *) logic [VMW-1:0] f_vm;
(* anyconst *) logic [CW-1:0]  f_vcpu;
(* anyconst *) logic           f_written, f_buf, f_raw, f_ring;
logic          f_seen_q, f_lo_known_q, f_hi_known_q;
logic [31:12]  f_lo_q;
logic [31:0]   f_hi_q;
initial f_seen_q = 1'b0;
logic [15:0] f_reg;                          // address of its low register in the block
logic        f_element;                      // the bus writes that VM's, vCPU's block
always_comb begin
  f_reg     = 16'(pml_reg_pkg::GLOBAL_RING_BASE);
  f_element = cw_blk_i == 2'd0;
  if (f_what == pml_pkg::WB_MAP) begin
    f_reg     = f_written ? (f_buf ? 16'(pml_reg_pkg::VM_W_BASE1) : 16'(pml_reg_pkg::VM_W_BASE0))
                          : (f_buf ? 16'(pml_reg_pkg::VM_A_BASE1) : 16'(pml_reg_pkg::VM_A_BASE0));
    f_element = cw_blk_i == 2'd3 && cw_idx_i[6 +: VMW] == f_vm;
  end else if (f_what == pml_pkg::WB_VM) begin
    f_reg     = f_raw ? 16'(pml_reg_pkg::VM_RAW_BASE) : f_buf ? 16'(pml_reg_pkg::VM_SUM_BASE1) : 16'(pml_reg_pkg::VM_SUM_BASE0);
    f_element = cw_blk_i == 2'd3 && cw_idx_i[6 +: VMW] == f_vm;
  end else if (!f_ring) begin
    f_reg     = 16'(pml_reg_pkg::VCPU_LOG_BASE);
    f_element = cw_blk_i == 2'd1 && cw_idx_i[4 +: CW] == f_vcpu;
  end
end
wire [15:0] f_addr = cw_blk_i == 2'd3 ? {8'd0, cw_idx_i[5:0], 2'd0} : cw_blk_i == 2'd1 ? {10'd0, cw_idx_i[3:0], 2'd0} : {9'd0, cw_idx_i[4:0], 2'd0};
wire f_lo = cw_valid_i && f_element && f_addr == f_reg;
wire f_hi = cw_valid_i && f_element && f_addr == f_reg + 16'd4;
wire [SW-1:0] f_sel = f_what == pml_pkg::WB_MAP ? {pml_pkg::WB_MAP, XW'({f_vm, f_written, f_buf})}
                      : f_what == pml_pkg::WB_VM ? {pml_pkg::WB_VM, XW'({f_vm, f_raw, f_buf && !f_raw})}
                      : {pml_pkg::WB_UNIT, XW'({f_ring, f_ring ? CW'(0) : f_vcpu})};
always_ff @(posedge clk_i) begin
  f_seen_q <= 1'b1;
  f_lo_known_q <= f_seen_q && (f_lo_known_q || f_lo);
  f_hi_known_q <= f_seen_q && (f_hi_known_q || f_hi);
  if (f_lo) f_lo_q <= cw_data_i[31:12];
  if (f_hi) f_hi_q <= cw_data_i;
end
wire f_known = f_seen_q && f_lo_known_q && f_hi_known_q;
always @* begin
  assume (f_what <= pml_pkg::WB_UNIT);
  if (cw_valid_i && cw_blk_i == 2'd3) assume (32'(cw_idx_i) < (64 << VMW));
  if (cw_valid_i && cw_blk_i == 2'd1) assume (32'(cw_idx_i) < (16 << CW));
  if (cw_valid_i && cw_blk_i == 2'd0) assume (32'(cw_idx_i) < 32);
  if (f_known && wr_sel_i == f_sel) a_write_base: assert (wr_base_o == {f_hi_q[AW-33:0], f_lo_q});
  if (f_known && f_what == pml_pkg::WB_MAP && rd_sel_i == {f_vm, f_written, f_buf}) a_read_base: assert (rd_base_o == {f_hi_q[AW-33:0], f_lo_q, 12'd0});
  c_all: cover (f_known && wr_sel_i == f_sel && f_what == pml_pkg::WB_UNIT && f_vcpu == CW'(1) && wr_base_o != 0);
end
`ifdef F_HELP
(* hierconn *) wire [64*(2**SW)-1:0] \u_wr.f_all ;
(* hierconn *) wire [64*(2**(VMW+2))-1:0] \u_rd.f_all ;
wire [63:0] f_wr = \u_wr.f_all [32'(f_sel)*64 +: 64];
wire [63:0] f_rd = \u_rd.f_all [32'({f_vm, f_written, f_buf})*64 +: 64];
always @* if (f_seen_q) begin
  if (f_lo_known_q) assert (f_wr[31:12] == f_lo_q);
  if (f_hi_known_q) assert (f_wr[AW-1:32] == f_hi_q[AW-33:0]);
  if (f_lo_known_q && f_what == pml_pkg::WB_MAP) assert (f_rd[31:12] == f_lo_q);
  if (f_hi_known_q && f_what == pml_pkg::WB_MAP) assert (f_rd[AW-1:32] == f_hi_q[AW-33:0]);
end
`endif
