"""The runner of a project under stress: results that are remembered, runs that end early, files that move."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner
from further import RULE, own_pack

from replylint.cli.commands import cli
from replylint.drafts import atomic
from replylint.drafts.source import MAX_BYTES
from replylint.outputs import formats
from replylint.project import pool
from replylint.project.cache import Cache
from replylint.project.project import CACHE_FOLDER, Project

BAD = "You must send us the receipt.\n"
GOOD = "The sky is blue.\n"
DATABASE = f"{CACHE_FOLDER}/results-1.sqlite"
MAIN = "from replylint.cli import main; main()"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """The folder in which the commands run."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return folder


@pytest.fixture
def checked(monkeypatch):
    """The texts that were checked and not remembered."""
    texts = []
    check = pool._checked

    def counted(task):
        texts.append(task.source.text)
        return check(task)

    monkeypatch.setattr(pool, "_checked", counted)
    return texts


def write(**files):
    for name, text in files.items():
        Path(f"{name}.txt").write_text(text, "utf-8")


def macros(*texts):
    """A Zendesk export with a macro for each text."""
    made = [
        {"title": f"M{n}", "actions": [{"field": "comment_value", "value": text}]}
        for n, text in enumerate(texts)
    ]
    return json.dumps({"macros": made})


def check(*arguments):
    return CliRunner().invoke(cli, ["check", "--format", "concise", *map(str, arguments)])


def outcome(result):
    return result.exit_code, result.stdout


def places(result):
    return [line.rpartition(": warning")[0] for line in result.stdout.splitlines()]


def command(*arguments):
    return [sys.executable, "-c", MAIN, "check", "--format", "concise", *map(str, arguments)]


# --- what is remembered -------------------------------------------------------------------------------------


def test_a_second_run_shows_the_same_in_every_format_and_needs_no_spacy(folder):
    write(a=BAD, b=GOOD + BAD, empty="")
    Path("m.json").write_text(macros(BAD, "Fine."), "utf-8")
    Path("x.html").write_text(f"<p>Dear Ann,</p><p>{BAD}</p>", "utf-8")
    runs = [[f"--format={name}", "--statistics", "."] for name in formats()]
    first = [outcome(check(*run)) for run in runs]
    assert first == [outcome(check(*run, "--no-cache")) for run in runs]
    # Blocked modules cannot be imported.
    code = f"""
import json, sys
for name in ("spacy", "replylint.linter", "replylint.engine"): sys.modules[name] = None
from click.testing import CliRunner
from replylint.cli.commands import cli
done = [CliRunner().invoke(cli, ["check", *run]) for run in {runs!r}]
print(json.dumps([[result.exit_code, result.stdout] for result in done]))
"""
    again = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=folder)
    assert [tuple(run) for run in json.loads(again.stdout)] == first


@pytest.mark.parametrize("name", formats())
def test_what_is_partly_remembered_is_shown_as_if_it_were_new(name):
    write(a=BAD, b=BAD)
    Path("m.json").write_text(macros(BAD, "Fine."), "utf-8")
    check(".")
    write(b=GOOD)
    run = (".", f"--format={name}")
    assert outcome(check(*run)) == outcome(check(*run, "--no-cache"))


def test_nothing_that_has_changed_is_remembered(folder, checked):
    write(a=BAD)
    own_pack(folder / "ours", {"en/tone/bad-word.toml": RULE})
    complaint = folder / "complaint.eml.txt"
    settings = folder / "replylint.toml"

    def now(*arguments, path="."):
        del checked[:]
        result = check(path, *arguments)
        assert outcome(result) == outcome(check(path, *arguments, "--no-cache"))
        return places(result)

    settings.write_text('exclude = ["complaint*", "ours"]\n')
    assert now() == ["a.txt:1:1"]
    write(a=GOOD)
    assert now() == []
    write(a=BAD)
    settings.write_text('exclude = ["complaint*", "ours"]\nignore = ["command"]\n')
    assert now() == []
    settings.write_text('exclude = ["complaint*", "ours"]\nrules = ["ours"]\n')
    assert now() == ["a.txt:1:1"]
    complaint.write_text("Where is my lamp?")
    with_complaint = now("--complaint", complaint)
    complaint.write_text("My lamp is broken and I want my money back!")
    now("--complaint", complaint)
    assert len(checked) == 2
    assert with_complaint != ["a.txt:1:1"]
    Path("a.txt").rename("b.txt")
    assert now() == ["b.txt:1:1"]


