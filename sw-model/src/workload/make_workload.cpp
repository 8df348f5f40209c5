// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "openpml/trace.hpp"
#include "openpml/workload.hpp"
#include "spec.hpp"
#include "synthetic.hpp"

namespace openpml {
namespace {

constexpr uint64_t kMaxPages = uint64_t{1} << 40, kMaxEvents = uint64_t{1} << 48;
constexpr uint64_t kGuestPages = 262144, kSetPages = 76800;  // a 1 GiB VM that works on 300 MiB

constexpr std::array<WorkloadKind, 6> kKinds{{
    {"constant", "pages epochs passes base ram write order seed vcpus spread interval vm vcpu weight",
     "cyclic passes over a fixed set of pages, a mark after each epoch"},
    {"phases", "pages epochs passes base ram write order seed vcpus spread interval vm vcpu weight",
     "as constant, once for each size in pages=a/b/..."},
    {"sequential", "pages events mark base ram write order seed vcpus spread interval vm vcpu weight",
     "page after page, then again from the first"},
    {"uniform", "pages events mark base ram write order seed vcpus spread interval vm vcpu weight",
     "independent accesses, all pages alike"},
    {"zipf", "pages events mark theta base ram write order seed vcpus spread interval vm vcpu weight",
     "independent accesses, rank k as 1/k^theta"},
    {"trace", "vm vcpu weight", "trace:FILE, an OpenPML trace, plain or zstd-compressed"},
}};

std::vector<Stage> stages_of(Spec& s) {
  std::vector<Stage> out;
  if (s.kind() == "constant" || s.kind() == "phases") {
    const bool phases = s.kind() == "phases";
    const std::vector<uint64_t> fallback =
        phases ? std::vector<uint64_t>{kSetPages / 2, kSetPages} : std::vector<uint64_t>{kSetPages};
    const uint64_t epochs = s.number("epochs", 8, 1, kMaxEvents), passes = s.number("passes", 4, 1, 1 << 20);
    std::vector<uint64_t> sizes = s.numbers("pages", fallback, 1, kMaxPages);
    if (!phases && sizes.size() != 1) s.complain("pages", "legal: one number (several: use phases)");
    for (const uint64_t pages : sizes) {
      if (passes > kMaxEvents / pages) s.complain("passes", "pages x passes is more than 2^48 accesses an epoch");
      else out.push_back({pages, epochs, pages * passes});
    }
    return out;
  }
  const uint64_t pages = s.number("pages", kGuestPages, 1, kMaxPages),
                 events = s.number("events", 1'000'000, 1, kMaxEvents);
  const uint64_t mark = s.number("mark", 0, 0, kMaxEvents);
  if (mark == 0 || mark >= events) return {{pages, 1, events}};
  out.push_back({pages, events / mark, mark});
  if (events % mark != 0) out.push_back({pages, 1, events % mark});
  return out;
}

Result<std::unique_ptr<Workload>> make_synthetic(Spec& s) {
  static constexpr std::array<std::string_view, 2> kOrders{"sequential", "shuffled"}, kSpreads{"rr", "random"};
  SyntheticConfig c;
  c.stages = stages_of(s);
  c.pattern = s.kind() == "uniform" ? Pattern::Uniform : s.kind() == "zipf" ? Pattern::Zipf : Pattern::Cyclic;
  c.theta = s.real("theta", 0.99, 0.0, 10.0);
  c.base = s.number("base", 0, 0, kMaxPages - 1);
  c.write = s.real("write", 1.0, 0.0, 1.0);
  c.shuffled = s.choice("order", 0, kOrders) == 1;
  c.seed = s.number("seed", 1, 0, UINT64_MAX / 8);
  c.spread = static_cast<Spread>(s.choice("spread", 0, kSpreads));
  c.interval = s.number("interval", 100, 0, 1'000'000'000);
  c.info.vm = static_cast<uint8_t>(s.number("vm", 0, 0, 255));
  c.info.first_vcpu = static_cast<uint8_t>(s.number("vcpu", 0, 0, 255));
  c.info.vcpus = static_cast<unsigned>(s.number("vcpus", 1, 1, 256u - c.info.first_vcpu));
  c.info.name = s.text();
  uint64_t end = 0;
  for (const Stage& st : c.stages) end = std::max(end, c.base + st.pages);
  const bool guest = s.kind() == "constant" || s.kind() == "phases";
  c.info.ram_pages = s.number("ram", guest ? std::max(end, kGuestPages) : end, 1, kMaxPages);
  if (end > kMaxPages) s.complain("pages", "base + pages is more than 2^40");
  else if (c.info.ram_pages < end)
    s.complain("ram", "base + pages is " + std::to_string(end) + ", ram must not be less");
  if (!s.error().empty()) return Error{s.error()};
  return std::unique_ptr<Workload>(std::make_unique<Synthetic>(std::move(c)));
}

Result<std::unique_ptr<Workload>> make_one(std::string_view text, double& weight) {
  auto spec = Spec::parse(text, kKinds);
  if (!spec) return Error{spec.error()};
  weight = spec->real("weight", 1.0, 1e-6, 1e6);
  if (spec->kind() != "trace") return make_synthetic(*spec);
  const auto vm = static_cast<uint8_t>(spec->number("vm", 0, 0, 255)),
             vcpu = static_cast<uint8_t>(spec->number("vcpu", 0, 0, 255));
  if (!spec->error().empty()) return Error{spec->error()};
  return open_trace_workload(std::string(spec->argument()), vm, vcpu);
}

}  // namespace

uint64_t Workload::ram_pages() const {
  uint64_t most = 0;
  for (const StreamInfo& s : streams()) most = std::max(most, s.ram_pages);
  return most;
}

const std::string& Workload::error() const {
  static const std::string none;
  return none;
}

Result<std::unique_ptr<Workload>> make_workload(std::string_view spec) {
  std::vector<Mix::Part> parts;
  for (size_t at = 0;;) {
    const size_t end = spec.find(';', at);
    double weight = 1.0;
    auto one = make_one(spec.substr(at, end - at), weight);
    if (!one) return Error{one.error()};
    parts.push_back({std::move(*one), weight});
    if (end == std::string_view::npos) break;
    at = end + 1;
  }
  if (parts.size() == 1) return std::move(parts.front().workload);
  return Mix::make(std::move(parts));
}

std::string workload_help() {
  std::string out;
  for (const WorkloadKind& k : kKinds)
    out += std::string(k.name) + ": " + std::string(k.help) + "; keys: " + std::string(k.keys) + "\n";
  return out;
}

}  // namespace openpml
