"""What a team takes over: the hook, the Action, the GitLab job, and the example of its repository.

The hook and the Action's steps are run by `.ci/hook` and `.ci/action`, the commands of docs/ci.md by `.ci/run`.
"""

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from pre_commit.clientlib import load_config, load_manifest

from replylint.cli.commands import cli
from replylint.drafts.files import ENDINGS

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "canned-responses"
HOOKS = {hook["id"]: hook for hook in load_manifest(ROOT / ".pre-commit-hooks.yaml")}
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS = ACTION["runs"]["steps"]
WORKFLOW = EXAMPLE / ".github" / "workflows" / "replies.yml"
PINNED = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


@pytest.fixture
def team(tmp_path, monkeypatch):
    """A copy of the example in which commands run."""
    shutil.copytree(EXAMPLE, tmp_path / "team", ignore=shutil.ignore_patterns(".replylint_cache"))
    monkeypatch.chdir(tmp_path / "team")
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "team"


def replylint(*arguments):
    return CliRunner().invoke(cli, list(map(str, arguments)))


def found(*arguments):
    """The rules that a check finds, by file, and its exit code."""
    result = replylint("check", ".", "--format", "json", *arguments)
    reports = json.loads(result.stdout)["reports"]
    rules = {(f["location"]["path"], f["rule"]) for report in reports for f in report["findings"]}
    return rules, result.exit_code


def edit(path, old, new=""):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def without_line(path, start):
    lines = path.read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(start)]
    assert len(kept) == len(lines) - 1
    path.write_text("".join(kept), "utf-8")


# --- the hook ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hook", HOOKS.values(), ids=HOOKS)
def test_a_hook_calls_a_command_that_is_there(hook):
    assert hook["language"] == "python"
    assert hook["require_serial"]
    program, *arguments = shlex.split(hook["entry"])
    assert program == "replylint"
    assert replylint(*arguments, ROOT / "pyproject.toml").exit_code == 0  # which is no reply


@pytest.mark.parametrize("hook", HOOKS.values(), ids=HOOKS)
def test_a_hook_gets_the_files_that_may_hold_replies(hook):
    def gets(name):
        return bool(re.search(hook["files"], name)) and not re.search(hook["exclude"], name)

    assert [ending for ending in sorted(ENDINGS) if not gets(f"macros/late{ending}")] == []
    assert gets("support/Refund Policy.HTML")
    assert gets("notice/security.md")
    assert gets("changes-to-your-order.txt")
    for other in (
        "README.md",
        "docs/readme.html",
        "CHANGELOG.md",
        ".github/workflows/a.yml",
        "a/.b.yml",
        "a.py",
    ):
        assert not gets(other), other
    assert not gets("LICENSE.txt")
    assert not gets("requirements-dev.txt")


def test_the_example_uses_hooks_that_are_there():
    repo = load_config(EXAMPLE / ".pre-commit-config.yaml")["repos"][0]
    assert {hook["id"] for hook in repo["hooks"]} == set(HOOKS)


# --- the Action -------------------------------------------------------------------------------------------------


def test_no_input_stands_in_a_script():
    for step in STEPS:
        assert "${{" not in step.get("run", "")
        assert ("run" in step) == ("shell" in step)


@pytest.mark.parametrize("path", [ROOT / "action.yml", WORKFLOW], ids=lambda path: path.name)
def test_what_others_wrote_is_pinned(path):
    uses = [line.strip(" -") for line in path.read_text("utf-8").splitlines() if "uses:" in line]
    others = [line for line in uses if "OWNER/replylint@" not in line]
    assert others
    assert [line for line in others if not PINNED.fullmatch(line)] == []


def test_every_input_is_used_and_told():
    for name, told in ACTION["inputs"].items():
        assert isinstance(told["default"], str), name
        assert f"inputs.{name}" in json.dumps(STEPS), name
    used = set(re.findall(r"inputs\.([\w-]+)", json.dumps(STEPS)))
    assert used == set(ACTION["inputs"])
    page = (ROOT / "docs" / "ci.md").read_text("utf-8")
    assert re.findall(r"^\| `([\w-]+)` \| .* \| .* \|$", page, re.MULTILINE) == list(ACTION["inputs"])


def test_a_script_reads_only_what_it_is_given():
    given_by_the_runner = {"RUNNER_TEMP", "GITHUB_ACTION_PATH", "GITHUB_OUTPUT"}
    for step in STEPS:
        read = set(re.findall(r"\$\{?([A-Z_]+)", step.get("run", "")))
        assert read - given_by_the_runner == set(step.get("env", {}))


