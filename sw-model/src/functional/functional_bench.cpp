// SPDX-License-Identifier: Apache-2.0
// Events a second through the functional model, one core: functional_bench [seconds per case]
// Streams are made beforehand, so that only the model is timed. Prints one line a case.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "openpml/functional.hpp"

namespace {

using openpml::FunctionalModel;
using openpml::Item;
using Clock = std::chrono::steady_clock;

struct Case {
  const char* name;
  const char* spec;
};

constexpr Case kCases[] = {
    {"uniform over 64 GiB, writes", "uniform:pages=16777216,events=4000000,mark=1000000"},
    {"uniform over 64 GiB, half reads", "uniform:pages=16777216,events=4000000,mark=1000000,write=0.5"},
    {"zipf 0.99 over 16 GiB, writes", "zipf:pages=4194304,events=4000000,mark=1000000"},
    {"zipf 0.99 over 16 GiB, shuffled", "zipf:pages=4194304,events=4000000,mark=1000000,order=shuffled"},
    {"constant 300 MiB", "constant:epochs=4,passes=13"},
    {"constant 300 MiB, 4 vCPUs, shuffled", "constant:epochs=4,passes=13,order=shuffled,vcpus=4"},
};
constexpr double kTarget = 50e6;  // events a second

/// Events a second over repeated runs of at least `seconds`; the best of three, since the machine is shared.
double measure(const std::vector<Item>& items, uint64_t pages, double seconds) {
  double best = 0;
  const std::vector<FunctionalModel::Vm> vms{{pages, true}};
  FunctionalModel model(vms);
  for (int round = 0; round < 3; ++round) {
    const uint64_t before = model.events();
    const auto start = Clock::now();
    std::chrono::duration<double> spent{};
    do {
      model.accept(items);
      spent = Clock::now() - start;
    } while (spent.count() < seconds / 3);
    best = std::max(best, static_cast<double>(model.events() - before) / spent.count());
  }
  return best;
}

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 1.0;
  bool good = true;
  for (const Case& c : kCases) {
    auto workload = openpml::make_workload(c.spec);
    if (!workload) {
      std::fprintf(stderr, "functional_bench: %s\n", workload.error().c_str());
      return 1;
    }
    std::vector<Item> items, part(1 << 16);
    while (const size_t n = (*workload)->fill(part)) items.insert(items.end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(n));
    const double rate = measure(items, (*workload)->ram_pages(), seconds);
    good &= rate >= kTarget;
    std::printf("%-36s %7.1f M events/s  (target %.0f)\n", c.name, rate / 1e6, kTarget / 1e6);
  }
  return good ? 0 : 3;
}
