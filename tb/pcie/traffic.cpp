// SPDX-License-Identifier: Apache-2.0
#include "pcie/traffic.hpp"

#include <algorithm>
#include <bit>

namespace openpml::pcie {

void Traffic::queue(unsigned bursts, bool reads_only) {
  Rng& rng = bridge_.rng();
  const unsigned bytes = bridge_.half().bytes;
  for (unsigned i = 0; i < bursts; ++i) {
    const bool write = !reads_only && rng.chance(1, 2), inside = rng.chance(7, 8), narrow = rng.chance(1, 4);
    const uint64_t half = HostDriver::kWindowPages / 2;
    // a few hot pages, the rest anywhere in its half; outside: the page before the window, and behind it
    uint64_t page = rng.chance(1, 2) ? rng.below(16) : rng.below(half);
    page += write ? half : 0;
    const uint64_t first = HostDriver::kWindow >> 12;
    const uint64_t board_page =
        inside ? first + page : (write ? first + HostDriver::kWindowPages : first - 1 - rng.below(3));
    Ax ax{true, 0, 0, 0, static_cast<uint8_t>(narrow ? 2 : std::countr_zero(bytes)), 1};
    const unsigned step = narrow ? 4 : bytes;
    const unsigned beats = narrow ? 1 : static_cast<unsigned>(rng.between(1, 16));
    const uint64_t offset = step * rng.below(4096 / step - beats + 1);
    const uint64_t address = board_page * 4096 + offset;
    ax.addr = kBar2 + address;
    ax.len = static_cast<uint8_t>(beats - 1);
    if (write) {
      std::vector<W> data(beats);
      for (unsigned b = 0; b < beats; ++b) {
        data[b].valid = true;
        data[b].last = b + 1 == beats;
        data[b].strb = narrow ? 0xFu << (address % bytes) : static_cast<uint32_t>((uint64_t{1} << bytes) - 1);
        for (auto& byte : data[b].data) byte = static_cast<uint8_t>(rng.next());
      }
      bursts_.push_back({true, bridge_.master().write(ax, std::move(data)), address});
    } else {
      bursts_.push_back({false, bridge_.master().read(ax), address});
    }
    if (inside) {
      accessed_.insert(HostDriver::kFirstGfn + page);
      if (write) written_.insert(HostDriver::kFirstGfn + page);
    }
  }
}

std::vector<std::string> Traffic::verify() {
  std::vector<std::string> problems;
  const unsigned bytes = bridge_.half().bytes;
  // The last write of a byte counts; the host's writes are in order.
  std::unordered_map<uint64_t, uint8_t> expected;
  for (const Done& done : bursts_) {
    const AxiMaster::Burst& burst =
        done.write ? bridge_.master().write_burst(done.burst) : bridge_.master().read_burst(done.burst);
    if (!burst.done || burst.resp != 0)
      problems.push_back("BAR2 burst at " + std::to_string(done.address) + " is not done, or failed");
    const uint64_t aligned = done.address & ~uint64_t{bytes - 1};
    for (unsigned beat = 0; beat <= burst.ax.len; ++beat)
      for (unsigned i = 0; i < bytes; ++i) {
        const uint64_t address = aligned + uint64_t{beat} * bytes + i;
        if (done.write) {
          if ((burst.beats[beat].strb >> i & 1) != 0) expected[address] = burst.beats[beat].data[i];
        } else if (beat < burst.data.size() && burst.data[beat][i] != bridge_.dram().read(address)) {
          problems.push_back("BAR2 read data at " + std::to_string(address));
        }
      }
  }
  for (const auto& [address, value] : expected)
    if (bridge_.dram().read(address) != value) problems.push_back("BAR2 write data at " + std::to_string(address));
  bursts_.clear();
  return problems;
}

}  // namespace openpml::pcie
