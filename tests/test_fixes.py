"""Rewrites and fixes: exact edits, nothing new found, nothing foreign touched, and twice is once."""

import itertools
import os
import re
import sys
from collections import Counter

import pytest
from click.testing import CliRunner
from further import own_pack
from hypothesis import given
from hypothesis import strategies as st

from replylint import Linter, NotApplicable, RuleError
from replylint.cli.commands import cli
from replylint.drafts.source import decode, write_text
from replylint.errors import DraftError

ORDER = "You must send us the receipt."
REQUEST = "Could you please send us the receipt?"


def invoke(*arguments, stdin=None):
    return CliRunner().invoke(cli, list(map(str, arguments)), input=stdin)


def rewritten(linter, text, rule, **arguments):
    """The first suggestion of the first finding of a rule."""
    report = linter.only(rule).check(text, **arguments)
    return report, next(f for f in report.findings if f.rule == rule).suggestions[0]


# The suggestion: a sentence, and edits that make it.


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("command", ORDER, REQUEST),
        ("command", "you must send us the receipt", "could you please send us the receipt?"),
        ("command", "You should call Dr. Abel by 5 p.m.", "Could you please call Dr. Abel by 5 p.m.?"),
        ("command", "(You must send us the receipt.)", "(Could you please send us the receipt?)"),
        ("command", "- You have to call NHS Direct", "- Could you please call NHS Direct?"),
        ("bare-imperative", "Send us the receipt!", "Could you please send us the receipt?"),
        (
            "but-after-apology",
            "I'm sorry, but iPhones are not covered.",
            "I'm sorry. iPhones are not covered.",
        ),
        ("but-after-apology", "We’re sorry;\nhowever, you’re too late.", "We’re sorry. You’re too late."),
        ("but-however", "However, the deadline has passed.", "The deadline has passed."),
        ("but-however", "It works. That said, yours is too old.", "It works. Yours is too old."),
    ],
)
def test_the_sentence_to_say(linter, rule, before, after):
    report, suggestion = rewritten(linter, before, rule)
    assert report.apply(suggestion) == after
    assert suggestion.applicability == "unsafe"


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("command", "If it rains, you must stay in."),  # a condition
        ("command", "You must send it back; otherwise the offer ends."),  # two statements
        ("command", "You need to calm down."),  # nobody can be asked that
        ("command", "You must send us:"),  # a list follows
        ("bare-imperative", "Send it back, and the shop keeps the fee."),
        ("but-after-apology", "I'm sorry, but can't help."),  # no subject of its own
    ],
)
def test_sentences_that_cannot_be_turned(linter, rule, text):
    for finding in linter.only(rule).check(text).findings:
        assert all(not suggestion.edits for suggestion in finding.suggestions)


def test_a_refusal_gets_its_regret(linter):
    text = "We can’t refund this ticket. It was used on 2 May."
    report, suggestion = rewritten(linter, text, "refusal-without-regret", profile="complaint-reply")
    assert report.apply(suggestion) == "I’m sorry that we can’t refund this ticket. It was used on 2 May."
    assert suggestion.text == "I’m sorry that we can’t refund this ticket."


def test_edits_hold_only_the_letters_that_change(linter):
    report, suggestion = rewritten(linter, "We erred. " + ORDER, "command")
    assert [(report.source[e.start : e.end], e.text) for e in suggestion.edits] == [
        ("You must", "Could you please"),
        (".", "?"),
    ]


def test_a_merge_field_stays(linter):
    report, suggestion = rewritten(linter, "You must send {{document}} to {{agent.name}}.", "command")
    assert suggestion.text == "Could you please send {{document}} to {{agent.name}}?"
    assert report.apply(suggestion) == suggestion.text


def test_what_is_not_letter_for_letter_in_the_source_has_no_edit(linter):
    report, suggestion = rewritten(linter, "You mu\u00adst send us the receipt.", "command")
    assert suggestion.text == REQUEST
    assert (suggestion.edits, suggestion.applicability) == ((), "manual")
    with pytest.raises(NotApplicable):
        report.apply(suggestion)


def test_a_rewrite_comes_before_the_advice_of_its_rule(linter):
    finding = linter.check(ORDER).findings[0]
    assert finding.suggestions[0].text == REQUEST
    assert [s.text for s in finding.suggestions[1:]] == list(linter.catalogue.rule("command").suggestions)


