"""Every rule's and act's own examples hold; known gaps are expected to fail and say so when they do not."""

import pytest

from replylint import Linter
from replylint.rulebook.schema import ActSpec, Example

LANGUAGES = ("en", "nl")


def draft(example: Example) -> str:
    return "\n\n".join(part.strip() for part in example.text.split("¶"))


def entries(language):
    catalogue = Linter(language=language).catalogue
    return [(language, entry) for entry in (*catalogue.acts.values(), *catalogue.rules.values())]


ENTRIES = [pair for language in LANGUAGES for pair in entries(language)]


def found(language, entry, example) -> bool:
    is_act = isinstance(entry.spec, ActSpec)
    linter = Linter(language=language, select=[] if is_act else [entry.id])
    profiles = getattr(entry.spec, "profiles", ("complaint-reply",))
    profile = example.profile or ("complaint-reply" if "complaint-reply" in profiles else profiles[0])
    report = linter.check(draft(example), profile=profile, kind=example.kind)
    if not is_act:
        return any(f.rule == entry.id for f in report.findings)
    if entry.spec.internal:
        # Internal acts are not reported: look where the engine keeps them.
        return entry.id in internal_acts(language, draft(example))
    return any(act.name == entry.id and act.valid for act in report.acts)


def internal_acts(language, text) -> set[str]:
    from replylint.drafts.draft import read_draft
    from replylint.engine.acts import find_acts
    from replylint.engine.document import Document
    from replylint.language.sentences import split_reading

    linter = Linter(language=language)
    analyzer = linter._engine(language)
    reading = read_draft(text, analyzer.book.pack).readings[0]
    sentences = split_reading(reading, analyzer.book.pack)
    document = Document(analyzer.book, reading, sentences, analyzer.analyse(sentences))
    return {act.name for act in find_acts(document) if act.valid}


@pytest.mark.parametrize(("language", "entry"), ENTRIES, ids=lambda x: getattr(x, "id", x))
def test_own_examples(language, entry):
    spec = entry.spec
    fire, quiet = (spec.positive, spec.lookalike) if isinstance(spec, ActSpec) else (spec.bad, spec.good)
    missed = [e.text for e in fire if not found(language, entry, e)]
    alarms = [e.text for e in quiet if found(language, entry, e)]
    assert (missed, alarms) == ([], []), "missed, false alarms"


@pytest.mark.parametrize(("language", "entry"), ENTRIES, ids=lambda x: getattr(x, "id", x))
def test_known_gaps_are_still_gaps(language, entry):
    for gap in entry.spec.known_gaps:
        assert gap.expect and gap.why, f"{entry.path}: a known gap says what is expected and why it fails"
        holds = found(language, entry, gap) == (gap.expect in ("bad", "positive"))
        assert not holds, f"{entry.path}: this gap is closed, move it to the examples: {gap.text}"
