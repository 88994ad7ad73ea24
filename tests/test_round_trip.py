"""There and back: what is planted in an export is found at its place, and a fix changes nothing beside it.

The files are read with parsers that are not ours: an edit of exactly the words that a finding names must change
exactly the value that it names.
"""

import codecs
import csv
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from click.testing import CliRunner
from exported import PRESETS, exports_of
from hypothesis import given, settings
from hypothesis import strategies as st

from replylint import Linter
from replylint.cli.commands import cli
from replylint.drafts.source import encode
from replylint.project.fixing import fix_file
from replylint.project.project import Project

SENTENCE = "You must send us the receipt."
FIXED = "Could you please send us the receipt?"
_GAP = r"[\s\\]+"  # YAML may fold a line anywhere
_RAW = SENTENCE.replace(".", r"\.").replace(" ", _GAP)
_RAW_FIXED = FIXED.replace("?", r"\?").replace(" ", _GAP)
_RAW_EXCERPT = re.compile("You must send".replace(" ", _GAP))
NEUTRAL = [
    "The sky is blue.",
    'The café says "hello" & it\'s fine: #1.',
    "Zoë’s 😀 cat has {two} tails; \\n is a line.",
    "<br>",
    "<p>Ann &amp; Bob like caf&eacute;s &#8212; a lot.</p>",
    "<p>The <b>red</b> one is<br>here.</p>",
]
TEXTS = st.lists(st.sampled_from([*NEUTRAL, SENTENCE, SENTENCE, SENTENCE]), min_size=1, max_size=4).map(
    "\n\n".join
)
PROJECT = Project({"select": ["command"], "workers": 1}, isolated=True)


def parsed(text, name):
    """What Python's own readers, or PyYAML, make of a file."""
    ending = name.rpartition(".")[2]
    if ending in ("yaml", "yml"):
        return yaml.safe_load(text)
    if ending in ("csv", "tsv"):
        # The delimiter is the mark that is in the header line and in no name.
        delimiter = next(mark for mark in "\t;," if mark in text.partition("\n")[0] or mark == ",")
        return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    if ending == "xml":
        records = ElementTree.fromstring(text).iter("record")
        return {"records": [{"fields": {f.get("name"): f.text for f in record}} for record in records]}
    try:
        if ending == "json":
            return json.loads(text)
    except json.JSONDecodeError:
        pass
    return [json.loads(line) for line in text.splitlines()]


def value_at(data, pointer):
    for step in pointer.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        data = data[int(step)] if isinstance(data, list) else data[step]
    return data


def leaves(data, pointer=""):
    """Every value by its pointer."""
    if isinstance(data, (dict, list)):
        items = data.items() if isinstance(data, dict) else enumerate(data)
        for key, value in items:
            step = str(key).replace("~", "~0").replace("/", "~1")
            yield from leaves(value, f"{pointer}/{step}")
    else:
        yield pointer, data


def in_english(export):
    """The text of an export whose replies are all English."""
    return re.sub(r"(?<![a-zA-Z\\])nl(?![a-zA-Z])", "en", export.text)


def check_found(text, export, data):
    (found,) = [PROJECT.run([PROJECT.piped(data, export.name)])]
    assert not found.problems
    findings = list(found.findings)
    assert {finding.rule for finding in findings} <= {"command"}
    titles = {planted.pointer: planted.title for planted in export.planted}
    places = []
    for planted in export.planted:
        at = [finding for finding in findings if finding.location.pointer == planted.pointer]
        assert len(at) == planted.text.count(SENTENCE)
        value = value_at(parsed(text, export.name), planted.pointer)
        before = -1
        for number, finding in enumerate(at):
            span = finding.span
            assert span.start > before
            before = span.start
            assert finding.excerpt == "You must send"
            assert finding.location.title == (titles[planted.pointer] or None)
            assert _RAW_EXCERPT.fullmatch(text, span.start, span.end)
            assert finding.source_excerpt == text[span.start : span.end]
            lines = re.split(r"\r\n|\r|\n", text[: span.start])
            assert (span.line, span.column) == (len(lines), len(lines[-1]) + 1)
            # Other words in this very place change this very value, and only it.
            changed = parsed(text[: span.start] + "We mail" + text[span.end :], export.name)
            pieces = value.split("You must send")
            want = (
                "You must send".join(pieces[: number + 1])
                + "We mail"
                + "You must send".join(pieces[number + 1 :])
            )
            now = dict(leaves(changed))
            assert now.pop(planted.pointer) == want
            assert now.items() <= dict(leaves(parsed(text, export.name))).items()
            places.append(span.start)
    assert len(findings) == len(places)


