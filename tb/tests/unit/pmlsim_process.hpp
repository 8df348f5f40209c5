// SPDX-License-Identifier: Apache-2.0
/// Runs the programs beside this test program as a user does.
#pragma once
#include <string>
#include <vector>

namespace openpml::test {

struct ProcessResult {
  int code = -1;  ///< exit code; 128 + n if ended by signal n
  std::string out, err;
};

struct ProcessOptions {
  std::string stdin_bytes{};
  std::string stdout_path{};        ///< instead of capturing
  unsigned interrupt_after_ms = 0;  ///< send SIGINT after this time; 0: do not
};

/// `program`: a name beside this test program (pmlsim, c3_bound).
ProcessResult run_program(const std::string& program, const std::vector<std::string>& args,
                          const ProcessOptions& o = {});
/// The root of the sources.
std::string source_root();
/// A directory that is removed with its contents at the end.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  std::vector<std::string> entries() const;

 private:
  std::string path_;
};
std::string read_text(const std::string& path);
void write_text(const std::string& path, const std::string& bytes);
/// The numbers behind every "key": in a JSON text, in order.
std::vector<double> json_numbers(const std::string& json, const std::string& key);

}  // namespace openpml::test
