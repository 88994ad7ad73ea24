"""Further packs: their names, where they come from, what is refused, and what a run says of them."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from further import RULE, own_pack

from replylint import ConfigError, Linter, RuleError, plugins
from replylint.cli.commands import cli
from replylint.fingerprint import pack_digest, rulebook
from replylint.packs import rules_directory
from replylint.plugins import further_packs

ROOT = Path(__file__).resolve().parent.parent
ACME = ROOT / "examples" / "acme-rules"
ACT = """
definition = "We zork."
label = "zork"
positive = ["We zork."]
lookalike = ["You do not."]

[[match]]
patterns = ["we zork"]
"""
COMMAND = "from replylint.cli import main; main()"
PRESENCE = """
kind = "presence"
act = "ACT"
profiles = ["PROFILE"]
definition = "Nobody zorks."
severity = "warning"
message = "Nobody zorks."
why = "They should."
sources = ["SMITH22"]
suggestions = ["We zork."]
bad = ["Dear Ann, ¶ We came. ¶ Eva"]
good = ["Dear Ann, ¶ We zork. ¶ Eva"]
"""


def linter(*folders, **settings):
    return Linter(rules=folders, plugins=False, **settings)


def found(linter, text, **arguments):
    return [finding.rule for finding in linter.check(text, **arguments).findings]


def only(match):
    """The rule with another match."""
    return RULE.partition("[[match]]")[0] + "[[match]]\n" + match


# Names. All packs are in play at once, and share one engine.


def _packs():
    """The files of some packs by their names."""
    by_words = only('patterns = [[{ LOWER = "@LIST" }]]')
    near = only('patterns = ["bork"]\nnear = [{ acts = ["NAME"] }]')
    missing = PRESENCE.replace("PROFILE", "letter")
    return {
        "plain": {"en/tone/command.toml": RULE},
        "one": {
            "en/words/words.toml": 'messages = ["zilch"]\nmore = ["@messages", "@our-failings", "zonk"]',
            "en/tone/own-list.toml": by_words.replace("LIST", "messages"),
            "en/tone/longer-list.toml": by_words.replace("LIST", "more"),
        },
        "two": {
            "en/words/words.toml": 'messages = ["@messages", "fnord"]\n',
            "en/tone/added-to.toml": by_words.replace("LIST", "messages"),
        },
        "three": {"en/tone/shipped-list.toml": by_words.replace("LIST", "messages")},
        "patterned": {
            "en/patterns/zilt.toml": 'policy-aside = ["zilt"]\n',
            "en/features.toml": '[ours]\nsubject = "us"\n[ours-now]\nlike = "ours"\ntense = "present"\n',
            "en/tone/named.toml": only('patterns = ["@policy-aside"]'),
            "en/tone/featured.toml": only('patterns = [[{ LEMMA = "walk", _ = "ours-now" }]]'),
            "en/tone/extended.toml": only(
                'patterns = [[{ LEMMA = "walk", _ = { like = "ours", tense = "past" } }]]'
            ),
        },
        "acting": {
            "en/acts/apology.toml": ACT.replace("we zork", "we zap") + '[vetoed_by]\nloud-zap = "by zap"\n',
            "en/tone/loud-zap.toml": only('patterns = ["we zap loudly"]'),
            "en/tone/own-act.toml": near.replace("NAME", "apology"),
            "en/tone/shipped-act.toml": near.replace("NAME", "thanks"),
            "en/tone/outranking.toml": 'outranks = ["command", "loud-zap"]\n'
            + only('patterns = ["must zip"]'),
        },
        "formal": {
            "profiles.toml": '[letter]\nuse = "a letter"\noff = ["command", "loud"]\n'
            'severity = { missing-zork = "error" }\ncredits = ["zork", "apology"]\n',
            "sources.toml": '[SMITH22]\ntitle = "Our own Smith"\ngrade = "C"\nsays = "zork"\n',
            "en/acts/zork.toml": ACT,
            "en/tone/loud.toml": only('patterns = ["loud"]'),
            "en/presence/missing-zork.toml": missing.replace("ACT", "zork"),
            "en/presence/missing-whole.toml": missing.replace("ACT", "formal/zork"),
        },
    }


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("packs")
    return [own_pack(root / name, files, name) for name, files in _packs().items()]


@pytest.fixture(scope="module")
def ours(folders):
    return linter(*folders)


def test_the_shipped_rules_stay_and_ids_have_the_name_of_the_pack(folders, ours):
    assert {*Linter(plugins=False).catalogue.rules} < {*ours.catalogue.rules}
    assert found(ours, "You must zork.") == ["command", "plain/command"]
    assert found(linter(*folders, ignore=["plain/command"]), "You must zork.") == ["command"]
    assert found(linter(*folders, select=["plain/command"]), "You must zork.") == ["plain/command"]
    with pytest.raises(ConfigError, match='did you mean "plain/command"'):
        linter(*folders, select=["plain/comand"])


def test_a_list_is_the_packs_own_or_else_the_shipped_one(ours):
    shipped = Linter(plugins=False).catalogue.pack.families
    assert "complaint" in shipped["messages"]
    failure = next(word for word in shipped["our-failings"] if word not in shipped["messages"])
    assert found(ours, "It was a zilch.") == ["one/longer-list", "one/own-list"]
    assert found(ours, "It was a fnord.") == ["two/added-to"]
    assert found(ours, "It was a complaint.") == ["three/shipped-list", "two/added-to"]
    assert found(ours, "It was a zonk.") == ["one/longer-list"]
    assert "one/longer-list" in found(ours, f"It was {failure}.")


def test_lists_of_patterns_and_sets_of_features(ours):
    assert "policy-aside" in Linter(plugins=False).catalogue.pack.patterns
    assert found(ours, "It is a zilt.") == ["patterned/named"]
    assert found(ours, "We walk there.") == ["patterned/featured"]
    assert found(ours, "We walked there.") == ["patterned/extended"]


def test_rules_and_acts_are_the_packs_own_or_else_the_shipped_ones(ours):
    (act,) = ours.check("We zap.").acts
    assert (act.name, act.valid) == ("acting/apology", True)
    (act,) = ours.check("We zap loudly.").acts
    assert (act.valid, act.note) == (False, "by zap")
    assert found(ours, "We zap and bork.") == ["acting/own-act"]
    assert found(ours, "Thank you for the bork.") == ["acting/shipped-act"]
    (finding,) = ours.check("You must zip.").findings
    assert (finding.rule, finding.also) == ("acting/outranking", ("command",))


def test_profiles_and_sources_are_the_packs_own(folders, ours):
    report = ours.check("Dear Ann,\n\nYou must come, loud as you are.\n\nEva", profile="formal/letter")
    assert {finding.rule: str(finding.severity) for finding in report.findings} == {
        "formal/missing-zork": "error",
        "formal/missing-whole": "warning",
    }
    states = {credit.act: credit.state for credit in report.credits}
    assert (states["formal/zork"], states["apology"]) == ("missing", "missing")
    zorked = "Dear Ann,\n\nNow we zork.\n\nEva"
    assert found(linter(*folders, ignore=["plain/command"]), zorked, profile="formal/letter") == []
    assert ours.catalogue.told()["plain/command"].sources[0].startswith("Jim L. Smith")


def test_the_name_of_a_pack_stands_for_its_rules(tmp_path):
    grouped = RULE + '[[match]]\npatterns = ["zonk"]\ngroup = "late"\n'
    pack = own_pack(
        tmp_path / "own", {"en/tone/zork.toml": grouped, "en/tone/other.toml": only('patterns = ["bork"]')}
    )
    text = "You must zork, bork and zonk."
    assert found(linter(pack), text) == ["command", "own/zork", "own/other"]
    assert found(linter(pack, ignore=["own"]), text) == ["command"]
    assert found(linter(pack, select=["own"]), text) == ["own/zork", "own/other", "own/zork"]
    assert found(linter(pack, extend_select=["own"]), text) == [
        "command",
        "own/zork",
        "own/other",
        "own/zork",
    ]
    with pytest.raises(ConfigError, match=r'"owm" \(did you mean "own'):
        linter(pack, ignore=["owm"])
    with pytest.raises(ConfigError, match="Unknown rule"):
        linter(pack, severity={"own": "error"})


def test_a_language_without_rules_of_the_pack_is_as_shipped(tmp_path):
    ours = own_pack(tmp_path / "own", {"en/tone/zork.toml": RULE})
    dutch = linter(ours, language="nl")
    assert dutch.catalogue is Linter(language="nl", plugins=False).catalogue
    assert [pack.name for pack in dutch.packs] == ["replylint", "own"]


def test_another_language_inherits_from_the_packs_english(tmp_path):
    dutch = 'bad = ["Jij zorkt."]\ngood = ["Jij niet."]\n[[match]]\nregex = ["zorkt"]\n'
    ours = own_pack(tmp_path / "own", {"en/tone/zork.toml": RULE, "nl/tone/zork.toml": dutch})
    (finding,) = linter(ours, language="nl").check("Jij zorkt.").findings
    assert (finding.rule, finding.why) == ("own/zork", "It is.")


# What is refused.


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"pack.toml": 'version = "1"\ndescription = "Ours."'}, 'key "name": is missing'),
        ({"pack.toml": 'name = "own"\ndescription = "Ours."'}, 'key "version": is missing'),
        ({"pack.toml": 'name = "own"\nversion = 1\ndescription = "Ours."'}, 'key "version": must be a text'),
        ({"pack.toml": 'name = "own"\nversion = "1"\ndescription = " "'}, 'key "description": must be'),
        ({"pack.toml": 'name = "Our Rules"\nversion = "1"\ndescription = "x"'}, "lower-case"),
        ({"pack.toml": 'name = "replylint"\nversion = "1"\ndescription = "x"'}, "another name"),
        ({"pack.toml": 'name = "own"\nversion = "1"\ndescription = "x"\nulr = "y"'}, 'did you mean "url"'),
        ({"pack.toml": 'name = "own"\nversion = "1"\ndescription = "x"\nschema = 2'}, "Update replylint"),
        ({"pack.toml": 'name = "own"\nversion = "1"\ndescription = "x"\nrequires = "replylint>=99"'}, ">=99"),
        (
            {"pack.toml": 'name = "own"\nversion = "1"\ndescription = "x"\nrequires = "spacy>3"'},
            "write it as",
        ),
        ({"pack.toml": 'name = "own"\nversion = "1"\ndescription = "x"\nrequires = ">>"'}, "write it as"),
        ({"pack.toml": "name ="}, "not valid TOML"),
        ({"en/language.toml": 'terminators = "."'}, "only replylint describes a language"),
        ({"en/tone/No Id.toml": RULE}, "Rename it"),
        ({"en/tone/zork.toml": RULE.replace("SMITH22", "SMITH2")}, 'did you mean "SMITH22"'),
        ({"en/tone/zork.toml": RULE.replace("{excerpt}", "{exerpt}")}, '"{exerpt}" is filled.*"excerpt"'),
        ({"en/tone/zork.toml": RULE + 'message = "{mach}"'}, r'zork.toml:4: .*"\{mach\}".*are: \{excerpt\}'),
        (
            {
                "en/presence/p.toml": PRESENCE.replace("PROFILE", "snippet").replace("ACT", "apology")
                + 'weak_message = "{nte}"'
            },
            'did you mean "note"',
        ),
        ({"sources.toml": '[A]\ntitle = "A"\n'}, r"\[own/A\], key \"grade\""),
        ({"en/words/w.toml": 'a = ["@nowhere"]'}, "no word family"),
    ],
)
def test_a_broken_pack_names_the_place_and_the_fix(tmp_path, files, said):
    with pytest.raises(RuleError, match=said) as caught:
        linter(own_pack(tmp_path / "own", files))
    assert next(iter(files)) in str(caught.value)


def test_the_folder_of_a_pack_is_told_and_so_is_an_empty_pack(tmp_path):
    with pytest.raises(RuleError, match=r"pack\.toml: is missing\. Name the folder \S*acme_rules, which"):
        linter(ACME)
    empty = CliRunner().invoke(cli, ["test", "--rules", str(own_pack(tmp_path / "own"))])
    assert 'the pack has no rule or act for "en" yet' in str(empty.exception)


def test_a_folder_without_a_pack_and_a_pack_without_rules(tmp_path):
    with pytest.raises(RuleError, match=r"pack\.toml: is missing"):
        linter(rules_directory())
    own_pack(tmp_path / "own")
    shutil.rmtree(tmp_path / "own" / "en")
    with pytest.raises(RuleError, match="rules for no language"):
        linter(tmp_path / "own")


def test_two_packs_of_one_name(tmp_path):
    one, two = own_pack(tmp_path / "one"), own_pack(tmp_path / "two")
    with pytest.raises(RuleError, match='"own", too') as caught:
        linter(one, two)
    assert str(one) in str(caught.value)
    assert str(two / "pack.toml") in str(caught.value)
    assert [pack.name for pack in further_packs([one, one], plugins=False)] == ["own"]


# Installed packages.


def install(folder, value, files=None):
    """A folder for sys.path with an installed package whose entry point has this value."""
    files = {
        "acme_rules-1.0.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: acme-rules\nVersion: 1.0.0\n",
        "acme_rules-1.0.0.dist-info/entry_points.txt": f"[replylint.rules]\nacme = {value}\n",
        **(files or {}),
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    shutil.copytree(ACME / "acme_rules", folder / "acme_rules")
    (folder / "acme_rules" / "part.py").touch()
    shutil.copytree(ACME / "acme_rules", folder / "outer" / "inner")
    return folder


@pytest.fixture
def put_in(tmp_path, monkeypatch):
    """Installs a package with an entry point of this value."""

    def put(value, **files):
        monkeypatch.syspath_prepend(install(tmp_path, value, {f"{n}.py": text for n, text in files.items()}))

    modules = {*sys.modules}
    plugins.installed.cache_clear()
    yield put
    plugins.installed.cache_clear()
    for name in {*sys.modules} - modules:
        del sys.modules[name]


def python(path, *code):
    """What a Python prints that finds modules in `path`."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(path), str(ROOT)])}
    run = subprocess.run(
        [sys.executable, *map(str, code)], env=env, capture_output=True, text=True, check=False
    )
    return run.stdout + run.stderr


