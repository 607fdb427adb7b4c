"""Text → words with true offsets, whatever the text."""

import threading
import unicodedata

import pytest

from search.analysis import CHUNK_CHARACTERS, bigrams, is_sentence, is_word, morphs, safe, tokens


def words(text: str) -> list[str]:
    return [token.norm for token in tokens(text)]


def test_particles_auxiliaries_and_signs_are_dropped():
    assert words("社長は、機械を入れた。") == ["社長", "機械", "入れる"]


def test_forms_are_normalised():
    assert words("ｺﾝｻﾙ ＤＸ 打合せ １０") == ["コンサル", "dx", "打ち合わせ", "10"]


@pytest.mark.parametrize(
    "text",
    ["㍿ﾔﾏﾀﾞのｺﾝｻﾙ", "😀社長👨‍👩‍👧と後継者", "ｶﾞｷﾞｸﾞの話", "Ａ社の①", "か\u3099っこう"],
)
def test_offsets_are_into_the_original(text):
    for token in tokens(text):
        surface = text[token.start : token.end]
        assert surface
        assert surface.strip() == surface
    joined = "".join(text[m.start : m.end] for m in morphs(text))
    assert joined == text


def test_long_text_is_cut_and_offsets_go_on():
    text = "社長が話した。" * (CHUNK_CHARACTERS // 4)
    found = tokens(text)
    assert len(found) == 2 * (CHUNK_CHARACTERS // 4)
    assert {text[t.start : t.end] for t in found} == {"社長", "話し"}


@pytest.mark.parametrize(
    "text", ["㍿" * 20_000, "あ" * 40_000, "a" * 100_000, "😀" * 20_000, "\x00" * 1000, "\ud800社長"]
)
def test_any_length_and_content(text):
    for token in tokens(text):
        assert 0 < len(token.norm) <= 64
        token.norm.encode()
        assert not any(c.isspace() or unicodedata.category(c) in {"Cc", "Cs", "Co"} for c in token.norm)


@pytest.mark.parametrize(
    "text", ["㍿ﾔﾏﾀﾞのｺﾝｻﾙは、１０人（α）だ。", "社長が話した。\n" * CHUNK_CHARACTERS, "㍿" * 20_000, "―　…", ""]
)
def test_tokens_are_the_words_among_the_morphemes(text):
    assert [t[:3] for t in tokens(text)] == [m[:3] for m in morphs(text) if is_word(m)]


def test_safe_keeps_the_length():
    text = "a\x00b\ud800c\ue000d\ne"
    assert safe(text) == "a b c d\ne"


@pytest.mark.parametrize("text", ["社長の悩み", "機械を入れた", "聞いたら"])
def test_sentences(text):
    assert is_sentence(morphs(text))


@pytest.mark.parametrize("text", ["事業承継計画", "聞く力", "は", "。", ""])
def test_no_sentences(text):
    assert not is_sentence(morphs(text))


def test_bigrams():
    assert bigrams("社長室") == ["社長", "長室"]
    assert bigrams("社") == []


def test_threads_have_their_own_tokenizer():
    found: list[list[str]] = []
    threads = [threading.Thread(target=lambda: found.append(words("社長の後継者" * 200))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [["社長", "後継者"] * 200] * 8
