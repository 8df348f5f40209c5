// SPDX-License-Identifier: Apache-2.0
// Host-side counting: population count against the memory bandwidth of the same run, touched lines against whole bitmaps.
// Single runs of all cases are interleaved at random and the median of each is taken, so that ratios hold on a busy machine too.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <map>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "hot.hpp"
#include "pmlsim/json.hpp"
#include "popcount.hpp"
#include "stream.hpp"
#include "summary.hpp"

namespace {

using namespace openpml::host;

constexpr size_t kStreamBytes = size_t{512} << 20;    // far more than caches hold
constexpr unsigned kPagesLog2[] = {24, 30};           // VMs of 64 GiB and 4 TiB: bitmaps of 2 and 128 MiB
constexpr unsigned kPermille[] = {1, 10, 100, 1000};  // touched lines of 1000
constexpr int kRepetitions = 9;

std::vector<uint8_t> random_bytes(size_t n) {
  std::mt19937_64 rng(n);
  std::vector<uint8_t> bytes(n);
  for (size_t i = 0; i + 8 <= n; i += 8) {
    const uint64_t word = rng();
    std::memcpy(&bytes[i], &word, 8);
  }
  return bytes;
}

/// As the unit writes it: touched lines at random places, in groups of 32 that stand in no order.
std::vector<uint32_t> summary_of(unsigned pages_log2, unsigned permille) {
  std::mt19937_64 rng(pages_log2 * 1000 + permille);
  std::vector<uint32_t> groups(1u << (pages_log2 - 14)), lines;
  std::iota(groups.begin(), groups.end(), 0u);
  std::shuffle(groups.begin(), groups.end(), rng);
  for (const uint32_t group : groups)
    for (uint32_t x = 32 * group; x < 32 * (group + 1); ++x)
      if (rng() % 1000 < permille) lines.push_back(x | kEntryAccessed | kEntryWritten);
  return lines;
}

struct Data {
  std::vector<uint8_t> stream = random_bytes(kStreamBytes);
  std::map<std::pair<unsigned, unsigned>, std::vector<uint32_t>> summaries{};
  std::span<const uint8_t> bitmap(unsigned pages_log2) const {
    return std::span(stream).first(size_t{1} << (pages_log2 - 3));
  }
};

std::string vm_name(unsigned pages_log2) { return "2^" + std::to_string(pages_log2) + "_pages"; }

void register_stream(const Data& data) {
  for (const auto& s : stream_readers())
    benchmark::RegisterBenchmark(("read/" + s.name).c_str(), [&data, s](benchmark::State& state) {
      for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(s.read(data.stream));
      state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(kStreamBytes));
    });
  for (const Isa isa : usable_isas())
    benchmark::RegisterBenchmark((std::string("popcount/") + isa_name(isa)).c_str(),
                                 [&data, isa](benchmark::State& state) {
                                   const Counter counter = counter_of(isa);
                                   for ([[maybe_unused]] auto _ : state)
                                     benchmark::DoNotOptimize(counter.whole(data.stream));
                                   state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(kStreamBytes));
                                 });
}

void register_vm(const Data& data, unsigned pages_log2) {
  const auto map = data.bitmap(pages_log2);
  benchmark::RegisterBenchmark(("whole/" + vm_name(pages_log2)).c_str(), [map](benchmark::State& state) {
    for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(best_counter().whole(map));
  });
  for (const unsigned permille : kPermille) {
    const auto& raw = data.summaries.at({pages_log2, permille});
    const std::string name = vm_name(pages_log2) + "/" + std::to_string(permille);
    // all that the library does with a harvest: check the summary, put it in order, count its lines
    benchmark::RegisterBenchmark(("touched/" + name).c_str(), [map, &raw, pages_log2](benchmark::State& state) {
      for ([[maybe_unused]] auto _ : state) {
        const auto entries = checked_summary(raw, {uint64_t{1} << pages_log2, true}, "bench");
        benchmark::DoNotOptimize(best_counter().lines(map.data(), entries, kEntryAccessed));
      }
    });
  }
}

void register_hot(const Data& data) {
  benchmark::RegisterBenchmark("hot/add", [&data](benchmark::State& state) {
    const auto map = data.bitmap(24);
    const auto entries = checked_summary(data.summaries.at({24, 100}), {uint64_t{1} << 24, true}, "bench");
    HotPages hot(10);
    for ([[maybe_unused]] auto _ : state) hot.add(map.data(), entries, kEntryAccessed);
    state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(entries.size() * kLineBytes));
  });
}

