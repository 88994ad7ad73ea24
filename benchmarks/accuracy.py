"""How the rules and acts do on real text (in ../shared/corpus, which is measured and never quoted).

    python benchmarks/accuracy.py                  # all of it: labelled, baseline, rates
    python benchmarks/accuracy.py labelled -v RULE # what was missed and what was a false alarm
    python benchmarks/accuracy.py draw RULE_OR_ACT -n 30   # random findings, to read and judge; without a name: of all rules

`labelled`: precision, recall, F1 and n per rule and act on 80 replies that two people labelled.
`baseline`: the same for plain word lists, which is what a user would otherwise have.
`rates`: findings per 100 texts on 1,100 replies and on 500 technical answers.
What was read and judged is written down per rule in rules/<language>/measured.toml.
"""

from __future__ import annotations

import os

# One thread: the matrices of a small model are too small to share, and benchmarks should not wander.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from replylint import Linter, Report

CORPUS = Path(__file__).resolve().parent.parent.parent / "shared" / "corpus"
# Annotators marked every merge field; the corpus' README says to leave it out.
LEFT_OUT = {"unfilled-placeholder"}
HEAD = f"{'':33}  precision  recall     F1    n (labelled)  found"

Mark = tuple[str, str]
"""``rule`` or ``act``, and its name."""
Place = tuple[str, str, int]
"""A mark and the number of its sentence."""


def read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CORPUS / f"{name}.jsonl").read_text("utf-8").splitlines()]


def marks(report: Report, sentences: list[list[int]]) -> Iterator[Place]:
    """Each finding about something said and each valid act, with the labelled sentence it stands in.

    Like the annotators, of several on the same words only the most specific: one that was folded is no finding.
    """
    places = [("rule", f.rule, f.span.start, f.span.end) for f in report.findings if f.anchor is None]
    places += [("act", a.name, a.span.start, a.span.end) for a in report.acts if a.valid]
    for what, name, start, end in places:
        overlaps = [(min(end, b) - max(start, a), i) for i, (a, b) in enumerate(sentences)]
        length, index = max(overlaps, default=(0, -1))
        if length > 0:
            yield what, name, index


class Scores:
    """Marks that are right, wrong and missed, by what and name; those only one annotator made count neither way."""

    def __init__(self) -> None:
        self.right: Counter[Mark] = Counter()
        self.wrong: Counter[Mark] = Counter()
        self.missed: Counter[Mark] = Counter()

    def add(self, found: set[Place], both: set[Place], either: set[Place]) -> None:
        for mark in found - either:
            (self.right if mark in both else self.wrong)[mark[:2]] += 1
        for mark in both - found:
            self.missed[mark[:2]] += 1

    def table(self) -> Iterator[str]:
        counters = (self.right, self.wrong, self.missed)
        for what in ("rule", "act"):
            for key in sorted({key for counter in counters for key in counter if key[0] == what}):
                yield f"{what:5} {key[1]:27} {figures(*(c[key] for c in counters))}"
            totals = [sum(n for key, n in counter.items() if key[0] == what) for counter in counters]
            if any(totals):
                yield f"{what:5} {'all':27} {figures(*totals)}"


def annotated(text: dict[str, Any], suffix: str, known: dict[str, set[str]]) -> set[Place]:
    """What the annotators marked in a text: with suffix "" both of them, with "_either" only one."""
    return {
        (what, name, i)
        for what, key in (("rule", "rules"), ("act", "acts"))
        for name, places in text[key + suffix].items()
        if name in known[what] - LEFT_OUT
        for i in places
    }


def labelled(verbose: list[str]) -> None:
    linter = Linter()
    known = {"rule": set(linter.catalogue.rules), "act": set(linter.catalogue.acts)}
    scores = Scores()
    for text in read("labelled"):
        report = linter.check(text["text"], complaint=text["context"] or None)
        found = {mark for mark in marks(report, text["sentences"]) if mark[1] not in LEFT_OUT}
        both, either = annotated(text, "", known), annotated(text, "_either", known)
        scores.add(found, both, either)
        for mark in sorted((both ^ found) - either):
            if mark[1] in verbose:
                start, end = text["sentences"][mark[2]]
                sign = "missed     " if mark in both else "false alarm"
                print(f"{text['id']} {sign} {mark[1]}: {text['text'][start:end]!r}")
    print(HEAD)
    print("\n".join(scores.table()))


