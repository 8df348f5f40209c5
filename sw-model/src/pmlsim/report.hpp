// SPDX-License-Identifier: Apache-2.0
/// report.html: one file that a browser shows without a network.
#pragma once
#include <span>
#include <string>

#include "compare.hpp"
#include "cost_params.hpp"
#include "results.hpp"

namespace openpml::pmlsim {

struct CompareSection {
  std::string title, workload;
  std::vector<CompareResult> rows;
};

struct ReportInput {
  std::span<const RunResult> runs;
  std::span<const CompareSection> compare;
  CostParams costs;
  double seconds = 0;  ///< how long all of it took
  bool all_exact = false;
};

std::string html_report(const ReportInput& in);

}  // namespace openpml::pmlsim
