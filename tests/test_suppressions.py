"""Comments in a draft: what they suppress, what is said of them, and that they change nothing else."""

import re
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replylint import Linter, Run
from replylint.checker import Given
from replylint.drafts.comments import Comment, gaps, read_comments
from replylint.drafts.source import Source
from replylint.outputs import Style, render
from replylint.packs import rules_directory

ROOT = Path(__file__).resolve().parent.parent
TABLE = read_comments(rules_directory() / "comments.toml")
OWN = {"unused-suppression", "invalid-suppression", "visible-suppression"}

COMMAND = "You must send the old kettle back."
FINE = "We refunded your order on Monday."
ASKED = "replylint: ignore[command] the law asks for it"
TEMPLATE = {
    "liquid": "{% comment %} X {% endcomment %}",
    "liquid, trimmed": "{%- comment -%}X{%- endcomment -%}",
    "liquid inline": "{% # X %}",
    "jinja": "{# X #}",
    "jinja, trimmed": "{#- X -#}",
    "handlebars": "{{!-- X --}}",
    "mustache": "{{! X }}",
    "blade": "{{-- X --}}",
    "erb": "<%# X %>",
    "template toolkit": "[%# X %]",
    "smarty": "{* X *}",
    "freemarker": "<#-- X -->",
}
OF_FORMAT = {
    "html": {"html": "<!-- X -->"},
    "markdown": {"html": "<!-- X -->", "of two lines": "<!--\nX\n-->"},
}
LINES = {
    "slashes": "[//]: # (X)",
    "quoted": '[//]: # "X"',
    "angles": "[comment]: <> (X)",
    "named": "[comment]: # (X)",
}


def written(syntax, said=ASKED):
    return syntax.replace("X", said)


def rules(report):
    return [finding.rule for finding in report.findings]


def place(report, rule):
    return [report.source[f.span.start : f.span.end] for f in report.findings if f.rule == rule]


WAYS = [
    *((f"text, {name}", "text", syntax) for name, syntax in TEMPLATE.items()),
    *((f"html, {name}", "html", syntax) for name, syntax in TEMPLATE.items() if "freemarker" not in name),
    *((f"markdown, {name}", "markdown", syntax) for name, syntax in TEMPLATE.items()),
    *((f"{format}, {name}", format, s) for format, some in OF_FORMAT.items() for name, s in some.items()),
    *((f"markdown, {name}", "markdown", syntax) for name, syntax in LINES.items()),
]
EVERY_WAY = pytest.mark.parametrize(
    ("format", "syntax"), [pytest.param(f, s, id=name) for name, f, s in WAYS]
)


def paragraphs(format, *texts):
    if format != "html":
        return "\n\n".join(texts)
    return "\n".join(t if re.match(r"[<{\[]", t) else f"<p>{t}</p>" for t in texts)


@EVERY_WAY
def test_every_syntax_suppresses_in_the_next_block_alone(linter, format, syntax):
    text = paragraphs(format, FINE, written(syntax), COMMAND, COMMAND)
    report = linter.check(text, format=format, kind="template")
    assert rules(report) == ["command"]
    assert report.findings[0].span.start > text.rindex("You") - 1
    (suppressed,) = report.suppressed
    assert suppressed.rule == "command"
    assert suppressed.reason == "the law asks for it"
    assert suppressed.span.start == text.index("You must")
    assert text[suppressed.comment.start : suppressed.comment.end] == written(syntax)


@EVERY_WAY
def test_every_syntax_suppresses_in_the_whole_draft(linter, format, syntax):
    said = "replylint: ignore-file[command] the law asks for it"
    text = paragraphs(format, FINE, COMMAND, COMMAND, written(syntax, said))
    report = linter.check(text, format=format, kind="template")
    assert (rules(report), len(report.suppressed), report.ok) == ([], 2, True)


