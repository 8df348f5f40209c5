// SPDX-License-Identifier: Apache-2.0
// The trace reader: what it reads, and one clear error for each thing that can be wrong.
#include <gtest/gtest.h>

#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

#include "openpml/trace.hpp"

namespace openpml {
namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<uint8_t>;

class Trace : public ::testing::Test {
 protected:
  void SetUp() override {
    dir_ = fs::temp_directory_path() / ("pml_trace_" + std::to_string(::getpid()) + "_" +
                                        ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(dir_);
  }
  void TearDown() override { fs::remove_all(dir_); }

  std::string file(const std::string& name = "t.pmltrace") const { return (dir_ / name).string(); }
  std::string put(const Bytes& b) const {
    std::ofstream(file(), std::ios::binary)
        .write(reinterpret_cast<const char*>(b.data()), static_cast<std::streamsize>(b.size()));
    return file();
  }
  Bytes get(const std::string& path) const {
    std::ifstream f(path, std::ios::binary);
    return Bytes(std::istreambuf_iterator<char>(f), {});
  }
  fs::path dir_;
};

template <class T>
void set(Bytes& b, size_t at, T v) {
  std::memcpy(&b.at(at), &v, sizeof v);
}
template <class T>
void append(Bytes& b, T v) {
  b.resize(b.size() + sizeof v), std::memcpy(&b[b.size() - sizeof v], &v, sizeof v);
}
void record(Bytes& b, uint64_t time, uint64_t word) { append(b, time), append(b, word); }
uint64_t word(uint64_t page, uint64_t vcpu, uint64_t kind) { return page << 12 | vcpu << 4 | kind; }

Bytes header(uint64_t ram = 1000, uint32_t vcpus = 2) {
  Bytes b(64, 0);
  std::memcpy(b.data(), "PMLTRACE", 8);
  set(b, 8, uint32_t{1});
  set(b, 12, uint32_t{16});
  set(b, 16, ram);
  set(b, 24, vcpus);
  set(b, 28, uint32_t{1});
  std::memcpy(&b[32], "label", 5);
  return b;
}

/// The error of reading the whole file, whether it comes from open or from a record; "" if all is well.
std::string read_all(const std::string& path, std::vector<Item>* items = nullptr) {
  auto r = TraceReader::open(path);
  if (!r) return r.error();
  std::vector<Item> part(7);
  while (const size_t n = r->read(part))
    if (items) items->insert(items->end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(n));
  return r->error();
}

void expect_error(const std::string& error, const std::string& path, const std::string& what) {
  EXPECT_NE(error.find(what), std::string::npos) << "got: " << error;
  EXPECT_EQ(error.find(path + ": "), 0u) << "the message must begin with the file: " << error;
  EXPECT_EQ(error.find('\n'), std::string::npos) << error;
}

std::vector<Item> sample(size_t n) {
  std::vector<Item> v;
  for (size_t i = 0; i < n; ++i) {
    if (i % 1000 == 999) v.push_back({0, i * 10, ItemKind::Mark, 0, 0, false});
    else v.push_back({(i * 7919) % 1000, i * 10, ItemKind::Access, 0, static_cast<uint8_t>(i % 2), i % 3 == 0});
  }
  return v;
}

std::string write(const std::string& path, const std::vector<Item>& items, TraceWriter::Compression c) {
  auto w = TraceWriter::create(path, {1000, 2, 1, "sample"}, c);
  if (!w) return w.error();
  for (const Item& i : items) w->add(i);
  return w->finish();
}

TEST_F(Trace, PlainAndCompressedComeBackAsWritten) {
  const auto items = sample(50'000);
  for (const auto c : {TraceWriter::Compression::None, TraceWriter::Compression::Zstd}) {
    ASSERT_EQ(write(file(), items, c), "");
    std::vector<Item> back;
    EXPECT_EQ(read_all(file(), &back), "");
    EXPECT_EQ(back, items);
  }
}

TEST_F(Trace, HeaderIsReported) {
  ASSERT_EQ(write(file(), {}, TraceWriter::Compression::Zstd), "");
  auto r = TraceReader::open(file());
  ASSERT_TRUE(r) << r.error();
  EXPECT_EQ(r->header().ram_pages, 1000u);
  EXPECT_EQ(r->header().vcpus, 2u);
  EXPECT_EQ(r->header().label, "sample");
  std::vector<Item> part(4);
  EXPECT_EQ(r->read(part), 0u);
  EXPECT_EQ(r->error(), "");
}

TEST_F(Trace, TimesAreInNs) {
  Bytes b = header();
  set(b, 28, uint32_t{1000});
  record(b, 5, word(1, 0, 3));
  std::vector<Item> items;
  EXPECT_EQ(read_all(put(b), &items), "");
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].time, 5000u);
}

TEST_F(Trace, SeveralZstdFramesAreOneTrace) {
  const auto items = sample(3000);
  ASSERT_EQ(write(file(), items, TraceWriter::Compression::Zstd), "");
  ASSERT_EQ(write(file("b"), sample(3000), TraceWriter::Compression::Zstd), "");
  Bytes both = get(file()), second = get(file("b"));
  both.insert(both.end(), second.begin(), second.end());
  // The second header is taken for records: its magic is a huge time, its version a record of kind 1 and so on.
  const std::string e = read_all(put(both));
  expect_error(e, file(), "record 3000: ");
}

TEST_F(Trace, MissingFile) { expect_error(read_all(file("none")), file("none"), "cannot open: No such file"); }
TEST_F(Trace, Directory) { expect_error(read_all(dir_.string()), dir_.string(), "Is a directory"); }
TEST_F(Trace, EmptyFile) { expect_error(read_all(put({})), file(), "header: the file is empty"); }

TEST_F(Trace, ShortHeader) {
  for (const size_t n : {8u, 16u, 63u}) {
    Bytes b = header();
    b.resize(n);
    expect_error(read_all(put(b)), file(), "header: short header: " + std::to_string(n) + " bytes, expected 64");
  }
}

TEST_F(Trace, WrongMagic) {
  Bytes b = header();
  b[3] = 'X';
  expect_error(read_all(put(b)), file(), "wrong magic");
  b.resize(5);
  expect_error(read_all(put(b)), file(), "wrong magic");
}

TEST_F(Trace, WrongVersion) {
  Bytes b = header();
  set(b, 8, uint32_t{2});
  expect_error(read_all(put(b)), file(), "version 2 is not supported");
}

TEST_F(Trace, WrongRecordBytes) {
  Bytes b = header();
  set(b, 12, uint32_t{24});
  expect_error(read_all(put(b)), file(), "record_bytes is 24");
}

TEST_F(Trace, BadSizesInTheHeader) {
  expect_error(read_all(put(header(0))), file(), "ram_pages is 0");
  expect_error(read_all(put(header((uint64_t{1} << 40) + 1))), file(), "ram_pages is 1099511627777");
  EXPECT_EQ(read_all(put(header(uint64_t{1} << 40))), "");
  expect_error(read_all(put(header(1000, 0))), file(), "vcpus is 0");
  expect_error(read_all(put(header(1000, 257))), file(), "vcpus is 257");
  Bytes b = header();
  set(b, 28, uint32_t{0});
  expect_error(read_all(put(b)), file(), "time_unit_ns is 0");
  b = header();
  b[63] = 'x';
  expect_error(read_all(put(b)), file(), "label's padding");
}

TEST_F(Trace, TruncatedZstdFrameAtEveryLength) {
  ASSERT_EQ(write(file(), sample(2000), TraceWriter::Compression::Zstd), "");
  const Bytes whole = get(file());
  for (size_t n = 0; n < whole.size(); n += 1 + whole.size() / 97) {
    const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n));
    const std::string e = read_all(put(part));
    EXPECT_NE(e, "") << n << " of " << whole.size() << " bytes";
    if (n > 200) expect_error(e, file(), "truncated: the file ends inside a zstd frame");
  }
  EXPECT_EQ(read_all(put(whole)), "");
}

