"""Compiled patterns: spaCy matchers behind an index of the words that they require.

A pattern is tried only on sentences that hold all its required words; that is exact, never a guess.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from spacy.errors import MatchPatternError
from spacy.language import Language
from spacy.matcher import DependencyMatcher, Matcher
from spacy.tokens import Doc

from replylint.language.clauses import ATTRIBUTES, PARSERLESS, PREFIX, Parsed
from replylint.language.inflection import word_forms
from replylint.packs import Pack
from replylint.rulebook.sequence import Sequence, presence, required_words
from replylint.rulebook.walk import Walk

_PARSER_KEYS = frozenset({"TAG", "POS", "DEP", "MORPH"})
_OPTIONAL = frozenset({"?", "*", "!"})


class PatternError(ValueError):
    """A pattern that spaCy or the pack does not understand; the caller adds file and rule."""


class NeedsParser(Exception):
    """A pattern that reads grammar in a language without a parser."""


def fold(text: str) -> str:
    """Lower case without accents, one character for one, so that offsets stay."""
    if text.isascii():
        return text.lower()
    folded = []
    for character in text:
        base = unicodedata.normalize("NFD", character)[0].lower()
        folded.append("'" if base in "’‘ʼ" else base[0] if base else character)
    return "".join(folded)


def straight(text: str) -> str:
    """Curly quotes made straight, one for one: the model mis-reads “don’t” otherwise."""
    return text.translate(_STRAIGHT)


_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "“": '"', "”": '"'})


_NOWHERE: list[tuple[int, int]] = []


@dataclass(eq=False)
class Compiled:
    """One pattern: its matcher, and for each word that it requires the forms that will do."""

    pattern: Any
    needs: tuple[frozenset[str], ...]
    nlp: Language
    dependency: bool
    ours: Sequence | Walk | None
    """What runs it here; None where only spaCy can."""
    required: int
    """The tests that some token of the sentence must pass, as bits: see `presence`."""
    _matcher: Any = field(default=None, repr=False)

    def find(self, doc: Doc, sentence: Parsed) -> list[tuple[int, int]]:
        """Start and end (code points in the sentence) of each match, the longest where several overlap."""
        if self.required & presence(sentence) != self.required:
            return _NOWHERE
        places = sentence.places.get(self)
        if places is None:
            places = sentence.places[self] = self._find(doc, sentence)
        return places

    def _find(self, doc: Doc, sentence: Parsed) -> list[tuple[int, int]]:
        if self.ours is not None:
            starts, lower = sentence.start, sentence.lower
            found = self.ours.find(sentence)
            return [(starts[start], starts[end - 1] + len(lower[end - 1])) for start, end in found]
        self.build()
        if self.dependency:
            spans = [(min(ids), max(ids) + 1) for _, ids in self._matcher(doc)]
        else:
            spans = [(start, end) for _, start, end in self._matcher(doc)]
        return [(doc[start].idx, doc[end - 1].idx + len(doc[end - 1])) for start, end in spans if end > start]

    def build(self) -> None:
        """Build spaCy's matcher, once, where this pattern needs it."""
        if self._matcher is not None or self.ours is not None:
            return
        if self.dependency:
            self._matcher = DependencyMatcher(self.nlp.vocab)
            self._matcher.add("p", [self.pattern])
        else:
            self._matcher = Matcher(self.nlp.vocab)
            self._matcher.add("p", [self.pattern], greedy="LONGEST")


