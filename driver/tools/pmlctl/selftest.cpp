// SPDX-License-Identifier: Apache-2.0
// selftest: the generator's experiments through the whole stack, every bit against their definition
#include <algorithm>
#include <bit>
#include <cinttypes>
#include <cstring>

#include "commands.hpp"
#include "common/errors.hpp"
#include "common/truth.hpp"
#include "format.hpp"

namespace openpml::pmlctl {
namespace {

using libpml::Kind;
using tools::PeriodTruth;
using tools::Preset;

constexpr uint64_t kScratchDomain = 0xFFFFFF00;  ///< --dom; no domain that a hypervisor would give
constexpr unsigned kDefaultScale = 3, kMaxScale = 15;
constexpr uint32_t kLargest = 76'800;  ///< pages of either experiment at scale 0
constexpr uint64_t kMargin = 1024;     ///< pages that nobody touches

/// A run's presets; the third makes written and accessed pages differ.
struct Run {
  int experiment;
  unsigned write_share;
};
constexpr Run kRuns[] = {{1, 256}, {2, 256}, {2, 64}};

/// The scratch domain is untracked and the generator at rest whatever happens. A run that somebody else started is left alone.
class Scratch {
 public:
  Scratch(const Context& c, uint32_t dom, const pml_tracking& tracking) : c_(c), dom_(dom) {
    c_.unit.enable(dom_, tracking);
  }
  ~Scratch() {
    if (runs_) (void)pml_gen_control(c_.unit.get(), OPENPML_GEN_OP_STOP, 0, nullptr, nullptr);
    (void)pml_disable(c_.unit.get(), dom_, nullptr);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  void start(const openpml_gen_start& run) {
    c_.unit.gen_start(run);
    runs_ = true;
  }

 private:
  const Context& c_;
  uint32_t dom_;
  bool runs_ = false;
};

struct EpochResult {
  int experiment = 1;
  uint64_t accessed = 0, written = 0, true_accessed = 0, true_written = 0, wrong_bits = 0;
  bool ok() const { return accessed == true_accessed && written == true_written && wrong_bits == 0; }
};

/// Pages that differ from the truth, in the bitmap as a consumer would take it.
uint64_t differences(const libpml::Epoch& e, Kind kind, const std::vector<uint32_t>& truth) {
  std::vector<uint8_t> map(truth.size() * 4);
  e.to_bitmap(kind, map);
  uint64_t n = 0;
  for (size_t i = 0; i < truth.size(); ++i) {
    uint32_t word = 0;
    std::memcpy(&word, map.data() + 4 * i, 4);
    n += static_cast<uint64_t>(std::popcount(word ^ truth[i]));
  }
  return n;
}

class SelfTest {
 public:
  explicit SelfTest(const Context& c) : c_(c) {
    const openpml_info info = c_.unit.info();
    if (!(info.features & OPENPML_FEAT_GEN))
      throw tools::Refused(c_.unit.path() + ": this unit has no traffic generator, so it cannot test itself");
    reads_ = info.features & OPENPML_FEAT_READS;
    scale_ = static_cast<unsigned>(c_.line.number("--scale", kDefaultScale, kMaxScale));
    while (!c_.line.has("--scale") && scale_ < kMaxScale && pages() > info.max_pages) ++scale_;
    if (pages() > info.max_pages)
      throw tools::UsageError("--scale " + std::to_string(scale_) + ": " + grouped(pages()) +
                              " pages are needed, the unit can track " + grouped(info.max_pages));
    seed_ = c_.line.number("--seed", 1, UINT64_MAX, 1);
    dom_ = static_cast<uint32_t>(c_.line.number("--dom", kScratchDomain, UINT32_MAX));
    for (const auto& vm : c_.unit.list())
      if (vm.domid == dom_)
        throw tools::UsageError("domain " + std::to_string(dom_) + " is tracked: choose another one with --dom");
  }

