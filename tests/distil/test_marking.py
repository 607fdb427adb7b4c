"""Marking: finding the words, several curators, edits of the case, the page without JavaScript."""

import pytest
from django.db import transaction
from django.urls import reverse

from bansou.access import Visibility
from bansou.audit.models import AuditEntry
from casestudies.models import CaseStudy
from casestudies.services import publishing
from casestudies.services.refusal import NotPossible
from distil.codebook import services as codebook
from distil.home import lost_marks
from distil.marking import services
from distil.marking.page import parts_of, shown
from distil.marking.texts import texts_of
from distil.models import Code, Mark
from tests.distil.conftest import EDITORS, EVERYBODY, QUOTE

pytestmark = pytest.mark.django_db
OTHER = "その後は連絡が取れなくなった"


def fresh(mark):
    return Mark.objects.select_related("case").get(pk=mark.pk)


def names(mark):
    return [coding.code.name for coding in mark.codings.all()]


def page(case):
    return reverse("marking", args=[case.public_id])


# --- Finding the words ------------------------------------------------------------------------------------------------
def test_a_mark_knows_where_it_stands(code, mark, make_case, curator):
    case = make_case()
    found = mark(case, code("急ぎすぎ"), memo="聞く前に渡している")
    assert (found.section, found.row, found.start, found.quote) == ("what_happened", "", 0, QUOTE)
    assert (found.prefix, found.suffix) == ("", "、その後は連絡が取れなくなった。")
    assert (found.step, found.outcome, found.size) == ("4", "failure", "small")
    assert names(found) == ["急ぎすぎ"]
    assert AuditEntry.objects.filter(verb="mark", kind="mark", actor=curator).count() == 1


def test_words_may_be_pasted_with_brackets_and_line_ends(code, mark, make_case):
    case = make_case(what_happened="三回目の訪問で\n提案書を渡したところ、連絡が取れなくなった。")
    assert mark(case, code("急ぎすぎ"), quote=f"「{QUOTE}」").quote == "三回目の訪問で\n提案書を渡したところ"


def test_the_same_words_twice_are_told_apart(code, mark, make_case):
    text = "一度目は待った。待った。"
    case, patience = make_case(what_happened=text), code("待つ")
    assert mark(case, patience, quote="待った", place="what_happened").start == 4
    assert mark(case, patience, quote="待った", prefix="一度目は待った。", place="what_happened").start == 8
    assert Mark.objects.count() == 2


def test_words_at_several_places_need_a_place(code, mark, make_case):
    case = make_case(what_happened="社長は黙った。", cause="社長は黙った。")
    with pytest.raises(NotPossible, match="2"):
        mark(case, code("沈黙"), quote="社長は黙った")
    assert mark(case, Code.objects.get(), quote="社長は黙った", place="cause").section == "cause"


@pytest.mark.parametrize("quote", ["", " ", "\n", "書かれていない言葉", "あ" * 1001])
def test_what_cannot_be_marked(code, mark, make_case, quote):
    with pytest.raises(NotPossible):
        mark(make_case(), code("急ぎすぎ"), quote=quote)
    assert not Mark.objects.exists()


def test_a_passage_of_the_course_has_its_own_step(code, mark, make_case):
    entry = {"step": "6", "text": "", "action": "息子さんに任せてみては", "reaction": "長い沈黙のあと、うなずいた"}
    case = make_case(rows=[("course", entry)], terms={"step": ["4"]})
    found = mark(case, code("沈黙"), quote="長い沈黙")
    assert (found.section, found.field, found.step) == ("course", "reaction", "6")
    assert found.row == case.rows.get().key


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_only_published_cases_are_marked(code, mark, make_case, client_for, curator, state):
    case = make_case(state=state)
    with pytest.raises(NotPossible):
        mark(case, code("急ぎすぎ"))
    assert client_for(curator).get(page(case)).status_code == 404


# --- Several curators -------------------------------------------------------------------------------------------------
def test_two_curators_share_a_mark_and_keep_their_own_codes(code, mark, make_case, curator, second):
    case, hurry, trust = make_case(), code("急ぎすぎ"), code("信頼")
    first = mark(case, hurry, memo="早い")
    again = mark(case, hurry, trust, by=second, memo="信頼の前に")
    assert first == again
    assert Mark.objects.count() == 1
    assert {(c.code.name, c.by) for c in again.codings.all()} == {("急ぎすぎ", curator), ("信頼", second)}
    assert fresh(first).memo == "早い\n\n信頼の前に"


