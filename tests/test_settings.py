"""Settings: where they are found, how they are merged, what is refused, and what the commands say of them."""

import json
import os
import re
import subprocess
import sys
import time
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from replylint.cli.commands import cli
from replylint.errors import ConfigError
from replylint.project.globs import anchored, compiled
from replylint.project.layers import Value, merge
from replylint.project.places import explained
from replylint.project.reader import SettingsReader, resolve
from replylint.project.settings import Settings, json_schema
from replylint.project.start import as_toml, start


@pytest.fixture
def project(tmp_path):
    """Writes files of a project; its root has `.git`."""
    root = tmp_path / "project"
    (root / ".git").mkdir(parents=True)

    def write(files):
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return root

    return write


def refused(path, **arguments):
    with pytest.raises(ConfigError) as caught:
        resolve(path, **arguments)
    return str(caught.value)


# Finding


def test_nothing_said_is_all_defaults(project):
    found = resolve(project({}) / "a.md")
    assert found.settings == Settings()
    assert found.files == ()
    assert set(found.origins.values()) == {"default"}


def test_the_nearest_counts_and_says_where(project):
    root = project(
        {
            "replylint.toml": 'profile = "snippet"\nkind = "template"\n',
            "m/replylint.toml": '# ours\n\nprofile = "refusal"\n',
        }
    )
    found = resolve(root / "m" / "deep" / "gone.md")
    assert (found.settings.profile, found.settings.kind) == ("refusal", "template")
    assert found.origins["profile"] == f"{root}/m/replylint.toml:3"
    assert found.origins["kind"] == f"{root}/replylint.toml:2"
    assert found.origins["language"] == "default"
    assert found.files == (root / "replylint.toml", root / "m" / "replylint.toml")
    assert resolve(root / "a.md").settings.profile == "snippet"


def test_pyproject_counts_where_there_is_no_own_file(project):
    table = '[project]\nname = "x"\n[tool.replylint]\nprofile = "snippet"\nignore = ["a"]\n'
    root = project(
        {
            "pyproject.toml": table,
            "both/pyproject.toml": table,
            "both/replylint.toml": 'kind = "template"\nroot = true\n',
        }
    )
    found = resolve(root / "a.md")
    assert found.settings.profile == "snippet"
    assert found.origins["profile"] == f"{root}/pyproject.toml:4"
    assert found.origins["ignore[a]"] == f"{root}/pyproject.toml:5"
    assert resolve(root / "both" / "a.md").settings.profile == "auto"


def test_the_pyproject_of_others_is_passed_over(project):
    root = project({"pyproject.toml": "[broken\n", "a/pyproject.toml": '[tool.other]\nx = "replylint"\n'})
    assert resolve(root / "a" / "a.md").files == ()


def test_nothing_is_read_above_the_root(project, tmp_path):
    (tmp_path / "replylint.toml").write_text("broken [")
    root = project({"m/replylint.toml": "root = true\n", "replylint.toml": 'profile = "snippet"\n'})
    assert resolve(root / "a.md").settings.profile == "snippet"
    assert resolve(root / "m" / "a.md").settings.profile == "auto"
    (root / ".git").rmdir()
    assert "is not valid TOML" in refused(root / "a.md")
    assert resolve(root / "m" / "a.md").settings.profile == "auto"


def test_a_named_file_and_isolation(project):
    root = project(
        {
            "replylint.toml": 'profile = "snippet"\n',
            "ci/strict.toml": 'kind = "template"\nexclude = ["old/x.md"]\n',
        }
    )
    found = resolve(root / "a.md", config=root / "ci" / "strict.toml")
    assert (found.settings.profile, found.settings.kind) == ("auto", "template")
    assert found.excluded(root / "ci" / "old" / "x.md")
    assert not found.excluded(root / "old" / "x.md")
    isolated = resolve(root / "a.md", {"kind": "template"}, isolated=True)
    assert (isolated.settings.profile, isolated.settings.kind) == ("auto", "template")
    assert "cannot be read" in refused(root / "a.md", config=root / "none.toml")
    assert "isolated" in refused(root / "a.md", config="x.toml", isolated=True)
    (root / "pyproject.toml").write_text("[project]\n")
    assert "has no table [tool.replylint]" in refused(root / "a.md", config=root / "pyproject.toml")
    (root / "replylint.toml").write_text('extend = "pyproject.toml"')
    assert "has no table [tool.replylint]" in refused(root / "a.md")


