// SPDX-License-Identifier: Apache-2.0
// Rules: what is read does not depend on how much is asked for at a time; every record is legal for the header; a plain file that is accepted
// is what the writer writes for its records, and so is a compressed one after unpacking; the workload made of it is the same records.
#include <algorithm>
#include <vector>

#include "memory_file.hpp"
#include "openpml/trace.hpp"

namespace openpml::fuzz {
namespace {

constexpr size_t kMost = 5000;  // records, more than a batch: a zstd frame of a few bytes may hold any number

struct Read {
  TraceHeader header{};
  std::vector<Item> items{};
  std::string error{};
  bool cut = false;  ///< there was more
};

Read read_all(TraceReader reader, size_t batch) {
  Read r{reader.header()};
  std::vector<Item> some(batch);
  while (const size_t n = reader.read(some)) {
    r.items.insert(r.items.end(), some.begin(), some.begin() + static_cast<std::ptrdiff_t>(n));
    if (r.items.size() >= kMost) {
      r.items.resize(kMost);
      r.cut = true;
      return r;
    }
  }
  r.error = reader.error();
  require(reader.records() == r.items.size(), "records() counts what was handed out");
  require(reader.read(some) == 0, "the end stays the end");
  return r;
}

void check_message(const std::string& message, const std::string& path) {
  require(message.starts_with(path + ": "), "a message names the file");
  require(message.find('\n') == std::string::npos, "a message is one line");
}

void check_items(const Read& r) {
  uint64_t last = 0;
  for (const Item& i : r.items) {
    require(i.time >= last && i.time % r.header.time_unit_ns == 0, "times never go back and are whole units");
    last = i.time;
    if (i.mark()) require(i.gfn == 0 && i.vcpu == 0 && !i.write, "a mark is nothing but a mark");
    else require(i.gfn < r.header.ram_pages && i.vcpu < r.header.vcpus, "an access is within the guest");
  }
}

void check_written(const Read& r, Bytes in) {
  for (const auto how : {TraceWriter::Compression::None, TraceWriter::Compression::Zstd}) {
    const bool plain = how == TraceWriter::Compression::None;
    MemoryFile out;
    auto writer = TraceWriter::create(out.path(), r.header, how);
    require(writer.ok(), "a header that was read can be written");
    for (const Item& i : r.items) writer->add(i);
    require(writer->finish().empty(), "a trace can be written");
    if (plain && text_of(in).starts_with("PMLTRACE"))
      require(std::ranges::equal(out.bytes(), in), "writing what was read gives the file");
    auto again = TraceReader::open(out.path());
    require(again.ok(), "what was written can be opened");
    const Read back = read_all(std::move(*again), 4096);
    require(back.error.empty() && back.items == r.items && back.header.label == r.header.label,
            "what was written reads as it was");
  }
}

void check_workload(const Read& r, const std::string& path) {
  constexpr uint8_t kVm = 5, kVcpu = 3;
  auto w = open_trace_workload(path, kVm, kVcpu);
  if (r.header.vcpus + kVcpu > 256) return require(!w.ok(), "vCPUs past 255 are refused");
  require(w.ok(), "a trace that opens is a workload");
  Item item;
  for (const Item& i : r.items) {
    require((*w)->next(item), "the workload has every record");
    Item want = i;
    want.vm = kVm;
    if (!i.mark()) want.vcpu = static_cast<uint8_t>(i.vcpu + kVcpu);
    require(item == want, "the workload has the records as they are");
  }
  if (r.cut) return;
  if (r.error.empty() && !r.items.empty() && !r.items.back().mark())
    require((*w)->next(item) && item.mark() && item.time == r.items.back().time, "the last period is closed");
  require(!(*w)->next(item) && (*w)->error() == r.error, "the workload ends as the trace does");
}

}  // namespace

void trace(Bytes in) {
  const MemoryFile file(in);
  auto first = TraceReader::open(file.path());
  if (!first) return check_message(first.error(), file.path());
  const Read r = read_all(std::move(*first), 4096);
  if (!r.error.empty()) check_message(r.error, file.path());
  check_items(r);
  auto second = TraceReader::open(file.path());
  require(second.ok(), "a file opens twice");
  const Read odd = read_all(std::move(*second), 7);
  require(odd.items == r.items && odd.error == r.error, "records do not depend on how many are asked for");
  check_workload(r, file.path());
  if (r.error.empty() && !r.cut) check_written(r, in);
}

}  // namespace openpml::fuzz
