"""The shortcut past the slow pattern of values changes no value."""

import json
from pathlib import Path

import pytest

from replylint.language import values

UNSEEN = Path(__file__).resolve().parent / "unseen"
WAYS = [
    "half past ten",
    "quarter to two",
    "at eight, please",
    "by six",
    "between one and three",
    "two o'clock",
    "at the end of play",
    "close of business",
    "week commencing",
    "next spring",
    "by Christmas",
    "by Easter",
    "on Sat",
    "until Sun",
    "a fortnight",
    "three-day",
    "within the hour",
    "every week",
    "in an hr",
    "two hrs",
    "first thing",
    "the end of May",
    "in Aug",
    "this coming week",
    "an h",
    "three (three) days",
    "dayſ",
    "FRİDAY",
]


def texts() -> list[str]:
    lines = [line for file in sorted(UNSEEN.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    return [json.loads(line)["text"] for line in lines] + WAYS


def test_shortcut_changes_nothing(pack):
    slow = values._pattern(pack)
    for text in texts():
        if not values.may_hold_values(text, pack):
            assert not [m for m in slow.finditer(text) if m.lastgroup], text


def test_trying_only_where_words_start_changes_nothing(pack):
    slow = values._pattern(pack)
    for text in texts():
        expected = [(m.lastgroup, m.start(), m.end()) for m in slow.finditer(text) if m.lastgroup]
        assert [(v.kind, v.start, v.end) for v in values.find_values(text, pack)] == expected, text


def test_every_listed_word_is_tried(pack):
    time = pack.words["time"]
    for name in ("points", "months", "units", "hours"):
        for word in time[name]:
            assert values.may_hold_values(f"We call {word}.", pack), word
            assert values.may_hold_values(f"WE CALL THE {word.upper()}.", pack), word


@pytest.mark.parametrize(
    "text", ["We have looked at it.", "Ah, that is a pity.", "We are by and large content."]
)
def test_sentences_without_values_are_not_tried(pack, text):
    assert not values.may_hold_values(text, pack)
    assert values.find_values(text, pack) == []