def test_relative_paths_and_folders(project, monkeypatch):
    root = project({"m/replylint.toml": 'profile = "snippet"\n'})
    monkeypatch.chdir(root / "m")
    reader = SettingsReader()
    assert reader.resolve("a.md").settings.profile == "snippet"
    assert reader.resolve("../a.md").settings.profile == "auto"
    assert reader.resolve("x/../a.md").settings.profile == "snippet"
    assert reader.resolve_folder(".").settings.profile == "snippet"
    assert reader.resolve_folder(root).settings.profile == "auto"


# Merging


def test_lists_add_up_and_tables_merge_by_key(project):
    root = project(
        {
            "replylint.toml": 'ignore = ["a", "b"]\nrules = ["r"]\nplaceholders = ["x"]\n'
            '[severity]\none = "error"\ntwo = "error"\n',
            "m/replylint.toml": 'ignore = [\n  "c",\n  "a",\n]\nrules = ["r"]\nseverity.two = "suggestion"\n',
        }
    )
    found = resolve(root / "m" / "x.md")
    assert found.settings.ignore == ("c", "a", "b")
    assert found.settings.rules == (str(root / "m" / "r"), str(root / "r"))
    assert found.settings.placeholders == ("x",)
    assert found.settings.severity == {"one": "error", "two": "suggestion"}
    assert found.origins["ignore[c]"] == f"{root}/m/replylint.toml:2"
    assert found.origins["ignore[a]"] == f"{root}/m/replylint.toml:3"
    assert found.origins["ignore[b]"] == f"{root}/replylint.toml:1"
    assert found.origins["severity.two"] == f"{root}/m/replylint.toml:6"


@pytest.mark.parametrize(
    ("far", "near", "ignored"),
    [
        ('ignore = ["a", "b"]', 'extend-select = ["a"]', ("b",)),
        ('ignore = ["a", "b"]', 'select = ["b"]', ("a",)),
        ('ignore = ["a.one", "ab"]', 'select = ["a"]', ("ab",)),
        ('ignore = ["a"]', 'select = ["a.one"]', ("a",)),
        ('ignore = ["own/a", "own"]', 'extend-select = ["own"]', ()),
        ('select = ["a"]', 'ignore = ["a"]', ("a",)),
        ('ignore = ["a"]', 'ignore = ["a"]\nselect = ["a"]', ("a",)),
    ],
)
def test_what_a_nearer_file_selects_is_no_longer_ignored(project, far, near, ignored):
    root = project({"replylint.toml": far, "m/replylint.toml": near})
    assert resolve(root / "m" / "x.md").settings.ignore == ignored


def test_select_comes_from_the_nearest(project):
    root = project({"replylint.toml": 'select = ["a"]', "m/replylint.toml": 'select = ["b"]'})
    found = resolve(root / "m" / "x.md")
    assert found.settings.select == ("b",)
    assert found.origins["select"] == f"{root}/m/replylint.toml:1"


def test_the_command_line_counts_most(project):
    root = project(
        {"replylint.toml": 'profile = "snippet"\nignore = ["a"]\n[per-file."*.md"]\nkind = "template"'}
    )
    found = resolve(
        root / "x.md", {"profile": "refusal", "kind": "draft", "extend_select": ["a"], "language": None}
    )
    assert (found.settings.profile, found.settings.kind) == ("refusal", "draft")
    assert found.settings.ignore == ()
    assert found.origins["kind"] == "command line"
    assert found.origins["extend-select[a]"] == "command line"
    assert found.origins["language"] == "default"
    assert refused(root, overrides={"kind": "tmplate"}).startswith('command line: "kind" must be')


