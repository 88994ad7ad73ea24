"""The library's contract: positions, threads, determinism, selection, profiles, hostile content."""

import asyncio
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from further import RULE, own_pack
from hypothesis import given
from hypothesis import strategies as st

import replylint
from replylint import ConfigError, Linter, ModelError, NotApplicable, Report, Severity
from replylint.drafts.source import Source

BAD = """Dear customer,

We apologise for any inconvenience this may have caused. You must send us the receipt.
We cannot refund the ticket.

Kind regards,
Customer Service
"""
GOOD = """Dear Ms Jansen,

Thank you for your photos. You stayed at home all Saturday for a parcel that never came. I'm sorry: we sent it to your
old address because I had not saved the new one, and that was our mistake. Since Monday a colleague checks every change
of address. I sent a new lamp this morning, and it arrives on Thursday before noon.

Kind regards,
Eva Smit
"""


def rules(report):
    return [f.rule for f in report.findings]


def test_the_public_names_are_there():
    for name in replylint.__all__:
        assert getattr(replylint, name) is not None


def test_findings_stand_where_they_are(linter):
    report = linter.check(BAD, profile="complaint-reply")
    assert {"conditional-apology", "command", "missing-apology", "missing-alternative"} <= set(rules(report))
    for finding in report.findings:
        span = finding.span
        assert finding.source_excerpt == BAD[span.start : span.end]
        lines = BAD.split("\n")
        assert lines[span.line - 1][span.column - 1 :].startswith(finding.excerpt.split("\n")[0])
    starts = [f.span.start for f in report.findings]
    assert starts == sorted(starts)


def test_a_good_reply_is_praised_and_clean(linter):
    report = linter.check(GOOD, profile="complaint-reply")
    assert report.ok
    assert rules(report) == []
    states = {credit.act: credit.state for credit in report.credits}
    assert {"apology", "ownership", "acknowledgement", "next-step"} <= set(states)
    assert set(states.values()) == {"present"}


def test_an_apology_that_does_not_count_says_why(linter):
    report = linter.check(BAD, profile="complaint-reply")
    apology = next(act for act in report.acts if act.name == "apology")
    assert not apology.valid
    assert apology.note
    missing = next(f for f in report.findings if f.rule == "missing-apology")
    assert missing.anchor == "after"
    assert "conditional" in missing.message


def test_selection_never_changes_acts(linter):
    narrow = Linter(select=["command"]).check(BAD, profile="complaint-reply")
    assert rules(narrow) == ["command"]
    assert narrow.acts == linter.check(BAD, profile="complaint-reply").acts
    ignoring = Linter(ignore=["command", "conditional-apology"]).check(BAD, profile="complaint-reply")
    assert not {"command", "conditional-apology"} & set(rules(ignoring))
    assert ignoring.acts == narrow.acts


def test_unknown_text_gets_wording_rules_only(linter):
    report = linter.check("You must send us the receipt.")
    assert (report.profile, rules(report)) == ("snippet", ["command"])
    assert "not recognised" in report.profile_reason


def test_a_complete_reply_is_recognised(linter):
    report = linter.check(GOOD)
    assert report.profile == "complaint-reply"


def test_a_supplied_complaint_makes_it_a_reply(linter):
    assert linter.check("Thanks. It is done.", complaint="Where is my lamp?").profile == "complaint-reply"
    assert linter.check("Thanks. It is done.", complete=True).profile == "complaint-reply"


@pytest.mark.parametrize(
    "text",
    ["Internal note: you must call her.", "[INTERNAL] You must call her.", "Note to self\nYou must call."],
)
def test_an_internal_note_is_left_alone(text, linter):
    report = linter.check(text)
    assert report.profile == "internal-note"
    assert report.skipped
    assert report.findings == ()


def test_quoted_words_are_not_linted(linter):
    report = linter.check('You wrote: "You must be quick. I am sorry if that is rude."\n\n> You must pay.\n')
    assert rules(report) == []


def test_the_same_text_gives_the_same_bytes():
    first, second = Linter(), Linter()
    assert first.check(BAD).model_dump_json() == second.check(BAD).model_dump_json()
    second.check("Something else. You must know.")
    assert first.check(BAD).model_dump_json() == second.check(BAD).model_dump_json()


def test_neighbours_never_change_a_sentence(linter):
    alone = linter.check("You must send us the receipt.").findings[0]
    among = linter.check("Hi Bo,\n\nThe lamp is here. You must send us the receipt. See you!").findings[0]
    assert (alone.rule, alone.excerpt, alone.fingerprint) == (among.rule, among.excerpt, among.fingerprint)


