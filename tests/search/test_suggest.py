"""What the search box offers while one types, for whom."""

import re

import pytest
from django.db import transaction

from bansou.indexing.services import changed
from search.suggest.known import values, words

pytestmark = pytest.mark.django_db

GROUP = re.compile(r'role="group" aria-label="([^"]+)"(.*?)</div>', re.S)
OPTION = re.compile(r'role="option"[^>]* href="([^"]+)">(.*?)</a>', re.S)


@pytest.fixture
def offered(client_for):
    """`offered(text, person=None, query="")`: {group: {text: address}} of the answer."""

    def ask(text, person=None, **params):
        answer = client_for(person).get("/search/suggest/", {"q": text, **params})
        assert answer.status_code == 200
        assert "private" in answer["Cache-Control"]
        assert "Cookie" in answer["Vary"]
        return {
            label: {re.sub("<[^>]+>.*", "", text).strip(): url for url, text in OPTION.findall(inside)}
            for label, inside in GROUP.findall(answer.content.decode())
        }

    return ask


@pytest.fixture
def cases(make_case):
    """Two about handing over, one of them for members."""
    make_case(title="事業承継の計画づくりに時間をかけた", terms={"theme": ["succession"], "wall": ["see"]})
    make_case(title="事業計画を先に渡した", visibility="members", terms={"wall": ["face"]})


@pytest.mark.parametrize(
    "typed", ["事業承継", "じぎょうしょ", "ジギョウシ", "jigyoush", "ｊｉｇｙｏｕｓｈ", "jigyō shou"]
)
def test_kanji_kana_and_romaji_offer_the_same(offered, cases, typed):
    found = offered(typed)
    assert "事業承継の計画づくりに時間をかけた" in found["ページを開く"]
    assert "経営テーマ：事業承継" in found["条件で絞り込む"]


def test_a_filter_keeps_the_conditions_of_the_box_and_says_what_it_gives(offered, cases, client_for):
    found = offered("みえない", step="4", kind="case")
    assert found["条件で絞り込む"]["自己変革への5つの壁：見えない壁"] == "/search/?step=4&amp;wall=see"
    page = client_for(None).get("/search/suggest/?q=みえない").content.decode()
    assert "1件" in page
    assert "自己変革への5つの壁：見えない壁" not in offered("みえない", wall="see").get("条件で絞り込む", {})


def test_a_filter_that_finds_nothing_is_not_offered(offered, cases):
    assert "条件で絞り込む" not in offered("けいえいかいぜん")


def test_other_names_of_a_value_are_met(offered, cases, make_case):
    make_case(title="数字を一緒に見た", terms={"tool": ["local-benchmark"]})
    assert "支援ツール：ローカルベンチマーク" in offered("ろかべ")["条件で絞り込む"]


def test_the_last_word_is_completed_and_the_others_stay(offered, cases):
    found = offered("計画 じぎょうしょ")
    assert found["この言葉でさがす"] == {
        "計画 事業承継": "/search/?q=%E8%A8%88%E7%94%BB+%E4%BA%8B%E6%A5%AD%E6%89%BF%E7%B6%99"
    }
    assert found["条件で絞り込む"]["経営テーマ：事業承継"] == "/search/?q=%E8%A8%88%E7%94%BB&amp;theme=succession"


def test_words_that_give_the_reader_nothing_are_not_offered(offered, cases, make_case, outsider):
    make_case(title="話を聞いた", lesson="社労士に話を聞く。", visibility="members", presenting_issue="売上。")
    assert "社労士" not in offered("しゃろう").get("この言葉でさがす", {})
    assert "社労士" in offered("しゃろう", outsider)["この言葉でさがす"]


def test_titles_are_only_for_their_readers(offered, cases, author, outsider, colleague, make_case):
    secret = make_case(title="事業の山場を越えた", visibility="organisation")
    shown = {
        person and person.display_name: set(offered("jigyou", person).get("ページを開く", {}))
        for person in (None, outsider, colleague, author)
    }
    everyone = {"事業承継の計画づくりに時間をかけた"}
    members = everyone | {"事業計画を先に渡した"}
    assert shown == {
        None: everyone,
        outsider.display_name: members,
        colleague.display_name: members | {secret.title},
        author.display_name: members | {secret.title},
    }


