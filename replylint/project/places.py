"""Where keys stand in a TOML file. The parser of the standard library does not tell."""

from __future__ import annotations

import re
from collections.abc import Mapping

Place = tuple[str | int, ...]
"""The way to a value: keys of tables and indices of lists of tables; a string in a list is its own key."""

_NAME = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_NAMES = rf"{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*"
_KEY = re.compile(rf"[ \t]*({_NAMES})[ \t]*=")
_TABLE = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_NAMES})[ \t]*\]")
_PART = re.compile(_NAME)
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")
_TWICE = re.compile(r"Cannot declare \((.*)\) twice")
_WORD = re.compile(r"[^\W\d_][^,\]}#=\n]*|[“„‘][^,\]}#=\n]*")
_STRING = re.compile(r""""([^"\n]*)"|'([^'\n]*)'""")


def places(text: str) -> dict[Place, int]:
    """The line, 1-based, of each key and each string in a list, as the text is commonly laid out.

    It is for messages only: a key in an inline table or inside a string of several lines is not told apart.
    """
    found: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    key: Place = ()
    for number, line in enumerate(text.splitlines(), 1):
        rest = 0
        if header := _TABLE.match(line):
            table = key = _parts(header[2])
            if header[1] == "[[":
                found.setdefault(table, number)
                counts[table] = counts.get(table, -1) + 1
                table = key = (*table, counts[table])
            rest = header.end()
        elif said := _KEY.match(line):
            key = (*table, *_parts(said[1]))
            rest = said.end()
        for length in range(1, len(key) + 1):
            found.setdefault(key[:length], number)
        for string in _STRING.finditer(line, rest):
            found.setdefault((*key, string[1] or string[2] or ""), number)
    return found


def line_of(found: Mapping[Place, int], place: Place) -> int:
    """The line of a place, or of the nearest table around it; 0 where neither is known."""
    return next((found[place[:n]] for n in range(len(place), 0, -1) if place[:n] in found), 0)


def explained(text: str, error: str) -> tuple[int, str]:
    """The line of an error of the standard library's parser, and what is wrong there, in our words."""
    lines = text.splitlines() or [""]
    told = _AT.search(error)
    line, column = (int(told[1]), int(told[2])) if told and told[1] else (len(lines), 0)
    problem = error[: told.start()] if told else error
    if problem == "Cannot overwrite a value":
        # It is told of at the end of the value, which may have several lines.
        for number in range(min(line, len(lines)), 0, -1):
            if said := _KEY.match(lines[number - 1]):
                return number, f'the key "{said[1]}" is said a second time. Remove one'
    if twice := _TWICE.fullmatch(problem):
        name = ".".join(_STRING.sub(r"\1\2", part.strip()) for part in twice[1].split(",") if part.strip())
        return line, f"the table [{name}] is there a second time. Put the two together"
    where = f" in column {column}" if column else ""
    word = _WORD.match(lines[line - 1], column - 1) if problem == "Invalid value" and column else None
    if word:
        bare = word[0].strip("“”„‘’ ").rstrip("'\"")
        if bare.lower() in ("true", "false"):
            return line, f"{problem}{where}. Write {bare.lower()}"
        return line, f'{problem}{where}. Texts stand in straight quotation marks: "{bare}"'
    return line, f"{problem}{where}"


def _parts(names: str) -> Place:
    return tuple(part.strip("\"'") for part in _PART.findall(names))
