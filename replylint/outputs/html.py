"""One page for a browser: no scripts, nothing from the network, readable on a phone, on paper and by ear.

What each reply does well comes first, then its text with the findings marked, then what to say instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape

from replylint import __version__
from replylint.outputs import Style
from replylint.outputs._page import STYLE
from replylint.outputs._places import relative, told
from replylint.outputs._tally import asides, counted, headline, judged_by
from replylint.report import Credit, Finding, Report, Run, Severity

_MARKS = {
    "present": ("✓", "has"),
    "partial": ("◐", "has in part"),
    "missing": ("✗", "lacks"),
}


def render(run: Run, style: Style) -> Iterator[str]:
    """The page, a draft after the other."""
    yield "<!DOCTYPE html>"
    yield '<html lang="en">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    # Should a draft's words ever get out of their place, they can still neither run nor load anything.
    yield (
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">"
    )
    yield f"<title>replylint: {_text(headline(run))}</title>"
    yield f"<style>{STYLE}</style>"
    yield "</head>"
    yield "<body>"
    yield '<a class="skip" href="#drafts">To the drafts</a>'
    yield "<header>"
    yield "<h1>Replies to complaints</h1>"
    yield from _totals(run)
    yield "</header>"
    yield "<main>"
    yield from _problems(run)
    yield from _rules(run, style)
    yield from _contents(run)
    yield '<div id="drafts">'
    yield (
        '<p class="legend">In the text: <mark class="warning">words that harm</mark>, '
        '<mark class="suggestion absent">where something is missing</mark>, '
        '<span class="act">what the reply does well</span>.</p>'
    )
    for number, report in enumerate(run.reports, 1):
        yield from _draft(number, report, style)
    yield "</div>"
    yield "</main>"
    yield f"<footer><p>Made by replylint {_text(__version__)}. Nothing in this page is loaded from elsewhere."
    yield f"{_text(judged_by(run))}</p></footer>"
    yield "</body>"
    yield "</html>"


def _totals(run: Run) -> Iterator[str]:
    counts = Counter(finding.severity for finding in run.findings)
    checked = [report for report in run.reports if not report.skipped]
    clean = sum(not report.findings for report in checked)
    yield '<dl class="totals">'
    yield _total("draft" if len(checked) == 1 else "drafts", len(checked), "")
    yield _total("without a finding", clean, "well")
    for severity in Severity:
        plural = "" if counts[severity] == 1 else "s"
        yield _total(f"{severity}{plural}", counts[severity], str(severity))
    yield "</dl>"


def _total(label: str, count: int, kind: str) -> str:
    return f'<div class="{kind}"><dt>{label}</dt><dd>{count:,}</dd></div>'


def _problems(run: Run) -> Iterator[str]:
    if run.problems:
        yield '<section class="problems"><h2>Could not be read</h2><ul>'
        yield from (f"<li>{_text(problem.message)}</li>" for problem in run.problems)
        yield "</ul></section>"


def _rules(run: Run, style: Style) -> Iterator[str]:
    """The rules by the number of their findings."""
    counts = Counter(finding.rule for finding in run.findings)
    drafts = Counter(rule for report in run.reports for rule in {f.rule for f in report.findings})
    if not counts:
        return
    yield "<details><summary><h2>Findings by rule</h2></summary>"
    yield '<div class="wide"><table><thead><tr><th scope="col">rule</th><th scope="col">findings</th>'
    yield '<th scope="col">drafts</th><th scope="col">what it is</th></tr></thead><tbody>'
    for rule, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        info = style.rules.get(rule)
        yield f'<tr><th scope="row"><code>{_text(rule)}</code></th><td>{count}</td><td>{drafts[rule]}</td>'
        yield f"<td>{_text(info.definition) if info else ''}</td></tr>"
    yield "</tbody></table></div></details>"


def _contents(run: Run) -> Iterator[str]:
    if len(run.reports) < 2:
        return
    yield '<nav aria-labelledby="contents"><details><summary><h2 id="contents">Drafts</h2></summary><ol>'
    for number, report in enumerate(run.reports, 1):
        found = f"left alone: {report.skipped}" if report.skipped else counted(report.findings)
        yield f'<li><a href="#d{number}">{_title(report)}</a> {_text(found or "nothing to flag")}</li>'
    yield "</ol></details></nav>"


def _draft(number: int, report: Report, style: Style) -> Iterator[str]:
    yield f'<article id="d{number}" aria-labelledby="h{number}">'
    yield f'<h2 id="h{number}">{_title(report)}</h2>'
    place = report.location.pointer or report.location.part
    if place:
        yield f'<p class="place">{_text(place)}</p>'
    if report.skipped:
        yield f"<p>Left alone ({_text(report.profile)}): {_text(report.skipped)}.</p></article>"
        return
    yield f'<p class="place">Read as {_text(report.profile)}: {_text(report.profile_reason)}.</p>'
    if report.credits:
        yield '<ul class="credits" aria-label="What the reply has and what it lacks">'
        yield from map(_credit, report.credits)
        yield "</ul>"
    yield f'<p class="count">{_text(counted(report.findings) or "Nothing to flag")}.</p>'
    yield from (f"<p>{_text(line)}</p>" for line in asides(report))
    if report.source:
        yield from _marked(number, report)
    if report.findings:
        yield '<ol class="findings">'
        for position, finding in enumerate(report.findings, 1):
            yield from _finding(f"d{number}f{position}", finding, report, style)
        yield "</ol>"
    yield "</article>"


def _credit(credit: Credit) -> str:
    mark, state = _MARKS[credit.state]
    note = f", {_text(credit.note)}" if credit.note else ""
    return (
        f'<li class="{credit.state}"><span aria-hidden="true">{mark}</span> '
        f'<span class="unseen">{state} </span>{_text(credit.label)}{note}</li>'
    )


def _marked(number: int, report: Report) -> Iterator[str]:
    """The whole text, findings marked and linked to what is said of them, good sentences underlined."""
    name = "The draft, with its findings marked"
    head = f'<div class="draft" lang="{_text(report.language)}" role="group" aria-label="{name}">'
    good = {credit.act for credit in report.credits if credit.state == "present"}
    acts = [(act.span.start, act.span.end) for act in report.acts if act.valid and act.name in good]
    # In one piece, as every line end in it shows.
    yield head + "".join(_pieces(number, report, acts)).rstrip() + "</div>"


def _pieces(number: int, report: Report, acts: Sequence[tuple[int, int]]) -> Iterator[str]:
    """The text cut wherever a mark begins or ends, as marks may overlap."""
    findings, source = report.findings, report.source
    first, last = (report.extent.start, report.extent.end) if report.extent else (0, len(source))
    spans = [(f.span.start, f.span.end, position) for position, f in enumerate(findings, 1)]
    cuts = sorted({first, last, *(e for s in spans for e in s[:2]), *(e for act in acts for e in act)})
    # What begins and ends at each cut, so that a long draft with many findings takes linear time.
    begins: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    for start, end, position in spans:
        begins.setdefault(start, []).append(position)
        ends.setdefault(end, []).append(position)
    good = Counter(start for start, _ in acts)
    good.subtract(Counter(end for _, end in acts))
    open_findings: set[int] = set()
    open_acts = 0
    for start, end in zip(cuts, [*cuts[1:], last], strict=True):
        open_findings -= {*ends.get(start, ())}
        open_findings |= {p for p in begins.get(start, ()) if findings[p - 1].span.end > start}
        open_acts += good[start]
        for position in begins.get(start, ()):
            severity = findings[position - 1].severity
            yield _reference(f"{number}f{position}", position, severity)
        text = _text(source[start:end])
        if open_acts:
            text = f'<span class="act">{text}</span>'
        if open_findings and text:
            severity = min((findings[p - 1].severity for p in open_findings), key=list(Severity).index)
            absent = all(findings[p - 1].anchor for p in open_findings)
            text = f'<mark class="{severity}{" absent" if absent else ""}">{text}</mark>'
        yield text


def _reference(name: str, position: int, severity: Severity) -> str:
    told = f"finding {position}, {severity}"
    return f'<a class="ref {severity}" id="r{name}" href="#d{name}" aria-label="{told}">{position}</a>'


def _finding(name: str, finding: Finding, report: Report, style: Style) -> Iterator[str]:
    yield f'<li id="{name}" class="{finding.severity}">'
    also = f" and {', '.join(finding.also)}" if finding.also else ""
    place = f"line {finding.span.line}, column {finding.span.column}"
    yield f'<h3><span class="severity">{finding.severity}</span> <code>{_text(finding.rule)}</code>'
    yield f'{_text(also)}<span class="place">{place}</span></h3>'
    yield from _quoted(name, finding, report)
    yield f"<p>{_text(told(finding))}</p>"
    for other in finding.related:
        words = " ".join(other.excerpt.split())
        yield f"<p>Line {other.span.line}: <q>{_text(words)}</q> {_text(other.note)}</p>"
    if finding.suggestions:
        yield '<p class="say">Say instead:</p><ul>'
        yield from (f"<li>{_text(suggestion.text)}</li>" for suggestion in finding.suggestions)
        yield "</ul>"
    info = style.rules.get(finding.rule)
    yield f'<details><summary>Why</summary><p>{_text(finding.why)}</p><ul class="sources">'
    sources = info.sources if info else finding.sources
    yield from (f"<li>{_text(source)}</li>" for source in sources)
    yield "</ul></details></li>"


def _quoted(name: str, finding: Finding, report: Report) -> Iterator[str]:
    """The words of a finding, with a link to the text where it is shown."""
    label = f"{finding.anchor} " if finding.anchor else ""
    words = " ".join((finding.excerpt or finding.source_excerpt).split())
    back = ""
    if report.source:
        number = name.partition("f")[2]
        back = f' <a href="#r{name[1:]}" aria-label="finding {number} in the text">in the text</a>'
    yield f'<p class="words">{label}<q>{_text(words)}</q>{back}</p>'


def _title(report: Report) -> str:
    title = report.location.title
    path = _text(relative(report.location.path))
    return f"{_text(title)} <small>{path}</small>" if title else path


def _text(text: str) -> str:
    """Text for a page: escaped, and without characters that HTML cannot hold."""
    return escape("".join("\ufffd" if ord(c) < 32 and c not in "\t\n\r\f" else c for c in text))
