// SPDX-License-Identifier: Apache-2.0
#include "cosim/memory_port.hpp"

#include <cstring>

namespace openpml::cosim {
namespace {

constexpr size_t kQueue = 64;  ///< bursts a direction; a slave that is full waits
constexpr uint8_t kOkay = 0, kSlvErr = 2, kDecErr = 3;

uint8_t code(Transfer::Result r) {
  switch (r) {
    case Transfer::Result::Ok: return kOkay;
    case Transfer::Result::Nowhere: return kDecErr;
    case Transfer::Result::Refused: break;
  }
  return kSlvErr;
}

}  // namespace

void MemoryPort::drive(Inputs& in) {
  in.m_awready = addresses_.size() < kQueue && writes_.size() < kQueue;
  in.m_wready = beats_.size() < 4 * kQueue;
  in.m_arready = reads_.size() < kQueue;
  in.m_bvalid = !writes_.empty() && writes_.front().transfer->over();
  if (in.m_bvalid) {
    in.m_bid = writes_.front().id;
    in.m_bresp = code(writes_.front().transfer->result);
  }
  in.m_rvalid = !reads_.empty() && reads_.front().transfer->over();
  if (in.m_rvalid) {
    const Read& r = reads_.front();
    in.m_rid = r.a.id;
    in.m_rresp = code(r.transfer->result);
    in.m_rlast = r.beat == r.a.len;
    in.m_rdata = data_of(r);
  }
}

void MemoryPort::observe(const Inputs& in, const Outputs& out) {
  if (in.m_bvalid && out.m_bready) {
    counts_.errors += in.m_bresp != kOkay;
    writes_.pop_front();
  }
  if (in.m_rvalid && out.m_rready) {
    Read& r = reads_.front();
    if (r.beat++ == r.a.len) {
      counts_.errors += in.m_rresp != kOkay;
      reads_.pop_front();
    }
  }
  if (out.m_arvalid && in.m_arready) begin_read({out.m_araddr, out.m_arlen, out.m_arsize, out.m_arid});
  if (out.m_awvalid && in.m_awready) addresses_.push_back({out.m_awaddr, out.m_awlen, out.m_awsize, out.m_awid});
  if (out.m_wvalid && in.m_wready) {
    beats_.push_back({out.m_wdata, out.m_wstrb, out.m_wlast});
    last_beats_ += out.m_wlast;
  }
  while (!addresses_.empty() && last_beats_ != 0) begin_write();
}

void MemoryPort::reset() {
  addresses_.clear();
  beats_.clear();
  last_beats_ = 0;
  reads_.clear();
  writes_.clear();
}

uint64_t MemoryPort::beat_address(const Address& a, unsigned k) const {
  const uint64_t bytes = uint64_t{1} << a.size;
  return k == 0 ? a.at : (a.at & ~(bytes - 1)) + k * bytes;
}

/// From the first byte asked for to the end of the last beat.
void MemoryPort::begin_read(const Address& a) {
  const uint64_t bytes = beat_address(a, a.len + 1u) - a.at;
  ++counts_.reads;
  reads_.push_back({a, 0, memory_.read(a.at, bytes)});
  if (reads_.back().transfer->result == Transfer::Result::Ok) counts_.read_bytes += bytes;
}

void MemoryPort::begin_write() {
  const Address a = addresses_.front();
  addresses_.pop_front();
  --last_beats_;
  // contiguous bytes with their strobe set become one run
  std::vector<uint8_t> bytes;
  struct Span {
    uint64_t address;
    size_t from, count;
  };
  std::vector<Span> spans;
  unsigned k = 0;
  for (bool last = false; !last; ++k) {
    const DataBeat& b = beats_.front();
    const uint64_t base = beat_address(a, k) & ~(bus_ - 1);
    const auto* data = reinterpret_cast<const uint8_t*>(b.data.data());
    for (uint64_t i = 0; i < bus_; ++i) {
      if (!(b.strobes >> i & 1)) continue;
      if (spans.empty() || spans.back().address + spans.back().count != base + i)
        spans.push_back({base + i, bytes.size(), 0});
      bytes.push_back(data[i]);
      ++spans.back().count;
    }
    last = b.last;
    beats_.pop_front();
  }
  std::vector<ClientMemory::Run> runs;
  for (const Span& s : spans) runs.push_back({s.address, std::span(bytes).subspan(s.from, s.count)});
  ++counts_.writes;
  writes_.push_back({a.id, memory_.write(runs)});
  if (writes_.back().transfer->result == Transfer::Result::Ok) counts_.written_bytes += bytes.size();
}

Beat MemoryPort::data_of(const Read& r) const {
  Beat beat{};
  if (r.transfer->result != Transfer::Result::Ok) return beat;
  const uint64_t at = beat_address(r.a, r.beat), next = beat_address(r.a, r.beat + 1);
  std::memcpy(reinterpret_cast<uint8_t*>(beat.data()) + at % bus_, r.transfer->data.data() + (at - r.a.at), next - at);
  return beat;
}

}  // namespace openpml::cosim