def test_an_installed_package_brings_its_pack(tmp_path):
    listed = python(install(tmp_path, "acme_rules"), "-c", COMMAND, "rules")
    assert "acme 1.0.0: House rules" in listed
    assert "acme/ticket-number" in listed


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("acme_rules", ""),
        ("outer", ""),
        ("acme_rules.part", ""),
        ("named:pack", "from pathlib import Path\npack = Path(__file__).parent / 'acme_rules'"),
        ("named:pack", "import os.path\npack = os.path.join(os.path.dirname(__file__), 'outer', 'inner')"),
        ("named:pack", "from importlib.resources import files\npack = files('acme_rules')"),
        ("named:pack", "from importlib.resources import files\npack = files('outer') / 'inner'"),
    ],
)
def test_an_entry_point_is_a_module_or_a_path(put_in, value, code):
    put_in(value, named=code)
    assert [(pack.name, pack.version) for pack in Linter().packs][1:] == [("acme", "1.0.0")]
    assert len(Linter(plugins=False).packs) == 1
    with pytest.raises(RuleError, match="plugins=False"):
        Linter(rules=[ACME / "acme_rules"])


@pytest.mark.parametrize(
    ("value", "code", "said"),
    [
        ("nowhere", "", "cannot be imported: ModuleNotFoundError"),
        ("named:pack", "", "cannot be imported: AttributeError"),
        ("named", "raise ValueError('not today')", "ValueError: not today"),
        ("named:pack", "pack = 7", "no folder with a pack.toml"),
        ("named:pack", "pack = '/nowhere'", "no folder with a pack.toml"),
        ("named", "", "no folder with a pack.toml"),
        ("json", "", "no folder with a pack.toml"),
        ("sys", "", "no folder with a pack.toml"),
    ],
)
def test_a_broken_entry_point_is_named(put_in, value, code, said):
    put_in(value, named=code)
    with pytest.raises(RuleError) as caught:
        Linter()
    assert said in str(caught.value)
    assert f'The entry point "acme" ({value}) of acme-rules' in str(caught.value)


