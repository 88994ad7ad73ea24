"""Our walk over token patterns gives the same longest matches as spaCy's Matcher; the index loses none."""

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.matcher import DependencyMatcher, Matcher
from spacy.tokens import Doc

from replylint import Linter
from replylint.language.clauses import PREFIX, Parsed, attach
from replylint.language.inflection import word_forms
from replylint.rulebook.patterns import fold, straight
from replylint.rulebook.sequence import Sequence
from replylint.rulebook.walk import Walk

NLP = spacy.blank("en")
WORDS = ["a", "b", "c", "d"]
TAGS = ["NN", "VB", "RB"]


def constraint(values):
    some = st.lists(st.sampled_from(values), min_size=1, max_size=3)
    return st.one_of(
        st.sampled_from(values), some.map(lambda v: {"IN": v}), some.map(lambda v: {"NOT_IN": v})
    )


TOKEN = st.fixed_dictionaries(
    {},
    optional={
        "LOWER": constraint(WORDS),
        "TAG": constraint(TAGS),
        "_": st.fixed_dictionaries({PREFIX + "first": st.booleans()}),
        "OP": st.sampled_from(["?", "*", "+", "{2}", "{1,2}", "{2,}", "{,2}"]),
    },
)


@given(
    st.lists(TOKEN, min_size=1, max_size=4),
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(TAGS)), max_size=8),
)
def test_the_walk_matches_as_spacy_does(pattern, tokens):
    doc = Doc(NLP.vocab, words=[w for w, _ in tokens], tags=[t for _, t in tokens])
    attach(doc, doc.text, None, [], ())
    sequence = Sequence.of(pattern)
    assert sequence is not None
    matcher = Matcher(NLP.vocab)
    matcher.add("p", [pattern])
    # All matches of spaCy, of which the walk gives the longest from each token on.
    longest: dict[int, int] = {}
    for _, start, end in matcher(doc):
        if end > start:
            longest[start] = max(end, longest.get(start, end))
    assert sequence.find(Parsed.of(doc)) == sorted(longest.items())


@st.composite
def trees(draw):
    """Some words in a tree: the head of each, one of them its own."""
    size = draw(st.integers(1, 6))
    root = draw(st.integers(0, size - 1))
    heads = [root] * size
    placed = [root]
    for i in draw(st.permutations([i for i in range(size) if i != root])):
        heads[i] = draw(st.sampled_from(placed))
        placed.append(i)
    words = draw(st.lists(st.sampled_from(WORDS), min_size=size, max_size=size))
    return words, heads


@st.composite
def dependency_patterns(draw):
    nodes = [{"RIGHT_ID": "n0", "RIGHT_ATTRS": {"LOWER": draw(st.sampled_from(WORDS))}}]
    for number in range(1, draw(st.integers(1, 3))):
        nodes.append(
            {
                "LEFT_ID": f"n{draw(st.integers(0, number - 1))}",
                "REL_OP": draw(st.sampled_from(["<", ">", "<<", ">>"])),
                "RIGHT_ID": f"n{number}",
                "RIGHT_ATTRS": {"LOWER": draw(st.sampled_from(WORDS))},
            }
        )
    return nodes


@given(dependency_patterns(), trees())
def test_the_tree_is_walked_as_spacy_does(pattern, tree):
    words, heads = tree
    doc = Doc(NLP.vocab, words=words, heads=heads, deps=["dep"] * len(words), tags=["NN"] * len(words))
    attach(doc, doc.text, None, [], ())
    matcher = DependencyMatcher(NLP.vocab)
    matcher.add("p", [pattern])
    theirs = {(min(ids), max(ids) + 1) for _, ids in matcher(doc) if len(set(ids)) == len(ids)}
    assert set(Walk.of(pattern).find(Parsed.of(doc))) == theirs


def test_what_the_walk_does_not_know_is_left_to_spacy():
    assert Sequence.of([{"ENT_TYPE": "ORG"}]) is None
    assert Sequence.of([{"LOWER": "a", "OP": "!"}]) is None


def test_the_index_loses_no_match(pack):
    """Every pattern of the book, tried on every sentence, finds what the index finds."""
    linter = Linter()
    linter.warm_up()
    book = linter._checker.engine("en").book
    examples = [e.text for entry in book.catalogue.rules.values() for e in entry.spec.bad][:120]
    for doc in book.pipeline.nlp.pipe([straight(text) for text in examples]):
        attach(doc, doc.text, book.pipeline.reader, [], ())
        candidates = book.candidates(Parsed.of(doc))
        indexed = {(match.number, span) for match, p in candidates for span in p.find(doc, Parsed.of(doc))}
        plain = {
            (match.number, span)
            for match in book.matches
            for p in match.patterns
            for span in p.find(doc, Parsed.of(doc))
        }
        assert indexed == plain


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("send", {"send", "sends", "sent", "sending"}),
        ("apologise", {"apologise", "apologize", "apologised", "apologizing"}),
        ("stop", {"stop", "stops", "stopped", "stopping"}),
        ("reply", {"reply", "replies", "replied", "replying"}),
        ("cancel", {"cancelled", "canceled", "cancelling"}),
        ("lie", {"lie", "lying", "lay"}),
    ],
)
def test_lemmas_are_expanded(lemma, forms, pack):
    assert forms <= word_forms(lemma, pack)


@given(st.text(max_size=60))
def test_folding_keeps_every_offset(text):
    assert len(fold(text)) == len(text)
    assert len(straight(text)) == len(text)