def test_an_overtaken_change_keeps_what_was_typed(code, mark, make_case, client_for, curator, second):
    hurry, trust = code("急ぎすぎ"), code("信頼")
    found = mark(make_case(), hurry, memo="はじめのメモ")
    opened = services.state_of(found)
    services.change(found, second, [hurry, trust], "別の人のメモ", opened)
    client = client_for(curator)
    data = {"codes": [hurry.public_id], "memo": "私のメモ", "base": opened}
    answer = client.post(found.get_absolute_url(), data)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "私のメモ" in text
    assert "別の人のメモ" in text
    assert fresh(found).memo == "別の人のメモ"
    data["base"] = services.state_of(fresh(found))
    assert client.post(found.get_absolute_url(), data).status_code == 302
    assert fresh(found).memo == "私のメモ"
    assert names(found) == ["急ぎすぎ"]


def test_a_mark_keeps_one_code(code, mark, make_case, client_for, curator):
    found = mark(make_case(), code("急ぎすぎ"), memo="メモ")
    data = {"memo": "変えたメモ", "base": services.state_of(found)}
    answer = client_for(curator).post(found.get_absolute_url(), data)
    assert answer.status_code == 422
    assert "変えたメモ" in answer.content.decode()
    assert names(found) == ["急ぎすぎ"]


def test_a_retired_code_stays_on_its_marks(code, mark, make_case, client_for, curator):
    from distil.codebook.services import retire

    hurry, trust = code("急ぎすぎ"), code("信頼")
    found = mark(make_case(), hurry, trust)
    retire(hurry, curator)
    client = client_for(curator)
    assert "急ぎすぎ" in client.get(found.get_absolute_url()).content.decode()
    data = {"codes": [hurry.public_id, trust.public_id], "memo": "残す", "base": services.state_of(found)}
    assert client.post(found.get_absolute_url(), data).status_code == 302
    assert names(found) == ["急ぎすぎ", "信頼"]
    data = {"quote": OTHER, "codes": [hurry.public_id]}
    assert client.post(page(found.case), data).status_code == 422


def test_a_code_that_was_merged_meanwhile_gives_its_place(code, mark, make_case, curator, second):
    case, trust, reliance = make_case(), code("信頼"), code("信用")
    found = mark(case, reliance)
    base = services.state_of(found)
    codebook.merge(reliance, trust, second)
    assert names(mark(case, reliance, trust, quote=OTHER)) == ["信頼"]  # the form still offered both
    with pytest.raises(services.Conflict):
        services.change(found, curator, [reliance], "", base)
    assert names(fresh(found)) == ["信頼"]
    services.change(found, curator, [reliance], "", services.state_of(found))
    assert names(fresh(found)) == ["信頼"]


# --- Edits of the case ------------------------------------------------------------------------------------------------
def test_a_mark_is_found_again_after_an_edit(code, mark, make_case, rewrite):
    found = mark(make_case(), code("急ぎすぎ"))
    rewrite(found.case, what_happened=f"春のことだった。{QUOTE}、電話も通じなくなった。")
    now = fresh(found)
    assert (now.lost_at, now.start) == (None, 8)
    assert now.prefix == "春のことだった。"
    assert now.suffix.startswith("、電話も")


def test_a_mark_moves_with_its_words(code, mark, make_case, rewrite):
    found = mark(make_case(), code("急ぎすぎ"))
    rewrite(found.case, what_happened="連絡が途絶えた。", cause=f"{QUOTE}だった。")
    now = fresh(found)
    assert (now.lost_at, now.section) == (None, "cause")


def test_a_mark_that_lost_its_words_is_flagged_and_comes_back(code, mark, make_case, rewrite, client_for, curator):
    found = mark(make_case(), code("急ぎすぎ"), memo="なぜ急いだのか")
    text = found.case.what_happened
    rewrite(found.case, what_happened="急いでしまい、連絡が途絶えた。")
    assert fresh(found).lost_at
    assert len(lost_marks(curator)) == 1
    client = client_for(curator)
    for url in (
        page(found.case),
        reverse("marks-lost"),
        found.get_absolute_url(),
        reverse("passages"),
        reverse("distil"),
    ):
        answer = client.get(url)
        assert answer.status_code == 200
        assert QUOTE not in answer.content.decode()  # what the author took out is shown nowhere
    assert "なぜ急いだのか" in client.get(reverse("marks-lost")).content.decode()
    assert "見直しが必要な印" in client.get(reverse("me")).content.decode()
    rewrite(found.case, what_happened=text)
    assert fresh(found).lost_at is None
    assert lost_marks(curator) == []


