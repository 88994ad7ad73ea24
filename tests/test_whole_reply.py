"""Rules over the whole reply: openings, counts, order, endings, references, placeholders, groups, profiles, threads."""

import pytest
from further import own_pack

from replylint import ConfigError, Linter, RuleError, Severity
from replylint.packs import rules_directory

ORDER = """Dear Mr Vos,

Our courier was overloaded last week because of the holidays. Parcels are sorted at night. I'm sorry yours was late.

Eva
"""


def only(*rules, **settings):
    return Linter(select=rules, **settings)


def found(linter, text, **arguments):
    return [(f.rule, f.excerpt) for f in linter.check(text, profile="complaint-reply", **arguments).findings]


def test_an_opening_is_read_in_the_first_sentence_alone():
    linter = only("negative-opener")
    assert found(linter, "Dear Ann,\n\nUnfortunately the lamp is sold out.") == [
        ("negative-opener", "Unfortunately the")
    ]
    assert found(linter, "Dear Ann,\n\nThanks for the photo. Unfortunately the lamp is sold out.") == []


def test_the_match_that_makes_it_too_many_is_the_one_reported():
    text = "I'm sorry for the wait. I'm so sorry. Please accept our apologies. Sorry again."
    report = only("over-apology").check(text)
    assert [f.span.start for f in report.findings] == [text.index("apologies")]


def test_each_numbered_issue_allows_one_apology_more():
    text = "1. The bill: I'm sorry.\n\n2. The call: I'm sorry.\n\n3. The letter: I'm sorry.\n\n4. The tone: I'm sorry."
    assert found(only("over-apology"), text) == []


def test_an_order_names_both_places():
    (finding,) = only("late-acknowledgement").check(ORDER, profile="complaint-reply").findings
    assert finding.excerpt == "sorry"
    assert [ORDER[r.span.start : r.span.end] for r in finding.related] == [r.excerpt for r in finding.related]
    assert finding.related[0].span.start < finding.span.start
    assert only("late-acknowledgement").check(ORDER, profile="snippet").findings == ()


def test_an_ending_can_be_graver_than_the_rule():
    refusal = "Dear Ann,\n\nI'm sorry we charged you twice. We therefore cannot refund the fee.\n\nEva"
    stock = "Dear Ann,\n\nI'm sorry we charged you twice. I've refunded it today. Again, sorry for any inconvenience.\n\nEva"
    linter = only("negative-ending")
    severities = [linter.check(t, profile="complaint-reply").findings[0].severity for t in (refusal, stock)]
    assert severities == [Severity.WARNING, Severity.SUGGESTION]
    assert found(linter, "We cannot refund the fee.") == [], "what stands alone ends nothing"


def test_a_reference_is_judged_with_the_complaint():
    text = "Thank you for raising this issue. The matter was passed on and your concerns were noted."
    assert "abstract-reference" not in [rule for rule, _ in found(Linter(), text)]
    report = Linter().check(text, complaint="My oven came without its door on 3 May.")
    assert "abstract-reference" in [f.rule for f in report.findings]
    named = "Thank you for raising this issue about the oven. The matter was passed on and your concerns were noted."
    assert "abstract-reference" not in [
        f.rule for f in Linter().check(named, complaint="My oven came without its door.").findings
    ]


def test_a_field_left_open_shows_what_stands_in_the_source():
    text = "Dear {{customer.first_name}},\n\nYour order [ORDER NUMBER] leaves on Monday."
    report = only("unfilled-placeholder").check(text)
    assert [f.source_excerpt for f in report.findings] == ["{{customer.first_name}}", "[ORDER NUMBER]"]
    assert all(f.source_excerpt in f.message for f in report.findings)
    assert only("unfilled-placeholder").check(text, kind="template").findings == ()


def test_a_note_to_the_author_is_left_open_in_a_template_too():
    report = only("unfilled-placeholder").check("Dear {{name}}, [INSERT DATE] suits us.", kind="template")
    assert [f.source_excerpt for f in report.findings] == ["[INSERT DATE]"]


def test_quoted_history_and_quoted_words_leave_nothing_open():
    text = "I've fixed it.\n\nOn 3 May 2026, Ann wrote:\n> Dear {{name}}, what is this?\n"
    assert found(only("unfilled-placeholder"), text) == []


