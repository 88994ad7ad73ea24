"""The baseline: old findings are let pass, new ones are not, and their number may only fall."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from replylint import ConfigError
from replylint.cli.commands import cli

BAD = "You must send us the receipt."
WORSE = "You must call the bank."
NAME = "replylint-baseline.json"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    Path("replylint.toml").write_text(f'select = ["command"]\nexclude = ["{NAME}"]\n')
    return folder


def write(name, *sentences):
    Path(name).parent.mkdir(exist_ok=True, parents=True)
    Path(name).write_text("\n\n".join(sentences) + "\n", "utf-8")


def macros(name, *titled, gap=""):
    made = [
        {"title": t, "actions": [{"field": "comment_value", "value": text}]}
        if t
        else {"title": "", "actions": [{"field": "comment_value", "value": text}]}
        for t, text in titled
    ]
    Path(name).write_text(gap + json.dumps({"macros": made}), "utf-8")


def run(*arguments):
    return CliRunner().invoke(cli, list(map(str, arguments)))


def baseline(command, *arguments):
    result = run("baseline", command, *(arguments or (".",)))
    if isinstance(result.exception, ConfigError):
        raise result.exception
    return result


def check(*arguments):
    result = run("check", *(arguments or (".",)), "--format", "concise", "--baseline", NAME)
    if isinstance(result.exception, ConfigError):
        raise result.exception
    return result


def held():
    """What the baseline holds; the count only where it is more than one."""
    rows = [list(row.values()) for row in json.loads(Path(NAME).read_text("utf-8"))["findings"]]
    return [tuple(row[:-1] if row[-1] == 1 else row) for row in rows]


def test_what_is_known_passes_and_what_is_new_fails():
    write("a.txt", BAD)
    assert check_without().exit_code == 1
    written = baseline("write")
    assert (written.exit_code, written.stdout) == (0, "")
    assert written.stderr.startswith(f"replylint: {NAME} holds 1 finding.\n")
    passed = check()
    assert (passed.exit_code, passed.stdout, passed.stderr) == (0, "", "")
    write("a.txt", BAD, WORSE)
    failed = check()
    assert failed.exit_code == 1
    assert [line.split(" ")[0] for line in failed.stdout.splitlines()] == ["a.txt:3:1:"]
    told = json.loads(run("check", ".", "--baseline", NAME, "--format", "json").stdout)
    assert told["baselined"] == 1
    assert [report["ok"] for report in told["reports"]] == [False]
    write("a.txt", BAD)
    told = json.loads(run("check", ".", "--baseline", NAME, "--format", "json").stdout)
    assert [report["ok"] for report in told["reports"]] == [True]


def check_without():
    return run("check", ".", "--format", "concise")


def test_lines_do_not_matter_and_files_do():
    write("a.txt", BAD)
    baseline("write")
    write("a.txt", "The sky is blue.", "It is so.", BAD)
    assert check().exit_code == 0
    Path("a.txt").rename("b.txt")
    assert check().exit_code == 1


def test_the_same_sentence_twice_counts_twice():
    write("a.txt", BAD, BAD)
    baseline("write")
    assert held() == [("a.txt", "command", BAD, 2)]
    assert check().exit_code == 0
    write("a.txt", BAD, BAD, BAD)
    again = check()
    assert (again.exit_code, again.stdout.count("\n")) == (1, 1)


def test_counts_only_fall():
    write("a.txt", BAD, BAD)
    baseline("write")
    write("a.txt", BAD, WORSE)
    before = Path(NAME).read_bytes()
    refused = baseline("write")
    assert refused.exit_code == 1
    assert refused.stdout == f"+ a.txt: command: {WORSE}\n"
    assert "it lacks 1 finding." in refused.stderr
    assert "--force" in refused.stderr
    assert Path(NAME).read_bytes() == before
    assert baseline("write", ".", "--force").exit_code == 0
    assert held() == [("a.txt", "command", WORSE), ("a.txt", "command", BAD)]
    write("a.txt", BAD)
    assert baseline("write").exit_code == 0
    assert held() == [("a.txt", "command", BAD)]


def test_prune_takes_out_what_is_gone_and_adds_nothing():
    write("a.txt", BAD, BAD)
    write("b.txt", BAD)
    baseline("write")
    write("a.txt", BAD, WORSE)
    Path("b.txt").unlink()
    pruned = baseline("prune")
    assert pruned.exit_code == 0
    assert pruned.stdout == f"- a.txt: command: {BAD}\n- b.txt: command: {BAD}\n"
    assert held() == [("a.txt", "command", BAD)]
    before = Path(NAME).stat().st_mtime_ns
    assert baseline("prune").stdout == ""
    assert Path(NAME).stat().st_mtime_ns == before


def test_diff_shows_both_and_writes_nothing():
    write("a.txt", BAD)
    baseline("write")
    before = Path(NAME).read_bytes()
    assert baseline("diff").exit_code == 0
    write("a.txt", WORSE, WORSE)
    shown = baseline("diff")
    assert shown.exit_code == 1
    assert shown.stdout == f"+ a.txt: command (2 times): {WORSE}\n- a.txt: command: {BAD}\n"
    assert Path(NAME).read_bytes() == before
    write("a.txt", "The sky is blue.")
    assert baseline("diff").exit_code == 0


def test_files_that_are_not_in_this_run_stay():
    write("a.txt", BAD)
    write("b.txt", BAD)
    baseline("write")
    write("a.txt", "The sky is blue.")
    assert baseline("prune", "a.txt").exit_code == 0
    assert held() == [("b.txt", "command", BAD)]
    assert baseline("write", "a.txt").exit_code == 0
    assert held() == [("b.txt", "command", BAD)]
    assert check("a.txt").stderr == ""
    Path("b.txt").unlink()
    assert baseline("prune", "a.txt").stdout == f"- b.txt: command: {BAD}\n"


def test_macros_are_known_by_their_titles_wherever_they_stand():
    macros("m.json", ("Refund", BAD), ("Delay", WORSE), ("Delay", BAD))
    baseline("write")
    assert held() == [
        ("m.json", "Delay", "command", WORSE),
        ("m.json", "Delay", "command", BAD),
        ("m.json", "Refund", "command", BAD),
    ]
    macros("m.json", ("Delay", BAD), ("New", "Hello."), ("Delay", WORSE), ("Refund", BAD), gap="\n\n")
    assert check().exit_code == 0
    macros("m.json", ("Refund", BAD), ("Other", WORSE))
    failed = check()
    assert (failed.exit_code, failed.stdout.count("\n")) == (1, 1)
    assert "2 findings no longer there" in failed.stderr


def test_macros_without_a_title_are_known_by_their_place():
    macros("m.json", ("", BAD))
    baseline("write")
    assert held() == [("m.json", "/macros/0/actions/0/value", "command", BAD)]
    assert check().exit_code == 0


def test_what_is_gone_is_told_of():
    write("a.txt", BAD, WORSE)
    baseline("write")
    write("a.txt", BAD)
    told = "holds 1 finding no longer there. Take out what is gone with:  replylint baseline prune\n"
    for _ in range(2):
        result = check()
        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr.endswith(f"{NAME} {told}")
        assert result.stderr.count("\n") == 1
    # Rules that were not asked for found nothing, and that says nothing.
    assert check(".", "--select", "policy-shield").stderr == ""
    baseline("prune")
    assert check().stderr == ""


def test_a_baseline_in_another_folder(folder, monkeypatch):
    write("texts/a.txt", BAD)
    write("conf/replylint.toml", 'baseline = "known.json"\nselect = ["command"]')
    assert run("baseline", "write", "texts", "--baseline", "conf/known.json").exit_code == 0
    assert json.loads(Path("conf/known.json").read_text())["findings"][0]["file"] == "../texts/a.txt"
    assert run("check", "texts", "--config", "conf/replylint.toml").exit_code == 0
    monkeypatch.chdir("texts")
    assert run("check", ".", "--config", "../conf/replylint.toml").exit_code == 0
    assert run("check", "a.txt", "--baseline", "../conf/known.json").exit_code == 0
    assert run("check", folder / "texts", "--baseline", folder / "conf/known.json").exit_code == 0


def test_settings_name_the_baseline():
    write("a.txt", BAD)
    Path("replylint.toml").write_text(
        'select = ["command"]\nbaseline = "known.json"\nexclude = ["known.json"]\n'
    )
    with pytest.raises(ConfigError, match=r"there is no such baseline\. Make it with"):
        raise run("check", ".").exception
    assert run("baseline", "write", ".").exit_code == 0
    assert Path("known.json").exists()
    assert run("check", ".").exit_code == 0
    assert run("check", ".", "--format", "json").exit_code == 0


def test_fixes_and_a_baseline():
    write("a.txt", BAD)
    write("b.txt", "The sky is blue.")
    baseline("write")
    fixed = check(".", "--unsafe-fixes")
    assert fixed.exit_code == 0
    # What the baseline holds is not reported, and so left alone.
    assert Path("a.txt").read_text() == BAD + "\n"
    write("c.txt", BAD)
    assert check(".", "--unsafe-fixes").exit_code == 0
    assert Path("c.txt").read_text().startswith("Could you")
    assert Path("a.txt").read_text() == BAD + "\n"
    write("b.txt", WORSE)
    assert check(".", "--diff", "--unsafe-fixes").exit_code == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is not valid JSON (Expecting value: line 1 column 1"),
        ('{\n "baseline": 1,\n "findings": [\n}', "is not valid JSON (Expecting value: line 4 column 1"),
        (b"\xff\xfe", "is not valid JSON"),
        ("[]", "is no baseline of this version"),
        ('{"baseline": 2, "findings": []}', "is no baseline of this version"),
        ('{"baseline": 1}', '"findings" must be a list'),
        ('{"baseline": 1, "findings": {}}', '"findings" must be a list'),
        ('{"baseline": 1, "findings": [{"file": "a"}, 5]}', "/findings/1 is no finding"),
        ('{"baseline": 1, "findings": [{"file": 1}]}', "/findings/0 is no finding"),
        ('{"baseline": 1, "findings": [{"file": "a", "count": 0}]}', "/findings/0 is no finding"),
        ('{"baseline": 1, "findings": [{"file": "a", "count": "2"}]}', "/findings/0 is no finding"),
        ("[" * 100_000, "is not valid JSON"),
    ],
)
def test_a_damaged_baseline_names_the_place(content, said):
    write("a.txt", BAD)
    Path(NAME).write_bytes(content if isinstance(content, bytes) else content.encode())
    for command in (check, lambda: baseline("prune"), lambda: baseline("diff"), lambda: baseline("write")):
        with pytest.raises(ConfigError) as raised:
            command()
        assert str(raised.value).partition(": ")[0].endswith(NAME)
        assert said in str(raised.value)


def test_a_folder_in_the_place_of_the_baseline():
    write("a.txt", BAD)
    Path(NAME).mkdir()
    with pytest.raises(ConfigError, match="cannot be read"):
        check()


def test_what_cannot_be_read_does_not_look_mended():
    write("a.txt", BAD)
    baseline("write")
    before = Path(NAME).read_bytes()
    Path("a.txt").write_bytes(b"\xff")
    for command in ("write", "prune", "diff"):
        assert baseline(command).exit_code == 2
    assert Path(NAME).read_bytes() == before
    result = check()
    assert result.exit_code == 2
    assert "no longer" not in result.stderr
