"""What a check costs beside the parse that it cannot do without, as a ratio in one run.

    python benchmarks/cost.py            # 200 drafts of 120 words, empty memory, five rounds

Warm (model loaded, patterns compiled) and with an empty memory, `Linter.check` is timed against
`nlp.pipe` with the same components over the same sentences. Processor time is counted, and the two take
turns, so that a busy machine or one whose speed drifts does not favour one. Drafts are made from a fixed seed.
"""

from __future__ import annotations

import os

# One thread: the matrices of a small model are too small to share, and benchmarks should not wander.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import statistics
import time

from generated import drafts

from replylint import Linter
from replylint.drafts.draft import read_draft
from replylint.engine.analysis import _PARSED, Analyzer
from replylint.language.sentences import split_reading
from replylint.packs import read_pack, rules_directory
from replylint.rulebook.patterns import straight


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--drafts", type=int, default=200)
    parser.add_argument("--words", type=int, default=120)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    texts = drafts(options.drafts, options.words, seed=7)
    linter = Linter(profile="complaint-reply")
    linter.warm_up()
    pack = read_pack(rules_directory(), "en")
    engine: Analyzer = linter._checker.engine("en")
    nlp = engine.book.pipeline.nlp
    sentences = [
        [
            straight(s.text)
            for s in split_reading(read_draft(text, pack).readings[0], pack)
            if s.kind in _PARSED
        ]
        for text in texts
    ]
    ratios, checks, parses = [], [], []
    for round_ in range(options.rounds + 1):
        engine.forget()
        start = time.process_time()
        for text in texts:
            linter.check(text)
        middle = time.process_time()
        for group in sentences:
            with nlp.memory_zone():
                for _ in nlp.pipe(group, batch_size=32):
                    pass
        end = time.process_time()
        if round_:  # the first round warms up
            checks.append((middle - start) / len(texts) * 1000)
            parses.append((end - middle) / len(texts) * 1000)
            ratios.append((middle - start) / (end - middle))
    engine_start = time.process_time()
    for text in texts:
        linter.check(text)
    remembered = (time.process_time() - engine_start) / len(texts) * 1000
    print(
        f"{len(texts)} drafts of {options.words} words, {sum(map(len, sentences)) / len(texts):.1f} parsed sentences each"
    )
    print(
        f"check, empty memory   {statistics.median(checks):6.1f} ms a draft (median of {options.rounds} rounds)"
    )
    print(f"nlp.pipe alone        {statistics.median(parses):6.1f} ms a draft")
    print(f"ratio                 {statistics.median(ratios):6.2f}  ({min(ratios):.2f} to {max(ratios):.2f})")
    print(f"check, remembered     {remembered:6.1f} ms a draft")


if __name__ == "__main__":
    main()
