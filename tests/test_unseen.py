"""The rules on sentences that nobody wrote a rule from: a floor under what the benchmark measures."""

import importlib.util
import sys
from collections import Counter
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).resolve().parent.parent / "benchmarks" / "sentences.py"
FLOOR_FIRE, FLOOR_QUIET = 0.85, 0.93
"""Per rule and act; the benchmark prints the figures themselves."""


@pytest.fixture(scope="module")
def rates():
    spec = importlib.util.spec_from_file_location("sentences", BENCHMARK)
    module = sys.modules["sentences"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    checker = module.Checker()
    right, all_ = Counter(), Counter()
    for case in module.cases("all"):
        if case.set == "unseen" and checker.knows(case):
            key = (case.id, case.expect)
            all_[key] += 1
            right[key] += checker.fires(case) == case.expect
    return {key: right[key] / total for key, total in all_.items()}


def test_what_should_fire_fires(rates):
    assert {key[0]: rate for key, rate in rates.items() if key[1] and rate < FLOOR_FIRE} == {}


def test_what_should_be_quiet_is_quiet(rates):
    assert {key[0]: rate for key, rate in rates.items() if not key[1] and rate < FLOOR_QUIET} == {}
