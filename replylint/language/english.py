"""Clause features of English, read off the trees of spaCy's English models (ClearNLP labels).

The small model is right about subjects, modals and negation, and steadily wrong about some words;
`english_words` lists what mends that. Everything is computed on plain lists: token attributes are slow.
"""

from __future__ import annotations

from spacy.tokens import Doc

from replylint.language.clauses import Clause
from replylint.language.english_orders import Tree, find_orders
from replylint.language.english_words import (
    ABLE,
    AS_NO_REASON,
    BASE,
    BE,
    BEFORE_AS,
    BEFORE_TO,
    CLAUSAL,
    CONTRASTS,
    CUSTOMER,
    FUTURE,
    GOVERNING_NOUNS,
    GUESSED,
    HAVE,
    MODALS,
    NEGATIONS,
    NOT,
    ORDERED,
    OUR,
    PASSIVE_SUBJECTS,
    PAST_FORMS,
    QUANTIFIERS,
    REASONS,
    RECEIVED,
    SEMI_MODALS,
    STATES,
    SUBJECTS,
    TEMPORAL,
    TO,
    UNCHANGED,
    US,
    VERBS,
    YOUR,
)


def read_clauses(doc: Doc) -> tuple[list[Clause], list[int]]:
    """The clauses of an English sentence, and for each token the index of its clause."""
    tree = Tree(doc)
    orders = find_orders(tree)
    heads = [i for i in range(tree.size) if _is_clause_head(tree, i) or i in orders] or [0]
    number = {head: n for n, head in enumerate(heads)}
    owner = [number[_owner(tree, i, number)] for i in range(tree.size)]
    clauses: dict[int, Clause] = {}
    # Governors before the governed, so that a clause can inherit from the one above it.
    for head in sorted(heads, key=lambda i: _depth(tree, i)):
        above = clauses.get(_owner(tree, tree.head[head], number)) if tree.head[head] != head else None
        clauses[head] = _clause(tree, head, above, orders)
    return [clauses[head] for head in heads], owner


def _is_clause_head(tree: Tree, i: int) -> bool:
    dep = tree.dep[i]
    if dep == "ROOT":
        return True
    if tree.child(i, SUBJECTS) is not None:
        return True
    if dep == "conj":
        return tree.tag[i] in VERBS and tree.tag[tree.head[i]] in VERBS
    return dep in CLAUSAL and tree.tag[i] in VERBS


def _owner(tree: Tree, i: int, heads: dict[int, int]) -> int:
    for _ in range(tree.size):
        if i in heads:
            return i
        if tree.head[i] == i:
            break
        i = tree.head[i]
    return i if i in heads else next(iter(heads))


def _depth(tree: Tree, i: int) -> int:
    depth = 0
    while tree.head[i] != i and depth < tree.size:
        i = tree.head[i]
        depth += 1
    return depth


def _clause(tree: Tree, head: int, above: Clause | None, orders: frozenset[int]) -> Clause:
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
        elif _noun_governs(tree, head):
            subject = above.subject
    mood = "imperative" if ordered else _mood(tree, head, above, kind, own_subject, sharing)
    tense, modality, negated = _verb_group(tree, head, above, sharing)
    tense = "present" if ordered else tense
    passive = any(tree.dep[c] in ("auxpass", "nsubjpass", "csubjpass") for c in tree.children[head]) or (
        sharing is not None and sharing.passive and tree.tag[head] == "VBN"
    )
    return Clause(head, subject, mood, tense, modality, negated, passive, kind)


def _mood(
    tree: Tree, head: int, above: Clause | None, kind: str, own_subject: int | None, sharing: Clause | None
) -> str:
    if tree.lower[-1] == "?" and (above is None or tree.dep[head] == "conj" or kind == "main"):
        return "interrogative"
    if sharing is not None and sharing.mood == "imperative":
        return "imperative"
    return "fragment" if tree.tag[head] not in VERBS and own_subject is None else "declarative"


