// SPDX-License-Identifier: Apache-2.0
/// The AXI4 slave at the unit's memory port, in front of the client's memory. Each direction is answered in order. No map and no bus mastering
/// answer DECERR, what is not allowed and what the client refuses SLVERR; a burst of which a byte is out of bounds writes nothing.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "cosim/client_memory.hpp"
#include "openpml/ports.hpp"

namespace openpml::cosim {

class MemoryPort {
 public:
  MemoryPort(unsigned dw, ClientMemory& memory) : bus_(dw / 8), memory_(memory) {}

  void drive(Inputs& in);
  void observe(const Inputs& in, const Outputs& out);
  /// The unit was reset: what is under way is forgotten.
  void reset();
  bool idle() const { return reads_.empty() && writes_.empty() && addresses_.empty() && beats_.empty(); }

  struct Counts {
    uint64_t reads = 0, writes = 0, read_bytes = 0, written_bytes = 0, errors = 0;
  };
  const Counts& counts() const { return counts_; }

 private:
  struct Address {
    uint64_t at;
    uint8_t len, size, id;
  };
  struct DataBeat {
    Beat data;
    uint64_t strobes;
    bool last;
  };
  struct Read {
    Address a;
    unsigned beat;
    std::shared_ptr<Transfer> transfer;
  };
  struct Write {
    uint8_t id;
    std::shared_ptr<Transfer> transfer;
  };

  uint64_t beat_address(const Address& a, unsigned k) const;
  void begin_read(const Address& a);
  void begin_write();
  Beat data_of(const Read& r) const;
  uint8_t response(const Transfer& t);

  uint64_t bus_;  ///< bytes of a beat
  ClientMemory& memory_;
  std::deque<Address> addresses_;
  std::deque<DataBeat> beats_;
  unsigned last_beats_ = 0;  ///< beats in beats_ that end a burst
  std::deque<Read> reads_;
  std::deque<Write> writes_;
  Counts counts_;
};

}  // namespace openpml::cosim
