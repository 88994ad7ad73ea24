"""What a linter is built from, as a plain value that goes to workers and into the keys of the cache."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from replylint.project.cache import digest
from replylint.project.settings import Settings

if TYPE_CHECKING:
    from replylint.linter import Given, Linter


@dataclass(frozen=True)
class Setup:
    """The arguments of a `Linter`, and the complaint that the drafts answer. Compared by its key."""

    settings: Settings = field(compare=False)
    complaint: str | None = field(compare=False)
    key: bytes
    """Of all that a report depends on beside the draft."""

    @classmethod
    def of(cls, settings: Settings, complaint: str | None, world: bytes) -> Setup:
        """The set-up; `world` is the identity of program, rules and models."""
        return cls(settings, complaint, digest(settings.digest(), complaint or "", world))

    def linter(self) -> Linter:
        """The linter that these settings describe.

        Raises:
            ConfigError: a rule, profile, language or pack that does not exist.
        """
        # Imported here: a run of which everything is remembered does without.
        from replylint.linter import Linter

        said = self.settings
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

    def given(self) -> Given:
        """What each check is told."""
        from replylint.linter import Given

        return Given(self.complaint)