class Compiler:
    """Compiles the patterns of one language."""

    def __init__(self, pack: Pack, nlp: Language, has_parser: bool) -> None:
        self._pack = pack
        self._nlp = nlp
        self._has_parser = has_parser
        self._common = frozenset(pack.list("common"))
        self._cache: dict[str, Compiled] = {}

    def compile_all(self, patterns: Iterable[str | list[dict[str, Any]]]) -> tuple[Compiled, ...]:
        """Compile patterns, and those that a name such as ``@told-before`` stands for."""
        return tuple(self.compile(pattern) for given in patterns for pattern in self._named(given))

    def _named(self, pattern: str | list[dict[str, Any]]) -> list[Any]:
        if not isinstance(pattern, str) or not pattern.startswith("@"):
            return [pattern]
        if pattern[1:] not in self._pack.patterns:
            raise PatternError(f'unknown list of patterns "{pattern}": add it to a file in patterns/')
        return self._pack.patterns[pattern[1:]]

    def compile(self, pattern: str | list[dict[str, Any]]) -> Compiled:
        """Compile a phrase, a token pattern or a dependency pattern.

        Raises:
            PatternError: spaCy refuses it, or it names an unknown word family or attribute.
            NeedsParser: it reads grammar and the language has no parser.
        """
        key = repr(pattern)
        if key not in self._cache:
            self._cache[key] = self._compile(pattern)
        return self._cache[key]

    def _compile(self, pattern: str | list[dict[str, Any]]) -> Compiled:
        if isinstance(pattern, str):
            pattern = [{"LOWER": token.lower_} for token in self._nlp.make_doc(straight(pattern))]
        if not pattern:
            raise PatternError("an empty pattern matches nothing")
        dependency = "RIGHT_ID" in pattern[0]
        if dependency and not self._has_parser:
            raise NeedsParser
        tokens = [item.get("RIGHT_ATTRS", {}) if dependency else item for item in pattern]
        expanded = [self._expand(token) for token in tokens]
        needs = tuple(need for token in expanded for need in _needs(token))
        ready: list[dict[str, Any]] = (
            [{**item, "RIGHT_ATTRS": token} for item, token in zip(pattern, expanded, strict=True)]
            if dependency
            else expanded
        )
        ours = Walk.of(ready) if dependency else Sequence.of(expanded)
        if ours is None or dependency:
            self._validate(ready, dependency)
        required = required_words(needs) if ours is None else ours.required
        by_rarity = tuple(sorted(needs, key=self._weight))
        return Compiled(ready, by_rarity, self._nlp, dependency, ours, required)

    def _validate(self, pattern: list[dict[str, Any]], dependency: bool) -> None:
        """Have spaCy judge a pattern that only it can run; its matcher is built when it is first needed."""
        matcher = DependencyMatcher if dependency else Matcher
        try:
            matcher(self._nlp.vocab, validate=True).add("p", [pattern])
        except (MatchPatternError, ValueError, KeyError) as error:
            raise PatternError(str(error).strip().splitlines()[-1].strip()) from None

    def _expand(self, token: Mapping[str, Any]) -> dict[str, Any]:
        """Word families by their members, lemmas by their forms, clause features by their full names."""
        if not isinstance(token, Mapping):
            raise PatternError("a token of a pattern must be a table")
        if "LOWER" in token and "LEMMA" in token:
            raise PatternError("a token has LOWER or LEMMA, not both: a lemma stands for its words in LOWER")
        expanded: dict[str, Any] = {}
        for key, value in token.items():
            if key in _PARSER_KEYS and not self._has_parser:
                raise NeedsParser
            if key in ("LOWER", "LEMMA"):
                expanded["LOWER"] = self._words(value, inflect=key == "LEMMA")
            elif key == "_":
                expanded["_"] = {
                    PREFIX + name: _attribute(name, given, self._has_parser)
                    for name, given in self._features(value).items()
                }
            else:
                expanded[key] = value
        return expanded

    def _features(self, value: Any) -> Mapping[str, Any]:
        """Clause features as given, or by the name of a set of them; ``like`` extends such a set."""
        given: dict[str, Any] = {"like": value} if isinstance(value, str) else dict(value)
        name = given.pop("like", None)
        if name is None:
            return given
        if name not in self._pack.features:
            raise PatternError(f'unknown set of features "{name}": add it to features.toml')
        return {**self._features(self._pack.features[name]), **given}

    def _words(self, value: Any, inflect: bool) -> Any:
        if isinstance(value, str):
            words = self._members([value])
        elif isinstance(value, Mapping) and set(value) <= {"IN", "NOT_IN"}:
            return {
                operator: sorted(self._forms(self._members(listed), inflect))
                for operator, listed in value.items()
            }
        else:
            return value
        forms = self._forms(words, inflect)
        return next(iter(forms)) if len(forms) == 1 else {"IN": sorted(forms)}

    def _members(self, listed: Iterable[str]) -> list[str]:
        words: list[str] = []
        for word in listed:
            if not word.startswith("@"):
                words.append(word)
            elif word[1:] in self._pack.families:
                words.extend(self._pack.families[word[1:]])
            else:
                raise PatternError(f'unknown word family "{word}": add it to a file in words/')
        return words

    def _forms(self, words: list[str], inflect: bool) -> set[str]:
        lowered = {straight(word).lower() for word in words}
        return {form for word in lowered for form in word_forms(word, self._pack)} if inflect else lowered

    def _weight(self, need: frozenset[str]) -> float:
        """How often such a word is met, roughly: the index goes by the rarest."""
        return sum(40 if word in self._common else 0.1 for word in need)


def _attribute(name: str, given: Any, has_parser: bool) -> Any:
    if name not in ATTRIBUTES:
        raise PatternError(f'unknown clause feature "_.{name}": there are {", ".join(sorted(ATTRIBUTES))}')
    if name not in PARSERLESS and not has_parser:
        raise NeedsParser
    allowed = ATTRIBUTES[name]
    listed = [v for values in given.values() for v in values] if isinstance(given, Mapping) else [given]
    for value in listed:
        if (allowed is None) != isinstance(value, bool) or (allowed is not None and value not in allowed):
            choices = "true, false" if allowed is None else ", ".join(sorted(allowed))
            raise PatternError(f'"_.{name}" cannot be {value!r}: it is one of {choices}')
    return dict(given) if isinstance(given, Mapping) else given


def _needs(token: Mapping[str, Any]) -> Iterable[frozenset[str]]:
    """The words of which a sentence must contain one for this token to match."""
    operator = str(token.get("OP", "1"))
    if operator in _OPTIONAL or operator.startswith(("{0", "{,")):
        return
    lower = token.get("LOWER")
    if isinstance(lower, str):
        yield frozenset({lower})
    elif isinstance(lower, Mapping) and "IN" in lower:
        yield frozenset(lower["IN"])


def compile_regex(source: str) -> re.Pattern[str]:
    """A regular expression over folded text.

    Raises:
        PatternError: it does not compile.
    """
    try:
        return re.compile(source)
    except re.error as error:
        raise PatternError(f'regex "{source}" does not compile: {error}') from None
