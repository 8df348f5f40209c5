// SPDX-License-Identifier: Apache-2.0
/// Functional cover points of a process: how often each was reached. Written to a file at the end, when somebody wants them.
#pragma once
#include <cstdint>
#include <map>
#include <string>

namespace openpml {

class CoverRegistry {
 public:
  static CoverRegistry& get();
  /// Folder of `make coverage` (environment PML_COVER_DIR); empty: nobody wants coverage.
  static const std::string& folder();
  /// The counter of a point, there from now on whether it is reached or not.
  uint64_t& point(const std::string& group, const std::string& name) { return points_[group + "/" + name]; }
  const std::map<std::string, uint64_t>& points() const { return points_; }
  /// A file in the folder that no other process and no other call has.
  static std::string file(const std::string& suffix);
  ~CoverRegistry();

 private:
  std::map<std::string, uint64_t> points_;
};

}  // namespace openpml
