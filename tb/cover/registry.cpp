// SPDX-License-Identifier: Apache-2.0
#include "registry.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace openpml {

CoverRegistry& CoverRegistry::get() {
  static CoverRegistry r;
  return r;
}

const std::string& CoverRegistry::folder() {
  static const std::string f = [] {
    const char* e = std::getenv("PML_COVER_DIR");
    return std::string(e ? e : "");
  }();
  return f;
}

std::string CoverRegistry::file(const std::string& suffix) {
  static unsigned n = 0;
  return folder() + "/" + std::to_string(getpid()) + "-" + std::to_string(n++) + suffix;
}

CoverRegistry::~CoverRegistry() {
  if (folder().empty() || points_.empty()) return;
  const std::string name = file(".points");
  std::FILE* f = std::fopen(name.c_str(), "w");
  if (!f) {
    std::fprintf(stderr, "cannot write %s\n", name.c_str());
    std::abort();
  }
  for (const auto& [point, hits] : points_)
    std::fprintf(f, "%llu %s\n", static_cast<unsigned long long>(hits), point.c_str());
  if (std::fclose(f) != 0) std::abort();
}

}  // namespace openpml
