// SPDX-License-Identifier: Apache-2.0
// The whole Arty top in Verilator, its UART pins on a pseudo-terminal for the real host tool. Runs until a signal or --cycles.
#include <verilated.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>
#include <memory>
#include <string>

#include "Vpml_board.h"
#include "Vpml_board___024root.h"
#include "option_number.hpp"
#include "pty.hpp"
#include "uart_line.hpp"

namespace {

using namespace openpml::board;
using openpml::option_number;

std::atomic<bool> stop{false};
void on_signal(int) { stop = true; }

struct Options {
  std::string link{};       // file that gets the name of the pseudo-terminal
  uint64_t cycles = 0;      // 0: no end
  bool stuck = false;       // a bit of the memory is stuck at 0
  unsigned stuck_word = 0;  // in the first row of block RAMs: byte offset / 8
  unsigned stuck_bit = 0;
  unsigned noise = 0;  // one in so many bytes is damaged; 0: none
};

constexpr const char* kHelp =
    "board_sim: the Arty top in Verilator; prints the name of the pseudo-terminal that is its UART\n"
    "  --name-file FILE   writes that name there too\n"
    "  --cycles N         ends after N clock cycles (default: at a signal)\n"
    "  --stuck OFFSET:BIT bit BIT (0..31) of the memory word at byte OFFSET (< 8192, a multiple of 8) is stuck at 0\n"
    "  --noise N          about one in N bytes, in both directions, is lost, has a bit turned round or (to the board) no stop bit\n"
    "Then, in another terminal:  build/bin/pml-uart --port NAME info\n";

bool parse(int argc, char** argv, Options& o) {
  for (int i = 1; i < argc; ++i) {
    const std::string a = argv[i];
    const char* v = i + 1 < argc ? argv[i + 1] : nullptr;
    if (a == "--name-file" && v) {
      o.link = v;
    } else if (a == "--cycles" && v) {
      o.cycles = option_number(v, a);
    } else if (a == "--stuck" && v) {
      unsigned offset = 0;
      if (std::sscanf(v, "%i:%u", reinterpret_cast<int*>(&offset), &o.stuck_bit) != 2 || offset >= 8192 || offset % 8 ||
          o.stuck_bit > 31)
        return false;
      o.stuck = true;
      o.stuck_word = offset / 8;
    } else if (a == "--noise" && v) {
      o.noise = static_cast<unsigned>(option_number(v, a));
    } else {
      return false;
    }
    ++i;
  }
  return true;
}

/// Damages some of the bytes on the line; the same ones in each run.
class Noise {
 public:
  explicit Noise(unsigned one_in) : one_in_(one_in) {}
  void to_board(UartLine& line, uint8_t byte) {
    switch (next()) {
      case 0: line.send(byte); break;
      case 1: break;
      case 2: line.send_broken(byte); break;
      default: line.send(byte ^ flip()); break;
    }
  }
  void to_host(Pty& pty, uint8_t byte) {
    switch (next()) {
      case 0: pty.write(byte); break;
      case 1: break;
      default: pty.write(byte ^ flip()); break;
    }
  }

 private:
  uint32_t random() {
    x_ ^= x_ << 13;
    x_ ^= x_ >> 17;
    return x_ ^= x_ << 5;
  }
  unsigned next() { return one_in_ && random() % one_in_ == 0 ? 1 + random() % 3 : 0; }
  uint8_t flip() { return static_cast<uint8_t>(1u << random() % 8); }
  unsigned one_in_;
  uint32_t x_ = 1;
};

int run(const Options& o) {
  Pty pty;
  std::printf("UART of the simulated board: %s\n", pty.name().c_str());
  std::fflush(stdout);
  if (!o.link.empty()) {
    std::ofstream f(o.link + ".new");
    f << pty.name() << '\n';
    f.close();
    if (!f || std::rename((o.link + ".new").c_str(), o.link.c_str()) != 0) {
      std::fprintf(stderr, "board_sim: cannot write %s: %s\n", o.link.c_str(), std::strerror(errno));
      return 2;
    }
  }
  VerilatedContext context;
  context.randReset(2);
  context.randSeed(1);
  Vpml_board top(&context);
  UartLine line(BOARD_DIV);
  Noise noise(o.noise);
  top.clk100_i = 0;
  top.rst_btn_ni = 1;
  top.uart_rx_i = 1;
  std::array<uint8_t, 256> bytes;
  int idle = 0;  // chunks without anything on the line
  while (!stop) {
    // The processor rests when the line does, but for the time that a self test takes.
    const bool resting = idle > 20'000;
    const size_t n = pty.read(bytes, resting ? 5 : 0);
    for (size_t i = 0; i < n; ++i) noise.to_board(line, bytes[i]);
    idle = n || line.sending() || (top.led_o & 2) ? 0 : idle + (idle < 30'000);
    for (int c = 0; c < 64; ++c) {
      bool rx = true;
      if (const auto byte = line.step(top.uart_tx_o, rx)) {
        noise.to_host(pty, *byte);
        idle = 0;
      }
      top.uart_rx_i = rx;
      top.clk100_i = 1;
      top.eval();
      if (o.stuck)
        top.rootp
            ->pml_arty__DOT__u_board__DOT__u_mem__DOT__g_row__BRA__0__KET____DOT__g_col__BRA__0__KET____DOT__u_ram__DOT__mem
                [o.stuck_word] &= ~(1u << o.stuck_bit);
      top.clk100_i = 0;
      top.eval();
      context.timeInc(1);
    }
    if (o.cycles && context.time() >= o.cycles) break;
  }
  std::printf("%llu clock cycles\n", static_cast<unsigned long long>(context.time()));
  if (line.framing_errors()) {
    std::fprintf(stderr, "board_sim: %u framing errors on the board's output\n", line.framing_errors());
    return 1;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGTERM, on_signal);
  std::signal(SIGINT, on_signal);
  Options options;
  try {
    if (!parse(argc, argv, options)) {
      std::fputs(kHelp, argc == 2 && std::strcmp(argv[1], "--help") == 0 ? stdout : stderr);
      return argc == 2 && std::strcmp(argv[1], "--help") == 0 ? 0 : 2;
    }
    return run(options);
  } catch (const std::exception& e) {  // also an assertion of the RTL
    std::fprintf(stderr, "board_sim: %s\n", e.what());
    return 1;
  }
}
