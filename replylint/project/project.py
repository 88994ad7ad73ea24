"""A project: files with settings of their own, checked together, and what earlier runs found of them.

A run goes in three steps, each of which needs less than the next: which files there are and what their
content is (no rules), what is remembered of them (no grammar), and the drafts that are new.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from replylint.drafts.files import Found, find_files
from replylint.drafts.source import read_bytes
from replylint.errors import DraftError, RuleError
from replylint.fingerprint import rulebook
from replylint.language.detection import AUTO
from replylint.packs import BASE_LANGUAGE, languages, read_toml, rules_directory
from replylint.plugins import further_packs
from replylint.project import identity
from replylint.project.baseline import NAME as BASELINE
from replylint.project.cache import Cache, digest
from replylint.project.file import File
from replylint.project.layers import slashed
from replylint.project.reader import Resolved, SettingsReader, who_said
from replylint.project.remembered import unpacked as remembered_run
from replylint.project.settings import Settings
from replylint.project.setup import Setup
from replylint.project.spec import spec_of
from replylint.report import Problem, Report, RuleInfo, Run

if TYPE_CHECKING:
    from replylint.drafts.draft import Draft
    from replylint.drafts.exports.sources import SourceSpec
    from replylint.linter import Linter

CACHE_FOLDER = ".replylint_cache"

Progress = Callable[[int], None]
"""Is told how many files are done."""


class Project:
    """Checks files by the settings that hold for each. Build one for a run.

    Args:
        overrides: settings that count more than those of any file, by their names (``extend-select``).
        config: a settings file to use instead of those found beside and above each file.
        isolated: whether no settings files are read.
        complaint: the customer's message that all the drafts answer.
        known_only: whether named files, too, are passed over where they are excluded or hold no replies.
        paths: what is going to be checked. The folder that holds all of it, else the working directory, says
            what is one for the whole run, such as the baseline.

    Raises:
        ConfigError: overrides, or a settings file, that cannot be.
    """

    def __init__(
        self,
        overrides: Mapping[str, object] | None = None,
        config: Path | str | None = None,
        isolated: bool = False,
        complaint: str | None = None,
        known_only: bool = False,
        paths: Iterable[str | Path] = (),
    ) -> None:
        self._reader = SettingsReader(overrides, config, isolated)
        self._complaint = complaint
        self._known_only = known_only
        self._searched: list[str] = []
        self._found: list[str] = []
        self._setups: dict[str, Setup] = {}
        self._worlds: dict[tuple[tuple[str, ...], bool, str | None], bytes] = {}
        self._home = _common_folder(paths)
        self.settings = self._reader.resolve_folder(self._home)
        """What is one for the whole run, such as the baseline."""
        self._baseline = os.path.basename(self.settings.settings.baseline or BASELINE)
        self.altered = False
        """Whether a file was no longer as it was listed when it was checked."""

    @property
    def key(self) -> bytes:
        """Of what is one for the whole run: its settings, the program and the rules."""
        return digest(self._setup(self.settings).key, str(self._known_only))

    def files(self, paths: Iterable[str | Path]) -> list[File | Problem]:
        """The files that `paths` name, with their settings and keys, in a stable order.

        Raises:
            ConfigError: a settings file that cannot be read.
        """
        paths = list(paths)
        found = list(find_files(paths, self._excluded, all_named=not self._known_only))
        self._searched += [str(path) for path in paths if os.path.isdir(path)]
        self._found += [file.path for file in found]
        return [file if isinstance(file, Problem) else self._file(file) for file in found]

    @property
    def searched(self) -> tuple[str, ...]:
        """What `check_settings` and `unused` depend on beside the files."""
        taking = self._reader.taking(self._searched)
        said = (repr(layer.settings) for layer in self._reader.layers())
        return (*self._searched, *(f"{some.origin} {some.glob}" for some in taking), *said)

    def unused(self) -> list[str]:
        """What is to be said of globs that take no file, though the folder of their settings was searched."""
        found = [slashed(os.path.abspath(path)) for path in self._found]
        return [
            f'{some.origin}: "{some.glob}" takes none of the files that were found.'
            for some in self._reader.taking(self._searched)
            if not any(map(some.pattern.match, found))
        ]

    def cache(self, paths: Iterable[str | Path]) -> Cache | None:
        """Where the results on these paths are remembered; None where they are not.

        A draft that is checked by itself leaves no trace: results are kept where there are settings, or where
        a folder is checked.
        """
        asked = self.settings.settings.cache
        if isinstance(asked, str):
            return Cache(Path(asked))
        if not asked or not (self.settings.files or any(map(os.path.isdir, paths))):
            return None
        above = (self._home, *self._home.parents)
        root = next((folder for folder in above if (folder / ".git").exists()), None)
        if root is None:
            root = self.settings.files[-1].parent if self.settings.files else Path.cwd()
        return Cache(root / CACHE_FOLDER)

    def linter(self, file: File | None = None) -> Linter:
        """The linter of a file; without one that of the whole run.

        Raises:
            ConfigError, RuleError: settings that it cannot work with.
        """
        # Imported here: a run that is remembered as a whole needs none.
        from replylint.project.pool import linter_of

        return linter_of(file.setup if file else self._setup(self.settings))

    def drafts(self, file: File) -> Iterator[Draft]:
        """What the linter sees of the drafts in a file.

        Raises:
            DraftError: it cannot be read.
        """
        for source in file.sources(file.content()):
            yield self.linter(file).draft(source)

    def told(self) -> dict[str, RuleInfo]:
        """What outputs may tell of each rule."""
        return self.linter().catalogue.told()

    def check_settings(self) -> None:
        """Make sure that what the settings name exists, also where it concerns none of the files.

        Raises:
            ConfigError: it does not; names file and line.
        """
        for resolved in self._reader.tables():
            # What may not be installed is asked for where it is needed.
            there: dict[str, object] = {"model": None}
            if resolved.settings.language == AUTO:
                there["language"] = BASE_LANGUAGE
            settings = resolved.settings.model_copy(update=there)
            Setup(settings, resolved.origins, None, b"").linter()
            for source in resolved.settings.source:
                spec_of(source, resolved.origin_of(source))

    def results(
        self, files: Sequence[File | Problem], cache: Cache | None = None, progress: Progress | None = None
    ) -> Iterator[tuple[File | Problem, Run]]:
        """Each file with its reports, in order, whatever the number of workers.

        Raises:
            ConfigError, RuleError, ModelError: as `Linter`.
        """
        self.check_settings()
        # Imported here: a run that is remembered as a whole needs neither.
        from replylint.project.pool import worker_count
        from replylint.project.work import Work

        remembered = cache.get(file.key for file in files if isinstance(file, File)) if cache else {}
        new = [file for file in files if isinstance(file, File) and file.key not in remembered]
        workers = worker_count(self.settings.settings.workers, sum(file.weight for file in new))
        work = Work(self.keyed, cache, workers)
        fresh = work.runs(new)
        for done, file in enumerate(files):
            if isinstance(file, Problem):
                yield file, Run(problems=(file,))
                continue
            known = remembered.get(file.key)
            yield file, next(fresh) if known is None else remembered_run(known)
            if progress:
                progress(done + 1)
        self.altered = work.altered

    def run(
        self, files: Sequence[File | Problem], cache: Cache | None = None, progress: Progress | None = None
    ) -> Run:
        """The results of all files as one run; see `results`."""
        return self.joined(self.results(files, cache, progress))

    def joined(self, results: Iterable[tuple[File | Problem, Run]]) -> Run:
        """The results of files as one run, which names the rules that it was made by."""
        reports: list[Report] = []
        problems: list[Problem] = []
        passed_over = []
        for file, part in results:
            reports += part.reports
            problems += part.problems
            if isinstance(file, File) and file.is_data and not (file.named or part.reports or part.problems):
                passed_over.append(file.path)
        linter = self.linter()
        return Run(
            reports=tuple(reports),
            problems=tuple(problems),
            passed_over=() if self._known_only else tuple(passed_over),
            packs=linter.packs,
            rulebook=linter.rulebook,
        )

    def piped(self, data: bytes, name: str) -> File:
        """The content of standard input, as a file called `name`."""
        return replace(self.keyed(Found(name, True), data), data=data)

    def keyed(self, found: Found, data: bytes) -> File:
        """A file with its settings, and the key of this content of it.

        Raises:
            ConfigError: a settings file that cannot be read.
        """
        resolved = self._reader.resolve(found.path)
        setup, spec = self._setup(resolved), self._spec(resolved, found.path)
        key = digest(setup.key, repr(spec), found.path, str(found.named), data)
        return File(found.path, found.named, setup, spec, key, len(data))

    def _excluded(self, path: str) -> bool:
        if path.endswith(self._baseline) and os.path.basename(path) == self._baseline:
            return True
        return self._reader.resolve(path).excluded(path)

    def _file(self, found: Found) -> File | Problem:
        try:
            return self.keyed(found, read_bytes(found.path))
        except DraftError as error:
            return Problem(path=found.path, message=str(error))

    def _setup(self, resolved: Resolved) -> Setup:
        settings = resolved.settings
        name = settings.digest()
        if name not in self._setups:
            try:
                world = self._world(settings)
            except RuleError as error:
                if where := who_said(settings, resolved.origins, str(error)):
                    raise RuleError(f"{where}: {error}") from None
                raise
            self._setups[name] = Setup.of(settings, resolved.origins, self._complaint, world)
        return self._setups[name]

    def _spec(self, resolved: Resolved, path: str) -> SourceSpec | None:
        source = resolved.source_for(path)
        return None if source is None else spec_of(source, resolved.origin_of(source))

    def _world(self, settings: Settings) -> bytes:
        """The identity of all that judges beside the settings: program, rules and models."""
        name = settings.rules, settings.plugins, settings.model
        if name not in self._worlds:
            shipped = rules_directory()
            told = (read_toml(shipped / code / "language.toml") for code in languages(shipped))
            usual = {model for words in told for model in words.get("models", ())}
            models = identity.models({settings.model} if settings.model else usual)
            packs = further_packs(settings.rules, settings.plugins)
            self._worlds[name] = digest(identity.program(), rulebook(packs), models)
        return self._worlds[name]


def _common_folder(paths: Iterable[str | Path]) -> Path:
    """The folder that holds all of what is named; the working directory where that is nothing."""
    named = [os.path.abspath(path) for path in paths]
    folders = [path if os.path.isdir(path) else os.path.dirname(path) for path in named]
    try:
        return Path(os.path.commonpath(folders)) if folders else Path.cwd()
    except ValueError:
        # On drives of their own.
        return Path.cwd()
