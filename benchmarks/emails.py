"""How well quoted history and signatures are told apart from a reply, on other people's test mails.

python benchmarks/emails.py            # agreement with the visible part that their authors expect
python benchmarks/emails.py -v NAME    # how one mail differs (for reading; none of it belongs in the project)

The mails are in ../shared/corpus/emails, which is measured and never quoted. A signature may stand in the
expected part or not, from its closing phrase on: the linter reads it for the sender's name and lints none of it.
"""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Iterable
from pathlib import Path

from replylint.drafts.draft import read_draft
from replylint.drafts.segments import BlockKind
from replylint.drafts.source import read_source
from replylint.errors import DraftError
from replylint.packs import Pack, read_pack, rules_directory

MAILS = Path(__file__).resolve().parent.parent.parent / "shared" / "corpus" / "emails"
# Where the expectation is that of a mail archive, which shows more than what its sender wrote.
DEBATABLE = {
    "embedded_email_7.txt": "keeps lines quoted with > between answers; they are not the writer's words",
    "embedded_email_16.txt": "keeps lines quoted with > between answers; they are not the writer's words",
    "embedded_email_17.txt": "begins with an attribution, and nothing shows what below it is an answer; all is kept",
    "embedded_email_18.txt": "nothing but an attribution and what follows it; all is kept rather than nothing",
    "forwarded_message.txt": "nothing but a forwarded message; its body is kept rather than nothing",
    "quote_and_text.txt": "keeps lines quoted with > above the answer",
    "quote_only.txt": "nothing but quoted lines; they are kept rather than nothing",
}


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def parts(text: str, pack: Pack) -> tuple[list[str], list[str]]:
    """The lines of a mail without its history, and those without its signature as well."""
    (reading,) = read_draft(text, pack).readings

    def without(kinds: set[BlockKind]) -> list[str]:
        kept, position = [], 0
        for block in reading.blocks:
            if block.kind in kinds and block.end > position:
                kept.append(reading.text.text[position : block.start])
                position = block.end
        return lines("".join([*kept, reading.text.text[position:]]))

    return without({BlockKind.QUOTE}), without({BlockKind.QUOTE, BlockKind.SIGNATURE})


def holds(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether all of `some` stand among `others` in the same order."""
    rest = iter(others)
    return all(line in rest for line in some)


def agreement(pack: Pack, verbose: str | None) -> None:
    agreed, differing = 0, []
    for path in sorted(MAILS.rglob("*.expected")):
        mail = path.with_suffix("")
        expected = lines(path.read_text("utf-8", "replace"))
        with_signature, without = parts(mail.read_text("utf-8", "replace"), pack)
        if holds(without, expected) and holds(expected, with_signature):
            agreed += 1
            continue
        differing.append(mail.name)
        if verbose == mail.name:
            print("\n".join(difflib.unified_diff(expected, with_signature, "expected", "found", lineterm="")))
    total = agreed + len(differing)
    debatable = [name for name in differing if name in DEBATABLE]
    print(f"mails with an expected visible part   {total}")
    print(f"agreement                             {agreed} ({100 * agreed / total:.1f} %)")
    clear = total - len(debatable)
    print(f"agreement without the debatable ones  {agreed} of {clear} ({100 * agreed / clear:.1f} %)")
    for name in differing:
        print(f"  {name}: {DEBATABLE.get(name, 'not found')}")


def readable(pack: Pack) -> None:
    """How many of all mails are read at all."""
    read, noted, refused = 0, 0, []
    for path in sorted(p for p in MAILS.rglob("*") if p.suffix in (".eml", ".txt")):
        try:
            source = read_source(path.read_bytes(), path.name)
        except DraftError as error:
            refused.append(str(error))
            continue
        read_draft(source, pack)
        read += 1
        noted += bool(source.note)
    print(
        f"files read                            {read}, with a note on their charset {noted}, refused {len(refused)}"
    )
    for reason in refused:
        print(f"  {reason}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-v", "--verbose", metavar="NAME")
    options = parser.parse_args()
    if not MAILS.is_dir():
        raise SystemExit(f"{MAILS} is not there: nothing to measure.")
    english = read_pack(rules_directory(), "en")
    agreement(english, options.verbose)
    readable(english)
