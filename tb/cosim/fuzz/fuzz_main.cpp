// SPDX-License-Identifier: Apache-2.0
// A hostile client against the server in one process, under sanitizers: nothing that it does may do more than end its connection. Seeds are fixed,
// so a finding repeats: cosim_fuzz --first SEED --seeds 1. With --engine lockstep RTL and model must stay equal under it.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <map>
#include <string>

#include "cosim/engine.hpp"
#include "cosim/fuzz/hostile_client.hpp"
#include "cosim/server.hpp"

namespace openpml::cosim {
namespace {

struct Totals {
  uint64_t connections = 0, replies = 0, error_replies = 0, dma_asked = 0, ended = 0, hung_up = 0;
  uint64_t accesses = 0, refused = 0, resets = 0, dma_bytes = 0, dma_errors = 0, interrupts = 0, cycles = 0;
  std::map<std::string, uint64_t> ends;  ///< by their text without numbers
};

std::string without_numbers(std::string s) {
  for (char& c : s)
    if (c >= '0' && c <= '9') c = '#';
  s.erase(std::unique(s.begin(), s.end(), [](char a, char b) { return a == '#' && b == '#'; }), s.end());
  return s;
}

/// Clients one after the other against one function.
void run_seed(const std::string& engine, uint64_t seed, unsigned acts, Totals& t) {
  const unsigned fds = open_fds();
  {
    Rng rng(seed);
    Belongings own;
    std::ranges::fill(own.readable.bytes(), 0x77);
    Function function(make_engine(engine, seed, ""));
    for (unsigned done = 0; done < acts;) {
      ++t.connections;
      SocketPair pair;
      HostileClient client(std::move(pair.client), own, rng);
      Session session(std::move(pair.server), function);
      uint64_t traced = 0;
      session.on_trace = [&](const std::string& line) { traced += line.size(); };
      Server server(function, session, 1000);
      if (rng.chance(9, 10)) client.behave();
      try {
        bool here = true;
        while (here && done < acts) {
          ++done;
          here = client.act();
          server.turn();
          if (rng.chance(1, 8))
            for (unsigned i = 0; i < 40; ++i) server.turn();
        }
        if (!here) ++t.hung_up;
      } catch (const ProtocolError& e) {
        ++t.ended;
        ++t.ends[without_numbers(e.what())];
      } catch (const ClientGone&) {}
      t.replies += client.replies();
      t.error_replies += client.error_replies();
      t.dma_asked += client.dma_asked();
    }
    if (std::ranges::any_of(own.readable.bytes(), [](uint8_t b) { return b != 0x77; }))
      throw std::runtime_error("memory that is shared for reading was written");
    const auto& m = function.unit().memory_port().counts();
    t.accesses += function.counts().reads + function.counts().writes;
    t.refused += function.counts().refused;
    t.resets += function.counts().resets;
    t.dma_bytes += m.read_bytes + m.written_bytes;
    t.dma_errors += m.errors;
    t.interrupts += function.msix().sent();
    t.cycles += function.unit().cycles();
  }
  if (open_fds() != fds) throw std::runtime_error(std::to_string(open_fds() - fds) + " descriptors are left open");
}

void print(const Totals& t) {
  const auto n = [](const char* what, uint64_t v) {
    std::printf("  %-28s %llu\n", what, static_cast<unsigned long long>(v));
  };
  n("connections", t.connections);
  n("ended by the server", t.ended);
  n("hung up by the client", t.hung_up);
  n("replies", t.replies);
  n("error replies", t.error_replies);
  n("DMA messages", t.dma_asked);
  n("register accesses", t.accesses);
  n("refused by the unit", t.refused);
  n("resets", t.resets);
  n("DMA bytes", t.dma_bytes);
  n("bursts refused", t.dma_errors);
  n("interrupts", t.interrupts);
  n("cycles", t.cycles);
  std::printf("reasons for which a connection ended:\n");
  for (const auto& [text, count] : t.ends)
    std::printf("  %6llu %s\n", static_cast<unsigned long long>(count), text.c_str());
}

/// A fuzzer that never gets anywhere finds nothing.
bool got_somewhere(const Totals& t) {
  return t.ended > 20 && t.hung_up > 2 && t.error_replies > 50 && t.dma_asked > 20 && t.accesses > 1000 &&
         t.refused > 100 && t.resets > 10 && t.dma_bytes > 10'000 && t.dma_errors > 10 && t.interrupts > 10 &&
         t.ends.size() > 15;
}

uint64_t number(const char* text) {
  uint64_t n = 0;
  const auto [end, error] = std::from_chars(text, text + std::strlen(text), n);
  if (error != std::errc{} || *end) throw std::invalid_argument(std::string("not a number: ") + text);
  return n;
}

int run(int argc, char** argv) {
  std::string engine = "model";
  uint64_t first = 1, seeds = 12, acts = 1500;
  for (int i = 1; i < argc; i += 2) {
    const std::string option = argv[i];
    if (i + 1 == argc) throw std::invalid_argument(option + " needs a value");
    if (option == "--engine") engine = argv[i + 1];
    else if (option == "--first") first = number(argv[i + 1]);
    else if (option == "--seeds") seeds = number(argv[i + 1]);
    else if (option == "--acts") acts = number(argv[i + 1]);
    else
      throw std::invalid_argument("unknown option " + option +
                                  "; there are --engine NAME, --first SEED, --seeds N, --acts N");
  }
  Totals t;
  for (uint64_t seed = first; seed < first + seeds; ++seed) {
    try {
      run_seed(engine, seed, static_cast<unsigned>(acts), t);
    } catch (const std::exception& e) {
      std::fprintf(stderr, "cosim_fuzz: seed %llu: %s\n", static_cast<unsigned long long>(seed), e.what());
      return 1;
    }
  }
  print(t);
  if (seeds >= 12 && !got_somewhere(t)) {
    std::fprintf(stderr, "cosim_fuzz: the client did not get far enough to find anything (see the counts)\n");
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace openpml::cosim

int main(int argc, char** argv) {
  try {
    return openpml::cosim::run(argc, argv);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "cosim_fuzz: %s\n", e.what());
    return 2;
  }
}
