// SPDX-License-Identifier: Apache-2.0
/// Output files that are either whole or not there: written beside their name, checked at every step, then renamed.
#pragma once
#include <string>
#include <string_view>

namespace openpml::pmlsim {

/// A file under construction. Nothing appears under `path` before commit() has returned; the destructor removes what
/// was not committed. A path that names a device or pipe (/dev/stdout, /dev/full) is written in place.
class OutputFile {
 public:
  /// Throws InputError when the place cannot be written.
  explicit OutputFile(std::string path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void write(std::string_view bytes);
  /// Flushes to the disk, closes and renames; each may fail and says so.
  void commit();

 private:
  void flush();
  [[noreturn]] void fail(const std::string& what, int err);

  std::string path_, temp_;
  std::string buffer_;
  int fd_ = -1;
  bool in_place_ = false;
};

/// Writes a whole file. Throws InputError.
void write_file(const std::string& path, std::string_view bytes);
/// Writes to standard output and checks it. Throws InputError.
void write_stdout(std::string_view bytes);
/// Creates a directory and its parents. Throws InputError.
void make_directory(const std::string& path);

}  // namespace openpml::pmlsim
