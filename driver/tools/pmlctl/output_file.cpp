// SPDX-License-Identifier: Apache-2.0
#include "output_file.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include "common/errors.hpp"

namespace openpml::pmlctl {

OutputFile::OutputFile(const std::string& path, std::FILE* standard)
    : path_(path), file_(path == "-" ? standard : std::fopen(path.c_str(), "wb")), own_(path != "-") {
  if (!file_) throw tools::UsageError("--out " + path_ + ": cannot be written: " + std::strerror(errno));
}

OutputFile::~OutputFile() {
  if (own_ && file_) std::fclose(file_);
}

void OutputFile::write(std::span<const uint8_t> bytes) { std::fwrite(bytes.data(), 1, bytes.size(), file_); }

void OutputFile::line(const std::string& text) { std::fprintf(file_, "%s\n", text.c_str()); }

void OutputFile::finish() {
  bool good = std::fflush(file_) == 0 && !std::ferror(file_);
  if (own_) good = std::fclose(std::exchange(file_, nullptr)) == 0 && good;
  if (!good) throw tools::UsageError("--out " + path_ + ": could not be written whole (is the disk full?)");
}

}  // namespace openpml::pmlctl
