"""What every engine must do, whatever it is made of."""

import datetime
import random
from dataclasses import replace

import pytest

from search.engines.base import Document, Query, Section
from tests.search import corpora
from tests.search.reference import Reference

PUBLIC = ("public",)


def doc(id: str, text: str = "", **given) -> Document:
    """A public case with one section."""
    values = {"title": f"題名{id}", "audience": PUBLIC, "sections": (Section("s-1", "lesson", text),) if text else ()}
    return Document("case", id, **{**values, **given})


def ids(engine, text: str = "", **given) -> list[str]:
    return [hit.id for hit in engine.search(Query(text=text, **given)).hits]


def put(engine, *documents: Document) -> None:
    for document in documents:
        engine.put(document)


# --- Against the reference -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("seed", range(12))
def test_random_corpus_agrees_with_the_reference(engine, seed):
    reference = Reference(corpora.documents(seed, 70))
    engine.put_many(reference.documents.values())
    rng = random.Random(seed + 1000)
    for _ in range(60):
        agree(engine, reference, corpora.query(rng))


def agree(engine, reference: Reference, query: Query) -> None:
    results = engine.search(query)
    expected = reference.found(query)
    assert {(hit.kind, hit.id) for hit in results.hits} == expected, query
    assert results.total == len(expected) == len(results.hits), query
    assert results.facets == reference.facets(query), query
    assert results.kinds == reference.kinds(query), query


@pytest.mark.parametrize("seed", range(4))
def test_updates_and_deletions_agree_with_the_reference(engine, seed):
    rng = random.Random(seed)
    reference = Reference(corpora.documents(seed, 40))
    put(engine, *reference.documents.values())
    agree(engine, reference, corpora.query(rng))
    for step in range(60):
        number = rng.randint(1, 50)
        document = corpora.document(rng, number)
        if rng.random() < 0.3:
            engine.drop(document.kind, document.id)
            reference.drop(document.kind, document.id)
        else:
            engine.put(document)
            reference.put(document)
        if step % 5 == 0:
            agree(engine, reference, corpora.query(rng))
    for _ in range(20):
        agree(engine, reference, corpora.query(rng))


def test_rebuild_holds_exactly_what_was_given(engine):
    put(engine, *corpora.documents(1, 30))
    reference = Reference(corpora.documents(2, 20))
    assert engine.rebuild(iter(reference.documents.values())) == 20
    rng = random.Random(3)
    for _ in range(20):
        agree(engine, reference, corpora.query(rng))


def test_totals_are_those_of_a_search_that_left_no_word_out(engine):
    put(engine, *corpora.documents(4, 60))
    rng = random.Random(5)
    queries = [corpora.query(rng) for _ in range(40)]
    searched = [engine.search(query) for query in queries]
    assert engine.totals(queries) == [0 if results.relaxed else results.total for results in searched]
    assert any(results.relaxed and results.total for results in searched)
    assert engine.totals([]) == []


# --- Words -------------------------------------------------------------------------------------------------------------
def test_all_words_must_hold(engine):
    put(engine, doc("a", "社長と後継者が話した。"), doc("b", "社長が話した。"), doc("c", "後継者の話。"))
    assert ids(engine, "社長 後継者") == ["a"]
    assert set(ids(engine, "社長")) == {"a", "b"}


def test_one_word_fewer_when_none_holds_all(engine):
    put(engine, doc("a", "社長と後継者"), doc("b", "社長と機械"), doc("c", "旅館"))
    results = engine.search(Query("社長 後継者 潜水艦"))
    assert [hit.id for hit in results.hits] == ["a"]
    assert (results.relaxed, results.dropped) == (True, ("潜水艦",))
    assert not engine.search(Query("社長 後継者")).relaxed


def test_words_are_not_relaxed_below_half(engine):
    put(engine, doc("a", "社長"))
    assert ids(engine, "社長 潜水艦") == ["a"]
    assert ids(engine, "社長 潜水艦 宇宙船") == []


def test_relaxation_looks_only_at_what_may_be_read(engine):
    put(engine, doc("a", "社長と後継者", audience=["staff"]), doc("b", "社長"))
    results = engine.search(Query("社長 後継者"))
    assert [hit.id for hit in results.hits] == ["b"]
    assert results.dropped == ("後継者",)


def test_filters_do_not_relax(engine):
    put(engine, doc("a", "社長と後継者", facets={"step": ["1"]}), doc("b", "社長", facets={"step": ["2"]}))
    results = engine.search(Query("社長 後継者", selected={"step": ["2"]}))
    assert (results.total, results.relaxed) == (0, False)