def test_another_pack_is_told_apart(folder):
    # Packs are read once per process, so these keys are made each in its own.
    rules = own_pack(folder / "ours", {"en/tone/bad-word.toml": RULE})
    Path("replylint.toml").write_text('rules = ["ours"]\n')
    write(a=BAD)
    code = "from replylint.project.project import Project; print(Project().files(['a.txt'])[0].key.hex())"

    def key():
        return subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout

    first = key()
    assert key() == first
    rule = rules / "en" / "tone" / "bad-word.toml"
    rule.write_text(RULE.replace("zork", "blork"), "utf-8")
    assert key() != first
    rule.write_text(RULE, "utf-8")
    assert key() == first


def test_paths_are_shown_from_where_the_command_runs(folder, monkeypatch):
    write(a=BAD)
    Path("replylint.toml").write_text("")
    Path("deep").mkdir()
    assert places(check(".")) == ["a.txt:1:1"]
    monkeypatch.chdir("deep")
    for _ in range(2):
        assert places(check("..")) == ["../a.txt:1:1"]
        assert places(check(folder)) == [f"{folder}/a.txt:1:1"]


def test_what_ran_for_one_baseline_is_not_shown_for_another(folder):
    write(a=BAD)
    CliRunner().invoke(cli, ["baseline", "write", "."])
    Path("deep").mkdir()
    # The same findings of files that are called alike in another folder.
    Path("deep/b.json").write_text(Path("replylint-baseline.json").read_text())
    assert check(".", "--baseline", "replylint-baseline.json").exit_code == 0
    assert check(".", "--baseline", "deep/b.json").exit_code == 1
    assert check(".").exit_code == 1


def test_of_a_changed_export_only_new_texts_are_checked(checked):
    Path("m.json").write_text(macros(BAD, "One is fine.", "Two is fine."))
    check(".")
    assert len(checked) == 3
    del checked[:]
    Path("m.json").write_text(macros("New.", "One is fine.", BAD, "Two is fine."))
    result = check(".")
    assert checked == ['"New."']
    assert outcome(result) == outcome(check(".", "--no-cache"))


def test_the_same_raw_form_in_another_kind_of_export_is_another_text():
    # In JSON \n ends a line, in CSV it is a backslash and a letter.
    Path("replylint.toml").write_text("")
    Path("a.json").write_text('[{"name": "A", "body": "You\\nmust send us the receipt."}]')
    Path("b.csv").write_text('name,body\nA,"You\\nmust send us the receipt."\n')
    assert places(check("a.json")) == ["a.json:1:25"]
    assert outcome(check("b.csv")) == outcome(check("b.csv", "--no-cache"))
    assert "warning command" not in check("b.csv").stdout


def test_what_changes_while_the_run_goes_on_is_not_remembered_for_what_was_listed(monkeypatch):
    write(a=GOOD, b=GOOD)
    files = Project.files

    def then(action):
        def listed(self, paths):
            found = files(self, paths)
            action()
            monkeypatch.setattr(Project, "files", files)
            return found

        monkeypatch.setattr(Project, "files", listed)

    then(lambda: write(a=BAD))
    assert places(check(".")) == ["a.txt:1:1"]
    write(a=GOOD)
    assert outcome(check(".")) == (0, "")
    write(a=BAD, b=GOOD + GOOD)
    then(lambda: os.unlink("b.txt"))
    gone = check(".")
    assert (gone.exit_code, places(gone)) == (2, ["a.txt:1:1"])
    assert "b.txt: cannot be read" in gone.stderr
    write(b=GOOD + GOOD)
    assert (check(".").exit_code, check(".").stderr) == (1, "")