# Rewrites of a rule file of one's own.

RULE = """definition = "Filler."
severity = "warning"
message = "“{excerpt}” says nothing."
why = "It says nothing."
sources = ["SMITH22"]
suggestions = ["Say it."]
bad = ["Rest assured that we lost it."]
good = ["We lost it."]

[[match]]
patterns = ["rest assured", "of course", "kittens"]

[[rewrite]]
patterns = [[{ LOWER = "rest" }, { LOWER = "assured" }, { LOWER = "that", OP = "?" }], "of course"]
text = ""
applicability = "safe"
examples = [["Rest assured that we lost it.", "We lost it."]]

[[rewrite]]
patterns = ["kittens"]
text = ""
sentence = true
advice = "Leave it out."
examples = [["We lost it. We love kittens.", "We lost it."]]
"""


def pack_with(folder, text):
    """A further pack with one rule."""
    return own_pack(folder, {"en/tone/dull.toml": text})


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    return Linter(rules=[pack_with(tmp_path_factory.mktemp("own") / "rules", RULE)])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Rest assured that we lost it.", "We lost it."),
        ("Rest assured, NHS lost it.", "NHS lost it."),
        ("rest assured we lost it.", "we lost it."),
        ("We lost it, of course, and found it.", "We lost it and found it."),
        ("We lost it, of course.", "We lost it."),
        ("We of course lost it.", "We lost it."),
        ("We are sorry, of course we lost it.", "We are sorry, we lost it."),
        ("Rest assured.", "Rest assured."),
        ("He wrote “of course” twice.", "He wrote “of course” twice."),
        ("Of course {{agent.name}} lost it.", "{{agent.name}} lost it."),
        ("> Of course.\n\nOf course we lost it.", "> Of course.\n\nWe lost it."),
        ("Rest assured that we, of course, lost it.", "We lost it."),
    ],
)
def test_words_are_deleted_with_their_comma(own, before, after):
    assert own.fix(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("We lost it. We love kittens. It is back.", "We lost it. It is back."),
        ("We lost it. We love kittens.", "We lost it."),
        ("We lost it.\r\n\r\nWe love kittens.\r\n\r\nIt is back.", "We lost it.\r\n\r\nIt is back."),
        ("We lost it.\n\nWe love kittens.\n", "We lost it.\n"),
        ("Hi Jo, we love kittens.\n\nIt is back.", "Hi Jo,\n\nIt is back."),
        ("We love kittens.", "We love kittens."),
        ("- We lost it.\n- We love kittens.\n", "- We lost it.\n- We love kittens.\n"),
    ],
)
def test_whole_sentences_are_deleted(own, before, after):
    assert own.fix(before) == before
    assert own.fix(before, unsafe=True) == after


def test_a_safe_suggestion_that_would_raise_a_finding_is_not_safe(own):
    # Another opens the sentence where the filler goes.
    text = "Of course, even so, it ended in May."
    (dull,) = own.check(text).findings
    assert dull.rule == "own/dull"
    assert dull.suggestions[0].text == "Even so, it ended in May."
    assert dull.suggestions[0].applicability == "unsafe"
    assert own.fix(text, unsafe=True) == text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("txt = 1", "unknown key"),
        ('advice = ""', "deletes the sentence"),
        ("examples = []", "examples"),
        ('applicability = "sure"', "applicability"),
    ],
)
def test_a_wrong_rewrite_is_refused(tmp_path, line, said):
    head, mark, last = RULE.rpartition("[[rewrite]]")
    last = re.sub(rf"(?m)^{line.split()[0]} = .*\n", "", last)
    folder = pack_with(tmp_path / "rules", f"{head}{mark}{last}{line}\n")
    with pytest.raises(RuleError, match=said):
        Linter(rules=[folder])


# Fixing.


def test_only_safe_suggestions_are_made_unless_asked(linter):
    assert linter.fix(ORDER) == ORDER
    assert linter.fix(ORDER, unsafe=True) == REQUEST


def test_many_fixes_in_one_text(own):
    text = "Of course we lost it. " * 300
    assert own.fix(text) == "We lost it. " * 300


# Properties, over the bad examples of every rule in drafts as they are.

