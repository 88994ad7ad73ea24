"""Clause features of English, read off the trees of spaCy's English models (ClearNLP labels).

The small model is right about subjects, modals and negation, and steadily wrong about some words; the
lists below mend what it gets wrong. Everything is computed on plain lists: token attributes are slow.
"""

from __future__ import annotations

from spacy.tokens import Doc

from replylint.language.clauses import Clause

_US = frozenset({"i", "we", "myself", "ourselves", "me", "us"})
_CUSTOMER = frozenset({"you", "u", "ya", "yourself", "yourselves", "y'all"})
_OUR = frozenset({"our", "my"})
_YOUR = frozenset({"your", "ur", "yr"})

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
_CLAUSAL = frozenset({"ROOT", "ccomp", "advcl", "relcl", "acl", "csubj", "csubjpass", "parataxis", "pcomp", "xcomp"})
_VERBS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "MD"})

_BE = frozenset({"be", "am", "is", "are", "was", "were", "been", "being", "'s", "'re", "'m", "is", "get", "gets", "got", "getting"})
_HAVE = frozenset({"have", "has", "had", "having", "'ve", "'d", "'s", "of"})
_PAST_BE = frozenset({"was", "were", "had", "did", "got"})
_NEGATIONS = frozenset({"not", "n't", "never", "no", "cannot", "nt", "nobody", "neither", "nor", "without"})
_OBLIGATION = frozenset({"must", "should", "ought", "shall", "shd"})
_ABILITY = frozenset({"can", "could", "ca", "may", "might", "cannot"})
_FUTURE = frozenset({"will", "'ll", "wo", "ll", "shall", "gonna"})
# "You have to …", "you need to …": a full verb that works as a modal when an infinitive follows.
_SEMI_MODALS = frozenset({"have", "has", "need", "needs", "got", "'ve", "gotta", "had", "needed"})
# "You are required to …": participles and adjectives that make an order of an infinitive.
_ORDERED = frozenset({
    "required", "obliged", "obligated", "requested", "expected", "supposed", "asked", "advised", "instructed",
    "bound", "compelled", "mandated", "directed", "urged", "reminded", "told",
})  # fmt: skip
_ABLE = frozenset({"able", "unable", "allowed", "permitted", "entitled", "welcome", "free"})
# Verbs of receiving and perceiving: "you should receive it by Friday" expects, it does not order.
_RECEIVED = frozenset({
    "receive", "see", "get", "hear", "have", "find", "notice", "be", "feel", "know", "experience", "expect",
    "enjoy", "benefit", "begin", "start", "qualify", "arrive", "recognise", "recognize",
})  # fmt: skip
# "You must be exhausted": what a guess about the reader's state looks like.
_STATES = frozenset({
    "angry", "furious", "worried", "exhausted", "tired", "upset", "frustrated", "disappointed", "wondering",
    "anxious", "annoyed", "stressed", "confused", "concerned", "keen", "eager", "busy", "fed", "relieved",
    "shocked", "worn", "livid", "desperate", "afraid", "scared", "hungry", "cold", "thinking", "feeling",
    "waiting", "hoping", "proud", "sick", "joking", "devastated", "heartbroken", "embarrassed", "gutted",
    "under", "at", "looking", "asking", "going", "dreading", "terrified", "overwhelmed", "puzzled", "baffled",
    "impatient", "sad", "mad", "irritated", "distressed", "alarmed", "drained", "weary", "miserable",
    "delighted", "excited", "glad", "happy", "unhappy", "tearing", "running", "wishing", "freezing", "nervous",
})  # fmt: skip
_CONDITIONS = frozenset({"if", "unless", "whether", "provided", "providing", "assuming", "lest", "in case"})
_TEMPORAL = frozenset({"when", "while", "once", "before", "after", "until", "till", "whenever", "as"})
_REASONS = frozenset({"because", "since", "cos", "cause", "coz", "cuz", "given"})
_CONTRASTS = frozenset({"although", "though", "whereas", "even"})
# Verbs that the small model reads as nouns or names at the start of an order.
_IMPERATIVES = frozenset({
    "add", "allow", "answer", "apply", "arrange", "ask", "attach", "avoid", "back", "bear", "block", "book", "bring",
    "buy", "call", "cancel", "change", "charge", "check", "choose", "claim", "clean", "clear", "click", "close", "collect",
    "complete", "confirm", "connect", "contact", "copy", "correct", "deduct", "delete", "describe", "dial", "disconnect",
    "disregard", "do", "don't", "dont", "download", "drop", "email", "e-mail", "empty", "enclose", "ensure", "enter", "exchange", "expect", "explain",
    "file", "fill", "find", "fix", "follow", "forward", "get", "give", "go", "hand", "hang", "head", "hold", "ignore", "include",
    "inform", "insert", "install", "join", "keep", "leave", "let", "lodge", "log", "look", "mail", "make", "measure",
    "message", "move", "note", "notify", "open", "order", "pack", "pay", "phone", "pick", "place", "plug", "post", "present",
    "press", "print", "produce", "provide", "pull", "push", "put", "quote", "reach", "read", "reboot", "refer", "refrain", "register", "reinstall",
    "release", "remember", "remove", "replace", "reply", "report", "request", "resend", "reset", "respond", "restart", "retry",
    "return", "review", "ring", "run", "save", "scan", "schedule", "see", "select", "sell", "send", "set", "settle", "ship", "show", "sign",
    "speak", "start", "state", "stay", "step", "stop", "submit", "supply", "switch", "take", "talk", "tap", "tell", "text",
    "top", "try", "turn", "type", "uninstall", "unplug", "unsubscribe", "update", "upgrade", "upload", "use", "verify",
    "visit", "wait", "wash", "watch", "withdraw", "write",
})  # fmt: skip
_AFTER_IMPERATIVE = frozenset({
    "the", "a", "an", "your", "our", "us", "me", "my", "this", "that", "it", "them", "these", "those", "any", "all", "to",
    "with", "by", "on", "back", "up", "out", "off", "down", "in", "at", "for", "from", "into", "through", "every", "both",
    "not", "until", "whatever", "what", "when", "how", "if", "him", "her", "as", "via", "only", "no", "away", "over", "one", "two",
    "each", "another", "some", "within", "directly", "here", "again", "contacting", "sending", "calling", "emailing", "proof", "sure",
})  # fmt: skip
_BEFORE_IMPERATIVE = frozenset({
    "please", "kindly", "then", "and", "next", "first", "firstly", "secondly", "also", "just", "simply", "now", "always",
    "never", "so", "or", "finally", "otherwise", "pls", "plz", "instead", "second", "third", "lastly", "again", "do",
    "alternatively", "thereafter", "afterwards", "immediately", ",", "-", "–", "—", ":", "\"", "'", "“", "(", "but",
})  # fmt: skip
# What looks like an order at the start of a sentence and is none.
_NO_ORDER = frozenset({
    "thank", "thanks", "hope", "hoping", "sorry", "apologies", "regards", "got", "welcome", "wish", "wishing", "regret",
    "appreciate", "thx", "looking", "speak", "trust", "pardon", "noted", "understood", "glad", "sounds", "love", "bless", "congratulations",
    "best", "yours", "ok", "okay", "yes", "no", "sure", "well", "like", "given", "received", "refunded", "sent", "found",
})  # fmt: skip


