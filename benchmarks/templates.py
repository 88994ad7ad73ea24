"""What is seen of the merge fields and branches of real templates.

    python benchmarks/templates.py        # reads ../shared/corpus/templates, which is no part of the project
    python benchmarks/templates.py -v     # also lists what was not recognised and what was found in a field

`sources.jsonl` names the syntaxes of each template. Each is looked for with a coarse pattern of this file, and every
place where it stands must lie in a placeholder that the table of the project finds. Then each template in a language
that has a pack is checked as a template with the profile `auto`.
"""

from __future__ import annotations

import os

# One thread: the matrices of a small model are too small to share, and benchmarks should not wander.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from replylint import Linter
from replylint.drafts.placeholders import TAG, Placeholder, find_placeholders
from replylint.packs import languages, rules_directory
from replylint.report import Finding
from replylint.rulebook.schema import PlaceholderRule, PresenceRule

CORPUS = Path(__file__).resolve().parent.parent.parent / "shared" / "corpus"

# How the corpus calls a syntax, and how coarsely it is looked for.
_NAMED = {
    "single brace {x}": r"(?<![{$#%])\{[A-Za-z'][^{}\n]{0,60}\}(?!\})",
    "jinja/django/twig/liquid/handlebars {{ x }}": r"\{\{[^{}]{1,200}\}\}",
    "ERB <%= %>": r"<%=.{1,400}?%>",
    "rails i18n %{x}": r"%\{[^{}\n]{1,80}\}",
    "faveo {!! $x !!}": r"\{!!.{1,200}?!!\}",
    "Template Toolkit [% x %]": r"\[%.{1,200}?%\]",
    "osticket %{a.b}": r"%\{[\w.]{1,80}\}",
    "helpscout/freescout/uvdesk {%x.y%}": r"\{%\w+\.\w+%\}",
    "smarty {$x}": r"\{\$[^{}\n]{1,80}\}",
    "ruby/zammad #{x}": r"#\{[^{}\n]{1,80}\}",
    "liquid fallback {{x | fallback}}": r"\{\{[^{}|\n]{1,80}\|[^{}\n]{1,80}\}\}",
    "colon/plus :x": r"(?<![\w:]):[a-z]+_[a-z_]+(?!\w)",
    "{% tag %} jinja/django/liquid/twig": r"\{%.{1,200}?%\}",
    "square [Name]": r"\[[A-Z][A-Za-z ]{2,60}\](?!\()",
    "hesk %%X%%": r"%%[A-Z_]{2,40}%%",
    "angle <<name>> / <name>": r"<<[^<>\n]{1,60}>>|<(?:name|date|amount)>",
    "otrs <OTRS_X>": r"<OTRS_\w+>",
    "glpi ##x##": r"##[\w.]+##",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("-v", "--verbose", action="store_true", help="list what was missed")
    verbose = parser.parse_args().verbose
    if not CORPUS.is_dir():
        raise SystemExit(f"{CORPUS} is not there: nothing to measure.")
    rows = [json.loads(line) for line in (CORPUS / "templates" / "sources.jsonl").open(encoding="utf-8")]
    _recognised(rows, verbose)
    _checked(rows, verbose)


def _recognised(rows: list[dict[str, object]], verbose: bool) -> None:
    places: dict[str, Counter[bool]] = defaultdict(Counter)
    types: Counter[str] = Counter()
    missed = []
    for row, text in _texts(rows):
        fields = list(find_placeholders(text, rules_directory()))
        types.update(field.kind if field.kind == TAG else f"{field.kind}: {field.type}" for field in fields)
        for name in row["placeholders"]:  # type: ignore[attr-defined]
            for match in re.finditer(_NAMED[name], text, re.DOTALL):
                seen = _inside(match.start(), match.end(), fields)
                places[name][seen] += 1
                if not seen:
                    missed.append((name, row["path"], match.group()))
    print(f"{len(rows)} templates\n\n{'places':>7} {'seen':>6}  syntax")
    for name, counts in sorted(places.items(), key=lambda item: -item[1].total()):
        print(f"{counts.total():7} {counts[True]:6}  {name}")
    total = sum((counts for counts in places.values()), Counter[bool]())
    print(f"{total.total():7} {total[True]:6}  all")
    for name in _NAMED.keys() - places.keys():
        print(f"        none found: {name}")
    print("\nread as:", ", ".join(f"{name} {count}" for name, count in types.most_common()))
    for miss in missed if verbose else ():
        print("  missed:", *miss)


def _checked(rows: list[dict[str, object]], verbose: bool) -> None:
    linters = {name: Linter(language=name, kind="template") for name in languages(rules_directory())}
    for linter in linters.values():
        linter.warm_up()
    counts: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    wrong = []
    spent = 0.0
    for row, text in _texts(rows):
        linter = linters.get(str(row["lang"]))
        if linter is None or not text.strip():
            continue
        started = time.process_time()
        report = linter.check_bytes(text.encode("utf-8"), str(row["path"]), kind="template")
        spent += time.process_time() - started
        counts["checked"] += 1
        counts["with branches"] += report.paths_total > 1
        counts["read in part"] += report.paths_read < report.paths_total
        counts["paths"] += report.paths_read
        counts["most paths"] = max(counts["most paths"], report.paths_read)
        counts[f"profile {report.profile}"] += 1
        fields = list(find_placeholders(text, rules_directory()))
        for finding in report.findings:
            rule = linter.catalogue.rule(finding.rule)
            if isinstance(rule, PlaceholderRule):
                rules[finding.rule] += 1
                continue
            counts["findings"] += 1
            counts["named a path"] += finding.path is not None
            if finding.source_excerpt != text[finding.span.start : finding.span.end]:
                wrong.append(("excerpt", row["path"], finding))
            if _inside(finding.span.start, finding.span.end, fields):
                wrong.append(("beside" if finding.anchor else "in a field", row["path"], finding))
            if isinstance(rule, PresenceRule) and not row["reply_like"]:
                wrong.append(("notification", row["path"], finding))
    print("\nchecked as templates, profile auto")
    for name, count in counts.items():
        print(f"{count:7}  {name}")
    print(f"{1000 * spent / max(1, counts['checked']):7.1f}  ms each")
    print(
        "rules about fields:", ", ".join(f"{name} {count}" for name, count in rules.most_common()) or "none"
    )
    kinds = Counter(kind for kind, _, _ in wrong)
    print(f"{kinds['in a field']:7}  findings with their span in a placeholder")
    print(f"{kinds['beside']:7}  findings about something missing, anchored beside a placeholder")
    print(f"{kinds['excerpt']:7}  findings whose excerpt is not the source at their span")
    print(f"{kinds['notification']:7}  presence findings on notifications")
    for kind, path, finding in wrong if verbose else ():
        print(f"  {kind}: {path} {_told(finding)}")


def _told(finding: Finding) -> str:
    return f"{finding.rule} {finding.span.line}:{finding.span.column} {finding.source_excerpt!r}"


def _texts(rows: list[dict[str, object]]) -> Iterator[tuple[dict[str, object], str]]:
    for row in rows:
        yield row, (CORPUS / str(row["path"])).read_bytes().decode("utf-8-sig", "replace")


def _inside(start: int, end: int, fields: list[Placeholder]) -> bool:
    return any(field.start <= start and end <= field.end for field in fields)


if __name__ == "__main__":
    main()
