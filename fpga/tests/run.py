# SPDX-License-Identifier: Apache-2.0
"""Runs the tests of the FPGA flow: a line 'PASS name', 'FAIL name' or 'SKIP name (why)' for each, then what failed.

    python3 fpga/tests/run.py [WORD..]     only tests with one of these words in their names
"""
import os
import sys
import unittest

import support  # noqa: F401  # pylint: disable=unused-import
from unittest_lines import run_tests


def chosen(suite, words):
    """The tests of a suite whose names have one of the words."""
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from chosen(test, words)
        elif not words or any(word in test.id() for word in words):
            yield test


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    tests = list(chosen(unittest.defaultTestLoader.discover(here), sys.argv[1:]))
    if not tests:
        sys.exit('run.py: no such test')
    sys.exit(run_tests(unittest.TestSuite(tests), lambda test: 'fpga_' + test.id().partition('.')[2].replace('.', '_')))


main()
