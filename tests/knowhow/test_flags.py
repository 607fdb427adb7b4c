"""What follows from a change: the grade at once, a flag, a task, and quotes that are gone."""

import time
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from bansou.audit.models import AuditEntry
from bansou.indexing.services import changed
from bansou.notifications.models import Delivery
from bansou.site.todo import todo_for
from casestudies.anchors import anchor_for
from casestudies.models import Consent
from casestudies.services import consent, publishing
from casestudies.services.refusal import NotPossible
from knowhow import services
from knowhow.flags.services import contradicting, look_again_on, settle, watch
from knowhow.flags.todo import looking_after
from knowhow.grade.services import regrade, set_strength
from knowhow.models import Article, Evidence, Flag
from tests.cast import make_organisation, make_person
from tests.knowhow.conftest import QUOTE
from tests.poppler import text

pytestmark = pytest.mark.django_db
PREFECTURES = ["13", "27", "40", "04"]
INDUSTRIES = ["E", "I", "M", "D"]


@pytest.fixture
def cases(make_case):
    """Four cases of four organisations in four regions and industries."""

    def make(number):
        writer = make_person(f"writer{number}", make_organisation(f"機関{number}"))
        terms = {"prefecture": [PREFECTURES[number]], "industry": [INDUSTRIES[number]]}
        sizes = {"company_size": ["medium" if number % 2 else "small"]}
        return make_case(author=writer, terms=terms | sizes, title=f"根拠の事例{number}")

    return [make(number) for number in range(4)]


@pytest.fixture
def graded(make_article, cases):
    """An article that rests on all of them, with its grade."""
    article = make_article(cases)
    regrade(article)
    return article


def open_flags(article):
    return sorted(article.flags.open().values_list("reason", flat=True))


def page_of(client, article):
    return client.get(article.get_absolute_url()).content.decode()


# --- Facts ------------------------------------------------------------------------------------------------------------
def test_a_grade_is_computed_from_what_is_published(graded):
    assert graded.grade == "A"
    stored = Article.objects.get(pk=graded.pk)
    assert (stored.grade, stored.grade_reasons, bool(stored.graded_at)) == ("A", graded.grade_reasons, True)
    counted = {row["code"]: row["values"] for row in stored.grade_reasons}
    assert counted["supported"] == {"voices": 4, "cases": 4, "organisations": 4, "writers": 4, "failures": 4}
    assert counted["regions"] == {"n": 4}


def test_several_passages_of_a_case_count_once(make_article, make_case):
    article = make_article([make_case()] * 3)
    regrade(article)
    assert article.grade == "D"
    assert article.grade_reasons[0]["values"]["cases"] == 1


def test_follow_up_notes_confirm(make_article, make_case):
    article = make_article([make_case(rows=[("follow_ups", {"period": "半年後", "text": "続いている"})])])
    assert any(line.code == "follow_up" for line in regrade(article).lines)


def test_failures_support_what_to_avoid(make_article, cases):
    article = make_article(cases, article_kind="avoid")
    found = regrade(article)
    assert found.letter == "A"
    assert next(line for line in found.lines if line.code == "avoided").values["failures"] == 4


def test_a_whole_place_is_evidence_as_long_as_it_is_there(make_article, make_case):
    case = make_case()
    article = make_article()
    anchor = anchor_for(case.public_id, "cause", case.cause, "")
    Evidence.objects.create(article=article, case=case, anchor=anchor.as_dict())
    assert regrade(article).letter == "D"
    Evidence.objects.update(anchor=anchor_for(case.public_id, "background", "", "").as_dict())
    assert regrade(article).letter == ""


# --- A case changes -----------------------------------------------------------------------------------------------------
def revise(case, **texts):
    draft = case.draft
    for name, value in texts.items():
        setattr(draft, name, value)
    publishing.publish_revision(draft.save_revision(user=case.author), by=case.author)


WAYS_TO_GO = {
    "withdrawn": lambda case, checker: publishing.withdraw(case, by=case.author, reason="やめる"),
    "hidden": lambda case, checker: publishing.emergency_hide(case, by=checker, reason="急ぎ"),
    "consent taken back": lambda case, checker: consent.withdraw_consent(case.consents.get(), checker),
    "consent over": lambda case, checker: (
        Consent.objects.filter(case=case).update(expires_on=timezone.localdate() - timedelta(days=1)),
        consent.end_expired(),
    ),
}


