"""Every rule's and act's own examples hold, plain and wrapped; known gaps are expected to fail."""

import pytest

from replylint import ConfigError, Linter, selftest
from replylint.packs import languages, rules_directory

LANGUAGES = [
    name for name in languages(rules_directory()) if Linter(language=name, plugins=False).catalogue.rules
]
CASES = [
    (language, entry)
    for language in LANGUAGES
    for catalogue in [Linter(language=language, plugins=False).catalogue]
    for entry in (*catalogue.acts, *catalogue.rules)
]


@pytest.mark.parametrize(("language", "entry"), CASES)
def test_examples(language, entry):
    outcomes = list(selftest.run(Linter(language=language, plugins=False), (entry,)))
    assert any(outcome.key in selftest.FOUND and outcome.holds for outcome in outcomes), "it never fires"
    assert [f"{o.key}, {o.wrapping}: {o.text}" for o in outcomes if not o.holds] == []


def test_an_unknown_target():
    with pytest.raises(ConfigError, match='did you mean "command"'):
        list(selftest.run(Linter(), ("comand",)))
