"""What a linter is built from, made ready: the rules to report, and what checks one draft."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from replylint.drafts.draft import Draft, read_draft
from replylint.drafts.front_matter import ROLES, FrontMatter, front_matter_lines, read_front_matter
from replylint.drafts.segments import LEFT_OUT, BlockKind
from replylint.drafts.source import Source
from replylint.errors import ConfigError, nearest
from replylint.language.detection import AUTO, UNKNOWN, require_detection, tell_language
from replylint.language.installed import require_model
from replylint.packs import BASE_LANGUAGE, Pack, languages, read_pack, rules_directory
from replylint.plugins import further_packs
from replylint.report import Report, Severity
from replylint.rulebook.catalogue import Catalogue, read_catalogue

if TYPE_CHECKING:
    from replylint.engine.analysis import Analyzer

Kind = Literal["draft", "template"]
_KINDS = ("draft", "template")


@dataclass(frozen=True)
class Options:
    """The arguments of a `Linter`, which see."""

    language: str
    profile: str
    kind: Kind | None
    role: str | None
    select: tuple[str, ...] | None
    ignore: tuple[str, ...]
    extend_select: tuple[str, ...]
    severity: Mapping[str, str]
    max_chars: int
    model: str | None
    rules: tuple[Path | str, ...]
    placeholders: tuple[str, ...]
    declared_placeholders: tuple[str, ...]
    plugins: bool


@dataclass(frozen=True, slots=True)
class Given:
    """What is told of a draft beside its text, instead of the linter's own; None where nothing is."""

    complaint: str | None = None
    complete: bool | None = None
    profile: str | None = None
    kind: Kind | None = None
    language: str | None = None
    declared: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if self.complaint is not None and not isinstance(self.complaint, str):
            raise TypeError(f"complaint must be a text (str), not {type(self.complaint).__name__}.")