# --- a cache that is broken ---------------------------------------------------------------------------------


def _truncated():
    data = Path(DATABASE).read_bytes()
    Path(DATABASE).write_bytes(data[: len(data) // 2])


def _random():
    Path(DATABASE).write_bytes(b"no database" * 1000)


def _garbled():
    data = bytearray(Path(DATABASE).read_bytes())
    for place in range(100, len(data), 7):
        data[place] ^= 0x55
    Path(DATABASE).write_bytes(bytes(data))


def _other_schema():
    os.unlink(DATABASE)
    with sqlite3.connect(DATABASE) as database:
        database.execute("CREATE TABLE result (id INTEGER PRIMARY KEY, other TEXT NOT NULL)")
    database.close()


def _view():
    os.unlink(DATABASE)
    with sqlite3.connect(DATABASE) as database:
        database.execute("CREATE VIEW result AS SELECT 1 AS key, 2 AS value")
    database.close()


def _damaged_values():
    with sqlite3.connect(DATABASE) as database:
        database.execute("UPDATE result SET value = substr(value, 1, 20) WHERE rowid % 2")
        database.execute("UPDATE result SET value = 'text' WHERE NOT rowid % 2")
    database.close()


def _emptied():
    Path(DATABASE).write_bytes(b"")


def _left_journal():
    Path(f"{DATABASE}-journal").write_bytes(os.urandom(5000))


@pytest.mark.parametrize(
    "damage",
    [_truncated, _random, _garbled, _other_schema, _view, _damaged_values, _emptied, _left_journal],
)
def test_a_damaged_cache_costs_time_and_nothing_else(damage):
    write(a=BAD, b=GOOD)
    right = outcome(check("."))
    damage()
    after = check(".")
    assert outcome(after) == right
    assert len(after.stderr.splitlines()) <= 1
    assert "Traceback" not in after.stderr
    healthy = check(".")
    assert (outcome(healthy), healthy.stderr) == (right, "")
    last = check(".")
    assert (outcome(last), last.stderr) == (right, "")
    write(c=BAD)
    assert places(check(".")) == ["a.txt:1:1", "c.txt:1:1"]


def test_a_damaged_cache_is_told_of_in_one_line():
    write(a=BAD)
    check(".")
    _random()
    write(a=BAD + GOOD)
    told = check(".").stderr
    assert told.count("\n") == 1
    assert f"{DATABASE}: the cache was damaged" in told
    assert "made anew by the next run" in told


def test_a_folder_in_the_place_of_the_cache():
    write(a=BAD)
    Path(DATABASE).mkdir(parents=True)
    for _ in range(2):
        result = check(".")
        assert (result.exit_code, places(result)) == (1, ["a.txt:1:1"])
        assert "the cache cannot be used" in result.stderr
        assert result.stderr.count("\n") == 1
    Path(DATABASE).rmdir()
    assert check(".").stderr == ""


def test_a_file_in_the_place_of_the_folder_of_the_cache():
    write(a=BAD)
    Path(CACHE_FOLDER).write_text("mine")
    result = check(".")
    assert (result.exit_code, places(result)) == (1, ["a.txt:1:1"])
    assert "the cache cannot be used" in result.stderr
    assert Path(CACHE_FOLDER).read_text() == "mine"


@pytest.mark.parametrize("message", ["attempt to write a readonly database", "database or disk is full"])
def test_a_cache_that_cannot_be_written_is_kept(monkeypatch, message):
    write(a=BAD)
    check(".")
    before = Path(DATABASE).read_bytes()
    connect = sqlite3.connect

    class Connection(sqlite3.Connection):
        def execute(self, sql, *more):
            if sql.startswith(("CREATE", "INSERT")):
                raise sqlite3.OperationalError(message)
            return super().execute(sql, *more)

    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: connect(*a, **k, factory=Connection))
    write(b=BAD)
    result = check(".")
    assert (result.exit_code, places(result)) == (1, ["a.txt:1:1", "b.txt:1:1"])
    assert f"the cache cannot be used ({message})" in result.stderr
    assert result.stderr.count("\n") == 1
    assert Path(DATABASE).read_bytes() == before


def test_a_folder_that_cannot_be_read(monkeypatch):
    write(a=BAD)

    def refused(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_file", refused)
    cache = Cache(Path(CACHE_FOLDER))
    assert cache.get([b"k"]) == {}
    assert "Permission denied" in cache.trouble


def test_a_cache_that_another_process_locks_for_long(monkeypatch):
    monkeypatch.setattr("replylint.project.cache._WAIT", 0.1)
    write(a=BAD)
    check(".")
    with sqlite3.connect(DATABASE) as other:
        other.execute("BEGIN EXCLUSIVE")
        write(a=BAD + BAD)
        result = check(".")
        assert (result.exit_code, places(result)) == (1, ["a.txt:1:1", "a.txt:2:1"])
        assert result.stderr.count("\n") == 1
        assert "locked" in result.stderr
    other.close()
    assert check(".").stderr == ""


def test_the_cache_stays_small(monkeypatch):
    monkeypatch.setattr("replylint.project.cache._MOST", 10)
    cache = Cache(Path(CACHE_FOLDER))
    for start in range(0, 40, 4):
        cache.put({bytes([n]): b"value" for n in range(start, start + 4)})
    assert list(cache.get(bytes([n]) for n in range(40))) == [bytes([n]) for n in range(30, 40)]
    assert cache.trouble == ""


# --- runs that end early, and several at once ---------------------------------------------------------------


def _many(count=160):
    """Texts that take their time, as no two sentences are the same."""
    for number in range(count):
        sentences = (f"We will look at the order number {number} of item {n} again." for n in range(8))
        Path(f"t{number:03}.txt").write_text(" ".join(sentences) + f"\n\n{BAD}", "utf-8")


def _children(pid):
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.add(int(stat.parent.name))
    return found


def _until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def _alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def _count_kept():
    try:
        with sqlite3.connect(f"file:{DATABASE}?mode=ro", uri=True, timeout=10) as database:
            (count,) = database.execute("SELECT count(*) FROM result").fetchone()
        database.close()
        return count
    except sqlite3.Error:
        return 0


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_ended_leaves_what_it_has_done(folder, checked, how):
    count = 400
    _many(count)
    code = "import replylint.project.work as w; w._KEPT_TOGETHER = 20\n" + MAIN
    run = [sys.executable, "-c", code, "check", ".", "--workers", "2", "--select", "command"]
    before = set(os.listdir())
    with subprocess.Popen(
        run, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        _until(lambda: _count_kept() >= 20)
        workers = _children(process.pid)
        assert len(workers) >= 2
        # As a terminal does it: Ctrl-C goes to all of them.
        os.killpg(process.pid, how) if how == signal.SIGINT else process.send_signal(how)
        started = time.monotonic()
        out, err = process.communicate(timeout=60)
        assert time.monotonic() - started < 15
    _until(lambda: not any(map(_alive, workers)), 10)
    if how == signal.SIGINT:
        assert process.returncode == 130
        assert err.decode().strip() == "replylint: interrupted; the next run goes on from here."
    assert out == b""
    assert set(os.listdir()) - before == {CACHE_FOLDER}
    kept = _count_kept()
    result = check(".", "--select", "command", "--workers", "1")
    assert places(result) == [f"t{number:03}.txt:3:1" for number in range(count)]
    assert 20 <= kept < count
    assert len(checked) == count - kept


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_two_runs_at_once_and_a_worker_that_dies():
    _many(100)
    right = "".join(f"t{number:03}.txt:3:1" for number in range(100))
    run = command(".", "--workers", "2", "--select", "command")

    def killing():
        with subprocess.Popen(run, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            _until(lambda: len(_children(process.pid)) >= 3)  # with the one that tracks resources
            time.sleep(0.5)
            os.kill(max(_children(process.pid)), signal.SIGKILL)
            out, err = process.communicate(timeout=60)
        return process.returncode, out.decode(), err.decode()

    def plain():
        done = subprocess.run(run[:-4], capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stdout, done.stderr

    with ThreadPoolExecutor(2) as threads:
        killed, other = threads.submit(killing), threads.submit(plain)
    for code, out, err in (killed.result(), other.result()):
        assert code == 1
        assert "".join(line.partition(": warning command")[0] for line in out.splitlines()) == right
        assert err == ""


def test_the_number_of_workers_changes_nothing():
    write(**{f"a{n:02}": BAD if n % 3 else GOOD for n in range(70)}, c="", d="\0")
    Path("b.json").write_text(macros(*[f"{GOOD}{n}. {BAD}" for n in range(40)]))
    Path("z.txt").write_bytes(b"\xff\xfe\xff")
    paths = ("nowhere.txt", "z.txt", "b.json", ".")
    runs = [
        check(*paths, "--workers", n, "--no-cache", "--select", "command", "--format", "json")
        for n in (1, 2, 3)
    ]
    assert runs[0].exit_code == 2
    assert len({(run.stdout, run.stderr) for run in runs}) == 1
    told = json.loads(runs[0].stdout)
    assert len(told["reports"]) == 110
    assert len(told["problems"]) == 4


# --- files that are none ------------------------------------------------------------------------------------


def within(seconds, *arguments):
    """A check in a process of its own, as one that hangs cannot be ended from inside."""
    done = subprocess.run(command(*arguments), capture_output=True, timeout=seconds, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipes_sockets_and_broken_links_do_not_hold_a_run_up(folder, monkeypatch):
    write(a=BAD)
    os.mkfifo("pipe.txt")
    Path("broken.txt").symlink_to("nowhere")
    Path("loop.txt").symlink_to("loop.txt")
    Path("round").symlink_to("round")
    Path("again").symlink_to(".")
    Path("folder.txt").mkdir()
    listening = socket.socket(socket.AF_UNIX)
    listening.bind("socket.txt")
    for paths, found in ((".",), 1), (("broken.txt", "loop.txt", "pipe.txt", "socket.txt"), 0):
        code, out, err = within(60, *paths)
        assert (code, out.count("a.txt:1:1: warning"), out.count("\n")) == (2, found, found)
        said = err.splitlines()
        assert [line.split(": ")[1] for line in said] == ["broken.txt", "loop.txt", "pipe.txt", "socket.txt"]
        assert "is a pipe or a device" in said[2]
    listening.close()


def test_hostile_names(folder):
    names = [
        "new\nline.txt",
        "-dash.txt",
        " blank .txt",
        "ünï.txt",
        "a:1:2.txt",
        "%0A::error.txt",
        "'\";$(x).txt",
    ]
    for name in names:
        Path(name).write_text(BAD, "utf-8")
    for name in formats():
        assert check(".", f"--format={name}").exit_code == 1
    assert len(json.loads(check(".", "--format=json").stdout)["reports"]) == len(names)
    assert check("--", "-dash.txt").exit_code == 1
    assert check(".", "--unsafe-fixes").exit_code == 0
    assert {Path(name).read_text("utf-8") for name in names} == {"Could you please send us the receipt?\n"}


@pytest.mark.skipif(sys.platform != "linux", reason="needs names that are any bytes")
def test_a_name_that_is_not_utf_8(folder):
    name = os.fsdecode(b"caf\xe9.txt")
    Path(name).write_text(BAD, "utf-8")
    Path(os.fsdecode(b"empty\xff.txt")).write_text("", "utf-8")
    for _ in range(2):
        for kind in formats():
            result = check(".", f"--format={kind}")
            assert result.exit_code == 2
            assert r"empty\udcff.txt: is empty" in result.stderr
        assert places(check(name)) == [r"caf\udce9.txt:1:1"]
    Path(os.fsdecode(b"empty\xff.txt")).unlink()
    baseline = CliRunner().invoke(cli, ["baseline", "write", "."])
    assert baseline.exit_code == 0
    assert check(".", "--baseline", "replylint-baseline.json").exit_code == 0
    assert check(".", "--unsafe-fixes").exit_code == 0
    assert Path(name).read_text("utf-8").startswith("Could you")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"x" * (MAX_BYTES + 1), "larger than 5 MB"),
        (b"\x00\x01\x02", "binary"),
        (b"caf\xe9", "not valid UTF-8"),
        (b"\xff\xfe\x00", "not valid UTF-16"),
    ],
)
def test_a_file_that_cannot_be_a_draft_does_not_keep_others_from_being_checked(content, said):
    write(a=BAD, c=BAD)
    Path("b.txt").write_bytes(content)
    for _ in range(2):
        result = check(".")
        assert (result.exit_code, places(result)) == (2, ["a.txt:1:1", "c.txt:1:1"])
        assert result.stderr.startswith("replylint: b.txt")
        assert said in result.stderr


def test_deep_folders():
    depth = 1200
    for _ in range(depth):
        os.mkdir("d")
        os.chdir("d")
    write(a=BAD)
    for _ in range(depth):
        os.chdir("..")
    try:
        assert places(check(".")) == ["d/" * depth + "a.txt:1:1"]
    finally:
        # Python itself cannot delete so deep a tree.
        for _ in range(depth):
            os.chdir("d")
        os.unlink("a.txt")
        for _ in range(depth):
            os.chdir("..")
            os.rmdir("d")


def test_a_folder_that_cannot_be_searched_is_told_of(monkeypatch):
    write(a=BAD)
    Path("closed").mkdir()
    Path("going").mkdir()
    scandir = os.scandir

    def refused(path):
        if path == "closed":
            raise PermissionError(13, "Permission denied")
        if path == "going":
            raise FileNotFoundError(2, "No such file or directory")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refused)
    result = check(".")
    assert (result.exit_code, places(result)) == (2, ["a.txt:1:1"])
    assert result.stderr == "replylint: closed: cannot be searched (Permission denied).\n"


def test_a_file_is_checked_once_however_it_is_named():
    write(a=BAD)
    assert places(check("./a.txt", "a.txt", ".", "./")) == ["./a.txt:1:1"]


def test_a_text_with_halves_of_characters():
    Path("m.json").write_text(
        '{"macros": [{"title": "\\ud800", "actions": [{"field": "comment_value", "value": "\\udfff You must send it."}]}]}'
    )
    for name in formats():
        assert check("m.json", f"--format={name}").exit_code == 1


# --- a disk that is full ------------------------------------------------------------------------------------


@pytest.fixture
def full(monkeypatch):
    """Nothing more can be written in the single step in which files are put in place."""

    def refused(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", refused)


def test_a_full_disk_leaves_old_files_as_they_were(full, folder):
    write(a=BAD)
    Path("report.json").write_text("old")
    Path("replylint-baseline.json").write_text('{"baseline": 1, "findings": []}')
    before = {path: path.read_bytes() for path in folder.iterdir()}
    for run, said in (
        (
            ["check", "a.txt", "--output", "report.json", "--no-cache"],
            "--output report.json: cannot be written",
        ),
        (["check", "a.txt", "--unsafe-fixes", "--no-cache"], "a.txt: cannot be written"),
        (["baseline", "write", "a.txt", "--force"], "replylint-baseline.json: cannot be written"),
    ):
        result = CliRunner().invoke(cli, run)
        said_of = result.stderr + str(result.exception)
        assert f"{said} (No space left on device)" in said_of
        assert result.exit_code in (1, 2)
        assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_behind_standard_output(folder):
    write(a="")
    with open("/dev/full", "wb") as disk:
        done = subprocess.run(
            command("a.txt", "--format=json"), stdout=disk, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert done.stderr == b"replylint: Standard output cannot be written (No space left on device).\n"


# --- errors in settings, and what is said on the way --------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["", 'ignore = ["comand"]'], '2: Unknown rule "comand"; did you mean "command"?'),
        (["ignore = [", '  "command",', '  "comand"]'], '3: Unknown rule "comand"'),
        (['profile = "snipet"'], '1: Unknown profile "snipet"; did you mean "snippet"?'),
        (['language = "xx"'], '1: No rule pack for language "xx"'),
        (["[severity]", 'comand = "error"'], '2: Unknown rule "comand"'),
        (['rules = ["nowhere"]'], "1: "),
        (['["per-file"."*.txt"]', 'profile = "snipet"'], '2: Unknown profile "snipet"'),
        (["[[source]]", 'files = "*.txt"', 'preset = "zendsk"'], "1: [[source]]"),
    ],
)
def test_an_error_in_settings_names_the_file_and_the_line(folder, lines, said):
    write(a=BAD)
    Path("replylint.toml").write_text("\n".join(lines) + "\n")
    result = check("a.txt", "--workers", 2 if lines[0] == "" else 1)
    assert str(result.exception).startswith(f"{folder / 'replylint.toml'}:{said}")


def test_an_error_on_the_command_line_names_no_file(folder):
    write(a=BAD)
    Path("replylint.toml").write_text('ignore = ["command"]\n')
    assert str(check("a.txt", "--ignore", "comand").exception).startswith('Unknown rule "comand"')


@pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")
def test_a_bar_is_shown_on_a_terminal_only(folder):
    import pty

    write(**{f"a{n:02}": "" for n in range(60)})

    def stderr_on_a_terminal(**more):
        control, terminal = pty.openpty()
        environment = {**{k: v for k, v in os.environ.items() if k != "CI"}, "TERM": "xterm", **more}
        subprocess.run(
            command(".", "--no-cache"), stdout=subprocess.PIPE, stderr=terminal, env=environment, check=False
        )
        os.close(terminal)
        shown = b""
        while True:
            try:
                shown += os.read(control, 65536)
            except OSError:
                break
        os.close(control)
        return shown

    assert b"Checking" in stderr_on_a_terminal()
    assert b"Checking" not in stderr_on_a_terminal(CI="true")
    assert "Checking" not in check(".", "--no-cache").stderr


def test_data_files_without_replies_are_named_and_cost_nothing():
    write(a=GOOD)
    Path("home.json").write_text('{"version": "1.0"}')
    Path("broken.yaml").write_text("{{ if .Values.x }}: [")
    for _ in range(2):
        result = check(".")
        assert result.exit_code == 0
        assert "2 data files hold no replies that are recognised: broken.yaml, home.json." in result.stderr
    assert "recognised" not in check(".", "--known-only").stderr
    Path("replylint-baseline.json").write_text('{"baseline": 1, "findings": []}')
    assert "replylint-baseline" not in check(".").stderr


def test_a_source_whose_language_is_neither_a_key_nor_a_language():
    Path("replylint.toml").write_text(
        '[[source]]\nfiles = "m.json"\nselect = "$[*].text"\nlanguage = "tal"\n'
    )
    Path("m.json").write_text('[{"taal": "en", "text": "You must send us the receipt."}]')
    result = check("m.json")
    assert result.exit_code == 2
    assert 'language = "tal", which is neither a key' in result.stderr
    settings = Path("replylint.toml").read_text()
    for right in ("taal", "en"):
        Path("replylint.toml").write_text(settings.replace('"tal"', f'"{right}"'))
        assert places(check("m.json")) == ["m.json:1:26"]
