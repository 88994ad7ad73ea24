"""How the rules and acts do on real text (in ../shared/corpus, which is measured and never quoted).

python benchmarks/real.py labelled             # precision, recall, F1 and n per rule and act
python benchmarks/real.py rates                # findings per 100 texts, per rule
python benchmarks/real.py draw RULE_OR_ACT -n 30   # random findings to read and judge
python benchmarks/real.py labelled -v RULE     # what was missed and what was a false alarm
"""

from __future__ import annotations

import os

# One thread: the matrices of a small model are too small to share, and benchmarks should not wander.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from replylint import Linter, Report

CORPUS = Path(__file__).resolve().parent.parent.parent / "shared" / "corpus"
# Annotators marked every merge field; the corpus' README says to leave it out.
LEFT_OUT = {"unfilled-placeholder"}


def read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CORPUS / f"{name}.jsonl").read_text("utf-8").splitlines()]


def marks(report: Report, sentences: list[list[int]]) -> Iterator[tuple[str, str, int]]:
    """Each finding about something said and each valid act, with the labelled sentence it stands in."""
    places = [("rule", f.rule, f.span.start, f.span.end) for f in report.findings if f.anchor is None]
    places += [
        ("rule", name, f.span.start, f.span.end)
        for f in report.findings
        if f.anchor is None
        for name in f.also
    ]
    places += [("act", a.name, a.span.start, a.span.end) for a in report.acts if a.valid]
    for what, name, start, end in places:
        overlaps = [(min(end, b) - max(start, a), i) for i, (a, b) in enumerate(sentences)]
        length, index = max(overlaps, default=(0, -1))
        if length > 0:
            yield what, name, index


def labelled(verbose: list[str]) -> None:
    linter = Linter()
    known = {"rule": set(linter.catalogue.rules), "act": set(linter.catalogue.acts)}
    right: Counter[tuple[str, str]] = Counter()
    wrong: Counter[tuple[str, str]] = Counter()
    missed: Counter[tuple[str, str]] = Counter()
    for text in read("labelled"):
        report = linter.check(text["text"], complaint=text["context"] or None)
        found = set(marks(report, text["sentences"]))
        both = {
            (what, name, i)
            for what, key in (("rule", "rules"), ("act", "acts"))
            for name, places in text[key].items()
            for i in places
            if name in known[what] and name not in LEFT_OUT
        }
        either = {
            (what, name, i)
            for what, key in (("rule", "rules_either"), ("act", "acts_either"))
            for name, places in text[key].items()
            for i in places
        }
        for mark in found - either:
            (right if mark in both else wrong)[mark[:2]] += 1
        for mark in both - found:
            missed[mark[:2]] += 1
        for mark in sorted((both ^ found) - either):
            if mark[1] in verbose:
                start, end = text["sentences"][mark[2]]
                sign = "missed     " if mark in both else "false alarm"
                print(f"{text['id']} {sign} {mark[1]}: {text['text'][start:end]!r}")
    print(f"{'':33}  precision  recall     F1    n (labelled)  found")
    for what in ("rule", "act"):
        names = sorted({key[1] for counter in (right, wrong, missed) for key in counter if key[0] == what})
        for name in names:
            key = (what, name)
            print(f"{what:5} {name:27}", figures(right[key], wrong[key], missed[key]))
        totals = [
            sum(c for key, c in counter.items() if key[0] == what) for counter in (right, wrong, missed)
        ]
        print(f"{what:5} {'all':27}", figures(*totals))


def figures(right: int, wrong: int, missed: int) -> str:
    precision = right / (right + wrong) if right + wrong else float("nan")
    recall = right / (right + missed) if right + missed else float("nan")
    f1 = 2 * right / (2 * right + wrong + missed) if right else 0.0
    return f"{precision:10.2f} {recall:8.2f} {f1:7.2f} {right + missed:10} {right + wrong:10}"


def rates() -> None:
    linter = Linter()
    for name, profile in (("replies", "auto"), ("technical_answers", "snippet")):
        texts = read(name)
        counts: Counter[str] = Counter()
        for text in texts:
            report = linter.check(text["text"], profile=profile)
            counts.update(f.rule for f in report.findings)
            counts.update(f"act:{act.name}" for act in report.acts if act.valid)
        print(f"{name}: {len(texts)} texts, profile {profile}, per 100 texts")
        for rule, count in sorted(counts.items()):
            print(f"  {rule:30} {100 * count / len(texts):7.1f}")


def draw(name: str, size: int, seed: int, corpus: str) -> None:
    linter = Linter()
    found = []
    for text in read(corpus):
        report = linter.check(text["text"], complaint=text.get("context") or None)
        source = text["text"]
        spans = [f.span for f in report.findings if f.rule == name]
        spans += [a.span for a in report.acts if a.name == name and a.valid]
        for span in spans:
            before, after = source[max(0, span.start - 160) : span.start], source[span.end : span.end + 160]
            found.append(
                f"{text['id']}: {before}[[{source[span.start : span.end]}]]{after}".replace("\n", " / ")
            )
    print(f"{len(found)} found; {min(size, len(found))} drawn")
    for line in random.Random(seed).sample(found, min(size, len(found))):
        print("-", line)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["labelled", "rates", "draw"])
    parser.add_argument("name", nargs="?")
    parser.add_argument("-v", "--verbose", nargs="*", default=[], metavar="ID")
    parser.add_argument("-n", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--corpus", default="replies", choices=["replies", "technical_answers", "labelled"])
    options = parser.parse_args()
    if not CORPUS.is_dir():
        raise SystemExit(f"{CORPUS} is not there: nothing to measure.")
    if options.what == "labelled":
        labelled(options.verbose)
    elif options.what == "rates":
        rates()
    else:
        draw(options.name, options.n, options.seed, options.corpus)


if __name__ == "__main__":
    main()