/// Keeps the medians.
class Medians final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& r : runs) {
      if (r.run_type != Run::RT_Aggregate || r.aggregate_name != "median") continue;
      const std::string name = r.run_name.function_name;
      seconds_[name] = r.GetAdjustedCPUTime() / benchmark::GetTimeUnitMultiplier(r.time_unit);
      if (const auto it = r.counters.find("bytes_per_second"); it != r.counters.end()) rate_[name] = it->second;
    }
  }
  double seconds(const std::string& name) const { return seconds_.at(name); }
  double rate(const std::string& name) const { return rate_.at(name); }
  /// The fastest of those whose names begin so.
  double best_rate(const std::string& prefix) const {
    double best = 0;
    for (const auto& [name, rate] : rate_)
      if (name.starts_with(prefix)) best = std::max(best, rate);
    return best;
  }

 private:
  std::map<std::string, double> seconds_, rate_;
};

void print(const Medians& m, const Data& data) {
  const double memory = m.best_rate("read/");
  std::printf("memory, read by one core: %.1f GB/s (the fastest of %zu loops over %zu MiB)\n\n", memory / 1e9,
              stream_readers().size(), kStreamBytes >> 20);
  std::printf("%-34s %9s %22s\n", "population count of the same", "GB/s", "of memory bandwidth");
  for (const Isa isa : usable_isas()) {
    const double rate = m.rate(std::string("popcount/") + isa_name(isa));
    std::printf("  %-32s %9.1f %21.0f%%%s\n", isa_name(isa), rate / 1e9, 100 * rate / memory,
                isa == best_counter().isa ? "  (chosen)" : "");
  }
  std::printf("\n%-12s %14s %14s %14s %18s\n", "VM, pages", "lines touched", "whole bitmap", "touched lines",
              "whole / touched");
  for (const unsigned log2 : kPagesLog2)
    for (const unsigned permille : kPermille) {
      const double whole = m.seconds("whole/" + vm_name(log2)),
                   touched = m.seconds("touched/" + vm_name(log2) + "/" + std::to_string(permille));
      std::printf("2^%-10u %7zu %5.1f%% %11.1f us %11.1f us %17.1fx\n", log2,
                  data.summaries.at({log2, permille}).size(), permille / 10.0, whole * 1e6, touched * 1e6,
                  whole / touched);
    }
  std::printf("\nhot pages: an epoch's lines added at %.1f GB/s of bitmap\n", m.rate("hot/add") / 1e9);
}

bool write_json(const Medians& m, const Data& data, const char* path) {
  openpml::pmlsim::JsonWriter j;
  j.begin_object()
      .member("memory_read_bytes_per_second", m.best_rate("read/"))
      .member("chosen", isa_name(best_counter().isa))
      .key("popcount")
      .begin_array();
  for (const Isa isa : usable_isas()) {
    const double rate = m.rate(std::string("popcount/") + isa_name(isa));
    j.compact()
        .begin_object()
        .member("isa", isa_name(isa))
        .member("bytes_per_second", rate)
        .member("of_memory", rate / m.best_rate("read/"))
        .end_object();
  }
  j.end_array().key("touched").begin_array();
  for (const unsigned log2 : kPagesLog2)
    for (const unsigned permille : kPermille) {
      const double whole = m.seconds("whole/" + vm_name(log2)),
                   touched = m.seconds("touched/" + vm_name(log2) + "/" + std::to_string(permille));
      j.compact()
          .begin_object()
          .member("pages_log2", uint64_t{log2})
          .member("lines", uint64_t{data.summaries.at({log2, permille}).size()});
      j.member("touched_permille", uint64_t{permille})
          .member("whole_seconds", whole)
          .member("touched_seconds", touched)
          .member("whole_by_touched", whole / touched);
      j.end_object();
    }
  j.end_array().member("hot_add_bytes_per_second", m.rate("hot/add")).end_object();
  std::FILE* f = std::fopen(path, "w");
  if (!f) return false;
  std::fputs(j.str().c_str(), f);
  return std::fclose(f) == 0;
}

}  // namespace

int main(int argc, char** argv) {
  const char* path = argc > 1 ? argv[1] : "host.json";
  std::string repetitions = "--benchmark_repetitions=" + std::to_string(kRepetitions),
              interleave = "--benchmark_enable_random_interleaving=true", least = "--benchmark_min_time=0.02",
              program = argv[0];
  std::vector<char*> args{program.data(), repetitions.data(), interleave.data(), least.data()};
  int count = static_cast<int>(args.size());
  benchmark::Initialize(&count, args.data());
  Data data;
  for (const unsigned log2 : kPagesLog2)
    for (const unsigned permille : kPermille) data.summaries[{log2, permille}] = summary_of(log2, permille);
  register_stream(data);
  for (const unsigned log2 : kPagesLog2) register_vm(data, log2);
  register_hot(data);
  Medians medians;
  benchmark::RunSpecifiedBenchmarks(&medians);
  print(medians, data);
  if (!write_json(medians, data, path)) return std::fprintf(stderr, "pml_host_bench: %s cannot be written\n", path), 2;
  std::printf("\nwrote %s\n", path);
  return 0;
}
