"""Clause features of English, read off the trees of spaCy's English models (ClearNLP labels).

The small model is right about subjects, modals and negation, and steadily wrong about some words;
`english_words` lists what mends that. Everything is computed on plain lists: token attributes are slow.
"""

from __future__ import annotations

from spacy.tokens import Doc

from replylint.language.clauses import Clause, Sentence
from replylint.language.english_words import (
    ABLE,
    AFTER_IMPERATIVE,
    BASE,
    BE,
    BEFORE_IMPERATIVE,
    BEFORE_TO,
    CLAUSAL,
    CLAUSE_LABELS,
    CONTRASTS,
    CUSTOMER,
    FINITE,
    FUTURE,
    GUESSED,
    IMPERATIVES,
    LONGEST_OPENING,
    MISREAD,
    MODALS,
    NEGATIONS,
    NO_ORDER,
    NO_ORDER_BEFORE,
    NOT,
    OPENERS,
    ORDERED,
    OUR,
    PAST_FORMS,
    REASONS,
    RECEIVED,
    SEMI_MODALS,
    SEPARATORS,
    STATES,
    SUBJECTS,
    TEMPORAL,
    TO,
    UNCHANGED,
    US,
    VERBS,
    YOUR,
)


class _Tree:
    """The arrays of one parsed sentence."""

    __slots__ = ("children", "dep", "head", "lower", "size", "start", "tag")

    def __init__(self, doc: Doc) -> None:
        sentence = Sentence.of(doc)
        self.size, self.lower, self.tag = sentence.size, sentence.lower, sentence.tag
        self.dep, self.head, self.start = sentence.dep, sentence.head, sentence.start
        self.children: list[list[int]] = [[] for _ in range(self.size)]
        for i, head in enumerate(self.head):
            if head != i:
                self.children[head].append(i)

    def child(self, i: int, deps: frozenset[str]) -> int | None:
        return next((c for c in self.children[i] if self.dep[c] in deps), None)


def read_clauses(doc: Doc) -> tuple[list[Clause], list[int]]:
    """The clauses of an English sentence, and for each token the index of its clause."""
    tree = _Tree(doc)
    orders = _orders(tree)
    heads = [i for i in range(tree.size) if _is_clause_head(tree, i) or i in orders] or [0]
    number = {head: n for n, head in enumerate(heads)}
    owner = [number[_owner(tree, i, number)] for i in range(tree.size)]
    clauses: dict[int, Clause] = {}
    # Governors before the governed, so that a clause can inherit from the one above it.
    for head in sorted(heads, key=lambda i: _depth(tree, i)):
        above = clauses.get(_owner(tree, tree.head[head], number)) if tree.head[head] != head else None
        clauses[head] = _clause(tree, head, above, orders)
    return [clauses[head] for head in heads], owner


def _is_clause_head(tree: _Tree, i: int) -> bool:
    dep = tree.dep[i]
    if dep == "ROOT":
        return True
    if tree.child(i, SUBJECTS) is not None:
        return True
    if dep == "conj":
        return tree.tag[i] in VERBS and tree.tag[tree.head[i]] in VERBS
    return dep in CLAUSAL and tree.tag[i] in VERBS


def _owner(tree: _Tree, i: int, heads: dict[int, int]) -> int:
    for _ in range(tree.size):
        if i in heads:
            return i
        if tree.head[i] == i:
            break
        i = tree.head[i]
    return i if i in heads else next(iter(heads))


def _depth(tree: _Tree, i: int) -> int:
    depth = 0
    while tree.head[i] != i and depth < tree.size:
        i = tree.head[i]
        depth += 1
    return depth


def _orders(tree: _Tree) -> frozenset[int]:
    """Tokens that head an imperative, by the tree where it can be trusted and by word lists elsewhere."""
    found: set[int] = set()
    for start in _openings(tree):
        first = _skip_openers(tree, start)
        if first < tree.size and _opens_order(tree, first, start):
            found.add(first)
    for i in range(tree.size):
        if i not in found and _continues_order(tree, i, found):
            found.add(i)
    return frozenset(found)


def _openings(tree: _Tree) -> list[int]:
    """Where an order may open: the start, after a semicolon, colon or dash, after an opening phrase."""
    places, verb_seen = [0], False
    for i, word in enumerate(tree.lower[:-1]):
        verb_seen = verb_seen or tree.tag[i] in FINITE
        spaced = tree.start[i] + len(word) < tree.start[i + 1]
        if spaced and (word in SEPARATORS or (word == "," and i <= LONGEST_OPENING and not verb_seen)):
            places.append(i + 1)
    return places