ENGLISH = Linter()
BAD = [example.text for entry in ENGLISH.catalogue.rules.values() for example in entry.spec.bad]
HISTORY = "On Mon, 4 May 2026 at 10:12, Jo wrote:\n> You must send it, but I claim “you should call us”.\n> Call me."
GREETING = st.sampled_from(["", "Hi Jo,\n\n", "Dear {{customer.first_name}},\n\n", "Hello, ", "🙂 "])
AROUND = st.sampled_from(
    [
        "",
        "Thanks for writing. ",
        "Of course, ",
        "Rest assured that ",
        "We love kittens. ",
        "It is in {{order.city}}. ",
        "You wrote “you must pay, but not me”. ",
    ]
)
CLOSING = st.sampled_from(
    ["", "\n\nKind regards,\nAnn\n", f"\n\nBest wishes,\nPriya Shah\n\n{HISTORY}\n", "\n\n--\nCall us.\n"]
)


@st.composite
def drafts(draw):
    examples = draw(st.lists(st.sampled_from(BAD), min_size=1, max_size=3))
    paragraphs = [
        "\n\n".join(part.strip() for part in text.split("¶"))
        + draw(st.sampled_from(["", " I've refunded you.", " \u00adOK."]))
        for text in examples
    ]
    body = draw(st.sampled_from(["\n\n", " ", "\n- "])).join(draw(AROUND) + p for p in paragraphs)
    text = draw(GREETING) + body + draw(CLOSING)
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return text.replace("'", "’") if draw(st.booleans()) else text


def counts(report):
    return Counter((f.rule, f.severity) for f in report.findings)


def foreign(text):
    """What no fix may touch: merge fields, quotations, quoted history."""
    history = text.partition("On Mon,")[2]
    return re.findall(r"\{\{.*?\}\}|“.*?”", text), history


@given(text=drafts(), unsafe=st.booleans())
def test_fixing(own, text, unsafe):
    before = own.check(text)
    fixed = own.fix(text, unsafe)
    after = own.check(fixed)
    assert counts(after) <= counts(before)
    assert (fixed != text) == (len(after.findings) < len(before.findings))
    assert foreign(fixed) == foreign(text)
    assert own.fix(fixed, unsafe) == fixed
    assert re.search(r"(?<!\r)\n", fixed) is None or re.search(r"(?<!\r)\n", text) is not None


def seen(text):
    """The text as a customer sees it: a suggestion has no soft hyphens."""
    return re.sub("[\ufeff\u00ad\u200b\u2060]", "", text)


def advice(linter):
    """What rewrites say that have no sentence to show: where one is left out."""
    catalogue = linter.catalogue
    return {rewrite.advice for rule in catalogue.rules for rewrite in catalogue.rule(rule).rewrite}


@given(text=drafts())
def test_edits_lie_inside_the_source_and_change_nothing_else(own, text):
    report = own.check(text)
    for finding in report.findings:
        for suggestion in finding.suggestions:
            assert (suggestion.applicability == "manual") == (not suggestion.edits)
            if not suggestion.edits:
                continue
            edits = sorted(suggestion.edits, key=lambda e: e.start)
            assert all(0 <= e.start <= e.end <= len(text) for e in edits)
            assert all(a.end <= b.start for a, b in itertools.pairwise(edits))
            changed = report.apply(suggestion)
            first, last = edits[0].start, edits[-1].end
            assert changed[:first] == text[:first]
            assert changed.endswith(text[last:])
            told = " ".join(suggestion.text.split())
            assert told in " ".join(seen(changed).split()) or suggestion.text in advice(own)


@pytest.mark.parametrize("rule", list(ENGLISH.catalogue.rules))
def test_what_is_rewritten_is_not_found_again(rule):
    only = ENGLISH.only(rule)
    spec = ENGLISH.catalogue.rule(rule)
    profile = (
        "complaint-reply" if not spec.profiles or "complaint-reply" in spec.profiles else spec.profiles[0]
    )
    texts = [example.text for example in spec.bad] + [
        before for r in spec.rewrite for before, _ in r.examples
    ]
    for text in texts:
        report = only.check("\n\n".join(part.strip() for part in text.split("¶")), profile=profile)
        for suggestion in (s for f in report.findings for s in f.suggestions if s.edits):
            again = only.check(report.apply(suggestion), profile=profile)
            assert len(again.findings) < len(report.findings), (text, suggestion.text)


