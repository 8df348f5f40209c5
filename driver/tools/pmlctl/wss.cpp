// SPDX-License-Identifier: Apache-2.0
// wss: distinct pages of each epoch
#include <algorithm>
#include <cerrno>

#include "commands.hpp"
#include "common/errors.hpp"
#include "common/numbers.hpp"
#include "format.hpp"
#include "plot.hpp"

namespace openpml::pmlctl {
namespace {

constexpr auto kDefaultPeriod = std::chrono::seconds(1);

/// Prints epochs as they come; on a terminal a plot stands below the last one.
class WssPrinter {
 public:
  WssPrinter(const Context& c, uint32_t dom, bool reads, uint64_t clock_hz, bool plots)
      : c_(c), dom_(dom), reads_(reads), clock_hz_(clock_hz), plots_(plots) {}

  void add(const libpml::Epoch& e) {
    const PlotPoint now{e.pages(libpml::Kind::Accessed), e.pages(libpml::Kind::Written)};
    c_.line.json() ? json(e, now) : text(e, now);
    std::fflush(c_.out);
    points_.push_back(now);
    if (points_.size() > kKept) points_.erase(points_.begin());
  }

 private:
  static constexpr size_t kKept = 1024;  ///< more columns than a terminal has

  static int64_t change(uint64_t now, uint64_t before) { return static_cast<int64_t>(now - before); }

  void json(const libpml::Epoch& e, const PlotPoint& now) {
    const openpml_record& r = e.record();
    JsonWriter j;
    j.compact()
        .begin_object()
        .member("domain", uint64_t{dom_})
        .member("epoch", uint64_t{r.epoch})
        .member("start_cycle", uint64_t{r.start});
    j.member("end_cycle", uint64_t{r.end});
    if (clock_hz_) j.member("seconds", static_cast<double>(r.end - r.start) / static_cast<double>(clock_hz_));
    else j.key("seconds").null();
    const auto kind = [&](const std::string& name, bool there, uint64_t pages, uint64_t before) {
      if (!there) {
        for (const char* what : {"_pages", "_bytes", "_change"}) j.key(name + what).null();
        return;
      }
      j.member(name + "_pages", pages).member(name + "_bytes", pages * 4096);
      if (points_.empty()) j.key(name + "_change").null();
      else j.member(name + "_change", change(pages, before));
    };
    kind("accessed", reads_, now.accessed, points_.empty() ? 0 : points_.back().accessed);
    kind("written", true, now.written, points_.empty() ? 0 : points_.back().written);
    c_.print(j.member("lines", uint64_t{r.lines}).end_object());
  }

  void text(const libpml::Epoch& e, const PlotPoint& now) {
    if (drawn_) std::fprintf(c_.out, "\033[%zuA\033[J", drawn_);
    if (points_.empty())
      std::fprintf(c_.out, "%6s %9s %10s %10s %8s %10s %10s %8s\n", "epoch", "length", "accessed", "", "change",
                   "written", "", "change");
    const openpml_record& r = e.record();
    const auto kind = [&](bool there, uint64_t pages, uint64_t before) {
      std::fprintf(c_.out, " %10s %10s %8s", there ? grouped(pages).c_str() : "-",
                   there ? size_of_pages(pages).c_str() : "-",
                   there && !points_.empty() ? signed_grouped(change(pages, before)).c_str() : "-");
    };
    std::fprintf(c_.out, "%6u %9s", r.epoch, time_of_cycles(r.end - r.start, clock_hz_).c_str());
    kind(reads_, now.accessed, points_.empty() ? 0 : points_.back().accessed);
    kind(true, now.written, points_.empty() ? 0 : points_.back().written);
    std::fputc('\n', c_.out);
    if (plots_) draw(now);
  }

  void draw(const PlotPoint& now) {
    auto points = points_;
    points.push_back(now);
    const auto lines = plot(points, {c_.terminal.width - 1, 8, c_.terminal.utf8});
    for (const auto& l : lines) std::fprintf(c_.out, "%s\n", l.c_str());
    drawn_ = lines.size();
  }

  const Context& c_;
  uint32_t dom_;
  bool reads_;
  uint64_t clock_hz_;
  bool plots_;
  std::vector<PlotPoint> points_;
  size_t drawn_ = 0;
};

}  // namespace

int wss(const Context& c) {
  const uint32_t dom = c.line.domain();
  const bool watch = c.line.has("--watch");
  const auto period_text = c.line.value("--period");
  const auto period =
      period_text ? tools::parse_duration(*period_text, "option --period") : std::chrono::nanoseconds(kDefaultPeriod);
  const uint64_t count = c.line.number("--count", watch ? UINT64_MAX : 1, UINT64_MAX, 1);
  const bool timed = watch || period_text || count > 1;
  const bool reads = c.unit.status(dom).create_flags & OPENPML_VM_LOG_READS;
  WssPrinter printer(c, dom, reads, c.unit.info().clock_hz, watch && c.terminal.tty && !c.line.json());
  uint64_t busy = 0;
  try {
    if (timed) (void)c.harvest(dom);  // from here on epochs are as long as the period
    auto due = c.waiter.now();
    for (uint64_t n = 0; n < count;) {
      due = std::max(due + period, c.waiter.now());  // what took too long is not made up for
      if (timed && !c.waiter.wait_until(due)) break;
      try {
        printer.add(c.harvest(dom));
        ++n;
      } catch (const libpml::Error& e) {
        if (e.code() != EBUSY || !watch) throw;
        ++busy;  // somebody else looks at an epoch: this one goes on until the next time
      }
    }
  } catch (const Interrupted&) {
    if (!watch) throw;
  }
  if (busy)
    std::fprintf(stderr, "pmlctl: %s times another process held an epoch, and the running one went on\n",
                 grouped(busy).c_str());
  return tools::kExitOk;
}

}  // namespace openpml::pmlctl
