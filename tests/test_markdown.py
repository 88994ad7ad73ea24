"""Markdown drafts: what is not seen is not read, and sentences stay what they are in plain text."""

import pytest

from replylint.drafts.draft import read_draft
from replylint.drafts.layer import LeftOut
from replylint.drafts.segments import BlockKind
from replylint.drafts.source import Source
from replylint.language.sentences import split_reading


def read(text, pack):
    return read_draft(Source(text, "markdown"), pack)


def sentences(text, pack):
    reading = read(text, pack).readings[0]
    return [s.text for s in split_reading(reading, pack) if s.kind in (BlockKind.BODY, BlockKind.ITEM)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("We **lost** *it* and ***more***, __so__ _sorry_ ~~not~~", "We lost it and more, so sorry not"),
        ("**we *really* did**", "we really did"),
        ("5 * 3 * 2 and snake_case_name, 2*3*4", "5 * 3 * 2 and snake_case_name, 2*3*4"),
        (
            "Dear ___, your ___ is {{first_name}} {{last_name}}",
            "Dear ___, your ___ is {{first_name}} {{last_name}}",
        ),
        ("see [our page](https://example.org/a_(b) 'x') now", "see our page now"),
        ("see [our page][1] now\n\n[1]: https://example.org", "see our page now\n\n"),
        ("Dear [Customer name], [order][no]", "Dear [Customer name], [order][no]"),
        ("![a logo](logo.png) Hello", " Hello"),
        ("[![logo](a.png)](b) Hello", " Hello"),
        ("<https://example.org> or <s@example.com>", "https://example.org or <s@example.com>"),
        (r"\*no\* and 1\. and C:\temp", r"*no* and 1. and C:\temp"),
        ("type `you must` or ``a ` b``", "type X or X"),
        ("an open ` tick", "an open ` tick"),
        ("A&amp;B &nbsp;", "A&B \xa0"),
        ("one<br>two <b>three</b> <name>", "one\ntwo three <name>"),
        ("+ one\n- [ ] two\n- [x] three", "- one\n- two\n- three"),
        ("a <!-- b\nc --> d <!-- e", "a d <!-- e"),
        ("a\\\nb", "a\nb"),
    ],
)
def test_what_is_shown(text, shown, pack):
    assert read(text, pack).shown == shown


def test_a_heading_is_no_sentence_of_a_paragraph(pack):
    text = "# About the lamp that you wrote to us about on Monday\nit broke on the way.\n## And the lid\nwe lost it."
    assert sentences(text, pack) == [
        "About the lamp that you wrote to us about on Monday",
        "it broke on the way.",
        "And the lid",
        "we lost it.",
    ]


def test_front_matter_is_left_out_and_kept(pack):
    draft = read("---\ntitle: You must know\nfields: [a]\n---\nDear Ann,\n\nWe lost it.\n", pack)
    assert draft.front_matter == "title: You must know\nfields: [a]"
    assert "must" not in draft.shown
    assert [mark.why for mark in draft.unseen] == [LeftOut.FRONT_MATTER]


def test_a_rule_at_the_top_is_no_front_matter(pack):
    assert sentences("---\n\nWe lost it.\n\n---\n\nSorry.", pack) == ["We lost it.", "Sorry."]


@pytest.mark.parametrize(
    "left_out",
    ["```\nyou must\n\nreboot\n```", "~~~~ sh\nyou must\n~~~~", "    you must\n    reboot", "> You must answer.",
     "| you | must |\n|-----|:----:|\n| a   | b    |", "you | must\n--|--\na | b"],
)  # fmt: skip
def test_code_tables_and_quotes_are_left_out(left_out, pack):
    assert sentences(f"We lost it.\n\n{left_out}\n\nSorry.", pack) == ["We lost it.", "Sorry."]


def test_a_fence_that_nobody_closes_hides_nothing(pack):
    assert sentences("```\nWe lost it.", pack) == ["We lost it."]


def test_a_paragraph_inside_a_list_item_is_no_code(pack):
    assert "You can keep it." in sentences("- the lamp\n\n    You can keep it.\n", pack)


def test_a_finding_stands_at_its_place_in_the_source(linter):
    text = "Hi Ann,\n\nYou **must** send [the form](https://example.org/f).\n"
    found = next(f for f in linter.check(text, format="markdown").findings if f.rule == "command")
    assert text[found.span.start : found.span.end] == "You **must** send"
