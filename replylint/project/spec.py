"""What the settings say of a file of many texts, as what reads it wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from replylint.errors import ConfigError
from replylint.packs import rules_directory
from replylint.project.settings import DeclaredSource

if TYPE_CHECKING:
    from replylint.drafts.exports.sources import SourceSpec


def spec_of(source: DeclaredSource, origin: str) -> SourceSpec:
    """A ``[[source]]`` that stands at `origin`.

    Raises:
        ConfigError: a preset, a path or a format that cannot be; names the origin.
    """
    # Imported here: most projects declare none.
    from replylint.drafts.exports.presets import read_presets
    from replylint.drafts.exports.sources import SourceSpec

    try:
        spec = SourceSpec(
            files=source.files[0],
            preset=source.preset,
            select=tuple(source.select) or None,
            format=source.format,
            name=source.name,
            language=source.language,
        )
        if spec.preset:
            read_presets(rules_directory()).named(spec.preset)
    except ConfigError as error:
        raise ConfigError(f"{origin}: {error}") from None
    return spec
