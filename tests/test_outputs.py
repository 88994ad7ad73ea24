"""The output formats: what they print, byte for byte, and that other programs read the same in it."""

import io
import json
import os
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from sampled import EXPORT, REPLY, RULES, finding, report, sampled
from sarif_pydantic import Sarif

from replylint.cli.commands import cli
from replylint.outputs import Style, formats, render, statistics
from replylint.outputs._page import STYLE
from replylint.outputs._places import relative
from replylint.report import Edit, Lines, Location, Report, Run, Suggestion

GOLDEN = Path(__file__).parent / "golden"
EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
VERSION = re.compile(r"(?<=semanticVersion\": \")[^\"]*|(?<=Made by replylint )\S+(?=\. Nothing)")


@pytest.fixture(autouse=True)
def _no_ci(monkeypatch):
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)


def printed(format, run=None):
    run = sampled() if run is None else run
    return "".join(f"{line}\n" for line in render(run, format, Style(width=90, rules=RULES)))


def test_every_format_is_told_in_the_docs():
    page = (GOLDEN.parent.parent / "docs" / "outputs.md").read_text("utf-8")
    assert [name for name in formats() if f"`{name}`" not in page] == []


@pytest.mark.parametrize("format", formats())
def test_golden(format):
    """To write the files anew: REPLYLINT_GOLDEN=write python -m pytest tests/test_outputs.py -k golden."""
    text = VERSION.sub("0", printed(format)).encode()
    path = GOLDEN / f"{format}.txt"
    if os.environ.get("REPLYLINT_GOLDEN") == "write":
        path.write_bytes(text)
    assert path.read_bytes() == text


@pytest.mark.parametrize("format", formats())
def test_a_run_without_drafts_or_sources_prints(format):
    assert printed(format, Run()) or format in ("jsonl", "concise", "full")
    read_back = Run.model_validate_json(sampled().model_dump_json())  # from a file: without source texts
    assert printed(format, read_back)


@pytest.mark.parametrize("format", formats())
def test_the_command_prints_the_same_twice(format):
    results = [CliRunner().invoke(cli, ["check", str(EXAMPLES), "--format", format]) for _ in range(2)]
    assert results[0].stdout == results[1].stdout
    assert results[0].exit_code == 1


def unknown_keys(model):
    """Keys that the SARIF models do not know, such as misspelt ones."""
    for value in dict(model).values():
        for item in value if isinstance(value, list) else [value]:
            if hasattr(item, "model_extra"):
                yield from unknown_keys(item)
    yield from model.model_extra


def test_sarif_as_its_models_read_it():
    text = printed("sarif")
    log = Sarif.model_validate_json(text)
    # These two are in the standard (of a run, of an invocation) and not in the models.
    assert {*unknown_keys(log)} == {"columnKind", "toolExecutionNotifications"}
    assert log.model_dump(mode="json", by_alias=True, exclude_unset=True) == json.loads(text)


def test_sarif_follows_the_rules_of_code_scanning():
    run = json.loads(printed("sarif"))["runs"][0]
    rules, results = run["tool"]["driver"]["rules"], run["results"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in results)
    assert all(rule[key]["text"] for rule in rules for key in ("shortDescription", "fullDescription", "help"))
    for key in ("primaryLocationLineHash", "replylint/v1"):
        assert len({result["partialFingerprints"][key] for result in results}) == len(results)
    for result in results:
        physical = result["locations"][0]["physicalLocation"]
        assert re.fullmatch(r"[\w./%~-]+", physical["artifactLocation"]["uri"], re.ASCII)
        assert physical["region"]["startLine"] >= 1
    assert "Source: A study, 2014" in next(r for r in rules if r["id"] == "command")["help"]["text"]
    assert run["invocations"][0]["executionSuccessful"] is False


