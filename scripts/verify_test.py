#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests of scripts/verify.py with parts that are shell scripts: a bad part must spoil the whole. A line 'PASS verify_NAME' or 'FAIL ...' each."""
import io
import subprocess
import sys
import tempfile
import unittest
from contextlib import redirect_stdout
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent))
# pylint: disable=wrong-import-position
import verify  # noqa: E402
from unittest_lines import run_tests, tests_of  # noqa: E402
from verify_parts import PARTS, Part, all_of, last, lines  # noqa: E402

GOOD = 'echo "7 passed, 0 failed, 0 skipped"'
COUNT = last(r"^[1-9]\d* passed, \d+ failed, \d+ skipped$")


class Verify(unittest.TestCase):
    """A repository of one file; 'make' runs the shell command that the target stands for."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "docs").mkdir()
        (self.root / "docs/verification.md").write_text("# V\n\n## Not verified\n\n- the [moon](moon.md)\n\n## More\n\n- other\n", encoding="utf-8")
        (self.root / ".gitignore").write_text("build/\n", encoding="utf-8")
        for step in (["init", "-q"], ["add", "-A"], ["-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "t"]):
            subprocess.run(["git", *step], cwd=self.root, check=True)

    def run_it(self, commands, *args, limit=60, reading=()):
        """Exit code and page. commands: what each target does; reading: those that look at texts."""
        make = self.root.parent / f"{self.root.name}-make"
        self.addCleanup(make.unlink, missing_ok=True)
        cases = "".join(f"{name}) {text} ;;\n" for name, text in commands.items() if text is not None)
        make.write_text(f"#!/bin/sh\ncase $2 in\n{cases}*) echo \"make: *** No rule to make target '$2'.  Stop.\"; exit 2 ;;\nesac\n", encoding="utf-8")
        make.chmod(0o755)
        parts = tuple(Part(name, "", [name], [name, "SMALL=1"], COUNT, limit, name in reading) for name in commands)
        with mock.patch.object(verify, "PARTS", parts), redirect_stdout(io.StringIO()):
            code = verify.main([*args, "--root", str(self.root), "--make", str(make)])
        return code, (self.root / "build/verify/summary.md").read_text(encoding="utf-8")

    def test_all_good(self):
        code, page = self.run_it({"one": GOOD, "two": GOOD})
        self.assertEqual(code, 0)
        self.assertIn("**PASSED**: 2 of 2 parts", page)
        self.assertIn("- the [moon](../../docs/moon.md)", page)
        self.assertNotIn("- other", page)
        self.assertIn("| one |  | PASS | 7 passed, 0 failed, 0 skipped |", page)
        self.assertIn(verify.tree_hash(self.root)[:12], page)

    def test_one_fails(self):
        code, page = self.run_it({"one": GOOD, "two": GOOD + "; exit 3", "three": GOOD})
        self.assertEqual(code, 1)
        self.assertIn("**FAILED**: 2 of 3 parts", page)
        self.assertIn("two: FAIL (exit code 3)", page)

    def test_one_says_nothing(self):
        code, page = self.run_it({"one": GOOD, "two": "echo done"})
        self.assertEqual(code, 1)
        self.assertIn("two: FAIL (no results in its output)", page)

    def test_nothing_passed_is_no_result(self):
        self.assertEqual(self.run_it({"one": 'echo "0 passed, 0 failed, 3 skipped"'})[0], 1)

    def test_one_is_missing(self):
        code, page = self.run_it({"one": GOOD, "two": None})
        self.assertEqual(code, 1)
        self.assertIn("two: MISSING", page)

    def test_one_hangs(self):
        code, page = self.run_it({"one": "exec sleep 60"}, limit=1)
        self.assertEqual(code, 1)
        self.assertIn("one: FAIL (stopped after 1 s)", page)

    def test_files_change(self):
        code, page = self.run_it({"one": GOOD, "two": f"echo more >> {self.root}/new.sv; {GOOD}"})
        self.assertEqual(code, 1)
        self.assertIn("different trees", page)

    def test_texts_change(self):
        change = f"echo more >> {self.root}/docs/new.md; {GOOD}"
        self.assertEqual(self.run_it({"one": GOOD, "two": change})[0], 0, "nobody reads it")
        code, page = self.run_it({"one": GOOD, "two": change}, reading=("one",))
        self.assertEqual(code, 0, "read before it changed, and the page is of that tree")
        self.assertEqual(self.run_it({"one": GOOD, "two": change}, reading=("two",))[0], 1, "it changed under the one that reads it")
        self.assertIn(verify.tree_hash(self.root, texts=False)[:12], page)

    def test_the_list_is_missing(self):
        (self.root / "docs/verification.md").write_text("# V\n", encoding="utf-8")
        code, page = self.run_it({"one": GOOD})
        self.assertEqual(code, 1)
        self.assertIn("has no section 'Not verified'", page)

    def test_some_parts(self):
        code, page = self.run_it({"one": GOOD, "two": "exit 1"}, "one")
        self.assertEqual(code, 0)
        self.assertIn("**PARTIAL**: 1 of 2 parts passed, 0 failed or missing, 1 not run", page)

    def test_resume(self):
        once = f"test ! -e {self.root}/build/once || exit 9; touch {self.root}/build/once; {GOOD}"
        self.assertEqual(self.run_it({"one": once})[0], 0)
        self.assertEqual(self.run_it({"one": once}, "--resume")[0], 0, "kept")
        self.assertEqual(self.run_it({"one": once}, "--resume", "--short")[0], 1, "another command")
        (self.root / "build/once").unlink()
        self.assertEqual(self.run_it({"one": once})[0], 0)
        (self.root / "docs/new.md").write_text("more", encoding="utf-8")
        self.assertEqual(self.run_it({"one": once}, "--resume")[0], 0, "only a text is another")
        self.assertEqual(self.run_it({"one": once}, "--resume", reading=("one",))[0], 1, "it reads texts")
        (self.root / "new.sv").write_text("more", encoding="utf-8")
        self.assertEqual(self.run_it({"one": once}, "--resume")[0], 1, "another tree")

    def test_patterns(self):
        self.assertEqual(lines("PASS a\nnoise\nPASS b\nSKIP c\n"), "2 passed, 0 failed, 1 skipped")
        self.assertEqual(lines("FAIL a\n"), "")
        soak = next(p for p in PARTS if p.name == "soak").numbers
        self.assertEqual(soak("x\n3 runs, 0 failed, 5 cycles, 6 events, 7 records in 8 s\n"), "3 runs, 0 failed, 5 cycles, 6 events, 7 records in 8 s")
        self.assertEqual(soak("0 runs, 0 failed, 0 cycles, 0 events, 0 records in 8 s\n"), "")
        self.assertEqual(all_of("^a.$")("a1\nb\na2\n"), "a1; a2")


if __name__ == "__main__":
    sys.exit(run_tests(tests_of(sys.modules["__main__"]), lambda test: "verify_" + test.id().rsplit(".", 1)[1].removeprefix("test_")))
