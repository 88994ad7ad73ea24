"""The options of all commands that check files, and the project that they describe."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

from replylint.drafts.source import decode, read_bytes
from replylint.errors import ConfigError
from replylint.project.project import Project

_F = TypeVar("_F", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--profile",
        metavar="NAME",
        help="What the drafts are, such as complaint-reply or snippet; `replylint profiles` lists them.",
    ),
    click.option(
        "--kind",
        type=click.Choice(["draft", "template"]),
        help="A reply, or a canned response with merge fields; without it, exports hold the latter.",
    ),
    click.option("--complaint", metavar="FILE", help="The customer's message that the drafts answer."),
    click.option("--language", metavar="CODE", help="The language of the drafts, usually en; auto tells it."),
    click.option("--model", metavar="NAME", help="The spaCy model to read with, instead of the one found."),
    click.option(
        "--select", multiple=True, metavar="RULES", help="Only these rules (ids, separated by commas)."
    ),
    click.option(
        "--extend-select", multiple=True, metavar="RULES", help="These rules that are off by default, too."
    ),
    click.option("--ignore", multiple=True, metavar="RULES", help="All but these rules."),
    click.option(
        "--placeholder",
        "placeholders",
        multiple=True,
        metavar="REGEX",
        help="A merge field of your own system that replylint does not know, such as '~[a-z.]+~'.",
    ),
    click.option(
        "--rules",
        multiple=True,
        metavar="DIR",
        help="A folder of further rules with a pack.toml, beside the shipped ones.",
    ),
    click.option("--config", metavar="FILE", help="The settings to use, instead of those beside the drafts."),
    click.option("--isolated", is_flag=True, help="Read no settings file."),
)
_LISTS = ("select", "extend_select", "ignore")


def project_options(command: _F) -> _F:
    """Give a command the options of a project; it hands them on to `project_of`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def project_of(
    options: dict[str, Any], paths: Iterable[str], known_only: bool = False, **more: object
) -> Project:
    """The project that the options describe, on `paths`, with `more` settings that the command line says.

    Raises:
        ConfigError: a setting that cannot be.
        DraftError: the complaint cannot be read.
    """
    complaint = options.pop("complaint")
    config, isolated = options.pop("config"), options.pop("isolated")
    said = {key: listed(value) if key in _LISTS else value for key, value in options.items()}
    if options["select"] and not said["select"]:
        raise ConfigError("--select names no rule, so nothing would be judged. Name one, or leave it away.")
    # An option that is not used says nothing.
    said = {key: value for key, value in (said | more).items() if value not in (None, (), [])}
    message = decode(read_bytes(complaint), complaint) if complaint else None
    named = [path for path in paths if path != "-"]
    return Project(said, config, isolated, message, known_only, named)


def listed(values: Iterable[str]) -> list[str]:
    """The names in values that may each hold several, with commas between."""
    return [name.strip() for value in values for name in value.split(",") if name.strip()]