@EVERY_WAY
def test_an_unused_one_is_found_at_its_place(linter, format, syntax):
    text = paragraphs(format, COMMAND, written(syntax), FINE)
    report = linter.check(text, format=format, kind="template")
    assert sorted(rules(report)) == ["command", "unused-suppression"]
    assert place(report, "unused-suppression") == [written(syntax)]


@EVERY_WAY
def test_it_suppresses_nothing_without_a_reason(linter, format, syntax):
    text = paragraphs(format, FINE, written(syntax, "replylint: ignore[command]"), COMMAND)
    report = linter.check(text, format=format, kind="template")
    assert sorted(rules(report)) == ["command", "invalid-suppression"]
    assert place(report, "invalid-suppression") == [written(syntax, "replylint: ignore[command]")]


@pytest.mark.parametrize("syntax", TEMPLATE.values(), ids=TEMPLATE)
def test_in_a_draft_the_comments_of_templates_are_seen(linter, syntax):
    report = linter.check(f"{written(syntax)}\n\n{COMMAND}", kind="draft")
    assert rules(report) == ["visible-suppression"]
    assert len(report.suppressed) == 1


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("text", f"<!-- {ASKED} -->\n\n{COMMAND}"),
        ("text", f"[//]: # ({ASKED})\n\n{COMMAND}"),
        ("text", f"{ASKED}\n\n{COMMAND}"),
        ("text", f"# {ASKED}\n\n{COMMAND}"),
        ("text", f"{COMMAND} {ASKED}"),
        ("text", "{# " + ASKED + f"\n\n{COMMAND}"),
        ("html", f"<p>&lt;!-- {ASKED} --&gt;</p><p>{COMMAND}</p>"),
        ("html", f"<p>{COMMAND} <code>&lt;!-- {ASKED} --&gt;</code></p>"),
        ("html", f"<pre>&lt;!-- {ASKED} --&gt;</pre><p>{COMMAND}</p>"),
        ("markdown", f"```\n<!-- {ASKED} -->\n```\n\n{COMMAND}"),
        ("markdown", f"Hello\n\n    <!-- {ASKED} -->\n\n{COMMAND}"),
        ("markdown", f"{COMMAND} `<!-- {ASKED} -->`"),
        ("markdown", f"<!-- {ASKED}\n\n{COMMAND}"),
    ],
)
def test_what_the_customer_would_see_is_an_error_and_suppresses(linter, format, text):
    report = linter.check(text, format=format, kind="template")
    assert rules(report) == ["visible-suppression"]
    assert len(report.suppressed) == 1
    assert not report.ok
    assert ASKED in place(report, "visible-suppression")[0]


@pytest.mark.parametrize(
    "text",
    [
        "Our tool is called replylint: it reads mail.",
        "{# replylint found nothing here #}",
        "<!-- checked with replylint -->",
        "We use replylint to skip bad words.",
    ],
)
def test_other_words_are_no_directive(linter, text):
    for format in ("text", "html", "markdown"):
        report = linter.check(f"{text}\n\n{FINE}", format=format, kind="template")
        assert OWN.isdisjoint(rules(report))


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("replylint: ignore[comand] the law", "no rule “comand”; the nearest is “command”"),
        ("replylint: ignore[*] the law", "no rule “*”"),
        ("replylint: ignore[] the law", "names no rule"),
        ("replylint: ignore the law", "names no rule"),
        ("replylint: ignore[command] --", "no reason"),
        ("replylint ignore command", "not written as"),
        ("replylint: disable", "not written as"),
        ("replylint: ignore-next[command] the law", "not written as"),
        ("replylint: ignore[visible-suppression] the law", "no comment suppresses it"),
    ],
)
def test_what_is_wrong_is_told(linter, said, message):
    report = linter.check("{# " + said + " #}\n\n" + COMMAND, kind="template")
    (finding,) = [f for f in report.findings if f.rule == "invalid-suppression"]
    assert message in finding.message
    assert "command" in rules(report)
    assert not any(s.edits for s in finding.suggestions)


