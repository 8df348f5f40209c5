// SPDX-License-Identifier: Apache-2.0
#include "output_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "errors.hpp"

namespace openpml::pmlsim {
namespace {

/// 0 or errno. EINTR is retried: an interrupt is acted upon at the next poll, not in the middle of a file.
int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return 0;
}

}  // namespace

OutputFile::OutputFile(std::string path) : path_(std::move(path)) {
  struct stat st {};
  in_place_ = ::stat(path_.c_str(), &st) == 0 && !S_ISREG(st.st_mode);
  if (in_place_) {
    if (S_ISDIR(st.st_mode)) throw InputError("cannot write " + path_ + ": it is a directory");
    fd_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd_ < 0) fail("open", errno);
    return;
  }
  temp_ = path_ + ".XXXXXX";
  fd_ = ::mkstemp(temp_.data());
  if (fd_ < 0) {
    const int err = errno;
    temp_.clear();
    fail("create", err);
  }
  const mode_t mask = ::umask(0);
  ::umask(mask);
  if (::fchmod(fd_, 0666 & ~mask) != 0) fail("set the mode of", errno);
}

OutputFile::~OutputFile() {
  if (fd_ >= 0) ::close(fd_);
  if (!temp_.empty()) ::unlink(temp_.c_str());
}

void OutputFile::fail(const std::string& what, int err) {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
  if (!temp_.empty()) ::unlink(temp_.c_str());
  temp_.clear();
  throw InputError("cannot " + what + " " + path_ + ": " + std::strerror(err) + "; nothing was left there");
}

void OutputFile::write(std::string_view bytes) {
  buffer_.append(bytes);
  if (buffer_.size() >= (1U << 16)) flush();
}

void OutputFile::flush() {
  if (const int err = write_all(fd_, buffer_); err != 0) fail("write", err);
  buffer_.clear();
}

void OutputFile::commit() {
  flush();
  if (!in_place_ && ::fsync(fd_) != 0) fail("write", errno);
  const int fd = fd_;
  fd_ = -1;
  if (::close(fd) != 0) fail("close", errno);
  if (in_place_) return;
  if (::rename(temp_.c_str(), path_.c_str()) != 0) fail("rename to", errno);
  temp_.clear();
}

void write_file(const std::string& path, std::string_view bytes) {
  OutputFile f(path);
  f.write(bytes);
  f.commit();
}

void write_stdout(std::string_view bytes) {
  if (const int err = write_all(STDOUT_FILENO, bytes); err != 0)
    throw InputError(std::string("cannot write to standard output: ") + std::strerror(err));
}

void make_directory(const std::string& path) {
  std::error_code ec;
  std::filesystem::create_directories(path, ec);
  if (ec) throw InputError("cannot create directory " + path + ": " + ec.message());
}

}  // namespace openpml::pmlsim
