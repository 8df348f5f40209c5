// SPDX-License-Identifier: Apache-2.0
#include "trace_bytes.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace openpml {
namespace {

constexpr size_t kRawBytes = size_t{1} << 17;
constexpr uint32_t kZstdMagic = 0xFD2FB528, kSkippableMagic = 0x184D2A50;

bool looks_compressed(std::span<const uint8_t> b) {
  if (b.size() < 4) return false;
  const uint32_t m = uint32_t{b[0]} | uint32_t{b[1]} << 8 | uint32_t{b[2]} << 16 | uint32_t{b[3]} << 24;
  return m == kZstdMagic || (m & 0xFFFFFFF0) == kSkippableMagic;
}

}  // namespace

std::string TraceBytes::open(const std::string& path) {
  errno = 0;
  file_.reset(std::fopen(path.c_str(), "rb"));
  if (!file_) return std::string("cannot open: ") + std::strerror(errno);
  raw_.resize(kRawBytes);
  if (!load() && !error_.empty()) return error_;
  if (looks_compressed({raw_.data(), size_})) {
    zstd_.reset(ZSTD_createDStream());
    if (!zstd_) return "out of memory for the zstd decoder";
  }
  return {};
}

bool TraceBytes::load() {
  if (eof_ || !error_.empty()) return false;
  errno = 0;
  size_ = std::fread(raw_.data(), 1, raw_.size(), file_.get());
  pos_ = 0;
  if (size_ < raw_.size()) {
    if (std::ferror(file_.get())) error_ = std::string("cannot read: ") + std::strerror(errno);
    eof_ = true;
  }
  return size_ != 0 && error_.empty();
}

size_t TraceBytes::inflate(std::span<uint8_t> out) {
  ZSTD_outBuffer o{out.data(), out.size(), 0};
  while (o.pos < o.size) {
    if (pos_ == size_ && !frame_open_ && !load()) break;
    // With a frame open the decoder may still hold output although no input is left: call it once more.
    const bool dry = pos_ == size_ && !load();
    if (!error_.empty()) break;
    ZSTD_inBuffer i{raw_.data() + pos_, size_ - pos_, 0};
    const size_t before = o.pos;
    const size_t left = ZSTD_decompressStream(zstd_.get(), &o, &i);
    pos_ += i.pos;
    if (ZSTD_isError(left)) {
      error_ = std::string("bad zstd data: ") + ZSTD_getErrorName(left);
      break;
    }
    frame_open_ = left != 0;
    if (frame_open_ && dry && o.pos == before) {
      error_ = "truncated: the file ends inside a zstd frame";
      break;
    }
  }
  return o.pos;
}

size_t TraceBytes::read(std::span<uint8_t> out) {
  if (!error_.empty()) return 0;
  if (zstd_) return inflate(out);
  size_t n = 0;
  while (n < out.size()) {
    if (pos_ == size_ && !load()) break;
    const size_t k = std::min(out.size() - n, size_ - pos_);
    std::memcpy(out.data() + n, raw_.data() + pos_, k);
    pos_ += k;
    n += k;
  }
  return n;
}

}  // namespace openpml