def test_the_nearest_name_is_suggested_as_it_must_be_written(linter):
    report = linter.check("{# replylint: ignore[threat, comand] the law #}\n\n" + COMMAND, kind="template")
    (finding,) = [f for f in report.findings if f.rule == "invalid-suppression"]
    assert finding.suggestions[0].text == "replylint: ignore[threat, command] the law"


def test_two_wrong_names_in_one_comment_are_two_findings(linter):
    report = linter.check(
        "{# replylint: ignore[aaa, bbb, threat, minimising] why #}\n\n" + FINE, kind="template"
    )
    assert sorted(rules(report)) == ["invalid-suppression"] * 2 + ["unused-suppression"] * 2
    assert len({f.fingerprint for f in report.findings}) == 4


def test_several_directives_in_one_comment(linter):
    said = "replylint: ignore[command] the law\n  replylint: ignore-file[threat] a last warning"
    report = linter.check("{# " + said + " #}\n\n" + COMMAND, kind="template")
    assert [s.reason for s in report.suppressed] == ["the law"]
    assert rules(report) == ["unused-suppression"]


@pytest.mark.parametrize(
    "text",
    [
        COMMAND + " {# X #}\n\n" + FINE,
        "{# X #} " + COMMAND + "\n\n" + FINE,
        "You must {# X #} send the old kettle back.\n\n" + FINE,
        "{# X #}\n" + COMMAND + "\n" + FINE,
        "Please note:\n{# X #}\n- " + COMMAND + "\n- " + FINE,
        "Please note:\n- " + COMMAND + " {# X #}\n- " + FINE,
        "- {# X #} " + COMMAND + "\n- " + FINE,
        "Dear Ann, {# X #} you must send the old kettle back.\n\n" + FINE,
        "\r\n{# X #}\r\n" + COMMAND + "\r\n\r\n" + FINE,
    ],
)
def test_the_block_of_a_comment(linter, text):
    report = linter.check(written(text), kind="template", profile="snippet")
    assert OWN.isdisjoint(rules(report))
    assert "command" not in rules(report)
    other = linter.check(written(text).replace("ignore[command]", "ignore[threat]"), kind="template")
    assert "command" in rules(other)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"<p>{COMMAND} <!-- X --></p><p>{COMMAND}</p>", 1),
        (f"<p>{COMMAND}</p><!-- X --><p>{COMMAND}</p>", 0),
        (f"<p>{COMMAND}<br><!-- X -->{COMMAND}</p>", 0),
        (f"<p>{COMMAND}\n<!-- X -->\n</p><p>{COMMAND}</p>", 1),
        (f"<p><b>{COMMAND}</b> <!-- X --></p><p>{COMMAND}</p>", 1),
        (f"<ul><li>{COMMAND}</li><!-- X --><li>{COMMAND}</li></ul>", 0),
    ],
)
def test_the_block_of_a_comment_in_html(linter, text, left):
    source = written(text)
    report = linter.check(source, format="html")
    (suppressed,) = report.suppressed
    (finding,) = report.findings
    assert (suppressed.span.start < finding.span.start) is (left == 1)


def test_aliases_and_groups(linter):
    text = "{# replylint: ignore[hollow-phrase.officialese] house style #}\n\nPlease be advised that we refunded it."
    plain = text.split("\n\n")[1]
    wide = Linter(extend_select=["hollow-phrase.officialese"])
    assert "hollow-phrase" in rules(wide.check(plain))
    report = wide.check(text, kind="template")
    assert "hollow-phrase" not in rules(report)
    assert report.suppressed
    # Where the group is not judged, nothing can be said of the comment.
    assert rules(linter.check(text, kind="template")) == rules(linter.check(plain, kind="template"))