@pytest.mark.parametrize("way", WAYS_TO_GO)
def test_a_case_that_goes_takes_everything_with_it(graded, cases, client_for, curator, second, checker, way):
    client = client_for(None)
    assert "根拠の事例0" in page_of(client, graded)
    begun = time.monotonic()
    WAYS_TO_GO[way](cases[0], checker)
    graded.refresh_from_db()
    page = page_of(client, graded)
    assert time.monotonic() - begun < 2
    assert graded.grade == "B"
    assert "根拠の事例0" not in page
    assert page.count(QUOTE) == 3
    assert "見直し中" in page
    flag = graded.flags.open().get()
    assert (flag.reason, flag.case, flag.grade_before, flag.grade_after) == ("case_gone", cases[0], "A", "B")
    assert graded.flagged_since == flag.at
    for person in (curator, second):
        assert "/knowhow/mine/?show=flagged" in [item["url"] for item in todo_for(person)]
    told = Delivery.objects.filter(event__verb="knowhow_flagged")
    assert {(row.user, row.channel) for row in told} == {(curator, "site"), (second, "site")}
    assert AuditEntry.objects.filter(verb="flag", object_id=graded.public_id).count() == 1


def test_it_all_happens_in_the_transaction_of_the_change(graded, cases):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        publishing.withdraw(cases[0], by=cases[0].author)
        assert Article.objects.get(pk=graded.pk).grade == "B"
        raise ZeroDivisionError
    assert Article.objects.get(pk=graded.pk).grade == "A"
    assert not Flag.objects.exists()


@pytest.mark.slow
def test_the_pdf_and_the_search_follow(graded, cases, client_for, outsider):
    client = client_for(outsider)
    url = reverse("knowhow-pdf", args=[graded.public_id])
    before = text(client.get(url).content)
    publishing.withdraw(cases[0], by=cases[0].author)
    begun = time.monotonic()
    after = text(client.get(url).content)
    found = client.get("/search/?kind=knowhow&q=聞き切ってから提案する").content.decode()
    cases_found = client.get("/search/?q=根拠の事例0").content.decode()
    assert time.monotonic() - begun < 2
    assert ("根拠の事例0" in before, "根拠の事例0" in after) == (True, False)
    assert ("評価はA" in before, "評価はB" in after) == (True, True)
    assert "おおむね十分" in found
    assert cases[0].public_id not in cases_found


def test_a_changed_passage_is_flagged_and_not_counted(graded, cases):
    revise(cases[0], what_happened="別の書き方にした。")
    graded.refresh_from_db()
    assert (graded.grade, open_flags(graded)) == ("B", ["passage_gone"])


def test_other_changes_of_a_case_raise_no_flag(graded, cases):
    revise(cases[0], lesson="教訓を書きたした。")
    publishing.change_settings(cases[0], cases[0].author, visibility="members")
    graded.refresh_from_db()
    assert (graded.grade, open_flags(graded), graded.flagged_since) == ("A", [], None)


def test_a_case_that_comes_back_settles_its_flag(graded, cases, checker):
    publishing.emergency_hide(cases[0], by=checker, reason="確かめる")
    publishing.unhide(cases[0], by=checker)
    graded.refresh_from_db()
    assert (graded.grade, open_flags(graded), graded.flagged_since) == ("A", [], None)
    settled = graded.flags.get()
    assert (bool(settled.settled_at), settled.settled_by) == (True, None)


def test_the_same_trouble_is_flagged_once(graded, cases, checker):
    publishing.withdraw(cases[0], by=checker)
    with transaction.atomic():
        changed(cases[0])
    publishing.emergency_hide(cases[0], by=checker, reason="急ぎ")
    assert open_flags(graded) == ["case_gone"]
    publishing.withdraw(cases[1], by=checker)
    assert open_flags(graded) == ["case_gone", "case_gone"]
    graded.refresh_from_db()
    assert graded.flagged_since == graded.flags.open().first().at


