"""Regular reports: when they are made, what stands in them, what is suppressed, and who opens them."""

from datetime import date

import pytest
from django.utils import translation

from bansou.insights.models import RegularReport, Span
from bansou.insights.periods import Period, quarter_of
from bansou.insights.reports import content, services
from bansou.insights.reports.months import month_of, over_on, period_of
from bansou.insights.sources import Cut
from bansou.notifications.models import Event
from casestudies.services import publishing
from knowhow import services as articles
from knowhow.models import Reflection, Try
from tests.cast import make_person
from tests.insights.conftest import TODAY, dated, noon
from tests.poppler import fonts, outline, pages, properties, text

pytestmark = pytest.mark.django_db
MONTH = month_of(TODAY).previous
DAY = MONTH.last
VOICE = "あのとき待ってもらえたので、自分で決められた。"


@pytest.fixture
def make_told(make_case):
    """`make_told(**more)`: a case of last month with a voice."""

    def make(voice=VOICE, **more):
        case = make_case(rows=[("voices", {"viewpoint": "owner", "text": voice})], **more)
        return dated(case, DAY)

    return make


@pytest.fixture
def made():
    """The report of last month."""

    def make():
        assert services.make(Span.MONTH, MONTH)
        return RegularReport.objects.get(span=Span.MONTH)

    return make


def pdf_of(client):
    report = RegularReport.objects.get(span=Span.MONTH)
    answer = client.get(report.get_absolute_url())
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    return answer.content


# --- Periods ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "first", "last", "before", "after"),
    [
        (date(2026, 1, 15), date(2026, 1, 1), date(2026, 1, 31), "2025-12", "2026-02"),
        (date(2026, 3, 31), date(2026, 3, 1), date(2026, 3, 31), "2026-02", "2026-04"),
        (date(2028, 2, 1), date(2028, 2, 1), date(2028, 2, 29), "2028-01", "2028-03"),
        (date(2026, 4, 1), date(2026, 4, 1), date(2026, 4, 30), "2026-03", "2026-05"),
        (date(2026, 12, 9), date(2026, 12, 1), date(2026, 12, 31), "2026-11", "2027-01"),
    ],
)
def test_months(day, first, last, before, after):
    month = month_of(day)
    assert (month.first, month.last, month.previous.code, month.following.code) == (first, last, before, after)
    assert period_of(Span.MONTH, first) == month


def test_months_say_both_ways_of_counting_years():
    with translation.override("ja"):
        assert month_of(date(2026, 2, 1)).label == "2026年2月（令和7年度）"


@pytest.mark.parametrize(
    ("today", "month", "quarter"),
    [(date(2026, 4, 1), "2026-03", Period(2025, 4)), (date(2026, 11, 21), "2026-10", Period(2026, 2))],
)
def test_what_is_over(today, month, quarter):
    (_month, first), (_quarter, second) = over_on(today)
    assert (first.code, second) == (month, quarter)


# --- Being made ---------------------------------------------------------------------------------------------------------
def test_the_job_makes_each_once(make_told, hub):
    assert services.make_due() == 0, "there was nothing by then"
    dated(make_told(), quarter_of(TODAY).previous.first)
    assert services.make_due() == 2 and services.make_due() == 0
    assert set(RegularReport.objects.values_list("span", flat=True)) == {"month", "quarter"}
    told = Event.objects.filter(verb="report_made", deliveries__user=hub).distinct()
    assert sorted(event.data["title"][:4] for event in told) == ["四半期報", "月次報告"]


# --- What stands in it --------------------------------------------------------------------------------------------------
def test_figures_are_those_of_the_period(make_told, make_article, made):
    make_told()
    dated(make_told(), TODAY)
    dated(make_told(), MONTH.previous.first)
    data = made().data
    cases = next(flow for stage in data["stages"] for flow in stage["flows"] if flow["label"] == "公開中の事例")
    assert (cases["value"], cases["before"]) == (1, 1)
    assert data["clock"]["legs"] and data["turns"] == 0


def test_charts_end_with_the_period_and_tell_of_no_person(make_told, made):
    make_told()
    dated(make_told(), TODAY)  # of the same quarter, but after the month
    trends = made().data["trends"]
    assert [trend["code"] for trend in trends] == ["cases", "articles", "sessions"]
    assert [len(trend["points"]) for trend in trends] == [8, 8, 8]
    year, quarter, number, part = trends[0]["points"][-1]
    assert Period(year, quarter) == quarter_of(DAY) and (number, part) == (1, 1)


def test_a_report_made_before_there_were_charts_opens(make_told, made, client_for, hub):
    make_told()
    report = made()
    report.data.pop("trends")
    report.save()
    assert "四半期ごとの動き" not in text(pdf_of(client_for(hub)))


