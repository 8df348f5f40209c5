// SPDX-License-Identifier: Apache-2.0
/// OpenPML trace, version 1: a strict streaming reader and a writer. The format is told in tb/traces/README.md.
///
/// The reader keeps two fixed buffers (and what the zstd window of the file asks for, at most 128 MiB) whatever the
/// length of the trace. Every malformed input ends the stream with one line that names the file and the record.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "openpml/result.hpp"
#include "openpml/workload.hpp"

namespace openpml {

inline constexpr uint32_t kTraceVersion = 1, kTraceRecordBytes = 16;
inline constexpr uint64_t kTraceMaxPages = uint64_t{1} << 40;               ///< the unit's port carries 40-bit gfns
inline constexpr unsigned kTraceRead = 1, kTraceWrite = 3, kTraceMark = 8;  ///< kinds

struct TraceHeader {
  uint64_t ram_pages = 0;     ///< guest RAM, pages, contiguous from gfn 0
  uint32_t vcpus = 1;         ///< 1..256
  uint32_t time_unit_ns = 1;  ///< ns per time unit of the file; the reader hands out ns
  std::string label{};        ///< at most 32 bytes
};

class TraceReader {
 public:
  /// Opens the file and checks the header.
  static Result<TraceReader> open(const std::string& path);
  TraceReader(TraceReader&&) noexcept;
  TraceReader& operator=(TraceReader&&) noexcept;
  ~TraceReader();

  const TraceHeader& header() const;
  /// Up to out.size() records (vm = 0, times in ns); 0 at the end or on an error.
  size_t read(std::span<Item> out);
  /// Records handed out so far.
  uint64_t records() const;
  /// Empty, or "FILE: record N: what is wrong".
  const std::string& error() const;

 private:
  struct Impl;
  explicit TraceReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

class TraceWriter {
 public:
  enum class Compression : uint8_t { None, Zstd };
  static Result<TraceWriter> create(const std::string& path, const TraceHeader& header, Compression c);
  TraceWriter(TraceWriter&&) noexcept;
  TraceWriter& operator=(TraceWriter&&) noexcept;
  ~TraceWriter();

  /// Appends one item (time in ns, a multiple of the file's unit). Errors are kept until finish().
  void add(const Item& item);
  /// Flushes and closes; empty, or one line that says what failed (a full disk, say).
  std::string finish();

 private:
  struct Impl;
  explicit TraceWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// A trace as a workload of one VM. Accesses after the last mark are closed by a mark of the last record's time.
Result<std::unique_ptr<Workload>> open_trace_workload(const std::string& path, uint8_t vm = 0, uint8_t first_vcpu = 0);

}  // namespace openpml
