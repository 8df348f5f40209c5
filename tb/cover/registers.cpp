// SPDX-License-Identifier: Apache-2.0
// Each register read, written and refused; each error code seen in LAST_ERROR.
#include <array>
#include <map>
#include <string>

#include "functional.hpp"
#include "openpml/regs.hpp"
#include "register_rules.hpp"
#include "registry.hpp"

namespace openpml {
namespace {

constexpr std::array<const char*, 7> kErrors = {
    "", "unmapped", "read-only", "write-only read", "bad value", "wrong state", "bad strobes or alignment"};

class Registers : public CoverGroup {
 public:
  explicit Registers(const Params& p) : p_(p) {
    CoverRegistry& r = CoverRegistry::get();
    for (unsigned e = 1; e < kErrors.size(); ++e)
      error_[e] = &r.point("register errors", std::string("LAST_ERROR: ") + kErrors[e]);
    for (const regs::Block& b : regs::BLOCKS) {
      if (elements(p, b) == 0) continue;
      for (const regs::Word& w : b.words) {
        const std::string name = std::string(b.name) + "." + w.name;
        Points& at = points_[&w];
        at.read[w.readable] = &r.point("registers", name + (w.readable ? " read" : " read refused"));
        at.write[0] = &r.point("registers", name + " write refused");
        if (w.writable) at.write[1] = &r.point("registers", name + " write taken");
      }
    }
  }

  void sample(const CoverFrame& f) override {
    if (const auto& w = f.lite.write()) hit(w->addr, w->okay, false);
    const auto& r = f.lite.read();
    if (!r) return;
    hit(r->addr, r->okay, true);
    if (r->addr != regs::GLOBAL_LAST_ERROR || !r->okay) return;
    const uint32_t code = r->data & regs::GLOBAL_LAST_ERROR_CODE_MASK;
    if (code >= 1 && code < kErrors.size()) ++*error_[code];
  }

 private:
  struct Points {
    std::array<uint64_t*, 2> read{}, write{};  ///< refused, taken
  };
  void hit(uint32_t addr, bool okay, bool read) {
    const RegPlace at = find_register(p_, addr & ~3u);
    if (!at.word) return;
    const Points& p = points_.at(at.word);
    if (uint64_t* n = (read ? p.read : p.write)[okay]) ++*n;
  }

  Params p_;
  std::map<const regs::Word*, Points> points_;
  std::array<uint64_t*, kErrors.size()> error_{};
};

}  // namespace

std::unique_ptr<CoverGroup> cover_registers(const Params& p) { return std::make_unique<Registers>(p); }

}  // namespace openpml
