// SPDX-License-Identifier: Apache-2.0
/// A unit of libpml over the fake driver, and the truth of what its guests did.
#pragma once
#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>

#include "c_boundary.hpp"
#include "fake_driver.hpp"
#include "libpml.hpp"

namespace openpml::host {

using libpml::Kind;

inline libpml::Unit open_unit(FakeDriver& driver, const std::string& path = "/dev/openpml0") {
  return libpml::Unit(make_unit(driver.open(), path));
}

/// The pages of an epoch, as a guest touched them.
struct Truth {
  std::set<uint64_t> written, accessed;
  void add(uint64_t gfn, bool write) {
    accessed.insert(gfn);
    if (write) written.insert(gfn);
  }
  void merge(const Truth& more) {
    written.insert(more.written.begin(), more.written.end());
    accessed.insert(more.accessed.begin(), more.accessed.end());
  }
};

/// Random accesses of a vCPU, clustered so that some lines have many pages and some few.
inline Truth touch(FakeDriver& driver, std::mt19937_64& rng, uint8_t vcpu, uint64_t pages, unsigned events) {
  Truth t;
  uint64_t base = 0;
  for (unsigned i = 0; i < events; ++i) {
    if (rng() % 16 == 0) base = rng() % pages;
    const uint64_t gfn = (base + rng() % 200) % pages;
    const bool write = rng() % 2 == 0;
    driver.access(vcpu, gfn, write);
    t.add(gfn, write);
  }
  return t;
}

inline std::set<uint64_t> as_set(const std::vector<uint64_t>& gfns) { return {gfns.begin(), gfns.end()}; }

/// The error that f throws; code 0 if none.
template <class F>
libpml::Error error_of(F&& f) {
  try {
    f();
  } catch (const libpml::Error& e) {
    EXPECT_EQ(std::string(e.what()).find('\n'), std::string::npos) << e.what();
    EXPECT_FALSE(std::string(e.what()).empty());
    return e;
  }
  return {0, ""};
}

}  // namespace openpml::host
