// SPDX-License-Identifier: Apache-2.0
/// Made-up streams: a page picker inside a common frame of marks, mix, vCPUs and time. Internal to the workloads.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "openpml/rng.hpp"
#include "openpml/workload.hpp"
#include "permutation.hpp"
#include "zipf.hpp"

namespace openpml {

enum class Pattern : uint8_t { Cyclic, Uniform, Zipf };
enum class Spread : uint8_t { RoundRobin, Random };

/// A stretch of the stream: `epochs` periods of `per_mark` accesses over the first `pages` of the set.
struct Stage {
  uint64_t pages = 0, epochs = 0, per_mark = 0;
};

struct SyntheticConfig {
  StreamInfo info{};
  Pattern pattern = Pattern::Cyclic;
  double theta = 0.99;
  std::vector<Stage> stages{};
  uint64_t base = 0;  ///< first gfn of the set
  bool shuffled = false;
  double write = 1.0;  ///< fraction of writes
  uint64_t seed = 1;
  Spread spread = Spread::RoundRobin;
  uint64_t interval = 100;  ///< ns
};

class Synthetic : public Workload {
 public:
  explicit Synthetic(SyntheticConfig config);
  bool next(Item& item) override;
  std::vector<StreamInfo> streams() const override { return {c_.info}; }

 private:
  void start_stage();
  uint64_t pick();
  bool pick_write();

  SyntheticConfig c_;
  std::optional<Permutation> shuffle_{};
  std::optional<Zipf> zipf_{};
  Rng page_rng_, write_rng_, vcpu_rng_;
  uint64_t write_threshold_ = 0;  ///< of 2^32
  size_t stage_ = 0;
  uint64_t epoch_ = 0, in_epoch_ = 0, cursor_ = 0, count_ = 0, time_ = 0;
};

}  // namespace openpml
