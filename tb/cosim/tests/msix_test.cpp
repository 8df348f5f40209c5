// SPDX-License-Identifier: Apache-2.0
// Vectors: no interrupt is lost between tear-down and set-up of the eventfds.
#include <gtest/gtest.h>

#include <array>

#include <fcntl.h>
#include <sys/eventfd.h>

#include "cosim/errors.hpp"
#include "cosim/msix.hpp"
#include "cosim/tests/guest_memory.hpp"
#include "openpml/regs.hpp"

namespace openpml::cosim {
namespace {

class MsixTest : public testing::Test {
 protected:
  uint64_t taken() {
    uint64_t n = 0;
    return read(event.get(), &n, sizeof n) == sizeof n ? n : 0;
  }
  UniqueFd copy() { return UniqueFd(dup(event.get())); }
  uint8_t byte(uint32_t at) {
    uint8_t b = 0;
    msix.read(at, {&b, 1});
    return b;
  }
  UniqueFd event{eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
  Msix msix{16};
};

TEST_F(MsixTest, FiresOnce) {
  msix.connect(3, copy());
  msix.raise(3);
  EXPECT_EQ(taken(), 1u);
  EXPECT_EQ(taken(), 0u);
  msix.raise(4);
  EXPECT_EQ(taken(), 0u) << "another vector";
  EXPECT_EQ(msix.sent(), 1u);
}

TEST_F(MsixTest, PendingUntilThereIsAnEventfd) {
  msix.raise(9);
  EXPECT_TRUE(msix.pending(9));
  EXPECT_EQ(byte(regs::PCI_MSIX_PBA), 0u);
  EXPECT_EQ(byte(regs::PCI_MSIX_PBA + 1), 2u);
  msix.connect(9, copy());
  EXPECT_EQ(taken(), 1u);
  EXPECT_EQ(byte(regs::PCI_MSIX_PBA + 1), 0u);
  msix.disconnect_all();
  msix.raise(9);
  EXPECT_EQ(taken(), 0u);
  msix.connect(9, copy());
  EXPECT_EQ(taken(), 1u) << "torn down and set up again";
  msix.disconnect(9);
  msix.raise(9);
  msix.forget_pending();
  msix.connect(9, copy());
  EXPECT_EQ(taken(), 0u);
}

TEST_F(MsixTest, ReplacedEventfdIsClosed) {
  const unsigned before = open_fds();
  msix.connect(0, copy());
  msix.connect(0, copy());
  EXPECT_EQ(open_fds(), before + 1);
  msix.disconnect(0);
  EXPECT_EQ(open_fds(), before);
}

TEST_F(MsixTest, OnlyEventfds) {
  EXPECT_THROW(msix.connect(0, UniqueFd(open("/dev/null", O_WRONLY | O_CLOEXEC))), RequestError);
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const UniqueFd in(ends[0]);
  EXPECT_THROW(msix.connect(0, UniqueFd(ends[1])), RequestError);
  EXPECT_THROW(msix.connect(0, GuestMemory(4096).dup()), RequestError);
}

TEST_F(MsixTest, AFullCounterDoesNotBlock) {
  const UniqueFd blocking(eventfd(0, EFD_CLOEXEC));
  const uint64_t full = ~uint64_t{0} - 1;
  ASSERT_EQ(write(blocking.get(), &full, sizeof full), 8);
  msix.connect(1, UniqueFd(dup(blocking.get())));
  msix.raise(1);
  EXPECT_EQ(msix.sent(), 0u);
}

TEST_F(MsixTest, VectorPastTheTable) {
  msix.raise(16);
  msix.raise(255);
  for (unsigned v = 0; v < 16; ++v) EXPECT_FALSE(msix.pending(v));
}

TEST_F(MsixTest, TheTableIsKept) {
  for (uint32_t v = 0; v < 16; ++v) EXPECT_EQ(byte(16 * v + 12), 1u) << "masked at reset";
  const std::array<uint8_t, 6> some = {1, 2, 3, 4, 5, 6};
  msix.write(14, some);
  for (uint32_t i = 0; i < 6; ++i) EXPECT_EQ(byte(14 + i), i + 1);
  msix.write(16 * 16 - 2, some);
  EXPECT_EQ(byte(16 * 16 - 1), 2u);
  EXPECT_EQ(byte(16 * 16), 0u) << "past the table";
  msix.write(regs::PCI_MSIX_PBA, some);
  EXPECT_EQ(byte(regs::PCI_MSIX_PBA), 0u) << "pending bits are read-only";
}

}  // namespace
}  // namespace openpml::cosim
