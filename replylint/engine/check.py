"""The stages of a check: sentences, acts, findings, folding, and the way back to the source."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal, cast

from replylint.drafts.comments import Directive
from replylint.drafts.draft import Draft, Reading, read_draft, whole_characters
from replylint.drafts.history import earlier_messages
from replylint.engine.acts import find_acts
from replylint.engine.analysis import Analyzer
from replylint.engine.conflict import check_conflict
from replylint.engine.document import Document, FoundAct, Hit
from replylint.engine.fold import fold_hits
from replylint.engine.order import check_ending, check_order
from replylint.engine.paths import described
from replylint.engine.placeholder import check_placeholder
from replylint.engine.presence import check_presence
from replylint.engine.profiles import UNKNOWN, Choice, choose_profile
from replylint.engine.reference import check_reference
from replylint.engine.refusal import REFUSAL, check_refusal
from replylint.engine.rewriting import rewritten, worded
from replylint.engine.suppression import Suppressions
from replylint.engine.wording import check_wording
from replylint.language.sentences import Sentence, split_reading
from replylint.report import (
    Act,
    Credit,
    Finding,
    Lines,
    Related,
    Report,
    Severity,
    SkippedRule,
    Suggestion,
    Suppressed,
)
from replylint.rulebook.book import Rulebook
from replylint.rulebook.catalogue import Profile
from replylint.rulebook.schema import OrderRule, PresenceRule, RefusalRule


@dataclass(frozen=True, slots=True)
class Request:
    """What one check was asked for."""

    profile: str
    kind: Literal["draft", "template"]
    selected: Collection[str]
    """The ids of the rules whose findings are wanted, and ``rule.group`` for groups of their matches."""
    complaint: str | None = None
    complete: bool | None = None
    declared: frozenset[str] = frozenset()
    """The names of the merge fields that the helpdesk fills; empty where they are not known."""
    profile_reason: str = "asked for"
    role: str | None = None
    """What a snippet does: one of `ROLES`."""
    severity: Mapping[str, Severity] = field(default_factory=dict)
    """Severities that the caller gives rules, instead of theirs and the profile's."""
    notes: tuple[str, ...] = ()
    """What of the request could not be met."""


_EARLIER_CHARS = 5_000
"""Of each earlier message so much is read."""

_CHECKS: dict[str, Callable[[str, Any, Document], Iterator[Hit]]] = {
    "wording": check_wording,
    "presence": check_presence,
    "refusal": check_refusal,
    "conflict": check_conflict,
    "order": check_order,
    "ending": check_ending,
    "reference": check_reference,
    "placeholder": check_placeholder,
}
_LOCAL = frozenset({"wording", "placeholder", "suppression"})
"""The kinds of rule that need no whole reply."""


def check_draft(draft: Draft, analyzer: Analyzer, request: Request) -> Report:
    """The report on one draft."""
    book = analyzer.book
    split = [(reading, split_reading(reading, book.pack)) for reading in draft.readings]
    choice = _choice(draft, split, request, book)
    profile = book.catalogue.profiles[choice.name]
    if not profile.lint:
        return _skipped(draft, book, choice, profile.use)
    documents = [read_document(reading, sentences, analyzer) for reading, sentences in split if sentences]
    if not documents:
        return _skipped(draft, book, choice, "nothing to check: no words of our own in it")
    for document in documents:
        document.kind, document.complaint = profile.kind or request.kind, request.complaint or ""
        document.declared = request.declared
    documents[0].tags = draft.tags

    def judged(name: str) -> bool:
        rule, group = (name, "") if name in book.catalogue.rules else name.rsplit(".", 1)
        wanted = not group or name in request.selected
        return wanted and any(_judges(rule, d, choice.name, profile, request) for d in documents)

    suppressions = Suppressions(draft, book.catalogue, documents[0].kind)
    hits: list[_Reached] = []
    for document in documents:
        found = suppressions.sort(document, _hits(document, choice.name, profile, request))
        for directive, some in found.items():
            hits += ((document, hit, directive) for hit in fold_hits(some, book.catalogue.outranked))
    own = suppressions.hits(documents[0], filter(judged, book.catalogue.rules), judged)
    hits += ((documents[0], hit, None) for hit in _weighed(own, profile, request))
    writer = _Writer(draft, book)
    whole = [document for document in documents if document.reading.whole and document.body()]
    findings = writer.findings(hits, whole)
    acts = _merged(
        writer.act(d, act) for d in documents for act in d.acts if not book.catalogue.act(act.name).internal
    )
    return Report(
        ok=not any(f.severity.at_least(Severity.WARNING) for f in findings),
        location=draft.location,
        language=book.pack.language,
        profile=choice.name,
        profile_reason=choice.reason,
        findings=findings,
        acts=acts,
        credits=_credits(documents, profile, book),
        suppressed=writer.suppressed,
        skipped_rules=tuple(
            SkippedRule(rule=rule, reason=why)
            for rule, why in book.skipped.items()
            if rule in request.selected
        ),
        notes=(*draft.notes, *request.notes),
        truncated=draft.truncated,
        paths_read=len(draft.readings),
        paths_total=draft.paths,
    ).with_source(draft.source)