TEST_F(Trace, DamagedZstdNeverCrashes) {
  ASSERT_EQ(write(file(), sample(2000), TraceWriter::Compression::Zstd), "");
  const Bytes whole = get(file());
  for (size_t at = 4; at < whole.size(); at += 1 + whole.size() / 301) {
    Bytes b = whole;
    b[at] ^= 0x5A;
    const std::string e = read_all(put(b));
    EXPECT_EQ(e.find('\n'), std::string::npos);
  }
}

TEST_F(Trace, GarbageAfterTheFrame) {
  ASSERT_EQ(write(file(), sample(10), TraceWriter::Compression::Zstd), "");
  Bytes b = get(file());
  for (int i = 0; i < 16; ++i) b.push_back('x');
  expect_error(read_all(put(b)), file(), "bad zstd data");
}

TEST_F(Trace, TrailingPartialRecord) {
  for (const size_t extra : {1u, 8u, 15u}) {
    Bytes b = header();
    record(b, 1, word(5, 0, 1));
    b.resize(b.size() + extra);
    expect_error(read_all(put(b)), file(), "record 1: partial record of " + std::to_string(extra) + " bytes");
  }
}

struct BadRecord {
  const char* name;
  uint64_t time, word;
  const char* error;
};
class TraceBadRecord : public Trace, public ::testing::WithParamInterface<BadRecord> {};

