"""What a branch changed, as git tells it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from replylint.errors import ConfigError


def changed_since(revision: str, folder: Path) -> frozenset[str]:
    """The files that differ from where the present commit left `revision`, new ones included; absolute paths.

    Raises:
        ConfigError: the folder is in no git repository, or has no such revision.
    """
    top = os.path.realpath(_git(folder, "rev-parse", "--show-toplevel").removesuffix("\n"))
    # A name that looks like an option is none.
    commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    try:
        base = _git(folder, "merge-base", commit.strip(), "HEAD").strip()
    except ConfigError:
        # A shallow clone may not know where the two parted.
        base = commit.strip()
    listed = (
        _git(Path(top), "diff", "--name-only", "--no-renames", "--diff-filter=d", "-z", base, "--"),
        _git(Path(top), "ls-files", "--others", "--exclude-standard", "-z"),
    )
    names = (name for some in listed for name in some.split("\0") if name)
    return frozenset(os.path.normpath(os.path.join(top, name)) for name in names)


def is_changed(path: str, changed: frozenset[str]) -> bool:
    """Whether a file is one of those that changed; of a symbolic link also whether the file behind it is."""
    folder, name = os.path.split(os.path.abspath(path))
    return os.path.join(os.path.realpath(folder), name) in changed or os.path.realpath(path) in changed


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError as error:
        raise ConfigError(
            f"--changed-since needs git, which cannot be run here ({error.strerror})."
        ) from None
    if done.returncode:
        raise ConfigError(f"--changed-since: {_said(done.stderr, arguments)}")
    return os.fsdecode(done.stdout)


def _said(stderr: bytes, arguments: Sequence[str]) -> str:
    if arguments[0] == "rev-parse" and "--verify" in arguments:
        revision = arguments[-1].removesuffix("^{commit}")
        return f'there is no revision "{revision}" here. In CI fetch it first (fetch-depth: 0).'
    return os.fsdecode(stderr).strip().removeprefix("fatal: ") or "git failed."