def _choice(
    draft: Draft, split: Sequence[tuple[Reading, Sequence[Sentence]]], request: Request, book: Rulebook
) -> Choice:
    """The profile: one for all readings, by the first that shows what it is."""
    choices = (
        choose_profile(
            request.profile,
            draft.shown,
            request.complaint,
            request.complete,
            sentences,
            len(earlier_messages(reading, book.pack)),
            book.pack,
            reading.fields,
            request.profile_reason,
        )
        for reading, sentences in split
    )
    first = next(choices)
    return first if first.name != UNKNOWN else next((c for c in choices if c.name != UNKNOWN), first)


def read_document(reading: Reading, sentences: Sequence[Sentence], analyzer: Analyzer) -> Document:
    """A reading with its sentences analysed and its acts found."""
    document = Document(analyzer.book, reading, sentences, analyzer.analyse(sentences))
    document.acts = find_acts(document)
    document.earlier = cache(lambda: _earlier_acts(reading, analyzer))
    return document


def _earlier_acts(reading: Reading, analyzer: Analyzer) -> frozenset[str]:
    """The acts that count in the messages quoted under a reply."""
    found: set[str] = set()
    for message in earlier_messages(reading, analyzer.book.pack):
        for earlier in read_draft(message, analyzer.book.pack, max_chars=_EARLIER_CHARS).readings:
            document = read_document(earlier, split_reading(earlier, analyzer.book.pack), analyzer)
            found.update(act.name for act in document.acts if act.valid)
    return frozenset(found)


def _skipped(draft: Draft, book: Rulebook, choice: Choice, why: str) -> Report:
    return Report(
        ok=True,
        location=draft.location,
        language=book.pack.language,
        profile=choice.name,
        profile_reason=choice.reason,
        skipped=why,
        notes=draft.notes,
        truncated=draft.truncated,
    ).with_source(draft.source)


def _judges(rule_id: str, document: Document, profile_name: str, profile: Profile, request: Request) -> bool:
    """Whether a rule is wanted, can run and is for such a text."""
    book = document.book
    if rule_id not in request.selected or rule_id in profile.off or rule_id in book.skipped:
        return False
    rule = book.catalogue.rule(rule_id)
    if rule.profiles and profile_name not in rule.profiles:
        return False
    if rule.kind not in _LOCAL and not document.reading.whole:
        return False
    of_refusal = isinstance(rule, RefusalRule) or (isinstance(rule, OrderRule) and rule.refusal)
    # A snippet that is declared a refusal must hold its reason and its alternative.
    return not of_refusal or profile.refusal or request.role == REFUSAL