def test_few_persons_are_not_told(make_told, make_article, made, office):
    article = make_article(make_told(), DAY, DAY)
    people = [make_person(f"p{n}", office) for n in range(5)]
    for person in people[:4]:
        Try.objects.create(article=article, user=person, at=noon(DAY))
    cut = Cut(period=MONTH)
    assert content.told("tries", cut) is None and content.told("worked", cut) == 0
    Try.objects.create(article=article, user=people[4], at=noon(DAY))
    assert content.told("tries", cut) == 5
    assert content.told("cases", cut) == 1, "cases are public"


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ({"a": 9, "b": 7}, {"a": 9, "b": 7}),
        ({"a": 9, "b": 3, "c": 7}, {"a": 9, "b": None, "c": None}),
        ({"a": 9, "b": 3, "c": 2}, {"a": 9, "b": None, "c": None}),
        ({"a": 9, "b": 0, "c": 4}, {"a": None, "b": 0, "c": None}),
        ({"a": 2}, {"a": None}),
        ({"a": None, "b": 5}, {"a": None, "b": 5}),
        ({}, {}),
    ],
)
def test_small_numbers_are_not_told_nor_to_be_reckoned(numbers, told):
    assert content.without_few(numbers) == told


def test_regions_tell_no_small_numbers(make_told, made):
    make_told()
    data = made().data["regions"]
    assert data["columns"] == ["公開中の事例", "ノウハウ"], "what persons did is not told by region in a month"
    assert {value for row in data["rows"] for value in row[1:]} <= {None, 0}


def test_voices_of_what_every_member_reads(make_told, made):
    make_told(title="みんな", visibility="members")
    make_told(title="所属", visibility="organisation")
    make_told(voice="短い。")
    (voice,) = made().data["voices"]
    assert voice["anchor"]["quote"] == VOICE


def test_failures_and_others_take_turns(make_told, made):
    for outcome in ("good", "good", "failure"):
        make_told(terms={"outcome": [outcome]})
    chosen = services.context_of(made())["voices"]
    assert [voice.facts.split("・")[0] for voice in chosen] == ["失敗事例", "好事例", "好事例"]


def test_gaps_name_what_nobody_told(make_told, made):
    make_told(terms={"step": ["4"], "wall": ["see"]})
    gaps = made().data["gaps"]
    assert gaps["empty"] == 7 * 5 - 1 and gaps["thin"] == 1
    assert len(gaps["rows"]) == 7 and sum(sum(row[1:]) for row in gaps["rows"]) == 1


def test_the_pdf_says_it_all(make_told, make_article, made, client_for, hub):
    article = make_article(make_told(), DAY, DAY, situation="提案を急ぎたくなったとき。")
    note = {"target": "handbook", "on": DAY, "place": "経営指導員要領", "edition": "2026年版"}
    Reflection.objects.create(article=article, **note)
    made()
    pdf = pdf_of(client_for(hub))
    found = properties(pdf)
    assert found["Title"].startswith("月次報告") and found["Tagged"] == "yes" and found["Page size"].endswith("(A4)")
    assert all(font.is_embedded for font in fonts(pdf))
    headings = [mark[1] for mark in outline(pdf)]
    assert headings[0] == "月次報告" and {"新しいノウハウ", "まだ語られていないこと（空白）", "現場の声"} <= set(
        headings
    )
    said = text(pdf)
    assert "四半期ごとの動き" in said and "斜線：" in said
    assert VOICE in said and "2026年版" in said and "参加" in said and "匿名の支援者" in said
    assert all(str(number) == page.split()[-1] for number, page in enumerate(pages(pdf), 1))


# --- What was closed since ----------------------------------------------------------------------------------------------
def test_what_is_closed_is_gone_at_once(make_told, make_article, made, client_for, outsider, curator):
    case = make_told()
    article = make_article(case, DAY, DAY)
    made()
    client = client_for(outsider)
    assert VOICE in text(pdf_of(client)) and "聞き切ってから提案する" in text(pdf_of(client))
    publishing.withdraw(case, case.author)
    articles.withdraw(article, curator, "古い")
    said = text(pdf_of(client))
    assert VOICE not in said and "聞き切ってから提案する" not in said and "このうち2件は公開を終えた" in said


# --- Doors --------------------------------------------------------------------------------------------------------------
def test_members_open_reports(make_told, made, client_for, outsider, pending):
    make_told()
    url = made().get_absolute_url()
    assert "月次報告" in client_for(outsider).get("/board/reports/").content.decode()
    for page in ("/board/reports/", url):
        assert client_for(None).get(page).status_code == 302
        assert client_for(pending).get(page).status_code == 302
    assert client_for(outsider).get("/board/reports/?page=99999999999999").status_code == 200
    assert client_for(outsider).get("/board/reports/0000000000/").status_code == 404


def test_without_any_report_the_list_says_so(client_for, outsider):
    assert "まだ報告はありません" in client_for(outsider).get("/board/reports/").content.decode()