def check_fixed(text, export, data):
    fixed = fix_file(PROJECT.piped(data, export.name), data, True)
    if not export.planted:
        assert fixed.before == fixed.after == ""
        return
    assert (fixed.before, fix_file(PROJECT.piped(data, export.name), data, False).drafts) == (text, 0)
    after = fixed.after
    # Letter for letter the same outside the sentences.
    assert re.split(f"{_RAW}|{_RAW_FIXED}", after) == re.split(_RAW, text)
    old, new = dict(leaves(parsed(text, export.name))), dict(leaves(parsed(after, export.name)))
    assert list(old) == list(new)
    # A string of YAML without quotation marks cannot hold every mark.
    may_stay = export.name.endswith(("yaml", "yml"))
    for planted in export.planted:
        was, now = old.pop(planted.pointer), new.pop(planted.pointer)
        assert now.replace(FIXED, SENTENCE) == was
        assert may_stay or SENTENCE not in now
    assert old == new
    left = [report for report in fixed.remains if report.findings]
    assert bool(left) == any(
        SENTENCE in p.text
        for p in export.planted
        if FIXED not in value_at(parsed(after, export.name), p.pointer)
    )
    twice = fix_file(PROJECT.piped(encode(after, data), export.name), encode(after, data), True)
    assert (twice.after, twice.drafts) == (after, 0)
    assert encode(after, data).decode(codec(data)) == after


def codec(data):
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8"


ENCODINGS = {
    "plain": lambda text: text.encode(),
    "mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "utf-16-le": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "utf-16-be": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
}


@pytest.mark.parametrize("preset", PRESETS)
@settings(max_examples=30)
@given(data=st.data())
def test_what_is_planted_is_found_at_its_place(preset, data):
    export = data.draw(exports_of(preset, TEXTS))
    encoding = data.draw(st.sampled_from(list(ENCODINGS)))
    text = in_english(export)
    if data.draw(st.booleans()):
        text = re.sub("\r?\n", "\r\n", text)
    check_found(text, export, ENCODINGS[encoding](text))


@pytest.mark.parametrize("preset", PRESETS)
@settings(max_examples=20)
@given(data=st.data())
def test_a_fix_changes_the_sentence_and_nothing_else(preset, data):
    export = data.draw(exports_of(preset, TEXTS))
    encoding = data.draw(st.sampled_from(list(ENCODINGS)))
    text = in_english(export)
    if data.draw(st.booleans()):
        text = re.sub("\r?\n", "\r\n", text)
    check_fixed(text, export, ENCODINGS[encoding](text))


def test_the_linter_finds_the_same_in_a_file_as_a_project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = f'name;body\r\n"Zoë";"Café.\r\n\r\n{SENTENCE} ""Now"". {SENTENCE}"\r\n'
    Path("m.csv").write_bytes(text.encode("utf-8-sig"))
    run = PROJECT.run(PROJECT.files(["m.csv"]))
    assert [text[f.span.start : f.span.end] for f in run.findings] == ["You must send"] * 2
    assert Linter(select=["command"]).check_path("m.csv").reports == run.reports


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_files_are_fixed_byte_by_byte(tmp_path, monkeypatch, encoding):
    monkeypatch.chdir(tmp_path)
    macro = {
        "title": "Zoë",
        "actions": [{"field": "comment_value_html", "value": f"<p>Café.</p><p>{SENTENCE}</p>"}],
    }
    text = json.dumps({"macros": [macro], "more": 1.50}, indent=3).replace("\n", "\r\n")
    before = ENCODINGS[encoding](text)
    path = Path("m.json")
    path.write_bytes(before)
    run = ["check", "m.json", "--select", "command", "--isolated", "--unsafe-fixes"]
    shown = CliRunner().invoke(cli, [*run, "--diff"])
    assert shown.exit_code == 1
    assert f'-{" " * 15}"value"' in shown.stdout
    assert FIXED in shown.stdout
    assert path.read_bytes() == before
    for _ in range(2):
        assert CliRunner().invoke(cli, run).exit_code == 0
        assert path.read_bytes() == ENCODINGS[encoding](text.replace(SENTENCE, FIXED))
    assert CliRunner().invoke(cli, [*run, "--diff"]).stdout == ""
