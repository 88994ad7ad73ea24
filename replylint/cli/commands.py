"""The commands: check, rules, rule, render."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from replylint import __version__
from replylint.cli import explain, fixing, writing
from replylint.drafts.source import MAX_BYTES, decode, read_bytes
from replylint.errors import DraftError
from replylint.linter import Linter
from replylint.outputs import FOR_PEOPLE, Style, formats, headline, render, statistics
from replylint.report import Problem, Run

_SEVERITIES = ["error", "warning", "suggestion", "never"]


_further = click.option(
    "--rules",
    "rules_",
    multiple=True,
    metavar="DIR",
    help="A folder of further rules with a pack.toml, beside the shipped ones.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="replylint")
def cli() -> None:
    """Check replies to customer complaints: what angers, what is missing, and what to say instead."""


@cli.command()
@click.argument("files", nargs=-1)
@click.option(
    "--profile",
    default="auto",
    metavar="NAME",
    help="What the drafts are, such as complaint-reply or snippet; `replylint profiles` lists them.",
)
@click.option(
    "--kind",
    type=click.Choice(["draft", "template"]),
    default="draft",
    help="A reply, or a canned response with merge fields.",
)
@click.option("--complaint", metavar="FILE", help="The customer's message that the drafts answer.")
@click.option("--language", default="en", metavar="CODE", help="The language of the drafts; auto tells it.")
@click.option("--model", metavar="NAME", help="The spaCy model to read with, instead of the one found.")
@click.option("--select", multiple=True, metavar="RULES", help="Only these rules (ids, separated by commas).")
@click.option(
    "--placeholder",
    "placeholders",
    multiple=True,
    metavar="REGEX",
    help="A merge field of your own system that replylint does not know, such as '~[a-z.]+~'.",
)
@click.option(
    "--extend-select", multiple=True, metavar="RULES", help="These rules that are off by default, too."
)
@click.option("--ignore", multiple=True, metavar="RULES", help="All but these rules.")
@_further
@click.option(
    "--format", "format_", type=click.Choice(formats()), default="full", help="How to print the findings."
)
@click.option("--output", metavar="FILE", help="Write the findings to FILE instead of standard output.")
@click.option("--statistics", "statistics_", is_flag=True, help="Count the findings of each rule at the end.")
@click.option(
    "--fail-on", type=click.Choice(_SEVERITIES), default="warning", help="Exit with 1 from this severity on."
)
@click.option("--fix", "fix_", is_flag=True, help="Make the safe suggestions in the files.")
@click.option("--unsafe-fixes", is_flag=True, help="Make those, too, whose result should be read once more.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing.")
@click.option(
    "--stdin-filename",
    metavar="NAME",
    help="The name of the draft on standard input: its ending (.html, .md, .eml) tells how it is read.",
)
def check(
    files: tuple[str, ...],
    profile: str,
    kind: str,
    complaint: str | None,
    language: str,
    model: str | None,
    select: tuple[str, ...],
    placeholders: tuple[str, ...],
    extend_select: tuple[str, ...],
    ignore: tuple[str, ...],
    rules_: tuple[str, ...],
    format_: str,
    output: str | None,
    statistics_: bool,
    fail_on: str,
    fix_: bool,
    unsafe_fixes: bool,
    diff: bool,
    stdin_filename: str | None,
) -> None:
    """Check drafts: FILES, folders of them, or standard input (-, or nothing: paste the draft).

    Exits with 0 when nothing is flagged at --fail-on or above, 1 when something is, and 2 when a file or an
    option cannot be used. With --fix that is what remains; with --diff, 1 means that something would change.
    """
    linter = Linter(
        language=language,
        profile=profile,
        kind=kind,  # type: ignore[arg-type]
        select=_listed(select) or None,
        extend_select=_listed(extend_select),
        placeholders=placeholders,
        ignore=_listed(ignore),
        model=model,
        rules=rules_,
    )
    message = decode(read_bytes(Path(complaint)), complaint) if complaint else None
    named = list(files) or ["-"]
    if named.count("-") > 1:
        raise click.UsageError("Standard input (-) can be read only once.")
    if output and diff:
        raise click.UsageError("--diff shows the changes only; leave --output away.")
    if output and not Path(output).absolute().parent.is_dir():
        # Said before the work is done rather than after.
        raise click.UsageError(f"--output {output}: there is no such folder.")
    fixer = fixing.Fixer(linter, message, unsafe_fixes, diff) if fix_ or unsafe_fixes or diff else None
    run = Run(packs=linter.packs, rulebook=linter.rulebook)
    for part in _grouped(named):
        if part == ["-"]:
            data, found = _check_stdin(linter, stdin_filename or "<stdin>", message)
            run = _joined(run, fixer.pipe(found, data) if fixer else found)
        else:
            found = linter.check_path(*part, complaint=message)
            run = _joined(run, fixer.write(found) if fixer else found)
    if fixer:
        fixer.note()
    if not diff:
        # The fixed draft has standard output to itself.
        fixed_draft = fixer is not None and "-" in named
        style = _style(linter, plain=bool(output))
        lines = render(run, format_, style)
        if output:
            writing.write_report(output, lines)
            click.echo(f"replylint: {headline(run)}. See {output}.", err=True)
        else:
            for line in lines:
                click.echo(line, err=fixed_draft)
        if format_ == "github":
            writing.write_step_summary(run, style)
        if statistics_:
            for line in statistics(run):
                click.echo(line, err=fixed_draft or bool(output) or format_ not in FOR_PEOPLE)
    for problem in run.problems:
        click.echo(f"replylint: {problem.message}", err=True)
    if run.problems:
        sys.exit(2)
    if fixer and diff:
        sys.exit(1 if fixer.changed else 0)
    sys.exit(1 if fail_on != "never" and run.exceeds(fail_on) else 0)


@cli.command()
@click.option("--language", default="en", metavar="CODE", help="The language of the rules.")
@_further
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
def rules(language: str, rules_: tuple[str, ...], format_: str) -> None:
    """List all rules by family, those of further packs at the end."""
    catalogue = Linter(language=language, rules=rules_).catalogue
    if format_ == "json":
        click.echo(
            json.dumps(
                [explain.as_data(catalogue, name) for name in catalogue.rules], ensure_ascii=False, indent=2
            )
        )
        return
    for line in explain.overview(catalogue):
        click.echo(line)


@cli.command()
def profiles() -> None:
    """List the profiles: what kinds of text there are, and what each is asked for."""
    for line in explain.profiles(Linter().catalogue, _width()):
        click.echo(line)


@cli.command()
@click.argument("rule_id", metavar="ID")
@click.option("--language", default="en", metavar="CODE", help="The language of the rule.")
@_further
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
def rule(rule_id: str, language: str, rules_: tuple[str, ...], format_: str) -> None:
    """Explain one rule or speech act: what, why, source, bad and good examples."""
    catalogue = Linter(language=language, rules=rules_).catalogue
    name = explain.known(catalogue, rule_id)
    if format_ == "json":
        click.echo(json.dumps(explain.as_data(catalogue, name), ensure_ascii=False, indent=2))
        return
    for line in explain.details(catalogue, name, _width()):
        click.echo(line)


@cli.command(name="render")
@click.argument("file")
@click.option("--language", default="en", metavar="CODE", help="The language of the draft.")
@click.option("--paths", is_flag=True, help="Show every path through the branches of a template.")
def render_(file: str, language: str, paths: bool) -> None:
    """Show what the linter sees of FILE: its sentences, and what it leaves out and why."""
    draft = Linter(language=language).read(file)
    for line in explain.rendering(draft, paths):
        click.echo(line)


@cli.command()
@click.argument("targets", nargs=-1)
@click.option("--language", default="en", metavar="CODE", help="The language of the rules.")
@_further
def test(targets: tuple[str, ...], language: str, rules_: tuple[str, ...]) -> None:
    """Run the examples of rules: all, or those of some ids, files or folders (TARGETS).

    With --rules all are those of the further packs. Packs of installed packages are left out.

    Each stands alone, under a greeting, in an e-mail with quoted history, after an emoji, with CRLF, with
    curly quotes and beside a placeholder. Exits with 1 when one does not hold.
    """
    from replylint import selftest

    failed = count = 0
    gaps = []
    for outcome in selftest.run(Linter(language=language, rules=rules_, plugins=False), targets or rules_):
        count += 1
        if outcome.gap and outcome.holds:
            gaps.append(outcome)
        elif not outcome.holds:
            failed += 1
            click.echo(str(outcome))
    for outcome in gaps:
        click.echo(f"known gap of {outcome.entry.id}: {outcome.text} ({outcome.gap})")
    click.echo(f"{count - failed} examples hold, {failed} do not, {len(gaps)} known gaps.")
    sys.exit(1 if failed else 0)


def _listed(values: Iterable[str]) -> list[str]:
    return [name.strip() for value in values for name in value.split(",") if name.strip()]


def _grouped(named: list[str]) -> list[list[str]]:
    """The files in their order, standard input apart."""
    groups: list[list[str]] = []
    for name in named:
        if name != "-" and groups and groups[-1] != ["-"]:
            groups[-1].append(name)
        else:
            groups.append([name])
    return groups


def _joined(first: Run, second: Run) -> Run:
    return first.model_copy(
        update={"reports": first.reports + second.reports, "problems": first.problems + second.problems}
    )


def _check_stdin(linter: Linter, name: str, complaint: str | None) -> tuple[bytes, Run]:
    if sys.stdin.isatty():
        end = "Ctrl-Z and Enter" if os.name == "nt" else "Ctrl-D"
        click.echo(f"Paste the draft, then press {end} on a new line.", err=True)
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        if len(data) > MAX_BYTES:
            raise DraftError(f"{name}: is larger than {MAX_BYTES // 1_000_000} MB, so it is not read.")
        return data, Run(reports=(linter.check_bytes(data, name, complaint),))
    except DraftError as error:
        return data, Run(problems=(Problem(path=name, message=str(error)),))


def _style(linter: Linter, plain: bool = False) -> Style:
    color = not plain and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return Style(color, _width(), linter.catalogue.told())


def _width() -> int:
    return min(shutil.get_terminal_size((100, 24)).columns, 120)