def test_reworded_passages_are_proposed(code, mark, make_case, rewrite, client_for, curator):
    text = "春に訪ねた。三回目で提案書を渡した。返事はなかった。"
    found = mark(make_case(what_happened=text), code("急ぎすぎ"), quote="三回目で提案書を渡した")
    rewrite(found.case, what_happened="春に訪ねた。四回目に案を見せた。返事はなかった。")
    client = client_for(curator)
    assert "四回目に案を見せた" in client.get(found.get_absolute_url()).content.decode()
    url = reverse("mark-place", args=[found.public_id])
    assert client.post(url, {"quote": "どこにもない"}).status_code == 422
    assert client.post(url, {"quote": "四回目に案を見せた"}).status_code == 302
    now = fresh(found)
    assert (now.quote, now.lost_at) == ("四回目に案を見せた", None)
    assert names(now) == ["急ぎすぎ"]


def test_facts_follow_the_case(code, mark, make_case):
    found = mark(make_case(), code("急ぎすぎ"))
    case = CaseStudy.objects.get(pk=found.case_id).draft
    terms = list(case.terms.all())
    for term in terms:
        term.code = {"outcome": "good", "step": "6"}.get(term.scheme, term.code)
    case.terms = terms
    case.turning_point = QUOTE
    case.save_revision(user=case.author)
    publishing.publish_revision(CaseStudy.objects.get(pk=case.pk).latest_revision, by=case.author)
    now = fresh(found)
    assert (now.outcome, now.step, now.section, now.lost_at) == ("good", "6", "turning_point", None)


@pytest.mark.parametrize("act", ["withdraw", "emergency_hide"])
def test_marks_of_a_case_that_is_gone_are_seen_nowhere(code, mark, make_case, client_for, curator, act):
    found = mark(make_case(), code("急ぎすぎ"))
    case = found.case
    with transaction.atomic():
        getattr(publishing, act)(case, case.author, "理由")
    client = client_for(curator)
    assert client.get(page(case)).status_code == 404
    assert client.get(found.get_absolute_url()).status_code == 404
    for url in (reverse("passages"), reverse("crossings"), reverse("passages-csv"), reverse("distil")):
        answer = client.get(url)
        text = answer.content.decode()
        assert QUOTE not in text
        assert case.title not in text
    assert fresh(found).lost_at is None


def test_following_costs_one_query_without_marks(make_case, django_assert_max_num_queries):
    from bansou.indexing.models import Change
    from distil.marking.following import on_change

    case = make_case()
    with django_assert_max_num_queries(1):
        on_change(Change(kind="case", object_id=case.public_id))
    with django_assert_max_num_queries(0):
        on_change(Change(kind="thread", object_id="x"))


# --- The page ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [*EVERYBODY, "second"])
@pytest.mark.parametrize("visibility", Visibility.values)
def test_only_curators_enter(code, mark, make_case, client_for, cast, role, visibility):
    found = mark(make_case(visibility=visibility), code("急ぎすぎ"))
    client = client_for(cast(role))
    urls = [page(found.case), found.get_absolute_url(), reverse("marks-lost"), reverse("distil")]
    wanted = {200} if role in EDITORS else {302} if role in {"visitor", "pending"} else {403}
    assert {client.get(url).status_code for url in urls} == wanted
    if role not in EDITORS:
        client.post(page(found.case), {"quote": OTHER, "codes": [Code.objects.get().public_id]})
        client.post(reverse("mark-delete", args=[found.public_id]))
        assert Mark.objects.get() == found