def test_the_examples_of_the_shipped_rules_leave_installed_packs_out(monkeypatch):
    def refuse():
        raise RuleError("broken")

    monkeypatch.setattr(plugins, "installed", refuse)
    assert CliRunner().invoke(cli, ["test", "command"]).exit_code == 0
    with pytest.raises(RuleError):
        Linter()


# What a run says.


def test_a_run_names_its_packs_and_its_rulebook(tmp_path):
    draft = tmp_path / "draft.txt"
    draft.write_text("Your ticket number is 4471.", "utf-8")
    checked = linter(ACME / "acme_rules")
    run = checked.check_path(draft)
    assert [(pack.name, pack.version) for pack in run.packs][1:] == [("acme", "1.0.0")]
    assert run.packs == checked.packs
    assert run.rulebook == checked.rulebook != Linter(plugins=False).rulebook
    result = CliRunner().invoke(
        cli, ["check", "--rules", str(ACME / "acme_rules"), "--format", "json", str(draft)]
    )
    assert json.loads(result.stdout)["rulebook"] == run.rulebook
    shown = CliRunner().invoke(cli, ["check", str(draft)], input="").stdout
    assert "rulebook" not in shown


def test_the_digest_is_of_the_words_not_of_the_place(tmp_path):
    first = own_pack(tmp_path / "a", {"en/tone/b.toml": RULE, "en/tone/a.toml": RULE})
    second = own_pack(tmp_path / "b", {"en/tone/a.toml": RULE, "en/tone/b.toml": RULE.replace("\n", "\r\n")})
    (second / "README.md").write_text("Read me.", "utf-8")
    renamed = own_pack(tmp_path / "c", {"en/tone/a.toml": RULE, "en/tone/c.toml": RULE})
    changed = own_pack(tmp_path / "d", {"en/tone/a.toml": RULE, "en/tone/b.toml": RULE + "# !\n"})
    assert pack_digest(first) == pack_digest(second)
    assert len({pack_digest(pack) for pack in (first, renamed, changed)}) == 3
    books = [rulebook(further_packs([pack], plugins=False)) for pack in (first, second, changed)]
    assert books[0] == books[1] != books[2]
    assert rulebook(further_packs([ACME / "acme_rules", first], plugins=False)) == rulebook(
        further_packs([first, ACME / "acme_rules"], plugins=False)
    )


