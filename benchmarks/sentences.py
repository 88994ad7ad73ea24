"""How well the rules and acts do on sentences: the guide's, and ours that were written unseen.

    python benchmarks/sentences.py                    # all, a line per rule and act
    python benchmarks/sentences.py command apology -v # some, with every sentence that fails
    python benchmarks/sentences.py --half held        # every other line

`tests/unseen/` was written from the guide's definitions by people who had not seen the rules: an ordinary set
(`unseen`), one that looks for the unusual way to say it (`hard`), and two examinations (`exam`, `exam2`). The rules
were tuned on the first two afterwards, so they are a floor; no rule was tuned on an examination.
"""

from __future__ import annotations

import os

# One thread: the matrices of a small model are too small to share, and benchmarks should not wander.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from replylint import Linter, Report, Severity

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT.parent / "shared" / "guide"
UNSEEN = ROOT / "tests" / "unseen"
_SETS = {
    "unseen": ("acts", "wording", "documents", "wording2", "documents2"),
    "hard": ("hard_acts", "hard_wording", "hard_documents"),
    "fresh": ("fresh_acts", "fresh_wording", "fresh_documents"),
    "exam": ("exam_acts", "exam_wording", "exam_documents"),
    "exam2": ("exam2_acts", "exam2_wording", "exam2_documents"),
}
_DRAFTS = ("drafts", "fresh_drafts", "exam2_drafts")


@dataclass(frozen=True)
class Case:
    """A text with what one rule or act should say of it."""

    set: str
    id: str
    act: bool
    expect: bool
    text: str
    profile: str
    kind: str


def cases(half: str) -> Iterator[Case]:
    """The guide's sentences (where the guide is there) and the unseen ones: dev (even lines), held or all."""
    if GUIDE.is_dir() and half != "held":
        for rule in json.loads((GUIDE / "rules.json").read_text("utf-8")):
            for key in ("fire", "quiet"):
                for x in rule[key]:
                    profile = x.get("profile", "complaint-reply")
                    yield Case(
                        "guide", rule["id"], False, key == "fire", x["text"], profile, x.get("kind", "draft")
                    )
        for act in json.loads((GUIDE / "acts.json").read_text("utf-8")):
            for key in ("positive", "lookalike"):
                for x in act[key]:
                    kind = x.get("kind", "draft")
                    yield Case(
                        "guide", act["act"], True, key == "positive", x["text"], "complaint-reply", kind
                    )
    for origin, names in _SETS.items():
        for number, line in ((n, line) for name in names for n, line in enumerate(_lines(name))):
            if half != "all" and number % 2 != (half == "held"):
                continue
            x = json.loads(line)
            yield Case(
                origin,
                x.get("act") or x["rule"],
                "act" in x,
                x["expect"] in (True, "fire"),
                x["text"],
                x.get("profile", "complaint-reply"),
                x.get("kind", "draft"),
            )


def _lines(name: str) -> list[str]:
    return (UNSEEN / f"{name}.jsonl").read_text("utf-8").splitlines()


def as_draft(text: str) -> str:
    """The text with its paragraph breaks."""
    return "\n\n".join(part.strip() for part in text.split("¶"))


class Checker:
    """Checks each case with only its rule selected."""

    def __init__(self) -> None:
        self._linters: dict[str, Linter] = {}
        self.rules = set(Linter().catalogue.rules)
        self.acts = set(Linter().catalogue.acts)

    def report(self, case: Case) -> Report:
        key = "" if case.act else case.id
        if key not in self._linters:
            self._linters[key] = Linter(select=[key] if key else None)
        return self._linters[key].check(as_draft(case.text), profile=case.profile, kind=case.kind)  # type: ignore[arg-type]

    def knows(self, case: Case) -> bool:
        return case.id in (self.acts if case.act else self.rules)

    def fires(self, case: Case) -> bool:
        report = self.report(case)
        if case.act:
            return any(act.name == case.id and act.valid for act in report.acts)
        return bool(report.findings)


def whole_drafts(name: str, verbose: bool) -> str:
    """Errors and warnings per excellent draft, and how many of the findings a bad one must have are there."""
    linter, excellent, alarms, wanted, found = Linter(), 0, 0, 0, 0
    for line in _lines(name):
        x = json.loads(line)
        report = linter.check(as_draft(x["text"]), profile="complaint-reply")
        fired = {rule for f in report.findings for rule in (f.rule, *f.also)}
        if x["quality"] == "excellent":
            excellent += 1
            grave = [f for f in report.findings if f.severity.at_least(Severity.WARNING)]
            alarms += len(grave)
            if verbose and grave:
                print(f"{name} FALSE ALARM  {[(f.rule, f.excerpt) for f in grave]} {x['text']}")
        else:
            due = set(x["fire"])
            wanted, found = wanted + len(due), found + len(due & fired)
            if verbose and due - fired:
                print(f"{name} MISSED       {sorted(due - fired)} {x['text']}")
    per_draft = alarms / max(excellent, 1)
    return f"{name:13} {per_draft:.2f} errors and warnings per excellent draft (n {excellent}); {found}/{wanted} due findings in bad ones"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ids", nargs="*")
    parser.add_argument("-v", "--verbose", action="store_true", help="print every sentence that fails")
    parser.add_argument("--half", choices=["dev", "held", "all"], default="all")
    options = parser.parse_args()
    checker = Checker()
    tally: dict[tuple[bool, str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for case in cases(options.half):
        if not checker.knows(case) or (options.ids and case.id not in options.ids):
            continue
        fired = checker.fires(case)
        row = tally[case.act, case.id, case.set]
        row[0 if case.expect else 2] += fired == case.expect
        row[1 if case.expect else 3] += 1
        if options.verbose and fired != case.expect:
            print(f"{case.set:6} {case.id:24} {'MISSED' if case.expect else 'FALSE ALARM':12} {case.text}")
    if not options.ids and options.half == "all":
        for name in _DRAFTS:
            print(whole_drafts(name, options.verbose))
    total: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for (act, name, origin), row in sorted(tally.items()):
        print(f"{'act' if act else 'rule':4} {name:24} {origin:6} {_rates(row)}")
        total[origin] = [a + b for a, b in zip(total[origin], row, strict=True)]
    for origin, row in total.items():
        print(f"{'all':29} {origin:6} {_rates(row)}")


def _rates(row: list[int]) -> str:
    fire, fires, quiet, quiets = row
    return (
        f"fire {fire:3}/{fires:3} {100 * fire / max(fires, 1):5.1f} %   "
        f"quiet {quiet:3}/{quiets:3} {100 * quiet / max(quiets, 1):5.1f} %"
    )


if __name__ == "__main__":
    main()
