"""Strings of JSON, YAML, CSV and XML files are found where they stand, read right and can be edited there."""

import csv
import io
import json
import re
import time
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from replylint.drafts.containers import yaml as yaml_reader
from replylint.drafts.containers.csv import delimiter_of, read_csv
from replylint.drafts.containers.json import read_json, read_json_lines
from replylint.drafts.containers.node import DEEPEST, ContainerError, Scalar, pointer
from replylint.drafts.containers.xml import read_xml
from replylint.drafts.containers.yaml import read_yaml

PARTS = [
    *"ab ,.;:-#&*!|>'\"%@`{}[]<\\/?=~\t\n",
    "\n\n",
    ": ",
    " #",
    "- ",
    "--- ",
    "  ",
    "é",
    "ß",
    "😀",
    "👩‍👩‍👧",
    "\xa0",
]
PARTS += [
    "&amp;",
    "]]>",
    "\\n",
    "We are sorry",
    " for the long delay",
    "true",
    "12",
    "e\u0301",
    "“",
    "\u2028",
    "\x85",
]
TEXTS = st.lists(st.sampled_from(PARTS), max_size=12).map("".join)
LEAVES = (
    TEXTS
    | st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.floats(-10, 10).map(lambda x: round(x, 3))
)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab c", min_size=1), inner, max_size=3)
    ),
    max_leaves=12,
)
WORDY_TREES = st.tuples(TREES, st.sampled_from(["We are sorry", "a\n\né 😀\n", '"it\'s"'])).map(list)
WORDS = st.lists(st.sampled_from([*PARTS, "\r"]), min_size=1, max_size=5).map("".join)


def strings(node, place=""):
    """Every string below a node with its pointer, in the tree's order."""
    if isinstance(node, Scalar):
        yield place, node
    elif isinstance(node, dict | list):
        for step, inner in node.items() if isinstance(node, dict) else enumerate(node):
            yield from strings(inner, place + pointer(step))


