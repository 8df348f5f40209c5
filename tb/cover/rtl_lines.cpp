// SPDX-License-Identifier: Apache-2.0
#include "rtl_lines.hpp"

#if VM_COVERAGE
#include <verilated_cov.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <unordered_map>

#include "registry.hpp"

namespace openpml {
namespace {

/// The sum of all models of the process, in the form of Verilator's files: "C 'what' count".
class Sum {
 public:
  static Sum& get() {
    static Sum s;
    return s;
  }
  void add(const std::string& file) {
    std::ifstream in(file);
    std::string line;
    while (std::getline(in, line)) {
      const size_t end = line.rfind('\'');
      if (!line.starts_with("C '") || end == std::string::npos) continue;
      const size_t instance = line.find("\001h\002");
      hits_[line.substr(3, std::min(instance, end) - 3)] += std::strtoull(line.c_str() + end + 1, nullptr, 10);
    }
  }
  ~Sum() {
    std::ofstream out(CoverRegistry::file(".dat"));
    out << "# SystemC::Coverage-3\n";
    for (const auto& [what, n] : hits_) out << "C '" << what << "' " << n << "\n";
    if (!out.flush()) std::abort();
  }

 private:
  std::unordered_map<std::string, uint64_t> hits_;
};

}  // namespace

void keep_coverage(VerilatedContext& context) {
  if (CoverRegistry::folder().empty()) return;
  const std::string file = CoverRegistry::file(".part");
  context.coveragep()->write(file.c_str());
  Sum::get().add(file);
  std::remove(file.c_str());
}

}  // namespace openpml
#endif
