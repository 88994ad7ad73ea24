"""The rules, acts, profiles and sources of a language as validated data; no spaCy here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from replylint.errors import RuleError, nearest
from replylint.packs import ACTS, Pack, RuleFile, Table
from replylint.report import RuleInfo
from replylint.rulebook.schema import ActSpec, AnyRule, Wording, located, read_act, read_rule
from replylint.rulebook.slots import check_slots

_T = TypeVar("_T", bound=BaseModel)


class Profile(BaseModel):
    """What is judged in one kind of text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    use: str
    """What it is for, in a phrase."""
    lint: bool = True
    """False: the text is left alone."""
    refusal: bool = False
    """Whether a detected refusal is judged."""
    kind: Literal["draft", "template"] | None = None
    """What such a text always is, whatever the caller says."""
    off: tuple[str, ...] = ()
    """Rules that are switched off."""
    severity: dict[str, str] = Field(default_factory=dict)
    """Severities that differ from the rules' own."""
    credits: tuple[str, ...] = ()
    """Acts that the tally always names, present or missing."""


class Source(BaseModel):
    """Where a rule comes from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    grade: str
    """A: experiment, field data or binding rule; B: official guidance; C: practitioner."""
    says: str


class Measured(BaseModel):
    """How a rule did on real replies: findings drawn at random, read and judged by a person."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    read: int
    right: int
    per_100: float
    """Findings per 100 replies."""
    on: str
    """When, as YYYY-MM-DD."""

    def __str__(self) -> str:
        if not self.read:
            return f"no finding in the replies that were read ({self.on})"
        return (
            f"{self.right} of {self.read} findings right in real replies; "
            f"{self.per_100:g} per 100 replies ({self.on})"
        )


@dataclass(frozen=True, eq=False)
class Entry:
    """A rule or act of the book, with its id and family."""

    id: str
    family: str
    spec: AnyRule | ActSpec
    path: Path


class Catalogue:
    """The rules, acts, profiles and sources of a language as data: all that can be known without spaCy."""

    def __init__(self, pack: Pack) -> None:
        """Read and validate every file of the pack.

        Raises:
            RuleError: names file, rule, key and fix.
        """
        self.pack = pack
        self.sources = _read_table(pack.sources, Source)
        self.profiles = _read_table(pack.profiles, Profile)
        self.measured = _read_table(pack.measured, Measured)
        self.acts = {file.id: Entry(file.id, file.family, read_act(file), file.path) for file in pack.acts}
        self.rules = {file.id: Entry(file.id, file.family, read_rule(file), file.path) for file in pack.rules}
        for file in (*pack.acts, *pack.rules):
            self._check_names(file)
        for file in pack.rules:
            check_slots(file, self.rule(file.id))
        self.outranked = {rule: self._outranked(rule) for rule in self.rules}
        self.groups = self._groups()
        """The groups of matches that are off by default: their rule, and their name."""
        self.names = self._names()
        """Every name by which a rule or group may be selected, and its present id."""

    def rule(self, rule_id: str) -> AnyRule:
        """The rule of this id."""
        spec = self.rules[rule_id].spec
        assert not isinstance(spec, ActSpec)
        return spec

    def act(self, name: str) -> ActSpec:
        """The act of this name."""
        spec = self.acts[name].spec
        assert isinstance(spec, ActSpec)
        return spec

    def told(self) -> dict[str, RuleInfo]:
        """What outputs may tell of each rule."""
        return {name: self._told(name) for name in self.rules}

    def _told(self, name: str) -> RuleInfo:
        rule = self.rule(name)
        return RuleInfo(
            family=self.rules[name].family,
            severity=rule.severity,
            definition=rule.definition,
            why=rule.why,
            say=rule.suggestions,
            sources=tuple(self.sources[key].title for key in rule.sources),
        )

    def _groups(self) -> list[tuple[str, str]]:
        named = {
            (rule, match.group)
            for rule in self.rules
            for part in self.rule(rule).parts()
            for match in part
            if match.group
        }
        return sorted(named)

    def _names(self) -> dict[str, str]:
        names = {rule: rule for rule in self.rules}
        names |= {f"{rule}.{group}": f"{rule}.{group}" for rule, group in self.groups}
        for file in self.pack.rules:
            for alias in self.rule(file.id).aliases:
                if names.setdefault(alias, file.id) != file.id:
                    taken = f'rule "{file.id}", key "aliases": "{alias}" is the name of "{names[alias]}"'
                    raise located(file, "aliases", f"{taken}. Remove it.")
        return names

    def _check_names(self, file: RuleFile) -> None:
        """Refuse a file that names an act, rule, profile or source that does not exist."""
        entry = self.acts.get(file.id) or self.rules[file.id]
        spec = entry.spec
        # Acts and rules that another language does not have yet are no mistake of its files.
        english = self.pack.english
        known_acts = {*self.acts, *(name for name, family in english.items() if family == ACTS)}
        known_rules = {*self.rules, *english}
        named: list[tuple[str, tuple[str, ...], set[str]]] = [("sources", spec.sources, set(self.sources))]
        if isinstance(spec, ActSpec):
            named.append(("vetoed_by", tuple(spec.vetoed_by), known_rules))
        else:
            named.append(("outranks", spec.rules_named(), known_rules))
            named.append(("profiles", spec.profiles, set(self.profiles)))
            # Wording rules stand for what they find: policy, blame, threat.
            named.append(("acts", spec.acts_named(), known_acts | known_rules))
        rewrites: tuple[Wording, ...] = () if isinstance(spec, ActSpec) else spec.rewrite
        for match in (*rewrites, *(match for part in spec.parts() for match in part)):
            for near in (*match.near, *match.unless_near):
                named.append(("acts", near.acts, known_acts))
        for key, names, known in named:
            for name in names:
                if name not in known:
                    hint = nearest(name, sorted(known))
                    raise located(file, key, f'rule "{file.id}", key "{key}": "{name}" does not exist{hint}.')

    def _outranked(self, rule: str) -> frozenset[str]:
        found: set[str] = set()
        waiting = list(self.rule(rule).outranks)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                if name in self.rules:
                    waiting.extend(self.rule(name).outranks)
        return frozenset(found)


def _read_table(table: Table, model: type[_T]) -> dict[str, _T]:
    read = {}
    for name, (path, data) in table.items():
        try:
            read[name] = model.model_validate(data)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            key = ".".join(str(part) for part in first["loc"])
            raise RuleError(f'{path}: [{name}], key "{key}": {first["msg"]}.') from None
    return read


@cache
def read_catalogue(pack: Pack) -> Catalogue:
    """The catalogue of a pack, read once per process."""
    return Catalogue(pack)