def test_an_article_nobody_reads_is_left_alone(make_article, make_case):
    case = make_case()
    make_article([case], live=False)
    make_article([case], withdrawn_at=timezone.now())
    publishing.withdraw(case, by=case.author)
    assert not Flag.objects.exists()


def test_a_change_of_any_other_case_costs_one_question(graded, make_case, django_assert_num_queries):
    from knowhow.flags.services import follow_case

    case = make_case()
    with transaction.atomic():
        change = changed(case)
        with django_assert_num_queries(1):
            follow_case(change)


# --- A publication ------------------------------------------------------------------------------------------------------
def row_of(case, stance="supports"):
    anchor = anchor_for(case.public_id, "what_happened", case.what_happened, QUOTE)
    return {"key": f"r{case.pk:015d}", "case": case.public_id, "case_id": case.pk, "anchor": anchor.as_dict(),
            "stance": stance, "remark": ""}  # fmt: skip


def publish(article, curator, second, **options):
    asked = services.ask_review(Article.objects.get(pk=article.pk), curator)
    return services.approve(asked, second, asked.latest_revision_id, **options)


def test_a_publication_is_graded_and_counted(make_case, curator, second):
    case = make_case()
    values = {"claim": "主張", "steps": ["4"], "body": "する。", "evidence": [row_of(case)]}
    article = publish(services.create(curator, values), curator, second, on=date(2026, 4, 1))
    assert (article.grade, article.version, article.published_on) == ("D", 1, date(2026, 4, 1))
    assert article.review_by == date(2027, 4, 1)
    services.save_draft(article, curator, {"body": "よくする。"})
    article = publish(article, curator, second)
    assert (article.version, article.published_on) == (2, date(2026, 4, 1))
    assert Article.objects.get().grade == "D", "an edit does not bring back what a revision remembers"


def test_evidence_keeps_its_first_day(make_case, curator, second):
    first, other = make_case(), make_case()
    values = {
        "claim": "主張",
        "steps": ["4"],
        "body": "する。",
        "evidence": [{**row_of(first), "since": date(2025, 5, 1)}],
    }
    article = publish(services.create(curator, values), curator, second)
    services.add_evidence(article, curator, row_of(other))
    article = publish(article, curator, second)
    assert [row.since for row in article.evidence.all()] == [date(2025, 5, 1), timezone.localdate()]


def test_a_contradiction_that_is_added_is_flagged(graded, make_case, curator, second):
    services.add_evidence(graded, curator, row_of(make_case(), "contradicts"))
    article = publish(graded, curator, second)
    assert article.grade == "B"
    assert open_flags(article) == ["contradicted"]
    assert len(contradicting(article)) == 1
    services.save_draft(article, curator, {"body": "もう一度。"})
    publish(article, curator, second)
    assert open_flags(article) == ["contradicted"], "it was there before"


def test_a_first_publication_with_a_contradiction_is_no_change(make_case, curator, second):
    rows = [row_of(make_case()), row_of(make_case(), "contradicts")]
    article = services.create(curator, {"claim": "主張", "steps": ["4"], "body": "する。", "evidence": rows})
    assert open_flags(publish(article, curator, second)) == []


def test_taking_the_row_out_settles_the_flag(graded, cases, curator, second):
    publishing.withdraw(cases[0], by=cases[0].author)
    services.save_draft(graded, curator, {"evidence": [row_of(case) for case in cases[1:]]})
    article = publish(graded, curator, second)
    assert (open_flags(article), Article.objects.get().flagged_since) == ([], None)


# --- The calendar -------------------------------------------------------------------------------------------------------
def test_the_day_for_looking_again(graded, curator):
    today = timezone.localdate()
    Article.objects.update(review_by=today - timedelta(days=1))
    assert (watch(), watch()) == (1, 0)
    graded.refresh_from_db()
    assert (graded.grade, open_flags(graded)) == ("B", ["overdue"])
    with pytest.raises(NotPossible):
        settle(graded.flags.get(), curator, "")
    look_again_on(graded, curator, today + timedelta(days=200))
    graded.refresh_from_db()
    assert (graded.grade, open_flags(graded), graded.flagged_since) == ("A", [], None)
    assert graded.flags.get().settled_by == curator
    assert watch() == 0