def test_only_rules_that_were_judged_can_be_unused():
    text = "{# replylint: ignore[command] the law #}\n\n" + FINE
    assert rules(Linter().check(text, kind="template")) == ["unused-suppression"]
    assert rules(Linter(ignore=["command"]).check(text, kind="template")) == []
    assert rules(Linter(select=["threat", "unused-suppression"]).check(text, kind="template")) == []
    assert rules(Linter(select=["threat"]).check(text, kind="template")) == []
    missing = text.replace("command", "missing-apology")
    assert rules(Linter().check(missing, kind="template", profile="snippet")) == []


def test_a_rule_of_another_language_is_known():
    text = "{# replylint: ignore[command] the law #}\n\nWij hebben uw geld maandag teruggestort."
    for language in ("nl", "el"):
        report = Linter(language=language).check(text, kind="template")
        assert rules(report) == []


def test_what_is_missing(linter):
    body = f"Dear Ann,\n\n{FINE} It was late and broken.\n\nKind regards,\nLena"
    missing = linter.check(body, profile="complaint-reply", kind="template")
    (finding,) = [f for f in missing.findings if f.rule == "missing-apology"]
    for verb in ("ignore-file", "ignore"):
        comment = "{# replylint: " + verb + "[missing-apology] we said it on the phone #}\n"
        start = finding.span.start if verb == "ignore" else 0
        start = body.rfind("\n", 0, start) + 1
        text = body[:start] + comment + body[start:]
        report = linter.check(text, profile="complaint-reply", kind="template")
        assert "missing-apology" not in rules(report)
        assert OWN.isdisjoint(rules(report))
        assert [f.fingerprint for f in report.findings] == [
            f.fingerprint for f in missing.findings if f.rule != "missing-apology"
        ]
        assert report.credits == missing.credits
        assert [a.name for a in report.acts] == [a.name for a in missing.acts]


def test_in_branches_it_counts_where_it_is_received(linter):
    text = "{% if order.late %}{# X #}\nYou must send it back.{% else %}You must send it back now.{% endif %}"
    report = linter.check(written(text), kind="template")
    assert place(report, "command") == ["You must send"]
    assert report.findings[0].span.start > text.index("else")
    assert len(report.suppressed) == 1
    last = "Hello.\n{% if order.late %}You must wait. {# X #}{% endif %}\nYou must send it back."
    assert place(linter.check(written(last), kind="template"), "command") == ["You must send"]
    lone = "{% if order.late %}\nHello.\n{# X #}\n{% else %}\nHi.\n{% endif %}\nYou must send it back."
    (finding,) = linter.check(written(lone), kind="template").findings
    assert (finding.rule, finding.path) == ("command", "when `order.late` is false")
    between = "{% if a %}\nHello.\n{% endif %}\n{# X #}\n{% if b %}\nYou must send it back.\n{% endif %}"
    assert rules(linter.check(written(between), kind="template")) == []
    both = "{# X #}\n{% if order.late %}You must send it back.{% else %}You must wait for it.{% endif %}"
    assert len(linter.check(written(both), kind="template").suppressed) == 2


def test_one_in_quoted_history_counts_for_nothing(linter):
    said = "replylint: ignore-file[command] nobody asked"
    text = f"Dear Ann,\n\n{COMMAND}\n\nKind regards,\nLena\n\n> {{# {said} #}}\n> Where is my kettle?"
    report = linter.check(text)
    assert "command" in rules(report)
    assert OWN.isdisjoint(rules(report))


def test_in_front_matter(linter):
    front = "---\nkind: template\n# replylint: ignore-file[command] the law asks for it\ntitle: kettle\n---\n"
    report = linter.check(front + COMMAND)
    assert (rules(report), len(report.suppressed)) == ([], 1)
    comment = report.suppressed[0].comment
    assert (
        report.source[comment.start : comment.end] == "# replylint: ignore-file[command] the law asks for it"
    )
    assert comment.line == 3
    unused = linter.check(front + FINE)
    assert place(unused, "unused-suppression") == ["# replylint: ignore-file[command] the law asks for it"]


