"""Writing a file in a single step, so that a failure leaves the old one or none."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import mkstemp


def put(path: Path, data: bytes) -> None:
    """Put a file with this content in the place of the one at `path`, with the mode that that one has.

    Raises:
        OSError: it cannot be written; what was there still is.
    """
    path = path.resolve()
    descriptor, name = mkstemp(prefix=".replylint-", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            # Some file systems put the new name on the disk before the new content.
            os.fsync(file.fileno())
        beside.chmod(path.stat().st_mode if path.exists() else _usual_mode())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _usual_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