def test_sentence_needs_a_part_of_its_words(engine):
    put(
        engine,
        doc("a", "後継者に見積りを任せると、社長は黙った。"),
        doc("b", "工場の機械が古い。"),
        doc("c", "見積りの話を後継者から聞いた。"),
    )
    assert ids(engine, "後継者に見積りを任せるには何から始めるか") == ["a", "c"]


def test_phrase_needs_neighbours(engine):
    put(engine, doc("a", "新しい機械を入れた。"), doc("b", "機械は古いが新しい工場だ。"))
    assert ids(engine, '"新しい機械"') == ["a"]
    assert ids(engine, "“新しい機械”") == ["a"]
    assert set(ids(engine, "新しい 機械")) == {"a", "b"}


def test_phrase_does_not_cross_sections(engine):
    put(engine, doc("a", sections=(Section("1", "x", "社長"), Section("2", "y", "後継者"))), doc("b", "社長の後継者"))
    assert ids(engine, '"社長 後継者"') == ["b"]


def test_minus_leaves_out(engine):
    put(engine, doc("a", "補助金の相談"), doc("b", "借入の相談"))
    assert ids(engine, "相談 -補助金") == ["b"]
    assert ids(engine, "相談 －補助金") == ["b"]
    assert ids(engine, '相談 -"借入の相談"') == ["a"]
    assert ids(engine, "-補助金") == ["b"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("コンサル", "ｺﾝｻﾙ"),
        ("ＤＸ", "dx"),
        ("打合せ", "打ち合わせ"),
        ("気付き", "気づき"),
        ("サーバ", "サーバー"),
        ("１０", "10"),
        ("内発的動機付け", "内発的動機づけ"),
        ("ギリシャ", "希臘ギリシャ"),
    ],
)
def test_ways_of_writing(engine, typed, written):
    put(engine, doc("a", f"これは{written}です。"), doc("b", "ほかの話"))
    assert ids(engine, typed) == ["a"]
    engine.put(doc("a", f"これは{typed}です。"))
    assert ids(engine, written) == ["a"]


@pytest.mark.parametrize(
    ("typed", "written", "found"),
    [
        ("裏課題", "本質的課題が見えた", True),
        ("潜在的課題", "裏課題が見えた", True),
        ("DX", "デジタル化を進めた", True),
        ("金融機関", "信金が動いた", True),
        ("信金", "金融機関が動いた", False),
        ("傾聴", "敬聴に徹した", True),
        ("敬聴", "傾聴に徹した", False),
        ("裏課題", "裏の畑の課題", False),
    ],
)
def test_synonyms(engine, typed, written, found):
    put(engine, doc("a", written))
    assert bool(ids(engine, typed)) is found


WEIRD = [
    '"', '""', '" "', "'", "''", "\\", "-", "--", "-\"", '-"', "*", "a*", "社長*", "^社長", "社長 AND", "AND", "OR OR",
    "NOT 社長", "NEAR(社長 後継者, 5)", "words:社長", "{words}: 社長", "(社長", "社長)", "((((", "社長 + 後継者", "col : x",
    "\x00", "社長\x00後継者", "\x1f\x7f", "\ud800", "社長\udfff", "\ue000", "\ufeff社長", "😀", "👨‍👩‍👧 社長", "🇯🇵", "‮社長",
    "a" * 10_000, "社" * 10_000, "社長 " * 3_000, "は" * 500, "。、！？", "　", "\n\t", "<script>alert(1)</script>",
    "'; DROP TABLE search_indexeddocument; --", "%s %(a)s {0}", "１２３，４５６", "①②③", "㍿㌔", "Ω≈ç√∫", "مرحبا", "שלום",
    "x:y:z", "[社長]", "社長|後継者", "~社長", "社長^2", "/社.*長/", "-a -b -c", '"a', 'a"', '"社長" "後継者"', "−社長",
]  # fmt: skip


@pytest.mark.parametrize("text", WEIRD, ids=range(len(WEIRD)))
def test_no_text_is_an_error(engine, text):
    put(engine, doc("a", "社長と後継者"), doc("b", text))
    query = Query(text, facets=("step",), selected={text: [text]}, excluded={"step": [text]})
    assert engine.search(query).total == 0
    results = engine.search(Query(text))
    assert results.total == len(results.hits)
    engine.suggest(text, PUBLIC)
    engine.put(doc("b", text, title=text, facets={"tag": [text]}))
    engine.drop("case", "b")
    assert engine.search(Query()).total == 1


