"""The tree of an English sentence, and the orders in it.

An order is found by the tree where it can be trusted, and by word lists elsewhere.
"""

from __future__ import annotations

from spacy.tokens import Doc

from replylint.language.clauses import Parsed
from replylint.language.english_words import (
    AFTER_IMPERATIVE,
    BE,
    BEFORE_IMPERATIVE,
    CLAUSE_LABELS,
    CUSTOMER,
    FINITE,
    IMPERATIVES,
    LONGEST_OPENING,
    MISREAD,
    MISREAD_VERBS,
    NEVER_LENGTH,
    NEVER_NOUNS,
    NO_ORDER,
    NO_ORDER_BEFORE,
    NOT,
    OPENERS,
    SEPARATORS,
    STOPPING,
    SUBJECTS,
    US,
    VERBS,
)


class Tree:
    """The arrays of one parsed sentence."""

    __slots__ = ("children", "dep", "head", "lower", "size", "start", "tag")

    def __init__(self, doc: Doc) -> None:
        sentence = Parsed.of(doc)
        self.size, self.lower, self.tag = sentence.size, sentence.lower, sentence.tag
        self.dep, self.head, self.start = sentence.dep, sentence.head, sentence.start
        if not MISREAD_VERBS.isdisjoint(sentence.words):
            self._mend()
        self.children: list[list[int]] = [[] for _ in range(self.size)]
        for i, head in enumerate(self.head):
            if head != i:
                self.children[head].append(i)

    def _mend(self) -> None:
        """Read "The council apologises" as a sentence: the model sees a compound noun."""
        self.tag, self.dep = list(self.tag), list(self.dep)
        for i, word in enumerate(self.lower):
            noun = word in MISREAD_VERBS and self.dep[i] == "ROOT" and self.tag[i] not in VERBS
            before = i - 1
            if noun and i and self.head[before] == i and self.dep[before] in ("compound", "nmod", "amod"):
                self.tag[i], self.dep[before] = "VBZ", "nsubj"

    def child(self, i: int, deps: frozenset[str]) -> int | None:
        return next((c for c in self.children[i] if self.dep[c] in deps), None)


def find_orders(tree: Tree) -> frozenset[int]:
    """Tokens that head an imperative, by the tree where it can be trusted and by word lists elsewhere."""
    found: set[int] = set()
    for start in _openings(tree):
        first = _skip_openers(tree, start)
        if (
            first < tree.size
            and tree.lower[first] == "be"
            and first > start
            and tree.tag[tree.head[first]] == "VBG"
        ):
            found.add(tree.head[first])  # "do not be leaving"
        elif first < tree.size and _opens_order(tree, first, start):
            found.add(first)
    for i in range(tree.size):
        if i not in found and _continues_order(tree, i, found):
            found.add(i)
    return frozenset(found)


def _openings(tree: Tree) -> list[int]:
    """Where an order may open: the start, after a semicolon, a dash, an opening phrase, "on no account"."""
    places, verb_seen = [0], False
    for i, word in enumerate(tree.lower[:-1]):
        verb_seen = verb_seen or tree.tag[i] in FINITE
        spaced = tree.start[i] + len(word) < tree.start[i + 1]
        if spaced and (word in SEPARATORS or (word == "," and i <= LONGEST_OPENING and not verb_seen)):
            places.append(i + 1)
    fronted = tree.size > NEVER_LENGTH and tree.lower[1] == "no" and tree.lower[2] in NEVER_NOUNS
    return [*places, NEVER_LENGTH] if fronted else places


def _skip_openers(tree: Tree, i: int) -> int:
    """The first word from `i` on that is not an adverb, a connective or "please", nor the do of "do not"."""
    size = tree.size
    while i < size:
        word, after = tree.lower[i], tree.lower[i + 1] if i + 1 < size else ""
        if word == "do" and after not in NOT:
            return i
        if (
            word not in BEFORE_IMPERATIVE
            and word not in NOT
            and word != "do"
            and (tree.tag[i] != "RB" or (word in IMPERATIVES and after in AFTER_IMPERATIVE))
        ):
            return i
        i += 1
    return i


