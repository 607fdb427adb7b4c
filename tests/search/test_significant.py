"""Significant terms: what one selection says more often than another, on both engines."""

import random
from collections import Counter
from math import log, log2

import pytest

from search.documents import case_document
from search.engines import significance
from search.engines.base import Document, Query, Section
from search.engines.significance import g2, ratio
from search.passages import TERMS
from tests.search import corpora
from tests.search.reference import Reference

PLANTED = ("潜水艦", "望遠鏡")  # failed cases say these, and no word of the corpus does
FAILED, GOOD = {"outcome": ["failure"]}, {"outcome": ["good"]}
STAFF = ("staff",)


def case(id: str, *texts: str, outcome: str = "failure", terms: str = "", audience=STAFF) -> Document:
    sections = [Section(f"s-{n}", "lesson", text) for n, text in enumerate(texts)]
    listed = Section("", "classification", terms)  # as every case has it
    return Document(
        "case", id, f"題名{id}", sections=(*sections, listed), facets={"outcome": [outcome]}, audience=audience
    )


def planted(seed: int, count: int = 300) -> list[Document]:
    """A synthetic corpus; one in four failed cases says the planted words, one in twenty good ones says the first."""
    rng = random.Random(seed)
    made = []
    for number in range(count):
        outcome = rng.choice(("good", "failure", "ongoing"))
        texts = [corpora.sentence(rng, 12) for _ in range(3)]
        chance = {"failure": 0.25, "good": 0.05}.get(outcome, 0.5)
        texts += [f"{word}を買った。" for word in PLANTED if rng.random() < chance]
        made.append(case(f"p{number:04}", *texts, outcome=outcome, terms="製造業、事業承継"))
    return made


def compare(engine, one=FAILED, other=GOOD, words=(), audience=STAFF, text="", **given):
    queries = (Query(text, selected=chosen, kinds=("case",), audience=audience) for chosen in (one, other))
    return engine.significant(*queries, words=words, **given)


# --- What it must show ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("seed", range(3))
def test_planted_terms_are_among_the_first_three(engine, seed):
    engine.put_many(planted(seed))
    found = [term.word for term in compare(engine).terms]
    assert set(PLANTED) <= set(found[:3])


def test_the_number_of_documents_read_may_be_small(engine, monkeypatch):
    for module in ("embedded", "elasticsearch"):
        monkeypatch.setattr(f"search.engines.{module}.contrasting.SAMPLE", 60)
    documents = planted(7, 600)
    engine.put_many(documents)
    found = compare(engine)
    held = [sum(f"{PLANTED[0]}を" in d.body for d in documents if d.facets == side) for side in (FAILED, GOOD)]
    assert found.read == (60, 60) and min(found.sizes) > 150
    assert [t.counts for t in found.terms if t.word == PLANTED[0]] == [tuple(held)]
    assert set(PLANTED) <= {term.word for term in found.terms[:3]}


# --- Against plain counting, and each other -------------------------------------------------------------------------------
@pytest.mark.parametrize("seed", range(4))
def test_both_engines_count_the_same(embedded, elasticsearch, seed):
    reference = Reference(corpora.documents(seed + 50, 120))
    for engine in (embedded, elasticsearch):
        engine.put_many(reference.documents.values())
    rng = random.Random(seed)
    for _ in range(12):
        one, other = corpora.query(rng), corpora.query(rng)
        ours, theirs = embedded.significant(one, other), elasticsearch.significant(one, other)
        assert ours == theirs, (one, other)
        found, against = reference.found(one), reference.found(other)
        assert ours.shared == len(found & against)
        sides = apart(found, against)
        assert ours.sizes == tuple(map(len, sides))
        for term in ours.terms:
            assert term.counts == tuple(holding(reference, side, term) for side in sides)


def apart(one: set, other: set) -> tuple[set, set]:
    if one <= other:
        return one, other - one
    return (one - other, other) if other <= one else (one - other, other - one)


def holding(reference: Reference, names: set, term) -> int:
    return sum(any(term.word in section for section in reference.words[name]) for name in names)


def test_words_that_are_asked_for_are_answered_in_their_order(embedded, elasticsearch):
    documents = planted(1, 80)
    for engine in (embedded, elasticsearch):
        engine.put_many(documents)
    asked = (PLANTED[1], "火星人", PLANTED[0], "", " ", PLANTED[1])
    ours, theirs = compare(embedded, words=asked), compare(elasticsearch, words=asked)
    assert ours == theirs
    assert [term.word for term in ours.terms] == [PLANTED[1], "火星人", PLANTED[0]]
    assert ours.terms[1].counts == (0, 0)
    assert len(ours.terms[0].examples[0]) == min(10, ours.terms[0].counts[0])