class _Tree:
    """The arrays of one parsed sentence."""

    __slots__ = ("children", "dep", "head", "lower", "size", "tag")

    def __init__(self, doc: Doc) -> None:
        self.size = len(doc)
        self.lower = [token.lower_ for token in doc]
        self.tag = [token.tag_ for token in doc]
        self.dep = [token.dep_ for token in doc]
        self.head = [token.head.i for token in doc]
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
    if tree.child(i, _SUBJECTS) is not None:
        return True
    if dep == "conj":
        return tree.tag[i] in _VERBS and tree.tag[tree.head[i]] in _VERBS
    return dep in _CLAUSAL and tree.tag[i] in _VERBS


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
    found = set()
    first = 0
    while first < tree.size and (
        tree.lower[first] in _BEFORE_IMPERATIVE or (tree.tag[first] == "RB" and first + 1 < tree.size)
    ):
        if tree.lower[first] == "do" and (first + 1 == tree.size or tree.lower[first + 1] not in ("not", "n't")):
            break
        if tree.lower[first] == "do":
            first += 1
        first += 1
    if first < tree.size and tree.lower[first] in ("n't", "not"):
        first += 1
    while first < tree.size and tree.lower[first] in ("please", "just", "simply", "also"):
        first += 1
    if first < tree.size and _opens_order(tree, first):
        found.add(first)
    for i in range(tree.size):
        if i != first and _tree_order(tree, i, found):
            found.add(i)
    return frozenset(found)


