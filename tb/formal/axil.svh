// SPDX-License-Identifier: Apache-2.0
// Inside pml_axil: the AXI4-Lite slave set on its pins.
logic f_b_due, f_r_due;
axil_slave #(.BOUND(8)) f_set (
  .clk_i, .rst_ni, .busy_i(st_q == CLEAR || w2_wait_i || r2_wait_i),
  .awvalid_i(s_awvalid_i), .awready_i(s_awready_o), .awaddr_i(s_awaddr_i), .wvalid_i(s_wvalid_i), .wready_i(s_wready_o),
  .wdata_i(s_wdata_i), .wstrb_i(s_wstrb_i), .bvalid_i(s_bvalid_o), .bready_i(s_bready_i), .bresp_i(s_bresp_o),
  .arvalid_i(s_arvalid_i), .arready_i(s_arready_o), .araddr_i(s_araddr_i), .rvalid_i(s_rvalid_o), .rready_i(s_rready_i),
  .rdata_i(s_rdata_o), .rresp_i(s_rresp_o), .b_due_o(f_b_due), .r_due_o(f_r_due));

`ifdef F_HELP
// what induction has to know: where an access stands, and that its request is still there
always @(posedge clk_i) if (rst_ni) begin
  assert (st_q <= W0);
  assert (f_b_due == bvalid_q && f_r_due == rvalid_q);
  assert (!(wready_q && rready_q));
  assert (wready_q == (st_q == W3));
  assert (rready_q == (st_q == R4));
  if (st_q == WA || st_q == W0 || st_q == W1 || st_q == W2 || st_q == W3)                 assert (s_awvalid_i && s_wvalid_i && !bvalid_q);
  if (st_q == R1 || st_q == R2 || st_q == R3 || st_q == R4)   assert (s_arvalid_i && !rvalid_q);
end
`endif