# --- What counts ----------------------------------------------------------------------------------------------------------
def test_only_what_may_be_read_is_counted(engine):
    hidden = [case(f"h{n}", "潜水艦の秘密", audience=["staff", "org:1"]) for n in range(9)]
    engine.put_many([*hidden, *(case(f"o{n}", "社長の話", audience=["public", "staff"]) for n in range(9))])
    engine.put_many(case(f"g{n}", "社長の話", outcome="good", audience=["public", "staff"]) for n in range(9))
    assert "潜水艦" in [term.word for term in compare(engine).terms]
    found = compare(engine, audience=("public",), words=("潜水艦",))
    assert found.sizes == (9, 9) and found.terms[0].counts == (0, 0) and found.terms[0].examples == ((), ())
    assert compare(engine, audience=("public",)).terms == ()


def test_terms_that_were_chosen_are_not_said(engine):
    engine.put_many(case(f"f{n}", "社長と潜水艦", terms="見立て違い、製造業") for n in range(9))
    engine.put_many(case(f"g{n}", "社長と話した", outcome="good", terms="製造業") for n in range(9))
    assert [term.word for term in compare(engine).terms] == ["潜水艦"]


def test_the_list_of_terms_is_the_last_section_of_a_case(make_case):
    sections = case_document(make_case("published", rows=[("voices", {"text": "助かりました。"})])).sections
    assert [section.label for section in sections].index(TERMS) == len(sections) - 1


def test_a_document_of_both_sides_is_left_out(engine):
    engine.put_many(case(f"f{n}", "社長と潜水艦") for n in range(5))
    engine.put_many(case(f"g{n}", "社長", outcome="good") for n in range(5))
    engine.put_many(case(f"o{n}", "社長", outcome="ongoing") for n in range(5))
    found = compare(engine, one={"outcome": ["failure", "good"]}, other={"outcome": ["ongoing", "good"]})
    assert (found.sizes, found.shared, [t.word for t in found.terms]) == ((5, 5), 5, ["潜水艦"])


def test_a_part_is_compared_with_the_rest(engine):
    engine.put_many(case(f"f{n}", "社長と潜水艦") for n in range(5))
    engine.put_many(case(f"g{n}", "社長と望遠鏡", outcome="good") for n in range(5))
    found = compare(engine, one=FAILED, other={})
    assert (found.sizes, found.shared, [t.word for t in found.terms]) == ((5, 5), 5, ["潜水艦"])
    found = compare(engine, one={}, other=FAILED)
    assert (found.sizes, found.shared, [t.word for t in found.terms]) == ((5, 5), 5, ["望遠鏡"])
    assert compare(engine, one=FAILED, other=FAILED).sizes == (5, 0)


def test_one_long_case_makes_no_word_significant(engine):
    engine.put_many(case(f"f{n}", "潜水艦" * 50 if n < 2 else "社長") for n in range(9))
    engine.put_many(case(f"g{n}", "社長", outcome="good") for n in range(40))
    assert "潜水艦" not in [term.word for term in compare(engine).terms]


@pytest.mark.parametrize("text", ["", "\x00", "a" * 10_000, "存在しない語句 火星人"])
def test_nothing_to_compare_is_no_error(engine, text):
    engine.put_many(planted(2, 10))
    found = compare(engine, one={"outcome": ["none"]}, text=text)
    assert found.sizes[0] == 0 and found.terms == ()


# --- The statistic --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("counts", "sizes", "expected"),
    [((10, 10), (100, 100), 0.0), ((0, 0), (5, 5), 0.0), ((0, 0), (0, 0), 0.0), ((30, 10), (100, 100), 12.9715)],
)
def test_g2(counts, sizes, expected):
    assert g2(counts, sizes) == pytest.approx(expected, abs=0.01)


def test_g2_is_that_of_the_textbook():
    rng = random.Random(1)
    for _ in range(200):
        sizes = rng.randint(1, 500), rng.randint(1, 500)
        counts = rng.randint(0, sizes[0]), rng.randint(0, sizes[1])
        cells = [*zip(counts, sizes, strict=True)]
        observed = [x for count, size in cells for x in (count, size - count)]
        rates = sum(counts) / sum(sizes), 1 - sum(counts) / sum(sizes)
        expected = [size * rate for _count, size in cells for rate in rates]
        textbook = 2 * sum(o * log(o / e) for o, e in zip(observed, expected, strict=True) if o)
        assert g2(counts, sizes) == pytest.approx(textbook, abs=1e-5)


def test_ratio_says_how_many_times_as_often():
    assert ratio((400, 100), (1000, 1000)) == pytest.approx(2, abs=0.01)
    assert ratio((5, 0), (10, 10)) == pytest.approx(log2(11), abs=0.01)


def test_words_of_a_sample_are_ranked_by_the_statistic():
    said = [significance.said(("thread", str(n)), "社長 潜水艦") for n in range(5)]
    against = [significance.said(("thread", str(n)), "社長 1234") for n in range(5)]
    assert significance.candidates(said, against) == ["潜水艦"]
    assert Counter(significance.candidates(against, said)) == {}
