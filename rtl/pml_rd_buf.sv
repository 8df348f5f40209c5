// SPDX-License-Identifier: Apache-2.0
/// Read data on its way to the beat stage, in order. Sized for all that may be outstanding, so the port is always ready. The R channel
/// is registered first. The user reserves the oldest beat (take_i, while have_o) and reads it one cycle later (re_i: data in the
/// cycle after; zero after a cycle without). One beat a cycle.
`include "pml_assert.svh"
module pml_rd_buf #(
  parameter int unsigned DW = 512,
  parameter int unsigned DEPTH = 128   ///< beats, a power of two
) (
  input  logic          clk_i,
  input  logic          rst_ni,
  input  logic          rvalid_i,
  input  logic [DW-1:0] rdata_i,
  input  logic [1:0]    rresp_i,
  input  logic          rlast_i,
  output logic          last_o,    ///< the beat now registered ends its burst
  output logic          have_o,
  input  logic          take_i,
  input  logic          re_i,
  output logic [DW-1:0] data_o,
  output logic          err_o
);
  localparam int unsigned PW = $clog2(DEPTH);
  logic          r_valid_q, r_last_q, r_err_q;
  logic [DW-1:0] r_data_q;
  logic [PW:0]   wr_q, rd_q;     // the top bit tells full from empty
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      r_valid_q <= 1'b0;
      wr_q      <= '0;
      rd_q      <= '0;
    end else begin
      r_valid_q <= rvalid_i;
      if (r_valid_q) wr_q <= wr_q + 1'b1;
      if (re_i)      rd_q <= rd_q + 1'b1;
    end
    r_last_q <= rlast_i;
    r_err_q  <= rresp_i[1];
    r_data_q <= rdata_i;
  end
  assign last_o = r_valid_q && r_last_q;

  logic [DW:0] mem [0:DEPTH-1];
  always_ff @(posedge clk_i) begin
    if (r_valid_q) mem[wr_q[PW-1:0]] <= {r_err_q, r_data_q};
    {err_o, data_o} <= re_i ? mem[rd_q[PW-1:0]] : '0;
  end

  // beats that are not reserved, less one: the top bit says that there is none
  logic [PW:0] more_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni)                  more_q <= '1;
    else if (r_valid_q != take_i) more_q <= more_q + {{PW{!r_valid_q}}, 1'b1};
  end
  assign have_o = !more_q[PW];

  // a reserved beat keeps its place until it is read
  `PML_ASSERT(a_rd_buf_overrun, !(r_valid_q && wr_q == (rd_q ^ (PW + 1)'(DEPTH))))
  `PML_ASSERT(a_rd_buf_underrun, !(take_i && !have_o))
endmodule
