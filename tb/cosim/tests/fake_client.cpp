// SPDX-License-Identifier: Apache-2.0
#include "cosim/tests/fake_client.hpp"

#include <sys/eventfd.h>

#include "openpml/regs.hpp"

namespace openpml::cosim {

FakeClient::FakeClient(std::unique_ptr<Dut> dut, uint64_t idle_hz)
    : function(std::move(dut)), session(std::move(pair_.server), function), server(function, session, idle_hz),
      channel_(std::move(pair_.client)) {}

void FakeClient::send(const std::vector<uint8_t>& bytes, std::span<const int> fds) {
  if (send_bytes(channel_.fd(), bytes, fds) != bytes.size()) throw std::runtime_error("the server's socket is full");
}

void FakeClient::serve_dma(const Message& m) {
  DmaAccess a;
  std::memcpy(&a, m.payload.data(), sizeof a);
  const bool read = m.header.command == static_cast<uint16_t>(Command::DmaRead);
  ++(read ? dma_reads : dma_writes);
  Header h{m.header.id, m.header.command, 0, kTypeReply, 0};
  if (!by_message || a.address < by_message_at || a.address - by_message_at + a.count > by_message->bytes().size()) {
    h.flags |= kErrorFlag;
    h.error = EFAULT;
    channel_.send(h, {});
    return;
  }
  const auto bytes = by_message->at(a.address - by_message_at, a.count);
  if (!read) std::copy(m.payload.begin() + sizeof a, m.payload.end(), bytes.begin());
  channel_.send(h, {bytes_of(a), read ? std::span<const uint8_t>(bytes) : std::span<const uint8_t>()});
}

void FakeClient::run(unsigned turns) {
  for (unsigned i = 0; i < turns; ++i) {
    for (unsigned k = 0; k < kTurns; ++k) server.turn();
    while (auto m = channel_.receive()) {
      if ((m->header.flags & kTypeMask) == kTypeReply) replies_[m->header.id] = {m->header, std::move(m->payload)};
      else held_.push_back(std::move(*m));
    }
    if (hold_dma) continue;
    for (const Message& m : held_) serve_dma(m);
    held_.clear();
  }
}

Reply FakeClient::request(Command c, std::span<const uint8_t> payload, std::span<const int> fds) {
  const uint16_t id = next_id_++;
  send(message(id, static_cast<uint16_t>(c), 0, payload), fds);
  for (unsigned i = 0; i < 10'000; ++i) {
    run();
    if (const auto it = replies_.find(id); it != replies_.end()) {
      Reply r = std::move(it->second);
      replies_.erase(it);
      return r;
    }
  }
  throw std::runtime_error("no reply to " + command_name(static_cast<uint16_t>(c)));
}

Reply FakeClient::greet(const std::string& json) {
  const auto* text = reinterpret_cast<const uint8_t*>(json.c_str());  // with its zero
  return request(Command::Version, join(bytes_of(VersionHead{0, 0}), {text, json.empty() ? 0 : json.size() + 1}));
}

Reply FakeClient::map(uint64_t address, uint64_t bytes, uint64_t offset, const GuestMemory* memory, uint32_t flags) {
  const DmaMapRequest r{sizeof r, flags, offset, address, bytes};
  if (!memory) return request(Command::DmaMap, r);
  const int fd = memory->fd();
  return request(Command::DmaMap, r, {&fd, 1});
}

Reply FakeClient::unmap(uint64_t address, uint64_t bytes) {
  return request(Command::DmaUnmap, DmaUnmapRequest{sizeof(DmaUnmapRequest), 0, address, bytes});
}

Reply FakeClient::read(uint32_t region, uint64_t offset, uint32_t count) {
  return request(Command::RegionRead, RegionAccess{offset, region, count});
}

Reply FakeClient::write(uint32_t region, uint64_t offset, std::span<const uint8_t> data) {
  return request(Command::RegionWrite,
                 join(bytes_of(RegionAccess{offset, region, static_cast<uint32_t>(data.size())}), data));
}

uint32_t FakeClient::config(uint32_t offset, unsigned bytes) {
  const Reply r = read(kConfigRegion, offset, bytes);
  uint32_t v = 0;
  std::memcpy(&v, r.payload.data() + sizeof(RegionAccess), bytes);
  return v;
}

void FakeClient::config(uint32_t offset, uint32_t value, unsigned bytes) {
  write(kConfigRegion, offset, bytes_of(value).first(bytes));
}

uint32_t FakeClient::reg(uint32_t offset) {
  const Reply r = read(regs::PCI_BAR_REGS, offset, 4);
  uint32_t v;
  std::memcpy(&v, r.payload.data() + sizeof(RegionAccess), 4);
  return v;
}

void FakeClient::reg(uint32_t offset, uint32_t value) { write(regs::PCI_BAR_REGS, offset, bytes_of(value)); }

void FakeClient::bring_up() {
  config(PciConfig::kCommand, 6, 2);
  vectors_.clear();
  std::vector<int> fds;
  for (unsigned v = 0; v < function.msix().size(); ++v)
    fds.push_back(vectors_.emplace_back(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)).get());
  const Reply r = request(
      Command::SetIrqs,
      IrqSet{sizeof(IrqSet), kIrqDataEventfd | kIrqTrigger, kMsixIrq, 0, static_cast<uint32_t>(fds.size())}, fds);
  if (!r.ok()) throw std::runtime_error("SET_IRQS was refused");
}

uint64_t FakeClient::interrupts(unsigned vector) {
  uint64_t n = 0;
  return ::read(vectors_[vector].get(), &n, sizeof n) == sizeof n ? n : 0;
}

}  // namespace openpml::cosim
