// SPDX-License-Identifier: Apache-2.0
/// AXI4-Lite slave: what a slave promises on its pins, one access of each kind at a time, as a property set for any slave that takes
/// address and data of a write together. Assumptions are the master's rules of the protocol; BOUND is for a master that is always ready.
module axil_slave #(
  parameter int unsigned BOUND = 16    ///< cycles from a request that stands alone to its acceptance
) (
  input logic        clk_i,
  input logic        rst_ni,
  input logic        busy_i,          ///< the slave may take its time (register-side waits, clearing): the bound does not run
  input logic        awvalid_i,
  input logic        awready_i,
  input logic [15:0] awaddr_i,
  input logic        wvalid_i,
  input logic        wready_i,
  input logic [31:0] wdata_i,
  input logic [3:0]  wstrb_i,
  input logic        bvalid_i,
  input logic        bready_i,
  input logic [1:0]  bresp_i,
  input logic        arvalid_i,
  input logic        arready_i,
  input logic [15:0] araddr_i,
  input logic        rvalid_i,
  input logic        rready_i,
  input logic [31:0] rdata_i,
  input logic [1:0]  rresp_i,
  output logic       b_due_o,         ///< a write was taken and is not answered
  output logic       r_due_o
);
  logic       b_due_q, r_due_q, seen_q;
  logic [7:0] wait_q;
  initial seen_q = 1'b0;
  initial wait_q = 8'd0;
  wire aw = awvalid_i && awready_i;
  wire w  = wvalid_i && wready_i;
  wire b  = bvalid_i && bready_i;
  wire ar = arvalid_i && arready_i;
  wire r  = rvalid_i && rready_i;
  // something is asked for that only the slave holds up
  wire asks = (awvalid_i && wvalid_i && !bvalid_i) || (arvalid_i && !rvalid_i && !awvalid_i && !bvalid_i);
  always_ff @(posedge clk_i) begin
    seen_q <= 1'b1;
    if (!rst_ni) begin
      b_due_q <= 1'b0;
      r_due_q <= 1'b0;
    end else begin
      b_due_q <= (b_due_q || aw) && !b;
      r_due_q <= (r_due_q || ar) && !r;
    end
    wait_q <= (!rst_ni || busy_i || !asks || aw || ar) ? 8'd0 : wait_q + 8'd1;
  end
  assign b_due_o = b_due_q;
  assign r_due_o = r_due_q;

  always @(posedge clk_i) begin
    if (!seen_q) assume (!rst_ni);
    if (seen_q && rst_ni && $past(rst_ni)) begin
      // the master: a request stands until it is taken
      if ($past(awvalid_i && !awready_i)) assume (awvalid_i && $stable(awaddr_i));
      if ($past(wvalid_i && !wready_i))   assume (wvalid_i && $stable(wdata_i) && $stable(wstrb_i));
      if ($past(arvalid_i && !arready_i)) assume (arvalid_i && $stable(araddr_i));
      // the slave: an answer stands until it is taken
      if ($past(bvalid_i && !bready_i)) a_b_stable: assert (bvalid_i && $stable(bresp_i));
      if ($past(rvalid_i && !rready_i)) a_r_stable: assert (rvalid_i && $stable(rdata_i) && $stable(rresp_i));
    end
    if (rst_ni) begin
      a_write_whole:  assert (aw == w);
      a_b_asked:      assert (!bvalid_i || b_due_q);
      a_r_asked:      assert (!rvalid_i || r_due_q);
      a_one_write:    assert (!(aw && b_due_q));
      a_one_read:     assert (!(ar && r_due_q));
      a_b_answered:   assert (!b_due_q || bvalid_i);
      a_r_answered:   assert (!r_due_q || rvalid_i);
      a_resp_kind:    assert (!(bvalid_i && bresp_i[0]) && !(rvalid_i && rresp_i[0]));
      a_bounded:      assert (32'(wait_q) <= BOUND);
      c_refused:      cover (b && bresp_i == 2'b10 && !arvalid_i);
      c_back_to_back: cover (b && $past(r));
      c_read_waits:   cover (r && $past(rvalid_i && !rready_i));
      c_longest:      cover (32'(wait_q) >= 3 && ar);
    end
  end
endmodule
