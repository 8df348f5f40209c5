// SPDX-License-Identifier: Apache-2.0
// Maps: what may overlap, what an unmap may span, how an access is split.
#include <gtest/gtest.h>

#include <fcntl.h>

#include "cosim/dma_map.hpp"
#include "cosim/tests/guest_memory.hpp"

namespace openpml::cosim {
namespace {

constexpr uint64_t kTop = ~uint64_t{0} - kPage + 1;  // first byte of the last page
constexpr uint32_t kBoth = kMapRead | kMapWrite;
const UniqueFd kNoFile;

class DmaMapTest : public testing::Test {
 protected:
  int add(uint64_t address, uint64_t bytes, uint32_t flags = kBoth, uint64_t offset = 0, bool file = true) {
    try {
      map.add({32, flags, offset, address, bytes}, file ? memfd : kNoFile);
    } catch (const RequestError& e) {
      return e.code;
    }
    return 0;
  }
  int remove(uint64_t address, uint64_t bytes) {
    try {
      map.remove(address, bytes);
    } catch (const RequestError& e) {
      return e.code;
    }
    return 0;
  }
  DmaMap::Found find(uint64_t address, uint64_t bytes, bool write = false) {
    pieces.clear();
    return map.split(address, bytes, write, pieces);
  }
  GuestMemory guest{64 * kPage};
  UniqueFd memfd = guest.dup();
  DmaMap map;
  std::vector<DmaMap::Piece> pieces;
};

using Found = DmaMap::Found;

TEST_F(DmaMapTest, OverlapIsRefusedWithEexist) {
  EXPECT_EQ(add(10 * kPage, 4 * kPage), 0);
  EXPECT_EQ(add(10 * kPage, 4 * kPage), EEXIST);
  EXPECT_EQ(add(9 * kPage, 2 * kPage), EEXIST);
  EXPECT_EQ(add(13 * kPage, 2 * kPage), EEXIST);
  EXPECT_EQ(add(11 * kPage, kPage), EEXIST);
  EXPECT_EQ(add(8 * kPage, 20 * kPage), EEXIST);
  EXPECT_EQ(add(0, ~uint64_t{0} - kPage + 1, kBoth, 0, false), EEXIST);
  EXPECT_EQ(map.size(), 1u);
  EXPECT_EQ(add(9 * kPage, kPage), 0);
  EXPECT_EQ(add(14 * kPage, kPage), 0);
  EXPECT_EQ(map.size(), 3u);
}

TEST_F(DmaMapTest, BadRangesAreRefused) {
  EXPECT_EQ(add(0, 0), EINVAL);
  EXPECT_EQ(add(1, kPage), EINVAL);
  EXPECT_EQ(add(0, kPage + 1), EINVAL);
  EXPECT_EQ(add(0, kPage, kBoth, 1), EINVAL);
  EXPECT_EQ(add(0, kPage, 0), EINVAL);
  EXPECT_EQ(add(0, kPage, 4), EINVAL);
  EXPECT_EQ(add(kTop, 2 * kPage), EINVAL) << "past 2^64";
  EXPECT_EQ(add(0, 65 * kPage), EINVAL) << "the file is shorter";
  EXPECT_EQ(add(0, kPage, kBoth, 64 * kPage), EINVAL);
  EXPECT_EQ(add(0, kPage, kBoth, ~uint64_t{0} - kPage + 1), EINVAL);
  EXPECT_EQ(map.size(), 0u);
  EXPECT_EQ(add(kTop, kPage), 0) << "the last page there is";
}

TEST_F(DmaMapTest, OnlyRegularFilesAreMapped) {
  const UniqueFd null(open("/dev/zero", O_RDWR | O_CLOEXEC));
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const UniqueFd in(ends[0]), out(ends[1]);
  for (const UniqueFd* f : {&null, &in}) {
    try {
      map.add({32, kBoth, 0, 0, kPage}, *f);
      ADD_FAILURE();
    } catch (const RequestError& e) {
      EXPECT_EQ(e.code, EINVAL);
    }
  }
}

TEST_F(DmaMapTest, MoreMapsThanAllowed) {
  DmaMap two(2);
  two.add({32, kBoth, 0, 0, kPage}, kNoFile);
  two.add({32, kBoth, 0, kPage, kPage}, kNoFile);
  try {
    two.add({32, kBoth, 0, 2 * kPage, kPage}, kNoFile);
    ADD_FAILURE();
  } catch (const RequestError& e) {
    EXPECT_EQ(e.code, ENOSPC);
  }
  two.remove(0, kPage);
  two.add({32, kBoth, 0, 2 * kPage, kPage}, kNoFile);
}

TEST_F(DmaMapTest, UnmapSpansManyOrNoneAndNeverCuts) {
  for (uint64_t p = 10; p < 14; ++p) EXPECT_EQ(add(p * kPage, kPage), 0);
  EXPECT_EQ(add(20 * kPage, 4 * kPage), 0);
  EXPECT_EQ(add(kTop, kPage), 0);
  EXPECT_EQ(remove(0, 0), EINVAL);
  EXPECT_EQ(remove(kTop, 2 * kPage), EINVAL);
  EXPECT_EQ(remove(21 * kPage, 10 * kPage), EINVAL) << "begins inside a map";
  EXPECT_EQ(remove(15 * kPage, 6 * kPage), EINVAL) << "ends inside a map";
  EXPECT_EQ(remove(21 * kPage, kPage), EINVAL) << "lies inside a map";
  EXPECT_EQ(map.size(), 6u);
  EXPECT_EQ(remove(30 * kPage, kPage), 0) << "nothing there";
  EXPECT_EQ(remove(11 * kPage, 2 * kPage), 0);
  EXPECT_EQ(map.size(), 4u);
  EXPECT_EQ(remove(12 * kPage, ~uint64_t{0} - 12 * kPage + 1), 0) << "to 2^64";
  EXPECT_EQ(map.size(), 1u);
  EXPECT_EQ(find(10 * kPage, 1), Found::Yes);
  EXPECT_EQ(remove(0, ~uint64_t{0}), 0) << "all but the last byte there is";
  EXPECT_EQ(map.size(), 0u);
}

TEST_F(DmaMapTest, AnAccessIsSplitAtMapBoundaries) {
  EXPECT_EQ(add(10 * kPage, kPage, kBoth, 3 * kPage), 0);
  EXPECT_EQ(add(11 * kPage, 2 * kPage, kBoth, 7 * kPage), 0);
  EXPECT_EQ(add(13 * kPage, kPage, kBoth, 0, false), 0);
  ASSERT_EQ(find(10 * kPage + 4000, kPage * 3), Found::Yes);
  ASSERT_EQ(pieces.size(), 3u);
  EXPECT_EQ(pieces[0].address, 10 * kPage + 4000);
  EXPECT_EQ(pieces[0].bytes, 96u);
  guest.bytes()[3 * kPage + 4000] = 0xA1;
  EXPECT_EQ(*pieces[0].host, 0xA1);
  EXPECT_EQ(pieces[1].bytes, 2 * kPage);
  guest.bytes()[7 * kPage] = 0xA2;
  EXPECT_EQ(*pieces[1].host, 0xA2);
  EXPECT_EQ(pieces[2].address, 13 * kPage);
  EXPECT_EQ(pieces[2].bytes, 4000u);
  EXPECT_EQ(pieces[2].host, nullptr);
}

TEST_F(DmaMapTest, AHoleIsFoundWhereverItIs) {
  EXPECT_EQ(add(10 * kPage, kPage), 0);
  EXPECT_EQ(add(12 * kPage, kPage), 0);
  EXPECT_EQ(find(10 * kPage - 1, 1), Found::Nowhere);
  EXPECT_EQ(find(10 * kPage - 1, 2), Found::Nowhere);
  EXPECT_EQ(find(11 * kPage - 1, 1), Found::Yes);
  EXPECT_EQ(find(11 * kPage - 1, 2), Found::Nowhere);
  EXPECT_EQ(find(11 * kPage, 1), Found::Nowhere);
  EXPECT_EQ(find(10 * kPage, 3 * kPage), Found::Nowhere) << "a hole in the middle";
  EXPECT_EQ(find(13 * kPage - 1, 2), Found::Nowhere);
  EXPECT_EQ(find(10 * kPage, 0), Found::Yes);
}

TEST_F(DmaMapTest, TheEndOfTheAddressSpace) {
  EXPECT_EQ(add(kTop, kPage), 0);
  EXPECT_EQ(find(kTop, kPage), Found::Yes);
  EXPECT_EQ(find(~uint64_t{0}, 1), Found::Yes);
  EXPECT_EQ(find(~uint64_t{0}, 2), Found::Nowhere);
  EXPECT_EQ(find(kTop, ~uint64_t{0}), Found::Nowhere);
}

TEST_F(DmaMapTest, DirectionsAreKept) {
  EXPECT_EQ(add(0, kPage, kMapRead), 0);
  EXPECT_EQ(add(kPage, kPage, kMapWrite, kPage), 0);
  EXPECT_EQ(find(0, 8, false), Found::Yes);
  EXPECT_EQ(find(0, 8, true), Found::Forbidden);
  EXPECT_EQ(find(kPage, 8, false), Found::Forbidden);
  EXPECT_EQ(find(kPage, 8, true), Found::Yes);
  EXPECT_EQ(find(kPage - 4, 8, false), Found::Forbidden) << "the second half may not be read";
}

}  // namespace
}  // namespace openpml::cosim
