// SPDX-License-Identifier: Apache-2.0
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "openpml/trace.hpp"
#include "trace_bytes.hpp"

namespace openpml {
namespace {

constexpr int kLevel = 3;
constexpr size_t kBufferBytes = size_t{1} << 16;

struct CStreamFree {
  void operator()(ZSTD_CStream* s) const { ZSTD_freeCStream(s); }
};

template <class T>
void put(std::vector<uint8_t>& b, T v) {
  const auto* p = reinterpret_cast<const uint8_t*>(&v);
  b.insert(b.end(), p, p + sizeof v);
}

}  // namespace

struct TraceWriter::Impl {
  std::string path;
  File file;
  std::unique_ptr<ZSTD_CStream, CStreamFree> zstd{};  ///< null: plain
  uint32_t unit = 1;
  std::vector<uint8_t> buffer{}, packed{};
  std::string error{};

  void fail(const std::string& what) {
    if (error.empty()) error = path + ": " + what;
  }

  void write(std::span<const uint8_t> b) {
    errno = 0;
    if (error.empty() && std::fwrite(b.data(), 1, b.size(), file.get()) != b.size())
      fail(std::string("cannot write: ") + std::strerror(errno));
  }

  void flush(bool end) {
    if (!zstd) {
      write(buffer);
    } else {
      ZSTD_inBuffer in{buffer.data(), buffer.size(), 0};
      size_t left = 0;
      do {
        ZSTD_outBuffer out{packed.data(), packed.size(), 0};
        left = ZSTD_compressStream2(zstd.get(), &out, &in, end ? ZSTD_e_end : ZSTD_e_continue);
        if (ZSTD_isError(left)) return fail(std::string("zstd: ") + ZSTD_getErrorName(left));
        write({packed.data(), out.pos});
      } while (error.empty() && (in.pos < in.size || (end && left != 0)));
    }
    buffer.clear();
  }
};

TraceWriter::TraceWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TraceWriter::TraceWriter(TraceWriter&&) noexcept = default;
TraceWriter& TraceWriter::operator=(TraceWriter&&) noexcept = default;
TraceWriter::~TraceWriter() = default;

Result<TraceWriter> TraceWriter::create(const std::string& path, const TraceHeader& h, Compression c) {
  if (h.label.size() > 32) return Error{path + ": the label is longer than 32 bytes"};
  if (h.time_unit_ns == 0) return Error{path + ": time_unit_ns is 0"};
  auto impl = std::make_unique<Impl>(Impl{.path = path, .file = nullptr});
  errno = 0;
  impl->file.reset(std::fopen(path.c_str(), "wb"));
  if (!impl->file) return Error{path + ": cannot create: " + std::strerror(errno)};
  impl->unit = h.time_unit_ns;
  if (c == Compression::Zstd) {
    impl->zstd.reset(ZSTD_createCStream());
    if (!impl->zstd) return Error{path + ": out of memory for the zstd encoder"};
    ZSTD_CCtx_setParameter(impl->zstd.get(), ZSTD_c_compressionLevel, kLevel);
    impl->packed.resize(ZSTD_CStreamOutSize());
  }
  auto& b = impl->buffer;
  for (const char ch : std::string_view("PMLTRACE")) b.push_back(static_cast<uint8_t>(ch));
  put(b, kTraceVersion);
  put(b, kTraceRecordBytes);
  put(b, h.ram_pages);
  put(b, h.vcpus);
  put(b, h.time_unit_ns);
  for (size_t i = 0; i < 32; ++i) b.push_back(i < h.label.size() ? static_cast<uint8_t>(h.label[i]) : 0);
  return TraceWriter(std::move(impl));
}

void TraceWriter::add(const Item& item) {
  Impl& m = *impl_;
  const uint64_t word = item.mark()
                            ? uint64_t{kTraceMark}
                            : item.gfn << 12 | uint64_t{item.vcpu} << 4 | (item.write ? kTraceWrite : kTraceRead);
  put(m.buffer, item.time / m.unit);
  put(m.buffer, word);
  if (m.buffer.size() >= kBufferBytes) m.flush(false);
}

std::string TraceWriter::finish() {
  Impl& m = *impl_;
  if (!m.file) return m.error;
  m.flush(true);
  errno = 0;
  if (std::fclose(m.file.release()) != 0) m.fail(std::string("cannot close: ") + std::strerror(errno));
  return m.error;
}

}  // namespace openpml
