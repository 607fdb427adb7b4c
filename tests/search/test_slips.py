"""「もしかして」: nearer words for slips, only where they give the reader more."""

import re

import pytest

from search.engines import get_engine
from search.suggest import slips
from search.suggest.slips import nearer, slips_between, sound, swapped

pytestmark = pytest.mark.django_db

LINK = re.compile(r'data-did-you-mean>.*?<a href="([^"]+)">(.*?)</a>', re.S)


@pytest.fixture
def meant(client_for):
    """`meant(q, person=None)`: the nearer query that the page offers, '' for none."""

    def ask(q, person=None, **params):
        page = client_for(person).get("/search/", {"q": q, **params}).content.decode()
        found = LINK.search(page)
        if found:
            again = client_for(person).get(found[1].replace("&amp;", "&")).content.decode()
            assert 'data-total="0"' not in again
        return found[2] if found else ""

    return ask


@pytest.fixture
def cases(make_case):
    """Some texts to be found by the right words."""
    texts = [
        "伴走支援と事業承継。",
        "気づきを待ち、後継者に任せた。",
        "資金繰りを金融機関と話した。",
        "ロカベンで人手不足を見た。",
    ]
    for number, text in enumerate(texts):
        make_case(title=f"話その{number}", presenting_issue=text, what_happened="。", cause="。", lesson="。")


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("伴奏支援", "伴走支援"),
        ("事業継承", "事業承継"),
        ("気ずき", "気付き"),
        ("jigyoushoukei", "事業承継"),
        ("じぎょうしようけい", "事業承継"),
        ("ロカヘン", "ロカベン"),
        ("資金ぐり", "資金繰り"),
        ("人出不足", "人手不足"),
        ("金融期間", "金融機関"),
        ("話 金融期間", "話 金融機関"),
        ("伴奏支援に取り組む", ""),  # nothing holds that either
        ("伴走支援", ""),
        ("zzzz", ""),
        ("", ""),
        ("-伴奏支援", ""),
        ('"伴奏支援"', ""),
    ],
)
def test_slips(meant, cases, typed, right):
    assert meant(typed) == right


def test_words_of_readable_titles_only(meant, make_case, outsider):
    make_case(title="番頭さんの帳面を読んだ", visibility="members")
    assert meant("晩冬さん", outsider) == "番頭さん"
    assert meant("晩冬さん") == ""


def test_conditions_stay(meant, cases):
    assert meant("伴奏支援", step="4") == "伴走支援"
    assert meant("伴奏支援", step="1") == ""


def test_a_word_that_many_hold_is_no_slip(meant, cases, make_case, monkeypatch):
    make_case(title="金融期間の話", presenting_issue="。", what_happened="。", cause="。", lesson="。")
    assert meant("資金繰り 金融期間") == "資金繰り 金融機関"
    monkeypatch.setattr(slips, "ESTABLISHED", 1)
    assert meant("資金繰り 金融期間") == ""


def test_its_pieces_apart_do_not_make_a_word_usual(meant, cases, make_case, monkeypatch):
    make_case(title="期間を決めて金融を学ぶ", presenting_issue="。", what_happened="。", cause="。", lesson="。")
    monkeypatch.setattr(slips, "ESTABLISHED", 1)
    assert meant("資金繰り 金融期間") == "資金繰り 金融機関"


def test_slips_are_looked_for_while_nobody_counts(meant, cases, monkeypatch):
    monkeypatch.setattr(type(get_engine()), "totals", lambda *_arguments: None)
    assert meant("話 金融期間") == "話 金融機関"


def test_how_far_apart_words_are():
    assert slips_between("じぎょう", "じぎょう") == 0
    assert slips_between("じぎょ", "じぎょう") == slips_between("ぎじょう", "じぎょう") == 1
    assert slips_between("", "かい") == 2
    assert swapped("事業継承", "事業承継")
    assert not swapped("事業承継", "事業計画")
    assert not swapped("ab", "abc")
    assert sound("きづき") == sound("きずき")
    assert sound("サーヴィス") == sound("さゔいす")


def test_a_word_with_a_particle_is_no_slip_of_the_word(make_case):
    for title in ("先代が店に立つ朝", "先代が帳面を渡した日"):
        make_case(title=title)
    assert "先代が" not in nearer("先代", frozenset({"public", "members", "staff"}))