# The command line.


def test_fix_writes_what_is_safe_only(tmp_path):
    draft = tmp_path / "reply.txt"
    draft.write_text(ORDER, "utf-8")
    result = invoke("check", draft, "--fix", "--format", "concise")
    assert (result.exit_code, draft.read_text("utf-8")) == (1, ORDER)
    assert "fixed 0" in result.stderr
    assert "warning command" in result.stdout


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be"])
def test_files_keep_their_encoding_and_line_ends(tmp_path, encoding):
    draft = tmp_path / "reply.txt"
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    draft.write_bytes(mark + f"Héllo Jo,\r\n\r\n{ORDER}\r\n".encode(encoding))
    draft.chmod(0o640)
    result = invoke("check", draft, "--unsafe-fixes")
    assert result.exit_code == 0
    assert "fixed 1 in 1 draft" in result.stderr
    assert draft.read_bytes() == mark + f"Héllo Jo,\r\n\r\n{REQUEST}\r\n".encode(encoding)
    assert [path.name for path in tmp_path.iterdir()] == ["reply.txt"]
    if os.name != "nt":
        assert draft.stat().st_mode & 0o777 == 0o640


def test_a_diff_writes_nothing(tmp_path):
    draft = tmp_path / "reply.txt"
    draft.write_text(f"We erred.\n{ORDER}", "utf-8")
    result = invoke("check", draft, "--unsafe-fixes", "--diff")
    assert result.exit_code == 1
    assert f"-{ORDER}\n\\ No newline at end of file\n+{REQUEST}\n" in result.stdout
    assert "would fix 1" in result.stderr
    assert ORDER in draft.read_text("utf-8")
    assert invoke("check", draft, "--diff").exit_code == 0


def test_standard_input_is_fixed_to_standard_output():
    data = f"\ufeffHi,\r\n\r\n{ORDER} I'm sorry if this upset you.\r\n".encode()
    result = invoke("check", "-", "--unsafe-fixes", "--format", "concise", stdin=data)
    assert result.stdout_bytes == data.replace(ORDER.encode(), REQUEST.encode())
    assert "conditional-apology" in result.stderr
    assert result.exit_code == 1


def test_mail_is_never_written(tmp_path):
    mail = tmp_path / "reply.eml"
    data = f"Subject: x\nContent-Type: text/plain\n\n{ORDER}\n".encode()
    mail.write_bytes(data)
    result = invoke("check", mail, "--unsafe-fixes", "--format", "concise")
    assert mail.read_bytes() == data
    assert "never changed" in result.stderr
    assert "command" in result.stdout
    result = invoke("check", "-", "--stdin-filename", "x.eml", "--unsafe-fixes", stdin=data)
    assert result.stdout_bytes == data


def test_a_read_only_file(tmp_path):
    draft = tmp_path / "reply.txt"
    draft.write_text(ORDER, "utf-8")
    draft.chmod(0o444)
    result = invoke("check", draft, "--unsafe-fixes", "--format", "concise")
    assert result.exit_code == 2
    assert "is read-only" in result.stderr
    assert "warning command" in result.stdout
    assert draft.read_text("utf-8") == ORDER


def test_a_file_that_changed_meanwhile_is_left(tmp_path):
    draft = tmp_path / "reply.txt"
    draft.write_text("Something else.", "utf-8")
    with pytest.raises(DraftError, match="has changed"):
        write_text(draft, ORDER, REQUEST)
    assert decode(draft.read_bytes(), "x") == "Something else."


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_stays_a_link(tmp_path):
    draft, link = tmp_path / "reply.txt", tmp_path / "link.txt"
    draft.write_text(ORDER, "utf-8")
    link.symlink_to(draft)
    invoke("check", link, "--unsafe-fixes")
    assert link.is_symlink()
    assert draft.read_text("utf-8") == REQUEST


def test_a_suggestion_shows_what_the_customer_sees_and_edits_what_stands_there():
    source = "<p>Obviously, the <i>form</i> &amp; the warranty does not cover this.</p>"
    report = Linter(select=["condescension"]).check(source, format="html")
    suggestion = report.findings[0].suggestions[0]
    assert suggestion.text == "The form & the warranty does not cover this."
    assert report.apply(suggestion) == "<p>The <i>form</i> &amp; the warranty does not cover this.</p>"