def _opens_order(tree: _Tree, i: int) -> bool:
    word, tag = tree.lower[i], tree.tag[i]
    if word in _NO_ORDER or tree.lower[-1] == "?":
        return False
    if i + 1 >= tree.size or tree.lower[i + 1] in (".", "!") and i == 0 and i + 2 >= tree.size:
        return tag == "VB"
    after = tree.lower[i + 1]
    if tag in ("VB", "VBP") and tree.child(i, _SUBJECTS) is None and not _has_modal(tree, i):
        return tree.dep[i] in ("ROOT", "ccomp", "advcl", "conj", "dep", "nsubj") or word in _IMPERATIVES
    if tag == "VB" and tree.dep[i] == "ROOT":
        return not any(c < i and tree.dep[c] in ("nsubj", "aux") and tree.lower[c] != "do" for c in tree.children[i])
    # A verb of our list before a determiner or preposition is an order whatever its tag says,
    # unless a finite verb further on makes it the subject ("Book prices are …" has no determiner here).
    return word in _IMPERATIVES and after in _AFTER_IMPERATIVE and tag in ("NN", "NNP", "JJ", "RB", "IN", "VBN", "VBD", "UH", "RP")


def _has_modal(tree: _Tree, i: int) -> bool:
    return any(tree.tag[c] in ("MD", "TO") for c in tree.children[i])


def _tree_order(tree: _Tree, i: int, found: set[int]) -> bool:
    """An order further on: joined to one before it, or after a comma, a colon or an opening phrase."""
    if tree.tag[i] not in ("VB", "VBP") or tree.lower[i] in _NO_ORDER or tree.child(i, _SUBJECTS) is not None:
        return False
    if tree.lower[-1] == "?" or _has_modal(tree, i) or any(tree.dep[c] == "mark" for c in tree.children[i]):
        return False
    if tree.dep[i] == "conj":
        governor = tree.head[i]
        return governor in found or (
            tree.tag[i] == "VB" and i > 0 and tree.lower[i - 1] in ("and", "so", ",", ";", "then", "please", "or", "but")
            and not _under_modal(tree, governor) and tree.lower[governor] not in _NO_ORDER | {"let", "help"}
            and tree.lower[i] in _IMPERATIVES
        )
    if tree.dep[i] in ("ROOT", "ccomp", "parataxis") and tree.tag[i] == "VB" and i > 0:
        j = i - 1
        while j > 0 and (tree.lower[j] in ("please", "kindly", "just", "simply", "do", "not", "n't", "then", "also") or tree.tag[j] == "RB"):
            j -= 1
        return tree.lower[j] in (",", ":", ";", "-", "–", "—", "and", "so", "or") or j == 0
    return False


def _under_modal(tree: _Tree, i: int) -> bool:
    for _ in range(tree.size):
        if _has_modal(tree, i):
            return True
        if tree.dep[i] not in ("conj", "xcomp") or tree.head[i] == i:
            return False
        i = tree.head[i]
    return False


def _clause(tree: _Tree, head: int, above: Clause | None, orders: frozenset[int]) -> Clause:
    kind = _kind(tree, head, above)
    joined = tree.dep[head] == "conj" and above is not None
    own_subject = tree.child(head, _SUBJECTS)
    auxiliaries = [c for c in tree.children[head] if tree.dep[c] in ("aux", "auxpass") or tree.tag[c] == "MD"]
    infinitive = any(tree.tag[c] == "TO" for c in auxiliaries)
    governed = above is not None and tree.dep[head] in ("xcomp",)
    subject = _party(tree, own_subject) if own_subject is not None else "none"
    if own_subject is None and head not in orders and above is not None and (joined or tree.dep[head] == "xcomp"):
        subject = _controller(tree, head, above) if tree.dep[head] == "xcomp" else above.subject
    if head in orders:
        mood = "imperative"
    elif tree.lower[-1] == "?" and (above is None or joined or kind == "main"):
        mood = "interrogative"
    elif joined and above is not None and own_subject is None and above.mood == "imperative":
        mood = "imperative"
    elif tree.tag[head] not in _VERBS and own_subject is None:
        mood = "fragment"
    else:
        mood = "declarative"
    tense = _tense(tree, head, auxiliaries)
    modality = _modality(tree, head, auxiliaries)
    negated = _negated(tree, head)
    if joined and above is not None and own_subject is None:
        if not auxiliaries:
            modality = above.modality if tree.tag[head] == "VB" else modality
            if tree.tag[head] == "VB" or (tree.tag[head] == "VBN" and above.tense == "perfect"):
                tense = above.tense
            elif tree.tag[head] == "VBN" and above.passive:
                tense = above.tense
        if tree.tag[head] == "VB" and above.negated and not auxiliaries:
            negated = True
    if governed and above is not None and infinitive:
        governor = tree.head[head]
        if _passes_modality(tree, governor):
            modality, tense = above.modality, above.tense
            negated = negated or above.negated
    passive = any(tree.dep[c] in ("auxpass", "nsubjpass", "csubjpass") for c in tree.children[head]) or (
        joined and above is not None and own_subject is None and above.passive and tree.tag[head] == "VBN"
    )
    return Clause(head, subject, mood, tense, modality, negated, passive, kind)


