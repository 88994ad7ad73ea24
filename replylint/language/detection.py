"""Tells the language of a draft, offline, with the library of the extra ``langdetect``."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from importlib.util import find_spec
from typing import Any

from replylint.errors import ConfigError

AUTO = "auto"
UNKNOWN = "und"
"""The code of a language that could not be told."""

_LIBRARY = "py3langid"
_READ = 5_000
# A near relation of a language that we cover (Afrikaans, Luxembourgish) is likelier a guess than a draft.
_NEAR = 0.2
# "OK" is no language.
_FEWEST_LETTERS = 4
_NO_WORDS = re.compile(r"https?://\S+|\S+@\S+|[\W\d_]+")


def require_detection() -> None:
    """Make sure that languages can be told.

    Raises:
        ConfigError: the library is not installed; names the extra.
    """
    if find_spec(_LIBRARY) is None:
        raise ConfigError(
            'Telling the language (language "auto") needs a library that is not installed. '
            'Install it with: pip install "replylint[langdetect]", or name the language.'
        )


def tell_language(text: str, covered: Collection[str]) -> str:
    """The language of a text as an ISO 639 code, `UNKNOWN` where there are too few words.

    Of languages that are hard to tell apart one of the `covered` wins.
    """
    words = _NO_WORDS.sub(" ", text[:_READ]).strip()
    if len(words) < _FEWEST_LETTERS:
        return UNKNOWN
    ranked = dict(_identifier().rank(words))
    best = max(ranked, key=lambda code: ranked[code])
    likely = max((code for code in covered if code in ranked), key=lambda code: ranked[code], default=best)
    return likely if ranked[likely] >= _NEAR * ranked[best] else str(best)


@cache
def _identifier() -> Any:
    require_detection()
    from py3langid import langid

    # The module's own functions share one identifier that others could restrict.
    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