def test_extended_files_count_less_and_start_from_their_own_folder(project):
    root = project(
        {
            "shared/base.toml": 'profile = "snippet"\nkind = "template"\nexclude = ["old/*.md"]\nignore = ["a"]',
            "shared/more.toml": 'extend = "base.toml"\nlanguage = "nl"\nkind = "draft"',
            "m/replylint.toml": 'extend = ["../shared/base.toml", "../shared/more.toml"]\nprofile = "refusal"\n',
        }
    )
    found = resolve(root / "m" / "x.md")
    assert (found.settings.profile, found.settings.kind, found.settings.language) == (
        "refusal",
        "draft",
        "nl",
    )
    assert found.excluded(root / "shared" / "old" / "x.md")
    assert not found.excluded(root / "m" / "old" / "x.md")
    assert [path.name for path in found.files] == ["base.toml", "more.toml", "replylint.toml"]


def test_extending_what_is_found_anyway_changes_nothing(project):
    root = project(
        {
            "replylint.toml": 'extend = "m/replylint.toml"\nprofile = "snippet"',
            "m/replylint.toml": 'profile = "refusal"',
        }
    )
    assert resolve(root / "x.md").settings.profile == "snippet"
    assert resolve(root / "m" / "x.md").settings.profile == "refusal"


def test_circles_and_missing_files_are_refused(project):
    root = project(
        {
            "replylint.toml": '\nextend = "a.toml"',
            "a.toml": 'extend = ["b.toml"]',
            "b.toml": 'extend = "replylint.toml"',
            "m/replylint.toml": 'root = true\nextend = "gone.toml"',
            "self/replylint.toml": 'root = true\nextend = "link/replylint.toml"',
        }
    )
    (root / "self" / "link").symlink_to(root / "self", target_is_directory=True)
    message = refused(root / "x.md")
    assert message.startswith(f'{root}/b.toml:1: "extend" goes round in a circle')
    assert "replylint.toml → a.toml → b.toml → replylint.toml" in message
    assert refused(root / "m" / "x.md").startswith(
        f'{root}/m/replylint.toml:2: "extend" names {root}/m/gone.toml'
    )
    assert "circle" in refused(root / "self" / "x.md")


def test_many_ways_to_the_same_extended_file_cost_nothing(project):
    files = {"f0.toml": 'profile = "snippet"'}
    for n in range(1, 40):
        files[f"f{n}.toml"] = f'extend = ["f{n - 1}.toml", "./f{n - 1}.toml"]'
    root = project(files)
    assert resolve(root / "x.md", config=root / "f39.toml").settings.profile == "snippet"


# Single files


def test_per_file_counts_more_than_its_own_file_and_less_than_a_nearer_one(project):
    root = project(
        {
            "replylint.toml": 'profile = "snippet"\nignore = ["a"]\n'
            '[per-file."*.md"]\nprofile = "refusal"\nrole = "refusal"\nextend-select = ["a"]\n'
            '[per-file."m/"]\nkind = "template"\nignore = ["m"]\nseverity = { x = "error" }\n'
            '[per-file."late.*"]\nprofile = "survey"\n',
            "near/replylint.toml": 'profile = "apology"\n',
        }
    )
    reader = SettingsReader()
    plain, markdown = reader.resolve(root / "x.txt"), reader.resolve(root / "x.md")
    assert (plain.settings.profile, plain.settings.ignore, plain.per_file) == ("snippet", ("a",), ())
    assert (markdown.settings.profile, markdown.settings.role) == ("refusal", "refusal")
    assert markdown.settings.ignore == ()
    assert markdown.origins["profile"] == f"{root}/replylint.toml:4"
    assert markdown.per_file == ((f"{root}/**/*.md", f"{root}/replylint.toml:3"),)
    both = reader.resolve(root / "m" / "deep" / "x.md").settings
    assert (both.profile, both.kind, both.ignore) == ("refusal", "template", ("m",))
    assert both.severity == {"x": "error"}
    assert reader.resolve(root / "late.md").settings.profile == "survey"
    assert reader.resolve(root / "near" / "x.md").settings.profile == "apology"


def test_files_of_a_folder_share_their_settings(project):
    root = project({"replylint.toml": '[per-file."a*"]\nkind = "template"\n', "m/x": ""})
    reader = SettingsReader()
    assert reader.resolve(root / "x.md") is reader.resolve(root / "y.md")
    assert reader.resolve(root / "a1.md") is reader.resolve(root / "a2.md")
    assert reader.resolve(root / "x.md").settings is not reader.resolve(root / "a1.md").settings
    assert reader.resolve(root / "m" / "x.md") is reader.resolve(root / "x.md")


