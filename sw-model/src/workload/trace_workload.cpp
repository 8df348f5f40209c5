// SPDX-License-Identifier: Apache-2.0
#include "openpml/trace.hpp"

namespace openpml {
namespace {

class TraceWorkload : public Workload {
 public:
  TraceWorkload(TraceReader reader, StreamInfo info) : reader_(std::move(reader)), info_(std::move(info)) {}

  bool next(Item& item) override { return fill({&item, 1}) == 1; }

  size_t fill(std::span<Item> out) override {
    const size_t n = reader_.read(out);
    for (Item& item : out.first(n)) {
      item.vm = info_.vm;
      if (!item.mark()) item.vcpu = static_cast<uint8_t>(item.vcpu + info_.first_vcpu);
    }
    if (n != 0) {
      open_ = !out[n - 1].mark();
      time_ = out[n - 1].time;
    } else if (open_ && !out.empty() && reader_.error().empty()) {
      open_ = false;
      out[0] = {0, time_, ItemKind::Mark, info_.vm, 0, false};
      return 1;
    }
    return n;
  }

  std::vector<StreamInfo> streams() const override { return {info_}; }
  const std::string& error() const override { return reader_.error(); }

 private:
  TraceReader reader_;
  StreamInfo info_;
  bool open_ = false;  ///< accesses since the last mark
  uint64_t time_ = 0;
};

}  // namespace

Result<std::unique_ptr<Workload>> open_trace_workload(const std::string& path, uint8_t vm, uint8_t first_vcpu) {
  auto reader = TraceReader::open(path);
  if (!reader) return Error{reader.error()};
  const TraceHeader& h = reader->header();
  if (first_vcpu + h.vcpus > 256)
    return Error{path + ": " + std::to_string(h.vcpus) + " vCPUs from vCPU " + std::to_string(first_vcpu) +
                 " on pass 255"};
  StreamInfo info{vm, first_vcpu, h.vcpus, h.ram_pages, "trace:" + path};
  return std::unique_ptr<Workload>(std::make_unique<TraceWorkload>(std::move(*reader), std::move(info)));
}

}  // namespace openpml
