// SPDX-License-Identifier: Apache-2.0
#include "experiment.hpp"

#include <bit>
#include <chrono>

#include "common/errors.hpp"
#include "dom0.hpp"
#include "openpml/regs.hpp"

namespace openpml::uart {

using namespace tools;
namespace {

namespace r = openpml::regs;

constexpr uint32_t kIdle = 0, kHeld = 4;  // GEN STATUS.STATE
constexpr auto kPatience = std::chrono::seconds(60);

uint32_t gen(uint32_t offset) { return r::GEN_BASE + offset; }

/// Waits for the end of a period; true: the last one (the generator is IDLE).
bool period_made(Board& board) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < end) {
    const uint32_t state = (board.read(gen(r::GEN_STATUS)) & r::GEN_STATUS_STATE_MASK) >> r::GEN_STATUS_STATE_SHIFT;
    if (state == kIdle || state == kHeld) return state == kIdle;
  }
  throw WrongResult("the traffic generator does not end its period");
}

uint32_t differences(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b) {
  uint32_t n = 0;
  for (size_t i = 0; i < a.size(); ++i) n += static_cast<uint32_t>(std::popcount(a[i] ^ b[i]));
  return n;
}

}  // namespace

std::vector<EpochResult> run_experiment(Board& board, const ExperimentOptions& options,
                                        const std::function<void(const EpochResult&)>& report) {
  Dom0 dom0(board, options.vm);
  const Preset& preset = options.preset;
  if ((76'800u >> preset.scale) > dom0.ram_pages())
    throw UsageError("--scale " + std::to_string(preset.scale) + ": " + std::to_string(76'800u >> preset.scale) +
                     " pages, but a VM on this board has " + std::to_string(dom0.ram_pages()) + " at most");
  const auto truth = preset_truth(preset, dom0.ram_pages());
  dom0.start(options.vcpu);
  board.write64(gen(r::GEN_FIRST_GFN), 0);
  board.write64(gen(r::GEN_SEED), preset.seed);
  board.write64(gen(r::GEN_EVENTS), 0);
  board.write(gen(r::GEN_VCPU), 1u << r::GEN_VCPU_NUMBER_SHIFT | options.vcpu);
  board.write(gen(r::GEN_WRITE_SHARE), preset.write_share);
  board.write(gen(r::GEN_CONFIG), r::GEN_CONFIG_HOLD_MASK |
                                      static_cast<uint32_t>(preset.number) << r::GEN_CONFIG_PRESET_SHIFT |
                                      preset.scale << r::GEN_CONFIG_SCALE_SHIFT);
  board.write(gen(r::GEN_CTRL), r::GEN_CTRL_START_MASK);
  std::vector<EpochResult> results;
  for (const PeriodTruth& t : truth) {
    const bool last = period_made(board);
    const Record rec = dom0.harvest();
    EpochResult e{rec.epoch, rec.accessed, rec.written, t.distinct_accessed, t.distinct_written};
    e.wrong_bits = differences(dom0.bitmap(rec, false), t.accessed) + differences(dom0.bitmap(rec, true), t.written);
    e.cycles = rec.end - rec.start;
    dom0.release(rec);
    if (report) report(e);
    results.push_back(e);
    if (last != (results.size() == truth.size()))
      throw WrongResult("the generator's run has another number of periods than the preset's definition");
    if (!last) board.write(gen(r::GEN_CTRL), r::GEN_CTRL_CONTINUE_MASK);
  }
  dom0.stop();
  return results;
}

}  // namespace openpml::uart
