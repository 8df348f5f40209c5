// SPDX-License-Identifier: Apache-2.0
/// A memory behind an AXI4 port, as the host's memory is behind the slave side of the bridge, and DRAM behind its controller: random
/// ready, random latency, answers in order of requests per direction. Posted writes: the data is in memory when the last beat came.
/// Looks for breaches of AXI on the way and keeps them in problems().
#pragma once
#include <deque>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "openpml/rng.hpp"
#include "pcie/pcie_pins.hpp"

namespace openpml::pcie {

/// Bytes by address; what was never written reads as a function of its address.
class ByteMemory {
 public:
  explicit ByteMemory(uint8_t fill = 0) : fill_(fill) {}
  uint8_t read(uint64_t address) const {
    const auto page = pages_.find(address >> 12);
    return page == pages_.end() ? initial(address) : page->second[address & 0xFFF];
  }
  void write(uint64_t address, uint8_t value) {
    auto [page, fresh] = pages_.try_emplace(address >> 12);
    if (fresh) {
      page->second.resize(4096);
      for (unsigned i = 0; i < 4096; ++i) page->second[i] = initial((address & ~uint64_t{0xFFF}) + i);
    }
    page->second[address & 0xFFF] = value;
  }
  template <class T>
  T get(uint64_t address) const {
    uint64_t value = 0;
    for (unsigned i = 0; i < sizeof(T); ++i) value |= uint64_t{read(address + i)} << (8 * i);
    return static_cast<T>(value);
  }
  size_t pages_written() const { return pages_.size(); }
  bool page_written(uint64_t address) const { return pages_.contains(address >> 12); }

 private:
  uint8_t initial(uint64_t address) const {
    return fill_ == 0 ? 0 : static_cast<uint8_t>((address >> 12) * 37 + address * 11 + fill_);
  }
  uint8_t fill_;
  std::unordered_map<uint64_t, std::vector<uint8_t>> pages_;
};

class AxiSlave {
 public:
  struct Settings {
    unsigned bytes;                     ///< of a beat
    unsigned latency_min, latency_max;  ///< cycles from the request to the answer
    std::string name;
  };
  AxiSlave(Settings settings, ByteMemory& memory, uint64_t seed)
      : set_(std::move(settings)), memory_(memory), rng_(seed) {}

  /// What it drives in this cycle.
  SlavePins drive();
  /// End of the cycle: what the master drove, with the pins of drive().
  void step(const MasterPins& master);
  void reset();

  /// From the address on the bus to that of the memory (the bridge's translation).
  void set_translation(std::function<uint64_t(uint64_t)> translate) { translate_ = std::move(translate); }
  void set_failing(bool on) { failing_ = on; }  ///< link down: answers are SLVERR, writes are dropped
  void set_silent(bool on) { silent_ = on; }    ///< no answer at all
  bool idle() const { return writes_.empty() && reads_.empty() && beats_.empty() && answers_.empty(); }
  uint64_t bursts() const { return bursts_; }
  const std::vector<std::string>& problems() const { return problems_; }

 private:
  struct Read {
    Ax ax;
    uint64_t due;
    unsigned beat = 0;
  };
  struct Answer {
    uint8_t id;
    uint64_t due;
    bool failed;
  };
  void check(const char* what, const Ax& now, const Ax& before, bool waited);
  void problem(const std::string& text) {
    problems_.push_back(set_.name + ": " + text + " in cycle " + std::to_string(cycle_));
  }
  void finish_write();

  Settings set_;
  ByteMemory& memory_;
  Rng rng_;
  std::function<uint64_t(uint64_t)> translate_;
  bool failing_ = false, silent_ = false;
  uint64_t cycle_ = 0, bursts_ = 0, last_write_due_ = 0, last_read_due_ = 0;
  SlavePins pins_;
  MasterPins before_;
  bool aw_waited_ = false, w_waited_ = false, ar_waited_ = false;
  bool b_held_ = false, r_held_ = false;
  std::deque<Ax> writes_;
  std::deque<W> beats_;
  std::deque<Answer> answers_;
  std::deque<Read> reads_;
  std::vector<std::string> problems_;
};

}  // namespace openpml::pcie