def _kind(tree: _Tree, head: int, above: Clause | None) -> str:
    dep = tree.dep[head]
    if dep == "conj" and above is not None:
        return above.kind
    marks = {tree.lower[c] for c in tree.children[head] if tree.dep[c] in ("mark", "advmod", "prep", "aux", "dep") and c < head}
    first = min([head, *(c for c in tree.children[head] if c < head)])
    before = {tree.lower[first], tree.lower[first - 1] if first else ""}
    if marks & {"if", "unless", "whether", "provided", "providing", "lest"}:
        return "conditional"
    if "case" in before | marks and "in" in {tree.lower[max(0, first - 2)], tree.lower[max(0, first - 1)]}:
        return "conditional"
    inverted = tree.lower[first] in ("should", "had", "were") and tree.dep[first] in ("aux", "auxpass") and dep in ("advcl", "ccomp")
    if inverted and tree.lower[-1] != "?":
        return "conditional"
    if dep == "ROOT":
        return "main"
    if above is not None and above.kind in ("conditional", "temporal") and dep in ("xcomp", "ccomp"):
        return above.kind
    if dep in ("relcl", "acl"):
        return "relative"
    if dep == "advcl":
        for words, kind in ((_REASONS, "reason"), (_CONTRASTS, "contrast"), (_TEMPORAL, "temporal"), (frozenset({"to"}), "purpose")):
            if marks & words:
                return kind
        return "adverbial"
    if dep in ("ccomp", "xcomp", "csubj", "pcomp", "csubjpass"):
        # A quotation or a sentence before a colon hangs from the verb after it and yet stands by itself.
        if dep == "ccomp" and head < tree.head[head] and not marks & {"that"}:
            return "main"
        return "complement"
    return "main"


def _party(tree: _Tree, i: int) -> str:
    word = tree.lower[i]
    if word in _US:
        return "us"
    if word in _CUSTOMER:
        return "customer"
    for child in tree.children[i]:
        if tree.dep[child] == "poss":
            if tree.lower[child] in _OUR:
                return "ours"
            if tree.lower[child] in _YOUR:
                return "yours"
    # "you and your family", "my colleague and I", "one of our drivers"
    for child in tree.children[i]:
        if tree.dep[child] == "conj" and tree.lower[child] in _US | _CUSTOMER:
            return "us" if tree.lower[child] in _US else "customer"
        if tree.dep[child] == "prep" and tree.lower[child] == "of":
            for inner in tree.children[child]:
                if tree.dep[inner] == "pobj" and _party(tree, inner) in ("ours", "us"):
                    return "ours"
    return "third"


def _controller(tree: _Tree, head: int, above: Clause) -> str:
    """Who does what an infinitive says: the object of asking ("we asked you to wait"), else the subject."""
    for child in tree.children[tree.head[head]]:
        if tree.dep[child] in ("dobj", "dative") and child < head and tree.lower[child] in _US | _CUSTOMER:
            return _party(tree, child)
    return above.subject


def _tense(tree: _Tree, head: int, auxiliaries: list[int]) -> str:
    words = {tree.lower[c] for c in auxiliaries}
    tag = tree.tag[head]
    if words & _FUTURE:
        return "future"
    if tree.lower[head] in ("going", "gon") and words & _BE and _infinitive_follows(tree, head):
        return "future"
    if words & {"must", "should", "can", "could", "may", "might", "would", "ought", "shall", "'d"} and not words & {"had"}:
        past = tag == "VBN" and words & {"have", "'ve", "of"}
        return "past" if past else "present"
    if words & {"had", "'d"} and tag in ("VBN", "VBD"):
        return "past"
    if tag in ("VBN", "VBD", "VB") and words & {"have", "has", "'ve"}:
        return "perfect"
    if tag == "VBN" and "'s" in words and not any(tree.dep[c] == "auxpass" for c in auxiliaries):
        return "perfect"
    if words & {"was", "were", "did", "got"}:
        return "past"
    if tag == "VBG" and words & _BE:
        return "progressive"
    if tag == "VBD":
        return "past"
    if tag == "VBN":
        # Without an auxiliary a participle after a subject is a past tense that the tagger missed.
        return "past" if not auxiliaries and tree.child(head, _SUBJECTS) is not None else "present"
    if tag in ("VBP", "VBZ", "VB"):
        return "present"
    return "none" if tag != "MD" else "present"


