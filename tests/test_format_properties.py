"""Whatever the format and however broken: every visible character maps to its source, in linear time."""

import time
from contextlib import suppress
from email import policy
from email.message import EmailMessage
from html import escape, unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replylint.drafts.draft import READERS, read_draft
from replylint.drafts.mapped import MappedText
from replylint.drafts.source import Source, read_source
from replylint.errors import DraftError
from replylint.packs import read_pack, rules_directory

PACK = read_pack(rules_directory(), "en")

WORDS = st.sampled_from(
    ["You must send it.", "You  failed", "We lost the crate", "sorry", "I", "Kind regards,", "Ann", "ß😀", "e\u0301", "{{name}}", "3.", "x@y.z", "On Mon, 11 May 2026 at 21:03, Sam <s@example.com> wrote:", "From: a", "Subject: b", "To: c", "-- "]
)  # fmt: skip
TAGS = st.sampled_from(
    ["p", "div", "br", "b", "i", "ul", "ol", "li", "table", "tr", "td", "th", "blockquote", "pre", "code", "q", "h1", "hr", "span", "head", "style", "script", "title", "a", "body", "img"]
)  # fmt: skip
ATTRIBUTES = st.sampled_from(
    [
        "",
        "",
        "",
        ' class="gmail_quote"',
        " hidden",
        " style='display:none'",
        ' type="cite"',
        " id=Signature",
        ' title="a>b"',
        " x=<",
        ' y="',
    ]
)
REFERENCES = st.sampled_from(
    ["&amp;", "&lt", "&nbsp;", "&#39;", "&#x1F600;", "&NotEqualTilde;", "&bogus;", "&", "&#", "&#10;"]
)
SPACES = st.sampled_from([" ", "\n", "\n\n", "  ", "\r\n", "\t", "\xa0"])
BROKEN = st.sampled_from(
    ["<", ">", "</", "<!--", "-->", "<!x", "<?php", "</p", "<a", '"', "<![CDATA[", "<p/>", "<<"]
)


@st.composite
def elements(draw, inside):
    tag, attributes = draw(TAGS), draw(ATTRIBUTES)
    closing = draw(st.sampled_from([f"</{tag}>", f"</{tag}>", ""]))
    return f"<{tag}{attributes}>{draw(inside)}{closing}"


HTML = st.recursive(
    st.one_of(WORDS, WORDS.map(escape), REFERENCES, SPACES, BROKEN, st.just("<!-- You must -->")),
    lambda inside: st.one_of(elements(inside), st.lists(inside, max_size=6).map("".join)),
    max_leaves=25,
)
MARKDOWN = st.lists(
    st.one_of(
        WORDS,
        SPACES,
        st.sampled_from(
            [
                "*",
                "**",
                "_",
                "`",
                "``",
                "```",
                "~~~",
                "#",
                "-",
                "+",
                ">",
                "|",
                "1.",
                "[",
                "]",
                "(",
                ")",
                "![",
                "\\",
                "<br>",
                "<!--",
                "-->",
                "---",
                ":-",
                "&amp;",
                "~~",
            ]
        ),
        st.sampled_from(
            [
                "\n# ",
                "\n- ",
                "\n> ",
                "\n    ",
                "\n|--|\n",
                "[a](b)",
                "[a][b]",
                "\n[b]: c\n",
                "---\na: b\n---\n",
            ]
        ),
    ),
    max_size=30,
).map("".join)


def stands_for(character, stood):
    """Whether a visible character can stand for these characters of the source."""
    if character in stood or character == "X":  # X is the word for code
        return True
    if stood.startswith("&"):
        meant = unescape(stood)
        return character in meant or (character == " " and meant.isspace())
    if stood.startswith("<"):
        return character in "\n- 0123456789.“”"
    white = character in " \n" and (stood.isspace() or stood[0] == "#")
    return white or (character, stood) == ("-", "+")


def check_places(source, format):
    layer = READERS[format](MappedText.of(source), PACK)
    last = 0
    for i, character in enumerate(layer.text.text):
        start, end = layer.text.to_source(i, i + 1)
        assert last <= end <= len(source)
        assert start < end
        assert stands_for(character, source[start:end]), (character, source[start:end])
        last = start
    for mark in layer.marks:
        assert 0 <= mark.start <= mark.end <= len(source)


@given(HTML)
def test_every_character_of_html_maps_to_its_source(source):
    check_places(source, "html")


