"""GitLab code quality: findings in the widget and in the diff of a merge request."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from replylint.outputs import Style
from replylint.outputs._places import identified, in_file, message, relative
from replylint.report import Finding, Run, Severity

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.SUGGESTION: "info"}


def render(run: Run, style: Style) -> Iterator[str]:
    """One JSON array; a file that could not be read is an issue, too."""
    issues = [_issue(finding, identity) for _, finding, identity in identified(run)]
    for problem in run.problems:
        path = relative(problem.path)
        identity = hashlib.sha256(f"unreadable\0{path}".encode()).hexdigest()[:32]
        issues.append(_entry(problem.message, "unreadable", identity, "critical", path, 1))
    yield json.dumps(issues, ensure_ascii=False, indent=2)


def _issue(finding: Finding, identity: str) -> dict[str, Any]:
    # The widget shows the description and nothing else, so it says what to write instead as well.
    say = f" Say: {finding.suggestions[0].text}" if finding.suggestions else ""
    line = finding.span.line if in_file(finding.location) else 1
    path = relative(finding.location.path)
    return _entry(message(finding) + say, finding.rule, identity, _SEVERITIES[finding.severity], path, line)


def _entry(
    description: str, name: str, fingerprint: str, severity: str, path: str, line: int
) -> dict[str, Any]:
    return {
        "description": description,
        "check_name": name,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": path, "lines": {"begin": line}},
    }