def test_sources_are_looked_through_from_the_nearest(project):
    root = project(
        {
            "replylint.toml": '[[source]]\nfiles = "*.json"\npreset = "zendesk"\n',
            "m/replylint.toml": '[[source]]\nfiles = ["own/*.json"]\nselect = "$.a"\n\n'
            '[[source]]\nfiles = "own/"\npreset = "front"\n',
        }
    )
    found = resolve(root / "m" / "x.json")
    assert found.source_for(root / "m" / "x.json").preset == "zendesk"
    assert found.source_for(root / "m" / "own" / "x.json").select == ("$.a",)
    assert found.source_for(root / "m" / "own" / "x.yaml").preset == "front"
    assert found.source_for(root / "x.yaml") is None
    assert [found.origins[f"source[{n}]"].removeprefix(f"{root}/") for n in range(3)] == [
        "m/replylint.toml:1",
        "m/replylint.toml:5",
        "replylint.toml:1",
    ]
    assert found.digest(root / "m" / "x.json") != found.digest(root / "m" / "own" / "x.json")
    assert found.digest(root / "m" / "x.txt") == found.settings.digest()


def test_ten_thousand_files_are_resolved_at_once(project):
    files = {f"m{n}/replylint.toml": 'ignore = ["a"]\n' for n in range(0, 200, 4)}
    files["replylint.toml"] = '[per-file."*.html"]\nkind = "template"\n'
    root = project(files)
    reader = SettingsReader()
    paths = [root / f"m{n % 200}" / f"{n}.{'md' if n % 3 else 'html'}" for n in range(10_000)]
    for path in paths:
        reader.resolve(path)
    start = time.perf_counter()
    found = {id(reader.resolve(path).settings) for path in paths}
    # Some 25 ms on a quiet machine; the bound leaves room for a busy one.
    assert time.perf_counter() - start < 0.5
    assert len(found) == 102


# Digests


def test_the_digest_tells_what_changes_findings():
    def digest(**said):
        return resolve("x.md", said, isolated=True).settings.digest()

    base = digest()
    assert base == digest(fail_on="error", workers=3, cache=False, baseline="b.json", exclude=["x"])
    others = [
        digest(profile="snippet"),
        digest(kind="template"),
        digest(role="refusal"),
        digest(language="nl"),
        digest(model="m"),
        digest(select=["a"]),
        digest(extend_select=["a"]),
        digest(ignore=["a"]),
        digest(severity={"a": "error"}),
        digest(placeholders=["a"]),
        digest(declared_placeholders=["a"]),
        digest(rules=["a"]),
    ]
    assert len({base, *others}) == len(others) + 1
    assert digest(ignore=["a", "b"]) == digest(ignore=["b", "a"])
    assert digest(placeholders=["a", "b"]) != digest(placeholders=["b", "a"])


def test_the_digest_is_the_same_in_another_process():
    code = "from replylint.project.settings import Settings; print(Settings(ignore=('b', 'a')).digest())"
    seen = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env
        ).stdout
        for env in ({**os.environ, "PYTHONHASHSEED": seed} for seed in ("1", "2"))
    }
    assert seen == {Settings(ignore=("b", "a")).digest() + "\n"}


