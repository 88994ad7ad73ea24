"""The commands about rules: rules, profiles, rule, test."""

from __future__ import annotations

import json
import sys

import click

from replylint.cli import explain
from replylint.cli.shown import width
from replylint.linter import Linter

_further = click.option(
    "--rules",
    "rules_",
    multiple=True,
    metavar="DIR",
    help="A folder of further rules with a pack.toml, beside the shipped ones.",
)


@click.command()
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


@click.command()
def profiles() -> None:
    """List the profiles: what kinds of text there are, and what each is asked for."""
    for line in explain.profiles(Linter().catalogue, width()):
        click.echo(line)


@click.command()
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
    for line in explain.details(catalogue, name, width()):
        click.echo(line)


@click.command()
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