  void run(const Run& r) {
    const Preset preset{r.experiment, scale_, r.write_share, seed_};
    const auto truth = tools::preset_truth(preset, static_cast<uint32_t>(pages()));
    pml_tracking tracking{pages(), 0, reads_ ? OPENPML_VM_LOG_READS : 0u, 0};
    if (c_.line.has("--vcpu")) tracking.vcpus = uint64_t{1} << c_.line.number("--vcpu", 0, 63);
    Scratch scratch(c_, dom_, tracking);
    const auto vcpu = static_cast<uint32_t>(std::countr_zero(uint64_t{c_.unit.status(dom_).vcpus}));
    openpml_gen_start start{};
    start.flags = OPENPML_GEN_HOLD;
    start.preset = static_cast<uint32_t>(r.experiment);
    start.scale = scale_;
    start.rate = 65'536;
    start.first_vcpu = vcpu;
    start.n_vcpu = 1;
    start.seed = seed_;
    start.write_share = r.write_share;
    scratch.start(start);
    started_ = true;
    for (size_t period = 0; period < truth.size(); ++period) {
      if (!c_.waiter.wait_until(c_.waiter.now())) throw Interrupted();
      if (period) (void)c_.unit.gen_control(OPENPML_GEN_OP_CONTINUE);
      const auto state = c_.unit.gen_control(OPENPML_GEN_OP_WAIT, c_.timeout_ms());
      const bool last = period + 1 == truth.size();
      if ((state.state == OPENPML_GEN_IDLE) != last)
        throw tools::WrongResult("the generator's run of experiment " + std::to_string(r.experiment) +
                                 " has another number of periods than its definition, " + std::to_string(truth.size()));
      add(r.experiment, c_.unit.harvest(dom_, c_.timeout_ms()), truth[period]);
    }
    // Nobody touches anything now: an epoch without pages, and with it proof that the last one is not simply read again.
    add(r.experiment, c_.unit.harvest(dom_, c_.timeout_ms()),
        PeriodTruth{0, std::vector<uint32_t>(pages() / 32), std::vector<uint32_t>(pages() / 32)});
  }

  const std::vector<EpochResult>& results() const { return results_; }
  unsigned scale() const { return scale_; }
  bool started() const { return started_; }
  uint64_t wrong() const {
    return static_cast<uint64_t>(std::ranges::count_if(results_, [](const EpochResult& e) { return !e.ok(); }));
  }

 private:
  uint64_t pages() const { return std::max<uint64_t>(kLargest >> scale_, 1) / 512 * 512 + 512 + kMargin; }

  void add(int experiment, const libpml::Epoch& e, const PeriodTruth& t) {
    EpochResult r{experiment,
                  e.pages(Kind::Accessed),
                  e.pages(Kind::Written),
                  reads_ ? t.distinct_accessed : 0,
                  t.distinct_written,
                  0};
    r.wrong_bits = differences(e, Kind::Written, t.written) + (reads_ ? differences(e, Kind::Accessed, t.accessed) : 0);
    results_.push_back(r);
    if (c_.line.json()) return;
    std::fprintf(c_.out, "experiment %d, epoch %2u: accessed %7s of %7s, written %7s of %7s pages (WSS %s): %s\n",
                 experiment, e.record().epoch, grouped(r.accessed).c_str(), grouped(r.true_accessed).c_str(),
                 grouped(r.written).c_str(), grouped(r.true_written).c_str(),
                 size_of_pages(reads_ ? r.accessed : r.written).c_str(),
                 r.ok() ? "exact" : ("WRONG, " + grouped(r.wrong_bits) + " bits differ").c_str());
    std::fflush(c_.out);
  }

  const Context& c_;
  bool reads_ = true, started_ = false;
  unsigned scale_ = kDefaultScale;
  uint64_t seed_ = 1;
  uint32_t dom_ = 0;
  std::vector<EpochResult> results_;
};

void print_json(const Context& c, const SelfTest& test, const std::string& error) {
  JsonWriter j;
  j.begin_object().member("scale", uint64_t{test.scale()}).key("epochs").begin_array();
  for (const EpochResult& e : test.results()) {
    j.compact()
        .begin_object()
        .member("experiment", static_cast<uint64_t>(e.experiment))
        .member("accessed", e.accessed)
        .member("written", e.written);
    j.member("true_accessed", e.true_accessed)
        .member("true_written", e.true_written)
        .member("wrong_bits", e.wrong_bits)
        .end_object();
  }
  j.end_array().member("wrong", test.wrong()).key("error");
  error.empty() ? j.null() : j.value(error);
  c.print(j.member("passed", error.empty() && test.wrong() == 0).end_object());
}

}  // namespace

int selftest(const Context& c) {
  SelfTest test(c);
  std::string error;
  try {
    for (const Run& r : kRuns) test.run(r);
  } catch (const tools::UsageError&) {
    throw;
  } catch (const std::exception& e) {
    if (!test.started()) throw;  // nothing is wrong with the unit yet
    error = e.what();
  }
  const bool passed = error.empty() && test.wrong() == 0;
  if (c.line.json()) print_json(c, test, error);
  else if (passed) std::fprintf(c.out, "selftest PASSED: %zu epochs, every page as defined\n", test.results().size());
  else
    std::fprintf(c.out, "selftest FAILED: %" PRIu64 " of %zu epochs wrong%s%s\n", test.wrong(), test.results().size(),
                 error.empty() ? "" : "; ", error.c_str());
  return passed ? tools::kExitOk : tools::kExitWrong;
}

}  // namespace openpml::pmlctl
