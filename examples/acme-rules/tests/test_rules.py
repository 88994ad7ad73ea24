"""The examples in the rule files hold, and the pack says what it should beside replylint's own rules."""

from pathlib import Path

import pytest

from replylint import Linter
from replylint.selftest import run

PACK = Path(__file__).resolve().parent.parent / "acme_rules"


@pytest.fixture(scope="module")
def linter():
    return Linter(rules=[PACK], plugins=False)


def test_every_example_holds(linter):
    outcomes = list(run(linter, [PACK]))
    assert {outcome.entry.id for outcome in outcomes} == {
        "acme/booking-desk",
        "acme/missing-booking-desk",
        "acme/ticket-number",
    }
    assert [str(outcome) for outcome in outcomes if not outcome.holds] == []


def test_a_house_word_is_rewritten(linter):
    (finding,) = linter.check("Your ticket number is 4471.").findings
    assert finding.rule == "acme/ticket-number"
    assert finding.sources == ("acme/HOUSE",)
    assert finding.suggestions[0].text == "Your booking reference is 4471."
