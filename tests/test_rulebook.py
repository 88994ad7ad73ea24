"""A broken rule file gives one clear error that names file, rule, key and fix."""

import pytest
from further import RULE, own_pack

from replylint import ConfigError, Linter, RuleError


@pytest.fixture
def rules(tmp_path):
    return own_pack(tmp_path / "rules")


def broken(rules, content):
    (rules / "en" / "tone" / "zork.toml").write_text(content, "utf-8")
    with pytest.raises(RuleError) as caught:
        Linter(rules=[rules]).warm_up()
    message = str(caught.value)
    assert "zork.toml" in message
    return message


def test_a_new_rule_is_one_file(rules):
    (rules / "en" / "tone" / "zork.toml").write_text(RULE, "utf-8")
    report = Linter(rules=[rules]).check("I see. You zork at noon.")
    assert [f.rule for f in report.findings] == ["own/zork"]
    assert report.findings[0].family == "tone"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("patterns", "paterns"), 'did you mean "patterns"?'),
        (('sources = ["SMITH22"]', ""), "sources"),
        (('sources = ["SMITH22"]', "sources = []"), "Give at least one"),
        (('sources = ["SMITH22"]', 'sources = ["SMITH23"]'), 'did you mean "SMITH22"?'),
        (('bad = ["You zork."]', ""), "bad"),
        (('good = ["You do not."]', ""), "good"),
        (('severity = "warning"', 'severity = "fatal"'), "severity"),
        (('"zork"', "[{ LOWER = '@zork' }]"), "unknown word family"),
        (('"zork"', "[{ LOWR = 'x' }]"), "LOWR"),
        (('"zork"', "[{ LOWER = 'x', _ = { mood = 'angry' } }]"), "mood"),
        (('"zork"', "[{ LOWER = 'x', _ = { temper = 'angry' } }]"), "temper"),
        (('patterns = ["zork"]', "regex = ['(']"), "does not compile"),
        (('why = "It is."', 'why = "It is'), "not valid TOML"),
        (('[[match]]\npatterns = ["zork"]', ""), "match"),
    ],
)
def test_a_mistake_is_named(rules, change, expected):
    assert change[0] in RULE
    message = broken(rules, RULE.replace(*change))
    assert expected in message


def test_an_id_stands_once(rules):
    for family in ("tone", "blame"):
        (rules / "en" / family).mkdir(exist_ok=True)
        (rules / "en" / family / "zork.toml").write_text(RULE, "utf-8")
    with pytest.raises(RuleError, match="is taken"):
        Linter(rules=[rules])


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"select": ["comand"]}, 'did you mean "command"?'),
        ({"ignore": ["missing-appology"]}, 'did you mean "missing-apology"?'),
        ({"profile": "complaint"}, 'did you mean "complaint-reply"?'),
        ({"language": "xx"}, "en"),
        ({"kind": "mail"}, "draft"),
    ],
)
def test_an_unknown_name_in_the_settings(arguments, expected):
    with pytest.raises(ConfigError) as caught:
        Linter(**arguments)
    assert expected in str(caught.value)
