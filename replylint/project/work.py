"""The drafts of files that are new: those in exports may be remembered one by one, the others are checked."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from replylint.drafts.files import Found
from replylint.drafts.source import Source
from replylint.errors import DraftError
from replylint.project.cache import Cache, digest
from replylint.project.file import File
from replylint.project.pool import Task, check_tasks
from replylint.project.remembered import packed
from replylint.report import Problem, Report, Run

_KEPT_TOGETHER = 200
"""Results that are written to the cache in one transaction, so that a run that is killed keeps most."""


@dataclass(slots=True)
class _Part:
    """What there is by now of the result of a file."""

    file: File
    sources: Sequence[Source] = ()
    problem: Problem | None = None
    reports: list[Report | None] = field(init=False)

    def __post_init__(self) -> None:
        self.reports = [None] * len(self.sources)

    def run(self) -> Run | None:
        """The result, once it is complete."""
        if self.problem:
            return Run(problems=(self.problem,))
        reports = [report for report in self.reports if report]
        return Run(reports=tuple(reports)) if len(reports) == len(self.reports) else None


class Work:
    """Checks the drafts of files and gives the results in the order of the files.

    Args:
        keyed: a file's settings and key for the content that it has now.
        cache: where results go, if anywhere.
        workers: how many processes share the work.
    """

    def __init__(self, keyed: Callable[[Found, bytes], File], cache: Cache | None, workers: int) -> None:
        self._keyed = keyed
        self._cache = cache
        self._workers = workers
        self._parts: deque[_Part] = deque()
        self._open: deque[tuple[_Part, int, bytes]] = deque()
        """The places that wait for a report, with its key."""
        self._new: dict[bytes, bytes] = {}
        self.altered = False
        """Whether a file was no longer as it was listed when its turn came."""

    def runs(self, files: Iterable[File]) -> Iterator[Run]:
        """The result of each file, in order."""
        try:
            for result in check_tasks(self._tasks(files), self._workers):
                part, index, key = self._open.popleft()
                source = part.sources[index]
                part.reports[index] = _placed(result, source)
                if source.origin:
                    self._keep(key, result)
                yield from self._complete()
            yield from self._complete()
        finally:
            # Also when the run is interrupted: what is done is done.
            self._flush()

    def _tasks(self, files: Iterable[File]) -> Iterator[Task]:
        for file in files:
            part = self._read(file)
            self._parts.append(part)
            keys = [_source_key(part.file, source) for source in part.sources]
            inside = [key for key, source in zip(keys, part.sources, strict=True) if source.origin]
            known = self._cache.get(inside) if self._cache and inside else {}
            for index, (key, source) in enumerate(zip(keys, part.sources, strict=True)):
                if key in known:
                    part.reports[index] = _placed(known[key], source)
                else:
                    self._open.append((part, index, key))
                    yield Task(part.file.setup, source.alone())

    def _read(self, file: File) -> _Part:
        """A file with its drafts, as it is now: it may have changed since it was listed, or be gone."""
        listed = file.key
        try:
            data = file.content()
        except DraftError as error:
            self.altered = True
            return _Part(file, problem=Problem(path=file.path, message=str(error)))
        file = replace(self._keyed(Found(file.path, file.named), data), data=file.data)
        self.altered |= file.key != listed
        try:
            return _Part(file, file.sources(data))
        except DraftError as error:
            return _Part(file, problem=Problem(path=file.path, message=str(error)))

    def _complete(self) -> Iterator[Run]:
        while self._parts and (run := self._parts[0].run()):
            part = self._parts.popleft()
            if not run.problems:
                self._keep(part.file.key, packed(run))
            yield run

    def _keep(self, key: bytes, value: bytes) -> None:
        if self._cache:
            self._new[key] = value
            if len(self._new) >= _KEPT_TOGETHER:
                self._flush()

    def _flush(self) -> None:
        if self._cache:
            self._cache.put(self._new)
            self._new = {}


def _placed(result: bytes, source: Source) -> Report:
    """The report on a draft, with its place in its file."""
    report = Report.model_validate_json(result)
    origin = source.origin
    if origin:
        return report.inside(origin.file, origin.place, source.location)
    return report.with_source(source.text)


def _source_key(file: File, source: Source) -> bytes:
    said = (source.format, source.language, source.profile, source.kind, [c.text for c in source.comments])
    # The same raw form means something else in JSON than in CSV, and edits of it are written otherwise.
    style = source.origin.scalar.style if source.origin else ""
    return digest(file.setup.key, source.text, repr(said), style)
