"""What settings say of files of their own: ``[[source]]``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from replylint.drafts.exports.paths import Choice, Found, Path, first_plain, parse_path
from replylint.drafts.exports.presets import FORMATS
from replylint.errors import ConfigError, nearest

_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One ``[[source]]``: which files, and how the replies in them are found and read.

    Raises:
        ConfigError: a value that no file could make right; names the key and the fix.
    """

    files: str
    """A glob; matching it is the business of the settings."""
    preset: str | None = None
    select: str | tuple[str, ...] | None = None
    """A path to the texts or several, in the place of a preset."""
    format: str | None = None
    name: str | None = None
    """The key of the title, in the object that holds the text or in one around it."""
    language: str | None = None
    """The key of the language, or a language for all of them."""

    def __post_init__(self) -> None:
        if not self.files:
            raise self._wrong("files", 'say which files, such as "macros/*.json"')
        if self.preset is not None and self.select is not None:
            raise self._wrong("select", "a preset is given, too. Keep one of the two")
        if self.format is not None and self.format not in FORMATS:
            known = ", ".join(FORMATS)
            raise self._wrong(
                "format",
                f'no format "{self.format}"{nearest(self.format, list(FORMATS))}. There are: {known}',
            )
        if self.select is not None:
            try:
                _ = self.paths
            except ValueError as error:
                raise self._wrong("select", str(error)) from None
        for key in ("name", "language"):
            if getattr(self, key) == "":
                raise self._wrong(key, "is empty. Name a key of the objects in the file, or leave it out")

    def _wrong(self, key: str, what: str) -> ConfigError:
        return ConfigError(f'[[source]] "{self.files}", key "{key}": {what}.')

    @property
    def paths(self) -> tuple[Path, ...]:
        """`select`, read; none where it is not given."""
        written = (self.select,) if isinstance(self.select, str) else self.select or ()
        return tuple(map(parse_path, written))

    @property
    def how(self) -> str:
        """How the texts are found, as it is said."""
        if self.select is None:
            return f'preset = "{self.preset}"' if self.preset else "no preset and no select"
        paths = (self.select,) if isinstance(self.select, str) else self.select
        return f"select = {', '.join(f'{chr(34)}{path}{chr(34)}' for path in paths)}"

    def title_of(self, text: Found) -> str | None:
        """The title of a text, where `name` finds one."""
        return _around(text, self.name) if self.name else None

    def language_of(self, text: Found) -> str | None:
        """The language of a text, where `language` finds or is one."""
        if self.language is None:
            return None
        return language_code(_around(text, self.language)) or language_code(self.language)


def _around(text: Found, key: str) -> str | None:
    """The value of a key, or of keys with dots between, in the nearest object around a text that has it."""
    choice: Choice = ((key,), tuple(key.split(".")))
    objects = (node for node in reversed(text.above) if isinstance(node, dict))
    return next((value for node in objects if (value := first_plain(node, choice))), None)


def language_code(value: str | None) -> str | None:
    """A value that is a language such as ``nl`` or ``en-US``; None for templates, numbers and names."""
    return value if value and _CODE.fullmatch(value) else None
