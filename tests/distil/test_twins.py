"""Twins: pairs of a good and a failed case, and where they part."""

from itertools import chain

import pytest
from django.urls import reverse

from bansou.audit.models import AuditEntry
from casestudies.models import CaseStudy, RelatedCase
from casestudies.services.publishing import withdraw
from casestudies.structure import ROW_KINDS, TEXTS
from distil.models import Twins
from distil.twins import aligned as aligning
from distil.twins.aligned import aligned
from distil.twins.nearness import dimensions, shared_terms
from distil.twins.proposing import near_to, propose

SHARED = {"step": ["4"], "wall": ["face"], "employee_band": ["6-20"], "surface_issue": ["sales"]}
GOOD = {
    "presenting_issue": "売上が落ちたので補助金がほしい。",
    "turning_point": "五年後の担い手を尋ねると社長は黙り、後継者と話した。",
    "lesson": "先に担い手を聞く。",
}
COURSE = ("course", {"step": "3", "action": "困りごとを聞いた", "reaction": "社長が語り出した"})
NO_PLACE = ["title", "summary", "progress", "current_question", "team"]


def case(make_case, outcome, terms=None, score=None, rows=(), **columns):
    given = {**SHARED, "outcome": [outcome], **(terms or {})}
    texts = GOOD if outcome == "good" else {}
    return make_case("published", visibility="members", terms=given, rows=rows, **{**texts, **columns})


def relate(one, other, score=10.0):
    return RelatedCase.objects.create(case=one, other=other, score=score, reasons=[["wall", "face"]])


@pytest.fixture
def pair(make_case):
    good = case(make_case, "good", title="担い手を聞いて動き出した", rows=[COURSE])
    failure = case(make_case, "failure")
    relate(failure, good)
    return good, failure


def address(pair, name="twins-pair"):
    return reverse(name, args=[one.public_id for one in pair])


def marking(**changed):
    return {
        "good_place": "turning_point",
        "failure_place": "what_happened",
        "good_quote": "社長は黙り、後継者と話した",
        "failure_quote": "",
        "note": "案を出す前に聞いたかどうか",
        "seen": "",
        **changed,
    }


# --- Nearness and proposals -------------------------------------------------------------------------------------------
def test_twins_are_alike_in_step_walls_size_and_issue(pair):
    shared = shared_terms(*pair)
    assert {("step", "4"), ("wall", "face"), ("employee_band", "6-20"), ("surface_issue", "sales")} <= set(shared)
    assert dimensions(shared) == {"step", "walls", "size", "issue"}


def test_the_job_proposes_pairs_with_opposite_outcomes(make_case, pair):
    relate(pair[1], case(make_case, "failure"), 50)
    far = case(make_case, "good", terms={"step": ["1"], "wall": ["see"], "surface_issue": ["staff"]})
    relate(pair[1], far, 40)
    assert propose() == 1
    assert [(t.good, t.failure, t.score) for t in Twins.objects.all()] == [(*pair, 10.0)]
    assert propose() == 1  # again: nothing twice


def test_either_direction_of_likeness_counts(make_case):
    good, failure = case(make_case, "good"), case(make_case, "failure")
    relate(good, failure)
    propose()
    assert Twins.objects.filter(good=good, failure=failure).exists()


def test_no_case_is_in_many_proposals(make_case, pair):
    for _ in range(4):
        relate(pair[1], case(make_case, "good"), 20)
    assert propose() == 2


def test_a_proposal_goes_when_a_case_does(pair, author):
    propose()
    withdraw(pair[0], author, "")
    assert propose() == 0 and not Twins.objects.exists()


def test_what_a_curator_decided_stays(client_for, curator, pair):
    propose()
    client_for(curator).post(address(pair, "twins-act"), {"act": "set-aside"})
    RelatedCase.objects.all().delete()
    assert propose() == 0
    assert Twins.objects.get().state == "set_aside"
    relate(pair[1], pair[0])
    assert propose() == 0 and Twins.objects.get().state == "set_aside"


def test_twins_of_one_case_are_found_at_once(client_for, curator, pair):
    assert [(p.good, p.failure) for p in near_to(pair[0], curator)] == [pair]
    text = client_for(curator).get(f"{reverse('twins')}?case={pair[1].public_id.upper()}").content.decode()
    assert address(pair) in text and not Twins.objects.exists()


# --- Side by side -----------------------------------------------------------------------------------------------------
def test_every_text_has_its_place_beside_the_other():
    placed = set(chain.from_iterable(sections for _heading, sections in (*aligning.BEFORE, *aligning.AFTER)))
    assert {text.name for text in TEXTS} == {*NO_PLACE, *(name for name in placed if name in {t.name for t in TEXTS})}
    assert placed <= {text.name for text in TEXTS} | {kind.code for kind in ROW_KINDS}


def test_lines_join_what_belongs_together(pair):
    good, failure = CaseStudy.objects.filter(pk__in=[one.pk for one in pair]).for_page().order_by("pk")
    lines = {line.heading: [[spot.value for spot in side] for side in line.sides] for line in aligned(good, failure)}
    assert [["turning_point"], ["what_happened"]] in lines.values()
    course = next(iter(good.rows.all()))
    assert [[f"course:{course.key}"], []] in lines.values()
    assert all(any(sides) for sides in lines.values())


