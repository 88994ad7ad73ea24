"""Every visible character maps back to the source character it came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replylint.drafts.draft import read_draft
from replylint.drafts.mapped import MappedText
from replylint.packs import read_pack, rules_directory
from replylint.report import Lines

PACK = read_pack(rules_directory(), "en")
ALPHABET = st.sampled_from(
    [*"abc \t\n\r.,!?'’“”{}[]<>%-éß", "\r\n", "\xa0", "e\u0301", "😀", "👩‍👩‍👧", "\u200b", "Ω", "ﬁ", "中"]
)
TEXTS = st.lists(ALPHABET, max_size=80).map("".join)


@st.composite
def layers(draw):
    """A source and a stack of random replacements over it."""
    source = draw(TEXTS)
    mapped = MappedText.of(source)
    for _ in range(draw(st.integers(0, 3))):
        cuts = sorted(draw(st.lists(st.integers(0, len(mapped)), max_size=6)))
        pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
        changes = []
        for start, end in pairs:
            if not changes or start >= changes[-1][1]:
                changes.append(
                    (start, end, draw(st.sampled_from(["", "x", "Alex", "\n", mapped.text[start:end]])))
                )
        mapped = mapped.replace(changes)
    return source, mapped


@given(layers())
def test_exact_characters_are_the_source_characters(pair):
    source, mapped = pair
    assert sum(piece.length for piece in mapped.pieces) == len(mapped.text)
    for piece in mapped.pieces:
        assert 0 <= piece.source_start <= piece.source_end <= len(source)
        if piece.exact:
            assert piece.source_end - piece.source_start == piece.length
    for i in range(len(mapped)):
        start, end = mapped.to_source(i, i + 1)
        assert 0 <= start <= end <= len(source)


@given(layers(), st.data())
def test_a_slice_maps_as_the_whole_does(pair, data):
    _, mapped = pair
    start = data.draw(st.integers(0, len(mapped)))
    end = data.draw(st.integers(start, len(mapped)))
    part = mapped.slice(start, end)
    assert part.text == mapped.text[start:end]
    for i in range(len(part)):
        assert part.to_source(i, i + 1) == mapped.to_source(start + i, start + i + 1)


@given(layers(), st.data())
def test_positions_never_run_backwards(pair, data):
    _, mapped = pair
    start = data.draw(st.integers(0, len(mapped)))
    end = data.draw(st.integers(start, len(mapped)))
    a, b = mapped.to_source(start, end)
    assert a <= b
    if end > start:
        assert a <= mapped.to_source(start, start + 1)[0]


@given(TEXTS)
def test_reading_keeps_every_visible_character(source):
    reading = read_draft(source, PACK).readings[0]
    for i, character in enumerate(reading.text.text):
        start, end = reading.text.to_source(i, i + 1)
        stood = source[start:end]
        field = any(field.start <= i < field.end for field in reading.fields)
        if character == "\n":
            assert stood in ("\n", "\r\n", "\r")
        elif character == " ":
            assert stood.isspace() or field
        else:
            assert stood == character or field


@given(TEXTS)
def test_blocks_stand_in_order_inside_the_text(source):
    reading = read_draft(source, PACK).readings[0]
    for block in reading.blocks:
        assert 0 <= block.start < block.end <= len(reading.text)


@given(TEXTS, st.data())
def test_lines_and_columns_lead_back_to_the_offset(source, data):
    offset = data.draw(st.integers(0, len(source)))
    span = Lines(source).span(offset, len(source))
    normal = source[:offset].replace("\r\n", "\n").replace("\r", "\n")
    split_pair = source[offset - 1 : offset + 1] == "\r\n"
    if not split_pair:
        assert span.line == normal.count("\n") + 1
        assert span.column == len(normal) - (normal.rfind("\n") + 1) + 1


def test_changes_must_be_in_order():
    with pytest.raises(ValueError, match="in order"):
        MappedText.of("abc").replace([(2, 3, ""), (0, 1, "")])
