"""The command ``replylint``. Each command is imported when it is called, as most need little of the rest."""

from __future__ import annotations

import os
import shlex
import sys
from importlib import import_module
from typing import Any

import click

from replylint import __version__
from replylint.errors import nearest

_COMMANDS = {
    "check": "check",
    "baseline": "baseline",
    "init": "settings",
    "config": "settings",
    "rules": "rules",
    "rule": "rules",
    "profiles": "rules",
    "render": "rendering",
    "test": "rules",
}
"""The commands as they are listed, each with the module of this folder that it stands in under its name."""

_INTERRUPTED = 130
"""What a shell makes of a command that Ctrl-C ended."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"replylint.cli.{_COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name in _COMMANDS or name.startswith("-"):
            return super().resolve_command(ctx, args)
        if os.path.exists(name):
            raise click.UsageError(
                f"{name} is no command. Did you mean:  replylint check {shlex.join(args)}", ctx
            )
        hint = nearest(name, list(_COMMANDS)) or f". There are: {', '.join(_COMMANDS)}"
        raise click.UsageError(f'There is no command "{name}"{hint}.', ctx)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("replylint: interrupted; the next run goes on from here.", err=True)
            sys.exit(_INTERRUPTED)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="replylint")
def cli() -> None:
    """Check replies to customer complaints: what angers, what is missing, and what to say instead."""
