"""The command ``check``."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from replylint.cli import shown, writing
from replylint.cli.near import near
from replylint.cli.options import project_of, project_options
from replylint.cli.progress import checked_run
from replylint.cli.shown import Look, Shown
from replylint.drafts.source import most_bytes, too_large
from replylint.outputs import FOR_PEOPLE, formats
from replylint.project.baseline import Baseline
from replylint.project.changes import changed_since, is_changed
from replylint.project.file import File
from replylint.project.project import Project
from replylint.report import Problem, Run

_SEVERITIES = ["error", "warning", "suggestion", "never"]


@click.command()
@click.argument("files", nargs=-1)
@project_options
@click.option(
    "--format", "format_", type=click.Choice(formats()), default="full", help="How to print the findings."
)
@click.option("--output", metavar="FILE", help="Write the findings to FILE instead of standard output.")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule at the end.")
@click.option(
    "--fail-on", type=click.Choice(_SEVERITIES), help="Exit with 1 from this severity on, usually warning."
)
@click.option("--fix", is_flag=True, help="Make the safe suggestions in the files.")
@click.option("--unsafe-fixes", is_flag=True, help="Make those, too, whose result should be read once more.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing.")
@click.option(
    "--stdin-filename",
    metavar="NAME",
    help="The name of the draft on standard input: its ending (.html, .md, .eml) tells how it is read.",
)
@click.option("--baseline", metavar="FILE", help="Leave out the findings that this file holds.")
@click.option("--changed-since", metavar="REV", help="Only those of FILES that git sees changed since REV.")
@click.option("--known-only", is_flag=True, help="Pass over named FILES, too, that hold no replies.")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="How many processes share the work.")
@click.option("--no-cache", is_flag=True, help="Neither use nor keep the results of other runs.")
def check(
    files: tuple[str, ...],
    format_: str,
    output: str | None,
    statistics: bool,
    fail_on: str | None,
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    stdin_filename: str | None,
    baseline: str | None,
    changed_since: str | None,
    known_only: bool,
    workers: int | None,
    no_cache: bool,
    **options: Any,
) -> None:
    """Check drafts: FILES, folders of them, exports of helpdesks, or standard input (-, or nothing).

    Exits with 0 when nothing is flagged at --fail-on or above, 1 when something is, and 2 when a file or an
    option cannot be used. With --fix that is what remains; with --diff, 1 means that something would change.
    """
    named = list(files) or ["-"]
    if named.count("-") > 1:
        raise click.UsageError("Standard input (-) can be read only once.")
    if output and diff:
        raise click.UsageError("--diff shows the changes only; leave --output away.")
    if output and not Path(output).absolute().parent.is_dir():
        # Said before the work is done rather than after.
        raise click.UsageError(f"--output {output}: there is no such folder.")
    said = {
        "fail-on": fail_on,
        "baseline": baseline,
        "workers": workers,
        "cache": False if no_cache else None,
    }
    project = project_of(options, files, known_only, **said)
    settings = project.settings.settings
    found = _found(project, named, stdin_filename, changed_since)
    known = Baseline.read(Path(settings.baseline)) if settings.baseline else None
    look = Look.of(format_, output, statistics)
    changed = 0
    if fix or unsafe_fixes or diff:
        # Imported here: most runs fix nothing.
        from replylint.cli.fixing import fix_files

        run, changed = fix_files(project, found, project.cache(named), known, unsafe_fixes, diff)
        told = _shown(project, run, found, known, look)
    else:
        told = _told(project, named, found, known, look)
    if diff:
        _complain(told)
        sys.exit(2 if told.problems else 1 if changed else 0)
    # The fixed draft has standard output to itself.
    aside = (fix or unsafe_fixes) and "-" in named
    if output:
        writing.write_report(output, told.text)
        click.echo(f"replylint: {told.headline}. See {output}.", err=True)
    else:
        writing.write_out(told.text, aside)
    if look.summary:
        writing.write_step_summary(told.summary)
    if told.statistics:
        err = aside or bool(output) or format_ not in FOR_PEOPLE
        writing.write_out("".join(f"{line}\n" for line in told.statistics).encode(), err)
    # What was not asked for is not gone.
    narrowed = options["select"] or options["ignore"]
    _complain(told, None if narrowed else settings.baseline)
    sys.exit(2 if told.problems else 1 if told.exceeds(settings.fail_on) else 0)


def _found(
    project: Project, named: Sequence[str], stdin_filename: str | None, revision: str | None
) -> list[File | Problem]:
    """The files to check, standard input at its place among them."""
    found: list[File | Problem] = []
    place = named.index("-") if "-" in named else len(named)
    if before := named[:place]:
        found += project.files(before)
    if place < len(named):
        found.append(_piped(project, stdin_filename or "<stdin>"))
    if after := named[place + 1 :]:
        found += project.files(after)
    if revision is None:
        return found
    changed = changed_since(revision, Path.cwd())
    return [file for file in found if _is_asked(file, changed)]


def _is_asked(file: File | Problem, changed: frozenset[str]) -> bool:
    """Whether a file is one of the changed ones, or nothing that git could tell of."""
    if isinstance(file, Problem) and not os.path.isfile(file.path):
        return True
    return (isinstance(file, File) and file.data is not None) or is_changed(file.path, changed)


def _piped(project: Project, name: str) -> File | Problem:
    if sys.stdin.isatty():
        end = "Ctrl-Z and Enter" if os.name == "nt" else "Ctrl-D"
        click.echo(f"Paste the draft, then press {end} on a new line.", err=True)
    most = most_bytes(name)
    data = sys.stdin.buffer.read(most + 1)
    if len(data) > most:
        return Problem(path=name, message=too_large(name))
    return project.piped(data, name)


def _told(
    project: Project,
    named: Sequence[str],
    found: Sequence[File | Problem],
    known: Baseline | None,
    look: Look,
) -> Shown:
    """What the files give: as it was shown before where nothing has changed."""
    cache = project.cache(named)
    key = shown.key(project, found, look, known)
    if cache and (told := shown.remembered(cache, key)):
        return told
    run = checked_run(project, found, cache)
    told = _shown(project, run, found, known, look)
    if cache and not project.altered:
        shown.remember(cache, key, told)
    return told


def _shown(
    project: Project, run: Run, found: Sequence[File | Problem], known: Baseline | None, look: Look
) -> Shown:
    gone = known.gone(run, [file.path for file in found if isinstance(file, File)]) if known else Counter()
    return Shown.of(
        known.applied(run) if known else run, look, project.told(), gone.total(), project.unused()
    )


def _complain(told: Shown, baseline: str | None = None) -> None:
    """What is said beside the findings; `baseline` is the file to take out of what is gone."""
    for said in (*told.problems, *map(near, told.notes)):
        click.echo(f"replylint: {said}", err=True)
    if told.passed_over:
        click.echo(f"replylint: {told.passed_over}", err=True)
    if baseline and told.gone:
        findings = f"{told.gone} finding{'s' * (told.gone != 1)}"
        click.echo(
            f"replylint: {baseline} holds {findings} no longer there. Take out what is gone with:  "
            "replylint baseline prune",
            err=True,
        )