def _hits(document: Document, profile_name: str, profile: Profile, request: Request) -> list[Hit]:
    hits: list[Hit] = []
    for rule_id in document.book.catalogue.rules:
        rule = document.book.catalogue.rule(rule_id)
        # What is wrong with a suppression is known when all others have been judged.
        if rule.kind not in _CHECKS or not _judges(rule_id, document, profile_name, profile, request):
            continue
        found = _CHECKS[rule.kind](rule_id, rule, document)
        wanted = (
            hit
            for hit in found
            if (not hit.group or f"{rule_id}.{hit.group}" in request.selected)
            and (rule.kind == "placeholder" or hit.anchor or not document.in_field(hit.start, hit.end))
        )
        hits.extend(_weighed(wanted, profile, request))
    return hits


def _weighed(hits: Iterable[Hit], profile: Profile, request: Request) -> Iterator[Hit]:
    """The hits with the severities that the caller or the profile gives them."""
    for hit in hits:
        severity = request.severity.get(hit.rule) or profile.severity.get(hit.rule)
        yield replace(hit, severity=Severity(severity)) if severity else hit


def _credits(documents: list[Document], profile: Profile, book: Rulebook) -> tuple[Credit, ...]:
    """What every reading does well, and of the acts that the profile asks for, what is missing."""
    documents = [d for d in documents if d.reading.whole] or documents
    readings = [document.reading for document in documents]
    counting = [frozenset(act.name for act in document.acts if act.valid) for document in documents]
    present, somewhere = frozenset.intersection(*counting), frozenset.union(*counting)
    invalid = {a.name: a for d in documents for a in reversed(d.acts) if not a.valid}
    credits = []
    for name in dict.fromkeys([*profile.credits, *(act for act in book.catalogue.acts if act in present)]):
        if name not in book.catalogue.acts:
            continue
        spec, found = book.catalogue.act(name), invalid.get(name)
        if name in present:
            if spec.credit and not spec.internal:
                credits.append(Credit(act=name, label=spec.label, state="present"))
        elif name in somewhere:
            without = [r for r, names in zip(readings, counting, strict=True) if name not in names]
            note = f"not {described(without, readings)}"
            credits.append(Credit(act=name, label=spec.label, state="partial", note=note))
        elif found is None:
            credits.append(Credit(act=name, label=spec.label, state="missing"))
        else:
            state: Literal["partial", "missing"] = "missing" if found.vetoed else "partial"
            credits.append(Credit(act=name, label=spec.label, state=state, note=found.note))
    return tuple(credits)


def _merged(acts: Iterable[Act]) -> tuple[Act, ...]:
    # Of one that counts on some paths only, the one that counts.
    unique = {(a.span.start, a.span.end, a.name): a for a in sorted(acts, key=lambda act: act.valid)}
    return tuple(unique[key] for key in sorted(unique))


def _shows(reading: Reading, start: int, end: int) -> bool:
    first, last = reading.text.visible(start, end)
    return first < last


_Reached = tuple[Document, Hit, Directive | None]
"""A hit, and the comment that suppresses it."""
_Placed = tuple[int, int, Document, Hit, Directive | None]
"""The same with its place in the source."""


