"""Exports of helpdesks: recognised by their shape, and the replies picked out of them."""

from replylint.drafts.exports.presets import Preset, Presets, read_presets
from replylint.drafts.exports.reading import ENDINGS, Entry, read_export
from replylint.drafts.exports.sources import SourceSpec

__all__ = ["ENDINGS", "Entry", "Preset", "Presets", "SourceSpec", "read_export", "read_presets"]
