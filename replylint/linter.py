"""The linter: the one object that ties everything together."""

from __future__ import annotations

import asyncio
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from replylint import __version__
from replylint.drafts.draft import Draft, read_draft
from replylint.drafts.eml import read_email
from replylint.drafts.files import find_files, read_sources
from replylint.drafts.front_matter import ROLES, FrontMatter, front_matter_lines, read_front_matter
from replylint.drafts.segments import LEFT_OUT, BlockKind
from replylint.drafts.source import EMAIL, FORMATS, Source, read_bytes, read_source
from replylint.errors import ConfigError, DraftError, nearest
from replylint.fingerprint import pack_digest, rulebook
from replylint.fixes import apply_fixes, verified
from replylint.language.detection import AUTO, UNKNOWN, require_detection, tell_language
from replylint.packs import BASE_LANGUAGE, Pack, languages, read_pack, rules_directory
from replylint.plugins import SHIPPED, further_packs
from replylint.report import Location, PackInfo, Problem, Report, Run, Severity
from replylint.rulebook.catalogue import Catalogue, read_catalogue

if TYPE_CHECKING:
    from replylint.engine.analysis import Analyzer
    from replylint.language.sentences import Sentence

Kind = Literal["draft", "template"]
Format = Literal["text", "html", "markdown", "email"]
Item = str | Mapping[str, object]

_KINDS = ("draft", "template")
_FORMATS = tuple(dict.fromkeys(FORMATS.values()))


@dataclass(frozen=True, slots=True)
class Given:
    """What is told of a draft beside its text, instead of the linter's own; None where nothing is."""

    complaint: str | None = None
    complete: bool | None = None
    profile: str | None = None
    kind: Kind | None = None
    language: str | None = None
    declared: frozenset[str] | None = None


_NOTHING = Given()