def test_sarif_names_the_place_in_an_export_and_in_a_mail():
    results = json.loads(printed("sarif"))["runs"][0]["results"]
    places = {
        unquote(location["physicalLocation"]["artifactLocation"]["uri"]): location
        for result in results
        for location in result["locations"]
    }
    assert places["macros.json"]["logicalLocations"] == [
        {"fullyQualifiedName": "/macros/0/text", "kind": "element", "name": "Late, again"}
    ]
    # The lines of a decoded mail are not those of its file.
    assert places["mail/old.eml"]["physicalLocation"]["region"] == {"startLine": 1}
    assert places["mail/old.eml"]["logicalLocations"][0]["fullyQualifiedName"] == "text/plain:3:1"
    assert "replies/it's 100%, späť.txt" in places


def test_gitlab_has_what_it_requires():
    issues = json.loads(printed("gitlab"))
    assert len(issues) == 8
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    for issue in issues:
        assert {*issue} == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert not issue["location"]["path"].startswith(("/", "./"))
        assert issue["location"]["lines"]["begin"] >= 1


def test_gitlab_fingerprints_outlive_lines_that_are_put_before():
    def prints(pointer, before):
        place = Location(path="m.json", pointer=pointer, title="Late")
        source = before + EXPORT
        run = Run(reports=(report(source, place, (finding(source, "You must", place),)),))
        return [issue["fingerprint"] for issue in json.loads(printed("gitlab", run))]

    assert prints("/macros/0", "") == prints("/macros/1", "\n\n")


def test_junit_as_an_xml_parser_reads_it():
    root = ET.fromstring(printed("junit"))
    suite = root.find("testsuite")
    cases = suite.findall("testcase")
    names = [(case.get("classname"), case.get("name")) for case in cases]
    assert len({*names}) == len(cases) == int(suite.get("tests")) == 6
    assert ("macros.json", "Late, again") in names
    for tag, key in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        assert len(suite.findall(f"testcase/{tag}")) == int(suite.get(key)) == int(root.get(key))
    assert cases[0].find("failure").get("message") == "1 error, 2 warnings, 1 suggestion"
    assert "Say: Could you {do it}?" in cases[0].find("failure").text


def test_junit_passes_with_suggestions_and_holds_any_character():
    odd = "Hi \x00\x0b\ufffe]]> <&"
    place = Location(path="a\x01.txt", title="b\x02")
    run = Run(reports=(report(odd, place, (finding(odd, odd, place, severity="suggestion"),)),) * 2)
    cases = ET.fromstring(printed("junit", run)).findall("*/testcase")
    assert [case.find("failure") for case in cases] == [None, None]
    assert "]]> <&" in cases[0].find("system-out").text
    assert cases[0].get("name") != cases[1].get("name")


def commands(text):
    """What GitHub's runner makes of a log: its commands, and the lines that it only prints."""
    stopped = None
    for line in text.splitlines():
        match = re.match(r"\s*::([^ :]+)(?: (.*?))?::(.*)", line)
        if stopped:
            if line == f"::{stopped}::":
                stopped = None
            else:
                yield None, {}, line
        elif match and match[1] == "stop-commands":
            stopped = match[3]
        elif match:
            pairs = (pair.split("=", 1) for pair in (match[2] or "").split(",") if pair)
            told = {key: unescaped(value) for key, value in pairs}
            yield match[1], told, unescaped(match[3])
        else:
            yield None, {}, line


def unescaped(text):
    for code, character in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, character)
    return text


def test_github_annotations_as_the_runner_reads_them():
    found = [(name, told, text) for name, told, text in commands(printed("github")) if name]
    assert [name for name, _, _ in found] == ["error"] * 2 + ["warning"] * 5 + ["notice"]
    _, told, _ = found[1]
    assert (told["file"], told["title"]) == ("replies/it's 100%, späť.txt", "but-after")
    assert (told["line"], told["endLine"]) == ("3", "3")
    assert REPLY.splitlines()[2][int(told["col"]) - 1 : int(told["endColumn"]) - 1] == "but"
    assert found[2][2].endswith("Say: Could you send the παραλαβή? <b>we</b> can't | promise @anna.")
    mail = next(told for _, told, _ in found if told["file"] == "mail/old.eml")
    assert "col" not in mail