def test_neither_spacy_nor_the_linter_is_loaded():
    code = (
        "import sys, replylint.project.reader; "
        "print([m for m in sys.modules if m.split('.')[0] in ('spacy', 'numpy', 'yaml') or "
        "m.startswith('replylint.') and m.split('.')[1] not in ('project', 'errors')])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"


# What is refused


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('\nprofil = "x"', 2, '"profil" is no setting (did you mean "profile"?).'),
        ('extend_select = ["a"]', 1, '"extend_select" is no setting (did you mean "extend-select"?).'),
        ('zzz = "x"', 1, '"zzz" is no setting. There are: baseline, cache, '),
        ('[per-file."*.md"]\nprofle = "x"', 2, "\"per-file.'*.md'.profle\" is no setting (did you mean"),
        ('[per-file."*.md"]\nfail-on = "x"', 2, '.fail-on" is no setting. There are: extend-select, ignore'),
        (
            '[[source]]\nfiles = "a"\n[[source]]\nfiles = "a"\npreste = "x"',
            5,
            '"source[1].preste" is no setting',
        ),
        ('[[source]]\npreset = "x"', 1, '"source[0].files" is missing'),
        ("[[source]]\nfiles = []", 2, '"source[0].files" must name one at least.'),
        ("select = []", 1, '"select" must name one at least. Leave it away'),
        ('kind = "temlate"', 1, 'must be "draft" or "template", not "temlate" (did you mean "template"?).'),
        ('[severity]\ncommand = "fatal"', 2, '"severity.command" must be "error", "warning" or "suggestion"'),
        ('ignore = "a"', 1, '"ignore" must be a list, not "a"'),
        ('ignore = ["a", 3]', 1, '"ignore[1]" must be a text in quotation marks, not 3'),
        ("profile = 3", 1, '"profile" must be a text in quotation marks, not 3'),
        ('workers = "4"', 1, '"workers" must be a whole number, not "4"'),
        ("workers = -1", 1, '"workers" must be 0 or more, not -1'),
        ("workers = true", 1, '"workers" must be a whole number, not true'),
        ('root = "yes"', 1, '"root" must be true or false, not "yes"'),
        ("cache = 3", 1, '"cache" must be true, false or a folder'),
        ("severity = 3", 1, '"severity" must be a table, not 3'),
        ('[per-file]\n"*.md" = 3', 2, "must be a table, not 3"),
        ("source = 3", 1, '"source" must be a list, not 3'),
        ("extend = 3", 1, '"extend" must be a list, not 3'),
        ('placeholders = ["(x"]', 1, '"(x" is no regular expression'),
        ('exclude = ["!x"]', 1, '"!x" is no glob'),
        ('exclude = ["[z-a]"]', 1, '"[z-a]" is no glob'),
        ('[per-file."!x"]\nkind = "draft"', 1, '"!x" is no glob'),
        ('exclude = ["a\\\\b"]', 1, '"a\\b" is no glob: write "a/b", on every system.'),
        ('[[source]]\nfiles = "a/[bc/d"', 2, '"a/[bc/d" is no glob: a "[" in it is not closed. Write "[[]"'),
        ('[per-file."x[/"]\nkind = "draft"', 1, '"x[/" is no glob'),
        ('[source]\nfiles = "a"', 1, '"source" is a list of tables. Write [[source]], with two brackets.'),
        ("kind = template # x", 1, 'in column 8. Texts stand in straight quotation marks: "template".'),
        ("ignore = [\n“command”]", 2, 'in column 1. Texts stand in straight quotation marks: "command".'),
        ("root = True", 1, "Invalid value in column 8. Write true."),
        ('[severity]\na = "x"\n[severity]\n', 3, "the table [severity] is there a second time."),
        ("a = 1\nprofile =", 2, "is not valid TOML: Invalid value"),
        ('profile = "x', 1, "is not valid TOML"),
        (
            "profile = 1\nprofile = 2\nkind = 3",
            2,
            'is not valid TOML: the key "profile" is said a second time.',
        ),
        ('ignore = 1\nignore = [\n"a"\n]', 2, 'the key "ignore" is said a second time.'),
    ],
)
def test_mistakes_name_file_line_key_and_fix(project, text, line, message):
    root = project({"replylint.toml": text})
    said = refused(root / "x.md")
    assert said.startswith(f"{root}/replylint.toml:{line}: ")
    assert message in said


@given(st.text(st.sampled_from("kind=“\"'[]{}\n\r\u2028 .#tT1,\\"), max_size=30))
def test_every_mistake_in_toml_is_explained(text):
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, problem = explained(text, str(error))
        assert 1 <= line <= len(text.splitlines()) + 1
        assert problem
        assert not problem.endswith((".", "?"))


def test_files_that_are_no_text(project):
    root = project({})
    (root / "replylint.toml").write_bytes(b"\xff\xfe\x00")
    assert "is not UTF-8" in refused(root / "x.md")
    (root / "replylint.toml").write_text("a = " + "[" * 100_000)
    assert str(root / "replylint.toml") in refused(root / "x.md")
    (root / "replylint.toml").write_bytes('\ufeffprofile = "snippet"'.encode())
    assert resolve(root / "x.md").settings.profile == "snippet"


