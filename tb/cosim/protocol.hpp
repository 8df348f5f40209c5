// SPDX-License-Identifier: Apache-2.0
/// vfio-user on the wire: numbers and fixed payloads. The specification is QEMU's docs/interop/vfio-user. All numbers have the host's byte order.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "cosim/errors.hpp"

namespace openpml::cosim {

enum class Command : uint16_t {
  Version = 1,
  DmaMap = 2,
  DmaUnmap = 3,
  GetInfo = 4,
  GetRegionInfo = 5,
  GetRegionIoFds = 6,
  GetIrqInfo = 7,
  SetIrqs = 8,
  RegionRead = 9,
  RegionWrite = 10,
  DmaRead = 11,
  DmaWrite = 12,
  Reset = 13
};
/// For messages to people.
std::string command_name(uint16_t command);

inline constexpr uint32_t kTypeMask = 0xF, kTypeCommand = 0, kTypeReply = 1, kNoReply = 0x10, kErrorFlag = 0x20;

struct Header {
  uint16_t id = 0, command = 0;
  uint32_t size = 0, flags = 0, error = 0;  ///< size: with the header
};
static_assert(sizeof(Header) == 16);

inline constexpr uint32_t kMaxTransfer =
    1 << 20;  ///< bytes of data in a message, both directions, if nobody says otherwise
inline constexpr uint32_t kMaxMessage = sizeof(Header) + 32 + kMaxTransfer;
inline constexpr unsigned kMaxFds = 16;         ///< file descriptors that the server takes with one message
inline constexpr uint32_t kMaxDmaMaps = 32768;  ///< half of what Linux allows a process to map by default
inline constexpr uint64_t kPage = 4096;

struct VersionHead {
  uint16_t major, minor;
};
struct DmaMapRequest {
  uint32_t argsz, flags;
  uint64_t offset, address, size;
};
struct DmaUnmapRequest {
  uint32_t argsz, flags;
  uint64_t address, size;
};
struct DeviceInfo {
  uint32_t argsz, flags, regions, irqs;
};
struct RegionInfo {
  uint32_t argsz, flags, index, cap_offset;
  uint64_t size, offset;
};
struct IrqInfo {
  uint32_t argsz, flags, index, count;
};
struct IrqSet {
  uint32_t argsz, flags, index, start, count;
};
struct RegionAccess {
  uint64_t offset;
  uint32_t region, count;
};
struct DmaAccess {
  uint64_t address, count;
};
static_assert(sizeof(DmaMapRequest) == 32 && sizeof(DmaUnmapRequest) == 24 && sizeof(DeviceInfo) == 16 &&
              sizeof(RegionInfo) == 32);
static_assert(sizeof(IrqInfo) == 16 && sizeof(IrqSet) == 20 && sizeof(RegionAccess) == 16 && sizeof(DmaAccess) == 16);

inline constexpr uint32_t kMapRead = 1, kMapWrite = 2, kUnmapAll = 2;
inline constexpr uint32_t kDeviceReset = 1, kDevicePci = 2, kRegionRead = 1, kRegionWrite = 2, kIrqEventfd = 1;
inline constexpr uint32_t kIrqDataNone = 1, kIrqDataBool = 2, kIrqDataEventfd = 4, kIrqMask = 8, kIrqUnmask = 16,
                          kIrqTrigger = 32;
// indices of a PCI function in VFIO
inline constexpr uint32_t kRegions = 9, kConfigRegion = 7, kIrqTypes = 3, kMsixIrq = 2;

/// The fixed part of a payload; what follows it stays in `rest`.
template <class T>
T parse_head(std::span<const uint8_t> payload, std::span<const uint8_t>& rest) {
  if (payload.size() < sizeof(T))
    throw ProtocolError("payload of " + std::to_string(payload.size()) + " bytes, at least " +
                        std::to_string(sizeof(T)) + " are needed");
  T t;
  std::memcpy(&t, payload.data(), sizeof t);
  rest = payload.subspan(sizeof t);
  return t;
}

/// A payload that is T and nothing else.
template <class T>
T parse(std::span<const uint8_t> payload) {
  std::span<const uint8_t> rest;
  const T t = parse_head<T>(payload, rest);
  if (!rest.empty())
    throw ProtocolError("payload of " + std::to_string(payload.size()) + " bytes, " + std::to_string(sizeof t) +
                        " were expected");
  return t;
}

/// A fixed payload, as opposed to a range of bytes.
template <class T>
concept Fixed = std::is_trivially_copyable_v<T> && !std::is_convertible_v<const T&, std::span<const uint8_t>>;

template <Fixed T>
std::span<const uint8_t> bytes_of(const T& t) {
  return {reinterpret_cast<const uint8_t*>(&t), sizeof t};
}

inline std::vector<uint8_t> join(std::span<const uint8_t> a, std::span<const uint8_t> b) {
  std::vector<uint8_t> out(a.size() + b.size());
  std::copy(a.begin(), a.end(), out.begin());
  std::copy(b.begin(), b.end(), out.begin() + static_cast<ptrdiff_t>(a.size()));
  return out;
}

}  // namespace openpml::cosim
