// SPDX-License-Identifier: Apache-2.0
/// The throughput bound of promise C3, from a stream of events and nothing else: this program shares no line with the
/// RTL, the models or the simulator.
///
///   c3_bound --dw BITS --entries N [--outstanding K] [--latency CYCLES] [--no-reads] [--final-flush] < events
///
/// Input (`pmlsim dump-events`): 8 bytes "PMLEVTS1", then little-endian 64-bit words: gfn in bits 39:0, VM in 47:40,
/// vCPU in 55:48, write in bit 56; bit 57 set: end of the VM's epoch (a harvest).
///
/// What is counted is the traffic of a fully associative line store of N entries with least-recently-used replacement.
/// An entry holds both bitmaps' bits of one {VM, epoch, line of 512 pages} that came since it entered. Written back, a
/// kind's line costs, the first time in its epoch, all its beats in one write burst and no read; later only the beats
/// that hold bits, read and written, one burst a run of consecutive beats. A harvest writes back the VM's entries,
/// clears each line kind that was touched two epochs ago and not now (all beats, one burst), and writes the summary
/// (4 bytes a touched line, in chunks of 64 bytes) and one record of 64 bytes. With w and r the W and R beats, and q
/// the read or write bursts (the larger), all an event, the bound is min(1, 1/w, 1/r, K/(L q)) events a cycle.
#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct Config {
  unsigned dw = 512;
  uint64_t entries = 256, outstanding = 64, latency = 0;
  bool reads = true, final_flush = false;
};

struct Traffic {
  uint64_t events = 0, w_beats = 0, r_beats = 0, w_bursts = 0, r_bursts = 0;
  uint64_t line_kinds = 0;  ///< line kinds touched in an ended epoch, or cleared at its end
  uint64_t touched_lines = 0, harvests = 0, summary_beats = 0;
};

constexpr uint32_t kNone = UINT32_MAX;

class LruStore {
 public:
  explicit LruStore(const Config& c) : c_(c), beats_(512 / c.dw), nodes_(c.entries) {
    free_.reserve(c.entries);
    for (uint32_t i = 0; i < c.entries; ++i) free_.push_back(static_cast<uint32_t>(c.entries) - 1 - i);
  }

  void event(unsigned vm, uint64_t gfn, bool write) {
    ++t_.events;
    if (!write && !c_.reads) return;
    Vm& v = vm_at(vm);
    const uint64_t line = gfn >> 9;
    if (line >= v.where.size()) grow(v, line);
    uint32_t n = v.where[line];
    if (n == kNone) {
      n = take_node();
      nodes_[n] = {vm, line, {0, 0}, kNone, kNone};
      v.where[line] = n;
    } else {
      unlink(n);
    }
    push_front(n);
    const uint8_t beat = static_cast<uint8_t>(1U << ((gfn & 511) / c_.dw));
    if (c_.reads) nodes_[n].mask[0] |= beat;
    if (write) nodes_[n].mask[1] |= beat;
  }

  void harvest(unsigned vm) {
    Vm& v = vm_at(vm);
    flush(vm);
    uint64_t pairs = 0;
    auto& now = v.touched[v.epoch & 1];
    auto& held = v.held[v.epoch & 1];
    for (size_t i = 0; i < now.size(); ++i) {
      const unsigned clear = held[i] & ~now[i] & 3U;
      const auto kinds = static_cast<unsigned>(std::popcount(clear));
      t_.w_beats += uint64_t{kinds} * beats_;
      t_.w_bursts += kinds;
      t_.line_kinds += kinds + static_cast<unsigned>(std::popcount(static_cast<unsigned>(now[i])));
      pairs += now[i] != 0;
      held[i] = now[i];
      now[i] = 0;
    }
    const uint64_t chunks = (pairs + 15) / 16;
    t_.w_beats += (chunks + 1) * beats_;
    t_.w_bursts += chunks + 1;
    t_.summary_beats += chunks * beats_;
    t_.touched_lines += pairs;
    ++t_.harvests;
    ++v.epoch;
  }

  void finish() {
    for (unsigned vm = 0; vm < vms_.size(); ++vm) flush(vm);
  }

  const Traffic& traffic() const { return t_; }

 private:
  struct Node {
    unsigned vm = 0;
    uint64_t line = 0;
    std::array<uint8_t, 2> mask{};
    uint32_t prev = kNone, next = kNone;
  };
  struct Vm {
    std::vector<uint32_t> where;                        ///< line to node
    std::array<std::vector<uint8_t>, 2> touched, held;  ///< per buffer: bit 0 accessed, bit 1 written
    uint32_t epoch = 0;
  };

