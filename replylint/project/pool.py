"""Checking many drafts, here or in worker processes; the results come in the order of the drafts."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TYPE_CHECKING

from replylint.drafts.source import Source
from replylint.project.setup import Setup

if TYPE_CHECKING:
    from replylint.linter import Linter

_CHUNK = 32
_AHEAD = 4
"""Chunks in flight for each worker, so that neither waits and memory stays bounded."""
_WORTH = 150
"""Starting workers pays from so many drafts on."""


@dataclass(frozen=True, slots=True)
class Task:
    """A draft to check, without the rest of its file."""

    setup: Setup
    source: Source


def worker_count(asked: int, drafts: int) -> int:
    """How many processes are to share the work: as many as were asked for, with 0 as many as pay."""
    if asked:
        return asked
    if drafts < _WORTH:
        return 1
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def check_tasks(tasks: Iterable[Task], workers: int) -> Iterator[bytes]:
    """The report on each task as JSON, in order. A worker that dies costs time and nothing else."""
    tasks = iter(tasks)
    chunks = iter(lambda: list(islice(tasks, _CHUNK)), [])
    pool = _pool(workers) if workers > 1 else None
    if pool is None:
        for chunk in chunks:
            yield from _work(chunk)
        return
    waiting: deque[tuple[list[Task], Future[list[bytes]] | None]] = deque()
    try:
        for chunk in chunks:
            waiting.append((chunk, _submitted(pool, chunk)))
            if len(waiting) > workers * _AHEAD:
                yield from _result(*waiting.popleft())
        while waiting:
            yield from _result(*waiting.popleft())
    finally:
        pool.shutdown(cancel_futures=True)


def _pool(workers: int) -> ProcessPoolExecutor | None:
    try:
        return ProcessPoolExecutor(workers, get_context("spawn"), _start)
    except (OSError, ImportError, NotImplementedError):
        # A system without the shared memory by which processes wait for each other.
        return None


def _submitted(pool: ProcessPoolExecutor, chunk: list[Task]) -> Future[list[bytes]] | None:
    try:
        with _without_interrupts():
            return pool.submit(_work, chunk)
    except (BrokenProcessPool, OSError):
        # A worker died, or there is no room for one.
        return None


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Lets Ctrl-C wait, and lets the processes that are started meanwhile never see it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _result(chunk: list[Task], future: Future[list[bytes]] | None) -> list[bytes]:
    try:
        return future.result() if future else _work(chunk)
    except BrokenProcessPool:
        # For example killed for its memory: the work goes on here.
        return _work(chunk)


def _start() -> None:
    # Ctrl-C reaches all processes of a terminal; the one that shares out the work ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Before numpy is loaded: the matrices of a small model are too small to share.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # A run that is killed cannot end its workers: they end with it.
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _work(chunk: list[Task]) -> list[bytes]:
    for setup, tasks in groupby(chunk, key=lambda task: task.setup):
        linter_of(setup).read_ahead((task.source for task in tasks), setup.given())
    return [_checked(task) for task in chunk]


def _checked(task: Task) -> bytes:
    report = linter_of(task.setup).check_source(task.source, task.setup.given())
    return report.model_dump_json().encode("utf-8")


@lru_cache(maxsize=64)
def linter_of(setup: Setup) -> Linter:
    """The linter of a set-up; each is built once in a process.

    Raises:
        ConfigError: as `Setup.linter`.
    """
    return setup.linter()