def test_fingerprints_do_not_depend_on_the_place():
    linter = Linter(select=["command"])
    one = linter.check("You must pay. You must pay.").findings
    two = linter.check("Well.\n\nYou must pay. And so on. You must pay.").findings
    assert [f.fingerprint for f in one] == [f.fingerprint for f in two]
    assert len({f.fingerprint for f in one}) == 2


def test_reports_are_frozen_json(linter):
    report = linter.check(BAD)
    assert Report.model_validate_json(report.model_dump_json()).model_dump() == report.model_dump()
    assert json.loads(report.model_dump_json())["findings"][0]["span"]["line"] == 3
    with pytest.raises(ValueError, match="frozen"):
        report.ok = True


def test_a_suggestion_with_slots_is_not_applied(linter):
    report = linter.check(BAD)
    with pytest.raises(NotApplicable):
        report.apply(report.findings[0].suggestions[0])


def test_exceeds():
    report = Linter(select=["command"]).check("You must pay.")
    assert report.exceeds("warning")
    assert report.exceeds(Severity.SUGGESTION)
    assert not report.exceeds("error")
    assert not report.ok


def test_many_threads_one_linter():
    linter = Linter(profile="complaint-reply")
    texts = [BAD, GOOD, BAD.replace("ticket", "coat"), "You must pay.", ""] * 12
    expected = [linter.check(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(linter.check, texts)) == expected


def test_two_rulebooks_share_a_pipeline(tmp_path):
    other = own_pack(tmp_path / "rules", {"en/tone/zork.toml": RULE})
    linters = [Linter(profile="complaint-reply"), Linter(profile="complaint-reply", rules=[other])]
    texts = [f"You must pay {n} euros for the coat of {n} May." for n in range(30)]
    with ThreadPoolExecutor(8) as pool:
        both = [list(pool.map(linter.check, texts)) for linter in linters]
        mixed = list(pool.map(lambda n: linters[n % 2].check(f"{texts[n % 30]} Again."), range(120)))
    assert both[0] == both[1]
    assert all("command" in rules(report) for report in mixed)


def test_check_many_and_acheck_agree_with_check(linter):
    expected = [linter.check(BAD), linter.check(GOOD, profile="snippet")]
    assert list(linter.check_many([BAD, {"text": GOOD, "profile": "snippet"}])) == expected
    assert asyncio.run(linter.acheck(BAD)) == expected[0]


def test_workers_give_the_same_reports_in_order(linter):
    texts = [BAD, GOOD, {"text": GOOD, "profile": "snippet"}] * 3
    assert list(linter.check_many(texts, workers=2)) == list(linter.check_many(texts))


SCRIPT = """
from replylint import Linter
{guard}
    print([len(report.findings) for report in Linter(plugins=False).check_many(["You must pay."], workers=2)])
"""


@pytest.mark.parametrize("guarded", [True, False])
def test_a_script_without_the_guard_is_told_so_in_one_line(tmp_path, guarded):
    guard = '__name__ == "__main__"' if guarded else "True"
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.format(guard=f"if {guard}:"), "utf-8")
    told = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60, check=False)
    assert told.stdout == ("[1]\n" if guarded else "")
    assert told.stderr.count("Traceback") == (0 if guarded else 1)
    last = told.stderr.strip().rpartition("\n")[2]
    assert not last if guarded else last.startswith("replylint.errors.ReplylintError: check_many")
    assert guarded or '__name__ == "__main__"' in last


def test_fixes_of_html_and_of_declared_fields(linter):
    html = "<p>Hi,</p><p>You must send us the <b>receipt</b>.</p>"
    plain = linter.fix("You must send us the receipt.", unsafe=True)
    fixed = linter.fix(html, unsafe=True, format="html")
    assert plain != "You must send us the receipt."
    assert fixed != html
    assert linter.draft(Source(fixed, "html")).readings[0].text.text.endswith(plain)
    mail = f"Subject: x\nContent-Type: text/plain\n\n{BAD}"
    assert linter.fix(mail, unsafe=True, format="email") == mail
    with pytest.raises(ConfigError, match="Unknown format"):
        linter.fix(html, format="pdf")
    assert linter.fix("Hi {{a}}.", kind="template", declared_placeholders="a") == "Hi {{a}}."


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda _: _.check(b"x"), "A reply must be a text"),
        (lambda _: _.check(5), "not int"),
        (lambda _: _.fix(None), "not NoneType"),
        (lambda _: _.check("x", complaint=5), "complaint must be a text"),
        (lambda _: _.check("x", declared_placeholders=5), "declared_placeholders must be a list"),
        (lambda _: list(_.check_many([5])), "not int"),
        (lambda _: _.check_many("one text"), "there is check"),
        (lambda _: _.check_many({"text": "x"}), "there is check"),
        (lambda _: _.check_bytes("x", "x.txt"), "takes bytes"),
        (lambda _: Linter(select=5), "select must be a list of texts"),
        (lambda _: Linter(ignore=[5]), "5 in it is none"),
        (lambda _: Linter(extend_select=b"command"), "extend_select must be"),
    ],
)
def test_a_value_of_a_wrong_type_is_named(linter, call, said):
    with pytest.raises(TypeError, match=said):
        call(linter)