def test_the_table_in_pyproject_must_be_one(project):
    assert "must be a table" in refused(project({"pyproject.toml": "tool.replylint = 3"}) / "x.md")


# Globs

_GLOB_NAMES = st.lists(
    st.sampled_from(["a", "b", ".", "*", "?", "[ab]", "[!a]", "**"]), min_size=1, max_size=4
).map("".join)
_GLOBS = st.lists(_GLOB_NAMES | st.just("**"), min_size=1, max_size=4).map("/".join)
_PATHS = st.lists(st.text("ab.", min_size=1, max_size=4), min_size=1, max_size=5).filter(
    lambda names: not {".", ".."} & set(names)
)


def _holds(globs, names):
    """Whether the names of a glob match those of a path: the definition, without regard to time."""
    if not globs:
        return not names
    if globs[0] == "**":
        # At the end it takes one name at least.
        return any(_holds(globs[1:], names[n:]) for n in range(len(globs) == 1, len(names) + 1))
    return bool(names) and fnmatchcase(names[0], globs[0]) and _holds(globs[1:], names[1:])


@settings(max_examples=500)
@given(_GLOBS.filter(lambda glob: not {".", ".."} & set(glob.split("/"))), _PATHS, st.booleans())
def test_globs_hold_as_defined(glob, names, slash):
    globs = glob.split("/")
    if len(globs) == 1:
        globs = ["**", *globs] if globs != ["**"] else globs
    expected = any(_holds(globs, names[:n]) for n in range(1, len(names) + 1))
    pattern = compiled(anchored(glob + "/" * slash, "/top [x]*"))
    assert bool(pattern.match("/top [x]*/" + "/".join(names))) is expected
    assert not pattern.match("/top xx/" + "/".join(names))


@pytest.mark.parametrize(
    ("glob", "path", "holds"),
    [
        ("*.md", "/p/a/b.md", True),
        ("/*.md", "/p/a/b.md", False),
        ("./b.md", "/p/a/b.md", False),
        ("a/*.md", "/p/a/b.md", True),
        ("a", "/p/x/a/b.md", True),
        ("a/**", "/p/a", False),
        ("a/**/b.md", "/p/a/b.md", True),
        ("../q/*.md", "/q/b.md", True),
        ("[]a]*", "/p/]b", True),
        ("[", "/p/[", True),
        ("[!]", "/p/!", True),
        ("a^[^a]", "/p/a^^", True),
        (r"[\d]", "/p/1", False),
        ("ü*", "/p/über\nx", True),
    ],
)
def test_globs_by_example(glob, path, holds):
    assert bool(compiled(anchored(glob, "/p")).match(path)) is holds


@pytest.mark.parametrize("glob", ["*a" * 30 + "b", "**/a/" * 12 + "b", "*?" * 20 + "b"])
def test_hostile_globs_take_no_time(glob):
    start = time.perf_counter()
    compiled(anchored(glob, "/p")).match("/p/" + "a" * 2_000 + "/a" * 1_000)
    assert time.perf_counter() - start < 1


# Merging as algebra

_RULES = st.sampled_from(["a", "a.x", "b"])
_SAID = st.fixed_dictionaries(
    {},
    optional={
        "profile": st.sampled_from(["p", "q"]),
        "select": st.lists(_RULES, unique=True, min_size=1, max_size=2),
        "ignore": st.lists(_RULES, unique=True, max_size=2),
        "extend-select": st.lists(_RULES, unique=True, max_size=2),
        "rules": st.lists(st.sampled_from(["r", "s"]), unique=True),
        "severity": st.dictionaries(_RULES, st.sampled_from(["error", "warning"]), max_size=2),
    },
)


def _layer(said, number):
    layer = {}
    for key, value in said.items():
        name = key.replace("-", "_")
        if isinstance(value, list) and name != "select":
            layer[name] = {member: Value(member, str(number)) for member in value}
        elif isinstance(value, dict):
            layer[name] = {member: Value(v, str(number)) for member, v in value.items()}
        else:
            layer[name] = Value(value, str(number))
    return layer


