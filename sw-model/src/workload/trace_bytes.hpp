// SPDX-License-Identifier: Apache-2.0
/// Bytes of a file that may be zstd-compressed, with two fixed buffers. Internal to the trace reader.
#pragma once
#include <zstd.h>

#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace openpml {

struct FileCloser {
  void operator()(std::FILE* f) const { std::fclose(f); }
};
using File = std::unique_ptr<std::FILE, FileCloser>;

class TraceBytes {
 public:
  /// Empty on success, otherwise what failed (without the file's name).
  std::string open(const std::string& path);
  /// Up to out.size() bytes; fewer only at the end of the data or on an error.
  size_t read(std::span<uint8_t> out);
  const std::string& error() const { return error_; }

 private:
  struct DStreamFree {
    void operator()(ZSTD_DStream* s) const { ZSTD_freeDStream(s); }
  };
  bool load();
  size_t inflate(std::span<uint8_t> out);

  File file_;
  std::unique_ptr<ZSTD_DStream, DStreamFree> zstd_;  ///< null: the file is plain
  std::vector<uint8_t> raw_;
  size_t pos_ = 0, size_ = 0;
  bool eof_ = false, frame_open_ = false;
  std::string error_;
};

}  // namespace openpml