class _Writer:
    """Maps what was found back to the source and words it for the reader."""

    def __init__(self, draft: Draft, book: Rulebook) -> None:
        self._draft = draft
        self._book = book
        self._lines = Lines(draft.source)
        self._seen: Counter[tuple[str, str]] = Counter()
        self.suppressed: tuple[Suppressed, ...] = ()
        """What comments keep out of the findings."""

    def findings(self, hits: Sequence[_Reached], whole: Sequence[Document]) -> tuple[Finding, ...]:
        """The findings in the order of the source; the same one in several readings stands once.

        What is missing belongs to no place, so that it is the same one wherever it would stand.
        """
        found: dict[tuple[object, ...], list[_Placed]] = {}
        for document, hit, directive in hits:
            start, end = hit.source or document.reading.text.to_source(hit.start, hit.end)
            absent = isinstance(self._book.catalogue.rule(hit.rule), PresenceRule)
            key = (hit.rule, hit.message) if absent else (hit.rule, start, end, hit.identity)
            found.setdefault(key, []).append((start, end, document, hit, directive))
        findings, suppressed = [], []
        for same in sorted(found.values(), key=lambda same: (*same[0][:2], same[0][3].rule)):
            # A suppressed one counts here, so that a comment changes no other fingerprint.
            fingerprint = self._fingerprint(*same[0][2:4])
            if left := [placed for placed in same if placed[4] is None]:
                findings.append(self._finding(*left[0][:4], self._path(left, whole), fingerprint))
            elif directive := same[0][4]:
                suppressed.append(self._silent(*same[0][:2], same[0][3], directive))
        self.suppressed = tuple(suppressed)
        return tuple(findings)

    def _silent(self, start: int, end: int, hit: Hit, by: Directive) -> Suppressed:
        comment = None if by.outside else self._lines.span(by.start, by.end)
        return Suppressed(rule=hit.rule, span=self._lines.span(start, end), reason=by.reason, comment=comment)

    def _path(self, same: Sequence[_Placed], whole: Sequence[Document]) -> str | None:
        """The path of a finding that not every reading has which shows its place."""
        holds = [document.reading for _, _, document, _, _ in same]
        if len(holds) >= len(whole) or not all(reading.whole for reading in holds):
            return None
        start, end, _, hit, _ = same[0]
        readings = [document.reading for document in whole]
        if hit.anchor is None:
            readings = [reading for reading in readings if _shows(reading, start, end)]
        return described(holds, readings)

    def act(self, document: Document, act: FoundAct) -> Act:
        start, end = document.reading.text.to_source(act.start, act.end)
        excerpt = document.text(act.start, act.end)
        return Act(
            name=act.name, valid=act.valid, span=self._lines.span(start, end), excerpt=excerpt, note=act.note
        )

    def _finding(
        self, start: int, end: int, document: Document, hit: Hit, path: str | None, fingerprint: str
    ) -> Finding:
        rule = self._book.catalogue.rule(hit.rule)
        excerpt = document.text(hit.start, hit.end)
        meant = whole_characters(self._draft.meant(start, end))
        shown = " ".join((meant if hit.verbatim else excerpt).split())
        absent = isinstance(rule, PresenceRule)
        sentence = "" if absent else worded(document, document.sentences[hit.sentence], self._draft)
        return Finding(
            rule=hit.rule,
            family=self._book.catalogue.rules[hit.rule].family,
            severity=hit.severity,
            message=hit.message.replace("{excerpt}", shown),
            why=rule.why,
            sources=rule.sources,
            span=self._lines.span(start, end),
            excerpt=excerpt,
            source_excerpt=whole_characters(self._draft.source[start:end]),
            sentence=sentence,
            location=self._draft.location,
            anchor=cast(Literal["before", "after"] | None, hit.anchor),
            path=path,
            related=tuple(self._related(document, *related) for related in hit.related),
            suggestions=self._suggestions(document, hit),
            also=hit.also,
            fingerprint=fingerprint,
        )

    def _suggestions(self, document: Document, hit: Hit) -> tuple[Suggestion, ...]:
        """The sentence rewritten, where that can be done, then the advice."""
        made = rewritten(document, hit, self._draft)
        advice = (Suggestion(text=text) for text in hit.suggestions)
        return (made, *advice) if made else tuple(advice)

    def _related(self, document: Document, start: int, end: int, note: str) -> Related:
        span = self._lines.span(*document.reading.text.to_source(start, end))
        return Related(span=span, excerpt=document.text(start, end), note=note)

    def _fingerprint(self, document: Document, hit: Hit) -> str:
        """Rule, normalised sentence and ordinal; something missing has no sentence of its own."""
        absent = isinstance(self._book.catalogue.rule(hit.rule), PresenceRule)
        told = hit.identity or ("" if absent else document.sentences[hit.sentence].text)
        sentence = " ".join(told.lower().split())
        self._seen[hit.rule, sentence] += 1
        identity = f"{hit.rule}\0{sentence}\0{self._seen[hit.rule, sentence]}"
        return hashlib.sha256(identity.encode()).hexdigest()[:16]
