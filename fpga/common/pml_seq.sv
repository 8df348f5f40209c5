// SPDX-License-Identifier: Apache-2.0
/// Sequencer: a small microcoded master that runs a program from a ROM over the board bus and reports as text over the UART. It runs after
/// reset (AUTORUN) and whenever start_i comes. 16 registers of 32 bits, one instruction in four cycles (more for bus and text).
/// The instructions are those of scripts/seq_asm.py, which assembles the ROM. Before a run it resets the unit. A bus answer that is not OK makes
/// it go on at address 1 with r15 = {status, address of the instruction} and r14 = bus address.
///   word: op[31:28] rd[27:24] ra[23:20] rb[19:16] imm[15:0]
module pml_seq #(
  parameter bit AUTORUN = 1'b1
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        start_i,
  input  logic [31:0] options_i,    ///< r0 at the start
  output logic [1:0]  state_o,      ///< 0 never, 1 running, 2 passed, 3 failed
  output logic [31:0] info_o,       ///< of the last run: failed checks [31:16], checks [15:0]
  output logic        unit_rst_no,  ///< low for 16 cycles before a run
  // ROM, synchronous read
  output logic [9:0]  rom_addr_o,
  input  logic [31:0] rom_data_i,
  // board bus
  output logic        req_o,
  output logic        write_o,
  output logic [31:0] addr_o,
  output logic [31:0] wdata_o,
  input  logic        done_i,
  input  logic [31:0] rdata_i,
  input  logic [2:0]  status_i,
  // text
  output logic        tx_valid_o,
  input  logic        tx_ready_i,
  output logic [7:0]  tx_data_o
);
  // 3 is ADDI
  localparam logic [3:0] OP_END = 4'd0, OP_LI = 4'd1, OP_LUI = 4'd2, OP_ADD = 4'd4, OP_SUB = 4'd5, OP_AND = 4'd6,
                         OP_XOR = 4'd7, OP_ROL4 = 4'd8, OP_POP = 4'd9, OP_LD = 4'd10, OP_ST = 4'd11, OP_BR = 4'd12, OP_JAL = 4'd13,
                         OP_PUT = 4'd14, OP_JR = 4'd15;
  localparam logic [3:0] HALT = 4'd0, RESET = 4'd1, FETCH = 4'd2, DECODE = 4'd3, EXEC = 4'd4, WRITE = 4'd5, BUS = 4'd6, PUT = 4'd7,
                         TRAP = 4'd8, BOOT = 4'd9;

  logic [3:0]  state_q;
  logic [9:0]  pc_q;
  logic [31:0] ins_q, a_q, b_q, alu, alu_q, info_q;
  logic [5:0]  ones;
  logic        taken_q, started_q, passed_q, req_q;
  logic [3:0]  wait_q;
  logic [1:0]  char_q;

  wire [3:0]  op  = ins_q[31:28];
  wire [3:0]  rd  = ins_q[27:24];
  wire [15:0] imm = ins_q[15:0];

  // ---------------------------------------------------------------- registers
  logic [31:0] regs [0:15];
  logic        we;
  logic [3:0]  waddr;
  logic [31:0] wdata;
  always_comb begin
    we    = 1'b0;
    waddr = rd;
    wdata = alu_q;
    case (state_q)
      BOOT: begin
        we    = 1'b1;
        waddr = 4'd0;
        wdata = options_i;
      end
      WRITE: we = (op >= OP_LI && op <= OP_POP) || op == OP_JAL;
      BUS: begin
        we = done_i && (op == OP_LD || status_i != 0);
        waddr = (status_i != 0) ? 4'd15 : rd;
        wdata = (status_i != 0) ? {13'd0, status_i, 6'd0, pc_q} : rdata_i;
      end
      TRAP: begin
        we    = 1'b1;
        waddr = 4'd14;
      end
      default: we = 1'b0;
    endcase
  end
  always_ff @(posedge clk_i) if (we) regs[waddr] <= wdata;

  // ---------------------------------------------------------------- arithmetic: one adder for all
  wire subtract = op == OP_SUB || op == OP_BR;
  logic [31:0] addend;
  always_comb begin
    case (op)
      OP_ADD:  addend = b_q;
      OP_SUB, OP_BR: addend = ~b_q;
      default: addend = {{16{imm[15] && op != OP_LD && op != OP_ST}}, imm};  // ADDI, PUT: signed; addresses are not
    endcase
  end
  wire [32:0] sum = {1'b0, a_q} + {1'b0, addend} + 33'(subtract);
  always_comb begin
    case (op)
      OP_LI:   alu = {16'd0, imm};
      OP_LUI:  alu = {imm, a_q[15:0]};
      OP_AND:  alu = a_q & b_q;
      OP_XOR:  alu = a_q ^ b_q;
      OP_ROL4: alu = {a_q[27:0], a_q[31:28]};
      OP_JAL:  alu = {22'd0, pc_q + 10'd1};
      default: alu = sum[31:0];
    endcase
  end
  pml_ones u_ones (.data_i(b_q), .count_o(ones));
  // branches: rd[1] unsigned order (a >= b: the subtraction carries) or equality, rd[0] the opposite
  wire taken = rd[1] ? sum[32] == rd[0] : (a_q == b_q) != rd[0];

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q   <= AUTORUN ? RESET : HALT;
      started_q <= AUTORUN;
      pc_q      <= '0;
      ins_q     <= '0;
      a_q       <= '0;
      b_q       <= '0;
      alu_q     <= '0;
      taken_q   <= 1'b0;
      passed_q  <= 1'b0;
      info_q    <= '0;
      req_q     <= 1'b0;
      wait_q    <= '0;
      char_q    <= '0;
    end else begin
      case (state_q)
        HALT: begin
          wait_q <= '0;
          if (start_i) begin
            state_q   <= RESET;
            started_q <= 1'b1;
          end
        end
        RESET: begin
          pc_q   <= '0;
          wait_q <= wait_q + 1'b1;
          if (wait_q == '1) state_q <= BOOT;
        end
        BOOT: state_q <= FETCH;
        FETCH: state_q <= DECODE;      // the ROM reads pc_q
        DECODE: begin
          ins_q   <= rom_data_i;
          a_q     <= regs[rom_data_i[23:20]];
          b_q     <= regs[rom_data_i[19:16]];
          state_q <= EXEC;
          char_q  <= '0;
        end
        EXEC: begin
          alu_q   <= alu;
          taken_q <= taken;
          if (op == OP_POP) begin      // one more cycle: a + ones(b)
            ins_q[31:28] <= OP_ADD;
            b_q          <= 32'(ones);
          end else begin
            state_q <= (op == OP_LD || op == OP_ST) ? BUS : (op == OP_PUT) ? PUT : (op == OP_END) ? HALT : WRITE;
          end
          if (op == OP_END) begin
            info_q   <= a_q;
            passed_q <= a_q[31:16] == 0 && a_q[15:0] != 0;
          end
          req_q <= op == OP_LD || op == OP_ST;
        end
        WRITE: begin
          pc_q    <= (op == OP_JAL || (op == OP_BR && taken_q)) ? imm[9:0] : (op == OP_JR) ? a_q[9:0] : pc_q + 1'b1;
          state_q <= FETCH;
        end
        BUS: if (done_i) begin
          req_q    <= 1'b0;
          pc_q     <= (status_i != 0) ? 10'd1 : pc_q + 1'b1;
          state_q  <= (status_i != 0) ? TRAP : FETCH;
        end
        PUT: begin
          // three characters (0: none); with rd = 1: the low byte of ra plus imm
          if (tx_data_o == 0 || tx_ready_i) begin
            char_q  <= char_q + 1'b1;
            ins_q[23:0] <= {ins_q[15:0], 8'h00};
            if (char_q == 2'd2 || rd[0]) begin
              state_q <= FETCH;
              pc_q    <= pc_q + 1'b1;
            end
          end
        end
        default: state_q <= FETCH;     // TRAP
      endcase
    end
  end

  assign state_o     = (state_q != HALT) ? 2'd1 : !started_q ? 2'd0 : passed_q ? 2'd2 : 2'd3;
  assign info_o      = info_q;
  assign unit_rst_no = state_q != RESET;
  assign rom_addr_o  = pc_q;
  assign req_o       = req_q;
  assign write_o     = op == OP_ST;
  assign addr_o      = alu_q;
  assign wdata_o     = b_q;
  assign tx_data_o   = rd[0] ? alu_q[7:0] : ins_q[23:16];
  assign tx_valid_o  = state_q == PUT && tx_data_o != 0;
endmodule
