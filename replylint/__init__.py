"""replylint: a phrasing linter for replies to customer complaints."""

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from replylint.errors import ConfigError, DraftError, ModelError, NotApplicable, ReplylintError, RuleError
    from replylint.linter import Linter
    from replylint.report import (
        Act,
        Credit,
        Edit,
        Finding,
        Location,
        PackInfo,
        Problem,
        Related,
        Report,
        Run,
        Severity,
        Span,
        Suggestion,
    )

try:
    __version__ = version("replylint")
except PackageNotFoundError:  # a checkout that is not installed
    __version__ = "0"

_HOMES = {
    "errors": ("ConfigError", "DraftError", "ModelError", "NotApplicable", "ReplylintError", "RuleError"),
    "linter": ("Linter",),
    "report": (
        "Act", "Credit", "Edit", "Finding", "Location", "PackInfo", "Problem", "Related", "Report", "Run",
        "Severity", "Span", "Suggestion",
    ),
}  # fmt: skip
_HOME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    # Loaded when first used: importing replylint costs a web worker nothing.
    if name in _HOME:
        return getattr(import_module(f"replylint.{_HOME[name]}"), name)
    raise AttributeError(f"module 'replylint' has no attribute {name!r}")


__all__ = [
    "Act",
    "ConfigError",
    "Credit",
    "DraftError",
    "Edit",
    "Finding",
    "Linter",
    "Location",
    "ModelError",
    "NotApplicable",
    "PackInfo",
    "Problem",
    "Related",
    "ReplylintError",
    "Report",
    "RuleError",
    "Run",
    "Severity",
    "Span",
    "Suggestion",
    "__version__",
]