def test_the_digest_needs_no_more_than_the_files():
    heavy = ("spacy", "pydantic", "replylint.rulebook")
    code = "import sys; from replylint.fingerprint import rulebook; print(len(rulebook()), "
    assert python(ROOT, "-c", f"{code}[m for m in {heavy} if m in sys.modules])") == "64 []\n"


# The command line and the example package.


def test_only_the_examples_of_the_named_pack_are_run(tmp_path):
    ours = own_pack(tmp_path / "own", {"en/tone/zork.toml": RULE, "en/acts/zorking.toml": ACT})
    result = CliRunner().invoke(cli, ["test", "--rules", str(ours)])
    assert (result.exit_code, result.output) == (0, "24 examples hold, 0 do not, 0 known gaps.\n")
    failing = own_pack(
        tmp_path / "bad", {"en/tone/zork.toml": RULE.replace("You do not.", "We zork.")}, "bad"
    )
    result = CliRunner().invoke(cli, ["test", "--rules", str(failing), "bad/zork"])
    assert result.exit_code == 1
    assert "good example does not hold (in an e-mail): We zork." in result.output


def test_the_commands_know_further_packs():
    further = ["--rules", str(ACME / "acme_rules")]
    assert "acme/HOUSE" in CliRunner().invoke(cli, ["rule", "acme/ticket-number", *further]).output
    listed = json.loads(CliRunner().invoke(cli, ["rules", "--format", "json", *further]).output)
    assert "acme/ticket-number" in [rule["id"] for rule in listed]


def test_the_example_package_passes_its_own_tests():
    told = python(ACME, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, ACME / "tests")
    assert "2 passed" in told