def test_comments_above_an_entry_of_a_container(linter):
    source = Source(f"{FINE}\n\n{COMMAND}", comments=(Comment(7, 60, f"# {ASKED}"),))
    report = linter.check_source(source, Given(kind="template"))
    assert rules(report) == []
    assert (report.suppressed[0].comment, report.suppressed[0].reason) == (None, "the law asks for it")
    wrong = Source(
        FINE, comments=(Comment(0, 9, "# replylint: ignore[comand] x y"), Comment(10, 20, "# note"))
    )
    report = linter.check_source(wrong)
    assert rules(report) == ["invalid-suppression"]


def test_no_fix_touches_a_comment_or_what_it_suppresses(linter):
    text = (
        "{# replylint: ignore[but-however] house style #}\n\nI am sorry about the delay, but we refunded it."
    )
    report = linter.check(text, kind="template")
    for unsafe in (False, True):
        assert linter.fix(text, unsafe=unsafe, kind="template") == linter.fix(text, kind="template")
    inside = "You must {# replylint: ignore[threat] x y #} send the old kettle back."
    assert "{# replylint: ignore[threat] x y #}" in linter.fix(inside, unsafe=True, kind="template")
    assert report.source == text


def test_it_changes_no_other_fingerprint(linter):
    twice = f"{COMMAND}\n\n{FINE}\n\n{COMMAND}"
    first, second = linter.check(twice, kind="template").findings
    (left,) = linter.check(written("{# X #}\n") + twice, kind="template").findings
    assert left.fingerprint == second.fingerprint != first.fingerprint


def test_only_a_line_of_the_report_counts_them(linter):
    run = Run(reports=(linter.check(written("{# X #}\n") + COMMAND, kind="template"),))
    assert "1 finding is suppressed by comments in the draft." in "\n".join(render(run, "full", Style()))


def test_the_page_lists_every_syntax():
    page = (ROOT / "docs" / "suppressions.md").read_text("utf-8")
    for syntax in TABLE.syntaxes:
        opens = re.split("replylint", syntax.example)[0]
        assert f"| {syntax.of} | `{opens}replylint" in page


SENTENCES = st.sampled_from(
    [
        COMMAND,
        FINE,
        "I am sorry if you felt upset.",
        "We apologise for any inconvenience.",
        "You failed to read our terms and conditions, which say that we refund nothing at all.",
        "Dear Ms Adams,",
        "- Please calm down.",
        "Kind regards,",
        "Unfortunately we cannot refund it.",
    ]
)


@st.composite
def commented(draw):
    """A draft, and the same with comments between its lines, behind its lines or between its words."""
    lines = draw(st.lists(st.one_of(SENTENCES, st.just("")), min_size=1, max_size=7))
    syntax = draw(st.sampled_from([*TEMPLATE.values()]))
    rule = draw(st.sampled_from(["over-promise", "marketing-in-complaint", "threat"]))
    comment = written(syntax, f"replylint: ignore[{rule}] it's “good” so")
    made = []
    for line in lines:
        where = draw(st.sampled_from(["none", "none", "above", "behind", "inside"]))
        if where == "above":
            made.append(draw(st.sampled_from(["", "  "])) + comment)
        if line and where == "behind":
            line += " " + comment
        elif line and where == "inside":
            words = line.split(" ")
            at = draw(st.integers(1, len(words) - 1))
            line = " ".join([*words[:at], comment, *words[at:]])
        made.append(line)
    end = draw(st.sampled_from(["\n", "\r\n"]))
    return end.join(lines), end.join(made)


def same(report):
    return [(f.rule, f.excerpt, f.message, f.fingerprint) for f in report.findings if f.rule not in OWN]


