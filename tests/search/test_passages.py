"""Stored words and offsets → fragments."""

from search.analysis import words as words_of
from search.engines.analysed import analyse
from search.passages import TERMS, Matcher, best_window, pack_spans, title_and_passages, unpack_spans


def shown(title: str, *sections: str, words: dict[tuple[str, ...], float]):
    import json

    parts = [("", "title", title), ("", "summary", ""), *((f"s{i}", "l", text) for i, text in enumerate(sections))]
    analysed = analyse(parts)
    return title_and_passages(json.dumps(parts), analysed.words, analysed.spans, Matcher(words))


def test_spans_survive_packing():
    found = [words_of("社長の機械"), words_of(""), words_of("あ" * 70_000 + "後継者")]
    numbers = unpack_spans(pack_spans(found))
    places = [(start, end) for section in found for start, end in zip(section.starts, section.ends, strict=True)]
    flat = [n for start, end in places for n in (start, end - start)]
    assert list(numbers) == flat


def test_empty_sections_do_not_shift_the_others():
    title, passages = shown("題", "", "", "社長の話", words={("社長",): 1.0})
    assert [p.anchor for p in passages] == ["s2"]
    assert not any(f.is_match for f in title)


def test_the_section_with_the_most_telling_words_comes_first():
    _title, passages = shown("題", "社長と社長と社長", "社長と後継者", words={("社長",): 0.2, ("後継者",): 3.0})
    assert [p.anchor for p in passages] == ["s1", "s0"]


def test_window_begins_behind_a_sentence():
    text = "はじめの話。" + "社長が来た。" + "終わり。" * 60
    _title, passages = shown("題", text, words={("社長",): 1.0})
    assert [f.text for f in passages[0].fragments][:2] == ["…", "社長"]


def test_best_window_counts_different_words():
    from search.passages import Span

    spans = [Span(0, 2, ("a",)), Span(5, 7, ("a",)), Span(500, 502, ("a",)), Span(510, 512, ("b",))]
    assert best_window(spans, {("a",): 1.0, ("b",): 1.0})[1] == 500


def with_terms(title: str, prose: str, terms: str, wanted: str):
    import json

    parts = [("", "title", title), ("", "summary", ""), ("s0", "l", prose), ("", TERMS, terms)]
    analysed = analyse(parts)
    body = json.dumps(parts)
    return title_and_passages(body, analysed.words, analysed.spans, Matcher({(wanted,): 1.0}))[1]


def test_terms_are_shown_when_nothing_else_matched_and_only_those_that_did():
    (passage,) = with_terms("題", "工場の話", "製造業、社長、成長、社長、若い社長、売上", "社長")
    assert "".join(f.text for f in passage.fragments) == "社長、若い社長"
    assert [f.text for f in passage.fragments if f.is_match] == ["社長", "社長"]


def test_prose_and_title_go_before_terms():
    terms = "社長、社長、社長"
    assert [p.label for p in with_terms("題", "社長の話", terms, "社長")] == ["l"]
    assert with_terms("社長", "工場の話", terms, "社長") == ()


def test_single_kana_are_not_marked():
    title, passages = shown("口にした話", "そうした社長の話", words={("為る",): 1.0, ("社長",): 1.0})
    assert not any(f.is_match for f in title)
    assert [f.text for f in passages[0].fragments if f.is_match] == ["社長"]
