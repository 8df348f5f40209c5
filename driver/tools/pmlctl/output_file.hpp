// SPDX-License-Identifier: Apache-2.0
/// A file for results. It is opened before anything is asked of the unit, so that a path that cannot be written costs no epoch.
#pragma once
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>

namespace openpml::pmlctl {

class OutputFile {
 public:
  /// "-": `standard` (not closed here). Throws UsageError.
  OutputFile(const std::string& path, std::FILE* standard);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void write(std::span<const uint8_t> bytes);
  void line(const std::string& text);
  /// The end of the file; throws UsageError if anything could not be written.
  void finish();

 private:
  std::string path_;
  std::FILE* file_;
  bool own_;
};

}  // namespace openpml::pmlctl