@given(st.lists(_SAID, min_size=3, max_size=3))
def test_merging_is_associative(said):
    # A farther `select` gives way to a nearer one, so the order matters to what it brought back.
    kept = [*({k: v for k, v in one.items() if k != "select"} for one in said[:2]), said[2]]
    a, b, c = (_layer(one, number) for number, one in enumerate(kept))
    assert merge(merge(a, b), c) == merge(a, merge(b, c))
    assert merge({}, a) == a == merge(a, {})
    assert merge(merge(a, b), b) == merge(a, b)


def _written(said):
    tables = sorted(said.items(), key=lambda item: isinstance(item[1], dict))
    return "\n".join(line for key, value in tables for line in as_toml(key, value))


@settings(max_examples=40)
@given(st.lists(_SAID, min_size=1, max_size=4))
def test_extending_merges_as_folders_do(tmp_path_factory, said):
    root = tmp_path_factory.mktemp("p")
    (root / ".git").mkdir()
    folder = root
    for number, one in enumerate(said):
        # Folders of packs start from the folder of the file, which differs here.
        one = {key: value for key, value in one.items() if key != "rules"}
        folder = folder / "d"
        folder.mkdir()
        (folder / "replylint.toml").write_text(_written(one))
        extend = f'extend = "{number - 1}.toml"\n' if number else ""
        (root / f"{number}.toml").write_text(extend + _written(one))
    nested = resolve(folder / "x.md")
    extended = resolve(folder / "x.md", config=root / f"{len(said) - 1}.toml")
    assert nested.settings == extended.settings


# Commands


def invoke(*arguments):
    return CliRunner().invoke(cli, list(map(str, arguments)), catch_exceptions=False)


def test_config_show(project, monkeypatch):
    root = project(
        {
            "replylint.toml": 'kind = "template"\nignore = ["command"]\nexclude = ["old/"]\nrules = ["our"]\n\n'
            '[severity]\nblame = "error"\n\n[per-file."m/"]\nprofile = "snippet"\n\n'
            '[[source]]\nfiles = "*.json"\npreset = "front"\n',
            "m/replylint.toml": 'ignore = ["hollow-phrase"]\n',
        }
    )
    monkeypatch.chdir(root)
    assert invoke("config", "show", "m/gone.json").output == GOLDEN
    assert invoke("config", "show", "old/x.md").output.startswith("old/x.md  (excluded)\n")
    assert "no settings file" in invoke("config", "show", "m/x.md", "--isolated").output
    assert "hollow-phrase" in invoke("config", "show", "m").output
    data = json.loads(invoke("config", "show", "m/gone.json", "--format", "json").output)
    assert data["settings"]["ignore"] == ["hollow-phrase", "command"]
    assert data["origins"]["ignore[command]"] == f"{root}/replylint.toml:2"
    assert (
        data["per-file"] == [{"glob": f"{root}/m", "origin": f"{root}/replylint.toml:9"}] or data["per-file"]
    )
    assert data["source"]["preset"] == "front"
    assert data["excluded"] is False
    assert len(data["files"]) == 2


def test_config_show_of_what_is_ignored_no_longer(project, monkeypatch):
    root = project({"replylint.toml": 'ignore = ["a"]', "m/replylint.toml": 'select = ["a"]'})
    monkeypatch.chdir(root)
    lines = invoke("config", "show", "m/x.md").output.splitlines()
    assert [line.split(maxsplit=2)[1:] for line in lines if line.startswith("ignore")] == [
        ["[]", "a nearer file selects all that is ignored"]
    ]


GOLDEN = """\
m/gone.json

profile                 "snippet"                                replylint.toml:10
kind                    "template"                               replylint.toml:1
role                    –                                        default
language                "en"                                     default
extend-select           []                                       default
ignore                  "hollow-phrase"                          m/replylint.toml:1
                        "command"                                replylint.toml:2
severity                blame = "error"                          replylint.toml:7
model                   –                                        default
select                  –                                        default
placeholders            []                                       default
declared-placeholders   []                                       default
rules                   "our"                                    replylint.toml:4
plugins                 true                                     default
exclude                 "**/old"                                 replylint.toml:3
fail-on                 "warning"                                default
baseline                –                                        default
cache                   true                                     default
workers                 0                                        default
source                  files = ["**/*.json"], preset = "front"  replylint.toml:12  (takes this file)
per-file                **/m                                     replylint.toml:9
read                    replylint.toml
                        m/replylint.toml
"""