def test_the_page_shows_both_and_the_byline_only(client_for, curator, author, pair):
    text = client_for(curator).get(address(pair)).content.decode()
    assert "社長が語り出した" in text and "三回目の訪問で提案書を渡した" in text
    assert author.display_name not in text


def test_only_a_good_and_a_failed_published_case_make_a_pair(client_for, curator, pair, make_case):
    draft = make_case("draft")
    client = client_for(curator)
    for wrong in ((pair[1], pair[0]), (pair[0], pair[0]), (pair[0], draft)):
        assert client.get(address(wrong)).status_code == 404


# --- Where they part --------------------------------------------------------------------------------------------------
def test_a_curator_marks_where_they_part(client_for, curator, pair):
    client = client_for(curator)
    assert client.post(address(pair), marking()).status_code == 302
    twins = Twins.objects.get()
    good, failure = twins.parting
    assert (good.section, good.quote) == ("turning_point", "社長は黙り、後継者と話した")
    assert (failure.section, failure.quote) == ("what_happened", pair[1].what_happened)
    assert (twins.state, twins.by, twins.note) == ("marked", curator, "案を出す前に聞いたかどうか")
    assert AuditEntry.objects.filter(verb="twins.marked", object_id=twins.public_id).exists()
    shown = client.get(address(pair))
    assert [side.stands for side in shown.context["partings"]] == [True, True]
    listed = client.get(f"{reverse('twins')}?state=marked").content.decode()
    assert "案を出す前に聞いたかどうか" in listed


def test_a_row_of_the_course_can_be_the_place(client_for, curator, pair):
    key = pair[0].rows.get(kind="course").key
    client_for(curator).post(address(pair), marking(good_place=f"course:{key}", good_quote="社長が語り出した"))
    assert Twins.objects.get().parting[0].row == key


def test_the_parting_becomes_evidence(client_for, curator, pair):
    client = client_for(curator)
    client.post(address(pair), marking())
    side = client.get(address(pair)).context["partings"][0]
    form = client.get(side.evidence_url)
    assert form.status_code == 200
    assert "社長は黙り、後継者と話した" in form.content.decode()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"good_quote": "そこにない言葉"}, "good_quote"),
        ({"good_place": ""}, "good_place"),
        ({"failure_place": "turning_point"}, "failure_place"),
        ({"note": ""}, "note"),
        ({"note": "長" * 1001}, "note"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client_for, curator, pair, changed, field):
    data = marking(**changed)
    response = client_for(curator).post(address(pair), data)
    assert response.status_code == 422 and field in response.context["form"].errors
    text = response.content.decode()
    assert all(data[name] in text for name in ("good_quote", "note"))
    assert not Twins.objects.exists()


def test_two_curators_do_not_overwrite_each_other(client_for, curator, administrator, pair):
    client_for(administrator).post(address(pair), marking(note="先に書いた"))
    late = client_for(curator).post(address(pair), marking(note="あとから書いた"))
    assert late.status_code == 422
    assert "先に書いた" in late.content.decode() and "あとから書いた" in late.content.decode()
    seen = Twins.objects.get().at.isoformat()
    assert client_for(curator).post(address(pair), marking(note="あとから書いた", seen=seen)).status_code == 302


def test_words_that_are_gone_are_not_shown(client_for, curator, pair):
    client = client_for(curator)
    client.post(address(pair), marking())
    CaseStudy.objects.filter(pk=pair[0].pk).update(turning_point="書き直した。")
    sides = client.get(address(pair)).context["partings"]
    assert [(side.stands, bool(side.quote)) for side in sides] == [(False, False), (True, True)]
    listed = client.get(f"{reverse('twins')}?state=marked")
    assert listed.context["items"][0].is_shaken


def test_a_withdrawn_case_takes_its_pair_off_every_page(client_for, curator, author, pair):
    client = client_for(curator)
    client.post(address(pair), marking())
    withdraw(pair[0], author, "")
    assert client.get(address(pair)).status_code == 404
    assert "案を出す前に" not in client.get(f"{reverse('twins')}?state=marked").content.decode()


def test_set_aside_and_taken_up_again(client_for, curator, pair):
    client = client_for(curator)
    for act, state in (
        ("set-aside", "set_aside"),
        ("set-aside", "set_aside"),
        ("take-up", "proposed"),
        ("x", "proposed"),
    ):
        assert client.post(address(pair, "twins-act"), {"act": act}).status_code == 302
        assert Twins.objects.get().state == state


@pytest.mark.parametrize("role", ["author", "checker", "trainer", "hub"])
def test_for_curators_only(client_for, request, role, pair):
    client = client_for(request.getfixturevalue(role))
    for url in (reverse("twins"), address(pair)):
        assert client.get(url).status_code == 403
    assert client.post(address(pair), marking()).status_code == 403
    assert client.post(address(pair, "twins-act"), {"act": "set-aside"}).status_code == 403


@pytest.mark.parametrize("query", ["case=%EF%BF%BF", f"case={'x' * 9999}", "state=none&page=99999999999", "page=-1"])
def test_nothing_in_an_address_is_an_error(client_for, curator, pair, query):
    assert client_for(curator).get(f"{reverse('twins')}?{query}").status_code == 200
