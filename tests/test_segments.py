"""Greeting, body, closing, signature and quoted history are told apart; nothing of the reply is cut."""

import pytest

from replylint.drafts.draft import read_draft
from replylint.drafts.segments import BlockKind
from replylint.language.sentences import split_reading


def blocks(text, pack, kind):
    reading = read_draft(text, pack).readings[0]
    return [reading.text.text[b.start : b.end].strip() for b in reading.blocks if b.kind is kind]


def sentences(text, pack):
    reading = read_draft(text, pack).readings[0]
    return [s.text for s in split_reading(reading, pack) if s.kind in (BlockKind.BODY, BlockKind.ITEM)]


@pytest.mark.parametrize(
    ("text", "greeting"),
    [
        ("Dear Ms Jansen,\n\nWe lost it.", "Dear Ms Jansen,"),
        ("Hi Ann, we lost it.", "Hi Ann,"),
        ("hello there!\nwe lost it.", "hello there!"),
        ("Good morning Mr De Vries,\r\n\r\nWe lost it.", "Good morning Mr De Vries,"),
        ("Ann, I'm sorry we lost it.", "Ann,"),
        ("Dear {{customer.name}},\nWe lost it.", "Dear Alex,"),
    ],
)
def test_greetings(text, greeting, pack):
    assert blocks(text, pack, BlockKind.GREETING) == [greeting]
    assert sentences(text, pack)[0].lower().endswith("lost it.")


@pytest.mark.parametrize(
    "text", ["Unfortunately, we lost it.", "However, we lost it.", "Today, we lost it.", "Sorry, we lost it."]
)
def test_an_opening_word_is_no_name(text, pack):
    assert blocks(text, pack, BlockKind.GREETING) == []


def test_closing_is_linted_and_signature_is_not(pack):
    text = "We lost it. I'm sorry.\n\nKind regards,\nEva Smit\nYou must call 020 123\n"
    assert blocks(text, pack, BlockKind.CLOSING) == ["Kind regards,"]
    assert sentences(text, pack) == ["We lost it.", "I'm sorry."]


def test_thank_you_in_the_middle_cuts_nothing(pack):
    text = "Dear A,\n\nThank you,\n\nwe will refund you. You failed to read the terms of the offer.\n\nEva"
    assert any("failed to read" in sentence for sentence in sentences(text, pack))


def test_a_line_that_ends_with_a_colon_cuts_nothing(pack):
    text = "Please send these to help@shop.example by 12:00:\n- the receipt\n- a photo\n\nWe lost it."
    assert sentences(text, pack)[-1] == "We lost it."


@pytest.mark.parametrize(
    "history",
    [
        "On Mon, 11 May 2026 at 21:03, Sam Reyes <sam@example.com> wrote:\n> You must be joking.",
        "Op ma 11 mei 2026 om 21:03 schreef Sam Reyes <sam@example.com>:\n> You must be joking.",
        "Στις Δευ 11 Μαΐ 2026 στις 9:03 μ.μ., ο χρήστης Sam <sam@example.com> έγραψε:\n> You must be joking.",
        "On Mon, 11 May 2026 at 21:03,\nSam Reyes <sam@example.com>\nwrote:\nYou must be joking.",
        "-----Original Message-----\nFrom: Sam\nYou must be joking.",
        "From: Sam Reyes\nSent: Monday 11 May\nTo: Lena\nSubject: Again\n\nYou must be joking.",
        "> You must be joking.",
    ],
)
def test_quoted_history_is_left_out(history, pack):
    text = f"Hi Sam,\n\nWe lost it.\n\nKind regards,\nLena\n\n{history}\n"
    assert sentences(text, pack) == ["We lost it."]
    assert "joking" in "".join(blocks(text, pack, BlockKind.QUOTE))


def test_answers_between_quotes_are_read(pack):
    text = "On Mon, 11 May 2026, Sam <s@example.com> wrote:\n> Where is it?\n\nWe lost it.\n\n> And my money?\n\nWe sent it.\n"
    assert sentences(text, pack) == ["We lost it.", "We sent it."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Vos called at 3 p.m. and left. We rang back.", ["Mr. Vos called at 3 p.m. and left.", "We rang back."]),
        ("sorry about that. we lost it.", ["sorry about that.", "we lost it."]),
        ("We lost it.Sorry!", ["We lost it.", "Sorry!"]),
        ("See www.example.org/a.b for more. We lost it.", ["See www.example.org/a.b for more.", "We lost it."]),
        ("It costs €3.50. Really?! Yes.", ["It costs €3.50.", "Really?!", "Yes."]),
        ("This is a line that was wrapped by some mail\nclient in the middle. Next.", ["This is a line that was wrapped by some mail\nclient in the middle.", "Next."]),
        ("1. Open Settings\n2. Press Export", ["Open Settings", "Press Export"]),
        ("No. We lost it.", ["No.", "We lost it."]),
        ("Wait... we lost it.", ["Wait... we lost it."]),
    ],
)  # fmt: skip
def test_sentences(text, expected, pack):
    assert sentences(text, pack) == expected
