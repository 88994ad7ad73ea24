"""``--changed-since``: only what git sees changed since the branch left a revision."""

import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from replylint.cli.commands import cli

BAD = "You must send us the receipt.\n"


def git(*arguments, cwd=None):
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always"]
    done = subprocess.run(["git", *identity, *arguments], cwd=cwd, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def commit(message="x"):
    git("add", "-A")
    git("commit", "-qm", message)


def write(*names, text=BAD):
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, "utf-8")


@pytest.fixture(autouse=True)
def repository(tmp_path, monkeypatch):
    folder = tmp_path / "the repository"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    git("init", "-q", "-b", "main")
    write("old.txt", "sub dir/ünï.txt", "moved.txt", "gone.txt")
    commit()
    git("checkout", "-qb", "work")
    return folder


def check(*arguments, revision="main"):
    run = ["check", *arguments, "--changed-since", revision, "--format", "concise", "--no-cache"]
    return CliRunner().invoke(cli, run)


def names(*arguments, **more):
    result = check(*(arguments or (".",)), **more)
    assert result.exit_code in (0, 1), result.exception
    return [line.partition(":")[0] for line in result.stdout.splitlines()]


def test_nothing_changed():
    assert names() == []
    assert check(".").exit_code == 0


def test_committed_staged_and_unstaged_changes_and_new_files():
    write("committed.txt")
    commit()
    write("staged.txt")
    git("add", "staged.txt")
    write("old.txt", text=BAD + "\nNo.\n")
    write("new.txt", "sub dir/deep/new.txt", "ignored.txt")
    write(".gitignore", text="ignored.txt\n")
    assert names() == ["committed.txt", "new.txt", "old.txt", "staged.txt", "sub dir/deep/new.txt"]


def test_what_the_other_branch_did_is_not_ours():
    git("checkout", "-q", "main")
    write("theirs.txt", "old.txt", text=BAD + BAD)
    commit()
    git("checkout", "-q", "work")
    write("ours.txt")
    commit()
    assert names() == ["ours.txt"]
    git("merge", "-q", "--no-edit", "main")
    assert names() == ["ours.txt"]


def test_renamed_and_deleted_files():
    git("mv", "moved.txt", "sub dir/moved here.txt")
    git("rm", "-q", "gone.txt")
    commit()
    os.unlink("old.txt")
    assert names() == ["sub dir/moved here.txt"]


def test_from_a_folder_inside_and_with_names_beyond_ascii(monkeypatch):
    write("sub dir/ünï.txt", text=BAD * 2)
    write("new.txt")
    monkeypatch.chdir("sub dir")
    assert names() == ["ünï.txt", "ünï.txt"]
    assert set(names("..")) == {"../new.txt", "../sub dir/ünï.txt"}
    assert names("ünï.txt", "../old.txt", revision="HEAD") == ["ünï.txt", "ünï.txt"]


def test_links_count_when_they_or_what_they_show_changes():
    Path("link.txt").symlink_to("old.txt")
    commit()
    assert names(revision="HEAD") == []
    os.unlink("link.txt")
    Path("link.txt").symlink_to("moved.txt")
    assert names(revision="HEAD") == ["link.txt"]
    write("moved.txt", text=BAD + "No.\n")
    assert names(revision="HEAD") == ["link.txt", "moved.txt"]


def test_problems_of_files_that_did_not_change_are_not_ours():
    write("empty.txt", "large.txt", text="")
    Path("large.txt").write_bytes(b"x" * 5_000_001)
    commit()
    assert check(".", revision="HEAD").exit_code == 0
    assert check(".").exit_code == 2
    assert check("nowhere.txt", revision="HEAD").exit_code == 2


def test_standard_input_is_always_asked_for():
    run = ["check", "-", "--changed-since", "main", "--format", "concise"]
    assert CliRunner().invoke(cli, run, input=BAD).exit_code == 1


@pytest.mark.parametrize("revision", ["nope", "--output=x", "-1", "HEAD~50", "", "main:old.txt", "a b"])
def test_a_revision_that_is_none(repository, revision):
    before = set(os.listdir())
    result = check(".", revision=revision)
    assert f'there is no revision "{revision}" here' in str(result.exception)
    assert set(os.listdir()) == before


def test_tags_and_hashes():
    git("tag", "v1")
    write("new.txt")
    commit()
    for revision in ("v1", git("rev-parse", "main"), "HEAD~1", "work~1"):
        assert names(revision=revision) == ["new.txt"]


def test_where_there_is_no_repository(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    write("a.txt")
    assert "--changed-since: not a git repository" in str(check("a.txt").exception)


def test_where_there_is_no_git(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert "--changed-since needs git" in str(check(".").exception)


def test_a_shallow_clone_compares_with_what_it_has(tmp_path, monkeypatch, repository):
    write("ours.txt")
    commit()
    git("checkout", "-q", "main")
    write("theirs.txt")
    commit()
    monkeypatch.chdir(tmp_path)
    git("clone", "-q", "--depth", "1", "-b", "work", repository.as_uri(), "clone")
    monkeypatch.chdir("clone")
    assert "fetch-depth: 0" in str(check(".", revision="origin/main").exception)
    git("fetch", "-q", "--depth", "1", "origin", "main:refs/remotes/origin/main")
    # Where the two parted is not known.
    assert names(revision="origin/main") == ["ours.txt"]