def _opens_order(tree: Tree, i: int, start: int) -> bool:
    word, tag = tree.lower[i], tree.tag[i]
    if tree.lower[-1] == "?" or _is_no_order(tree, i) or _has_modal(tree, i):
        return False
    if i + 1 >= tree.size:
        return tag == "VB"
    if word in STOPPING and tree.lower[i + 1].endswith("ing"):
        return True
    subject = tree.child(i, SUBJECTS)
    if tag in ("VB", "VBP") and (subject is None or _is_address(tree, subject, i)):
        if start and _under_modal(tree, i):
            return False
        return tree.dep[i] in CLAUSE_LABELS or word in IMPERATIVES
    # A verb of our list before a determiner or preposition is an order whatever its tag says.
    listed = word in IMPERATIVES and tree.lower[i + 1] in AFTER_IMPERATIVE
    return listed and subject is None and (tag in MISREAD or (tag == "VBD" and start > 0))


def _is_no_order(tree: Tree, i: int) -> bool:
    """Words that look like an order and are none: thanks, clipped statements, "check in starts at three"."""
    word, after = tree.lower[i], tree.lower[i + 1] if i + 1 < tree.size else ""
    if word in NO_ORDER or after in NO_ORDER_BEFORE.get(word, ()):
        return True
    if i > 2 and tree.lower[i - 1] == "-" and tree.start[i - 1] + 1 == tree.start[i]:
        return True  # the second half of a word: "to re-confirm"
    if i + 2 >= tree.size:
        return False
    particle_noun = after in ("in", "out", "up") and tree.tag[i + 2] in ("NNS", "VBZ", "VBD", "MD")
    return particle_noun or (word == "post" and after == "this" and tree.lower[i + 2] == ",")


def _is_address(tree: Tree, subject: int, verb: int) -> bool:
    """Whether a subject is a name that a comma sets off: "Mr Jones, send us the receipt"."""
    return "," in tree.lower[subject + 1 : verb] and tree.lower[subject] not in US | CUSTOMER


def _has_modal(tree: Tree, i: int) -> bool:
    return any(tree.tag[c] in ("MD", "TO") for c in tree.children[i])


def _continues_order(tree: Tree, i: int, found: set[int]) -> bool:
    """An order further on: joined to one before it, or after a comma, a colon or an opening phrase."""
    if tree.tag[i] not in ("VB", "VBP") or _is_no_order(tree, i) or tree.child(i, SUBJECTS) is not None:
        return False
    if tree.lower[-1] == "?" or _has_modal(tree, i) or any(tree.dep[c] == "mark" for c in tree.children[i]):
        return False
    if tree.dep[i] == "conj":
        return tree.head[i] in found or (tree.tag[i] == "VB" and i > 0 and _joins_statement(tree, i))
    if tree.dep[i] in ("ROOT", "ccomp", "parataxis") and tree.tag[i] == "VB" and i > 0:
        j = i - 1
        while j > 0 and (tree.lower[j] in OPENERS or tree.tag[j] == "RB"):
            j -= 1
        return tree.lower[j] in (",", ":", ";", "-", "–", "—", "and", "so", "or") or j == 0
    return False


def _joins_statement(tree: Tree, i: int) -> bool:
    """Whether the order `i` is joined to a statement: "It is closed, contact the seller"."""
    governor, before = tree.head[i], tree.lower[i - 1]
    if before in ("please", "kindly"):
        return True
    # "we value you and look forward": a base form shares the subject of the one before it.
    shares = tree.tag[governor] in ("VB", "VBP") and tree.lower[governor] not in BE
    return (
        before in ("and", "so", ",", ";", "then", "or", "but")
        and tree.lower[i] in IMPERATIVES
        and not shares
        and not _under_modal(tree, governor)
        and tree.lower[governor] not in NO_ORDER | {"let", "help"}
    )


def _under_modal(tree: Tree, i: int) -> bool:
    for _ in range(tree.size):
        if _has_modal(tree, i):
            return True
        if tree.dep[i] not in ("conj", "xcomp") or tree.head[i] == i:
            return False
        i = tree.head[i]
    return False
