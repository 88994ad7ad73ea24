"""Paths as seen from where the command runs."""

from __future__ import annotations

import os
import re
from glob import escape

from replylint.project.layers import slashed


def near(text: str) -> str:
    """A text with the paths in it, those of globs too, as seen from here."""
    here = slashed(os.getcwd()).rstrip("/") + "/"
    if here == "/":
        return text
    heres = "|".join(re.escape(one) for one in sorted({here, escape(here), os.path.join(os.getcwd(), "")}))
    return re.sub(rf"(?<![\w/\\.-])(?:{heres})", "", text)
