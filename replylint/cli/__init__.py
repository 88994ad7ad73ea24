"""The command line: thin click commands over the library."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """The entry point of the ``replylint`` command."""
    # One thread per process: the matrices of a small model are too small to share.
    for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
    from replylint.cli.commands import cli
    from replylint.errors import ReplylintError

    try:
        cli(prog_name="replylint")
    except ReplylintError as error:
        from replylint.cli.near import near

        print(f"replylint: {near(str(error))}", file=sys.stderr)
        sys.exit(2)
