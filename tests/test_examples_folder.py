"""The drafts of examples/ are judged as their names say, and the README shows real output."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.txt"))


@pytest.mark.parametrize("path", [p for p in EXAMPLES if p.stem.endswith("-good")], ids=lambda p: p.stem)
def test_good_examples_are_clean(path, linter):
    run = linter.check_path(path)
    assert run.ok, [f"{f.rule}: {f.excerpt}" for f in run.findings]


@pytest.mark.parametrize("path", [p for p in EXAMPLES if p.stem.endswith("-bad")], ids=lambda p: p.stem)
def test_bad_examples_are_flagged(path, linter):
    assert linter.check_path(path).exceeds("warning")


# The other pages that show output take longer: see .ci/run.
@pytest.mark.parametrize(("script", "pages"), [("generate.py", ()), ("shown.py", ("README.md",))])
def test_generated_documentation_is_fresh(script, pages):
    result = subprocess.run(
        [sys.executable, ROOT / "docs" / script, "--check", *pages],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
