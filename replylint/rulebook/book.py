"""The rulebook: a catalogue with its patterns compiled, behind an index of the words they require."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from replylint.drafts.segments import BlockKind
from replylint.language.clauses import Parsed, Test
from replylint.language.models import Pipeline
from replylint.packs import Pack, RuleFile
from replylint.rulebook.catalogue import read_catalogue
from replylint.rulebook.patterns import Compiled, Compiler, NeedsParser, PatternError, compile_regex
from replylint.rulebook.schema import ActSpec, Match, Rewrite, located
from replylint.rulebook.sequence import presence


@dataclass(frozen=True, eq=False)
class CompiledMatch:
    """A `Match` with its patterns compiled; `number` names it in the memory of sentences."""

    number: int
    owner: str
    spec: Match
    patterns: tuple[Compiled, ...]
    regex: tuple[re.Pattern[str], ...]
    also: tuple[Compiled, ...]
    unless: tuple[Compiled, ...]
    unless_overlapping: tuple[Compiled, ...]


# A pattern behind its rarest word, what it requires, and the other tests of that token.
_Entry = tuple[tuple[CompiledMatch, Compiled], int, tuple[Test, ...]]


class Rulebook:
    """A catalogue with its patterns compiled for one pipeline, behind the index of their words."""

    def __init__(self, pack: Pack, pipeline: Pipeline) -> None:
        """Compile all patterns.

        Raises:
            RuleError: a pattern that spaCy or the pack does not understand; names file, rule and key.
        """
        self.catalogue = read_catalogue(pack)
        self.pack = pack
        self.pipeline = pipeline
        self._compiler = Compiler(pack, pipeline.nlp, pipeline.reader is not None)
        self.matches: list[CompiledMatch] = []
        self.of: dict[str, tuple[CompiledMatch, ...]] = {}
        """The first part of each act and rule: of most the only one."""
        self.parts: dict[str, tuple[tuple[CompiledMatch, ...], ...]] = {}
        """The compiled matches of each act and rule, as `parts()` of its spec groups them."""
        self.rewrites: dict[str, tuple[tuple[Rewrite, CompiledMatch], ...]] = {}
        """The rewrites of each rule that has some, with their words compiled."""
        self.skipped: dict[str, str] = {}
        """Rules that cannot run in this language, and why."""
        self._index: dict[str, list[_Entry]] = {}
        self._unread: dict[tuple[BlockKind, bool], frozenset[int]] = {}
        self._everywhere: list[tuple[CompiledMatch, Compiled]] = []
        self.by_regex: list[CompiledMatch] = []
        """The matches that have regular expressions."""
        with pipeline.lock:
            for file in (*pack.acts, *pack.rules):
                self._add(file)
            self._build()

    @cached_property
    def conflicts(self) -> dict[str, list[tuple[tuple[CompiledMatch, ...], tuple[CompiledMatch, ...]]]]:
        return {name: list(zip(parts[::2], parts[1::2], strict=False)) for name, parts in self.parts.items()}

    def candidates(self, sentence: Parsed) -> list[tuple[CompiledMatch, Compiled]]:
        """The patterns that may match a sentence: it has the words and features that each requires."""
        present, places, known = presence(sentence), sentence.masks("lower"), sentence.answers
        found = [entry for entry in self._everywhere if entry[1].required & present == entry[1].required]
        for word in sentence.words:
            for entry, required, tests in self._index.get(word, ()):
                if required & present != required:
                    continue
                left = places[word]
                for test in tests:
                    answer = known.get(test)
                    left &= sentence.answer(test) if answer is None else answer
                    if not left:
                        break
                else:
                    found.append(entry)
        return found

    def unread(self, kind: BlockKind, numbered: bool) -> frozenset[int]:
        """The numbers of the matches that do not read this kind of block."""
        if (kind, numbered) not in self._unread:
            self._unread[kind, numbered] = frozenset(
                match.number
                for match in self.matches
                if kind not in match.spec.blocks or (numbered and not match.spec.numbered_steps)
            )
        return self._unread[kind, numbered]

    def _build(self) -> None:
        """Build every matcher now: inside a memory zone of spaCy their strings would be forgotten."""
        for match in self.matches:
            for pattern in (*match.patterns, *match.also, *match.unless, *match.unless_overlapping):
                pattern.build()
        # Words met inside a zone are forgotten at its end and made anew; those of the rules come again.
        for word in (*self._index, *self.pack.list("common")):
            for form in (word, word.capitalize()):
                self.pipeline.nlp.vocab[form]

    def _add(self, file: RuleFile) -> None:
        spec = (self.catalogue.acts.get(file.id) or self.catalogue.rules[file.id]).spec
        try:
            self.parts[file.id] = tuple(self._compile(file.id, part) for part in spec.parts())
            self.of[file.id] = self.parts[file.id][0] if self.parts[file.id] else ()
            if not isinstance(spec, ActSpec) and spec.rewrite:
                found = self._compile(file.id, tuple(rewrite.wording() for rewrite in spec.rewrite))
                self.rewrites[file.id] = tuple(zip(spec.rewrite, found, strict=True))
        except PatternError as error:
            raise located(file, "patterns", f'rule "{file.id}", key "patterns": {error}.') from None
        except NeedsParser:
            self.skipped[file.id] = "it reads grammar, and this language has no parser"

    def _compile(self, owner: str, specs: tuple[Match, ...]) -> tuple[CompiledMatch, ...]:
        compile_ = self._compiler.compile_all
        ready = [
            (
                spec,
                compile_(spec.patterns),
                tuple(compile_regex(source) for source in spec.regex),
                compile_(spec.also),
                compile_(spec.unless),
                compile_(spec.unless_overlapping),
            )
            for spec in specs
        ]
        found = []
        for spec, patterns, regex, also, unless, overlapping in ready:
            match = CompiledMatch(len(self.matches), owner, spec, patterns, regex, also, unless, overlapping)
            self.matches.append(match)
            found.append(match)
            if regex:
                self.by_regex.append(match)
            for pattern in patterns:
                if not pattern.needs:
                    self._everywhere.append((match, pattern))
                    continue
                anchor = pattern.needs[0]
                tests = pattern.ours.anchor_tests(anchor) if pattern.ours else ()
                for word in anchor:
                    self._index.setdefault(word, []).append(((match, pattern), pattern.required, tests))
        return tuple(found)