def test_github_shows_ten_of_a_kind_and_lists_the_rest():
    evil = "::error::x\n::add-mask::You"
    place = Location(path="::warning::a.txt")
    many = tuple(finding(evil, evil, place, message=evil) for _ in range(13))
    few = (finding(evil, evil, place, severity="suggestion"),) * 11
    text = printed("github", Run(reports=(report(evil, place, many + few),)))
    found = list(commands(text))
    assert Counter(name for name, _, _ in found if name) == {
        "warning": 10,
        "notice": 10,
        "group": 1,
        "endgroup": 1,
    }
    assert "3 warnings, 1 notice more than" in text
    assert sum(name is None and "::add-mask::" in line for name, _, line in found) == 4
    assert text.endswith("replylint: 13 warnings, 11 suggestions in 1 of 1 draft.\n")


def test_the_step_summary_is_added_to(tmp_path, monkeypatch):
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    draft = tmp_path / "reply.txt"
    draft.write_text("You must wait.")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    CliRunner().invoke(cli, ["check", str(draft), "--format", "concise"])
    assert summary.read_text() == "before\n"
    CliRunner().invoke(cli, ["check", str(draft), "--format", "github"])
    assert summary.read_text("utf-8").startswith("before\n## replylint: 1 warning in 1 of 1 draft\n")


def test_markdown_has_room_in_a_comment_and_mentions_nobody():
    text = printed("markdown")
    assert "@<!-- -->anna" in text
    assert not re.search(r"(?<!`)<b>", re.sub("`[^`]*`", "", text))
    place = Location(path="a|b.txt")
    busy = report(REPLY, place, (finding(REPLY, "You must", place),) * 400)
    text = printed("markdown", Run(reports=(busy,) * 150))
    assert len(text) < 65_536
    assert text.count("| 400 warnings |") == 100
    shown = text.count("- **warning**")
    assert f"{150 * 400 - shown} more findings have no room here." in text


class Page(HTMLParser):
    """A page as a browser sees it: whether its elements are closed, its links, and the texts of its drafts."""

    VOID = ("meta",)

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.drafts, self.attributes, self.tags = (
            [],
            [],
            [],
            [],
            set(),
            set(),
        )
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.add(tag)
        self.attributes.update(attrs)
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if "href" in attrs:
            self.links.append(attrs["href"])
        if tag not in self.VOID:
            self.open.append((tag, attrs.get("class") or ""))
        if attrs.get("class") == "draft":
            self.drafts.append("")

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        classes = [kind for _, kind in self.open]
        if "draft" in classes and not any(kind.startswith("ref") for kind in classes):
            self.drafts[-1] += data


def test_html_is_whole_and_needs_nothing_else():
    page = Page(printed("html"))
    assert page.open == []
    assert len({*page.ids}) == len(page.ids)
    assert all(link[0] == "#" and link[1:] in page.ids for link in page.links)
    assert not page.tags & {"script", "img", "link", "iframe", "object"}
    assert not {name for name in page.attributes if name.startswith("on") or name in ("src", "style")}
    assert page.drafts[0] == REPLY.rstrip()
    assert "url(" not in printed("html")


def contrast(one, other):
    """The contrast of two colours by the rule of WCAG 2."""

    def luminance(colour):
        digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
        parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1])
def test_html_colours_can_be_read(scheme):
    root = re.findall(r":root {(.*?)}", STYLE, re.DOTALL)[scheme]
    colours = dict(re.findall(r"--([\w-]+): (#\w+)", root))
    pairs = [(text, ground) for text in ("ink", "soft") for ground in ("paper", "card")]
    pairs += [(kind, "card") for kind in ("error", "warning", "suggestion", "well")]
    pairs += [("ink", f"{kind}-on") for kind in ("error", "warning", "suggestion")]
    pairs += [(kind, f"{kind}-on") for kind in ("well", "suggestion")]
    pairs += [("soft", "suggestion-on"), ("error", "suggestion-on"), ("warning", "suggestion-on")]
    assert [pair for pair in pairs if contrast(*(colours[name] for name in pair)) < 4.5] == []


PIECES = st.lists(
    st.sampled_from(
        [
            "a",
            "You must ",
            "<",
            "&",
            "\n",
            "\r\n",
            "\r",
            "\t",
            "😀",
            "👩‍👩‍👧",
            "e\u0301",
            "Ω",
            "ά",
            "\x00",
            "\u2028",
        ]
    ),
    min_size=4,
    max_size=25,
)