def values(node):
    """The same tree in plain Python."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, dict):
        return {key: values(inner) for key, inner in node.items()}
    return [values(inner) for inner in node] if isinstance(node, list) else node


def places_are_exact(text, node, stands_for):
    """Every string is read out of its raw form, character by character, and no two share a place."""
    end = 0
    for _, scalar in strings(node):
        assert end <= scalar.start <= scalar.end <= len(text)
        end = scalar.end
        raw = text[scalar.start : scalar.end]
        mapped = scalar.decode(raw)
        assert mapped.text == scalar.value
        assert sum(piece.length for piece in mapped.pieces) == len(scalar.value)
        for piece in mapped.pieces:
            seen = mapped.text[piece.start : piece.end]
            written = raw[piece.source_start : piece.source_end]
            assert seen == written if piece.exact else stands_for(written, seen)


def edited(text, node, data):
    """The text with words put into one of its strings, and what it must then hold; None where it cannot."""
    found = [(place, scalar) for place, scalar in strings(node) if scalar.value]
    if not found:
        return None
    place, scalar = data.draw(st.sampled_from(found))
    raw = text[scalar.start : scalar.end]
    mapped = scalar.decode(raw)
    at = data.draw(st.integers(0, len(scalar.value)))
    words = data.draw(WORDS)
    written = scalar.encode(words)
    if written is None:
        return None
    spot = mapped.to_source(at, at)[0]
    new = raw[:spot] + written + raw[spot:]
    wanted = scalar.value[:at] + words + scalar.value[at:]
    try:
        if scalar.decode(new).text != wanted:
            return None
    except ValueError:
        return None
    return text[: scalar.start] + new + text[scalar.end :], {**dict(plain(node)), place: wanted}


def plain(node):
    return [(place, scalar.value) for place, scalar in strings(node)]


# JSON


@st.composite
def json_files(draw, trees=TREES):
    tree = draw(trees)
    indent = draw(st.sampled_from([None, 1, "\t"]))
    text = json.dumps(tree, ensure_ascii=draw(st.booleans()), indent=indent)
    return draw(st.sampled_from(["", "\ufeff", " \r\n"])) + text.replace(
        "\n", draw(st.sampled_from(["\n", "\r\n"]))
    ), tree


def in_json(written, seen):
    return json.loads(f'"{written}"') == seen


@given(json_files())
def test_json_is_read_with_exact_places(file):
    text, tree = file
    node = read_json(text)
    assert values(node) == tree
    places_are_exact(text, node, in_json)


@given(json_files(WORDY_TREES), st.data())
def test_json_takes_any_words_anywhere(file, data):
    text, _ = file
    node = read_json(text)
    new, wanted = edited(text, node, data)
    assert dict(plain(read_json(new))) == wanted


@given(WORDS, st.booleans())
def test_a_json_file_of_escapes_stays_one(words, ascii_only):
    text = json.dumps(["é 😀"], ensure_ascii=ascii_only)
    (scalar,) = read_json(text)
    written = scalar.encode(words)
    assert json.loads(f'"{written}"') == words
    assert written.isascii() if ascii_only else written == json.dumps(words, ensure_ascii=False)[1:-1]


@given(st.lists(TREES, max_size=4), st.sampled_from(["\n", "\r\n", "\n\n", "\n \t\n"]), st.booleans())
def test_json_lines_are_items_with_places_in_the_whole_file(trees, between, ascii_only):
    text = between.join(json.dumps(tree, ensure_ascii=ascii_only) for tree in trees) + between
    node = read_json_lines(text)
    assert values(node) == trees
    places_are_exact(text, node, in_json)


def test_the_escapes_of_json_map_to_what_they_stand_for():
    text = r'["\ud83d\ude00 a\u00e9\/\"\ud83d"]'
    (scalar,) = read_json(text)
    mapped = scalar.decode(text[scalar.start : scalar.end])
    assert mapped.text == scalar.value == '😀 aé/"\ud83d'
    raw = text[scalar.start : scalar.end]
    pieces = [raw[slice(*mapped.to_source(at, at + 1))] for at in range(len(mapped))]
    assert pieces == [r"\ud83d\ude00", " ", "a", r"\u00e9", r"\/", r"\"", r"\ud83d"]


def test_of_a_json_key_that_is_there_twice_the_last_counts():
    assert values(read_json('{"a": "first", "a": "last", "n": 1e400, "i": -1, "x": NaN}'))["a"] == "last"


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('{"a": "b",\n "c": }', 2, 7),
        ('\ufeff{"a": "b"\r\n "c": 1}', 2, 2),
        ('["a\nb"]', 1, 4),
        ("", 1, 1),
        ("[1] x", 1, 5),
        ("[" * 5_000_000, 1, DEEPEST + 1),
        ('{"a":' * 100_000, 1, 5 * DEEPEST + 1),
    ],
)
def test_json_that_is_not_valid_names_the_place(text, line, column):
    with pytest.raises(ContainerError) as error:
        read_json(text)
    assert (error.value.line, error.value.column) == (line, column)


@pytest.mark.parametrize(
    ("text", "line"), [('{"a": 1}\n{"a":\n1}', 2), ('"a"\n"b" "c"', 2), ('{\n"a": 1}', 1), ("[1]\n]", 2)]
)
def test_json_lines_are_one_value_each(text, line):
    with pytest.raises(ContainerError) as error:
        read_json_lines(text)
    assert error.value.line == line


def test_a_number_too_long_for_python_is_still_a_number():
    assert values(read_json(f"[{'1' * 10_000}, 3]"))[1] == 3


# YAML


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def loader(request, monkeypatch):
    monkeypatch.setattr(yaml_reader, "_LOADER", getattr(yaml, request.param))
    return getattr(yaml, request.param)


@st.composite
def yaml_files(draw, trees=TREES):
    text = yaml.safe_dump(
        draw(trees),
        default_style=draw(st.sampled_from([None, "'", '"', "|", ">"])),
        default_flow_style=draw(st.sampled_from([None, True, False])),
        width=draw(st.sampled_from([8, 40, 1000])),
        indent=draw(st.integers(2, 6)),
        allow_unicode=draw(st.booleans()),
        line_break=draw(st.sampled_from(["\n", "\r\n", "\r"])),
    )
    return draw(st.sampled_from(["", "\ufeff", "# é\n"])) + text


@st.composite
def yaml_blocks(draw):
    """Blocks as people write them: any indentation, empty lines, chomping, comments."""
    text = ""
    for name in "abc":
        width = draw(st.integers(1, 4))
        given_width = draw(st.sampled_from(["", str(width)]))
        header = draw(st.sampled_from("|>")) + draw(
            st.permutations([given_width, draw(st.sampled_from(["", "-", "+"]))]).map("".join)
        )
        line = st.sampled_from(
            ["word", "é 😀", " more", "\ttab", "# no comment", "a: b", "", " ", "   ", "trailing  "]
        )
        lines = [
            " " * width + entry if entry.strip() else entry for entry in draw(st.lists(line, max_size=6))
        ]
        text += f"{name}: {header}{draw(st.sampled_from(['', ' # why', '  ']))}\n" + "".join(
            entry + "\n" for entry in lines
        )
    return text[: len(text) - draw(st.integers(0, 1))].replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


@st.composite
def yaml_flow_scalars(draw):
    """Quoted and plain strings over several lines, with the escapes of double quotes."""
    part = st.sampled_from(
        ["word", " ", "  ", "\n  ", "\n\n  ", "\n \t ", "é", "😀", "x: y", "\t", "#a", "-"]
    )
    double = st.lists(
        part
        | st.sampled_from(
            ["\\\n  ", "\\ ", "\\t", "\\x41", "\\u00e9", "\\U0001F600", '\\"', "\\\\", "\\N", "\\\t"]
        ),
        max_size=8,
    )
    single = st.lists(part | st.just("''"), max_size=8)
    rows = [
        draw(st.one_of(
            double.map(lambda parts: '"' + "".join(parts) + '"'),
            single.map(lambda parts: "'" + "".join(parts) + "'"),
            st.lists(part, min_size=1, max_size=8).map("".join),
        ))
        for _ in range(3)
    ]  # fmt: skip
    if draw(st.booleans()):
        return "- &one {}\n- !!str {}\n- {}\n".format(*rows)
    return "[{}, {}, k: {}]".format(*rows)


def in_yaml(written, seen):
    if written[0] in "|>":  # a block without words, or led by a tab, is known as a whole
        return not seen.strip() or seen.lstrip("\n").startswith("\t")
    if not written.strip("\r\n\x85\u2028\u2029 \t"):
        return not seen.strip(" \n\u2028\u2029")
    return written == "''" if seen == "'" and written[0] == "'" else yaml.safe_load(f'"{written}"') == seen


def as_yaml_reads(text, loader):
    try:
        return list(yaml.load_all(text, Loader=loader))
    except (yaml.YAMLError, ValueError):
        return None


@pytest.mark.parametrize("name", ["CSafeLoader", "SafeLoader"])
@given(text=yaml_files() | yaml_blocks() | yaml_flow_scalars())
@example(text="a: |2-  # why\n   more\n  less\n\n\n# end\nb: >+\n\n x\n\n  y\n z\n\n")
@example(text="\ufeffa: 😀 é\n  b\nc: 'it''s\n\n  so'\n")
def test_yaml_is_read_with_exact_places(name, text):
    loader = getattr(yaml, name)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(yaml_reader, "_LOADER", loader)
        wanted = as_yaml_reads(text, loader)
        if wanted is None:
            return
        nodes = read_yaml(text)
    assert values(nodes) == wanted
    places_are_exact(text, nodes, in_yaml)


@given(yaml_files(WORDY_TREES) | yaml_blocks() | yaml_flow_scalars(), st.data())
def test_what_yaml_takes_is_read_again_as_it_was_meant(text, data):
    if as_yaml_reads(text, yaml.CSafeLoader) is None:
        return
    nodes = read_yaml(text)
    change = edited(text, nodes, data)
    if change:
        new, wanted = change
        assert dict(plain(read_yaml(new))) == wanted


@pytest.mark.parametrize(
    ("text", "words", "new"),
    [
        ("a: we are late", " “so” ", "a: we “so” are late"),
        ("a: we are late", ": ", None),
        ("a: we are late", " #1", None),
        ("a: we are late", "so:", None),
        ("a: we are late", "\n", None),
        ("a: {b: we are late}", "so, ", None),
        ("a: 'we are late'", " don't", "a: 'we don''t are late'"),
        ("a: 'we are late'", "\n", None),
        ('a: "we are late"', ' "é"\n\\', 'a: "we \\"é\\"\\n\\\\ are late"'),
        ('a: "we are late\\u00e9"', " é😀", 'a: "we \\xe9\\U0001f600 are late\\u00e9"'),
        ("a: |\n  we are late\n", ":\n\n#so", "a: |\n  we:\n\n  #so are late\n"),
        ("a: >\n  we are late\n", ": #so", "a: >\n  we: #so are late\n"),
        ("a: >\n  we are late\n", "\n", None),
        ("a: |\n  we are late\n", "\x07", None),
    ],
)
def test_words_are_written_as_the_style_of_yaml_has_it(text, words, new):
    ((_, scalar),) = strings(read_yaml(text))
    written = scalar.encode(words.strip(" ") if new is None else words.rstrip(" "))
    if new is None:
        written = scalar.encode(words)
        assert written is None
    else:
        at = scalar.start + scalar.decode(text[scalar.start : scalar.end]).to_source(2, 2)[0]
        assert text[:at] + written + text[at:] == new


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("a: yes - sorry", "yes"),
        ("a: sorry", ""),
        ("a: sorry", "- sorry"),
        ("a: sorry", "sorry: we"),
        ("a: b 12", "12"),
        ("[a b]", "a, b"),
    ],
)
def test_a_plain_string_must_stay_one(text, raw):
    ((_, scalar),) = strings(read_yaml(text))
    with pytest.raises(ValueError, match=r"plain|text"):
        scalar.decode(raw)


def test_anchors_aliases_merges_and_tags(loader):
    text = (
        "base: &base {title: &t Hello, note: base}\nitem:\n  <<: *base\n  note: own\n  copy: *t\n"
        "tagged: !!str 12\nother: !ours 'x'\nnumber: 0x1F\nnothing: ~\non: off\nday: 2026-11-27\n12: key\n"
    )
    (node,) = read_yaml(text)
    assert values(node) == {
        "base": {"title": "Hello", "note": "base"},
        "item": {"title": "Hello", "note": "own", "copy": "Hello"},
        "tagged": "12", "other": "x", "number": 31, "nothing": None, "on": False, "day": "2026-11-27", "12": "key",
    }  # fmt: skip
    assert node["item"]["copy"] is node["item"]["title"] is node["base"]["title"]
    for name, raw in {"tagged": "12", "other": "'x'", "day": "2026-11-27"}.items():
        assert text[node[name].start : node[name].end] == raw


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("é: 😀\nb: [", 2, 5),
        ("\ufeffa: b\nc: 'd", 2, 6),
        ("a: b\nc: \x01", 2, 4),
        ("a: *b", 1, 4),
        ("a: &b [*b]", 1, 8),
        ("- " * (DEEPEST + 5), 1, 2 * DEEPEST + 1),
        ("a: \ud800", 1, 4),
    ],
)
def test_yaml_that_is_not_valid_names_the_place(text, line, column, loader):
    with pytest.raises(ContainerError) as error:
        read_yaml(text)
    assert error.value.line == line
    assert abs(error.value.column - column) <= 1  # the two parsers differ at the end of a file


def test_aliases_of_aliases_stay_bounded():
    nine = ", ".join(["*a0"] * 9)
    bomb = "a0: &a0 [x]\n" + "".join(
        f"a{n}: &a{n} [{nine.replace('a0', f'a{n - 1}')}]\n" for n in range(1, 12)
    )
    deep = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 300))
    for text, message in ((bomb, "aliases"), (deep, "deep")):
        with pytest.raises(ContainerError, match=message):
            read_yaml(text)


def test_an_empty_yaml_file_holds_no_document(loader):
    assert read_yaml("") == read_yaml("# nothing\n") == []
    assert values(read_yaml("a\n---\nb\n...\n")) == ["a", "b"]


# CSV


@st.composite
def csv_files(draw):
    delimiter = draw(st.sampled_from(",;\t"))
    # A second column, so that no row is an empty line.
    rows = [["name", "text"], *draw(st.lists(st.tuples(TEXTS, TEXTS).map(list), max_size=5))]
    file = io.StringIO()
    csv.writer(
        file,
        delimiter=delimiter,
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])),
        lineterminator=draw(st.sampled_from(["\n", "\r\n"])),
    ).writerows(rows)
    text = draw(st.sampled_from(["", "\ufeff"])) + file.getvalue()
    return text, [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


@given(csv_files())
def test_csv_is_read_with_exact_places(file):
    text, rows = file
    node = read_csv(text)
    assert values(node) == rows
    places_are_exact(text, node, lambda written, seen: (written, seen) == ('""', '"'))


@given(csv_files(), st.data())
def test_what_a_cell_takes_is_read_again_as_it_was_meant(file, data):
    text, _ = file
    node = read_csv(text)
    change = edited(text, node, data)
    if change:
        new, wanted = change
        assert dict(plain(read_csv(new, delimiter_of(text)))) == wanted


def test_csv_as_zammad_writes_it():
    text = (
        'name;keywords;content;note;active;\r\nHello;hi, ho;"Dear ""you"",\r\n\r\nSorry; really";;true;\r\n'
    )
    node = read_csv(text)
    assert values(node) == [
        {
            "name": "Hello",
            "keywords": "hi, ho",
            "content": 'Dear "you",\r\n\r\nSorry; really',
            "note": "",
            "active": "true",
        }
    ]
    assert text[node[0]["content"].start : node[0]["content"].end].startswith('"Dear')


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_rows_end_at_any_line_break(line_break):
    assert values(read_csv(line_break.join(["a,b", '1,"2', '3"', "4,5"]))) == [
        {"a": "1", "b": f"2{line_break}3"},
        {"a": "4", "b": "5"},
    ]


def test_ragged_rows_and_empty_lines_are_taken_as_they_are():
    assert values(read_csv("\n\na,b,\n1\n\n1,2,3,4\n")) == [{"a": "1"}, {"a": "1", "b": "2"}]
    assert read_csv("") == read_csv("a,b") == []


@pytest.mark.parametrize(
    ("header", "delimiter"),
    [('"a;b;c",d', ","), ("a;b,c;d", ";"), ("a\tb", "\t"), ("a", ","), ('"a\n;;;",b', ",")],
)
def test_the_delimiter_is_read_off_the_header_line(header, delimiter):
    assert delimiter_of(f"{header}\n;;;;;;,,,,,,,,\t\t\t\t\t\t\t\t\t\t\t") == delimiter


@pytest.mark.parametrize("words", ["a;b", 'a"', "a\nb", "a\rb"])
def test_a_cell_without_quotation_marks_does_not_take_everything(words):
    ((_, plain_cell), (_, quoted_cell)) = strings(read_csv('a;b\nx;"y"'))
    assert plain_cell.encode(words) is None
    assert quoted_cell.encode(words) == words.replace('"', '""')
    assert plain_cell.encode("a, b’") == "a, b’"


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [('a,b\n1,"2\n3', 2, 3), ('a,b\n"1"2,3', 2, 3), ('a\n"' + 'x""' * 1_000_000, 2, 1)],
)
def test_csv_that_is_not_valid_names_the_place(text, line, column):
    with pytest.raises(ContainerError) as error:
        read_csv(text)
    assert (error.value.line, error.value.column) == (line, column)


# XML

XML_TEXTS = TEXTS.map(lambda text: text.replace("]]>", ""))


@st.composite
def xml_files(draw):
    """Records whose fields are written by the standard library, as CDATA, as character references or plain."""
    records, written = [], ""
    for number in range(draw(st.integers(0, 3))):
        fields = draw(
            st.dictionaries(st.sampled_from(["source", "substitution", "é"]), XML_TEXTS, max_size=3)
        )
        identity = draw(TEXTS)
        records.append({"model": "mail.canned.response", "id": identity, "fields": fields})
        spaces = identity.translate({10: "&#10;", 9: "&#9;"})
        inner = ""
        for name, text in fields.items():
            style = draw(st.sampled_from(["text", "cdata", "numbers", "tree"]))
            if style == "tree" and text:
                element = ElementTree.Element("field", name=name)
                element.text = text
                inner += ElementTree.tostring(element, encoding="unicode")
                continue
            body = {
                "text": escape(text),
                "cdata": f"<![CDATA[{text}]]>",
                "numbers": "".join(f"&#x{ord(c):X};" if c in "<&>é😀" else c for c in text),
            }.get(style, "")
            inner += f"<field  name='{name}' note='a>b'\n>{body}</field><!-- <field> -->"
        quoted = (
            quoteattr(identity) if spaces == identity else quoteattr(identity, {"\n": "&#10;", "\t": "&#9;"})
        )
        order = [f"id = {quoted}", "model='mail.canned.response'"]
        written += f"<record {' '.join(draw(st.permutations(order)))}>{inner}<field name='x' ref='y'/></record>{number}"
    return draw(st.sampled_from(["", "\ufeff"])) + f"<odoo é='é😀'><data>{written}</data></odoo>", records


def in_xml(written, seen):
    return ElementTree.fromstring(f"<x>{written}</x>").text == seen


def by_place(node):
    """Attributes stand in any order, so they are sorted by their place."""
    return sorted((scalar for _, scalar in strings(node)), key=lambda scalar: scalar.start)


@given(xml_files())
def test_xml_is_read_with_exact_places(file):
    text, records = file
    node = read_xml(text)
    assert values(node) == {"records": records}
    places_are_exact(text, by_place(node), in_xml)


@given(xml_files(), st.data())
def test_what_a_field_takes_is_read_again_as_it_was_meant(file, data):
    text, _ = file
    node = read_xml(text)
    change = edited(text, node, data)
    if change:
        new, wanted = change
        assert dict(plain(read_xml(new))) == wanted


def test_a_field_with_elements_is_its_markup():
    body = '<p title="a>b">Dear <t t-out="object.name"/>,\n&amp; co</p>'
    text = (
        f'<odoo><record id="a" model="mail.template"><field name="body_html" type="html">{body}</field>'
        '<field name="plain" type="html">Fish &amp; chips</field>'
        '<field name="wrapped" type="html"> <![CDATA[<b>Fish</b> & chips]]> </field>'
        '<field name="lines"><record model="line"><field name="name">one</field></record></field>'
        '<field name="none" eval="False"/><field name="empty"></field></record></odoo>'
    )
    first, inner = values(read_xml(text))["records"]
    assert first["fields"] == {
        "body_html": body,
        "plain": "Fish &amp; chips",
        "wrapped": " <b>Fish</b> & chips ",
        "empty": "",
    }
    assert inner == {"model": "line", "fields": {"name": "one"}}
    fields = read_xml(text)["records"][0]["fields"]
    assert fields["body_html"].encode("<b>so</b> &amp;") == "<b>so</b> &amp;"
    assert fields["body_html"].encode("&nbsp;") is fields["body_html"].encode("</p>") is None
    assert fields["wrapped"].encode("<b> &") == "<b> &"
    assert fields["wrapped"].encode("]]>") is None
    with pytest.raises(ValueError, match="mismatched"):
        fields["body_html"].decode("<p>")
    with pytest.raises(ValueError, match="text"):
        fields["wrapped"].decode("<p/>")


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("<odoo>\n é&nbsp;</odoo>", 2, 3),
        ("\ufeff<é>😀</a>", 1, 8),
        ('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', 1, 1),
        ("", 1, 1),
        ("<a>\x01</a>", 1, 4),
    ],
)
def test_xml_that_is_not_valid_names_the_place(text, line, column):
    with pytest.raises(ContainerError) as error:
        read_xml(text)
    assert error.value.line == line
    assert abs(error.value.column - column) <= 3


# All


@given(
    st.text()
    | st.lists(
        st.sampled_from(
            [*"{}[]\":,\\<>&;!-#|\n\t '", "<record>", "<field name='a'>", "</field>", "a", "1", "- "]
        )
    ).map("".join)
)
def test_any_text_is_read_or_refused_with_a_place(text):
    lines = re.split(r"\r\n|\r|\n", text)
    for read in (read_json, read_json_lines, read_yaml, read_csv, read_xml):
        node, refused = None, None
        try:
            node = read(text)
        except ContainerError as error:
            refused = error
        for _, scalar in strings(node):
            assert scalar.decode(text[scalar.start : scalar.end]).text == scalar.value
        if refused:
            assert 1 <= refused.line <= len(lines)
            assert 1 <= refused.column <= len(lines[refused.line - 1]) + 1


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (read_json, json.dumps(["a\\u00e9\n" * 20] * 3000)),
        (read_yaml, yaml.dump(["it's: \n 'so' " * 8] * 2000, Dumper=yaml.CSafeDumper)),
        (read_yaml, "a: '" + " " * 1_000_000 + "'"),
        (read_yaml, "a: " + "1:" * 300_000 + "1"),
        (read_csv, "a,b\n" + '"x ""y""\n",z\n' * 20_000),
        (
            read_xml,
            "<o>" + "<record id='a' model='b'><field name='é'>x &amp; y</field></record>" * 15_000 + "</o>",
        ),
        (read_xml, "<o>" + "<record><field name='a'>" * 5000 + "</field></record>" * 5000 + "</o>"),
    ],
    ids=range(7),
)
def test_large_and_hostile_files_are_read_in_linear_time(read, text):
    begin = time.perf_counter()
    for _, scalar in strings(read(text)):
        scalar.decode(text[scalar.start : scalar.end])
    assert time.perf_counter() - begin < 5


def test_a_pointer_escapes_its_steps():
    assert pointer("a/b", 0, "~") == "/a~1b/0/~0"
