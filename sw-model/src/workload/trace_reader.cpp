// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>

#include "openpml/trace.hpp"
#include "trace_bytes.hpp"

static_assert(std::endian::native == std::endian::little, "the trace reader assumes a little-endian host");

namespace openpml {
namespace {

constexpr size_t kHeaderBytes = 64, kLabelBytes = 32;
constexpr size_t kBatch = 4096;  // records

template <class T>
T get(const uint8_t* p) {
  T v;
  std::memcpy(&v, p, sizeof v);
  return v;
}

/// Empty, or what is wrong with the header.
std::string parse_header(std::span<const uint8_t> b, TraceHeader& h) {
  if (b.size() < 8 || std::memcmp(b.data(), "PMLTRACE", 8) != 0)
    return b.empty() ? "the file is empty"
                     : "not an OpenPML trace (wrong magic; expected PMLTRACE, plain or zstd-compressed)";
  if (b.size() < kHeaderBytes) return "short header: " + std::to_string(b.size()) + " bytes, expected 64";
  const uint32_t version = get<uint32_t>(&b[8]), bytes = get<uint32_t>(&b[12]);
  if (version != kTraceVersion) return "version " + std::to_string(version) + " is not supported (expected 1)";
  if (bytes != kTraceRecordBytes) return "record_bytes is " + std::to_string(bytes) + " (expected 16)";
  h.ram_pages = get<uint64_t>(&b[16]);
  h.vcpus = get<uint32_t>(&b[24]);
  h.time_unit_ns = get<uint32_t>(&b[28]);
  if (h.ram_pages == 0 || h.ram_pages > kTraceMaxPages)
    return "ram_pages is " + std::to_string(h.ram_pages) + " (expected 1 to 2^40)";
  if (h.vcpus == 0 || h.vcpus > 256) return "vcpus is " + std::to_string(h.vcpus) + " (expected 1 to 256)";
  if (h.time_unit_ns == 0) return "time_unit_ns is 0";
  const auto label = b.subspan(32, kLabelBytes);
  const auto end = std::find(label.begin(), label.end(), uint8_t{0});
  if (std::any_of(end, label.end(), [](uint8_t c) { return c != 0; })) return "the label's padding is not zero";
  h.label.assign(label.begin(), end);
  return {};
}

}  // namespace

struct TraceReader::Impl {
  std::string path;
  TraceBytes bytes{};
  TraceHeader header{};
  uint64_t records = 0, last_time = 0;
  std::string error{};
  std::vector<uint8_t> buffer = std::vector<uint8_t>(kBatch * kTraceRecordBytes);
  size_t pos = 0, size = 0;
  bool ended = false;

  void fail(const std::string& what) { error = path + ": record " + std::to_string(records) + ": " + what; }

  void refill() {
    size = bytes.read(buffer);
    pos = 0;
    if (size < buffer.size()) ended = true;
  }

  /// Empty, or what is wrong with the record.
  std::string parse(const uint8_t* r, Item& item) {
    const uint64_t time = get<uint64_t>(r), word = get<uint64_t>(r + 8);
    const unsigned kind = word & 15, vcpu = word >> 4 & 0xFF;
    const uint64_t page = word >> 12;
    if (time < last_time) return "time goes back, " + std::to_string(time) + " after " + std::to_string(last_time);
    if (time > std::numeric_limits<uint64_t>::max() / header.time_unit_ns) return "time does not fit in 64 bits of ns";
    item = {0, time * header.time_unit_ns, ItemKind::Mark, 0, 0, false};
    if (kind == kTraceMark) {
      if (word != kTraceMark) return "a period mark's page and vcpu must be 0";
    } else if (kind == kTraceRead || kind == kTraceWrite) {
      if (vcpu >= header.vcpus)
        return "vcpu " + std::to_string(vcpu) + ", but the trace has " + std::to_string(header.vcpus);
      if (page >= header.ram_pages)
        return "page " + std::to_string(page) + " is past the guest's RAM of " + std::to_string(header.ram_pages) +
               " pages";
      item.gfn = page;
      item.kind = ItemKind::Access;
      item.vcpu = static_cast<uint8_t>(vcpu);
      item.write = kind == kTraceWrite;
    } else {
      return "unknown kind " + std::to_string(kind) + " (expected 1 read, 3 write or 8 mark)";
    }
    last_time = time;
    return {};
  }
};

TraceReader::TraceReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TraceReader::TraceReader(TraceReader&&) noexcept = default;
TraceReader& TraceReader::operator=(TraceReader&&) noexcept = default;
TraceReader::~TraceReader() = default;

Result<TraceReader> TraceReader::open(const std::string& path) {
  auto impl = std::make_unique<Impl>(Impl{.path = path});
  if (const std::string e = impl->bytes.open(path); !e.empty()) return Error{path + ": " + e};
  std::array<uint8_t, kHeaderBytes> b{};
  const size_t n = impl->bytes.read(b);
  if (!impl->bytes.error().empty()) return Error{path + ": header: " + impl->bytes.error()};
  if (const std::string e = parse_header({b.data(), n}, impl->header); !e.empty())
    return Error{path + ": header: " + e};
  return TraceReader(std::move(impl));
}

const TraceHeader& TraceReader::header() const { return impl_->header; }
uint64_t TraceReader::records() const { return impl_->records; }
const std::string& TraceReader::error() const { return impl_->error; }

size_t TraceReader::read(std::span<Item> out) {
  Impl& m = *impl_;
  size_t n = 0;
  while (n < out.size() && m.error.empty()) {
    if (m.size - m.pos < kTraceRecordBytes) {
      const size_t left = m.size - m.pos;
      // A whole buffer is a whole number of records: what is left over is the end of the data.
      if (left != 0 || m.ended) {
        if (!m.bytes.error().empty()) m.fail(m.bytes.error());
        else if (left != 0)
          m.fail("partial record of " + std::to_string(left) + " bytes at the end of the file (truncated?)");
        break;
      }
      m.refill();
      continue;
    }
    if (const std::string e = m.parse(&m.buffer[m.pos], out[n]); !e.empty()) {
      m.fail(e);
      break;
    }
    m.pos += kTraceRecordBytes;
    ++m.records;
    ++n;
  }
  return n;
}

}  // namespace openpml
