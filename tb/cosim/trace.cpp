// SPDX-License-Identifier: Apache-2.0
#include "cosim/trace.hpp"

#include <cstdio>

namespace openpml::cosim {
namespace {

/// The fixed part, if all of it is there.
template <Fixed T>
bool head_of(const Message& m, T& t) {
  if (m.payload.size() < sizeof t) return false;
  std::memcpy(&t, m.payload.data(), sizeof t);
  return true;
}

template <class... Values>
std::string text(const char* format, Values... values) {
  char s[160];
  std::snprintf(s, sizeof s, format, values...);
  return s;
}

using Wide = unsigned long long;

std::string fields(const Message& m) {
  DmaMapRequest map;
  DmaUnmapRequest unmap;
  RegionAccess access;
  IrqSet irqs;
  RegionInfo info;
  DmaAccess dma;
  switch (static_cast<Command>(m.header.command)) {
    case Command::DmaMap:
      if (head_of(m, map))
        return text(" %#llx + %#llx, file offset %#llx, flags %u", Wide{map.address}, Wide{map.size}, Wide{map.offset},
                    map.flags);
      break;
    case Command::DmaUnmap:
      if (head_of(m, unmap))
        return text(" %#llx + %#llx, flags %u", Wide{unmap.address}, Wide{unmap.size}, unmap.flags);
      break;
    case Command::RegionRead:
    case Command::RegionWrite:
      if (head_of(m, access)) {
        std::string s = text(" region %u, offset %#llx, count %u", access.region, Wide{access.offset}, access.count);
        for (size_t i = sizeof access; i < m.payload.size() && i < sizeof access + 16; ++i)
          s += text(i == sizeof access ? ": %02x" : " %02x", m.payload[i]);
        return s;
      }
      break;
    case Command::SetIrqs:
      if (head_of(m, irqs))
        return text(" type %u, vectors %u + %u, flags %#x", irqs.index, irqs.start, irqs.count, irqs.flags);
      break;
    case Command::GetRegionInfo:
    case Command::GetIrqInfo:
      if (m.payload.size() >= sizeof(IrqInfo)) {
        std::memcpy(&info, m.payload.data(), sizeof(IrqInfo));
        return text(" %u", info.index);
      }
      break;
    case Command::DmaRead:
    case Command::DmaWrite:
      if (head_of(m, dma)) return text(" %#llx + %llu", Wide{dma.address}, Wide{dma.count});
      break;
    case Command::Version:
    case Command::GetInfo:
    case Command::GetRegionIoFds:
    case Command::Reset: break;
  }
  return text(", %zu bytes", m.payload.size());
}

}  // namespace

std::string describe(const Message& m) {
  std::string s = command_name(m.header.command);
  if ((m.header.flags & kTypeMask) == kTypeReply) s += m.header.flags & kErrorFlag ? " error reply" : " reply";
  s += fields(m);
  if (!m.fds.empty()) s += ", " + std::to_string(m.fds.size()) + " fds";
  return s;
}

}  // namespace openpml::cosim
