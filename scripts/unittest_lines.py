# SPDX-License-Identifier: Apache-2.0
"""Python tests as scripts/test_steps.sh counts them: a line 'PASS name', 'FAIL name' or 'SKIP name (why)' for each, then what failed."""
import traceback
import unittest


class Lines(unittest.TestResult):
    """Prints a line for each test; a subtest or a fixture that fails fails its test. name: of a test, what is printed."""

    def __init__(self, name):
        super().__init__()
        self.name = name
        self.bad = {}
        self.subtests_failed = set()

    def _fail(self, test, error):
        name = self.name(test)
        if name not in self.bad:  # a test that failed may fail again in its tearDown
            print(f"FAIL {name}", flush=True)
        self.bad[name] = self.bad.get(name, "") + "".join(traceback.format_exception(*error))

    def addSuccess(self, test):
        if test.id() not in self.subtests_failed:
            print(f"PASS {self.name(test)}", flush=True)

    def addFailure(self, test, err):
        self._fail(test, err)

    def addError(self, test, err):
        self._fail(test, err)

    def addSkip(self, test, reason):
        print(f"SKIP {self.name(test)} ({reason})", flush=True)

    def addSubTest(self, test, subtest, err):
        if err is not None and test.id() not in self.subtests_failed:
            self.subtests_failed.add(test.id())
            self._fail(test, err)


def run_tests(suite, name):
    """The exit code: 1 when a test failed or there was none."""
    result = Lines(name)
    count = suite.countTestCases()
    suite.run(result)
    for test, text in result.bad.items():
        print(f"\n{test}:\n{text}")
    return 1 if result.bad or not count else 0


def tests_of(module):
    return unittest.defaultTestLoader.loadTestsFromModule(module)
