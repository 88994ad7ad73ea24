"""What a check of a repository of canned replies costs: the first run, the second, and one changed file.

    python benchmarks/repository.py             # 10,000 templates of 120 words
    python benchmarks/repository.py --files 1000

60 % of the sentences come from a pool of 400, the others stand once. Each run is a whole process, start-up
included; the clock on the wall and the memory of its largest process are told. Beside it stands spaCy's own
parse of the same texts in one process, start-up included: with all components of the model as it is installed,
and with the two that the rules need.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generated import templates

_PARSE = """
import sys
from pathlib import Path
import spacy
from replylint.packs import read_pack, rules_directory
name = next(m for m in read_pack(rules_directory(), "en").list("models") if spacy.util.is_package(m))
nlp = spacy.load(name, exclude=sys.argv[2].split(","))
texts = [path.read_text("utf-8") for path in sorted(Path(sys.argv[1]).rglob("*.md"))]
for _ in nlp.pipe(texts, batch_size=32):
    pass
"""
_SLIM = "ner,attribute_ruler,lemmatizer,senter"


def timed(*command: str, **environment: str) -> tuple[float, float]:
    """Seconds on the wall, and the megabytes of the command's largest process."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **environment}
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) > 1:
        raise SystemExit(f"failed: {' '.join(command)}")
    return seconds, usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--words", type=int, default=120)
    parser.add_argument("--again", type=int, default=5, help="how often the second run is made")
    options = parser.parse_args()
    replylint = shutil.which("replylint", path=str(Path(sys.executable).parent))
    if replylint is None:
        raise SystemExit("replylint is not installed beside this Python.")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for number, text in enumerate(templates(options.files, options.words, seed=7)):
            path = root / "replies" / f"{number % 100:02}" / f"{number:05}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        os.chdir(root)
        check = (replylint, "check", "replies", "--format", "concise")
        print(f"{options.files} templates of {options.words} words, {os.cpu_count()} cores")
        first, memory = timed(*check)
        print(f"first run            {first:7.2f} s  {memory:5.0f} MB")
        again = [timed(*check) for _ in range(options.again)]
        seconds = sorted(seconds for seconds, _ in again)
        print(f"second run           {seconds[len(seconds) // 2]:7.2f} s  {max(m for _, m in again):5.0f} MB")
        changed = next((root / "replies").rglob("*.md"))
        changed.write_text(changed.read_text("utf-8") + "\nYou must call us.\n", "utf-8")
        one, memory = timed(*check)
        print(f"one changed file     {one:7.2f} s  {memory:5.0f} MB")
        single, memory = timed(*check, "--no-cache", "--workers", "1")
        print(f"first, one process   {single:7.2f} s  {memory:5.0f} MB")
        for label, without in (("all components", ""), ("tagger and parser", _SLIM)):
            parse, memory = timed(sys.executable, "-c", _PARSE, "replies", without)
            print(
                f"spaCy alone          {parse:7.2f} s  {memory:5.0f} MB  {label}; first run is {first / parse:.2f}"
            )


if __name__ == "__main__":
    main()
