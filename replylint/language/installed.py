"""Which language models are installed. No spaCy here."""

from __future__ import annotations

import importlib.util

from replylint.errors import ModelError
from replylint.packs import Pack


def model_of(pack: Pack) -> str | None:
    """The first installed model of a language; None where the language needs none.

    Raises:
        ModelError: none is installed; names the command that installs one.
    """
    candidates = pack.list("models")
    if not candidates:
        return None
    for name in candidates:
        if _is_installed(name):
            return name
    raise _missing(f"No model for {pack.words.get('name', pack.language)}", candidates[-1])


def require_model(name: str) -> str:
    """The name of a model that is installed.

    Raises:
        ModelError: it is not; names the command that installs it.
    """
    if not _is_installed(name):
        raise _missing(f'The model "{name}"', name)
    return name


def _is_installed(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        # A name that no package can have.
        return False


def _missing(what: str, name: str) -> ModelError:
    package = name.replace("_", "-")
    return ModelError(f"{what} is not installed. Install it with:  python -m pip install {package}")