def test_marking_by_form(code, make_case, client_for, curator):
    case, hurry = make_case(), code("急ぎすぎ")
    client = client_for(curator)
    data = {"quote": QUOTE, "place": "what_happened", "codes": [hurry.public_id], "new_code": "信頼", "memo": "早い"}
    answer = client.post(page(case) + "?collection=0000000000", data)
    found = Mark.objects.get()
    assert answer.url == f"{page(case)}?collection=0000000000#m-{found.public_id}"
    assert names(found) == ["急ぎすぎ", "信頼"]
    client.post(page(case), data)  # pressed twice
    assert Mark.objects.count() == Code.objects.filter(name="信頼").count() == 1
    text = client.get(page(case)).content.decode()
    assert f'<mark class="coded code--indigo">{QUOTE}</mark>' in text
    assert f"/knowhow/evidence/?case={case.public_id}&amp;section=what_happened&amp;quote=" in text


def test_what_was_typed_stays_after_a_mistake(code, make_case, client_for, curator):
    case = make_case()
    data = {"quote": "事例にない言葉", "memo": "大事なメモ", "new_code": "信頼"}
    answer = client_for(curator).post(page(case), data)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert all(words in text for words in data.values())
    assert not Code.objects.exists()  # nothing half done


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"quote": "\0"},
        {"quote": "長" * 10_000, "codes": ["x"]},
        {"quote": QUOTE, "place": "\0", "new_code": "a"},
        {"quote": QUOTE, "new_code": "名" * 10_000},
        {"quote": QUOTE, "new_code": "a", "before": "\0"},
        {"quote": QUOTE, "new_code": "a", "memo": "長" * 10_000},
        {"quote": QUOTE, "codes": ["0000000000", "\0"]},
    ],
)
def test_no_input_breaks_the_page(make_case, client_for, curator, data):
    assert client_for(curator).post(page(make_case()), data).status_code in {302, 422}


@pytest.mark.parametrize("query", ["?collection=" + "x" * 5000, "?collection=あ"])
def test_no_address_breaks_the_page(make_case, client_for, curator, query):
    assert client_for(curator).get(page(make_case()) + query).status_code == 200


def test_overlapping_marks_are_shown_without_changing_the_text(code, mark, make_case):
    case = make_case(what_happened="<b>三回目</b>の訪問で提案書を渡した。")
    hurry, trust = code("急ぎすぎ"), code("信頼")
    mark(case, hurry, quote="三回目</b>の訪問で提案書")
    mark(case, trust, quote="訪問で提案書を渡した")
    marks = list(Mark.objects.prefetch_related("codings__code"))
    text = next(t for part in parts_of(case, marks) for t in part.texts if t.place == "what_happened")
    assert "<b>" not in text.html
    assert text.html.count("<mark") == 3
    assert text.html.count("coded--more") == 1
    assert [s.number for s in text.marks] == [1, 2]
    assert shown(marks[0]).colour == "teal"


def test_tags_and_unasked_texts_cannot_be_marked(make_case):
    case = make_case(turning_point="失敗事例では尋ねない欄")
    case.tags.add("札")
    assert {"turning_point", "tags"}.isdisjoint({p.section for p in texts_of(case)})


def test_deleting_a_mark_is_recorded(code, mark, make_case, client_for, curator):
    found = mark(make_case(), code("急ぎすぎ"), memo="早い")
    url = reverse("mark-delete", args=[found.public_id])
    assert client_for(curator).get(url).status_code == 405
    assert client_for(curator).post(url).url == page(found.case)
    assert not Mark.objects.exists()
    entry = AuditEntry.objects.get(verb="delete", kind="mark")
    assert (entry.data["codes"], entry.data["memo"]) == (["急ぎすぎ"], "早い")
    assert QUOTE not in str(AuditEntry.objects.values_list("data", flat=True))


def test_evidence_begins_with_the_words_of_the_mark(code, mark, make_case, client_for, curator):
    found = mark(make_case(), code("急ぎすぎ"))
    answer = client_for(curator).get(shown(found).evidence_url)
    assert answer.status_code == 200
    assert QUOTE in answer.content.decode()


def test_opening_a_case_costs_few_queries(code, mark, make_case, client_for, curator, django_assert_max_num_queries):
    case = make_case()
    codes = [code(f"コード{n}") for n in range(12)]
    for n in range(10):
        mark(case, *codes[: n + 1], quote=case.what_happened[n : n + 5])
    client = client_for(curator)
    client.get(page(case))
    with django_assert_max_num_queries(20):
        client.get(page(case))