# Plain word lists, and what each would be taken for.
WORD_LISTS = {
    ("act", "apology"): r"sorry|apolog\w*",
    ("act", "regret"): r"unfortunately|afraid",
    ("act", "thanks"): r"thanks?|grateful|appreciat\w*",
    ("act", "refusal"): r"cannot|can't|unable|not possible",
    ("rule", "generic-apology"): r"inconvenience",
    ("rule", "conditional-apology"): r"sorry if|any inconvenience",
    ("rule", "command"): r"must|have to|need to|should",
    ("rule", "but-however"): r"but|however",
    ("rule", "negative-opener"): r"unfortunately",
    ("rule", "blame-customer"): r"you (?:failed|forgot|should have|didn't|did not)",
    ("rule", "over-promise"): r"guarantee\w*|always|never again",
    ("rule", "vague-timeframe"): r"soon|shortly|asap",
    ("rule", "presumptive-thanks"): r"your understanding",
}
# One word list cannot tell the three rules about "but" apart.
BUT = {"but-however", "but-after-apology", "but-after-empathy"}


def baseline() -> None:
    linter = Linter()
    words = {key: re.compile(rf"\b(?:{regex})\b", re.IGNORECASE) for key, regex in WORD_LISTS.items()}
    known = {what: {name for kind, name in WORD_LISTS if kind == what} | BUT for what in ("rule", "act")}
    plain, ours = Scores(), Scores()
    for text in read("labelled"):
        places = [(i, text["text"][start:end]) for i, (start, end) in enumerate(text["sentences"])]
        listed = {
            (*key, i) for i, sentence in places for key, regex in words.items() if regex.search(sentence)
        }
        report = linter.check(text["text"], complaint=text["context"] or None)
        found = {mark for mark in marks(report, text["sentences"]) if mark[1] in known[mark[0]]}
        both, either = (_one_but(annotated(text, suffix, known)) for suffix in ("", "_either"))
        plain.add(listed, both, either - both)
        ours.add(_one_but(found), both, either - both)
    print("word lists\n" + HEAD)
    print("\n".join(plain.table()))
    print("replylint, the same rules and acts\n" + HEAD)
    print("\n".join(ours.table()))


def _one_but(found: set[Place]) -> set[Place]:
    return {(what, "but-however" if name in BUT else name, i) for what, name, i in found}


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


def draw(name: str | None, size: int, seed: int, corpus: str) -> None:
    """Random findings of one rule or act, or of every rule."""
    linter = Linter()
    found: dict[str, list[str]] = defaultdict(list)
    texts = read(corpus)
    for text in texts:
        report = linter.check(text["text"], complaint=text.get("context") or None)
        source = text["text"]
        spans = [(f.rule, f.span, f.severity.value) for f in report.findings]
        spans += [(a.name, a.span, "act") for a in report.acts if a.valid and name]
        for found_name, span, kind in spans:
            before, after = source[max(0, span.start - 260) : span.start], source[span.end : span.end + 200]
            shown = f"{before}[[{source[span.start : span.end]}]]{after}".replace("\n", " / ")
            found[found_name].append(f"{text['id']} ({kind}): {shown}")
    for found_name in [name] if name else sorted(found):
        lines = found[found_name]
        drawn = random.Random(seed).sample(lines, min(size, len(lines)))
        print(f"{found_name}: {len(lines)} found in {len(texts)} texts; {len(drawn)} drawn")
        for line in drawn:
            print("-", line)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "what", nargs="?", default="all", choices=["all", "labelled", "baseline", "rates", "draw"]
    )
    parser.add_argument("name", nargs="?")
    parser.add_argument("-v", "--verbose", nargs="*", default=[], metavar="ID")
    parser.add_argument("-n", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--corpus", default="replies", choices=["replies", "technical_answers", "labelled"])
    options = parser.parse_args()
    if not CORPUS.is_dir():
        raise SystemExit(f"{CORPUS} is not there: nothing to measure.")
    if options.what in ("all", "labelled"):
        labelled(options.verbose)
    if options.what in ("all", "baseline"):
        baseline()
    if options.what in ("all", "rates"):
        rates()
    if options.what == "draw":
        draw(options.name, options.n, options.seed, options.corpus)


if __name__ == "__main__":
    main()
