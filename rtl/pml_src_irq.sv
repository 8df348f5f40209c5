// SPDX-License-Identifier: Apache-2.0
/// Interrupt events of the sources, one a cycle to the router: ingest before generator. Each source's events wait in a count.
/// Contract: docs/sources.md section 3.
module pml_src_irq (
  input  logic       clk_i,
  input  logic       rst_ni,
  input  logic       ingest_i,
  input  logic [7:0] ingest_vec_i,
  input  logic       gen_i,
  input  logic [7:0] gen_vec_i,
  output logic       irq_valid_o,
  output logic [7:0] irq_vec_o
);
  logic [3:0] pi_q, pg_q;
  wire have_i = pi_q != 0;
  wire have_g = pg_q != 0;
  wire send_g = have_g && !have_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      pi_q <= '0;
      pg_q <= '0;
    end else begin
      if (ingest_i && !have_i) pi_q <= 4'd1;
      if (!ingest_i && have_i) pi_q <= pi_q - 1'b1;
      if (gen_i && !send_g && pg_q != 4'd15) pg_q <= pg_q + 1'b1;
      if (!gen_i && send_g) pg_q <= pg_q - 1'b1;
    end
  end
  assign irq_valid_o = have_i || have_g;
  assign irq_vec_o   = have_i ? ingest_vec_i : gen_vec_i;
endmodule
