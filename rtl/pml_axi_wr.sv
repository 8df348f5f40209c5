// SPDX-License-Identifier: Apache-2.0
/// X, the write port: one beat a cycle from the line write-back, the summary, the recorder or the log writer, round robin by burst.
/// All writes use one ID, so answers come in order and a queue of tags says whose each is (O1). Outputs are queue heads.
/// Carries: O1, I1.
`include "pml_assert.svh"
module pml_axi_wr #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned DW = 512,
  parameter int unsigned OUTSTANDING = 64,
  parameter int unsigned TGW = 8,            ///< tag width (meaning is the user's)
  localparam int unsigned NB = 512 / DW,
  localparam int unsigned BW = (NB > 1) ? $clog2(NB) : 1,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned OW = $clog2(OUTSTANDING + 1)
) (
  input  logic              clk_i,
  input  logic              rst_ni,
  input  logic [3:0]        s_valid_i,      ///< sources: 0 LINE, 1 SUM, 2 REC, 3 RAW
  input  logic [3:0]        s_first_i,
  input  logic [3:0]        s_last_i,
  input  logic [4*64-1:0]   s_addr_i,       ///< of the beat
  input  logic [4*BW-1:0]   s_len_i,
  input  logic [3*DW-1:0]   s_data_i,       ///< LINE, SUM, REC
  input  logic [63:0]       s_raw_data_i,
  input  logic [4*VMW-1:0]  s_vm_i,
  input  logic [4*TGW-1:0]  s_tag_i,        ///< goes with the first beat
  output logic [3:0]        s_take_o,
  output logic [6:0]        wr_bytes_o,
  output logic [VMW-1:0]    wr_vm_o,
  output logic [OW-1:0]     wr_out_o,
  output logic              awvalid_o,
  output logic [63:0]       awaddr_o,
  output logic [7:0]        awlen_o,
  output logic [2:0]        awsize_o,
  input  logic              awready_i,
  output logic              wvalid_o,
  output logic [DW-1:0]     wdata_o,
  output logic [DW/8-1:0]   wstrb_o,
  output logic              wlast_o,
  input  logic              wready_i,
  input  logic              bvalid_i,
  input  logic [1:0]        bresp_i,
  output logic              b_valid_o,      ///< an answer, with its burst's source, tag, vm, address
  output logic              b_err_o,
  output logic [1:0]        b_src_o,
  output logic [TGW-1:0]    b_tag_o,
  output logic [VMW-1:0]    b_vm_o,
  output logic [63:0]       b_addr_o
);
  localparam int unsigned SBW = $clog2(DW / 8);
  logic          locked_q;
  logic [1:0]    lock_q, ptr_q, sel, cand;
  logic          any;
  logic [2:0]    aw_count, w_count;
  logic [OW-1:0] out_q;

  always_comb begin
    sel  = lock_q;
    any  = locked_q && s_valid_i[lock_q];
    cand = '0;
    if (!locked_q)
      for (int i = 3; i >= 0; i--) begin
        cand = ptr_q + 2'(i);
        if (s_valid_i[cand]) begin
          sel = cand;
          any = 1'b1;
        end
      end
  end

  wire first = s_first_i[sel];
  wire last  = s_last_i[sel];
  wire room  = w_count < 3'd4 && (!first || (aw_count < 3'd4 && 32'(out_q) < OUTSTANDING));
  wire take  = any && room;
  wire begins = take && first;
  wire raw   = sel == pml_pkg::XS_RAW;
  assign s_take_o = take ? 4'd1 << sel : 4'd0;

  wire [63:0]     addr = s_addr_i[sel*64 +: 64];
  wire [BW-1:0]   len  = s_len_i[sel*BW +: BW];
  wire [2:0]      lane = addr[5:3] & 3'(DW / 64 - 1);
  logic [DW-1:0]  data;
  always_comb begin
    data = '0;
    case (sel)
      pml_pkg::XS_LINE: data = s_data_i[0 +: DW];
      pml_pkg::XS_SUM:  data = s_data_i[DW +: DW];
      pml_pkg::XS_REC:  data = s_data_i[2*DW +: DW];
      default:          data = DW'(s_raw_data_i) << {lane, 6'd0};
    endcase
  end
  wire [DW/8-1:0] strb = raw ? (DW/8)'(8'hFF) << {lane, 3'd0} : '1;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      locked_q <= 1'b0;
      lock_q   <= '0;
      ptr_q    <= '0;
      out_q    <= '0;
    end else begin
      if (take) begin
        locked_q <= !last;
        lock_q   <= sel;
      end
      if (begins) ptr_q <= sel + 1'b1;
      if (begins && !bvalid_i) out_q <= out_q + 1'b1;
      if (!begins && bvalid_i) out_q <= out_q - 1'b1;
    end
  end
  assign wr_out_o   = out_q;
  assign wr_bytes_o = !begins ? '0 : raw ? 7'd8 : 7'((32'(len) + 1) * (DW / 8));
  assign wr_vm_o    = s_vm_i[sel*VMW +: VMW];

  logic          q_raw;
  logic [BW-1:0] q_len;
  pml_fifo #(.W(65 + BW), .DEPTH(4)) u_aw (
    .clk_i, .rst_ni, .push_i(begins), .data_i({raw, len, addr}), .pop_i(awvalid_o && awready_i), .valid_o(awvalid_o),
    .data_o({q_raw, q_len, awaddr_o}), .count_o(aw_count));
  assign awlen_o  = q_raw ? 8'd0 : 8'(q_len);
  assign awsize_o = q_raw ? 3'd3 : 3'(SBW);

  pml_fifo #(.W(DW + DW/8 + 1), .DEPTH(4)) u_w (
    .clk_i, .rst_ni, .push_i(take), .data_i({last, strb, data}), .pop_i(wvalid_o && wready_i), .valid_o(wvalid_o),
    .data_o({wlast_o, wstrb_o, wdata_o}), .count_o(w_count));

  localparam int unsigned BD = 1 << $clog2(OUTSTANDING);
  logic                  b_have;
  logic [$clog2(BD):0]   b_count_unused;
  pml_fifo #(.W(2 + TGW + VMW + 64), .DEPTH(BD)) u_b (
    .clk_i, .rst_ni, .push_i(begins), .data_i({sel, s_tag_i[sel*TGW +: TGW], wr_vm_o, addr}), .pop_i(b_valid_o),
    .valid_o(b_have), .data_o({b_src_o, b_tag_o, b_vm_o, b_addr_o}), .count_o(b_count_unused));
  assign b_valid_o = bvalid_i && b_have;
  assign b_err_o   = b_valid_o && bresp_i[1];

  `PML_ASSERT(a_b_without_write, !(bvalid_i && !b_have))
  `PML_ASSERT(a_line_in_4k, !(begins && !raw && addr[11:6] != 6'((addr + 64'(wr_bytes_o) - 64'd1) >> 6)))
endmodule
