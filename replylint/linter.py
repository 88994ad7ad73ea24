"""The linter: the one object that ties everything together."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import current_process, get_context
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from replylint import __version__
from replylint.checker import Checker, Given, Kind, Options, known, several
from replylint.drafts.draft import Draft
from replylint.drafts.eml import read_email
from replylint.drafts.files import find_files, read_sources
from replylint.drafts.source import EMAIL, FORMATS, Source, read_bytes, read_source
from replylint.errors import DraftError, ReplylintError
from replylint.fingerprint import pack_digest, rulebook
from replylint.fixes import Spared, apply_fixes, nothing_spared, verified
from replylint.plugins import SHIPPED
from replylint.report import Location, PackInfo, Problem, Report, Run
from replylint.rulebook.catalogue import Catalogue

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event

    from replylint.language.sentences import Sentence

Format = Literal["text", "html", "markdown", "email"]
Item = str | Mapping[str, object]

_FORMATS = tuple(dict.fromkeys(FORMATS.values()))


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
        select: the only rules to report; None for all that are on by default. Here, in `extend_select` and in
            `ignore` the name of a further pack stands for all its rules.
        extend_select: rules that are off by default, or groups of them (``hollow-phrase.officialese``), to
            report as well.
        ignore: rules not to report. Neither changes which acts count.
        severity: how much the findings of some rules matter, instead of what their files and profiles say.
        max_chars: of a longer text only so many code points are read, and the report says so.
        model: the spaCy model to use instead of the pack's, by the name of its package.
        rules: folders of further rule packs, each with a ``pack.toml``, beside the shipped one.
        plugins: whether the packs of installed packages (entry points ``replylint.rules``) are in play, too.
        placeholders: regular expressions for merge fields of your own system; a group called ``name`` says
            which part is the field's name.
        declared_placeholders: the names of the merge fields that your helpdesk fills (``customer.name``): any
            other one in a template is a misspelt one.

    In the place of a list of texts there may be a single one.

    Raises:
        ConfigError: an unknown language, profile, kind or rule id; names the nearest right one. A pattern for
            placeholders that is no regular expression. A selection that leaves no rule.
        ModelError: `model` is not installed.
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
        self._options = Options(
            language=language,
            profile=profile,
            kind=kind,
            role=role,
            select=None if select is None else several("select", select),
            ignore=several("ignore", ignore),
            extend_select=several("extend_select", extend_select),
            severity=dict(severity or {}),
            max_chars=max_chars,
            model=model,
            rules=(rules,) if isinstance(rules, (str, Path)) else tuple(rules),
            placeholders=several("placeholders", placeholders),
            declared_placeholders=several("declared_placeholders", declared_placeholders),
            plugins=plugins,
        )
        self._checker = Checker(self._options)

    def warm_up(self) -> None:
        """Load the model and compile the patterns now, so that the first check is as fast as the rest.

        Raises:
            ModelError: the language model is missing or does not fit; names the fix.
        """
        self._checker.warm_up()

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
            TypeError: a text or complaint that is no str.
        """
        declared = _declared(declared_placeholders)
        given = Given(complaint, complete, profile, kind, language, declared)
        return self.check_source(_source(text, format), given)

    def check_many(self, items: Iterable[Item], workers: int | None = None) -> Iterator[Report]:
        """Check many replies, in order. An item is a text, or a mapping of `check`'s arguments.

        With `workers` of 2 or more that many processes share the work (they are started for this call, so it
        pays from some hundred replies on); else it is done here, lazily. Each of these processes imports the
        script that calls this, so that its main part must stand below ``if __name__ == "__main__":``.

        Raises:
            ReplylintError: a script that starts workers has no such line.
            TypeError: an item that is neither, or one text in the place of several.
        """
        if isinstance(items, (str, bytes, Mapping)):
            raise TypeError("check_many takes a list of replies. For one reply there is check.")
        if workers is not None and workers > 1:
            return self._check_shared(items, workers)
        return map(self._check_item, items)

    def _check_shared(self, items: Iterable[Item], workers: int) -> Iterator[Report]:
        if getattr(current_process(), "_inheriting", False):
            # This is a worker that imports a script without the guard: its parent says so.
            raise SystemExit(1)
        context = get_context("spawn")
        started = context.Event()
        try:
            with ProcessPoolExecutor(workers, context, _start_worker, (self._options, started)) as pool:
                yield from pool.map(_work, items, chunksize=_CHUNK)
        except BrokenProcessPool:
            if started.is_set():
                raise
            raise ReplylintError(
                "check_many: the workers ended before they began. Each imports the script that calls it: put "
                'the main part of the script below  if __name__ == "__main__":  or leave workers away.'
            ) from None

    def _check_item(self, item: Item) -> Report:
        if isinstance(item, Mapping):
            return self.check(**item)  # type: ignore[arg-type]
        return self.check(item)

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
                    read_bytes(found.path), found.path, self._checker.directory, named=found.named
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
        if not isinstance(data, (bytes, bytearray)):
            raise TypeError(f"check_bytes takes bytes, not {type(data).__name__}. For a text there is check.")
        return self.check_source(read_source(data, name), Given(complaint, profile=profile, kind=kind))

    def draft(self, source: Source | str) -> Draft:
        """A draft as the linter sees it: its visible words and their blocks."""
        source = Source(source) if isinstance(source, str) else source
        return self._checker.draft(source, self._checker.told(source, source.language))

    def fix(
        self,
        text: str,
        unsafe: bool = False,
        complaint: str | None = None,
        complete: bool | None = None,
        profile: str | None = None,
        kind: Kind | None = None,
        language: str | None = None,
        format: Format = "text",
        declared_placeholders: Iterable[str] | None = None,
    ) -> str:
        """A reply with its safe suggestions made; with `unsafe` also those that are to be read once more.

        A suggestion whose result would raise a new finding is left out; merge fields, quotations and quoted
        history stay as they are, and fixing twice changes nothing. An e-mail stays as it is altogether. The
        other arguments are those of `check`.

        Raises:
            ConfigError, DraftError, TypeError: as `check`.
        """
        source = _source(text, format)
        given = Given(complaint, complete, profile, kind, language, _declared(declared_placeholders))
        fixed = self.fix_source(source, unsafe, given)
        return text if format == EMAIL else fixed

    def check_source(self, source: Source, given: Given = _NOTHING) -> Report:
        """The report on a draft; on one in an export, with its places in that file.

        Raises:
            ConfigError: as `check`.
        """
        check = self._checker.of(source, given)
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
            told = self._checker.told(source, given.language or source.language)
            if told in self._checker.languages:
                pack = self._checker.pack(told)
                for reading in self._checker.draft(source, told).readings:
                    waiting.setdefault(told, []).extend(split_reading(reading, pack))
        for told, sentences in waiting.items():
            self._checker.engine(told).analyse(sentences)

    def fix_source(
        self, source: Source, unsafe: bool = False, given: Given = _NOTHING, spared: Spared = nothing_spared
    ) -> str:
        """The text of a draft with its suggestions made; see `fix`. One in an export keeps its raw form.

        Findings that are `spared` are left as they are.
        That of an e-mail stays as it is, as its offsets count in the decoded text.
        """
        if source.location.part is not None:
            return source.text
        check = self._checker.of(source, given)
        return apply_fixes(check(source.text), check, unsafe, spared).source

    def only(self, rule: str) -> Linter:
        """A linter like this one that reports one rule."""
        return Linter(**{**vars(self._options), "select": [rule], "extend_select": (), "ignore": ()})

    def acts_in(self, text: str) -> frozenset[str]:
        """The names of all acts that count in a text, those that only serve other rules included."""
        from replylint.engine.check import read_document
        from replylint.language.sentences import split_reading

        draft = self.draft(text)
        analyzer = self._checker.engine(draft.language)
        names: set[str] = set()
        for reading in draft.readings:
            sentences = split_reading(reading, analyzer.book.pack)
            document = read_document(reading, sentences, analyzer)
            names.update(act.name for act in document.acts if act.valid)
        return frozenset(names)

    @property
    def catalogue(self) -> Catalogue:
        """The rules, acts, profiles and sources of the linter's language; of English where drafts tell it."""
        return self._checker.catalogue

    @property
    def packs(self) -> tuple[PackInfo, ...]:
        """The packs of rules in play: the shipped one, then the further ones by name."""
        shipped = PackInfo(name=SHIPPED, version=__version__, digest=pack_digest(self._checker.directory))
        further = (
            PackInfo(name=pack.name, version=pack.version, digest=pack_digest(pack.directory))
            for pack in self._checker.further
        )
        return (shipped, *further)

    @property
    def rulebook(self) -> str:
        """The digest of replylint's version and all packs; see `Run.rulebook`."""
        return rulebook(self._checker.further)


def _source(text: str, format: Format) -> Source:
    """A reply in the format that its caller names."""
    if not isinstance(text, str):
        raise TypeError(f"A reply must be a text (str), not {type(text).__name__}. For bytes: check_bytes.")
    known("format", format, _FORMATS)
    if format != EMAIL:
        return Source(text, format)
    mail = read_email(text.encode("utf-8", "replace"), "<text>")
    return Source(mail.text, mail.format, Location(part=mail.part), mail.note)


def _declared(placeholders: Iterable[str] | None) -> frozenset[str] | None:
    return None if placeholders is None else frozenset(several("declared_placeholders", placeholders))


_CHUNK = 32
_worker: list[Linter] = []


def _start_worker(options: Options, started: Event) -> None:
    started.set()
    # One thread per process, set before numpy is loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _worker[:] = [Linter(**vars(options))]


def _work(item: Item) -> Report:
    return _worker[0]._check_item(item)
