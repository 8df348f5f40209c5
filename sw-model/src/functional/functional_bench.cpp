// SPDX-License-Identifier: Apache-2.0
// Events a second through the functional model on one core (items_per_second; target: 50 M/s or more).
// Streams are made beforehand, so that only the model is timed; each pass takes 4 epochs of a million events or so.
#include <benchmark/benchmark.h>

#include <vector>

#include "openpml/functional.hpp"

namespace {

using openpml::Item;

void functional(benchmark::State& state, const char* spec) {
  auto workload = openpml::make_workload(spec);
  if (!workload) return state.SkipWithError(workload.error().c_str());
  std::vector<Item> items, part(1 << 16);
  while (const size_t n = (*workload)->fill(part))
    items.insert(items.end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(n));
  const std::vector<openpml::FunctionalModel::Vm> vms{{(*workload)->ram_pages(), true}};
  openpml::FunctionalModel model(vms);
  for ([[maybe_unused]] auto _ : state) model.accept(items);
  state.SetItemsProcessed(static_cast<int64_t>(model.events()));
}

BENCHMARK_CAPTURE(functional, uniform_64GiB_writes, "uniform:pages=16777216,events=4000000,mark=1000000")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(functional, uniform_64GiB_half_reads, "uniform:pages=16777216,events=4000000,mark=1000000,write=0.5")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(functional, zipf099_16GiB, "zipf:pages=4194304,events=4000000,mark=1000000")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(functional, zipf099_16GiB_shuffled, "zipf:pages=4194304,events=4000000,mark=1000000,order=shuffled")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(functional, constant_300MiB, "constant:epochs=4,passes=13")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(functional, constant_300MiB_shuffled_4vcpus, "constant:epochs=4,passes=13,order=shuffled,vcpus=4")
    ->Unit(benchmark::kMillisecond);

}  // namespace
