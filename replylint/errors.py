"""The errors that replylint raises: for its own set-up, never for the content of a draft."""


class ReplylintError(Exception):
    """Base of all errors; its text names the place and the fix, ready for a user."""


class ConfigError(ReplylintError):
    """An unknown profile, rule id, language or option value."""


class RuleError(ReplylintError):
    """A rule, act or language file that cannot be used: names file, rule, key and fix."""


class ModelError(ReplylintError):
    """The language model is missing or does not fit; names the command that installs it."""


class DraftError(ReplylintError):
    """A file that cannot be read as a draft: unreadable, binary, too large or of an unknown kind."""


class NotApplicable(ReplylintError):
    """A suggestion that cannot be applied to the source, for example because it has slots to fill."""


def nearest(name: str, known: list[str]) -> str:
    """A hint such as `` (did you mean "command"?)`` for a name that is not in `known`, or nothing.

    The sentence that it stands in goes on after it, or ends with a mark of its own.
    """
    from difflib import get_close_matches

    close = get_close_matches(str(name), known, n=1, cutoff=0.5)
    return f' (did you mean "{close[0]}"?)' if close else ""