TEST_P(TraceBadRecord, IsRefusedWithItsNumber) {
  Bytes b = header();
  for (uint64_t i = 0; i < 5000; ++i) record(b, 100, word(i % 1000, i % 2, 1 + 2 * (i % 2)));
  record(b, GetParam().time, GetParam().word);
  record(b, 200, 8);
  std::vector<Item> items;
  expect_error(read_all(put(b), &items), file(), std::string("record 5000: ") + GetParam().error);
  EXPECT_EQ(items.size(), 5000u) << "what came before is still handed out";
}

INSTANTIATE_TEST_SUITE_P(
    Each, TraceBadRecord,
    ::testing::Values(BadRecord{"TimeGoesBack", 99, word(1, 0, 1), "time goes back, 99 after 100"},
                      BadRecord{"MarkTimeGoesBack", 99, 8, "time goes back"},
                      BadRecord{"PagePastRam", 100, word(1000, 0, 3),
                                "page 1000 is past the guest's RAM of 1000 pages"},
                      BadRecord{"PageFarPastRam", 100, word(0xFFFFFFFFFFFFF, 0, 1), "page 4503599627370495 is past"},
                      BadRecord{"UnknownKind0", 100, word(1, 0, 0), "unknown kind 0"},
                      BadRecord{"UnknownKind2", 100, word(1, 0, 2), "unknown kind 2"},
                      BadRecord{"UnknownKind9", 100, word(1, 0, 9), "unknown kind 9"},
                      BadRecord{"VcpuOutOfRange", 100, word(1, 2, 1), "vcpu 2, but the trace has 2"},
                      BadRecord{"MarkWithPage", 100, word(1, 0, 8), "a period mark's page and vcpu must be 0"},
                      BadRecord{"MarkWithVcpu", 100, word(0, 1, 8), "a period mark's page and vcpu must be 0"}),
    [](const auto& p) { return p.param.name; });

TEST_F(Trace, TimeThatOverflowsNs) {
  Bytes b = header();
  set(b, 28, uint32_t{1000});
  record(b, UINT64_MAX / 500, word(1, 0, 1));
  expect_error(read_all(put(b)), file(), "record 0: time does not fit");
}

TEST_F(Trace, WriterReportsAFullDisk) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full";
  EXPECT_NE(write("/dev/full", sample(20'000), TraceWriter::Compression::None).find("cannot"), std::string::npos);
}

TEST_F(Trace, WorkloadClosesTheLastPeriod) {
  Bytes b = header();
  record(b, 1, word(5, 1, 1));
  record(b, 7, 8);
  record(b, 9, word(6, 0, 3));
  auto w = open_trace_workload(put(b), 3, 4);
  ASSERT_TRUE(w) << w.error();
  std::vector<Item> items(16);
  size_t n = 0;
  while (const size_t k = (*w)->fill(std::span(items).subspan(n))) n += k;
  ASSERT_EQ(n, 4u);
  EXPECT_EQ(items[0], (Item{5, 1, ItemKind::Access, 3, 5, false}));
  EXPECT_EQ(items[1], (Item{0, 7, ItemKind::Mark, 3, 0, false}));
  EXPECT_EQ(items[2], (Item{6, 9, ItemKind::Access, 3, 4, true}));
  EXPECT_EQ(items[3], (Item{0, 9, ItemKind::Mark, 3, 0, false}));
}

TEST_F(Trace, WorkloadPassesTheErrorOn) {
  Bytes b = header();
  record(b, 1, word(5, 1, 7));
  auto w = make_workload("trace:" + put(b));
  ASSERT_TRUE(w) << w.error();
  std::vector<Item> items(16);
  EXPECT_EQ((*w)->fill(items), 0u);
  expect_error((*w)->error(), file(), "record 0: unknown kind 7");
}

}  // namespace
}  // namespace openpml