def test_init_writes_a_start_that_works(tmp_path):
    (tmp_path / ".git").mkdir()
    result = invoke("init", tmp_path)
    assert "replylint check" in result.output
    assert "replylint baseline write" in result.output
    found = resolve(tmp_path / "x.md")
    assert found.settings == Settings(kind="template").model_copy()
    assert found.files == (tmp_path / "replylint.toml",)
    with pytest.raises(ConfigError, match="is there already"):
        invoke("init", tmp_path)
    with pytest.raises(ConfigError, match="cannot be written"):
        invoke("init", tmp_path / "none")


def test_init_in_pyproject(tmp_path):
    (tmp_path / ".git").mkdir()
    path = tmp_path / "pyproject.toml"
    path.write_text('[project]\nname = "x"')
    invoke("init", tmp_path, "--pyproject")
    assert path.read_text().startswith('[project]\nname = "x"\n\n[tool.replylint]\n')
    assert resolve(tmp_path / "x.md").settings.kind == "template"
    with pytest.raises(ConfigError, match="is there already"):
        invoke("init", tmp_path, "--pyproject")


@pytest.mark.parametrize("table", ["", "tool.replylint"])
def test_every_commented_line_of_the_start_is_valid(table):
    def said(text):
        data = tomllib.loads(text)
        for key in filter(None, table.split(".")):
            data = data[key]
        return Settings.model_validate(data)

    text = start(table)
    whole = re.sub(r"^#(?! )", "", text, flags=re.MULTILINE)
    keys = {info.alias for info in Settings.model_fields.values()}
    assert {Settings.model_fields[name].alias for name in said(whole).model_fields_set} == keys
    # One setting after the other, each alone.
    blocks = re.findall(r"(?:^#(?! ).*\n)+", text, flags=re.MULTILINE)
    assert len(blocks) == len(keys) - 1
    for block in blocks:
        assert (
            len(said(text.replace(block, re.sub(r"^#", "", block, flags=re.MULTILINE), 1)).model_fields_set)
            == 2
        )


def test_the_schema_describes_the_start():
    schema = json_schema()
    assert json.loads(invoke("config", "schema").output) == schema
    data = tomllib.loads(re.sub(r"^#(?! )", "", start(), flags=re.MULTILINE))
    _validate(data, schema, schema)
    for wrong in (
        {"profil": "x"},
        {"workers": "4"},
        {"per-file": {"*": {"x": 1}}},
        {"source": [{}]},
        {"kind": "x"},
    ):
        with pytest.raises(AssertionError):
            _validate(wrong, schema, schema)


_JSON = {"string": str, "boolean": bool, "integer": int, "array": list, "object": dict, "null": type(None)}


def _validate(data, part, schema):
    """The few words of JSON Schema that ours uses."""
    if "$ref" in part:
        part = schema["$defs"][part["$ref"].rsplit("/", 1)[1]]
    if "anyOf" in part:
        assert any(_valid(data, one, schema) for one in part["anyOf"])
        return
    assert data in part.get("enum", [data])
    assert data == part.get("const", data)
    assert type(data) is _JSON[part["type"]]
    if part["type"] == "array":
        for member in data:
            _validate(member, part["items"], schema)
    if part["type"] == "object":
        properties, more = part.get("properties", {}), part["additionalProperties"]
        assert set(part.get("required", [])) <= set(data)
        for key, value in data.items():
            assert key in properties or more is not False
            _validate(value, properties.get(key, more), schema)


def _valid(data, part, schema):
    try:
        _validate(data, part, schema)
    except AssertionError:
        return False
    return True


def test_every_setting_is_described_with_an_example():
    page = (Path(__file__).resolve().parent.parent / "docs" / "settings.md").read_text("utf-8")
    for info in Settings.model_fields.values():
        assert info.description
        assert f"\n### {info.alias}\n" in page
    for block in re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL):
        Settings.model_validate(tomllib.loads(block))
