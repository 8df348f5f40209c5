// SPDX-License-Identifier: Apache-2.0
/// Interrupts of the unit to the MSI port of "AXI Memory Mapped to PCI Express" (PG055: INTX_MSI_Request is sensitive to its rising
/// edge, INTX_MSI_Grant answers). That IP has no MSI-X. Request and vector number stay until the grant, then the request is
/// low for at least one cycle. The unit's vector is taken (ready_o) only at the grant: nothing is lost. While MSI is off nothing is
/// requested (a rise would be a legacy interrupt). When the host granted fewer messages than there are vectors, the vector's
/// low bits are used: dom0 then looks at the ring whichever message came.
module pml_irq_msi (
  input  logic       clk_i,
  input  logic       rst_ni,
  input  logic       valid_i,
  input  logic [7:0] vec_i,
  output logic       ready_o,
  output logic       request_o,  ///< INTX_MSI_Request
  input  logic       grant_i,    ///< INTX_MSI_Grant
  output logic [4:0] num_o,      ///< MSI_Vector_Num
  input  logic       enable_i,   ///< MSI_enable
  input  logic [2:0] width_i     ///< MSI_Vector_Width: log2 of the messages that the host allows, 0..5
);
  logic       request_q, ready_q;
  logic [4:0] num_q;
  // 5'h1F << 5 is 0: all five bits pass
  wire [4:0] keep = ~(5'h1F << width_i);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      request_q <= 1'b0;
      ready_q   <= 1'b0;
      num_q     <= '0;
    end else begin
      ready_q <= enable_i && request_q && grant_i;
      if (!enable_i || grant_i) begin
        request_q <= 1'b0;
      end else if (valid_i && !ready_q && !request_q) begin
        request_q <= 1'b1;
        num_q     <= vec_i[4:0] & keep;
      end
    end
  end
  // MSI can go off in the very cycle in which a request would rise
  assign request_o = request_q && enable_i;
  assign ready_o   = ready_q;
  assign num_o     = num_q;

  wire unused = |vec_i[7:5];
endmodule
