"""Merge fields of helpdesks: what is one, what it stands for, and what is left alone."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replylint import ConfigError, Linter
from replylint.drafts.draft import read_draft
from replylint.drafts.placeholders import find_placeholders, read_table
from replylint.packs import read_pack, rules_directory

RULES = rules_directory()
PACK = read_pack(RULES, "en")
TABLE = read_table(RULES / "placeholders.toml")


def found(text):
    return list(find_placeholders(text, RULES))


@pytest.fixture(scope="module")
def templates():
    return Linter(kind="template")


@pytest.mark.parametrize("syntax", TABLE.syntaxes, ids=lambda s: s.example)
def test_the_example_of_each_syntax_is_found_whole_and_alone(syntax):
    (field,) = found(f"We wrote to {syntax.example} on time.".replace("to Dear", "Dear"))
    assert field.kind == syntax.kind
    assert field.text in syntax.example
    assert field.text[0] in syntax.opens


@pytest.mark.parametrize(
    ("text", "type_", "name", "fallback"),
    [
        ("{{ ticket.requester.first_name }}", "person", "ticket.requester.first_name", ""),
        ('{{user.name | fallback: "there"}}', "person", "user.name", "there"),
        ("{{ contact.first_name || 'friend' }}", "person", "contact.first_name", "friend"),
        ("{{ ticket.created|date:'d-m-Y' }}", "date", "ticket.created", ""),
        ("{%customer.firstName,fallback=there%}", "person", "customer.firstName", "there"),
        ('<attribute key="user.name" default="you"/>', "person", "user.name", "you"),
        ("%{staff.name.short}", "agent", "staff.name.short", ""),
        ("%25%7Bticket.number%7D", "order", "ticket.number", ""),
        ("{!Case.Contact.FirstName}", "person", "Case.Contact.FirstName", ""),
        ("<%= number_to_currency(@order.total_price) %>", "money", "", ""),
        ("{$order.total}", "money", "order.total", ""),
        ("__REF__", "text", "REF", ""),
        ("{shop_name}", "company", "shop_name", ""),
        ("[Klantnaam]", "person", "Klantnaam", ""),
        ("«Achternaam»", "person", "Achternaam", ""),
        ("[Your order number]", "order", "Your order number", ""),
        ("{days}", "number", "days", ""),
        ("#{ticket.customer.email}", "link", "ticket.customer.email", ""),
        ("##ticket.title##", "text", "ticket.title", ""),
    ],
)
def test_a_field_is_typed_and_named(text, type_, name, fallback):
    (field,) = found(text)
    assert (field.type, field.name, field.fallback) == (type_, name, fallback)


@pytest.mark.parametrize(
    "text",
    [
        "Size XXL", "[E-404]", "[1]", "[^2]", "press <Enter>", "SAVE{10}", "SAVE{TEN}", "tomorow {sic}", "at 3:15 pm",
        "C:\\temp\\new", "50 %", "50 % discount", "10% off and 20% back", "#4711", ":D", ":-)", ":) :(", ":smile:",
        ":thumbs_up:", "at 5:30", "12:name", "https://example.org/a:80/b?c=%20d", "[the guide](https://example.org)",
        "[Settings]", "«Bonjour», dit-il", "«Ευχαριστώ»", "a < b > c", "f(x) = {x | x > 0}", '{"a": 1}', "{}", "[]", "[...]",
        "[km/h](x)", "me@if.example", "mail@else.example", "- [x] done", "_______________________________", "__init__",
        "note_to_self", "**important**", "# Heading ##", "<b>name</b>", "<strong>", "5 < 6", "XXXX 4411", "re:order",
        "(see below)", "(if applicable)", "€20", "U+00A0", "$5", "{ please keep this receipt, it is your warranty }",
    ],
)  # fmt: skip
def test_ordinary_text_is_left_alone(text):
    assert found(text) == []
    assert found(f"We saw {text} there.") == []


@pytest.mark.parametrize(
    "hostile",
    ["{{{{", "[[[[", "<<<<", "%%%%", "____", "{%", "{!", "<%", "[% ", "##", "@if((", "{{--", "{a|", "XXXX", "%7B", "«",
     "[insert ", "{% if a %}", "{{#a}}", "{% if a %}b{% endif %}", "{% else %}"],
)  # fmt: skip
def test_a_megabyte_of_openings_costs_linear_time(hostile):
    text = hostile * (1_000_000 // len(hostile))
    started = time.process_time()
    read_draft(text, PACK, max_chars=len(text))
    assert time.process_time() - started < 2


def test_a_field_maps_as_a_whole_also_where_its_word_is_as_long():
    (reading,) = read_draft("It comes on {date} then.", PACK).readings
    (field,) = reading.fields
    assert reading.text.text[field.start : field.end] == "Monday"
    assert {reading.text.to_source(i, i + 1) for i in range(field.start, field.end)} == {(12, 18)}


def test_a_field_is_seen_as_the_customer_would_see_its_value(templates):
    text = "Dear {{customer.name}},\n\nYou must call {{agent.name}} before {{deadline}}."
    (finding,) = [f for f in templates.check(text).findings if f.rule == "command"]
    assert finding.source_excerpt == "You must call"


def test_the_first_of_several_wordings_is_read():
    (reading,) = read_draft("We will [refund/replace] it.", PACK).readings
    assert reading.text.text == "We will refund it."


def test_no_finding_stands_on_the_word_read_for_a_field(templates):
    text = "Dear {{name}},\n\n{unfortunately}\n\nWe will refund it by {{date}}."
    for finding in templates.check(text, profile="complaint-reply").findings:
        assert finding.anchor or finding.source_excerpt != "{unfortunately}"


def test_what_is_missing_belongs_beside_words_of_ones_own(templates):
    text = "{{reference}}\n\nWe lost the lamp. It was broken in our van.\n"
    for finding in templates.check(text, profile="complaint-reply").findings:
        assert finding.source_excerpt != "{{reference}}"


# --- patterns of one's own -----------------------------------------------------------------------------------


def test_ones_own_patterns_come_first():
    linter = Linter(placeholders=[r"~~(?P<name>\w+)~~", r"\{\{our thing\}\}"])
    report = linter.check("Hi ~~firstname~~, it comes by {{our thing}} and {{date}}.")
    excerpts = [f.source_excerpt for f in report.findings if f.rule == "unfilled-placeholder"]
    assert excerpts == ["~~firstname~~", "{{our thing}}", "{{date}}"]


def test_ones_own_pattern_names_the_field():
    linter = Linter(
        kind="template", placeholders=[r"~~(?P<name>\w+)~~"], declared_placeholders=["first_name"]
    )
    (finding,) = linter.check("It comes today, ~~firstname~~.").findings
    assert finding.rule == "unknown-placeholder"
    assert finding.suggestions[0].text == "~~first_name~~"


def test_a_broken_pattern_is_refused_when_the_linter_is_built():
    with pytest.raises(ConfigError, match=r"\(unclosed"):
        Linter(placeholders=["(unclosed"])


def test_a_pattern_that_fits_nothing_finds_nothing():
    linter = Linter(placeholders=["z*"])
    assert linter.check("The lamp is on its way.").findings == ()


# --- rules ---------------------------------------------------------------------------------------------------


def test_declared_names_can_differ_by_check(templates):
    text = "Your order {{order.nunber}} was sent."
    assert "unknown-placeholder" not in {f.rule for f in templates.check(text).findings}
    (finding,) = templates.check(text, declared_placeholders=["order.number"]).findings
    assert (finding.rule, finding.severity) == ("unknown-placeholder", "error")
    assert finding.suggestions[0].text == "{{order.number}}"


def test_a_declared_name_is_right_in_every_syntax(templates):
    text = "Your %{order.number}, {{ order.number | upcase }} and <%= order.number %> were sent."
    assert not [
        f
        for f in templates.check(text, declared_placeholders=["order.number"]).findings
        if f.rule == "unknown-placeholder"
    ]


def test_a_draft_with_open_fields_is_no_case_for_the_rules_of_templates(linter):
    rules = {f.rule for f in linter.check("Dear {{name}},\n\nYour order{{number}}s are here.").findings}
    assert rules == {"unfilled-placeholder"}


def test_a_control_tag_left_in_a_draft_is_reported_once_at_the_first(linter):
    text = "Dear Ann,\n\n{% if late %}\nIt is late.\n{% else %}\nIt is here.\n{% endif %}\n"
    (finding,) = [f for f in linter.check(text).findings if f.rule == "unfilled-placeholder"]
    assert finding.source_excerpt == "{% if late %}"
    assert finding.span.line == 3
    quoted = "It is here.\n\n> {% if late %}It is late.{% endif %}\n"
    assert not linter.check(quoted).findings


def test_quoted_fields_are_not_open(linter):
    report = linter.check('The mail said "Dear {firstname}", which I am sorry about.')
    assert "unfilled-placeholder" not in {f.rule for f in report.findings}


# --- properties ----------------------------------------------------------------------------------------------

PIECES = st.one_of(
    st.sampled_from([s.example for s in TABLE.syntaxes]),
    st.sampled_from(["We are sorry. ", "Dear ", "You must call us", ",\n\n", "\r\n", " ", "é", "😀", "{", "[", "<"]),
    st.text(max_size=8),
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=12).map("".join)


@given(TEXTS)
def test_every_visible_character_maps_to_its_source(text):
    for reading in read_draft(text, PACK).readings:
        for i, character in enumerate(reading.text.text):
            start, end = reading.text.to_source(i, i + 1)
            assert 0 <= start < end <= len(text)
            fields = [field for field in reading.fields if field.start <= i < field.end]
            if fields:
                whole = reading.text.to_source(fields[0].start, fields[0].end)
                assert (start, end) == whole
            elif character not in " \n\ufffd":
                assert text[start:end] == character


@given(TEXTS)
def test_fields_stand_in_order_and_apart(text):
    fields = found(text)
    assert all(a.end <= b.start for a, b in pairwise(fields))
    assert all(text[field.start : field.end] == field.text for field in fields)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Your {{product.name}} arrived broken.", "Your item arrived broken."),
        ("The\n{{ product.name }} is lost.", "The\nitem is lost."),
        ("We lost {{product.name}}.", "We lost it."),
        ("A new {{product.name}}, your {{order.date}}.", "A new item, your Monday."),
        ("Your {{customer.name}}", "Your Alex"),
    ],
)
def test_behind_a_determiner_stands_a_noun(text, read, pack):
    assert read_draft(text, pack).readings[0].text.text == read


def test_a_language_without_such_words_reads_its_usual_one():
    dutch = read_pack(rules_directory(), "nl")
    usual = read_draft("We zijn {{product.x}} kwijt.", dutch).readings[0].text.text
    assert read_draft("Uw {{product.x}} kwijt.", dutch).readings[0].text.text.split()[1] == usual.split()[2]