@st.composite
def edited(draw):
    """A source and a report with one finding anywhere in it, whose suggestion has edits anywhere in it."""
    source = "".join(draw(PIECES))
    cuts = sorted(draw(st.lists(st.integers(0, len(source)), min_size=4, max_size=4, unique=True)))
    words = draw(st.lists(st.sampled_from(["", "x", "Ω\n", "😀"]), min_size=2, max_size=2))
    edits = (Edit(start=cuts[0], end=cuts[1], text=words[0]), Edit(start=cuts[2], end=cuts[3], text=words[1]))
    place = Location(path="a.txt")
    found = finding(
        source, "", place, suggestions=(Suggestion(text="x", edits=edits, applicability="unsafe"),)
    )
    spans = [
        sorted(draw(st.tuples(st.integers(0, len(source)), st.integers(0, len(source))))) for _ in range(3)
    ]
    found = [
        found.model_copy(
            update={
                "span": Lines(source).span(*span),
                "source_excerpt": source[slice(*span)],
                "anchor": anchor,
            }
        )
        for span, anchor in zip(spans, (None, None, "after"), strict=True)
    ]
    return source, report(source, place, tuple(found))


def by_code_points(source, region):
    """A SARIF region read by its standard: lines by the newline sequences, columns by code points."""
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", source)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines))]
    begin = starts[region["startLine"] - 1] + region["startColumn"] - 1
    end = starts[region["endLine"] - 1] + region["endColumn"] - 1
    return begin, end


def by_bytes(source, place):
    """A range of reviewdog: lines by line feeds, columns by bytes."""
    lines = source.encode().split(b"\n")
    begin, end = (
        sum(len(line) + 1 for line in lines[: at["line"] - 1]) + at["column"] - 1
        for at in (place["start"], place["end"])
    )
    return begin, end


@given(edited())
def test_sarif_places_read_back(case):
    source, checked = case
    results = json.loads(printed("sarif", Run(reports=(checked,))))["runs"][0]["results"]
    for result, found in zip(results, checked.findings, strict=True):
        region = result["locations"][0]["physicalLocation"]["region"]
        assert by_code_points(source, region) == (found.span.start, found.span.end)
        assert source[slice(*by_code_points(source, region))] == region["snippet"]["text"]
        text = source
        for change in reversed(result["fixes"][0]["artifactChanges"][0]["replacements"]):
            begin, end = by_code_points(source, change["deletedRegion"])
            text = text[:begin] + change["insertedContent"]["text"] + text[end:]
        assert text == checked.apply(found.suggestions[0])


@given(edited())
def test_rdjson_places_read_back(case):
    source, checked = case
    diagnostics = json.loads(printed("rdjson", Run(reports=(checked,))))["diagnostics"]
    for diagnostic, found in zip(diagnostics, checked.findings, strict=True):
        begin, end = by_bytes(source, diagnostic["location"]["range"])
        assert source.encode()[begin:end].decode() == found.source_excerpt
        suggestion = diagnostic["suggestions"][0]
        begin, end = by_bytes(source, suggestion["range"])
        text = source.encode()[:begin] + suggestion["text"].encode() + source.encode()[end:]
        assert text.decode() == checked.apply(found.suggestions[0])


@given(edited())
def test_html_keeps_every_word_of_a_draft(case):
    source, checked = case
    page = Page(printed("html", Run(reports=(checked,))))
    assert page.drafts[0].rstrip() == source.rstrip().replace("\x00", "\ufffd")
    assert page.open == []
    assert all(link[1:] in page.ids for link in page.links if link != "#drafts")


def test_paths_are_relative_to_the_checkout(tmp_path, monkeypatch):
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    assert relative("./x/../a b.txt") == "a b.txt"
    assert relative(str(tmp_path / "sub" / "a.txt")) == "a.txt"
    assert relative("/elsewhere/a.txt") == "/elsewhere/a.txt"
    assert (relative(None), relative("<stdin>")) == ("<text>", "<stdin>")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    assert relative("a.txt") == "sub/a.txt"
    assert relative("bad\udcff.txt") == "sub/bad?.txt"


