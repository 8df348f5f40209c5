#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests of scripts/coverage.py's adding up, without a build. A line 'PASS coverage_NAME' or 'FAIL ...' each."""
import io
import json
import os
import sys
import tempfile
import unittest
from contextlib import redirect_stdout
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent))
# pylint: disable=wrong-import-position
import coverage  # noqa: E402
from unittest_lines import run_tests, tests_of  # noqa: E402

SOURCE = "module m;\n  always_comb begin\n    if (a) b = 1;\n    else b = 0;\n    default: ;\n  end\nendmodule\n"


def dat(page, line, comment, covered, hits, column=1):
    return f"C '\1f\2rtl/m.sv\1l\2{line}\1n\2{column}\1page\2{page}/m\1o\2{comment}\1S\2{covered}' {hits}\n"


class Coverage(unittest.TestCase):
    """A module of six lines and two processes' results."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(folder.name)
        for path in (coverage.DATA, "rtl", coverage.UNREACHABLE.parent, coverage.DOC.parent):
            Path(path).mkdir(parents=True, exist_ok=True)
        Path("rtl/m.sv").write_text(SOURCE, encoding="utf-8")
        coverage.UNREACHABLE.write_text("", encoding="utf-8")
        (coverage.OUT / "runs.json").write_text('{"random_runs": 2, "cycles": 1000}', encoding="utf-8")
        self.results("1", block=5, taken=1, other=0, default=0, points="1 g/one\n0 g/two\n")
        self.results("2", block=5, taken=0, other=2, default=0, points="0 g/one\n3 g/two\n")

    def results(self, name, block, taken, other, default, points):
        text = "# head\n" + dat("v_line", 2, "block", "2-3", block) + dat("v_branch", 3, "if", "3", taken) + dat("v_branch", 3, "else", "4", other, 2)
        text += dat("v_line", 5, "case", "5", default) + dat("v_toggle", 1, "a[0]", "", taken)
        (coverage.DATA / f"{name}.dat").write_text(text, encoding="utf-8")
        (coverage.DATA / f"{name}.points").write_text(points, encoding="utf-8")

    def report(self):
        said = io.StringIO()
        with mock.patch.object(coverage.subprocess, "run"), redirect_stdout(said):
            good = coverage.report()
        return good, said.getvalue(), json.loads((coverage.OUT / "summary.json").read_text(encoding="utf-8"))

    def unreachable(self, line="default: ;", point=None):
        text = f'[[line]]\nfile = "rtl/m.sv"\ntext = "{line}"\nreason = "no"\n' if line else ""
        text += f'[[point]]\nname = "{point}"\nreason = "no"\n' if point else ""
        coverage.UNREACHABLE.write_text(text, encoding="utf-8")

    def test_adds_up(self):
        self.unreachable()
        good, said, totals = self.report()
        self.assertTrue(good, said)
        self.assertEqual(totals["lines"], {"hit": 3, "total": 3, "percent": 100.0})
        self.assertEqual(totals["branches"]["hit"], 2)
        self.assertEqual(totals["points"], {"hit": 2, "total": 2, "percent": 100.0})
        self.assertIn("PASS coverage: lines 100.0 % (3 of 3)", said)
        self.assertIn("BRDA:3,1,0,1\n", (coverage.OUT / "rtl.info").read_text(encoding="utf-8"))

    def test_a_missed_line(self):
        good, said, _ = self.report()
        self.assertFalse(good)
        self.assertIn("missed line rtl/m.sv:5: default: ;", said)

    def test_a_missed_point(self):
        self.unreachable()
        self.results("2", 5, 0, 2, 0, "0 g/two\n")
        good, said, _ = self.report()
        self.assertFalse(good)
        self.assertIn("missed point g/two", said)

    def test_a_listed_line_that_was_reached(self):
        self.unreachable("else b = 0;")
        good, said, _ = self.report()
        self.assertFalse(good)
        self.assertIn("'else b = 0;' was reached", said)

    def test_a_listed_line_that_does_not_exist(self):
        self.unreachable("x = y;")
        self.assertIn("is no line with coverage", self.report()[1])

    def test_a_listed_point(self):
        self.unreachable(point="g/two")
        good, said, _ = self.report()
        self.assertFalse(good)
        self.assertIn("point 'g/two' was reached", said)
        self.results("2", 5, 0, 2, 0, "0 g/two\n")
        self.assertTrue(self.report()[0])

    def test_nothing_ran(self):
        for file in coverage.DATA.iterdir():
            file.unlink()
        with self.assertRaises(coverage.CoverageError):
            self.report()

    def test_record(self):
        self.unreachable()
        self.report()
        coverage.DOC.write_text(f"a\n{coverage.BEGIN}\nold\n{coverage.END}\nb\n", encoding="utf-8")
        coverage.record()
        text = coverage.DOC.read_text(encoding="utf-8")
        self.assertIn("| RTL lines | 100.0 % (3 of 3); 1 more are listed as unreachable | 98 % |", text)
        self.assertNotIn("old", text)
        coverage.DOC.write_text("a\n", encoding="utf-8")
        with self.assertRaises(coverage.CoverageError):
            coverage.record()


if __name__ == "__main__":
    sys.exit(run_tests(tests_of(sys.modules["__main__"]), lambda test: "coverage_" + test.id().rsplit(".", 1)[1].removeprefix("test_")))
