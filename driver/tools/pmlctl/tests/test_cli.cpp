// SPDX-License-Identifier: Apache-2.0
// The command line, numbers in it, numbers for people, the plot.
#include <fstream>
#include <sstream>

#include "common/numbers.hpp"
#include "pmlctl/format.hpp"
#include "pmlctl/plot.hpp"
#include "tool_bench.hpp"

namespace openpml::pmlctl {
namespace {

using tools::UsageError;

std::string refused(const std::vector<std::string>& args) {
  return message_of<UsageError>([&] { CommandLine line(args); });
}

std::string file(const std::string& path) {
  std::ifstream f(path);
  std::stringstream text;
  text << f.rdbuf();
  EXPECT_FALSE(text.str().empty()) << path;
  return text.str();
}

TEST(CommandLine, OptionsAndDomainInAnyOrder) {
  const CommandLine line(std::vector<std::string>{"--json", "wss", "--period=500ms", "7", "--count", "0x10"});
  EXPECT_EQ(line.command(), "wss");
  EXPECT_EQ(line.domain(), 7u);
  EXPECT_TRUE(line.json());
  EXPECT_EQ(line.value("--period"), "500ms");
  EXPECT_EQ(line.number("--count", 1, 100), 16u);
  EXPECT_EQ(line.number("--epochs", 5, 100), 5u);
  EXPECT_EQ(CommandLine(std::vector<std::string>{"wss", "3", "--count", "1", "--count=2"}).number("--count", 9, 9), 2u)
      << "the last one counts";
}

TEST(CommandLine, WhatIsWrongIsNamed) {
  EXPECT_NE(refused({}).find("no command"), std::string::npos);
  EXPECT_NE(refused({"frobnicate"}).find("frobnicate"), std::string::npos);
  EXPECT_NE(refused({"wss", "3", "--frob"}).find("--frob"), std::string::npos);
  EXPECT_NE(refused({"wss", "3", "--out", "x"}).find("wss does not take --out"), std::string::npos);
  EXPECT_NE(refused({"wss"}).find("wss needs DOM"), std::string::npos);
  EXPECT_NE(refused({"list", "3"}).find("list takes no argument: what is '3'?"), std::string::npos);
  EXPECT_NE(refused({"wss", "3", "4"}).find("wss takes DOM: what is '4'?"), std::string::npos);
  EXPECT_NE(refused({"wss", "3", "--period"}).find("needs a value"), std::string::npos);
  EXPECT_NE(refused({"wss", "3", "--watch=yes"}).find("takes no value"), std::string::npos);
  const CommandLine line(std::vector<std::string>{"wss", "dom3", "--count", "0"});
  EXPECT_NE(message_of<UsageError>([&] { (void)line.domain(); }).find("dom3"), std::string::npos);
  EXPECT_NE(message_of<UsageError>([&] { (void)line.number("--count", 1, 9, 1); }).find("--count"), std::string::npos);
}

TEST(CommandLine, EveryOptionOfACommandIsDescribed) {
  for (const auto& c : program().commands)
    for (const auto& o : c.options)
      EXPECT_TRUE(std::ranges::any_of(program().options, [&](const auto& spec) { return spec.name == o; }))
          << c.name << " " << o;
  for (const auto& o : program().options) {
    const bool common = program().is_common(o.name);
    const bool used = std::ranges::any_of(
        program().commands, [&](const auto& c) { return std::ranges::find(c.options, o.name) != c.options.end(); });
    EXPECT_NE(common, used) << o.name << " is an option of every command, or of some";
  }
}

TEST(CommandLine, ManualPageAndHelpNameEveryCommandAndOption) {
  const std::string page = file("driver/tools/pmlctl/pmlctl.8"), help = help_text();
  for (const auto& c : program().commands) {
    EXPECT_NE(page.find(".It Cm " + std::string(c.name)), std::string::npos) << c.name;
    EXPECT_NE(help.find(std::string(c.name)), std::string::npos) << c.name;
  }
  for (const auto& o : program().options) {
    EXPECT_NE(page.find(".It Fl Fl " + std::string(o.name.substr(2))), std::string::npos) << o.name;
    EXPECT_NE(help.find(std::string(o.name)), std::string::npos) << o.name;
  }
}

TEST(Numbers, Sizes) {
  EXPECT_EQ(tools::parse_bytes("4096", "x"), 4096u);
  EXPECT_EQ(tools::parse_bytes("512M", "x"), 512u << 20);
  EXPECT_EQ(tools::parse_bytes("4GiB", "x"), uint64_t{4} << 30);
  for (const char* bad : {"", "G", "4X", "-1", "4iB", "1.5G", "99999999999T", "4 G"})
    EXPECT_THROW((void)tools::parse_bytes(bad, "x"), UsageError) << bad;
}

TEST(Numbers, Times) {
  using namespace std::chrono_literals;
  EXPECT_EQ(tools::parse_duration("500ms", "x"), 500ms);
  EXPECT_EQ(tools::parse_duration("1.5s", "x"), 1500ms);
  EXPECT_EQ(tools::parse_duration("3", "x"), 3s);
  EXPECT_EQ(tools::parse_duration("2m", "x"), 120s);
  for (const char* bad : {"", "s", "0", "-1s", "1y", "25h", "nan", "inf", "1s2", "0.1ms"})
    EXPECT_THROW((void)tools::parse_duration(bad, "x"), UsageError) << bad;
}

TEST(Numbers, SetsOfVcpus) {
  EXPECT_EQ(tools::parse_mask("0-3,6", "x"), 0b100'1111u);
  EXPECT_EQ(tools::parse_mask("63", "x"), uint64_t{1} << 63);
  for (const char* bad : {"", "64", "3-1", "1,", ",1", "a", "1-"})
    EXPECT_THROW((void)tools::parse_mask(bad, "x"), UsageError) << bad;
}

TEST(Format, NumbersForPeople) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(1'234'567), "1,234,567");
  EXPECT_EQ(signed_grouped(-1234), "-1,234");
  EXPECT_EQ(signed_grouped(INT64_MIN), "-9,223,372,036,854,775,808");
  EXPECT_EQ(signed_grouped(5), "+5");
  EXPECT_EQ(size_of_pages(3), "12 KiB");
  EXPECT_EQ(size_of_pages(76'800), "300.0 MiB");
  EXPECT_EQ(time_of_cycles(150'000'000, 100'000'000), "1.50 s");
  EXPECT_EQ(time_of_cycles(150, 0), "150 cycles");
  EXPECT_EQ(mask_text(0b1011), "0-1,3");
  EXPECT_EQ(mask_text(~uint64_t{0}), "0-63");
  EXPECT_EQ(mask_text(0), "-");
}

TEST(Plot, ColumnsHaveTheHeightsOfTheirValues) {
  const std::vector<PlotPoint> points{{8, 8}, {8, 4}, {4, 0}, {0, 0}, {1, 1}};
  const auto lines = plot(points, {72, 4, false});
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(lines[0], "    32 KiB |#:   ");
  EXPECT_EQ(lines[1], "           |#:   ");
  EXPECT_EQ(lines[2], "           |##:  ");
  EXPECT_EQ(lines[3], "         0 |##: #");
}

TEST(Plot, TheNewestPointsAreShown) {
  std::vector<PlotPoint> points(500, {1, 1});
  points.back() = {0, 0};
  const auto lines = plot(points, {20, 2, false});
  EXPECT_EQ(lines[0].size(), 20u);
  EXPECT_EQ(lines[0].back(), ' ');
  EXPECT_NO_THROW((void)plot({}, {0, 1, true}));
}

}  // namespace
}  // namespace openpml::pmlctl