def _infinitive_follows(tree: _Tree, head: int) -> bool:
    return any(
        tree.dep[c] == "xcomp" and any(tree.tag[x] == "TO" for x in tree.children[c]) for c in tree.children[head]
    )


def _passes_modality(tree: _Tree, governor: int) -> bool:
    word = tree.lower[governor]
    return word in _SEMI_MODALS | _ORDERED | _ABLE | {"going", "be", "is", "are", "am", "was", "were", "'re", "'m", "'s", "want", "like", "'d", "gon"}


def _modality(tree: _Tree, head: int, auxiliaries: list[int]) -> str:
    words = {tree.lower[c] for c in auxiliaries}
    word, tag = tree.lower[head], tree.tag[head]
    complements = [c for c in tree.children[head] if tree.dep[c] in ("xcomp", "ccomp", "acomp", "attr", "advcl", "prep", "oprd")]
    if word in _SEMI_MODALS and _infinitive_follows(tree, head) and not words & {"may", "might", "would", "'d"}:
        return "deontic"
    if word == "better" and words & {"had", "'d"}:
        return "deontic"
    if word in _ORDERED and (words & _BE or any(tree.dep[c] == "nsubjpass" for c in tree.children[head])):
        return "deontic" if _infinitive_follows(tree, head) or any(tree.lower[c] == "to" for c in tree.children[head]) else "none"
    for c in complements:
        if tree.lower[c] in _ORDERED and word in _BE and any(tree.dep[x] == "xcomp" for x in tree.children[c]):
            return "deontic"
        if tree.lower[c] in _ABLE and word in _BE:
            return "ability"
    if words & {"must", "ought", "should"}:
        return _obligation(tree, head, words, complements)
    if words & {"can", "could", "ca", "cannot"}:
        return "ability"
    if words & {"may", "might"}:
        return "epistemic"
    if words & {"would", "'d"} and tag != "VBN":
        return "conditional"
    return "none"


def _obligation(tree: _Tree, head: int, words: set[str], complements: list[int]) -> str:
    """Whether must, should or ought orders (deontic) or guesses and expects (epistemic)."""
    word, tag = tree.lower[head], tree.tag[head]
    perfect = tag in ("VBN", "VBD") and words & {"have", "'ve", "of"}
    if "must" in words:
        if perfect or (tag == "VBG" and words & _BE):
            return "epistemic"
        if (word == "be" or word in ("feel", "find", "think", "wonder", "know", "wish")) and tag == "VB":
            if word != "be":
                return "epistemic"
            return "epistemic" if any(tree.lower[c] in _STATES or _psych(tree, c) for c in complements) else "deontic"
        if word in _STATES or (tag == "VBN" and _is_feeling(word)):
            return "epistemic"
        return "deontic"
    if perfect:
        return "deontic"
    if word in _RECEIVED:
        return "epistemic"
    if any(tree.lower[c] in ("able", "fine", "okay", "ok", "good") for c in complements):
        return "epistemic"
    return "deontic"


def _psych(tree: _Tree, i: int) -> bool:
    return tree.tag[i] in ("JJ", "VBN", "VBD", "VBG") and _is_feeling(tree.lower[i])


def _is_feeling(word: str) -> bool:
    return word in _STATES or word.endswith(("strated", "pointed", "noyed", "pset", "hausted", "whelmed"))


def _negated(tree: _Tree, head: int) -> bool:
    for c in tree.children[head]:
        if tree.dep[c] == "neg" or (tree.lower[c] in _NEGATIONS and tree.dep[c] in ("advmod", "det", "preconj", "cc", "nsubj", "aux") and c < head):
            return tree.lower[c] not in ("no", "nor") or c < head
        if tree.dep[c] == "aux" and tree.lower[c] in ("cannot",):
            return True
        if tree.dep[c] == "acomp" and tree.lower[c] == "unable":
            return True
    return tree.lower[head] == "unable"