def _skip_openers(tree: _Tree, i: int) -> int:
    """The first word from `i` on that is not an adverb, a connective or "please", nor the do of "do not"."""
    size = tree.size
    while i < size:
        word, after = tree.lower[i], tree.lower[i + 1] if i + 1 < size else ""
        if word == "do" and after not in NOT:
            return i
        if word not in BEFORE_IMPERATIVE and word not in NOT and word != "do" and (
            tree.tag[i] != "RB" or (word in IMPERATIVES and after in AFTER_IMPERATIVE)
        ):
            return i
        i += 1
    return i


def _opens_order(tree: _Tree, i: int, start: int) -> bool:
    word, tag = tree.lower[i], tree.tag[i]
    if tree.lower[-1] == "?" or _is_no_order(tree, i) or _has_modal(tree, i):
        return False
    if i + 1 >= tree.size:
        return tag == "VB"
    subject = tree.child(i, SUBJECTS)
    if tag in ("VB", "VBP") and (subject is None or _is_address(tree, subject, i)):
        if start and _under_modal(tree, i):
            return False
        return tree.dep[i] in CLAUSE_LABELS or word in IMPERATIVES
    # A verb of our list before a determiner or preposition is an order whatever its tag says.
    listed = word in IMPERATIVES and tree.lower[i + 1] in AFTER_IMPERATIVE
    return listed and subject is None and (tag in MISREAD or (tag == "VBD" and start > 0))


def _is_no_order(tree: _Tree, i: int) -> bool:
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


def _is_address(tree: _Tree, subject: int, verb: int) -> bool:
    """Whether a subject is a name that a comma sets off: "Mr Jones, send us the receipt"."""
    return "," in tree.lower[subject + 1 : verb] and tree.lower[subject] not in US | CUSTOMER


def _has_modal(tree: _Tree, i: int) -> bool:
    return any(tree.tag[c] in ("MD", "TO") for c in tree.children[i])


def _continues_order(tree: _Tree, i: int, found: set[int]) -> bool:
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


def _joins_statement(tree: _Tree, i: int) -> bool:
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


def _under_modal(tree: _Tree, i: int) -> bool:
    for _ in range(tree.size):
        if _has_modal(tree, i):
            return True
        if tree.dep[i] not in ("conj", "xcomp") or tree.head[i] == i:
            return False
        i = tree.head[i]
    return False


def _clause(tree: _Tree, head: int, above: Clause | None, orders: frozenset[int]) -> Clause:
    ordered = head in orders
    own_subject = None if ordered else tree.child(head, SUBJECTS)
    # A verb joined to the one above without a subject of its own shares that one's subject and auxiliaries.
    sharing = above if tree.dep[head] == "conj" and own_subject is None and not ordered else None
    kind = _kind(tree, head, above)
    subject = _party(tree, own_subject) if own_subject is not None else "none"
    if own_subject is None and not ordered and above is not None:
        if tree.dep[head] == "xcomp":
            subject = _controller(tree, head, above)
        elif sharing is not None:
            subject = sharing.subject
    mood = "imperative" if ordered else _mood(tree, head, above, kind, own_subject, sharing)
    tense, modality, negated = _verb_group(tree, head, above, sharing)
    tense = "present" if ordered else tense
    passive = any(tree.dep[c] in ("auxpass", "nsubjpass", "csubjpass") for c in tree.children[head]) or (
        sharing is not None and sharing.passive and tree.tag[head] == "VBN"
    )
    return Clause(head, subject, mood, tense, modality, negated, passive, kind)


def _mood(
    tree: _Tree, head: int, above: Clause | None, kind: str, own_subject: int | None, sharing: Clause | None
) -> str:
    if tree.lower[-1] == "?" and (above is None or tree.dep[head] == "conj" or kind == "main"):
        return "interrogative"
    if sharing is not None and sharing.mood == "imperative":
        return "imperative"
    return "fragment" if tree.tag[head] not in VERBS and own_subject is None else "declarative"


def _verb_group(
    tree: _Tree, head: int, above: Clause | None, sharing: Clause | None
) -> tuple[str, str, bool]:
    """Tense, modality and negation, partly those of the clause that this one is joined to or hangs from."""
    auxiliaries = [c for c in tree.children[head] if tree.dep[c] in ("aux", "auxpass") or tree.tag[c] == "MD"]
    tense, modality = _tense(tree, head, auxiliaries), _modality(tree, head, auxiliaries)
    negated, tag = _negated(tree, head), tree.tag[head]
    if sharing is not None and not auxiliaries:
        # "you have to take it out and put it back": put is no past here
        unchanged = tag == "VBD" and tree.lower[head] in UNCHANGED and tree.tag[tree.head[head]] == "VB"
        if tag == "VB" or unchanged:
            tense, modality, negated = sharing.tense, sharing.modality, negated or sharing.negated
        elif tag == "VBN" and (sharing.tense == "perfect" or sharing.passive):
            tense = sharing.tense
    governed = tree.dep[head] == "xcomp" and any(tree.tag[c] == "TO" for c in auxiliaries)
    if above is not None and governed and _passes_modality(tree, tree.head[head]):
        modality = modality if above.modality == "none" else above.modality
        tense, negated = above.tense, negated or above.negated
    return tense, modality, negated


