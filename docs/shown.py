"""Puts drafts and the real output of commands into the pages that show them.

    python docs/shown.py [PAGE …]            # write
    python docs/shown.py --check [PAGE …]    # only compare; exit 1 when a page shows something else

In a page, ``<!-- draft FILE -->`` … ``<!-- /draft -->`` holds a file, and ``<!-- output ARGUMENTS -->`` …
``<!-- /output -->`` what ``replylint ARGUMENTS`` prints.

``<!-- session FOLDER -->`` … ``<!-- /session -->`` holds lines that begin with ``$ ``: shell commands, run
one after the other in a git repository that is a copy of the folder (``without FILE …``: but for these),
each with what it prints. A session without a folder goes on in the one before it.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "docs/how-a-reply-is-judged.md", "docs/outputs.md", "docs/ci.md")
# It changes with every rule.
_RULEBOOK = re.compile(r"(?<=rulebook )[0-9a-f]{12}|(?<=\"rulebook\": \")[0-9a-f]{64}")
_SHOWN = re.compile(r"<!-- (draft|output|session)(?: ([^\n]+?))? -->\n(.*?)<!-- /\1 -->", re.DOTALL)
_MAIN = "from replylint.cli import main; main()"
_PLACE = "/home/you/replies"
"""Where the copy of a session seems to be."""


def _environment() -> dict[str, str]:
    """Wherever it runs: plain text, a hundred columns wide."""
    ours = {
        name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "CI_", "GIT_"))
    }
    return {**ours, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONPATH": str(ROOT)}


def _output(argument: str) -> str:
    command = [sys.executable, "-c", _MAIN, *shlex.split(argument)]
    run = subprocess.run(command, cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False)
    return run.stdout


class _Session:
    """A shell in a git repository of its own that holds a copy of a folder."""

    def __init__(self, folder: Path, copied: Path, without: list[str]) -> None:
        self._folder = folder.resolve() / "replies"
        self._status = 0
        shutil.copytree(copied, self._folder, ignore=shutil.ignore_patterns(*without, ".replylint_cache"))
        program = folder / "bin" / "replylint"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c "{_MAIN}" "$@"\n', "utf-8")
        program.chmod(0o755)
        self._environment = {**_environment(), "GIT_CONFIG_GLOBAL": os.devnull}
        self._environment["PATH"] = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
        for who in ("AUTHOR", "COMMITTER"):
            self._environment |= {f"GIT_{who}_NAME": "You", f"GIT_{who}_EMAIL": "you@example.org"}
        self._said("git init -q -b main && git add -A && git commit -qm 'Our replies'")

    def lines(self, commands: str) -> Iterator[str]:
        """The commands among some lines, each with what it prints now."""
        for line in commands.splitlines():
            if line.startswith("$ "):
                yield line
                yield from self._said(line[2:]).splitlines()

    def _said(self, command: str) -> str:
        # Each command has a shell of its own, and yet may ask for $? of the one before it.
        run = subprocess.run(
            ["bash", "-c", f"(exit {self._status}); {command}"],
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self._status = run.returncode
        return run.stdout.replace(str(self._folder), _PLACE)


def shown(page: str) -> str:
    """The page with all that it shows made anew."""
    with ExitStack() as stack:
        sessions: list[_Session] = []

        def block(match: re.Match[str]) -> str:
            kind, argument, held = match[1], match[2] or "", match[3]
            mark = ""
            if kind == "draft":
                content = (ROOT / argument).read_text("utf-8")
            elif kind == "output":
                content = _output(argument)
            else:
                mark = "console"
                if argument:
                    name, _, without = argument.partition(" without ")
                    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                    sessions.append(_Session(folder, ROOT / name, without.split()))
                content = "\n".join(sessions[-1].lines(held))
            content = _RULEBOOK.sub("…", content).rstrip()
            opened = f"{kind} {argument}".rstrip()
            return f"<!-- {opened} -->\n```{mark}\n{content}\n```\n<!-- /{kind} -->"

        return _SHOWN.sub(block, page)


def main() -> None:
    for name in [argument for argument in sys.argv[1:] if argument != "--check"] or PAGES:
        page = (ROOT / name).read_text("utf-8")
        fresh = shown(page)
        if "--check" not in sys.argv:
            (ROOT / name).write_text(fresh, "utf-8")
        elif fresh != page:
            raise SystemExit(f"{name} shows an old output. Run: python docs/shown.py")


if __name__ == "__main__":
    main()