class Checker:
    """Makes ready what checks drafts by some options. Immutable and thread-safe.

    Raises:
        ConfigError, RuleError, ModelError: as `Linter`.
    """

    def __init__(self, options: Options) -> None:
        self._placeholders = tuple(map(_regex, options.placeholders))
        self._declared = frozenset(options.declared_placeholders)
        if options.max_chars < 1:
            raise ConfigError(f"max_chars must be at least 1, not {options.max_chars}.")
        if options.language == AUTO:
            require_detection()
        self.directory = rules_directory()
        self.further = further_packs(options.rules, options.plugins)
        """The packs of rules beside the shipped one."""
        self.languages = languages(self.directory)
        """Those that have rules."""
        self._language = options.language
        self._model = options.model
        self._max_chars = options.max_chars
        self._profile = known("profile", options.profile, self.catalogue.profiles)
        self._kind: Kind | None = options.kind and _kind(options.kind)
        self._role = options.role and known("role", options.role, ROLES)
        self._select = None if options.select is None else self._chosen(options.select)
        self._extend = self._chosen(options.extend_select)
        self._ignore = self._chosen(options.ignore)
        self._check_selection(options)
        self._severity = {
            rule: Severity(known("severity", of, [*Severity]))
            for name, of in options.severity.items()
            for rule in self._ids([name])
        }
        if options.model is not None:
            require_model(options.model)

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue of the language; the English one where drafts tell it."""
        return self._catalogue(BASE_LANGUAGE if self._language == AUTO else self._language)

    def of(self, source: Source, given: Given) -> Callable[[str], Report]:
        """What checks the text of a source, and the same draft with another text.

        Raises:
            ConfigError: something given that does not exist.
        """
        # Imported here: these bring spaCy, which `rules`, `--help` and a plain import do without.
        from replylint.engine.check import Request, check_draft

        front = self._front_matter(source)
        language = given.language or front.language or source.language
        told = self.told(source, language)
        foreign = (language or self._language) == AUTO or language == source.language
        if foreign and told not in self.languages:
            unread = Report(
                ok=True,
                location=source.location,
                language=told,
                profile=known("profile", given.profile or self._profile, self.catalogue.profiles),
                profile_reason="not read",
                skipped=_uncovered(told),
            )
            return lambda text: unread.with_source(text)
        catalogue = self._catalogue(told)
        asked = known("profile", given.profile or self._profile, catalogue.profiles)
        # What the caller asks for comes before what the template says of itself.
        said = (front.profile or source.profile) if asked == AUTO else None
        reason = "its front matter says so" if front.profile else "its export says so"
        request = Request(
            profile=said or asked,
            profile_reason=reason if said else "asked for",
            role=front.role or self._role,
            kind=_kind(given.kind or front.kind or self._kind or source.kind or "draft"),
            selected=self._selected(catalogue, given.complaint),
            complaint=given.complaint,
            complete=given.complete,
            declared=next(d for d in (given.declared, front.placeholders, self._declared) if d is not None),
            severity=self._severity,
            notes=(front.note,) if front.note else (),
        )
        engine = self.engine(told)

        def check(text: str) -> Report:
            return check_draft(self.draft(replace(source, text=text), told), engine, request)

        return check

    def draft(self, source: Source, language: str) -> Draft:
        """A draft read with the pack of its language; with the English one where no pack covers it."""
        covered = language in self.languages
        pack = self.pack(language if covered else BASE_LANGUAGE)
        draft = read_draft(source, pack, self._max_chars, self._placeholders)
        return draft if covered else replace(draft, notes=(*draft.notes, _uncovered(language)))

    def told(self, source: Source, language: str | None) -> str:
        """The language of a draft: the one that was named, or the one that its own words tell."""
        language = language or self._language
        if language != AUTO:
            return language
        require_detection()
        # Which words are quoted can be seen in every language.
        (reading, *_) = self.draft(source, BASE_LANGUAGE).readings
        left_out = [(b.start, b.end) for b in reading.blocks if b.kind in LEFT_OUT | {BlockKind.SIGNATURE}]
        # A merge field is read as an English word.
        left_out += [(field.start, field.end) for field in reading.fields]
        own, position = [], 0
        for start, end in sorted(left_out):
            own.append(reading.text.text[position:start])
            position = max(position, end)
        own.append(reading.text.text[position:])
        return tell_language(" ".join(own), self.languages)

    def pack(self, language: str) -> Pack:
        """The rules and words of a language."""
        return read_pack(self.directory, language, self.further)

    def engine(self, language: str) -> Analyzer:
        """What analyses sentences of a language; loads the model when it is first asked for.

        Raises:
            ModelError: the model is missing or does not fit.
        """
        return _engine(self.pack(language), self._model)

    def warm_up(self) -> None:
        """Load all that may be needed."""
        for language in self.languages if self._language == AUTO else [self._language]:
            self.engine(language)

    def _front_matter(self, source: Source) -> FrontMatter:
        """What a template says of itself, as far as it can be; the rest is noted."""
        lines = "" if source.origin else front_matter_lines(source.text)
        if not lines:
            return FrontMatter()
        front = read_front_matter(lines)
        told = (
            ("profile", front.profile, self.catalogue.profiles),
            ("language", front.language, [AUTO, *self.languages]),
            ("kind", front.kind, _KINDS),
            ("role", front.role, ROLES),
        )
        for key, name, names in told:
            if name and name not in names:
                note = f'its front matter has an unknown {key}, "{name}"{nearest(name, sorted(names))}'
                front = front.without(key, note)
        return front

    def _selected(self, catalogue: Catalogue, complaint: str | None) -> frozenset[str]:
        """The rules to report; one that is selected by name is so with all its groups."""
        if self._select is not None:
            groups = (f"{rule}.{group}" for rule, group in catalogue.groups if rule in self._select)
            return frozenset((*self._select, *groups, *self._extend)) - self._ignore
        default = {"on", "with-complaint"} if complaint and complaint.strip() else {"on"}
        on = {rule for rule in catalogue.rules if catalogue.rule(rule).default in default}
        return frozenset(on | self._extend) - self._ignore

    def _check_selection(self, options: Options) -> None:
        """Refuse a selection by which no text is judged: it would pass everything."""
        if options.select is not None and not options.select:
            raise ConfigError(
                '"select" names no rule, so nothing would be judged. Name one, or leave "select" away for '
                "all rules that are on by default."
            )
        languages = self.languages if self._language == AUTO else [self._language]
        # What is judged only where the complaint is given is judged all the same.
        if options.ignore and not any(
            self._selected(self._catalogue(language), "a complaint") for language in languages
        ):
            names = ", ".join(f'"{name}"' for name in options.ignore[:3])
            more = " …" if len(options.ignore) > 3 else ""
            raise ConfigError(
                f'"ignore" takes all rules that are selected ({names}{more}), so nothing would be judged. '
                'Take a rule out of "ignore", or leave such texts out ("exclude" in settings).'
            )

    def _chosen(self, names: Iterable[str]) -> frozenset[str]:
        """As `_ids`; the name of a further pack stands for all its rules and groups."""
        ids = self._names()
        packs = {pack.name for pack in self.further} - ids.keys()
        chosen: set[str] = set()
        for name in names:
            if known("rule", name, {*ids, *packs}) in packs:
                chosen.update(rule for rule in ids.values() if rule.startswith(f"{name}/"))
            else:
                chosen.add(ids[name])
        return frozenset(chosen)

    def _ids(self, names: Iterable[str]) -> frozenset[str]:
        """Rules and groups by their present ids."""
        ids = self._names()
        return frozenset(ids[known("rule", name, ids)] for name in names)

    def _names(self) -> dict[str, str]:
        """The names of rules and groups of every language, as one linter may check several."""
        return {
            name: own for language in self.languages for name, own in self._catalogue(language).names.items()
        }

    def _catalogue(self, language: str) -> Catalogue:
        return read_catalogue(self.pack(language))


_engines: dict[tuple[Pack, str | None], Analyzer] = {}
_engines_lock = threading.Lock()


def _engine(pack: Pack, model: str | None) -> Analyzer:
    """The engine of a pack and a model: one per process, so that linters share its memory."""
    with _engines_lock:
        if (pack, model) not in _engines:
            from replylint.engine.analysis import Analyzer
            from replylint.language.models import load_pipeline
            from replylint.rulebook.book import Rulebook

            _engines[pack, model] = Analyzer(Rulebook(pack, load_pipeline(pack, model)))
        return _engines[pack, model]


def _regex(source: str) -> re.Pattern[str]:
    try:
        return re.compile(source)
    except re.error as error:
        raise ConfigError(f'The placeholder pattern "{source}" is no regular expression: {error}.') from None


def several(what: str, values: object) -> tuple[str, ...]:
    """An argument that takes any number of texts. A single one, which is itself a row of texts, is one.

    Raises:
        TypeError: it holds something else.
    """
    given = (values,) if isinstance(values, str) else values
    if not isinstance(given, Iterable) or isinstance(given, (bytes, Mapping)):
        raise TypeError(f"{what} must be a list of texts (str), not {type(values).__name__}.")
    made = tuple(given)
    for value in made:
        if not isinstance(value, str):
            raise TypeError(f"{what} must be a list of texts (str); {value!r} in it is none.")
    return made


def known(what: str, name: str, among: Iterable[str]) -> str:
    """A name that exists.

    Raises:
        ConfigError: it does not; says which is nearest.
    """
    if name not in (names := sorted(among)):
        hint = nearest(name, names) or f". There are: {', '.join(names)}"
        raise ConfigError(f'Unknown {what} "{name}"{hint}.')
    return name


def _kind(kind: str) -> Kind:
    return "template" if known("kind", kind, _KINDS) == "template" else "draft"


def _uncovered(language: str) -> str:
    what = "could not be told" if language == UNKNOWN else f"is “{language}”, which no rule pack covers"
    return f"its language {what}"
