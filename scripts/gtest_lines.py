#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints one line 'PASS name', 'FAIL name' or 'SKIP name' for each test that a GoogleTest JSON report says was run."""
import json
import sys


def verdict(case):
    if case.get("failures"):
        return "FAIL"
    return "SKIP" if case.get("result") == "SKIPPED" else "PASS"


def main():
    try:
        with open(sys.argv[1], encoding="utf-8") as handle:
            report = json.load(handle)
    except (OSError, json.JSONDecodeError) as err:
        sys.exit(f"gtest_lines.py: no report: {err}")
    for suite in report["testsuites"]:
        for case in suite["testsuite"]:
            if case.get("status") == "RUN":
                print(verdict(case), f"{suite['name']}.{case['name']}")


if __name__ == "__main__":
    main()
