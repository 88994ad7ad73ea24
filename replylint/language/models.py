"""spaCy pipelines: one slim pipeline per language, loaded once per process."""

from __future__ import annotations

import importlib
import threading
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version

import spacy
from spacy.language import Language
from thinc.api import use_ops

from replylint.errors import ConfigError, ModelError
from replylint.language.clauses import ClauseReader
from replylint.language.installed import model_of, require_model
from replylint.packs import Pack

# Rules use tags, dependencies and lower-case words; lemmas are expanded when the rulebook is compiled.
_UNUSED = ["ner", "attribute_ruler", "lemmatizer", "senter", "entity_linker", "textcat"]
_NEEDED = ("tagger", "parser")


@dataclass(frozen=True, eq=False)
class Pipeline:
    """A loaded pipeline, the reader of its clauses (None without a parser) and the model's name.

    spaCy's memory zones are not thread-safe, and several rulebooks may share a pipeline: whoever parses with
    it, or adds words to its vocabulary, holds its lock.
    """

    nlp: Language
    reader: ClauseReader | None
    model: str
    lock: threading.Lock = field(default_factory=threading.Lock)


def load_pipeline(pack: Pack, model: str | None = None) -> Pipeline:
    """The pipeline of a language: `model` where one is named, else the first installed of the pack's.

    Raises:
        ModelError: no model is installed, or it lacks a component; names the command that installs one.
    """
    name = require_model(model) if model else model_of(pack)
    return _load(name, str(pack.words.get("clauses", ""))) if name else _blank(pack.language)


@cache
def _blank(language: str) -> Pipeline:
    return Pipeline(spacy.blank(language), None, "blank")


@cache
def _load(name: str, clauses: str) -> Pipeline:
    try:
        # OpenBLAS halves the time of the bundled kernels and gives the same trees.
        with use_ops("numpy", use_blis=False):
            nlp = spacy.load(name, exclude=_UNUSED)
    except (OSError, ValueError, ImportError) as error:
        reason, spacy_version = str(error).splitlines()[0], version("spacy")
        raise ModelError(
            f'The model "{name}" does not load with spaCy {spacy_version}: {reason} '
            f"Install a fitting one with:  python -m pip install --upgrade {name.replace('_', '-')}"
        ) from None
    missing = [component for component in _NEEDED if component not in nlp.pipe_names]
    if missing:
        raise ModelError(f'The model "{name}" has no {" and no ".join(missing)}. Name another model.')
    return Pipeline(nlp, _reader(clauses), " ".join((name, nlp.meta.get("version", ""))))


def _reader(module: str) -> ClauseReader | None:
    if not module:
        return None
    try:
        reader: ClauseReader = importlib.import_module(f"replylint.language.{module}").read_clauses
    except ModuleNotFoundError:
        raise ConfigError(f'clauses = "{module}": there is no replylint/language/{module}.py.') from None
    return reader
