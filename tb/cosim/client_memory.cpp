// SPDX-License-Identifier: Apache-2.0
#include "cosim/client_memory.hpp"

#include <algorithm>
#include <cstring>

namespace openpml::cosim {
namespace {

using GuestWord = uint64_t __attribute__((may_alias));

/// Ascending, eight aligned bytes at a time: the guest never sees a record's last word before its first.
void store(uint8_t* to, std::span<const uint8_t> from) {
  while (!from.empty()) {
    if (reinterpret_cast<uintptr_t>(to) % 8 == 0 && from.size() >= 8) {
      uint64_t word;
      std::memcpy(&word, from.data(), 8);
      __atomic_store_n(reinterpret_cast<GuestWord*>(to), word, __ATOMIC_RELEASE);
      to += 8;
      from = from.subspan(8);
    } else {
      __atomic_store_n(to++, from.front(), __ATOMIC_RELEASE);
      from = from.subspan(1);
    }
  }
}

}  // namespace

void ClientMemory::connect(Sender sender, uint32_t max_transfer) {
  sender_ = std::move(sender);
  max_transfer_ = max_transfer;
  for (auto& [id, o] : open_)
    if (const auto t = o.transfer.lock()) {
      --t->open;
      t->result = Transfer::Result::Refused;
    }
  open_.clear();
}

Transfer::Result ClientMemory::result_of(DmaMap::Found f) {
  if (f == DmaMap::Found::Yes) return Transfer::Result::Ok;
  return f == DmaMap::Found::Nowhere ? Transfer::Result::Nowhere : Transfer::Result::Refused;
}

std::shared_ptr<Transfer> ClientMemory::read(uint64_t address, uint64_t bytes) {
  auto t = std::make_shared<Transfer>();
  t->data.assign(bytes, 0);
  pieces_.clear();
  t->result = enabled_ ? result_of(map_.split(address, bytes, false, pieces_)) : Transfer::Result::Nowhere;
  if (t->result != Transfer::Result::Ok) return t;
  for (const auto& p : pieces_) {
    const uint64_t at = p.address - address;
    if (p.host) std::memcpy(t->data.data() + at, p.host, p.bytes);
    else ask(t, Command::DmaRead, p.address, {}, p.bytes, at);
  }
  return t;
}

std::shared_ptr<Transfer> ClientMemory::write(std::span<const Run> runs) {
  auto t = std::make_shared<Transfer>();
  if (!enabled_) t->result = Transfer::Result::Nowhere;
  for (const Run& r : runs) {
    pieces_.clear();
    if (t->result == Transfer::Result::Ok) t->result = result_of(map_.split(r.address, r.bytes.size(), true, pieces_));
  }
  if (t->result != Transfer::Result::Ok) return t;
  for (const Run& r : runs) {
    pieces_.clear();
    map_.split(r.address, r.bytes.size(), true, pieces_);
    for (const auto& p : pieces_) {
      const auto data = r.bytes.subspan(p.address - r.address, p.bytes);
      if (p.host) store(p.host, data);
      else ask(t, Command::DmaWrite, p.address, data, p.bytes, 0);
    }
  }
  return t;
}

void ClientMemory::ask(const std::shared_ptr<Transfer>& t, Command c, uint64_t address, std::span<const uint8_t> data,
                       uint64_t bytes, uint64_t at) {
  for (uint64_t done = 0; done < bytes;) {
    const uint64_t n = std::min<uint64_t>(bytes - done, max_transfer_);
    if (!sender_ || open_.size() > 0x7FFF) {
      t->result = Transfer::Result::Refused;
      return;
    }
    while (open_.contains(next_id_)) ++next_id_;
    const uint16_t id = next_id_++;
    const DmaAccess a{address + done, n};
    open_[id] = {t, c, a, at + done};
    ++t->open;
    ++messages_;
    sender_(id, c, a, c == Command::DmaWrite ? data.subspan(done, n) : data);
    done += n;
  }
}

void ClientMemory::reply(const Header& h, std::span<const uint8_t> payload) {
  const auto it = open_.find(h.id);
  if (it == open_.end() || static_cast<uint16_t>(it->second.command) != h.command)
    throw ProtocolError("a reply (" + command_name(h.command) + ", id " + std::to_string(h.id) +
                        ") to nothing that was asked");
  const Open o = std::move(it->second);
  open_.erase(it);
  const auto t = o.transfer.lock();
  if (t) --t->open;
  if (h.flags & kErrorFlag) {
    if (t) t->result = Transfer::Result::Refused;
    return;
  }
  std::span<const uint8_t> rest = payload;
  if (o.command == Command::DmaRead) {
    const auto a = parse_head<DmaAccess>(payload, rest);
    if (a.address != o.access.address || a.count != o.access.count || rest.size() != a.count)
      throw ProtocolError("DMA_READ of " + std::to_string(o.access.count) + " bytes was answered with " +
                          std::to_string(rest.size()));
    if (t) std::memcpy(t->data.data() + o.at, rest.data(), rest.size());
  } else {
    // the specification has 12 bytes here, QEMU sends 16
    uint64_t address = 0;
    if (payload.size() != 12 && payload.size() != 16)
      throw ProtocolError("DMA_WRITE was answered with " + std::to_string(payload.size()) + " bytes");
    std::memcpy(&address, payload.data(), sizeof address);
    if (address != o.access.address) throw ProtocolError("DMA_WRITE was answered with another address");
  }
}

}  // namespace openpml::cosim