@given(commented(), st.sampled_from(["text", "markdown"]))
@settings(max_examples=60)
def test_the_findings_are_those_without_the_comments(linter, drafts, format):
    plain, with_comments = drafts
    before = linter.check(plain, format=format, kind="template")
    after = linter.check(with_comments, format=format, kind="template")
    assert same(before) == same(after)
    assert (before.profile, [a.name for a in before.acts]) == (after.profile, [a.name for a in after.acts])
    assert [c.state for c in before.credits] == [c.state for c in after.credits]
    for finding in after.findings:
        if finding.rule in OWN:
            assert finding.source_excerpt.count("replylint") == 1
            assert TABLE.meant.search(finding.source_excerpt)


@given(st.lists(st.tuples(SENTENCES, st.sampled_from(range(5))), min_size=1, max_size=6))
@settings(max_examples=40)
def test_in_html_too(linter, lines):
    comment = "<!-- replylint: ignore[over-promise] it's “good” so -->"
    plain, made = [], []
    for line, where in lines:
        words = line.split(" ")
        inside = " ".join([words[0], comment, *words[1:]])
        plain.append(f"<p>{line}</p>")
        made.append(
            [
                f"<p>{line}</p>",
                f"{comment}\n<p>{line}</p>",
                f"<p>{comment}{line}</p>",
                f"<p>{line} {comment}\n</p>",
                f"<p>{inside}</p>",
            ][where]
        )
    before = linter.check("\n".join(plain), format="html")
    after = linter.check("\n".join(made), format="html")
    assert same(before) == same(after)
    assert [a.name for a in before.acts] == [a.name for a in after.acts]
    assert all(f.source_excerpt == comment for f in after.findings if f.rule in OWN)


@given(st.text(alphabet="ab \t\n\r", max_size=30), st.data())
def test_gaps_are_apart_and_hold_the_comments(text, data):
    # No comment begins or ends inside a line end.
    places = st.integers(0, len(text)).filter(lambda place: text[place - 1 : place + 1] != "\r\n")
    cuts = sorted(data.draw(st.lists(places, max_size=6)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    found = gaps(text, spans)
    assert all(a[1] <= b[0] for a, b in pairwise(found))
    assert all(any(a <= start and end <= b for a, b in found) for start, end in spans)


PIECES = """replylint : ignore [ ] command <!-- --> {# #} {% %} comment endcomment ` # > <p> </p> {{! }} é"""


@given(
    st.lists(
        st.sampled_from([*PIECES.split(), " x", "\n", "---\n", "[//]: # (", ")", ASKED]), max_size=25
    ).map("".join),
    st.sampled_from(["text", "html", "markdown"]),
)
@settings(max_examples=150)
def test_nothing_raises_and_spans_fit(linter, text, format):
    report = linter.check(text + f"\n\n{FINE}", format=format, kind="template")
    for finding in report.findings:
        assert report.source[finding.span.start : finding.span.end] == finding.source_excerpt
    for suppressed in report.suppressed:
        assert suppressed.comment is not None


@pytest.mark.parametrize("format", ["text", "html", "markdown"])
@pytest.mark.parametrize(
    "piece",
    [
        "{# replylint: ignore[command] x ",
        "<!-- replylint: ignore[command] x ",
        "{% comment %} replylint: ignore[ ",
        "{# replylint: ignore[command] x #}\n",
        "<!-- replylint: ignore[command] x -->",
        "<!--`{{! replylint:",
        "[//]: # (replylint: ignore[a] b\n",
        "replylint: ignore[",
        "# replylint: ",
    ],
)
def test_hostile_text_costs_linear_time(pack, piece, format):
    from replylint.drafts.draft import read_draft

    def seconds(count):
        source = Source(piece * count + "\n\n" + FINE, format)
        start = time.process_time()
        read_draft(source, pack, max_chars=10_000_000)
        return time.process_time() - start

    # The better of two: the rest of the machine is at work, too.
    few, many = (min(seconds(count), seconds(count)) for count in (1_000, 10_000))
    assert many < 30 * max(few, 0.05)
