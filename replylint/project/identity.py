"""What a result depends on beside its text and its settings: this program, its rules and its models."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from replylint import __version__
from replylint.project.cache import digest


@cache
def program() -> bytes:
    """The identity of this program's code, and of the libraries that decide what it finds."""
    package = Path(__file__).resolve().parent.parent
    # A checkout that is worked on keeps its version; so the code itself counts.
    code = [path.read_bytes() for path in sorted(package.rglob("*.py"))]
    libraries = [f"{name} {_version(name)}" for name in ("spacy", "pydantic", "PyYAML", "py3langid")]
    return digest(__version__, f"{sys.version_info[:2]}", *libraries, *code)


def models(names: Iterable[str]) -> bytes:
    """The identity of those language models that are installed."""
    return digest(*(f"{name} {_version(name) or _meta(name)}" for name in sorted(names)))


def _meta(name: str) -> str:
    """What a model says of itself that was put in place without the package index."""
    try:
        found = find_spec(name)
    except (ImportError, ValueError):
        return ""
    folders = (found.submodule_search_locations if found else None) or ()
    files = sorted(file for folder in folders for file in Path(folder).rglob("*") if file.is_file())
    return repr([(str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in files])


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