def test_the_workflow_says_only_what_the_action_knows():
    steps = yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"]["replylint"]["steps"]
    said = next(step["with"] for step in steps if "replylint@" in step["uses"])
    assert set(said) <= set(ACTION["inputs"])


# --- GitLab -----------------------------------------------------------------------------------------------------


def test_the_gitlab_job_leaves_the_report_that_it_names(team):
    job = yaml.safe_load((ROOT / "examples" / "gitlab-ci.yml").read_text("utf-8"))["replylint"]
    program, *arguments = shlex.split(job["script"][0])
    assert program == "replylint"
    report = team / job["artifacts"]["reports"]["codequality"]
    assert replylint(*arguments).exit_code == 0
    assert json.loads(report.read_text("utf-8")) == []
    (team / "snippets" / "bad.md").write_text("You must send us the receipt.\n")
    assert replylint(*arguments).exit_code == 1
    assert [entry["check_name"] for entry in json.loads(report.read_text("utf-8"))] == ["command"]
    assert (team / job["cache"][0]["paths"][0]).is_dir()


# --- the example ------------------------------------------------------------------------------------------------


def test_the_example_is_clean_and_all_of_it_is_read(team):
    result = replylint("check", ".", "--format", "json")
    assert result.exit_code == 0, result.output
    run = json.loads(result.stdout)
    assert [f["rule"] for report in run["reports"] for f in report["findings"]] == []
    assert run["baselined"] == 2
    read = {report["location"]["path"] for report in run["reports"]}
    folders = ("macros", "snippets", "recalls", "nl", "exports")
    assert read == {str(p.relative_to(team)) for folder in folders for p in (team / folder).iterdir()}
    assert [s["rule"] for report in run["reports"] for s in report["suppressed"]] == ["command"]
    assert [report["notes"] for report in run["reports"] if report["notes"] or report["skipped"]] == []


def test_its_whole_answers_lack_nothing(team):
    for report in json.loads(replylint("check", "macros", "--format", "json").stdout)["reports"]:
        assert report["profile"] == "template"
        assert [c["label"] for c in report["credits"] if c["state"] == "missing"] == [], report["location"]


def test_without_its_baseline_it_fails(team):
    without_line(team / "replylint.toml", "baseline =")
    assert found() == ({("exports/zendesk.json", "command"), ("exports/zendesk.json", "vague-timeframe")}, 1)


def test_without_its_suppression_it_fails(team):
    without_line(team / "recalls" / "heater.md", "[//]:")
    assert found() == ({("recalls/heater.md", "command")}, 1)


def test_its_suppression_is_needed(team):
    edit(team / "recalls" / "heater.md", "You must stop using", "Please stop using")
    rules, _ = found()
    assert ("recalls/heater.md", "unused-suppression") in rules


def test_its_declared_fields_are_all(team):
    edit(team / "macros" / "late-delivery.md", "{{order.new_date}}", "{{order.newdate}}")
    assert ("macros/late-delivery.md", "unknown-placeholder") in found()[0]


def test_its_refusal_must_hold_an_alternative(team):
    snippet = team / "snippets" / "return-window-closed.md"
    snippet.write_text(snippet.read_text("utf-8").partition(" What I can do")[0] + "\n", "utf-8")
    assert found() == ({("snippets/return-window-closed.md", "missing-alternative")}, 1)


def test_its_spreadsheet_needs_its_source(team):
    edit(team / "exports" / "chat-lines.csv", "two minutes", "as soon as possible")
    assert ("exports/chat-lines.csv", "vague-timeframe") in found()[0]
    edit(team / "replylint.toml", 'files = "exports/chat-lines.csv"', 'files = "exports/other.csv"')
    assert found() == (set(), 0)


# --- the baseline's commands, as the page has them --------------------------------------------------------------


def test_a_baseline_is_made_of_this_folder(team):
    (team / "replylint-baseline.json").unlink()
    refused = replylint("check", ".").exception
    assert "Make it with:  replylint baseline write" in str(refused)
    result = replylint("baseline", "write")
    assert result.exit_code == 0
    assert "holds 2 findings" in result.output
    assert "say in replylint.toml" not in result.output  # the settings name it
    assert replylint("check", ".").exit_code == 0
    assert (team / "replylint-baseline.json").read_bytes() == (
        EXAMPLE / "replylint-baseline.json"
    ).read_bytes()


def test_a_baseline_that_no_settings_name_says_so(team):
    result = replylint("baseline", "write", "--baseline", "known.json")
    assert 'say in replylint.toml:  baseline = "known.json"' in result.output


def test_a_mistake_in_the_settings_ends_once(team):
    edit(team / "replylint.toml", "kind =", "knd =")
    assert str(replylint("check", ".").exception).endswith('(did you mean "kind"?).')
