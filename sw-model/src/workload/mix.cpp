// SPDX-License-Identifier: Apache-2.0
#include "openpml/workload.hpp"

namespace openpml {
namespace {

constexpr size_t kLaneItems = 256;

/// Empty, or why two streams cannot go together.
std::string clash(const StreamInfo& a, const StreamInfo& b) {
  if (a.vm == b.vm) return "VM " + std::to_string(a.vm) + " is in two streams (give each its own vm=)";
  const unsigned a_end = a.first_vcpu + a.vcpus, b_end = b.first_vcpu + b.vcpus;
  if (a.first_vcpu < b_end && b.first_vcpu < a_end)
    return "VMs " + std::to_string(a.vm) + " and " + std::to_string(b.vm) +
           " share a vCPU (give each its own range by vcpu= and vcpus=)";
  return {};
}

}  // namespace

Result<std::unique_ptr<Workload>> Mix::make(std::vector<Part> parts) {
  if (parts.empty()) return Error{"mix: no workload in it"};
  auto mix = std::make_unique<Mix>();
  for (Part& p : parts) {
    if (!(p.weight > 0)) return Error{"mix: a weight must be more than 0"};
    for (const StreamInfo& mine : p.workload->streams())
      for (const StreamInfo& other : mix->streams())
        if (const std::string e = clash(other, mine); !e.empty()) return Error{"mix: " + e};
    Lane lane;
    lane.workload = std::move(p.workload);
    lane.stride = 1.0 / p.weight;
    lane.pass = lane.stride;
    lane.buffer.resize(kLaneItems);
    mix->lanes_.push_back(std::move(lane));
  }
  return std::unique_ptr<Workload>(std::move(mix));
}

bool Mix::refill(Lane& lane) {
  if (lane.head < lane.count) return true;
  if (lane.done) return false;
  lane.head = 0;
  lane.count = lane.workload->fill(lane.buffer);
  if (lane.count != 0) return true;
  lane.done = true;
  if (error_.empty()) error_ = lane.workload->error();
  return false;
}

bool Mix::next(Item& item) {
  Lane* best = nullptr;
  for (Lane& lane : lanes_)
    if (refill(lane) && (!best || lane.pass < best->pass)) best = &lane;
  if (!best || !error_.empty()) return false;
  item = best->buffer[best->head++];
  if (!item.mark()) best->pass += best->stride;
  return true;
}

std::vector<StreamInfo> Mix::streams() const {
  std::vector<StreamInfo> out;
  for (const Lane& lane : lanes_)
    for (StreamInfo& s : lane.workload->streams()) out.push_back(std::move(s));
  return out;
}

}  // namespace openpml