def test_long_document_is_found_by_its_last_word(engine):
    put(engine, doc("a", "社長は話した。" * 20_000 + "潜水艦"))
    results = engine.search(Query("潜水艦"))
    assert "".join(f.text for f in results.hits[0].passages[0].fragments if f.is_match) == "潜水艦"


# --- Filters -----------------------------------------------------------------------------------------------------------
def test_facet_ignores_its_own_selection_only(engine):
    put(
        engine,
        doc("a", facets={"step": ["1"], "outcome": ["good"]}),
        doc("b", facets={"step": ["2"], "outcome": ["good"]}),
        doc("c", facets={"step": ["2"], "outcome": ["failure"]}),
    )
    results = engine.search(Query(selected={"step": ["1"]}, facets=("step", "outcome")))
    assert results.total == 1
    assert results.facets == {"step": {"1": 1, "2": 2}, "outcome": {"good": 1}}
    results = engine.search(Query(selected={"step": ["1", "2"], "outcome": ["good"]}, facets=("step", "outcome")))
    assert results.total == 2
    assert results.facets == {"step": {"1": 1, "2": 1}, "outcome": {"good": 2, "failure": 1}}


def test_exclusion_counts_in_its_own_facet_too(engine):
    put(engine, doc("a", facets={"step": ["1", "2"]}), doc("b", facets={"step": ["2"]}))
    results = engine.search(Query(excluded={"step": ["1"]}, facets=("step",)))
    assert (results.total, results.facets) == (1, {"step": {"2": 1}})


def test_unknown_codes_find_nothing(engine):
    put(engine, doc("a", facets={"step": ["1"]}))
    assert ids(engine, selected={"step": ["9"]}) == []
    assert ids(engine, selected={"nonsense": ["1"]}) == []
    assert ids(engine, excluded={"nonsense": ["1"]}) == ["a"]
    assert ids(engine, selected={"step": []}) == ["a"]
    assert engine.search(Query(facets=("nonsense",))).facets == {"nonsense": {}}


def test_ranges(engine):
    put(engine, *(doc(str(year), facets={"fiscal_year": [str(year)]}) for year in range(2020, 2026)), doc("none"))
    assert set(ids(engine, ranges={"fiscal_year": ("2022", "2023")})) == {"2022", "2023"}
    assert set(ids(engine, ranges={"fiscal_year": ("2024", None)})) == {"2024", "2025"}
    assert len(ids(engine, ranges={"fiscal_year": (None, None)})) == 7


def test_codes_may_hold_any_sign(engine):
    put(engine, doc("a", facets={"tag": ["a=b", "c d", "改行\nあり", "%s"]}))
    counts = engine.search(Query(facets=("tag",))).facets["tag"]
    assert counts == {"a=b": 1, "c d": 1, "改行 あり": 1, "%s": 1}
    assert ids(engine, selected={"tag": ["a=b"]}) == ["a"]


def test_audience_decides_hits_totals_counts_and_suggestions(engine):
    put(
        engine,
        doc("p", "社長", facets={"step": ["1"]}),
        doc("m", "社長", audience=["members", "staff"], facets={"step": ["1"]}),
        doc("o", "社長", audience=["org:1", "staff"], facets={"step": ["1"]}),
        doc("n", "社長", audience=[], facets={"step": ["1"]}),
    )
    for audience, expected in (
        (["public"], {"p"}),
        (["public", "members"], {"p", "m"}),
        (["public", "members", "org:1"], {"p", "m", "o"}),
        (["public", "staff"], {"p", "m", "o"}),
        (["org:10"], set()),
        ([], set()),
    ):
        results = engine.search(Query("社長", audience=audience, facets=("step",)))
        assert {hit.id for hit in results.hits} == expected
        assert results.total == sum(results.facets["step"].values()) == len(expected)
        assert sum(results.kinds.values()) == len(expected)
        assert {s.id for s in engine.suggest("社", audience)} <= expected


def test_kinds(engine):
    put(engine, doc("a", "社長"), replace(doc("b", "社長"), kind="thread"), replace(doc("a", "社長"), kind="knowhow"))
    assert engine.search(Query("社長", kinds=("case",))).total == 1
    assert engine.search(Query("社長", kinds=("case",))).kinds == {"case": 1, "thread": 1, "knowhow": 1}
    engine.drop("knowhow", "a")
    assert engine.search(Query("社長")).kinds == {"case": 1, "thread": 1}


