// SPDX-License-Identifier: Apache-2.0
/// Exact sampling from a Zipf law with constant work a sample, whatever the number of ranks.
///
/// Rejection-inversion, W. Hoermann and G. Derflinger, "Rejection-inversion to generate variates from monotone
/// discrete distributions", ACM TOMACS 6(3), 1996, in the form with the hat's integral H(x) = (x^(1-theta) - 1)/(1-theta)
/// written by expm1 and log1p, so that theta near 1 keeps its precision. Exact up to double rounding.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>

#include "openpml/rng.hpp"

namespace openpml {

class Zipf {
 public:
  /// Ranks 1..n with P(k) proportional to k^-theta; n >= 1, theta >= 0.
  Zipf(uint64_t n, double theta)
      : n_(n), theta_(theta), h_x1_(integral(1.5) - 1.0), h_n_(integral(static_cast<double>(n) + 0.5)),
        s_(2.0 - inverse(integral(2.5) - hat(2.0))) {}

  uint64_t operator()(Rng& rng) const {
    for (;;) {
      const double u01 = static_cast<double>(rng.next() >> 11) * 0x1.0p-53;
      const double u = h_n_ + u01 * (h_x1_ - h_n_), x = inverse(u);
      // A steep law's inverse is infinite where u rounds to the end of the hat.
      const double near = std::clamp(x + 0.5, 1.0, static_cast<double>(n_));
      const uint64_t k = std::min(static_cast<uint64_t>(near), n_);
      const double kd = static_cast<double>(k);
      if (kd - x <= s_ || u >= integral(kd + 0.5) - hat(kd)) return k;
    }
  }

 private:
  double hat(double x) const { return std::exp(-theta_ * std::log(x)); }
  double integral(double x) const {
    const double l = std::log(x), t = (1.0 - theta_) * l;
    return (std::abs(t) > 1e-8 ? std::expm1(t) / t : 1.0 + t * 0.5 * (1.0 + t / 3.0)) * l;
  }
  double inverse(double u) const {
    double t = u * (1.0 - theta_);
    if (t < -1.0) t = -1.0;  // rounding only
    return std::exp((std::abs(t) > 1e-8 ? std::log1p(t) / t : 1.0 - t * (0.5 - t / 3.0)) * u);
  }

  uint64_t n_;
  double theta_, h_x1_, h_n_, s_;
};

}  // namespace openpml
