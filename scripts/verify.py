#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs every part of the verification and writes one page, build/verify/summary.md.

  verify.py                     all parts; hours
  verify.py --short             small sizes: is everything there and alive?
  verify.py soak coverage       these parts only: the page says that it is partial
  verify.py --resume            keeps the result of a part that passed on these files with the same command

A part passes when its command ends with 0 and its output holds the numbers that it must: a part without results fails. The exit code is 0 only
when every part asked for passed on one tree and the list of what is not verified was found in docs/verification.md. Texts and recorded figures
(TEXTS) are part of the tree for those that look at them (reads_texts of verify_parts.py); the others' results stand for the files without them.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from verify_parts import PARTS  # noqa: E402  pylint: disable=wrong-import-position

DOC = "docs/verification.md"
NOT_VERIFIED = "## Not verified"
TEXTS = ("docs", "*.md", "tb/mutate/survivors.toml", "fpga/timing/results")


@dataclass
class Result:
    """What became of a part. verdict: PASS, FAIL, MISSING or NOT RUN."""
    name: str
    command: str
    verdict: str
    numbers: str = ""
    seconds: float = 0.0
    tree: str = ""
    log: str = ""
    notes: list = field(default_factory=list)


def tree_hash(root, texts=True):
    """Of the files as they are now, committed or not, with or without TEXTS; '' outside a repository."""
    leave = [] if texts else [["git", "rm", "-rfq", "--cached", "--ignore-unmatch", *TEXTS]]
    with tempfile.TemporaryDirectory() as folder:
        env = dict(os.environ, GIT_INDEX_FILE=str(Path(folder) / "index"))
        for step in (["git", "read-tree", "HEAD"], ["git", "add", "-A"], *leave, ["git", "write-tree"]):
            done = subprocess.run(step, cwd=root, env=env, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                return ""
    return done.stdout.strip()


def not_verified(root):
    """The list in docs/verification.md, '' if there is none."""
    try:
        text = (root / DOC).read_text(encoding="utf-8")
    except OSError:
        return ""
    found = re.search(rf"^{NOT_VERIFIED}\n+(.*?)(?=^## |\Z)", text, re.M | re.S)
    # the page is two folders away from the document
    return re.sub(r"\]\((?!https?:|#)([^)]+)\)", r"](../../docs/\1)", found.group(1).strip()) if found else ""


def run_part(part, short, root, make, out):
    """Runs one part; its output goes to a log."""
    words = part.short if short else part.full
    command = [make, "--no-print-directory", *words]
    log = out / f"{part.name}.log"
    begin = time.monotonic()
    with open(log, "wb") as sink:
        try:
            code = subprocess.run(command, cwd=root, stdout=sink, stderr=subprocess.STDOUT, timeout=part.limit, check=False).returncode
        except subprocess.TimeoutExpired:
            code = None
        except OSError as err:
            sink.write(f"verify: {err}\n".encode())
            code = 127
    result = Result(part.name, "make " + " ".join(words), "FAIL", seconds=time.monotonic() - begin, tree=tree_hash(root, part.reads_texts), log=str(log.relative_to(root)))
    text = log.read_text(encoding="utf-8", errors="replace")
    if f"No rule to make target '{words[0]}'" in text:
        result.verdict = "MISSING"
        return result
    result.numbers = part.numbers(text) or ""
    if code is None:
        result.notes.append(f"stopped after {part.limit} s")
    elif code != 0:
        result.notes.append(f"exit code {code}")
    elif not result.numbers:
        result.notes.append("no results in its output")
    else:
        result.verdict = "PASS"
    return result


def kept(part, short, trees, out):
    """An earlier result that still holds."""
    try:
        old = Result(**json.loads((out / f"{part.name}.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    words = part.short if short else part.full
    if old.verdict != "PASS" or not old.tree or old.tree != trees[part.reads_texts] or old.command != "make " + " ".join(words):
        return None
    return old


def page(results, trees, short, limits):
    """The summary in Markdown, and whether all is well. trees: {with texts: tree}."""
    bad = [r for r in results if r.verdict in ("FAIL", "MISSING")]
    skipped = [r for r in results if r.verdict == "NOT RUN"]
    parts = {p.name: p for p in PARTS}
    problems = [f"{r.name}: {r.verdict}{' (' + ', '.join(r.notes) + ')' if r.notes else ''}" for r in bad]
    if not trees[True] or any(r.tree != trees[parts[r.name].reads_texts] for r in results if r.verdict != "NOT RUN"):
        problems.append("the files changed while the parts ran, or are in no repository: the results are of different trees")
    if not limits:
        problems.append(f"{DOC} has no section '{NOT_VERIFIED[3:]}'")
    passed = len(results) - len(bad) - len(skipped)
    verdict = "FAILED" if problems else "PARTIAL" if skipped else "PASSED"
    lines = ["# Verification", "",
             f"**{verdict}**: {passed} of {len(results)} parts passed, {len(bad)} failed or missing, {len(skipped)} not run"
             + (" (short run: small sizes)" if short else "") + ".", "",
             f"Tree `{trees[True]}`, without texts and recorded figures `{trees[False]}`, {time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC. Made by `make verify`; logs beside this page.", ""]
    lines += [f"- {p}" for p in problems]
    lines += ["", "| part | what | result | numbers | seconds | command | tree |", "| --- | --- | --- | --- | --- | --- | --- |"]
    for r in results:
        lines.append(f"| {r.name} | {parts[r.name].what} | {r.verdict} | {r.numbers.replace('|', '/')} | {r.seconds:.0f} | `{r.command}` | {r.tree[:12]} |")
    lines += ["", "## Not verified", "", f"From [{DOC}](../../{DOC}).", "", limits or "(the list is missing)", ""]
    return "\n".join(lines), not problems


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help="only these: " + ", ".join(p.name for p in PARTS))
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--make", default=os.environ.get("MAKE", "make"), help=argparse.SUPPRESS)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent, help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    unknown = set(args.parts) - {p.name for p in PARTS}
    if unknown:
        parser.error(f"no part '{unknown.pop()}'")
    out = args.root / "build" / "verify"
    out.mkdir(parents=True, exist_ok=True)
    trees = {texts: tree_hash(args.root, texts) for texts in (True, False)}
    results = []
    for part in PARTS:
        if args.parts and part.name not in args.parts:
            results.append(Result(part.name, "make " + " ".join(part.short if args.short else part.full), "NOT RUN"))
            continue
        result = kept(part, args.short, trees, out) if args.resume else None
        if result is None:
            print(f"{part.name} ...", flush=True)
            result = run_part(part, args.short, args.root, args.make, out)
            (out / f"{part.name}.json").write_text(json.dumps(asdict(result)), encoding="utf-8")
        print(f"{result.verdict} {part.name}: {result.numbers or '; '.join(result.notes) or 'no such target'} ({result.seconds:.0f} s)", flush=True)
        results.append(result)
    text, good = page(results, trees, args.short, not_verified(args.root))
    (out / "summary.md").write_text(text, encoding="utf-8")
    print(f"wrote build/verify/summary.md: {text.split('**')[1]}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
