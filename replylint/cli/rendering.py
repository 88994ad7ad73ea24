"""The command ``render``."""

from __future__ import annotations

from typing import Any

import click

from replylint.cli import explain
from replylint.cli.options import project_of, project_options
from replylint.errors import DraftError
from replylint.outputs._places import inside
from replylint.report import Problem


@click.command()
@click.argument("file")
@project_options
@click.option("--paths", is_flag=True, help="Show every path through the branches of a template.")
def render(file: str, paths: bool, **options: Any) -> None:
    """Show what the linter sees of FILE: its sentences, and what it leaves out and why."""
    project = project_of(options, [file])
    for found in project.files([file]):
        if isinstance(found, Problem):
            raise DraftError(found.message)
        for number, draft in enumerate(project.drafts(found)):
            if draft.location.pointer:
                click.echo(("\n" if number else "") + inside(draft.location))
            for line in explain.rendering(draft, paths):
                click.echo(line)
