// SPDX-License-Identifier: Apache-2.0
// The real device class on files that are no unit: its answers are those of the system calls, and a file that was handed over is closed.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "device.hpp"
#include "failure.hpp"
#include "libpml.h"

namespace openpml::host {
namespace {

bool is_open(int fd) { return ::fcntl(fd, F_GETFD) != -1; }

TEST(Device, ReadsAndWaitsAsAFileDoes) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_NONBLOCK), 0);
  const auto device = adopt_device(ends[0]);
  char text[4] = {};
  EXPECT_EQ(device->wait_readable(0), 0);
  EXPECT_EQ(device->read(text, sizeof text), -EAGAIN);
  ASSERT_EQ(::write(ends[1], "abc", 3), 3);
  EXPECT_EQ(device->wait_readable(-1), 1);
  EXPECT_EQ(device->read(text, sizeof text), 3);
  ::close(ends[1]);
  EXPECT_EQ(device->wait_readable(-1), -ENODEV) << "hung up";
  int argument = 0;
  EXPECT_EQ(device->ioctl(OPENPML_IOC_GET_INFO, &argument), -ENOTTY);
}

TEST(Device, MapsReadOnly) {
  char name[] = "build/pml_device_XXXXXX";
  const int fd = ::mkstemp(name);
  ASSERT_GE(fd, 0);
  ::unlink(name);
  ASSERT_EQ(::ftruncate(fd, 8192), 0);
  ASSERT_EQ(::pwrite(fd, "x", 1, 4096), 1);
  const auto device = adopt_device(fd);
  const uint8_t* at = nullptr;
  ASSERT_EQ(device->map(4096, 4096, &at), 0);
  EXPECT_EQ(*at, 'x');
  device->unmap(at, 4096);
  EXPECT_EQ(device->map(1, 4096, &at), -EINVAL);
}

TEST(Device, AFileThatIsHandedOverIsClosedOnFailureToo) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  pml_unit* unit = nullptr;
  pml_error error{};
  EXPECT_EQ(pml_open_fd(ends[0], &unit, &error), -ENXIO) << error.text;
  EXPECT_EQ(unit, nullptr);
  EXPECT_FALSE(is_open(ends[0]));
  EXPECT_EQ(pml_open_fd(ends[1], nullptr, &error), -EINVAL);
  EXPECT_FALSE(is_open(ends[1]));
}

TEST(Device, PathsOfThisMachineAreOpenpmlWithANumber) {
  for (const auto& path : device_paths()) {
    ASSERT_TRUE(path.starts_with("/dev/openpml")) << path;
    EXPECT_NE(path.find_first_of("0123456789"), std::string::npos) << path;
  }
  EXPECT_THROW((void)open_device("/dev/openpml-none"), Failure);
}

}  // namespace
}  // namespace openpml::host
