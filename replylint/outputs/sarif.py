"""SARIF 2.1.0: GitHub code scanning, Azure DevOps, and editors with a SARIF viewer.

What a reply does well has no place here: code scanning makes an alert of every result.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from replylint import __version__
from replylint.outputs import Style
from replylint.outputs._places import identified, in_file, lines, message, relative
from replylint.report import Finding, Location, Report, RuleInfo, Run, Severity, Span, Suggestion

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.SUGGESTION: "note"}
_PROBLEM_SEVERITIES = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.SUGGESTION: "recommendation",
}


def render(run: Run, style: Style) -> Iterator[str]:
    """One JSON document with one run."""
    found = {finding.rule: finding for finding in reversed(list(run.findings))}
    numbers = {rule: number for number, rule in enumerate(sorted(found))}
    rules = [_rule(rule, found[rule], style.rules.get(rule)) for rule in numbers]
    invocation: dict[str, Any] = {"executionSuccessful": not run.problems}
    if run.problems:
        invocation["toolExecutionNotifications"] = [
            {
                "level": "error",
                "message": {"text": problem.message},
                "locations": [{"physicalLocation": {"artifactLocation": _artifact(problem.path)}}],
            }
            for problem in run.problems
        ]
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": _tool(run, rules),
                "invocations": [invocation],
                "columnKind": "unicodeCodePoints",
                "newlineSequences": ["\r\n", "\n", "\r"],
                "results": [
                    _result(finding, report, identity, numbers[finding.rule])
                    for report, finding, identity in identified(run)
                ],
            }
        ],
    }
    yield json.dumps(log, ensure_ascii=False, indent=2)


def _tool(run: Run, rules: list[dict[str, Any]]) -> dict[str, Any]:
    """Replylint with its rules and, as extensions, the packs beside the shipped one."""
    driver: dict[str, Any] = {"name": "replylint", "semanticVersion": __version__, "rules": rules}
    if run.rulebook:
        driver["properties"] = {"rulebook": run.rulebook}
    tool: dict[str, Any] = {"driver": driver}
    if run.further_packs:
        tool["extensions"] = [
            {"name": pack.name, "version": pack.version, "properties": {"digest": pack.digest}}
            for pack in run.further_packs
        ]
    return tool


def _rule(name: str, finding: Finding, info: RuleInfo | None) -> dict[str, Any]:
    """A rule with what is known of it: at the least, what its findings say."""
    definition = info.definition if info else f"{name} ({finding.family})"
    severity = info.severity if info else finding.severity
    say = info.say if info else ()
    sources = info.sources if info else finding.sources
    plain = [finding.why, *(f"Say: {text}" for text in say), *(f"Source: {text}" for text in sources)]
    sections = [finding.why]
    for heading, texts in (("Say instead", say), ("Sources", sources)):
        if texts:
            sections.append(f"**{heading}**\n\n" + "\n".join(f"- {text}" for text in texts))
    return {
        "id": name,
        "shortDescription": {"text": definition},
        "fullDescription": {"text": f"{definition} {finding.why}"},
        "help": {"text": "\n".join(plain), "markdown": "\n\n".join(sections)},
        "defaultConfiguration": {"level": _LEVELS[severity]},
        "properties": {
            "tags": ["replylint", finding.family],
            "problem.severity": _PROBLEM_SEVERITIES[severity],
        },
    }


def _result(finding: Finding, report: Report, identity: str, number: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": number,
        "level": _LEVELS[finding.severity],
        "message": {"text": message(finding)},
        "locations": [_location(finding.location, finding.span, finding.source_excerpt)],
        # The first is what GitHub knows an alert by. It would else hash the line, and an export of macros
        # is often one line.
        "partialFingerprints": {"primaryLocationLineHash": f"{identity}:1", "replylint/v1": identity},
    }
    if finding.related:
        result["relatedLocations"] = [
            {
                "id": number,
                **_location(finding.location, other.span, other.excerpt),
                "message": {"text": other.note},
            }
            for number, other in enumerate(finding.related, 1)
        ]
    fixes = [_fix(suggestion, report) for suggestion in finding.suggestions if suggestion.edits]
    if fixes and in_file(finding.location) and report.source:
        result["fixes"] = fixes
    result["properties"] = {
        "suggestions": [suggestion.text for suggestion in finding.suggestions],
        "applicability": [suggestion.applicability for suggestion in finding.suggestions],
        "also": list(finding.also),
    }
    return result


def _location(place: Location, span: Span, excerpt: str) -> dict[str, Any]:
    # Lines of a decoded mail are not those of its file: the whole file is meant, by its first line.
    region: dict[str, Any] = {"startLine": 1}
    if in_file(place):
        region = {**_region(span), "snippet": {"text": excerpt}}
    physical = {"artifactLocation": _artifact(place.path), "region": region}
    location: dict[str, Any] = {"physicalLocation": physical}
    if place.pointer or place.title or place.part:
        where = place.pointer or place.title or f"{place.part}:{span.line}:{span.column}"
        logical = {"fullyQualifiedName": where, "kind": "element" if place.pointer else "member"}
        if place.title or place.part:
            logical["name"] = place.title or place.part or ""
        location["logicalLocations"] = [logical]
    return location


def _region(span: Span) -> dict[str, Any]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _fix(suggestion: Suggestion, report: Report) -> dict[str, Any]:
    places = lines(report.source)
    replacements = [
        {
            "deletedRegion": _region(places.span(edit.start, edit.end)),
            "insertedContent": {"text": edit.text},
        }
        for edit in suggestion.edits
    ]
    change = {"artifactLocation": _artifact(report.location.path), "replacements": replacements}
    return {"description": {"text": suggestion.text}, "artifactChanges": [change]}


def _artifact(path: str | None) -> dict[str, Any]:
    """A file as a relative URI; one outside the checkout as an absolute one."""
    told = relative(path)
    if PurePath(told).is_absolute():
        return {"uri": PurePath(told).as_uri()}
    return {"uri": quote(told)}