def test_what_was_withdrawn_is_gone_at_once_even_if_the_index_is_late(offered, cases):
    from casestudies.models import CaseStudy

    CaseStudy.objects.filter(title__startswith="事業承継").update(live=False)  # past the index
    assert "ページを開く" not in offered("じぎょうしょうけい")


def test_people_for_those_who_may_see_their_profile_and_never_their_anonymous_cases(
    offered, make_case, author, outsider
):
    make_case(title="窓口で聞いた話", byline="anonymous", visibility="members")
    for readers, seen in (("public", [True, True]), ("members", [False, True])):
        author.profile_readers, author.display_name = readers, "水沢 なお"
        author.save()
        with transaction.atomic():
            changed(author)
        for person, sees in zip((None, outsider), seen, strict=True):
            found = offered("mizusawa", person)
            assert ("水沢 なお" in found.get("人", {})) is sees
            assert set(found) <= {"人"}


def test_eight_at_most(offered, make_case):
    for number in range(9):
        make_case(
            title=f"事業の話その{number}", terms={"theme": ["succession"], "wall": ["act"], "situation": ["growth"]}
        )
    assert 3 <= sum(map(len, offered("じぎょう").values())) <= 8


@pytest.mark.parametrize("text", ["", " ", "🙂", "'\"><script>", "OR", "-", "a" * 5000, "step:4", "%", "*", "「"])
def test_any_text_is_answered(offered, cases, text):
    offered(text)
    offered("じぎょう", step=text, kind=text, page=text)


def test_the_answer_is_text(offered, make_case):
    make_case(title="<b>事業</b>を&見直す")
    assert "&lt;b&gt;事業&lt;/b&gt;を&amp;見直す" in offered("事業")["ページを開く"]


def test_readings_are_computed_once(db, django_assert_num_queries):
    words(), values()
    with django_assert_num_queries(0):
        assert words() is words()
        assert values() is values()


# --- The engines ----------------------------------------------------------------------------------------------------------
def put(engine, id, title, kind="case", audience=("public",), **more):
    from search.engines.base import Document

    engine.put(Document(kind, id, title, audience=audience, **more))


def ids(engine, text, *audience, **more):
    return [item.id for item in engine.suggest(text, audience or ("public",), **more)]


def test_engine_finds_titles_by_kanji_kana_and_romaji(engine):
    put(engine, "a", "事業承継の相談", numbers={"helpful": 1})
    put(engine, "b", "伴走支援で事業を見直す", numbers={"helpful": 5})
    put(engine, "c", "補助金の相談")
    for typed in ("事業", "じぎょう", "ジギョウ", "jigyou", "jigy", "ｊｉｇ"):
        assert ids(engine, typed) == ["b", "a"]
    assert ids(engine, "伴奏支援") == ["b"]
    assert ids(engine, "soudan jigyou") == ["a"]
    assert ids(engine, "業") == ids(engine, "") == ids(engine, "'\"*") == []
    assert ids(engine, "j", limit=1) == ["b"]


def test_engine_gives_the_kinds_asked_for(engine):
    put(engine, "a", "後継者の話")
    put(engine, "b", "後継者の会", kind="thread")
    assert ids(engine, "後継", kinds=("thread",)) == ["b"]
    assert sorted(ids(engine, "後継", kinds=())) == ["a", "b"]


def test_engine_suggests_to_readers_only(engine):
    put(engine, "a", "後継者の話", audience=("members",))
    assert ids(engine, "後継") == []
    assert ids(engine, "後継", "public", "members") == ["a"]


def test_engine_follows_changes_of_titles(engine):
    put(engine, "a", "後継者の話")
    put(engine, "a", "先代の話")
    assert ids(engine, "後継") == []
    assert ids(engine, "sendai") == ["a"]
    engine.drop("case", "a")
    assert ids(engine, "sendai") == []
    put(engine, "a", "先代の話")
    assert ids(engine, "せんだい") == ["a"]
    engine.reset()
    assert ids(engine, "せんだい") == []
