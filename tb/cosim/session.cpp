// SPDX-License-Identifier: Apache-2.0
#include "cosim/session.hpp"

#include <optional>
#include <string_view>

#include "cosim/trace.hpp"

namespace openpml::cosim {
namespace {

constexpr uint16_t kMajor = 0;

template <class T>
std::vector<uint8_t> payload_of(const T& t) {
  const auto b = bytes_of(t);
  return {b.begin(), b.end()};
}

/// The number of a capability in the client's JSON: `"name": number`.
std::optional<uint64_t> capability(std::string_view json, const std::string& name) {
  size_t at = json.find('"' + name + '"');
  if (at == std::string_view::npos) return std::nullopt;
  at = json.find_first_not_of(" \t\r\n", at + name.size() + 2);
  if (at == std::string_view::npos || json[at] != ':') return std::nullopt;
  at = json.find_first_not_of(" \t\r\n", at + 1);
  uint64_t number = 0;
  size_t digits = 0;
  for (; at + digits < json.size() && json[at + digits] >= '0' && json[at + digits] <= '9'; ++digits) {
    if (digits == 18) return std::nullopt;
    number = number * 10 + static_cast<uint64_t>(json[at + digits] - '0');
  }
  return digits ? std::optional(number) : std::nullopt;
}

void expect_fds(const Message& m, size_t most) {
  if (m.fds.size() > most)
    throw ProtocolError(std::to_string(m.fds.size()) + " file descriptors, at most " + std::to_string(most) +
                        " belong to it");
}

/// An access that a function of this shape cannot have.
void check_access(const RegionAccess& a) {
  const uint64_t bytes = Function::region_bytes(a.region);
  if (a.count == 0 || a.offset >= bytes || a.count > bytes - a.offset)
    throw ProtocolError("access to region " + std::to_string(a.region) + " (" + std::to_string(bytes) +
                        " bytes), offset " + std::to_string(a.offset) + ", count " + std::to_string(a.count));
}

}  // namespace

Session::Session(UniqueFd socket, Function& function) : channel_(std::move(socket)), function_(function) {}

Session::~Session() { function_.client_gone(); }

bool Session::handle_one() {
  auto m = channel_.receive();
  if (!m) return false;
  const Header& h = m->header;
  const std::string what = on_trace ? describe(*m) : "";
  const auto trace = [&](const std::string& result) {
    if (on_trace) on_trace(what + ": " + result);
  };
  try {
    if (!greeted_ && (h.command != static_cast<uint16_t>(Command::Version) || (h.flags & kTypeMask) != kTypeCommand))
      throw ProtocolError("the first message is not VERSION");
    if ((h.flags & kTypeMask) == kTypeReply) {
      expect_fds(*m, 0);
      function_.memory().reply(h, m->payload);
      trace("taken");
      return true;
    }
    Header answer{h.id, h.command, 0, kTypeReply, 0};
    Bytes payload;
    std::string result = "ok";
    try {
      payload = handle(*m);
    } catch (const RequestError& e) {
      answer.flags |= kErrorFlag;
      answer.error = static_cast<uint32_t>(e.code);
      payload.clear();
      result = std::string("refused, ") + e.what();
    }
    trace(result);
    if (!(h.flags & kNoReply)) channel_.send(answer, {payload});
  } catch (const ProtocolError& e) {
    throw ProtocolError(command_name(h.command) + ": " + e.what());
  }
  return true;
}

Session::Bytes Session::handle(Message& m) {
  switch (static_cast<Command>(m.header.command)) {
    case Command::DmaMap: expect_fds(m, 1); break;
    case Command::SetIrqs: break;
    default: expect_fds(m, 0);
  }
  switch (static_cast<Command>(m.header.command)) {
    case Command::Version: return version(m);
    case Command::DmaMap: dma_map(m); return {};
    case Command::DmaUnmap: return dma_unmap(m);
    case Command::GetInfo:
      parse<DeviceInfo>(m.payload);
      return payload_of(DeviceInfo{sizeof(DeviceInfo), kDeviceReset | kDevicePci, kRegions, kIrqTypes});
    case Command::GetRegionInfo: return region_info(m);
    case Command::GetIrqInfo: return irq_info(m);
    case Command::SetIrqs: set_irqs(m); return {};
    case Command::RegionRead: return region_read(m);
    case Command::RegionWrite: return region_write(m);
    case Command::Reset:
      if (!m.payload.empty()) throw ProtocolError("a payload of " + std::to_string(m.payload.size()) + " bytes");
      function_.reset();
      ++stirs_;
      return {};
    case Command::GetRegionIoFds:
    case Command::DmaRead:
    case Command::DmaWrite: break;
  }
  throw RequestError(ENOTSUP, "not supported");
}

Session::Bytes Session::version(Message& m) {
  if (greeted_) throw ProtocolError("a second time");
  std::span<const uint8_t> rest;
  const auto head = parse_head<VersionHead>(m.payload, rest);
  if (head.major != kMajor)
    throw ProtocolError("major version " + std::to_string(head.major) + ", only " + std::to_string(kMajor) +
                        " is served");
  if (!rest.empty() && rest.back() != 0) throw ProtocolError("capabilities without a terminating zero");
  const std::string json(reinterpret_cast<const char*>(rest.data()), rest.empty() ? 0 : rest.size() - 1);

  // only what the client has proposed, so the answer is never longer than the request
  std::string ours;
  const auto offer = [&](const char* name, uint64_t most) {
    const auto theirs = capability(json, name);
    if (theirs)
      ours += (ours.empty() ? "\"" : ",\"") + std::string(name) + "\":" + std::to_string(std::min(*theirs, most));
    return theirs;
  };
  offer("max_msg_fds", kMaxFds);
  const uint64_t transfer =
      std::min<uint64_t>(offer("max_data_xfer_size", kMaxTransfer).value_or(kMaxTransfer), kMaxTransfer);
  if (transfer < 8)
    throw ProtocolError("max_data_xfer_size " + std::to_string(transfer) + " is too small to work with");
  offer("max_dma_maps", kMaxDmaMaps);
  if (const auto sizes = capability(json, "pgsizes"); sizes && !(*sizes & kPage))
    throw ProtocolError("pgsizes without 4096");
  else if (sizes) ours += (ours.empty() ? "\"" : ",\"") + std::string("pgsizes\":4096");
  Bytes out = payload_of(VersionHead{kMajor, 0});
  if (!json.empty()) {
    ours = "{\"capabilities\":{" + ours + "}}";
    out = join(out, {reinterpret_cast<const uint8_t*>(ours.c_str()), ours.size() + 1});
  }
  greeted_ = true;
  function_.memory().connect(
      [this](uint16_t id, Command c, const DmaAccess& a, std::span<const uint8_t> data) {
        channel_.send({id, static_cast<uint16_t>(c), 0, kTypeCommand, 0}, {bytes_of(a), data});
      },
      static_cast<uint32_t>(transfer));
  return out;
}

void Session::dma_map(Message& m) {
  const auto r = parse<DmaMapRequest>(m.payload);
  const UniqueFd none;
  function_.dma_map().add(r, m.fds.empty() ? none : m.fds.front());
}

Session::Bytes Session::dma_unmap(const Message& m) {
  const auto r = parse<DmaUnmapRequest>(m.payload);
  if (r.flags == kUnmapAll) {
    if (r.address != 0 || r.size != 0) throw RequestError(EINVAL, "unmap of all with a range");
    function_.dma_map().clear();
  } else if (r.flags != 0) {
    throw RequestError(EINVAL, "unmap flags " + std::to_string(r.flags));
  } else {
    function_.dma_map().remove(r.address, r.size);
  }
  return m.payload;
}

Session::Bytes Session::region_info(const Message& m) {
  const auto r = parse<RegionInfo>(m.payload);
  if (r.index >= kRegions) throw RequestError(EINVAL, "no region " + std::to_string(r.index));
  const uint32_t bytes = Function::region_bytes(r.index);
  return payload_of(RegionInfo{sizeof(RegionInfo), bytes ? kRegionRead | kRegionWrite : 0, r.index, 0, bytes, 0});
}

Session::Bytes Session::irq_info(const Message& m) {
  const auto r = parse<IrqInfo>(m.payload);
  if (r.index >= kIrqTypes) throw RequestError(EINVAL, "no interrupt type " + std::to_string(r.index));
  const bool msix = r.index == kMsixIrq;
  return payload_of(IrqInfo{sizeof(IrqInfo), msix ? kIrqEventfd : 0, r.index, msix ? function_.msix().size() : 0});
}

void Session::set_irqs(Message& m) {
  std::span<const uint8_t> booleans;
  const auto r = parse_head<IrqSet>(m.payload, booleans);
  Msix& msix = function_.msix();
  const uint32_t data = r.flags & 7, action = r.flags & ~7u;
  const bool trigger = action == kIrqTrigger;
  expect_fds(m, data == kIrqDataEventfd ? kMaxFds : 0);
  if ((data != kIrqDataNone && data != kIrqDataBool && data != kIrqDataEventfd) ||
      (action != kIrqMask && action != kIrqUnmask && !trigger))
    throw RequestError(EINVAL, "flags " + std::to_string(r.flags));
  if (r.index >= kIrqTypes) throw RequestError(EINVAL, "no interrupt type " + std::to_string(r.index));
  const uint32_t vectors = r.index == kMsixIrq ? msix.size() : 0;
  if (r.start > vectors || r.count > vectors - r.start)
    throw RequestError(EINVAL, "vectors " + std::to_string(r.start) + " + " + std::to_string(r.count));
  if (booleans.size() != (data == kIrqDataBool ? r.count : 0))
    throw ProtocolError(std::to_string(booleans.size()) + " bytes of data");
  if (!trigger) throw RequestError(EINVAL, "vectors are masked in the client");  // as IRQ_INFO says: not maskable here
  if (data == kIrqDataNone && r.count == 0) {
    if (r.start == 0) msix.disconnect_all();
    return;
  }
  if (data == kIrqDataEventfd && !m.fds.empty() && m.fds.size() != r.count)
    throw ProtocolError(std::to_string(m.fds.size()) + " eventfds for " + std::to_string(r.count) + " vectors");
  for (uint32_t i = 0; i < r.count; ++i) {
    const uint32_t v = r.start + i;
    if (data == kIrqDataNone || (data == kIrqDataBool && booleans[i])) msix.raise(v);
    else if (data == kIrqDataEventfd && m.fds.empty()) msix.disconnect(v);
    else if (data == kIrqDataEventfd) msix.connect(v, std::move(m.fds[i]));
  }
}

Session::Bytes Session::region_read(const Message& m) {
  const auto a = parse<RegionAccess>(m.payload);
  check_access(a);
  Bytes out = m.payload;
  out.resize(sizeof a + a.count);
  function_.read(a.region, static_cast<uint32_t>(a.offset), std::span(out).subspan(sizeof a));
  return out;
}

Session::Bytes Session::region_write(const Message& m) {
  std::span<const uint8_t> data;
  const auto a = parse_head<RegionAccess>(m.payload, data);
  check_access(a);
  if (data.size() != a.count)
    throw ProtocolError(std::to_string(data.size()) + " bytes of data for a count of " + std::to_string(a.count));
  function_.write(a.region, static_cast<uint32_t>(a.offset), data);
  ++stirs_;
  return payload_of(a);
}

}  // namespace openpml::cosim
