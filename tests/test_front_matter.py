"""What a template says of itself at its top: profile, role, kind, language and declared merge fields."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

BODY = "Dear {{customer.name}},\n\nWe cannot refund the ticket. Your order {{order.nr}} leaves on Monday.\n"


def template(front, body=BODY):
    return f"---\n{front}\n---\n{body}"


def rules(report):
    return {finding.rule for finding in report.findings}


@pytest.mark.parametrize("format", ["text", "markdown", "html"])
def test_it_is_left_out_and_its_profile_counts(linter, format):
    report = linter.check(template("title: You must know\nprofile: template"), format=format)
    assert report.profile == "template"
    assert report.profile_reason == "its front matter says so"
    assert "command" not in rules(report)
    assert all(f.source_excerpt in BODY for f in report.findings)


def test_the_caller_comes_before_it(linter):
    report = linter.check(template("profile: template"), profile="snippet")
    assert (report.profile, report.profile_reason) == ("snippet", "asked for")


def test_declared_fields_tell_a_misspelt_one(linter):
    report = linter.check(template("kind: template\nplaceholders: [customer.name, order.number]"))
    (finding,) = [f for f in report.findings if f.rule == "unknown-placeholder"]
    assert finding.source_excerpt == "{{order.nr}}"
    assert "unknown-placeholder" not in rules(linter.check(template("kind: template")))


def test_a_snippet_that_is_a_refusal_must_hold_its_parts(linter):
    plain = linter.check(template("profile: snippet"))
    declared = linter.check(template("profile: snippet\nrole: refusal"))
    assert "missing-alternative" not in rules(plain)
    assert {"missing-alternative", "refusal-without-regret"} <= rules(declared)


def test_what_is_not_known_is_noted_and_passed_over(linter):
    report = linter.check(template("profile: snipet\nrole: [a]"))
    assert report.profile == "snippet"
    assert any('unknown profile, "snipet" (did you mean "snippet"?)' in note for note in report.notes)
    assert any("role" in note for note in linter.check(template("role: [a]")).notes)


@given(st.text(max_size=60))
def test_nothing_in_it_raises(linter, front):
    linter.check(template(front))


@pytest.mark.parametrize("front", ["a: [", "a: &x [*x]", "{" * 3000, "? " * 2000, "date: 2026-99-99", "- a"])
def test_broken_yaml_is_noted(linter, front):
    report = linter.check(template(front))
    assert report.source.startswith("---")


def test_its_language_counts(linter):
    report = linter.check(template("language: nl", "Het spijt ons als u dit als onprettig heeft ervaren."))
    assert report.language == "nl"
    assert "conditional-apology" in rules(report)
