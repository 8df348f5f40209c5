// SPDX-License-Identifier: Apache-2.0
/// CRC-16/CCITT-FALSE (polynomial 1021h, start FFFFh, no reflection), one byte a step. Combinational.
module pml_crc16 (
  input  logic [15:0] crc_i,
  input  logic [7:0]  data_i,
  output logic [15:0] crc_o
);
  always_comb begin
    crc_o = crc_i ^ {data_i, 8'h00};
    for (int unsigned i = 0; i < 8; i++) crc_o = crc_o[15] ? {crc_o[14:0], 1'b0} ^ 16'h1021 : {crc_o[14:0], 1'b0};
  end
endmodule
