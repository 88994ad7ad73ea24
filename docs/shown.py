"""Puts drafts and the real output of commands into the pages that show them.

    python docs/shown.py            # write
    python docs/shown.py --check    # only compare; exit 1 when a page shows something else

In a page, ``<!-- draft FILE -->`` … ``<!-- /draft -->`` holds a file, and ``<!-- output ARGUMENTS -->`` …
``<!-- /output -->`` what ``replylint ARGUMENTS`` prints.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "docs/how-a-reply-is-judged.md", "docs/outputs.md")
# It changes with every rule.
_RULEBOOK = re.compile(r"(?<=rulebook )[0-9a-f]{12}|(?<=\"rulebook\": \")[0-9a-f]{64}")
_SHOWN = re.compile(r"<!-- (draft|output) (.+?) -->\n.*?<!-- /\1 -->", re.DOTALL)


def _content(kind: str, argument: str) -> str:
    if kind == "draft":
        return (ROOT / argument).read_text("utf-8")
    command = [sys.executable, "-c", "from replylint.cli import main; main()", *shlex.split(argument)]
    plain = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
    run = subprocess.run(command, cwd=ROOT, env=plain, capture_output=True, text=True, check=False)
    return _RULEBOOK.sub("…", run.stdout)


def shown(page: str) -> str:
    """The page with all that it shows made anew."""

    def block(match: re.Match[str]) -> str:
        kind, argument = match[1], match[2]
        return f"<!-- {kind} {argument} -->\n```\n{_content(kind, argument).rstrip()}\n```\n<!-- /{kind} -->"

    return _SHOWN.sub(block, page)


def main() -> None:
    for name in PAGES:
        page = (ROOT / name).read_text("utf-8")
        fresh = shown(page)
        if "--check" not in sys.argv:
            (ROOT / name).write_text(fresh, "utf-8")
        elif fresh != page:
            raise SystemExit(f"{name} shows an old output. Run: python docs/shown.py")


if __name__ == "__main__":
    main()