def _kind(tree: _Tree, head: int, above: Clause | None) -> str:
    dep = tree.dep[head]
    if dep == "conj" and above is not None:
        return above.kind
    before_head = [c for c in tree.children[head] if c < head]
    marks = {tree.lower[c] for c in before_head if tree.dep[c] in ("mark", "advmod", "prep", "aux", "dep")}
    first = min([head, *before_head])
    before = {tree.lower[first], tree.lower[first - 1] if first else ""}
    if marks & {"if", "unless", "whether", "provided", "providing", "lest"}:
        return "conditional"
    if "case" in before | marks and "in" in {tree.lower[max(0, first - 2)], tree.lower[max(0, first - 1)]}:
        return "conditional"
    inverted = tree.lower[first] in ("should", "had", "were") and tree.dep[first] in ("aux", "auxpass")
    if inverted and dep in ("advcl", "ccomp") and tree.lower[-1] != "?":
        return "conditional"
    if dep == "ROOT":
        return "main"
    if above is not None and above.kind in ("conditional", "temporal") and dep in ("xcomp", "ccomp"):
        return above.kind
    if dep in ("relcl", "acl"):
        return "relative"
    if dep == "advcl":
        kinds = ((REASONS, "reason"), (CONTRASTS, "contrast"), (TEMPORAL, "temporal"), (TO, "purpose"))
        return next((kind for words, kind in kinds if marks & words), "adverbial")
    if dep in ("ccomp", "xcomp", "csubj", "pcomp", "csubjpass"):
        # A quotation or a sentence before a colon hangs from the verb after it and yet stands by itself.
        if dep == "ccomp" and head < tree.head[head] and not marks & {"that"}:
            return "main"
        return "complement"
    return "main"


def _party(tree: _Tree, i: int) -> str:
    word = tree.lower[i]
    if word in US:
        return "us"
    if word in CUSTOMER:
        return "customer"
    for child in tree.children[i]:
        if tree.dep[child] in ("nmod", "det") and tree.lower[child] in ("you", "we"):
            return "customer" if tree.lower[child] == "you" else "us"  # "you guys", "we staff"
        if tree.dep[child] == "conj" and tree.lower[child] in US | CUSTOMER:  # "my colleague and I"
            return "us" if tree.lower[child] in US else "customer"
    for child in tree.children[i]:
        if tree.dep[child] == "poss" and tree.lower[child] in OUR | YOUR:
            return "ours" if tree.lower[child] in OUR else "yours"
    # "one of our drivers"
    for child in tree.children[i]:
        if tree.dep[child] == "prep" and tree.lower[child] == "of":
            for inner in tree.children[child]:
                if tree.dep[inner] == "pobj" and _party(tree, inner) in ("ours", "us"):
                    return "ours"
    return "third"


def _controller(tree: _Tree, head: int, above: Clause) -> str:
    """Who does what an infinitive says: the object of asking ("we asked you to wait"), else the subject."""
    for child in tree.children[tree.head[head]]:
        if tree.dep[child] in ("dobj", "dative") and child < head and tree.lower[child] in US | CUSTOMER:
            return _party(tree, child)
    return above.subject


def _tense(tree: _Tree, head: int, auxiliaries: list[int]) -> str:
    words = {tree.lower[c] for c in auxiliaries}
    word, tag = tree.lower[head], tree.tag[head]
    if words & FUTURE or (word in ("going", "gon") and words & BE and _infinitive_follows(tree, head)):
        return "future"
    if word == "got" and _infinitive_follows(tree, head):
        return "present"  # "you've got to", "you gotta"
    if words & MODALS and "had" not in words:
        return "past" if tag == "VBN" and words & {"have", "'ve", "of"} else "present"
    if words & {"had", "'d"} and tag in ("VBN", "VBD"):
        return "past"
    if tag in ("VBN", "VBD", "VB") and words & {"have", "has", "'ve"}:
        return "perfect"
    if tag in BASE and not auxiliaries and _looks_past(word):
        return "past"
    if tag == "VBN" and "'s" in words and not any(tree.dep[c] == "auxpass" for c in auxiliaries):
        return "perfect"
    if words & {"was", "were", "did", "got"} or tag == "VBD":
        return "past"
    if tag == "VBG" and words & BE:
        return "progressive"
    if tag == "VBN":
        # A participle without an auxiliary, after a subject or first in the sentence ("Checked with the
        # depot"), is a past tense that the tagger missed.
        first = tree.child(head, SUBJECTS) is not None or tree.dep[head] == "ROOT"
        return "past" if first and not auxiliaries else "present"
    return "present" if tag in ("VBP", "VBZ", "VB", "MD") else "none"