@pytest.mark.parametrize("arguments", [{"profile": 5}, {"language": 5}, {"kind": 5}])
def test_a_name_that_is_no_text_is_unknown(arguments):
    with pytest.raises(ConfigError, match='"5"'):
        Linter(**arguments)


def test_a_single_text_is_a_list_of_one():
    linter = Linter(select="command", ignore="missing-apology", declared_placeholders="a", plugins=False)
    assert rules(linter.check(BAD)) == ["command"]


@pytest.mark.parametrize(
    "selection",
    [
        {"select": []},
        {"select": ["command"], "ignore": ["command"]},
        {"ignore": list(Linter(plugins=False).catalogue.rules)},
    ],
)
def test_a_selection_that_leaves_no_rule_is_refused(selection):
    with pytest.raises(ConfigError, match="nothing would be judged"):
        Linter(plugins=False, **selection)


@pytest.mark.parametrize("name", ["nope", "", "a.b", ".x"])
def test_a_model_that_is_not_there_is_refused_at_once(name):
    with pytest.raises(ModelError, match="pip install"):
        Linter(model=name)


def test_memory_is_bounded():
    from replylint.engine.analysis import Analyzer
    from replylint.language.sentences import split_reading

    linter = Linter()
    linter.warm_up()
    analyzer = Analyzer(linter._checker.engine("en").book, remembered=10)
    from replylint.drafts.draft import read_draft

    for number in range(40):
        reading = read_draft(f"Lamp {number} is here.", analyzer.book.pack).readings[0]
        analyzer.analyse(split_reading(reading, analyzer.book.pack))
    assert len(analyzer._memory) == 10


@pytest.mark.parametrize(
    "text",
    ["", " \n ", "\x00\x01\x02", "🙂" * 3000, "a" * 50_000, "(" * 20_000, "> " * 20_000, "{{" * 20_000, "sorry if " * 4_000,
     "You must \ud800 pay.\udc00", "you must " * 5_000, "\n" * 50_000, "-- \n" * 5_000, "e\u0301" * 5000, '"' * 20_000, "Dear " * 9_000],
)  # fmt: skip
def test_hostile_content_never_raises(text, linter):
    report = linter.check(text, profile="complaint-reply")
    for finding in report.findings:
        stood = text[finding.span.start : finding.span.end]
        assert finding.source_excerpt == stood.replace("\ud800", "\ufffd").replace("\udc00", "\ufffd")
    assert report.model_dump_json()


def test_an_overlong_text_is_cut_and_says_so():
    report = Linter(max_chars=1000).check("You must pay. " * 500)
    assert report.truncated
    assert all(f.span.end <= 1000 for f in report.findings)


PARTS = [
    "You must send us the receipt.", "I’m sorry if this caused any trouble.", "We can't refund it, but thanks.", "\n\n", "\r\n", "\n",
    " ", "\t", "Hi Ann,", "Kind regards,\nEva", "😀", "e\u0301t\u00a0cetera", "> quoted text\n", "“You must pay.”", "{{name}}", "- item\n",
    "1. Open it\n", "However, the deadline has passed.", "Send us the form", "You failed to read it.", "\u200b", "…", "www.example.org",
]  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=14).map("".join))
def test_positions_hold_on_generated_texts(linter, text):
    report = linter.check(text, profile="complaint-reply")
    visible = text.replace("\r\n", "\n").replace("\u200b", "").replace("\u00a0", " ").replace("\t", " ")
    for place in (*report.findings, *report.acts):
        assert 0 <= place.span.start <= place.span.end <= len(text)
        stood = text[place.span.start : place.span.end]
        if "{{" not in stood:
            normal = (
                stood.replace("\r\n", "\n").replace("\u200b", "").replace("\u00a0", " ").replace("\t", " ")
            )
            assert normal == place.excerpt
        assert place.excerpt in visible or "{{" in stood
    assert list(report.findings) == sorted(report.findings, key=lambda f: (f.span.start, f.span.end))


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_an_excerpt_begins_at_a_word(apostrophe):
    report = Linter(select=["responsibility-evasion"]).check(f"You weren{apostrophe}t told about the delay.")
    assert [f.excerpt for f in report.findings] == [f"weren{apostrophe}t told"]
