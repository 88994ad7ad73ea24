"""What a linter is built from, as a plain value that goes to workers and into the keys of the cache."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from replylint.errors import ConfigError, ModelError
from replylint.project.cache import digest
from replylint.project.reader import who_said
from replylint.project.settings import Settings

if TYPE_CHECKING:
    from replylint.checker import Given
    from replylint.linter import Linter


@dataclass(frozen=True)
class Setup:
    """The arguments of a `Linter`, and the complaint that the drafts answer. Compared by its key."""

    settings: Settings = field(compare=False)
    origins: Mapping[str, str] = field(compare=False)
    """Who said what; see `Resolved.origins`."""
    complaint: str | None = field(compare=False)
    key: bytes
    """Of all that a report depends on beside the draft."""

    @classmethod
    def of(cls, settings: Settings, origins: Mapping[str, str], complaint: str | None, world: bytes) -> Setup:
        """The set-up; `world` is the identity of program, rules and models."""
        return cls(settings, origins, complaint, digest(settings.digest(), complaint or "", world))

    def linter(self) -> Linter:
        """The linter that these settings describe.

        Raises:
            ConfigError, ModelError: a rule, profile, language or model that does not exist; names the file
                that says so.
        """
        # Imported here: a run of which everything is remembered does without.
        from replylint.linter import Linter

        said = self.settings
        try:
            return Linter(
                language=said.language,
                profile=said.profile,
                kind=said.kind,
                role=said.role,
                select=said.select,
                ignore=said.ignore,
                extend_select=said.extend_select,
                severity=said.severity,
                model=said.model,
                rules=said.rules,
                plugins=said.plugins,
                placeholders=said.placeholders,
                declared_placeholders=said.declared_placeholders,
            )
        except (ConfigError, ModelError) as error:
            if where := who_said(said, self.origins, str(error)):
                raise type(error)(f"{where}: {error}") from None
            raise

    def given(self) -> Given:
        """What each check is told."""
        from replylint.checker import Given

        return Given(self.complaint)
