// SPDX-License-Identifier: Apache-2.0
#include "cosim/fuzz/hostile_client.hpp"

#include <fcntl.h>
#include <sys/eventfd.h>

#include <algorithm>

#include "cosim/pci_config.hpp"
#include "openpml/regs.hpp"

namespace openpml::cosim {
namespace {

constexpr uint64_t kBus = 0x1000'0000;
constexpr char kJson[] =
    R"({"capabilities":{"max_msg_fds":8,"max_data_xfer_size":1048576,"pgsizes":4096,"max_dma_maps":65535}})";

}  // namespace

Belongings::Belongings()
    : eventfd(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)), null(open("/dev/null", O_RDWR | O_CLOEXEC)) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) throw std::runtime_error("pipe");
  pipe_in = UniqueFd(ends[0]);
  pipe_out = UniqueFd(ends[1]);
}

HostileClient::HostileClient(UniqueFd socket, Belongings& own, Rng& rng)
    : channel_(std::move(socket)), own_(own), rng_(rng), odd_(rng) {}

void HostileClient::send(uint16_t command, std::span<const uint8_t> payload, std::span<const int> fds, uint32_t flags) {
  send_bytes(channel_.fd(), message(id_++, command, flags, payload), fds);
}

void HostileClient::write_register(uint32_t offset, uint32_t value) {
  send(static_cast<uint16_t>(Command::RegionWrite),
       join(bytes_of(RegionAccess{offset, regs::PCI_BAR_REGS, 4}), bytes_of(value)), {}, kNoReply);
}