class Linter:
    """Checks replies to complaints. Build it once; it is immutable, thread-safe and keeps bounded memory.

    Args:
        language: the language of the replies, such as ``en``; one that has a rule pack. ``auto`` tells the
            language of each draft (needs the extra ``langdetect``); one without a pack is left alone.
        profile: what the texts are: ``auto`` lets each text tell. `check` can override it.
        kind: ``draft`` (one reply) or ``template`` (a canned reply with merge fields); with None the texts of
            exports are templates and all others drafts.
        role: ``refusal`` where snippets are to be judged as one.
        select: the only rules to report; None for all that are on by default.
        extend_select: rules that are off by default, or groups of them (``hollow-phrase.officialese``), to
            report as well.
        ignore: rules not to report. Neither changes which acts count.
        severity: how much the findings of some rules matter, instead of what their files and profiles say.
        max_chars: of a longer text only so many code points are read, and the report says so.
        model: the spaCy model to use instead of the pack's.
        rules: folders of further rule packs, each with a ``pack.toml``, beside the shipped one.
        plugins: whether the packs of installed packages (entry points ``replylint.rules``) are in play, too.
        placeholders: regular expressions for merge fields of your own system; a group called ``name`` says
            which part is the field's name.
        declared_placeholders: the names of the merge fields that your helpdesk fills (``customer.name``): any
            other one in a template is a misspelt one.

    Raises:
        ConfigError: an unknown language, profile, kind or rule id; names the nearest right one. A pattern for
            placeholders that is no regular expression.
        RuleError: a rule file or pack that cannot be used; names file, rule, key and fix.
    """

    def __init__(
        self,
        language: str = "en",
        profile: str = "auto",
        kind: Kind | None = None,
        role: str | None = None,
        select: Iterable[str] | None = None,
        ignore: Iterable[str] = (),
        extend_select: Iterable[str] = (),
        severity: Mapping[str, str] | None = None,
        max_chars: int = 100_000,
        model: str | None = None,
        rules: Iterable[Path | str] = (),
        placeholders: Iterable[str] = (),
        declared_placeholders: Iterable[str] = (),
        plugins: bool = True,
    ) -> None:
        self._settings: dict[str, Any] = {
            "language": language,
            "profile": profile,
            "kind": kind,
            "role": role,
            "select": None if select is None else (select := tuple(select)),
            "ignore": (ignore := tuple(ignore)),
            "extend_select": (extend_select := tuple(extend_select)),
            "severity": (severity := dict(severity or {})),
            "max_chars": max_chars,
            "model": model,
            "rules": (rules := (rules,) if isinstance(rules, (str, Path)) else tuple(rules)),
            "plugins": plugins,
            "placeholders": (placeholders := tuple(placeholders)),
            "declared_placeholders": (declared_placeholders := tuple(declared_placeholders)),
        }
        self._placeholders = tuple(map(_regex, placeholders))
        self._declared = frozenset(declared_placeholders)
        if max_chars < 1:
            raise ConfigError(f"max_chars must be at least 1, not {max_chars}.")
        if language == AUTO:
            require_detection()
        self._directory = rules_directory()
        self._further = further_packs(rules, plugins)
        self._languages = languages(self._directory)
        self._language = language
        self._model = model
        self._max_chars = max_chars
        catalogue = self.catalogue
        self._profile = _known("profile", profile, catalogue.profiles)
        self._kind: Kind | None = kind and _kind(kind)
        self._role = role and _known("role", role, ROLES)
        self._select = None if select is None else self._ids(select)
        self._extend = self._ids(extend_select)
        self._ignore = self._ids(ignore)
        self._severity = {
            rule: Severity(_known("severity", of, [*Severity]))
            for name, of in severity.items()
            for rule in self._ids([name])
        }

    def _ids(self, names: Iterable[str]) -> frozenset[str]:
        """Rules and groups by their present ids; those of every language, as one linter may check several."""
        known: dict[str, str] = {}
        for language in self._languages:
            known |= self._catalogue(language).names
        return frozenset(known[_known("rule", name, known)] for name in names)

    def warm_up(self) -> None:
        """Load the model and compile the patterns now, so that the first check is as fast as the rest.

        Raises:
            ModelError: the language model is missing or does not fit; names the fix.
        """
        names = self._languages if self._language == AUTO else [self._language]
        for name in names:
            self._engine(name)

    def check(
        self,
        text: str,
        complaint: str | None = None,
        complete: bool | None = None,
        profile: str | None = None,
        kind: Kind | None = None,
        language: str | None = None,
        format: Format = "text",
        declared_placeholders: Iterable[str] | None = None,
    ) -> Report:
        """Check one reply. No content raises; offsets count code points of `text` as given.

        Args:
            text: the reply, in `format`: plain text, HTML, Markdown, or with ``email`` a whole message as in
                an .eml file (offsets then count in its decoded part, which `Report.location` names).
            complaint: the customer's message; a text that answers one is a complete reply.
            complete: whether the text is a complete reply, where the caller knows.
            profile, kind, language, declared_placeholders: instead of the linter's own.

        Raises:
            ConfigError: an unknown profile, kind, format or language.
            DraftError: an e-mail without a readable text part.
        """
        declared = None if declared_placeholders is None else frozenset(declared_placeholders)
        source = Source(text, _known("format", format, _FORMATS))
        if format == EMAIL:
            mail = read_email(text.encode("utf-8", "replace"), "<text>")
            source = Source(mail.text, mail.format, Location(part=mail.part), mail.note)
        return self.check_source(source, Given(complaint, complete, profile, kind, language, declared))

    def check_many(self, items: Iterable[Item], workers: int | None = None) -> Iterator[Report]:
        """Check many replies, in order. An item is a text, or a mapping of `check`'s arguments.

        With `workers` of 2 or more that many processes share the work (they are started for this call, so it
        pays from some hundred replies on); else it is done here, lazily.
        """
        if workers is not None and workers > 1:
            with ProcessPoolExecutor(workers, get_context("spawn"), _start_worker, (self._settings,)) as pool:
                yield from pool.map(_work, items, chunksize=_CHUNK)
        else:
            for item in items:
                yield self._check_item(item)

    def _check_item(self, item: Item) -> Report:
        return self.check(item) if isinstance(item, str) else self.check(**item)  # type: ignore[arg-type]

    async def acheck(self, text: str, complaint: str | None = None, **arguments: object) -> Report:
        """As `check`, in a thread, so that an event loop is not held up."""
        return await asyncio.to_thread(self.check, text, complaint, **arguments)  # type: ignore[arg-type]

    def check_path(
        self,
        *paths: Path | str,
        complaint: str | None = None,
        profile: str | None = None,
        kind: Kind | None = None,
    ) -> Run:
        """Check files, and directories searched for drafts and exports, in a stable order.

        An export gives a report for each of its texts. No settings are read: see the command line. A file
        that cannot be read becomes one of `Run.problems`; the others are checked all the same.
        """
        given = Given(complaint, profile=profile, kind=kind)
        reports: list[Report] = []
        problems: list[Problem] = []
        for found in find_files(paths):
            if isinstance(found, Problem):
                problems.append(found)
                continue
            try:
                sources = read_sources(
                    read_bytes(Path(found.path)), found.path, self._directory, named=found.named
                )
                reports.extend(self.check_source(source, given) for source in sources)
            except DraftError as error:
                problems.append(Problem(path=found.path, message=str(error)))
        return Run(reports=tuple(reports), problems=tuple(problems), packs=self.packs, rulebook=self.rulebook)

    def check_bytes(
        self,
        data: bytes,
        name: str,
        complaint: str | None = None,
        profile: str | None = None,
        kind: Kind | None = None,
    ) -> Report:
        """Check the content of a file called `name`, whose ending tells how it is read.

        Raises:
            DraftError: the bytes cannot be read as a draft.
        """
        return self.check_source(read_source(data, name), Given(complaint, profile=profile, kind=kind))

    def draft(self, source: Source | str) -> Draft:
        """A draft as the linter sees it: its visible words and their blocks."""
        source = Source(source) if isinstance(source, str) else source
        return self._draft(source, self._told(source, source.language))

    def fix(
        self,
        text: str,
        unsafe: bool = False,
        complaint: str | None = None,
        complete: bool | None = None,
        profile: str | None = None,
        kind: Kind | None = None,
        language: str | None = None,
    ) -> str:
        """A plain-text reply with its safe suggestions made; with `unsafe` also those to be read once more.

        A suggestion whose result would raise a new finding is left out; merge fields, quotations and quoted
        history stay as they are, and fixing twice changes nothing. The other arguments are those of `check`.

        Raises:
            ConfigError: as `check`.
        """
        return self.fix_source(Source(text), unsafe, Given(complaint, complete, profile, kind, language))

    def check_source(self, source: Source, given: Given = _NOTHING) -> Report:
        """The report on a draft; on one in an export, with its places in that file.

        Raises:
            ConfigError: as `check`.
        """
        check = self._checker(source, given)
        report = verified(check(source.text), check)
        origin = source.origin
        return report.inside(origin.file, origin.place, source.location) if origin else report

    def read_ahead(self, sources: Iterable[Source], given: Given = _NOTHING) -> None:
        """Analyse the sentences of several drafts together, which `check_source` then finds remembered.

        A parser that is given more at once takes less time for each.
        """
        from replylint.language.sentences import split_reading

        waiting: dict[str, list[Sentence]] = {}
        for source in sources:
            told = self._told(source, given.language or source.language)
            if told in self._languages:
                pack = self._pack(told)
                for reading in self._draft(source, told).readings:
                    waiting.setdefault(told, []).extend(split_reading(reading, pack))
        for told, sentences in waiting.items():
            self._engine(told).analyse(sentences)

    def fix_source(self, source: Source, unsafe: bool = False, given: Given = _NOTHING) -> str:
        """The text of a draft with its suggestions made; see `fix`. One in an export keeps its raw form.

        That of an e-mail stays as it is, as its offsets count in the decoded text.
        """
        if source.location.part is not None:
            return source.text
        check = self._checker(source, given)
        return apply_fixes(check(source.text), check, unsafe).source

    def only(self, rule: str) -> Linter:
        """A linter like this one that reports one rule."""
        return Linter(**{**self._settings, "select": [rule], "extend_select": (), "ignore": ()})

    def acts_in(self, text: str) -> frozenset[str]:
        """The names of all acts that count in a text, those that only serve other rules included."""
        from replylint.engine.check import read_document
        from replylint.language.sentences import split_reading

        draft = self.draft(text)
        analyzer = self._engine(draft.language)
        names: set[str] = set()
        for reading in draft.readings:
            sentences = split_reading(reading, analyzer.book.pack)
            document = read_document(reading, sentences, analyzer)
            names.update(act.name for act in document.acts if act.valid)
        return frozenset(names)

    @property
    def catalogue(self) -> Catalogue:
        """The rules, acts, profiles and sources of the linter's language; of English where drafts tell it."""
        return self._catalogue(BASE_LANGUAGE if self._language == AUTO else self._language)

    @property
    def packs(self) -> tuple[PackInfo, ...]:
        """The packs of rules in play: the shipped one, then the further ones by name."""
        shipped = PackInfo(name=SHIPPED, version=__version__, digest=pack_digest(self._directory))
        further = (
            PackInfo(name=pack.name, version=pack.version, digest=pack_digest(pack.directory))
            for pack in self._further
        )
        return (shipped, *further)

    @property
    def rulebook(self) -> str:
        """The digest of replylint's version and all packs; see `Run.rulebook`."""
        return rulebook(self._further)

    def _checker(self, source: Source, given: Given) -> Callable[[str], Report]:
        """What lints the text of a source, and the same draft with another text."""
        # Imported here: these bring spaCy, which `rules`, `--help` and a plain import do without.
        from replylint.engine.check import Request, check_draft

        front = self._front_matter(source)
        language = given.language or front.language or source.language
        told = self._told(source, language)
        foreign = (language or self._language) == AUTO or language == source.language
        if foreign and told not in self._languages:
            unread = Report(
                ok=True,
                location=source.location,
                language=told,
                profile=_known("profile", given.profile or self._profile, self.catalogue.profiles),
                profile_reason="not read",
                skipped=_uncovered(told),
            )
            return lambda text: unread.with_source(text)
        catalogue = self._catalogue(told)
        asked = _known("profile", given.profile or self._profile, catalogue.profiles)
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
        engine = self._engine(told)

        def check(text: str) -> Report:
            return check_draft(self._draft(replace(source, text=text), told), engine, request)

        return check

    def _front_matter(self, source: Source) -> FrontMatter:
        """What a template says of itself, as far as it can be; the rest is noted."""
        lines = "" if source.origin else front_matter_lines(source.text)
        if not lines:
            return FrontMatter()
        front = read_front_matter(lines)
        told = (
            ("profile", front.profile, self.catalogue.profiles),
            ("language", front.language, [AUTO, *self._languages]),
            ("kind", front.kind, _KINDS),
            ("role", front.role, ROLES),
        )
        for key, name, names in told:
            if name and name not in names:
                note = f'its front matter has an unknown {key}, "{name}"{nearest(name, sorted(names))}'
                front = front.without(key, note)
        return front

    def _told(self, source: Source, language: str | None) -> str:
        """The language of a draft: the one that was named, or the one that its own words tell."""
        language = language or self._language
        if language != AUTO:
            return language
        require_detection()
        # Which words are quoted can be seen in every language.
        (reading, *_) = self._draft(source, BASE_LANGUAGE).readings
        left_out = [(b.start, b.end) for b in reading.blocks if b.kind in LEFT_OUT | {BlockKind.SIGNATURE}]
        # A merge field is read as an English word.
        left_out += [(field.start, field.end) for field in reading.fields]
        own, position = [], 0
        for start, end in sorted(left_out):
            own.append(reading.text.text[position:start])
            position = max(position, end)
        own.append(reading.text.text[position:])
        return tell_language(" ".join(own), self._languages)

    def _draft(self, source: Source, language: str) -> Draft:
        """A draft read with the pack of its language; with the English one where no pack covers it."""
        covered = language in self._languages
        pack = self._pack(language if covered else BASE_LANGUAGE)
        draft = read_draft(source, pack, self._max_chars, self._placeholders)
        return draft if covered else replace(draft, notes=(*draft.notes, _uncovered(language)))

    def _selected(self, catalogue: Catalogue, complaint: str | None) -> frozenset[str]:
        """The rules to report; one that is selected by name is so with all its groups."""
        if self._select is not None:
            groups = (f"{rule}.{group}" for rule, group in catalogue.groups if rule in self._select)
            return frozenset((*self._select, *groups, *self._extend)) - self._ignore
        default = {"on", "with-complaint"} if complaint and complaint.strip() else {"on"}
        on = {rule for rule in catalogue.rules if catalogue.rule(rule).default in default}
        return frozenset(on | self._extend) - self._ignore

    def _pack(self, language: str) -> Pack:
        return read_pack(self._directory, language, self._further)

    def _catalogue(self, language: str) -> Catalogue:
        return read_catalogue(self._pack(language))

    def _engine(self, language: str) -> Analyzer:
        return _engine(self._pack(language), self._model)


_CHUNK = 32
_worker: list[Linter] = []


def _start_worker(settings: dict[str, Any]) -> None:
    # One thread per process, set before numpy is loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _worker[:] = [Linter(**settings)]


def _work(item: Item) -> Report:
    return _worker[0]._check_item(item)


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


def _known(what: str, name: str, known: Iterable[str]) -> str:
    if name not in (names := sorted(known)):
        hint = nearest(name, names) or f". There are: {', '.join(names)}"
        raise ConfigError(f'Unknown {what} "{name}"{hint}')
    return name


def _kind(kind: str) -> Kind:
    return "template" if _known("kind", kind, _KINDS) == "template" else "draft"


def _uncovered(language: str) -> str:
    what = "could not be told" if language == UNKNOWN else f"is “{language}”, which no rule pack covers"
    return f"its language {what}"
