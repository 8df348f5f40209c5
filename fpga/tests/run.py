# SPDX-License-Identifier: Apache-2.0
"""Runs the tests of the FPGA flow: a line 'PASS name', 'FAIL name' or 'SKIP name (why)' for each, then what failed.

    python3 fpga/tests/run.py [WORD..]     only tests with one of these words in their names
"""
import os
import sys
import traceback
import unittest

import support  # noqa: F401  # pylint: disable=unused-import


class Lines(unittest.TestResult):
    """Prints a line for each test; a subtest or a fixture that fails fails its test."""

    def __init__(self):
        super().__init__()
        self.bad = {}
        self.subtests_failed = set()

    @staticmethod
    def name(test):
        return 'fpga_' + test.id().partition('.')[2].replace('.', '_')

    def _fail(self, test, error):
        self.bad.setdefault(self.name(test), ''.join(traceback.format_exception(*error)))
        print(f'FAIL {self.name(test)}', flush=True)

    def addSuccess(self, test):
        if test.id() not in self.subtests_failed:
            print(f'PASS {self.name(test)}', flush=True)

    def addFailure(self, test, err):
        self._fail(test, err)

    def addError(self, test, err):
        self._fail(test, err)

    def addSkip(self, test, reason):
        print(f'SKIP {self.name(test)} ({reason})', flush=True)

    def addSubTest(self, test, subtest, err):
        if err is not None and test.id() not in self.subtests_failed:
            self.subtests_failed.add(test.id())
            self._fail(test, err)


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
    result = Lines()
    unittest.TestSuite(tests).run(result)
    for name, text in result.bad.items():
        print(f'\n{name}:\n{text}')
    sys.exit(1 if result.bad else 0)


main()
