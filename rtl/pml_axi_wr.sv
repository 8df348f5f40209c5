// SPDX-License-Identifier: Apache-2.0
/// X, the write port: one beat a cycle from the line write-back, the line buffer (summary, records) or the log writer, round robin by burst:
/// the source that may hand over a beat is known a cycle ahead (a grant costs a cycle when it has nothing to offer and another has).
/// The taken beat is registered (XR) and goes to the AW and W queues in the next cycle, when its offset is added to its base;
/// places there are reserved when it is taken.
/// All writes use one ID, so answers come in order and a queue of tags says whose each is (O1). The B channel is registered
/// before it is looked at. Outputs are queue heads. Carries: O1, I1.
`include "pml_assert.svh"
module pml_axi_wr #(
  parameter int unsigned N_VM = 8,
  parameter int unsigned DW = 512,
  parameter int unsigned OUTSTANDING = 64,
  parameter int unsigned AW = 64,
  parameter int unsigned TGW = 8,            ///< tag width (meaning is the user's)
  parameter int unsigned SW = 7,             ///< width of a base's number
  localparam int unsigned OFW = 25,          ///< of an offset, in 8-byte words
  localparam int unsigned NB = 512 / DW,
  localparam int unsigned BW = (NB > 1) ? $clog2(NB) : 1,
  localparam int unsigned VMW = (N_VM > 1) ? $clog2(N_VM) : 1,
  localparam int unsigned OW = $clog2(OUTSTANDING + 1)
) (
  input  logic              clk_i,
  input  logic              rst_ni,
  input  logic [2:0]        s_valid_i,      ///< sources: 0 LINE, 1 line buffer, 2 RAW
  input  logic [2:0]        s_first_i,
  input  logic [2:0]        s_last_i,
  input  logic [3*SW-1:0]   s_sel_i,        ///< of the beat: which base,
  input  logic [3*OFW-1:0]  s_off_i,        ///< and how far from it
  input  logic              s_bad_i,        ///< LINE: what was read for this beat came with an error
  input  logic [BW-1:0]     s_len_i,        ///< LINE; the line buffer sends whole lines, RAW single beats
  input  logic [2*DW-1:0]   s_data_i,       ///< LINE, line buffer
  input  logic [DW/32-1:0]  s_keep_i,       ///< line buffer: 32-bit words that count, the others are zero
  input  logic [63:0]       s_raw_data_i,
  input  logic [3*VMW-1:0]  s_vm_i,
  input  logic [TGW-1:0]    s_line_tag_i,   ///< go with the first beat
  input  logic [TGW-1:0]    s_raw_tag_i,
  input  logic              s_rec_i,        ///< the line buffer sends a record (XS_REC), not a summary chunk (XS_SUM)
  output logic [2:0]        s_take_o,
  output logic [SW-1:0]     base_sel_o,     ///< of the beat that may be taken
  input  logic [AW-1:12]    base_i,         ///< in the same cycle; a multiple of 4096
  output logic              bad_o,          ///< s_bad_i, two cycles after its beat was taken
  output logic [VMW-1:0]    bad_vm_o,
  output logic [AW-1:0]     bad_addr_o,
  output logic [6:0]        wr_bytes_o,     ///< of the burst that began a cycle ago
  output logic [VMW-1:0]    wr_vm_o,
  output logic [OW-1:0]     wr_out_o,
  output logic              awvalid_o,
  output logic [AW-1:0]     awaddr_o,
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
  output logic [AW-1:0]     b_addr_o
);
  localparam int unsigned SBW = $clog2(DW / 8);
  logic          locked_q;
  logic [1:0]    grant_q, turn;   // grant_q: the source that may hand over a beat
  logic          other, w_room, aw_room, out_room;

  wire first  = s_first_i[grant_q];
  wire last   = s_last_i[grant_q];
  wire offers = s_valid_i[grant_q];
  wire room   = w_room && (!first || (aw_room && out_room));
  wire take   = offers && room;
  wire begins = take && first;
  for (genvar s = 0; s < 3; s++) begin : g_take
    assign s_take_o[s] = 32'(grant_q) == s && s_valid_i[s] && w_room && (!s_first_i[s] || (aw_room && out_room));
  end

  // the first of the other sources that offers
  always_comb begin
    case (grant_q)
      2'd0:    turn = s_valid_i[1] ? 2'd1 : 2'd2;
      2'd1:    turn = s_valid_i[2] ? 2'd2 : 2'd0;
      default: turn = s_valid_i[0] ? 2'd0 : 2'd1;
    endcase
    other = s_valid_i[turn];
  end

  logic [SW-1:0]  base_sel;
  logic [OFW-1:0] off;
  logic [BW-1:0]  len;
  logic [DW-1:0]  data;
  logic [1:0]     src;
  logic [TGW-1:0] tag;
  logic [VMW-1:0] vm;
  always_comb begin
    case (grant_q)
      2'd0: begin
        src      = pml_pkg::XS_LINE;
        base_sel = s_sel_i[0 +: SW];
        off      = s_off_i[0 +: OFW];
        len      = s_len_i;
        vm       = s_vm_i[0 +: VMW];
        tag      = s_line_tag_i;
      end
      2'd1: begin
        src      = s_rec_i ? pml_pkg::XS_REC : pml_pkg::XS_SUM;
        base_sel = s_sel_i[SW +: SW];
        off      = s_off_i[OFW +: OFW];
        len      = BW'(NB - 1);
        vm       = s_vm_i[VMW +: VMW];
        tag      = '0;
      end
      default: begin
        src      = pml_pkg::XS_RAW;
        base_sel = s_sel_i[2*SW +: SW];
        off      = s_off_i[2*OFW +: OFW];
        len      = '0;
        vm       = s_vm_i[2*VMW +: VMW];
        tag      = s_raw_tag_i;
      end
    endcase
    for (int unsigned c = 0; c < DW / 32; c++)   // RAW: strobes choose the lane
      data[c*32 +: 32] = (s_data_i[c*32 +: 32] & {32{grant_q == 2'd0}}) | (s_data_i[DW + c*32 +: 32] & {32{grant_q == 2'd1 && s_keep_i[c]}})
                         | (s_raw_data_i[(c%2)*32 +: 32] & {32{grant_q[1]}});
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      locked_q <= 1'b0;
      grant_q      <= '0;
    end else begin
      if (take) locked_q <= !last;
      if (other && (take ? last : !locked_q && !offers)) grant_q <= turn;
    end
  end

  // ---- XR: the taken beat
  logic             xr_valid_q, xr_begins_q, xr_raw_q, xr_last_q;
  logic [1:0]       xr_src_q;
  logic [DW-1:0]    xr_data_q;
  logic [AW-1:12]   xr_base_q;
  logic [OFW-1:0]   xr_off_q;
  logic             xr_bad_q;
  logic [BW-1:0]    xr_len_q;
  logic [VMW-1:0]   xr_vm_q;
  logic [TGW-1:0]   xr_tag_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      xr_valid_q  <= 1'b0;
      xr_begins_q <= 1'b0;
      xr_bad_q    <= 1'b0;
      bad_o       <= 1'b0;
    end else begin
      xr_valid_q  <= take;
      xr_begins_q <= begins;
      xr_bad_q    <= take && grant_q == 2'd0 && s_bad_i;
      bad_o       <= xr_bad_q;
    end
    xr_raw_q  <= src == pml_pkg::XS_RAW;
    xr_last_q <= last;
    xr_src_q  <= src;
    xr_data_q <= data;
    xr_base_q <= base_i;
    xr_off_q  <= off;
    xr_len_q  <= len;
    xr_vm_q   <= vm;
    xr_tag_q  <= tag;
    bad_vm_o   <= xr_vm_q;
    bad_addr_o <= xr_addr;
  end
  assign base_sel_o = base_sel;
  wire [AW-1:0]   xr_addr = {xr_base_q + (AW - 12)'(xr_off_q[OFW-1:9]), xr_off_q[8:0], 3'd0};
  wire [2:0]      lane = xr_off_q[2:0] & 3'(DW / 64 - 1);
  wire [DW/8-1:0] strb = xr_raw_q ? (DW/8)'(8'hFF) << {lane, 3'd0} : '1;
  assign wr_bytes_o = !xr_begins_q ? '0 : xr_raw_q ? 7'd8 : 7'((32'(xr_len_q) + 1) * (DW / 8));
  assign wr_vm_o    = xr_vm_q;

  wire aw_pop = awvalid_o && awready_i;
  wire w_pop  = wvalid_o && wready_i;
  logic          q_raw;
  logic [BW-1:0] q_len;
  logic [3:0]    aw_count_unused, w_count_unused, aw_used_unused, w_used_unused;
  pml_fifo #(.W(1 + AW + BW), .DEPTH(8)) u_aw (
    .clk_i, .rst_ni, .push_i(xr_begins_q), .data_i({xr_raw_q, xr_len_q, xr_addr}), .pop_i(aw_pop), .valid_o(awvalid_o),
    .data_o({q_raw, q_len, awaddr_o}), .count_o(aw_count_unused));
  assign awlen_o  = q_raw ? 8'd0 : 8'(q_len);
  assign awsize_o = q_raw ? 3'd3 : 3'(SBW);

  pml_fifo #(.W(DW + DW/8 + 1), .DEPTH(8)) u_w (
    .clk_i, .rst_ni, .push_i(xr_valid_q), .data_i({xr_last_q, strb, xr_data_q}), .pop_i(w_pop), .valid_o(wvalid_o),
    .data_o({wlast_o, wstrb_o, wdata_o}), .count_o(w_count_unused));

  pml_credit #(.MAX(8)) u_aw_room (
    .clk_i, .rst_ni, .take_i(begins), .back_i(aw_pop), .room_o(aw_room), .used_o(aw_used_unused));
  pml_credit #(.MAX(8)) u_w_room (
    .clk_i, .rst_ni, .take_i(take), .back_i(w_pop), .room_o(w_room), .used_o(w_used_unused));
  pml_credit #(.MAX(OUTSTANDING)) u_out (
    .clk_i, .rst_ni, .take_i(begins), .back_i(b_valid_o), .room_o(out_room), .used_o(wr_out_o));

  // ---- answers
  localparam int unsigned BD = 1 << $clog2(OUTSTANDING);
  logic                  b_have, b_q, b_err_q;
  logic [$clog2(BD):0]   b_count_unused;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) b_q <= 1'b0;
    else         b_q <= bvalid_i;
    b_err_q <= bresp_i[1];
  end
  pml_fifo #(.W(2 + TGW + VMW + AW), .DEPTH(BD)) u_b (
    .clk_i, .rst_ni, .push_i(xr_begins_q), .data_i({xr_src_q, xr_tag_q, xr_vm_q, xr_addr}), .pop_i(b_valid_o),
    .valid_o(b_have), .data_o({b_src_o, b_tag_o, b_vm_o, b_addr_o}), .count_o(b_count_unused));
  assign b_valid_o = b_q && b_have;
  assign b_err_o   = b_valid_o && b_err_q;

  `PML_ASSERT(a_b_without_write, !(b_q && !b_have))
  `PML_ASSERT(a_line_in_4k, !(xr_begins_q && !xr_raw_q && xr_addr[11:6] != 6'((xr_addr + AW'(wr_bytes_o) - AW'(1)) >> 6)))
endmodule