def test_what_was_never_graded_is_graded(make_article, make_case):
    article = make_article([make_case()])
    watch()
    article.refresh_from_db()
    assert (article.grade, bool(article.graded_at)) == ("D", True)


# --- Curators -----------------------------------------------------------------------------------------------------------
def test_a_curator_settles_a_flag(graded, cases, client_for, curator, outsider):
    publishing.withdraw(cases[0], by=cases[0].author)
    flag = graded.flags.get()
    care = reverse("knowhow-care", args=[graded.public_id])
    assert care in client_for(curator).get(reverse("knowhow-edit", args=[graded.public_id])).content.decode()
    page = client_for(curator).get(care).content.decode()
    assert cases[0].public_id in page
    assert "根拠の事例0" not in page
    url = reverse("knowhow-settle", args=[graded.public_id, flag.pk])
    assert client_for(outsider).post(url, {"note": "見た"}).status_code == 403
    answer = client_for(curator).post(url, {"note": "長" * 500})
    assert answer.status_code == 422
    assert "長" * 500 in answer.content.decode()
    assert client_for(curator).post(url, {"note": "ほかの三件で足りる"}).url == care
    flag.refresh_from_db()
    assert (flag.settled_by, flag.note) == (curator, "ほかの三件で足りる")
    assert looking_after(curator) == []
    assert "ほかの三件で足りる" in client_for(curator).get(care).content.decode()
    client_for(curator).post(url, {"note": "二度め"})
    flag.refresh_from_db()
    assert flag.note == "ほかの三件で足りる"


@pytest.mark.parametrize("day", ["", "x", "2020-01-01", "9999-12-31", "\0"])
def test_a_wrong_day_is_said(graded, client_for, curator, day):
    url = reverse("knowhow-look-again", args=[graded.public_id])
    assert client_for(curator).post(url, {"day": day}).status_code == 422


def test_the_strength_is_the_curators_decision(graded, client_for, curator):
    client = client_for(curator)
    url = reverse("knowhow-strength", args=[graded.public_id])
    assert client.post(url, {"strength": "strong", "strength_reason": ""}).status_code == 422
    assert client.post(url, {"strength": "x", "strength_reason": "理由"}).status_code == 422
    client.post(url, {"strength": "strong", "strength_reason": "害がなく、すぐ試せるため。"})
    page = page_of(client_for(None), graded)
    assert "強くすすめる" in page
    assert "害がなく、すぐ試せるため。" in page
    graded.refresh_from_db()
    assert graded.grade == "A"
    assert AuditEntry.objects.get(verb="set_strength").data["after"] == "strong"


@pytest.mark.parametrize("number", [0, 999, 10**30])
def test_a_flag_that_is_not_there(graded, client_for, curator, number):
    url = reverse("knowhow-settle", args=[graded.public_id, number])
    assert client_for(curator).post(url, {"note": "\0"}).status_code in {400, 404}


def test_a_flag_of_another_article_is_not_settled_here(graded, cases, make_article, client_for, curator):
    publishing.withdraw(cases[0], by=cases[0].author)
    flag, other = graded.flags.get(), make_article(claim="別の主張")
    url = reverse("knowhow-settle", args=[other.public_id, flag.pk])
    assert client_for(curator).post(url, {"note": ""}).status_code == 404
    assert open_flags(graded) == ["case_gone"]


def test_what_was_decided_during_a_review_outlives_the_publication(graded, cases, curator, second):
    services.save_draft(graded, curator, {"body": "直す。"})
    asked = services.ask_review(Article.objects.get(pk=graded.pk), curator)
    set_strength(graded, second, "conditional", "条件が合うときだけ。")
    publishing.withdraw(cases[0], by=cases[0].author)
    article = services.approve(asked, second, asked.latest_revision_id)
    article = Article.objects.get(pk=article.pk)
    assert (article.strength, article.grade, article.body) == ("conditional", "B", "直す。")
    assert open_flags(article) == ["case_gone"]