# --- Order and pages ------------------------------------------------------------------------------------------------------
def dated(id: str, day: int, helpful: int = 0) -> Document:
    return doc(
        id, "社長", dates={"published": datetime.date(2026, 1, day)}, numbers={"helpful": helpful, "discussed": day % 2}
    )


def test_sorts(engine):
    put(engine, dated("a", 3, 1), dated("b", 9, 0), dated("c", 6, 5))
    assert ids(engine, "社長", sort="new") == ["b", "c", "a"]
    assert ids(engine, "社長", sort="helpful") == ["c", "a", "b"]
    assert ids(engine, sort="relevance") == ["b", "c", "a"]
    assert set(ids(engine, "社長", sort="nonsense")) == {"a", "b", "c"}
    engine.put(dated("a", 10, 9))
    assert ids(engine, sort="new") == ["a", "b", "c"]
    assert ids(engine, sort="helpful") == ["a", "c", "b"]
    engine.drop("case", "b")
    assert ids(engine, sort="new") == ["a", "c"]


def test_the_better_match_comes_first(engine):
    put(
        engine,
        doc("far", "社長の話。" + "工場の機械の話が続く。" * 30 + "後継者。"),
        doc("near", "社長の後継者。社長と後継者が話した。"),
    )
    assert ids(engine, "社長 後継者") == ["near", "far"]
    scores = [hit.score for hit in engine.search(Query("社長 後継者")).hits]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


@pytest.mark.parametrize("text", ["", "社長"])
@pytest.mark.parametrize("sort", ["relevance", "new", "helpful"])
def test_pages_show_everything_once(engine, text, sort):
    engine.put_many(doc(f"{n:03}", "社長" + "と工場" * (n % 7)) for n in range(230))
    seen: list[str] = []
    for page in range(1, 13):
        results = engine.search(Query(text, page=page, size=20, sort=sort))
        assert (results.total, results.pages, results.page) == (230, 12, page)
        seen += [hit.id for hit in results.hits]
    assert len(seen) == len(set(seen)) == 230


@pytest.mark.parametrize("page", [13, 10**12, 0, -5])
def test_pages_out_of_range(engine, page):
    put(engine, doc("a", "社長"))
    results = engine.search(Query("社長", page=page))
    assert results.total == 1
    assert len(results.hits) == (1 if page < 1 else 0)


def test_size_zero_asks_for_counts_only(engine):
    put(engine, doc("a", "社長", facets={"step": ["1"]}))
    results = engine.search(Query("社長", size=0, facets=("step",)))
    assert (results.total, results.hits, results.facets, results.pages) == (1, (), {"step": {"1": 1}}, 1)


# --- What is shown -------------------------------------------------------------------------------------------------------
def marked(fragments) -> list[str]:
    return [f.text for f in fragments if f.is_match]


def test_highlight_passage_and_section_name(engine):
    text = (
        "はじめは売上の話だった。" * 10
        + "5年後、誰が見積りを出していますかと聞くと、社長は黙った。"
        + "そのあと。" * 40
    )
    put(
        engine,
        doc(
            "a",
            sections=(Section("s-x", "background", "社長は元気だ。"), Section("s-y", "turning", text)),
            title="社長の見積り",
        ),
    )
    hit = engine.search(Query("見積もり 社長")).hits[0]
    assert marked(hit.title) == ["社長", "見積り"]
    assert "".join(f.text for f in hit.title) == "社長の見積り"
    best = hit.passages[0]
    assert (best.anchor, best.label) == ("s-y", "turning")
    assert marked(best.fragments) == ["見積り", "社長"]
    shown = "".join(f.text for f in best.fragments)
    assert shown.startswith("…") and shown.endswith("…")
    assert len(shown) < 130
    assert [p.anchor for p in hit.passages] == ["s-y", "s-x"]


def test_highlight_is_true_to_width_and_form(engine):
    put(engine, doc("a", "㍿ﾔﾏﾀﾞのｺﾝｻﾙと😀打合せた。"))
    fragments = engine.search(Query("コンサル 打ち合わせる")).hits[0].passages[0].fragments
    assert "ｺﾝｻﾙ" in marked(fragments)
    assert "".join(f.text for f in fragments) == "㍿ﾔﾏﾀﾞのｺﾝｻﾙと😀打合せた。"


def test_synonym_and_phrase_are_marked_as_a_whole(engine):
    put(engine, doc("a", "課題は多いが本質的課題は一つ。"))
    assert marked(engine.search(Query("裏課題")).hits[0].passages[0].fragments) == ["本質的課題"]


