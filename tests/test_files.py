"""Which files hold drafts, and how each is read."""

import pytest

from replylint import Problem
from replylint.drafts.files import ENDINGS, find_files, read_sources
from replylint.packs import rules_directory


@pytest.mark.parametrize(
    ("name", "text", "format"),
    [
        ("refund.html.j2", "We refunded you.", "html"),
        ("refund.md.liquid", "<p>We refunded you.</p>", "markdown"),
        ("refund.hbs", "<p>We refunded you.</p>", "html"),
        ("refund.twig", "We refunded {{ customer.name }}, i < 3.", "text"),
        ("refund.eml.erb", "We refunded you.", "text"),
    ],
)
def test_the_ending_before_that_of_a_template_language_tells_the_format(name, text, format):
    (source,) = read_sources(text.encode(), name, rules_directory())
    assert (source.format, source.kind) == (format, "template")


def test_a_plain_draft_says_nothing_of_its_kind():
    (source,) = read_sources(b"We refunded you.", "refund.txt", rules_directory())
    assert (source.format, source.kind) == ("text", None)


def test_a_folder_gives_its_drafts_in_order_and_no_other_files(tmp_path):
    names = ["a.txt", "b/c.html.j2", "b/d.md", "e.liquid", "f.yml"]
    others = ["README.md", "b/CHANGELOG.md", "License.txt", ".hidden.md", ".git/x.md", "x.py", "b/Makefile"]
    for name in [*names, *others]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = list(find_files([tmp_path]))
    assert [file.path for file in found] == [str(tmp_path / name) for name in names]
    assert not any(file.named for file in found)


def test_a_readme_that_is_named_is_read(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("x")
    assert [file.path for file in find_files([readme])] == [str(readme)]
    assert list(find_files([readme], all_named=False)) == []
    (problem,) = find_files([tmp_path])
    assert isinstance(problem, Problem)
    assert all(ending in problem.message for ending in ENDINGS)
