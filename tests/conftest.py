import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from pathlib import Path

import pytest
from hypothesis import settings

from replylint import Linter
from replylint.packs import read_pack, rules_directory

# pytest --hypothesis-profile long  generates 10,000 texts a property.
settings.register_profile("default", max_examples=100, deadline=None)
settings.register_profile("long", max_examples=10_000, deadline=None)
settings.load_profile("default")

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


@pytest.fixture(scope="session")
def linter():
    return Linter(plugins=False)


@pytest.fixture(scope="session")
def pack():
    return read_pack(rules_directory(), "en")


@pytest.fixture(scope="session")
def corpus():
    if not (SHARED / "corpus").is_dir():
        pytest.skip("../shared/corpus is not there")
    return SHARED / "corpus"
