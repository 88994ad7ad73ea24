"""The globs of settings, which mean what those of a .gitignore mean.

``*`` and ``?`` stay inside a name, ``[a-z]`` is one character, ``**`` is any number of folders; a glob
without a slash holds at any depth, one with a slash from the folder of its file on, and one that matches a
folder holds for all in it. There is no ``!``.
"""

from __future__ import annotations

import posixpath
import re
from glob import escape

_ANY_FOLDERS = "(?:[^/]+/)*?"
_PIECE = re.compile(
    r"(?P<stars>\*+)|(?P<one>\?)|\[(?P<not>!?)(?P<set>\][^\]]*|[^\]]+)\]|(?P<plain>.)", re.DOTALL
)


def anchored(glob: str, folder: str) -> str:
    """The same glob for absolute paths, where `folder` (absolute, with ``/``) is that of its file."""
    glob = glob.rstrip("/") or "**"
    depth = "" if "/" in glob or glob == "**" else "**/"
    return posixpath.normpath(f"{escape(folder.rstrip('/'))}/{depth}{glob.lstrip('/')}")


def compiled(glob: str) -> re.Pattern[str]:
    """What tells (with ``match``) whether an anchored glob holds for an absolute path with ``/``.

    It takes linear time in the path: what stands between two stars is found at its first place for good.

    Raises:
        ValueError: a set of characters with a range that runs backwards.
    """
    sections: list[list[str]] = [[]]
    for name in glob.split("/"):
        if name != "**":
            sections[-1].append(_name(name))
        elif sections[-1]:
            sections.append([])
    first, *rest = ["/".join(section) for section in sections]
    if not rest:
        pattern = first
    else:
        *middle, last = rest
        found = [f"(?>{_ANY_FOLDERS}{section}/)" for section in middle]
        pattern = "".join([first, "/", *found, f"{_ANY_FOLDERS}{last}" if last else "[^/]+"])
    try:
        return re.compile(rf"{pattern}(?:/.*)?\Z", re.DOTALL)
    except re.error as error:
        raise ValueError(f'"{glob}" is no glob: {error.msg}') from None


def unclosed(glob: str) -> bool:
    """Whether a set of characters is begun and not ended."""
    pieces = (piece for name in glob.split("/") for piece in _PIECE.finditer(name))
    return any(piece["plain"] == "[" for piece in pieces)


def _name(glob: str) -> str:
    """The regular expression for one name of a path."""
    parts = [""]
    for piece in _PIECE.finditer(glob):
        if piece["stars"]:
            parts.append("")
        elif piece["one"]:
            parts[-1] += "[^/]"
        elif piece["set"] is not None:
            members = re.sub(r"([\\\[\]^&~|])", r"\\\1", piece["set"])
            parts[-1] += f"[^/{members}]" if piece["not"] else f"(?!/)[{members}]"
        else:
            parts[-1] += re.escape(piece["plain"])
    if len(parts) == 1:
        return parts[0]
    first, *middle, last = parts
    return "".join([first, *(f"(?>[^/]*?{part})" for part in middle if part), "[^/]*", last])