void HostileClient::behave() {
  using namespace regs;
  send(static_cast<uint16_t>(Command::Version),
       join(bytes_of(VersionHead{0, 0}),
            {reinterpret_cast<const uint8_t*>(kJson), odd_.chance(1, 4) ? 0 : sizeof kJson}));
  const uint16_t command = 6;
  send(static_cast<uint16_t>(Command::RegionWrite),
       join(bytes_of(RegionAccess{PciConfig::kCommand, kConfigRegion, 2}), bytes_of(command)));
  const bool shared = odd_.chance(1, 2);
  for (uint64_t p = 0; p < 16; p += 4)
    send(Command::DmaMap, DmaMapRequest{32, 3, p * kPage, kBus + p * kPage, 4 * kPage},
         shared || p < 4 ? std::vector{own_.memory.fd()} : std::vector<int>{});
  send(Command::DmaMap, DmaMapRequest{32, kMapRead, 0, kBus + 16 * kPage, 8 * kPage}, std::array{own_.readable.fd()});
  send(Command::SetIrqs, IrqSet{20, kIrqDataEventfd | kIrqTrigger, kMsixIrq, 0, 4}, std::vector(4, own_.eventfd.get()));
  write_register(GLOBAL_RING_BASE, kBus);
  write_register(GLOBAL_RING_LOG2, 3);
  const uint32_t vm = VM_BASE;
  write_register(VM_BASE + VM_LIMIT, 0x8000);
  for (uint32_t v = 0; v < 4; ++v) write_register(VEC_BASE + v * VEC_STRIDE + VEC_MASK, 0);
  write_register(vm + VM_CONFIG, VM_CONFIG_LOG_READS_MASK);
  for (uint32_t b = 0; b < 2; ++b) {
    write_register(vm + VM_A_BASE0 + 8 * b, static_cast<uint32_t>(kBus + (1 + 2 * b) * kPage));
    write_register(vm + VM_W_BASE0 + 8 * b, static_cast<uint32_t>(kBus + (6 + 2 * b) * kPage));
    write_register(vm + VM_SUM_BASE0 + 8 * b, static_cast<uint32_t>(kBus + (11 + b) * kPage));
  }
  write_register(VCPU_BASE + VCPU_BIND, VCPU_BIND_VALID_MASK);
  write_register(vm + VM_CMD, CMD_ENABLE);
  // four log pages to ingest
  for (unsigned d = 0; d < 4; ++d) {
    const uint64_t words[8] = {kBus + 4 * kPage, odd_.below(3), 512, d, 0, 0, 0, 0};
    std::memcpy(own_.memory.at(13 * kPage + 64 * d, 64).data(), words, sizeof words);
  }
  write_register(INGEST_BASE + INGEST_DESC_BASE, static_cast<uint32_t>(kBus + 13 * kPage));
  write_register(INGEST_BASE + INGEST_DESC_LOG2, 2);
  write_register(INGEST_BASE + INGEST_CPL_BASE, static_cast<uint32_t>(kBus + 14 * kPage));
  write_register(INGEST_BASE + INGEST_CPL_LOG2, 2);
  write_register(INGEST_BASE + INGEST_CTRL, 1);
  write_register(INGEST_BASE + INGEST_DESC_TAIL, 4);
  write_register(GEN_BASE + GEN_VCPU, 0x100);
  write_register(GEN_PHASE_BASE + GEN_PHASE_PAGES, 3000);
  write_register(GEN_PHASE_BASE + GEN_PHASE_LENGTH, 0x0001'0001);
  write_register(GEN_BASE + GEN_CTRL, GEN_CTRL_START_MASK);
}

void HostileClient::listen() {
  try {
    while (auto m = channel_.receive()) {
      if ((m->header.flags & kTypeMask) == kTypeReply) {
        ++replies_;
        error_replies_ += (m->header.flags & kErrorFlag) != 0 ? 1 : 0;
      } else {
        ++dma_asked_;
        asked_.push_back(std::move(*m));
      }
    }
  } catch (const ClientGone&) {}
}

std::vector<int> HostileClient::some_fds() {
  const std::array all = {own_.memory.fd(),   own_.readable.fd(),  own_.eventfd.get(),
                          own_.pipe_in.get(), own_.pipe_out.get(), own_.null.get()};
  std::vector<int> fds(odd_.chance(1, 10) ? odd_.below(40) : odd_.below(4));
  for (int& fd : fds) {
    fd = all[odd_.below(all.size())];
    if (fd == own_.readable.fd()) fd = own_.eventfd.get();  // map_message shares it, for reading
  }
  return fds;
}

uint64_t HostileClient::address() { return odd_.mostly(kBus + odd_.below(24) * kPage, 6); }

void HostileClient::region_message(bool write) {
  static constexpr uint32_t kRegionsThere[] = {regs::PCI_BAR_REGS, kConfigRegion, regs::PCI_BAR_MSIX};
  const uint32_t region = odd_.mostly(kRegionsThere[odd_.below(3)], 60);
  const uint32_t count = odd_.mostly(uint32_t{1} << odd_.below(4), 40);
  const RegionAccess a{
      odd_.mostly(odd_.below(region == regs::PCI_BAR_REGS ? 0x10000 : 0x1000) & ~(count - uint64_t{1}), 40), region,
      count};
  if (!write) return send(Command::RegionRead, a, {}, odd_.chance(1, 8) ? kNoReply : 0);
  std::vector<uint8_t> data(odd_.mostly<uint64_t>(std::min<uint32_t>(count, 4096), 60) & 0xFFFF);
  for (auto& b : data) b = static_cast<uint8_t>(rng_.next());
  send(static_cast<uint16_t>(Command::RegionWrite), join(bytes_of(a), data), {}, odd_.chance(1, 2) ? kNoReply : 0);
}

/// Registers that make the unit do something, with values that are often right.
void HostileClient::register_write() {
  using namespace regs;
  const uint32_t vm = VM_BASE + static_cast<uint32_t>(odd_.below(4)) * VM_STRIDE;
  switch (odd_.below(12)) {
    case 0:
    case 1:
      return write_register(VM_BASE + VM_CMD,
                            static_cast<uint32_t>(1 + odd_.below(8)) | static_cast<uint32_t>(odd_.below(2)) << 8);
    case 2: return write_register(vm + static_cast<uint32_t>(odd_.below(0x40)) * 4, odd_.number32());
    case 3: return write_register(GEN_BASE + GEN_CTRL, 1u << odd_.below(3));
    case 4: return write_register(GEN_BASE + static_cast<uint32_t>(odd_.below(20)) * 4, odd_.number32());
    case 5: return write_register(GLOBAL_RING_CONS, odd_.mostly(static_cast<uint32_t>(odd_.below(20))));
    case 6:
      return write_register(INGEST_BASE + static_cast<uint32_t>(odd_.below(15)) * 4,
                            odd_.chance(1, 2) ? odd_.number32() : static_cast<uint32_t>(address()));
    case 7: return write_register(INGEST_BASE + INGEST_CTRL, static_cast<uint32_t>(odd_.below(2)));
    case 8: return write_register(VCPU_BASE + static_cast<uint32_t>(odd_.below(64)) * 4, odd_.number32());
    case 9: return write_register(VEC_BASE + static_cast<uint32_t>(odd_.below(128)) * 4, odd_.number32());
    case 10:
      return write_register(vm + VM_A_BASE0 + static_cast<uint32_t>(odd_.below(12)) * 4,
                            static_cast<uint32_t>(address()));
    default: return write_register(static_cast<uint32_t>(odd_.below(0x4000)) * 4, odd_.number32());
  }
}

void HostileClient::map_message() {
  if (odd_.chance(1, 3)) {
    const DmaUnmapRequest r{24, odd_.mostly(0u, 20), address(), odd_.mostly((1 + odd_.below(8)) * kPage, 6)};
    return send(Command::DmaUnmap, odd_.chance(1, 20) ? DmaUnmapRequest{24, kUnmapAll, 0, 0} : r);
  }
  DmaMapRequest r{32, odd_.mostly(3u, 10), odd_.mostly(odd_.below(64) * kPage, 10), address(),
                  odd_.mostly((1 + odd_.below(8)) * kPage, 6)};
  if (odd_.chance(1, 4)) {
    r.flags = kMapRead;
    return send(Command::DmaMap, r, std::array{own_.readable.fd()});
  }
  send(Command::DmaMap, r,
       odd_.chance(1, 8)   ? some_fds()
       : odd_.chance(1, 3) ? std::vector<int>{}
                           : std::vector{own_.memory.fd()});
}

void HostileClient::irq_message() {
  IrqSet s{20, odd_.mostly(kIrqDataEventfd | kIrqTrigger, 4), odd_.mostly(kMsixIrq),
           odd_.mostly(static_cast<uint32_t>(odd_.below(16))), static_cast<uint32_t>(odd_.below(4))};
  if (odd_.chance(1, 4)) s.flags = kIrqDataNone | kIrqTrigger;
  const bool eventfds = odd_.chance(5, 6) && (s.flags & kIrqDataEventfd);
  const auto fds = eventfds             ? std::vector(odd_.chance(1, 4) ? 0 : s.count, own_.eventfd.get())
                   : odd_.chance(1, 10) ? some_fds()
                                        : std::vector<int>{};
  if (odd_.chance(1, 6)) s.flags = kIrqDataBool | kIrqTrigger;
  const bool booleans = (s.flags & 7) == kIrqDataBool;
  send(static_cast<uint16_t>(Command::SetIrqs),
       join(bytes_of(s), std::vector<uint8_t>(booleans ? odd_.mostly<uint64_t>(s.count) & 0xFF : 0, 1)),
       booleans ? std::vector<int>{} : fds);
}

/// Right, wrong, late, twice or never.
void HostileClient::answer_dma() {
  if (asked_.empty()) {
    if (odd_.chance(1, 20))
      send(static_cast<uint16_t>(11 + odd_.below(2)), std::vector<uint8_t>(odd_.below(64)), {}, kTypeReply);
    return;
  }
  const Message m = std::move(asked_.front());
  asked_.pop_front();
  if (m.payload.size() < sizeof(DmaAccess)) return;
  DmaAccess a;
  std::memcpy(&a, m.payload.data(), sizeof a);
  const bool read = m.header.command == static_cast<uint16_t>(Command::DmaRead);
  std::vector<uint8_t> data(read ? a.count : 0);
  if (read && a.address >= kBus && a.address + a.count <= kBus + 64 * kPage)
    std::ranges::copy(own_.memory.at(a.address - kBus, a.count), data.begin());
  std::vector<uint8_t> payload = join(bytes_of(a), data);
  uint32_t flags = kTypeReply;
  switch (odd_.below(60)) {
    case 0: return;
    case 1: flags |= kErrorFlag; break;
    case 2: payload.resize(payload.size() + 1 + odd_.below(500)); break;
    case 3: payload.resize(odd_.below(payload.size())); break;
    case 4: payload[odd_.below(16)] ^= 1; break;
    default: break;
  }
  const uint16_t id = odd_.mostly(m.header.id, 60);
  send_bytes(channel_.fd(), message(id, odd_.mostly(m.header.command, 80), flags, payload));
}

void HostileClient::one_message() {
  switch (odd_.below(16)) {
    case 0:
    case 1: return region_message(false);
    case 2:
    case 3: return region_message(true);
    case 4:
    case 5:
    case 6:
    case 7: return register_write();
    case 8:
    case 9: return map_message();
    case 10: return irq_message();
    case 11:
    case 12:
      for (uint64_t n = 1 + odd_.below(8); n != 0; --n) answer_dma();
      return;
    case 13: {
      const uint32_t index = odd_.mostly(static_cast<uint32_t>(odd_.below(9)));
      if (odd_.chance(1, 2)) return send(Command::GetRegionInfo, RegionInfo{32, 0, index, 0, 0, 0});
      return send(Command::GetIrqInfo, IrqInfo{16, 0, index, 0});
    }
    case 14: {
      if (!odd_.chance(1, 6)) return send(Command::GetInfo, DeviceInfo{16, 0, 0, 0});
      const uint32_t flr = 0x8000;
      if (odd_.chance(1, 2)) return send(static_cast<uint16_t>(Command::Reset), {});
      return send(static_cast<uint16_t>(Command::RegionWrite),
                  join(bytes_of(RegionAccess{PciConfig::kExpress + 8, kConfigRegion, 4}), bytes_of(flr)));
    }
    default: break;
  }
  if (!odd_.chance(1, 4)) return;
  // anything at all
  std::vector<uint8_t> payload(odd_.below(odd_.chance(1, 10) ? 5000 : 80));
  for (auto& b : payload) b = static_cast<uint8_t>(rng_.next());
  auto bytes = message(id_++, odd_.mostly(static_cast<uint16_t>(odd_.below(20)), 10),
                       odd_.chance(1, 4) ? odd_.number32() : 0, payload, odd_.chance(1, 4) ? odd_.number32() : 0);
  if (odd_.chance(1, 6)) bytes.resize(odd_.below(bytes.size()) + 1);
  if (odd_.chance(1, 8)) bytes[odd_.below(bytes.size())] ^= static_cast<uint8_t>(1 << odd_.below(8));
  send_bytes(channel_.fd(), bytes, odd_.chance(1, 4) ? some_fds() : std::vector<int>{});
}

bool HostileClient::act() {
  listen();
  for (uint64_t n = odd_.below(4); n != 0; --n) one_message();
  return !odd_.chance(1, 300);
}

}  // namespace openpml::cosim