  Vm& vm_at(unsigned vm) {
    if (vm >= vms_.size()) vms_.resize(vm + 1);
    return vms_[vm];
  }
  static void grow(Vm& v, uint64_t line) {
    const size_t n = std::max<size_t>(line + 1, v.where.size() * 2);
    v.where.resize(n, kNone);
    for (auto& t : v.touched) t.resize(n, 0);
    for (auto& h : v.held) h.resize(n, 0);
  }
  void unlink(uint32_t n) {
    const Node& x = nodes_[n];
    (x.prev == kNone ? head_ : nodes_[x.prev].next) = x.next;
    (x.next == kNone ? tail_ : nodes_[x.next].prev) = x.prev;
  }
  void push_front(uint32_t n) {
    nodes_[n].prev = kNone;
    nodes_[n].next = head_;
    (head_ == kNone ? tail_ : nodes_[head_].prev) = n;
    head_ = n;
  }
  uint32_t take_node() {
    if (free_.empty()) retire(tail_);
    const uint32_t n = free_.back();
    free_.pop_back();
    return n;
  }
  void retire(uint32_t n) {
    unlink(n);
    const Node x = nodes_[n];
    Vm& v = vms_[x.vm];
    v.where[x.line] = kNone;
    uint8_t& touched = v.touched[v.epoch & 1][x.line];
    for (unsigned kind = 0; kind < 2; ++kind) {
      const uint8_t mask = x.mask[kind];
      if (mask == 0) continue;
      const uint8_t bit = static_cast<uint8_t>(1U << kind);
      if ((touched & bit) == 0) {
        t_.w_beats += beats_;
        t_.w_bursts += 1;
        touched |= bit;
      } else {
        const auto beats = static_cast<unsigned>(std::popcount(static_cast<unsigned>(mask)));
        const auto runs = static_cast<unsigned>(std::popcount(static_cast<unsigned>(mask & ~(mask << 1))));
        t_.w_beats += beats;
        t_.r_beats += beats;
        t_.w_bursts += runs;
        t_.r_bursts += runs;
      }
    }
    free_.push_back(n);
  }
  void flush(unsigned vm) {
    for (uint32_t n = head_; n != kNone;) {
      const uint32_t next = nodes_[n].next;
      if (nodes_[n].vm == vm) retire(n);
      n = next;
    }
  }

  Config c_;
  unsigned beats_;
  std::vector<Node> nodes_;
  std::vector<uint32_t> free_;
  std::vector<Vm> vms_;
  uint32_t head_ = kNone, tail_ = kNone;
  Traffic t_;
};

uint64_t number(const char* name, const char* text, uint64_t lo, uint64_t hi) {
  char* end = nullptr;
  const uint64_t n = text == nullptr ? 0 : std::strtoull(text, &end, 10);
  if (text == nullptr || *text == '\0' || *end != '\0' || n < lo || n > hi)
    throw std::runtime_error(std::string(name) + " needs a number from " + std::to_string(lo) + " to " +
                             std::to_string(hi));
  return n;
}

Config parse(int argc, char** argv) {
  Config c;
  for (int i = 1; i < argc; ++i) {
    const std::string a = argv[i];
    const char* next = i + 1 < argc ? argv[i + 1] : nullptr;
    if (a == "--no-reads") {
      c.reads = false;
      continue;
    }
    if (a == "--final-flush") {
      c.final_flush = true;
      continue;
    }
    if (a == "--dw") c.dw = static_cast<unsigned>(number("--dw", next, 64, 512));
    else if (a == "--entries") c.entries = number("--entries", next, 1, 1U << 24);
    else if (a == "--outstanding") c.outstanding = number("--outstanding", next, 1, 1U << 20);
    else if (a == "--latency") c.latency = number("--latency", next, 0, 1U << 20);
    else throw std::runtime_error("unknown option " + a);
    ++i;
  }
  if (!std::has_single_bit(c.dw)) throw std::runtime_error("--dw is 64, 128, 256 or 512");
  return c;
}

void read_events(LruStore& store) {
  std::array<char, 8> magic{};
  if (std::fread(magic.data(), 1, magic.size(), stdin) != magic.size() || std::memcmp(magic.data(), "PMLEVTS1", 8) != 0)
    throw std::runtime_error("standard input is not an event dump (pmlsim dump-events)");
  std::vector<uint64_t> words(1U << 15);
  for (;;) {
    const size_t n = std::fread(words.data(), 1, words.size() * 8, stdin);
    if (n == 0) break;
    if (n % 8 != 0) throw std::runtime_error("the event dump is truncated");
    for (size_t i = 0; i < n / 8; ++i) {
      const uint64_t w = words[i];
      const auto vm = static_cast<unsigned>(w >> 40 & 0xFF);
      if ((w >> 57 & 1) != 0) store.harvest(vm);
      else store.event(vm, w & 0xFFFFFFFFFFu, (w >> 56 & 1) != 0);
    }
  }
  if (std::ferror(stdin) != 0) throw std::runtime_error("cannot read standard input");
}

void print(const Config& c, const Traffic& t) {
  const double n = t.events == 0 ? 1.0 : static_cast<double>(t.events);
  const double w = static_cast<double>(t.w_beats) / n, r = static_cast<double>(t.r_beats) / n;
  const double q = static_cast<double>(std::max(t.w_bursts, t.r_bursts)) / n;
  double bound = 1.0;
  if (w > 0) bound = std::min(bound, 1 / w);
  if (r > 0) bound = std::min(bound, 1 / r);
  if (c.latency > 0 && q > 0)
    bound = std::min(bound, static_cast<double>(c.outstanding) / (static_cast<double>(c.latency) * q));
  std::printf(
      "events %llu\nw %.9g\nr %.9g\nq %.9g\nbound %.9g\nline_kinds %llu\ntouched_lines %llu\nharvests %llu\nsummary_beats %llu\n",
      static_cast<unsigned long long>(t.events), w, r, q, bound, static_cast<unsigned long long>(t.line_kinds),
      static_cast<unsigned long long>(t.touched_lines), static_cast<unsigned long long>(t.harvests),
      static_cast<unsigned long long>(t.summary_beats));
  if (std::fflush(stdout) != 0) throw std::runtime_error("cannot write standard output");
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const Config c = parse(argc, argv);
    LruStore store(c);
    read_events(store);
    if (c.final_flush) store.finish();
    print(c, store.traffic());
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "c3_bound: %s\n", e.what());
    return 2;
  }
}