def _verb_group(tree: Tree, head: int, above: Clause | None, sharing: Clause | None) -> tuple[str, str, bool]:
    """Tense, modality and negation, partly those of the clause that this one is joined to or hangs from."""
    auxiliaries = [
        c
        for c in tree.children[head]
        if (tree.dep[c] in ("aux", "auxpass") or tree.tag[c] == "MD") and not _is_month(tree, c)
    ]
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
    if above is not None and _noun_governs(tree, head) and tree.lower[tree.head[head]] == "position":
        negated = negated or above.negated
    if above is not None and governed and _passes_modality(tree, tree.head[head]):
        modality = modality if above.modality == "none" else above.modality
        tense, negated = above.tense, negated or above.negated
    return tense, modality, negated


def _noun_governs(tree: Tree, head: int) -> bool:
    """Whether `head` is the infinitive of "in a position to refund", "in order to refund"."""
    return (
        tree.dep[head] in ("acl", "relcl")
        and tree.lower[tree.head[head]] in GOVERNING_NOUNS
        and any(tree.tag[c] == "TO" for c in tree.children[head])
    )


def _after_opening(tree: Tree, head: int) -> bool:
    """Whether "With this plan you are required to …" was read as a noun with a relative clause."""
    root, noun = tree.head[tree.head[head]], tree.head[head]
    return (
        tree.dep[root] == "ROOT"
        and tree.tag[root] == "IN"
        and tree.head[noun] == root
        and tree.lower[noun] not in QUANTIFIERS
        and tree.lower[head] in ORDERED
        and tree.child(head, PASSIVE_SUBJECTS) is not None
    )


def _as_reason(tree: Tree, head: int, first: int) -> bool:
    """Whether an "as" gives a reason: "as your ticket was used"; not "as I left", "as you know"."""
    if tree.lower[first] != "as" or tree.lower[head] in AS_NO_REASON or tree.child(head, SUBJECTS) is None:
        return False
    words = {tree.lower[c] for c in tree.children[head] if tree.dep[c] in ("aux", "auxpass", "neg")}
    if first and tree.lower[first - 1] in BEFORE_AS:
        return False
    stative = tree.lower[head] in BE | HAVE or bool(words & (BE | HAVE | MODALS | NOT))
    progressive = tree.tag[head] == "VBG"
    return not progressive and (stative or first == 0 or tree.lower[first - 1] == ",")


def _kind(tree: Tree, head: int, above: Clause | None) -> str:
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
    if tree.lower[tree.head[head]] == "order" and _noun_governs(tree, head):
        return "purpose"
    if dep in ("relcl", "acl"):
        return "main" if _after_opening(tree, head) else "relative"
    if dep == "advcl":
        if _as_reason(tree, head, first):
            return "reason"
        kinds = ((REASONS, "reason"), (CONTRASTS, "contrast"), (TEMPORAL, "temporal"), (TO, "purpose"))
        return next((kind for words, kind in kinds if marks & words), "adverbial")
    if dep in ("ccomp", "xcomp", "csubj", "pcomp", "csubjpass"):
        # A quotation or a sentence before a colon hangs from the verb after it and yet stands by itself.
        if dep == "ccomp" and head < tree.head[head] and not marks & {"that"}:
            return "main"
        return "complement"
    return "main"


def _party(tree: Tree, i: int) -> str:
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
    owner = _possessor(tree, i)
    if owner != "third":
        return owner
    # "one of our drivers"
    for child in tree.children[i]:
        if tree.dep[child] == "prep" and tree.lower[child] == "of":
            for inner in tree.children[child]:
                if tree.dep[inner] == "pobj" and _party(tree, inner) in ("ours", "us"):
                    return "ours"
    return "third"


def _possessor(tree: Tree, i: int) -> str:
    """Whose it is: "our driver", "your card", and also "your mother's wheelchair"."""
    for child in tree.children[i]:
        if tree.dep[child] == "poss":
            if tree.lower[child] in OUR | YOUR:
                return "ours" if tree.lower[child] in OUR else "yours"
            return _possessor(tree, child)
    return "third"


def _controller(tree: Tree, head: int, above: Clause) -> str:
    """Who does what an infinitive says: the object of asking ("we asked you to wait"), else the subject."""
    for child in tree.children[tree.head[head]]:
        if tree.dep[child] in ("dobj", "dative") and child < head and tree.lower[child] in US | CUSTOMER:
            return _party(tree, child)
    return above.subject


