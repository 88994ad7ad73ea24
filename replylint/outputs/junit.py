"""JUnit XML: one test case per draft or template, for every CI that shows test results."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from replylint.outputs import Style
from replylint.outputs._places import relative, told
from replylint.outputs._tally import counted
from replylint.report import Finding, Report, Run, Severity

# What XML 1.0 cannot hold, not even escaped.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(run: Run, style: Style) -> Iterator[str]:
    """One XML document. A draft fails by errors and warnings; its suggestions alone are only told."""
    suite = ET.Element("testsuite", name="replylint")
    seen: Counter[tuple[str, str]] = Counter()
    for report in run.reports:
        path, name = relative(report.location.path), _name(report)
        seen[path, name] += 1
        # Readers keep one of several cases that have the same name.
        numbered = f"{name} ({seen[path, name]})" if seen[path, name] > 1 else name
        _result(_case(suite, path, numbered), report)
    for problem in run.problems:
        case = _case(suite, relative(problem.path), "can be read")
        _told(case, "error", problem.message, "unreadable", problem.message)
    counts = {
        "tests": len(suite),
        "failures": len(suite.findall("*/failure")),
        "errors": len(suite.findall("*/error")),
        "skipped": len(suite.findall("*/skipped")),
    }
    suite.attrib |= {name: str(count) for name, count in counts.items()}
    root = ET.Element("testsuites", suite.attrib)
    root.append(suite)
    ET.indent(root)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield ET.tostring(root, encoding="unicode")


def _name(report: Report) -> str:
    place = report.location
    return " ".join((place.title or place.pointer or "reply").split())


def _case(suite: ET.Element, path: str, name: str) -> ET.Element:
    # Readers split the class name at dots into packages, which a path with its ending survives well enough.
    return ET.SubElement(suite, "testcase", classname=_clean(path), name=_clean(name), file=_clean(path))


def _result(case: ET.Element, report: Report) -> None:
    if report.skipped:
        ET.SubElement(case, "skipped", message=_clean(report.skipped))
        return
    details = "\n\n".join(map(_details, report.findings))
    if not report.ok:
        gravest = Severity.ERROR if report.exceeds(Severity.ERROR) else Severity.WARNING
        _told(case, "failure", counted(report.findings), gravest, details)
    elif details:
        ET.SubElement(case, "system-out").text = _clean(details)


def _told(case: ET.Element, tag: str, summary: str, kind: str, details: str) -> None:
    ET.SubElement(case, tag, message=_clean(summary), type=kind).text = _clean(details)


def _details(finding: Finding) -> str:
    place = finding.location
    part = f" of {place.part}" if place.part else ""
    pointer = f" {place.pointer}" if place.pointer else ""
    where = f"{relative(place.path)}:{finding.span.line}:{finding.span.column}{part}{pointer}"
    lines = [f"{where}: {finding.severity} {finding.rule}: {told(finding)}"]
    lines += [f"  Text: {' '.join(finding.excerpt.split())}"]
    lines += [f"  Say: {suggestion.text}" for suggestion in finding.suggestions]
    return "\n".join(lines)


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
