// SPDX-License-Identifier: Apache-2.0
// Rules: the same text gives the same items, however many are asked for at a time; each belongs to a stream of the workload and is within
// it; times never go back; a stream that ends has ended its last period.
#include <map>
#include <set>
#include <vector>

#include "openpml/workload.hpp"
#include "target.hpp"

namespace openpml::fuzz {
namespace {

constexpr size_t kItems = 3000;

class Watch {
 public:
  explicit Watch(const Workload& w) {
    for (const StreamInfo& s : w.streams()) {
      require(s.ram_pages > 0 && s.vcpus > 0 && s.first_vcpu + s.vcpus <= 256, "a stream is possible");
      require(streams_.emplace(s.vm, s).second, "each VM is one stream");
      for (unsigned v = 0; v < s.vcpus; ++v)
        require(vcpus_.insert(s.first_vcpu + v).second, "a vCPU belongs to one VM");
    }
  }
  void see(const Item& i) {
    const auto s = streams_.find(i.vm);
    require(s != streams_.end(), "an item's VM is a stream");
    require(i.time >= last_[i.vm], "times never go back");
    last_[i.vm] = i.time;
    open_[i.vm] = !i.mark();
    if (i.mark()) return require(i.gfn == 0 && i.vcpu == 0 && !i.write, "a mark is nothing but a mark");
    const StreamInfo& info = s->second;
    require(i.gfn < info.ram_pages, "a gfn is below the VM's RAM");
    require(i.vcpu >= info.first_vcpu && i.vcpu < info.first_vcpu + info.vcpus, "a vCPU is the VM's");
  }
  void end() const {
    for (const auto& [vm, open] : open_) require(!open, "a stream ends with a mark");
  }

 private:
  std::map<unsigned, StreamInfo> streams_;
  std::set<unsigned> vcpus_;
  std::map<unsigned, uint64_t> last_;
  std::map<unsigned, bool> open_;
};

/// Files of the working directory may be named, but no devices and no pipes.
bool names_a_path(std::string_view text) {
  for (size_t at = 0; (at = text.find("trace:", at)) != std::string_view::npos; ++at)
    if (text.substr(at, text.find_first_of(",;", at) - at).find('/') != std::string_view::npos) return true;
  return false;
}

}  // namespace

void workload(Bytes in) {
  const std::string_view text = text_of(in);
  if (names_a_path(text)) return;
  auto one = make_workload(text), two = make_workload(text);
  require(one.ok() == two.ok(), "a specification is good or not");
  if (!one) return require(!one.error().empty() && one.error() == two.error(), "a refusal says why");
  Watch watch(**one);
  std::vector<Item> some(97);
  for (size_t seen = 0; seen < kItems;) {
    const size_t n = (*one)->fill(some);
    Item item;
    for (size_t i = 0; i < n; ++i) {
      watch.see(some[i]);
      require((*two)->next(item) && item == some[i], "items do not depend on how many are asked for");
    }
    seen += n;
    if (n != 0) continue;
    require(!(*two)->next(item), "both end at the same item");
    if ((*one)->error().empty()) watch.end();
    return;
  }
}

}  // namespace openpml::fuzz