def test_markup_stays_text(engine):
    put(engine, doc("a", "<b>社長</b> & <script>"))
    fragments = engine.search(Query("社長")).hits[0].passages[0].fragments
    assert "".join(f.text for f in fragments) == "<b>社長</b> & <script>"


def test_title_only_match_and_browsing_have_no_passage(engine):
    put(engine, doc("a", "工場の話", title="社長の決断"))
    assert engine.search(Query("社長")).hits[0].passages == ()
    assert engine.search(Query()).hits[0].passages == ()


def test_terms_are_a_passage_only_when_nothing_else_matched(engine):
    terms = Section("", "classification", "製造業、後継者、成長、後継者")
    put(engine, doc("a", sections=(Section("s-x", "background", "社長は元気だ。"), terms)))
    hits = engine.search(Query("後継者")).hits[0].passages, engine.search(Query("社長 後継者")).hits[0].passages
    assert [["".join(f.text for f in p.fragments) for p in found] for found in hits] == [["後継者"], ["社長は元気だ。"]]


def test_terms_as_typed(engine):
    assert engine.search(Query("見積り ＤＸ")).terms == ("見積り", "ＤＸ")


# --- Writes ---------------------------------------------------------------------------------------------------------------
def test_older_versions_are_ignored(engine):
    engine.put(doc("a", "社長", version=5))
    engine.put(doc("a", "工場", version=4))
    assert ids(engine, "社長") == ["a"]
    engine.drop("case", "a", version=4)
    assert ids(engine, "社長") == ["a"]
    engine.drop("case", "a", version=6)
    engine.put(doc("a", "社長", version=5))
    assert ids(engine) == []
    engine.put(doc("a", "旅館", version=7))
    assert ids(engine, "旅館") == ["a"]


def test_dropping_before_the_first_put(engine):
    engine.drop("case", "a", version=3)
    engine.put(doc("a", "社長", version=2))
    assert ids(engine) == []
    engine.drop("case", "never")
    engine.put(doc("a", "社長"))
    assert ids(engine) == ["a"]


def test_same_text_other_facts(engine):
    engine.put(doc("a", "社長", facets={"step": ["1"]}))
    engine.put(doc("a", "社長", facets={"step": ["2"]}, audience=["members"]))
    assert ids(engine, "社長") == []
    assert ids(engine, "社長", audience=["members"], selected={"step": ["2"]}) == ["a"]
    engine.drop("case", "a")
    engine.put(doc("a", "社長"))
    assert ids(engine, "社長") == ["a"]


def test_suggest_titles(engine):
    put(
        engine,
        doc("a", title="後継者が動き出した", numbers={"helpful": 1}),
        doc("b", title="後継者に任せる", numbers={"helpful": 5}),
        doc("c", title="補助金の相談"),
    )
    assert [s.text for s in engine.suggest("後継", PUBLIC)] == ["後継者に任せる", "後継者が動き出した"]
    assert engine.suggest("", PUBLIC) == []


def test_stats(engine):
    put(engine, doc("a", "社長"))
    assert engine.stats()["documents"] == 1


@pytest.mark.parametrize("seed", range(3))
def test_changes_that_come_out_of_order_end_as_the_newest_says(engine, seed):
    rng = random.Random(seed)
    newest: dict[str, Document | None] = {}
    changes = []
    for version in range(1, 61):
        id = f"d{rng.randint(1, 8)}"
        document = None if rng.random() < 0.3 else doc(id, rng.choice(corpora.WORDS), version=version)
        newest[id] = document
        changes.append((version, id, document))
    rng.shuffle(changes)
    for version, id, document in changes:
        if document:
            engine.put(document)
        else:
            engine.drop("case", id, version=version)
    reference = Reference([document for document in newest.values() if document])
    for word in ("", *corpora.WORDS):
        agree(engine, reference, Query(word))


def test_pages_fit_together_whatever_the_sort(engine):
    engine.put_many(replace(d, audience=PUBLIC) for d in corpora.documents(5, 90))
    for sort in ("relevance", "new", "helpful", "discussed"):
        for text in ("", "社長", "社長は後継者に何を任せたか"):
            pages = [engine.search(Query(text, page=page, size=7, sort=sort)) for page in range(1, 15)]
            seen = [(hit.kind, hit.id) for page in pages for hit in page.hits]
            assert len(seen) == len(set(seen)) == pages[0].total