@given(st.one_of(MARKDOWN, HTML))
def test_every_character_of_markdown_maps_to_its_source(source):
    check_places(source, "markdown")


@given(st.text(alphabet="<>&;#!/-=\"' \nabPx`*_[]()|~{}%", max_size=120))
def test_no_jumble_of_marks_is_too_much(source):
    for format in READERS:
        check_places(source, format)


@settings(max_examples=60)
@given(st.sampled_from(["html", "markdown"]), st.one_of(HTML, MARKDOWN))
def test_every_finding_shows_what_stands_at_its_place(linter, format, source):
    report = linter.check(source, format=format)
    for finding in report.findings:
        assert finding.source_excerpt == source[finding.span.start : finding.span.end]


@st.composite
def mails(draw):
    """A message around a text: the message, the text and its subtype."""
    message = EmailMessage(policy=policy.default)
    message["Subject"] = "x"
    kind = draw(st.sampled_from(["plain", "html"]))
    text = (
        draw(HTML) if kind == "html" else draw(st.lists(st.one_of(WORDS, SPACES), max_size=12).map("".join))
    )
    text += "\nWe lost the crate."
    coding = draw(st.sampled_from(["base64", "quoted-printable", "8bit"]))
    message.set_content(text.replace("\r", ""), subtype=kind, cte=coding, charset="utf-8")
    if draw(st.booleans()) and kind == "plain":
        message.add_alternative("<p>You must not read this.</p>", subtype="html")
    if draw(st.booleans()):
        message.add_attachment("You must not read this.", filename="a.txt")
    if draw(st.booleans()):
        inner = EmailMessage()
        inner.set_content("You must not read this.")
        message.add_attachment(inner)
    return message, text, kind


@given(mails())
def test_of_a_mail_its_own_words_are_read_and_no_others(mail):
    message, text, kind = mail
    source = read_source(bytes(message), "x.eml")
    assert source.location.part == f"text/{kind}"
    assert source.text.split() == text.split()
    assert not source.note
    draft = read_draft(source, PACK)
    for start, end in ((b.start, b.end) for r in draft.readings for b in r.blocks):
        assert 0 <= start < end <= len(draft.readings[0].text)


@given(
    st.binary(max_size=400),
    st.sampled_from(["utf-8", "iso-8859-1", "utf-16", "x-unknown", "gb2312", '"', ""]),
)
def test_no_mail_is_too_broken(body, charset):
    head = f"Subject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n"
    with suppress(DraftError):
        read_source(head.encode() + body, "x.eml")


HOSTILE = [
    "<",
    "<a",
    '<a b="',
    "<!--",
    "&#",
    "</",
    "<div>",
    "<p>a",
    "<td>",
    "<li>",
    "<code>",
    "<b>a</b>",
    "<?",
    ">",
    "> ",
    "`",
    "` ",
    "``a`",
]
HOSTILE += [
    "*a ",
    "**a ",
    "_a ",
    "[",
    "[a](",
    "![",
    "~~~a\n",
    "# a\n",
    "|\n",
    "a|b\n-|-\n",
    "    a\n\n",
    "[a]: b\n",
    "{{",
    "On 1\n",
    "1 <a@b\n",
]


@pytest.mark.parametrize("format", sorted(READERS))
@pytest.mark.parametrize("unit", HOSTILE)
def test_time_is_linear(unit, format):
    def seconds(size):
        text = (unit * size)[:size]
        taken = []
        for _ in range(3):
            start = time.process_time()
            read_draft(Source(text, format), PACK, max_chars=size)
            taken.append(time.process_time() - start)
        return min(taken)

    short, long = seconds(4_000), seconds(16_000)
    assert long < 8 * short + 0.1


@pytest.mark.parametrize("format", sorted(READERS))
@pytest.mark.parametrize("unit", ["<", ">", "{{", "<!--", "`"])
def test_a_megabyte_of_brackets_is_read_at_once(unit, format):
    start = time.process_time()
    read_draft(Source((unit * 1_000_000)[:1_000_000], format), PACK)
    assert time.process_time() - start < 2


def test_a_mail_of_a_thousand_parts_is_no_trouble():
    mail = (
        "Content-Type: multipart/mixed; boundary=b\n\n"
        + "--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 2000
    )
    with pytest.raises(DraftError, match=r"x\.eml"):
        read_source(mail.encode(), "x.eml")