def _looks_past(word: str) -> bool:
    """Past forms that the tagger reads as present after a pronoun: "you forgot", "we replaced"."""
    return word in PAST_FORMS or (word.endswith("ed") and not word.endswith(("eed", "shed", "embed", "wed")))


def _infinitive_follows(tree: _Tree, head: int) -> bool:
    """Whether an infinitive hangs from `head` with nothing but adverbs before it: "have first to pay"."""
    infinitives = (c for c in tree.children[head] if tree.dep[c] == "xcomp")
    markers = (x for c in infinitives for x in tree.children[c] if tree.tag[x] == "TO")
    return any(all(tree.tag[between] in BEFORE_TO for between in range(head + 1, x)) for x in markers)


def _passes_modality(tree: _Tree, governor: int) -> bool:
    word = tree.lower[governor]
    return word in SEMI_MODALS | ORDERED | ABLE | BE | {"going", "want", "like", "'d", "gon"}


def _modality(tree: _Tree, head: int, auxiliaries: list[int]) -> str:
    words = {tree.lower[c] for c in auxiliaries}
    word = tree.lower[head]
    labels = ("xcomp", "ccomp", "acomp", "attr", "advcl", "prep", "oprd")
    complements = [c for c in tree.children[head] if tree.dep[c] in labels]
    infinitive = _infinitive_follows(tree, head)
    if word in SEMI_MODALS and infinitive and not words & {"may", "might", "would", "'d"}:
        return "deontic"
    if _better(tree, head) or "need" in words:
        return "deontic"
    if word in ORDERED and (words & BE or any(tree.dep[c] == "nsubjpass" for c in tree.children[head])):
        return "deontic" if infinitive or any(tree.lower[c] == "to" for c in tree.children[head]) else "none"
    for c in complements if word in BE else ():
        governs = any(tree.dep[x] == "xcomp" for x in tree.children[c])
        if tree.lower[c] in ORDERED and governs:
            return "deontic"
        if tree.lower[c] in ("able", "unable") or (tree.lower[c] in ABLE and governs):
            return "ability"
    if words & {"must", "ought", "should"}:
        return _obligation(tree, head, words, complements)
    if words & {"can", "could", "ca", "cannot"}:
        return "ability"
    if words & {"may", "might"}:
        return "epistemic"
    return "conditional" if words & {"would", "'d"} and tree.tag[head] != "VBN" else "none"


def _better(tree: _Tree, head: int) -> bool:
    """Whether `head` stands under "had better", with or without its had."""
    return tree.tag[head] in BASE and any(
        tree.lower[c] == "better" and c < head and tree.dep[c] == "advmod" for c in tree.children[head]
    )


def _obligation(tree: _Tree, head: int, words: set[str], complements: list[int]) -> str:
    """Whether must, should or ought orders (deontic) or guesses and expects (epistemic)."""
    word, tag = tree.lower[head], tree.tag[head]
    perfect = tag in ("VBN", "VBD") and bool(words & {"have", "'ve", "of"})
    if "must" in words:
        return "epistemic" if perfect or _is_guess(tree, head, words, complements) else "deontic"
    if perfect:
        return "deontic"
    if word in RECEIVED or any(tree.lower[c] in ("able", "fine", "okay", "ok", "good") for c in complements):
        return "epistemic"
    # "You should be contacted by Friday": nobody can be ordered to have something done to them.
    patient = next((c for c in tree.children[head] if tree.dep[c] == "nsubjpass"), None)
    return "epistemic" if patient is not None and tree.lower[patient] in CUSTOMER else "deontic"


def _is_guess(tree: _Tree, head: int, words: set[str], complements: list[int]) -> bool:
    """Whether "you must …" guesses at a state: must be tired, must be wondering, must feel let down."""
    word, tag = tree.lower[head], tree.tag[head]
    if tag == "VBG" and words & BE:
        return True
    if word == "be" and tag == "VB":
        return any(_is_feeling(tree.lower[c]) for c in complements)
    return word in GUESSED or (tag == "VBN" and _is_feeling(word))


def _is_feeling(word: str) -> bool:
    return word in STATES or word.endswith(("strated", "pointed", "noyed", "pset", "hausted", "whelmed"))


def _negated(tree: _Tree, head: int) -> bool:
    for c in tree.children[head]:
        adverbial = tree.dep[c] in ("advmod", "det", "preconj", "cc", "nsubj", "aux") and c < head
        if tree.dep[c] == "neg" or (tree.lower[c] in NEGATIONS and adverbial):
            return tree.lower[c] not in ("no", "nor") or c < head
        if (tree.dep[c], tree.lower[c]) in (("aux", "cannot"), ("acomp", "unable")):
            return True
    return bool(tree.lower[head] == "unable")