def test_a_group_is_off_until_it_is_asked_for():
    text = "Please be advised that your case has been closed."
    assert "hollow-phrase" not in [rule for rule, _ in found(Linter(), text)]
    assert "hollow-phrase" in [rule for rule, _ in found(only("hollow-phrase"), text)]
    extended = Linter(extend_select=["hollow-phrase.officialese"])
    assert "hollow-phrase" in [rule for rule, _ in found(extended, text)]
    with pytest.raises(ConfigError, match=r"hollow-phrase\.officialese"):
        Linter(extend_select=["hollow-phrase.officialise"])


def test_a_rule_that_is_off_can_be_switched_on_beside_the_others():
    text = "Dear Ann,\n\nWe lost it. We are sorry. Our shop has refunded you.\n\nKind regards,\nEva Smit"
    assert "corporate-we" not in [rule for rule, _ in found(Linter(), text)]
    rules = [rule for rule, _ in found(Linter(extend_select=["corporate-we"]), text)]
    assert "corporate-we" in rules
    assert "missing-next-step" not in rules
    assert "missing-thanks" in rules


def test_a_renamed_rule_is_still_known_by_its_earlier_name(tmp_path):
    command = (rules_directory() / "en" / "tone" / "command.toml").read_text("utf-8")
    renamed = own_pack(tmp_path / "own", {"en/tone/command.toml": f'aliases = ["order"]\n{command}'})
    report = Linter(select=["own/order"], rules=[renamed]).check("You must send us the receipt.")
    assert [f.rule for f in report.findings] == ["own/command"]
    threat = (rules_directory() / "en" / "tone" / "threat.toml").read_text("utf-8")
    files = {"en/tone/command.toml": f'aliases = ["threat"]\n{command}', "en/tone/threat.toml": threat}
    with pytest.raises(RuleError, match="threat"):
        Linter(rules=[own_pack(tmp_path / "again", files)])


@pytest.mark.parametrize(
    ("profile", "wanted", "unwanted"),
    [
        ("complaint-reply", {"missing-apology", "missing-ownership"}, {"missing-escalation-route"}),
        ("no-fault-found", {"missing-route"}, {"missing-apology", "missing-ownership"}),
        ("final-response", {"missing-escalation-route", "missing-decision"}, {"missing-apology"}),
        ("acknowledgement", {"missing-receipt"}, {"missing-apology", "missing-acknowledgement"}),
        ("status-update", {"missing-next-step"}, {"missing-apology"}),
        ("public-reply", {"missing-private-channel"}, {"missing-apology", "missing-ownership"}),
        ("boundary", {"missing-route"}, {"missing-apology"}),
        ("snippet", set(), {"missing-apology", "missing-next-step"}),
        ("chat", set(), {"missing-apology", "missing-named-greeting"}),
        ("internal-note", set(), {"missing-apology"}),
    ],
)
def test_what_a_profile_asks_for(linter, profile, wanted, unwanted):
    rules = {f.rule for f in linter.check("The meter stands in the hall.", profile=profile).findings}
    assert wanted <= rules
    assert not unwanted & rules


def test_a_threat_is_allowed_in_a_boundary_letter(linter):
    text = "If you keep emailing us, we will block you."
    assert "threat" in [f.rule for f in linter.check(text, profile="snippet").findings]
    assert "threat" not in [f.rule for f in linter.check(text, profile="boundary").findings]


def test_a_template_profile_makes_it_a_template(linter):
    report = linter.check("Dear {{customer.name}},\n\nWe lost it.", profile="template")
    assert "unfilled-placeholder" not in [f.rule for f in report.findings]


THREAD = """Dear Ann,

You waited three weeks for the refund of the broken lamp, and that was too long. We sent it to a card that had expired.
Your money left us this morning, and it will be with you on Friday. Call me if it is not there by then.

Eva

On Mon, 4 May 2026 at 10:00, Ann Roe wrote:
> It is still not here.
>
> On Fri, 1 May 2026 at 09:00, Eva wrote:
>> {earlier}
"""


def test_an_earlier_apology_in_the_thread_will_do():
    linter = only("missing-apology")
    apologised = THREAD.format(earlier="I'm sorry we sent you a broken lamp.")
    silent = THREAD.format(earlier="Your refund is on its way.")
    assert linter.check(apologised, profile="complaint-reply").findings == ()
    assert [f.rule for f in linter.check(silent, profile="complaint-reply").findings] == ["missing-apology"]


def test_a_later_message_in_a_thread_is_asked_for_less(linter):
    report = linter.check(THREAD.format(earlier="Your refund is on its way."))
    assert report.profile == "status-update"
    assert "thread" in report.profile_reason
