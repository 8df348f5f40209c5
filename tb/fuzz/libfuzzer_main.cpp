// SPDX-License-Identifier: Apache-2.0
// The targets under libFuzzer: pml_fuzz --target=NAME [libFuzzer's options] [folders].
#include <cstdio>
#include <cstdlib>

#include "target.hpp"

namespace {

const openpml::fuzz::Target* chosen = nullptr;

}  // namespace

// NOLINTNEXTLINE(readability-non-const-parameter): libFuzzer says what it takes
extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  constexpr std::string_view kOption = "--target=";  // libFuzzer leaves options with two dashes alone
  for (int i = 1; i < *argc; ++i)
    if (const std::string_view arg = (*argv)[i]; arg.starts_with(kOption))
      chosen = openpml::fuzz::find_target(arg.substr(kOption.size()));
  if (chosen) return 0;
  std::fprintf(stderr, "pml_fuzz: give --target=NAME, one of");
  for (const auto& t : openpml::fuzz::targets()) std::fprintf(stderr, " %s", t.name.data());
  std::fprintf(stderr, "\n");
  std::exit(2);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  chosen->run({data, size});
  return 0;
}