def _tense(tree: Tree, head: int, auxiliaries: list[int]) -> str:
    words = {tree.lower[c] for c in auxiliaries}
    word, tag = tree.lower[head], tree.tag[head]
    if words & FUTURE or (word in ("going", "gon") and words & BE and _infinitive_follows(tree, head)):
        return "future"
    if word == "got" and _infinitive_follows(tree, head):
        return "present"  # "you've got to", "you gotta"
    if words & MODALS and "had" not in words and not _is_had(tree, head, words):
        return "past" if tag == "VBN" and words & {"have", "'ve", "of"} else "present"
    if words & {"had", "'d"} and tag in ("VBN", "VBD"):
        return "past"
    if tag in ("VBN", "VBD", "VB") and words & {"have", "has", "'ve", "ve"}:
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


def _infinitive_follows(tree: Tree, head: int) -> bool:
    """Whether an infinitive hangs from `head` with nothing but adverbs before it: "have first to pay"."""
    infinitives = (c for c in tree.children[head] if tree.dep[c] == "xcomp")
    markers = (x for c in infinitives for x in tree.children[c] if tree.tag[x] == "TO")
    return any(all(tree.tag[between] in BEFORE_TO for between in range(head + 1, x)) for x in markers)


def _passes_modality(tree: Tree, governor: int) -> bool:
    word = tree.lower[governor]
    return word in SEMI_MODALS | ORDERED | ABLE | BE | {"going", "want", "like", "'d", "gon"}


def _is_month(tree: Tree, i: int) -> bool:
    """May in "since 1 May two nurses check each band"."""
    return tree.lower[i] == "may" and i > 0 and tree.lower[i - 1].rstrip("stndrh.").isdigit()


def _modality(tree: Tree, head: int, auxiliaries: list[int]) -> str:
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
    if word == "must" and tree.tag[head] == "MD":  # cut off from its verb: "you must, as the owner, sign"
        after = set(tree.lower[head + 1 :])
        return "none" if after & (BE | HAVE | {"be", "have"} | GUESSED) else "deontic"
    if words & {"must", "ought", "should"}:
        return _obligation(tree, head, words, complements)
    if words & {"can", "could", "ca", "cannot"}:
        return "ability"
    if words & {"may", "might"}:
        return "epistemic"
    return "conditional" if words & {"would", "'d"} and not _is_had(tree, head, words) else "none"


def _is_had(tree: Tree, head: int, words: set[str]) -> bool:
    """Whether a 'd is "had": "we'd told you"."""
    return "'d" in words and not words & {"have", "'ve", "of"} and tree.tag[head] in ("VBN", "VBD")


def _better(tree: Tree, head: int) -> bool:
    """Whether `head` stands under "had better", with or without its had."""
    return tree.tag[head] in BASE and any(
        tree.lower[c] == "better" and c < head and tree.dep[c] == "advmod" for c in tree.children[head]
    )


def _obligation(tree: Tree, head: int, words: set[str], complements: list[int]) -> str:
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


def _is_guess(tree: Tree, head: int, words: set[str], complements: list[int]) -> bool:
    """Whether "you must …" guesses at a state: must be tired, must be wondering, must feel let down."""
    word, tag = tree.lower[head], tree.tag[head]
    if tag == "VBG" and words & BE:
        return True
    if word == "be" and tag == "VB":
        return any(_is_feeling(tree.lower[c]) for c in complements)
    return word in GUESSED or (tag == "VBN" and _is_feeling(word))


def _is_feeling(word: str) -> bool:
    return word in STATES or word.endswith(("strated", "pointed", "noyed", "pset", "hausted", "whelmed"))


def _negated(tree: Tree, head: int) -> bool:
    for c in tree.children[head]:
        if tree.lower[c] == "longer" and c and tree.lower[c - 1] == "no":
            return True
        if tree.dep[c] in SUBJECTS and any(tree.lower[x] == "no" for x in tree.children[c]):
            return True  # "no refund can be given"
        adverbial = tree.dep[c] in ("advmod", "det", "preconj", "cc", "nsubj", "aux") and c < head
        if tree.dep[c] == "neg" or (tree.lower[c] in NEGATIONS and adverbial):
            return tree.lower[c] not in ("no", "nor") or c < head
        if (tree.dep[c], tree.lower[c]) in (("aux", "cannot"), ("acomp", "unable")):
            return True
    return bool(tree.lower[head] == "unable")
