// SPDX-License-Identifier: Apache-2.0
// harvest, hot, records
#include <algorithm>
#include <array>
#include <optional>

#include "commands.hpp"
#include "common/errors.hpp"
#include "common/numbers.hpp"
#include "domain_json.hpp"
#include "format.hpp"
#include "output_file.hpp"

namespace openpml::pmlctl {
namespace {

using libpml::Kind;

constexpr unsigned kDefaultEpochs = 10;
constexpr int kLookEveryMs = 200;

Kind kind_of(const Context& c) {
  const std::string text = c.line.value("--kind").value_or("written");
  if (text != "written" && text != "accessed")
    throw tools::UsageError("option --kind: '" + text + "' is neither written nor accessed");
  return text == "written" ? Kind::Written : Kind::Accessed;
}

const char* name_of(Kind kind) { return kind == Kind::Written ? "written" : "accessed"; }

/// Before an epoch is ended for nothing.
void need_kind(const Context& c, Kind kind, uint32_t dom) {
  if (kind == Kind::Accessed && !(c.unit.status(dom).create_flags & OPENPML_VM_LOG_READS))
    throw tools::UsageError("domain " + std::to_string(dom) +
                            ": reads are not logged; disable it and enable it without --writes-only");
}

}  // namespace

int harvest(const Context& c) {
  const uint32_t dom = c.line.domain();
  const Kind kind = kind_of(c);
  need_kind(c, kind, dom);
  const auto path = c.line.value("--out");
  const bool gfns = c.line.has("--gfns");
  if (c.line.json() && (gfns || path.value_or("") == "-") && path.value_or("-") == "-")
    throw tools::UsageError("pages and JSON cannot both go to standard output; give --out FILE");
  std::optional<OutputFile> file;
  if (path || gfns) file.emplace(path.value_or("-"), c.out);
  const bool peek = c.line.has("--peek");
  const libpml::Epoch e = peek ? c.unit.peek(dom, c.timeout_ms()) : c.harvest(dom);
  if (file && gfns) {
    e.for_each_gfn(kind, [&](uint64_t gfn) { file->line(std::to_string(gfn)); });
  } else if (file) {
    std::vector<uint8_t> bitmap((e.limit() + 63) / 64 *
                                8);  // whole words, as KVM has it; Xen's is the same, cut at a byte
    e.to_bitmap(kind, bitmap);
    file->write(bitmap);
  }
  if (file) file->finish();
  if (c.line.json()) {
    JsonWriter j;
    add_record(j, e.record());
    c.print(j);
  } else if (path.value_or("") != "-" && !(gfns && !path)) {
    const openpml_record& r = e.record();
    std::fprintf(c.out, "domain %u, epoch %u: %s pages written (%s), %s accessed (%s), %s lines%s\n", dom, r.epoch,
                 grouped(r.written).c_str(), size_of_pages(r.written).c_str(), grouped(r.accessed).c_str(),
                 size_of_pages(r.accessed).c_str(), grouped(r.lines).c_str(),
                 path ? ("; " + std::string(name_of(kind)) + " pages in " + *path).c_str() : "");
  }
  return tools::kExitOk;
}

int hot(const Context& c) {
  const uint32_t dom = c.line.domain();
  const Kind kind = kind_of(c);
  const auto n = static_cast<unsigned>(c.line.number("--epochs", kDefaultEpochs, 255, 1));
  const auto k = static_cast<unsigned>(c.line.number("--seen", n, n, 1));
  const auto period = tools::parse_duration(c.line.value("--period").value_or("1s"), "option --period");
  need_kind(c, kind, dom);
  const auto path = c.line.value("--out");
  if (c.line.json() && path.value_or("") == "-")
    throw tools::UsageError("pages and JSON cannot both go to standard output; give --out FILE");
  std::optional<OutputFile> file;
  if (path) file.emplace(*path, c.out);
  libpml::HotPages pages(n, kind);
  (void)c.harvest(dom);
  auto due = c.waiter.now();
  while (pages.epochs() < n) {
    due = std::max(due + period, c.waiter.now());
    if (!c.waiter.wait_until(due)) break;
    pages.add(c.harvest(dom));
  }
  const unsigned got = pages.epochs();
  if (got < n && k > got)
    throw tools::WrongResult("interrupted after " + std::to_string(got) + " of " + std::to_string(n) +
                             " epochs: no page can be in " + std::to_string(k));
  const auto histogram = pages.histogram();
  uint64_t hot_pages = 0;
  for (unsigned seen = k; seen <= n; ++seen) hot_pages += histogram[seen - 1];
  if (file) {
    pages.for_each(k,
                   [&](uint64_t gfn, unsigned seen) { file->line(std::to_string(gfn) + " " + std::to_string(seen)); });
    file->finish();
  }
  if (c.line.json()) {
    JsonWriter j;
    j.begin_object()
        .member("domain", uint64_t{dom})
        .member("kind", name_of(kind))
        .member("epochs", uint64_t{got})
        .member("seen", uint64_t{k});
    j.member("pages", hot_pages).member("bytes", hot_pages * 4096).key("pages_by_epochs_seen").compact().begin_array();
    for (unsigned seen = 1; seen <= got; ++seen) j.value(histogram[seen - 1]);
    c.print(j.end_array().end_object());
  } else if (path.value_or("") != "-") {
    std::fprintf(c.out, "domain %u: %s pages (%s) %s in at least %u of %u epochs\n", dom, grouped(hot_pages).c_str(),
                 size_of_pages(hot_pages).c_str(), name_of(kind), k, got);
    std::fprintf(c.out, "%10s %14s %11s\n", "in epochs", "pages", "");
    for (unsigned seen = got; seen >= 1; --seen)
      if (histogram[seen - 1])
        std::fprintf(c.out, "%10u %14s %11s\n", seen, grouped(histogram[seen - 1]).c_str(),
                     size_of_pages(histogram[seen - 1]).c_str());
  }
  return tools::kExitOk;
}

int records(const Context& c) {
  const uint64_t count = c.line.number("--count", UINT64_MAX, UINT64_MAX, 1);
  if (!c.line.args().empty()) c.unit.watch(std::array{c.line.domain()});
  for (uint64_t n = 0; n < count;) {
    const auto r = c.unit.read_record(kLookEveryMs);
    if (!r) {
      if (!c.waiter.wait_until(c.waiter.now())) break;
      continue;
    }
    ++n;
    if (c.line.json()) {
      JsonWriter j;
      add_record(j.compact(), *r);
      c.print(j);
      continue;
    }
    std::fprintf(c.out, "%8s  domain %u, epoch %u, %s cycles: %s accessed, %s written, %s lines%s%s\n",
                 record_type_text(r->type).c_str(), r->domid, r->epoch, grouped(r->end - r->start).c_str(),
                 grouped(r->accessed).c_str(), grouped(r->written).c_str(), grouped(r->lines).c_str(),
                 r->flags & OPENPML_REC_F_VALID ? "" : "; NOT VALID",
                 r->fault ? (", fault: " + fault_text(r->fault)).c_str() : "");
    std::fflush(c.out);
  }
  return tools::kExitOk;
}

}  // namespace openpml::pmlctl