def test_statistics_are_apart_from_what_programs_read(tmp_path):
    draft = tmp_path / "reply.txt"
    draft.write_text("You must wait. You must pay.")
    for format, people in (("full", True), ("concise", True), ("json", False), ("gitlab", False)):
        result = CliRunner().invoke(cli, ["check", str(draft), "--format", format, "--statistics"])
        told, other = (result.stdout, result.stderr) if people else (result.stderr, result.stdout)
        assert "      2 in     1  warning     command" in told
        assert " in     1  warning" not in other
    assert list(statistics(Run())) == ["nothing to flag in 0 drafts."]


def test_output_goes_to_a_file_in_one_step(tmp_path, monkeypatch):
    draft, target = tmp_path / "reply.txt", tmp_path / "report.json"
    draft.write_text("You must wait.")
    link = tmp_path / "link.json"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    command = ["check", str(draft), "--format", "json", "--output"]
    result = CliRunner().invoke(cli, [*command, str(link)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "1 warning in 1 of 1 draft" in result.stderr
    assert json.loads(target.read_text("utf-8"))["reports"]
    assert link.is_symlink()
    assert target.stat().st_mode & 0o777 == 0o640

    class Full(io.FileIO):
        def write(self, data):
            super().write(data[: len(data) // 2])
            raise OSError(28, "No space left on device")

    written = target.read_text("utf-8")
    monkeypatch.setattr("replylint.drafts.atomic.os.fdopen", Full)
    result = CliRunner().invoke(cli, [*command, str(target)])
    assert "No space left on device" in str(result.exception)
    assert target.read_text("utf-8") == written
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.json", "reply.txt", "report.json"]


@pytest.mark.parametrize(
    ("more", "told"),
    [(["--output", "no/such/x.json"], "no such folder"), (["--output", "x", "--diff"], "--diff")],
)
def test_an_output_that_cannot_be(tmp_path, monkeypatch, more, told):
    monkeypatch.chdir(tmp_path)
    Path("reply.txt").write_text("You must wait.")
    result = CliRunner().invoke(cli, ["check", "reply.txt", *more])
    assert result.exit_code == 2
    assert told in result.stderr


@pytest.mark.skipif(not Path("/dev/null").is_char_device(), reason="no /dev/null")
def test_a_device_is_written_to_and_stays(tmp_path):
    draft = tmp_path / "reply.txt"
    draft.write_text("You must wait.")
    assert CliRunner().invoke(cli, ["check", str(draft), "--output", "/dev/null"]).exit_code == 1
    assert Path("/dev/null").is_char_device()


def test_jsonl_is_a_report_a_line():
    run = sampled()
    lines = printed("jsonl").splitlines()
    read = [Report.model_validate_json(line) for line in lines]
    assert [found.model_dump() for found in read] == [found.model_dump() for found in run.reports]


def test_a_long_line_is_shown_around_the_finding():
    source = "x" * 500 + " You must pay " + "y" * 500
    place = Location(path="a.txt")
    shown = printed("full", Run(reports=(report(source, place, (finding(source, "You must", place),)),)))
    assert re.search(r"\n      …x{19} You must pay y+…\n {26} \^{8}\n", shown)
    assert "a.txt\n\n  1:1 " in printed(
        "full", Run(reports=(report("You must", place, (finding("You must", "You must", place),)),))
    )


def test_people_see_where_in_a_file(tmp_path):
    assert "macros.json  Late, again, /macros/0/text" in printed("full")
    assert "gives an order. [Late, again, /macros/0/text]" in printed("concise")


def test_of_many_drafts_only_those_with_findings_are_shown():
    run = sampled()
    report = run.reports[0]
    clean = report.model_copy(update={"findings": (), "location": Location(path="clean.txt")})
    few = run.model_copy(update={"reports": (report, clean), "baselined": 0})
    many = run.model_copy(update={"reports": (report, *[clean] * 12), "baselined": 2})
    assert "clean.txt" in printed("full", few)
    shown = printed("full", many)
    assert "clean.txt" not in shown
    assert "13 drafts, 12 without a finding" in shown
    assert "2 more are in the baseline." in shown
