"""The PDCA board: its figures, whose they are, and what opens behind them."""

import csv
import html
import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from bansou.accounts.models import Organisation
from bansou.insights import board as boards
from bansou.insights import caching, scopes
from bansou.insights.clock import LEGS, clock, median
from bansou.insights.counting import Cut
from bansou.insights.participation import participation
from bansou.insights.periods import Period, quarter_of, this_year
from bansou.insights.scopes import ORGANISATION, REGION, Scope
from bansou.insights.sources import SOURCES
from bansou.vocabulary import terms
from casestudies.services import publishing
from casestudies.years import fiscal_year_of
from knowhow.models import SignUp, Try
from tests.cast import ROLES, make_person
from tests.insights.conftest import TODAY, ago, dated, noon

pytestmark = pytest.mark.django_db
NAGANO = Scope(REGION, "b-kanto", "関東")


def of(organisation):
    return Scope(ORGANISATION, organisation.public_id, organisation.name, organisation.pk)


def page_of(client, query=""):
    answer = client.get(f"/board/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


# --- The numbers ------------------------------------------------------------------------------------------------------------
def test_the_loop_in_figures(loop):
    counted = {code: source.count(Cut()) for code, source in SOURCES.items()}
    assert counted == {
        "cases": 2, "failures": 1, "articles": 1, "packages": 1, "sessions": 1, "attended": 1, "reflected": 1, "declared": 1,
        "tries": 1, "worked": 1,
    }  # fmt: skip


def test_a_period_holds_what_came_in_it(make_case):
    first = this_year().first
    for day in (first - timedelta(days=1), first, first):
        dated(make_case(), day)
    now = this_year()
    numbers = [SOURCES["cases"].count(Cut(period=period)) for period in (now, now.previous, Period(now.year, 1), None)]
    assert numbers == [2, 1, 2, 3]
    assert SOURCES["cases"].by_day(Cut(), ago(800), TODAY) == {first: 2, first - timedelta(days=1): 1}


def test_a_step_and_a_region_at_once(loop):
    assert [leg.code for leg in clock(Cut(scope=NAGANO, step="4")).legs if leg.count] == list(LEGS)
    assert not any(leg.count for leg in clock(Cut(scope=NAGANO, step="1")).legs)
    assert not any(leg.count for leg in clock(Cut(scope=Scope(REGION, "b-hokkaido"), step="4")).legs)


def test_by_step_and_region(make_case, loop):
    make_case(terms={"step": ["2", "4"], "prefecture": ["01"]})
    assert SOURCES["cases"].by("step", Cut()) == {"4": 2, "2": 1}
    assert SOURCES["cases"].by(REGION, Cut()) == {"b-kanto": 2, "b-hokkaido": 1}
    assert SOURCES["articles"].by(REGION, Cut()) == {"b-kanto": 1}
    assert SOURCES["articles"].count(Cut(scope=Scope(REGION, "b-hokkaido"))) == 0
    assert SOURCES["packages"].count(Cut(scope=NAGANO)) is None  # trainings are of no region


def test_every_number_opens_its_rows(client_for, loop, hub, make_case):
    """What a reader of everything sees behind each number is as many rows."""
    make_case(byline="organisation", terms={"step": ["2"]})
    client = client_for(hub)
    page = page_of(client)
    links = set(re.findall(r'href="(/board/rows/[^"]*)">([\d,]+)<', page))
    assert len(links) > 20
    for url, number in links:
        opened = client.get(html.unescape(url)).content.decode()
        assert re.search(r'data-total="(\d+)"', opened)[1] == number, url
        if not any(code in url for code in ("attended", "tries", "worked")):
            assert opened.count('class="list__item"') == int(number), url


@pytest.mark.parametrize("code", SOURCES)
def test_rows_are_those_that_one_may_read(client_for, loop, author, outsider, code):
    publishing.change_settings(loop.case, author, visibility="organisation")
    publishing.change_settings(loop.new_case, outsider, visibility="organisation")
    page = client_for(None).get(f"/board/rows/{code}/?period=all").content.decode()
    assert loop.case.title not in page and loop.new_case.title not in page
    if code == "cases":
        assert 'data-total="2"' in page and "ほかに2件は" in page
        assert loop.case.title in client_for(author).get(f"/board/rows/{code}/?period=all").content.decode()


def test_rows_come_in_pages(client_for, make_case, visitor):
    for number in range(23):
        make_case(title=f"話{number:02}")
    first, second = (
        client_for(visitor).get(f"/board/rows/cases/?page={page}").content.decode() for page in (1, 99999999999)
    )
    assert (first.count('class="list__item"'), second.count('class="list__item"')) == (20, 3)


# --- The clock and the turn -----------------------------------------------------------------------------------------------------
def test_the_clock_of_a_known_loop(loop):
    legs = clock(Cut()).legs
    assert [leg.days for leg in legs] == [10, 20, 30, 40, 15, 25]
    assert [leg.code for leg in legs if leg.is_longest] == ["training"]
    assert clock(Cut()).total == 140


def test_a_leg_counts_where_it_ended(loop):
    ended = quarter_of(ago(40))
    days = {leg.code: leg.days for leg in clock(Cut(period=ended)).legs}
    assert days["training"] == 40
    assert next(leg for leg in clock(Cut(period=ended.previous)).legs if leg.code == "training").days is None
    assert next(leg for leg in clock(Cut(period=ended.following)).legs if leg.code == "training").before == 40


@pytest.mark.parametrize(("days", "middle"), [([3], 3), ([1, 9], 5), ([1, 1, 8], 1), ([2, 4, 6, 100], 5)])
def test_median(days, middle):
    from collections import Counter

    assert median(Counter(days)) == middle


def test_the_board_shows_the_closed_turn_with_its_days(client_for, loop, outsider):
    page = page_of(client_for(outsider))
    turn = page[page.index('class="turn"') :]
    found = [loop.new_case, loop.session, loop.article, loop.case]
    assert all(thing.get_absolute_url() in turn for thing in found)
    assert [turn.index(thing.get_absolute_url()) for thing in found] == sorted(
        turn.index(thing.get_absolute_url()) for thing in found
    )
    assert "130日</b> で一巡" in page
    assert "140" in page and "日で一巡" in page


def test_a_turn_tells_nothing_that_one_may_not_read(client_for, loop, author, outsider, visitor):
    publishing.change_settings(loop.case, author, visibility="members")
    publishing.change_settings(loop.new_case, outsider, byline="anonymous", visibility="members")
    for path in ("/board/", "/board/turns/"):
        page = client_for(visitor).get(path).content.decode()
        assert loop.case.title not in page and loop.new_case.title not in page
        assert loop.session.get_absolute_url() not in page and loop.article.get_absolute_url() in page
        assert "公開範囲が限られた事例" in page and "130日" in page
        assert outsider.display_name not in page


def test_a_turn_ends_with_its_case(client_for, loop, author, outsider):
    publishing.withdraw(loop.new_case, outsider)
    assert "まだ一巡したものはありません" in page_of(client_for(outsider))


# --- Whose figures ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/board/", "/board/rows/cases/", "/board/file/", "/board/turns/"])
def test_an_organisation_is_for_its_people_and_the_hub(client_for, cast, organisation, path):
    seeing = {"author", "colleague", "manager", "hub", "administrator"}
    for name in ROLES:
        answer = client_for(cast(name)).get(f"{path}?organisation={organisation.public_id}")
        assert answer.status_code == (200 if name in seeing else 404), name


def test_what_cannot_be_counted_there_is_left_out(client_for, loop, organisation, hub):
    page = page_of(client_for(hub), f"?organisation={organisation.public_id}")
    assert "開いた研修の回" not in page.split('id="clock"')[0] and "研修の出席" in page
    for code in ("packages", "sessions"):
        assert client_for(hub).get(f"/board/rows/{code}/?region=b-kanto").status_code == 404


def test_anonymous_cases_are_of_no_organisation(make_case, organisation, hub, client_for):
    make_case(byline="organisation")
    make_case(byline="anonymous")
    assert SOURCES["cases"].count(Cut(scope=of(organisation))) == 1
    page = page_of(client_for(hub))
    row = page[page.index('id="by-organisation"') :]
    assert re.search(r"試験中央商工会議所</a></th>\s*<td class=\"num\"><a [^>]*>1</a>", row)


def test_organisations_are_listed_for_the_hub_only(client_for, make_case, cast):
    make_case(byline="organisation")
    for name in ("visitor", "author", "curator", "trainer"):
        assert 'id="by-organisation"' not in page_of(client_for(cast(name))), name
    for name in ("hub", "administrator"):
        assert 'id="by-organisation"' in page_of(client_for(cast(name))), name


def test_the_hub_sees_no_draft(client_for, make_case, hub):
    draft, sent = make_case(state="draft", title="下書きの話"), make_case(state="submitted", title="確認中の話")
    client = client_for(hub)
    for path in ("/board/", "/board/rows/cases/?period=all", "/board/file/", "/board/turns/", "/board/map/"):
        page = client.get(path).content.decode("utf-8", "ignore")
        assert draft.title not in page and sent.title not in page


def test_a_scope_can_be_chosen_in_a_form(client_for, organisation, author):
    assert "試験中央商工会議所" in page_of(
        client_for(author), f"?scope=organisation:{organisation.public_id}&period=2025"
    )
    assert 'value="region:b-kanto" selected' in page_of(client_for(author), "?scope=region:b-kanto")


@pytest.mark.parametrize(
    "query",
    ["?scope=x", "?region=zz", "?period=%27", "?scope=region:" + "a" * 10_000, "?period=99999999999", "?step=x"],
)
def test_no_address_is_an_error(client_for, visitor, query):
    page_of(client_for(visitor), query)
    for path in ("/board/rows/cases/", "/board/file/", "/board/turns/"):
        assert client_for(visitor).get(path + query).status_code == 200
    assert client_for(visitor).get("/board/rows/nothing/").status_code == 404
    assert client_for(visitor).get("/board/?organisation=" + "a" * 10_000).status_code == 404


# --- Small groups ------------------------------------------------------------------------------------------------------------------
def tried_by(article, people):
    for person in people:
        Try.objects.create(article=article, user=person, at=noon(ago(3)), result="worked", answered_at=noon(ago(2)))


@pytest.mark.parametrize(("number", "told"), [(0, 0), (1, None), (4, None), (5, 5), (7, 7)])
def test_fewer_than_five_persons_are_not_told(make_case, make_article, make_people, other_organisation, number, told):
    article = make_article(make_case(), ago(9), ago(8))
    tried_by(article, make_people(number))
    year = Period(fiscal_year_of(ago(2)))
    assert SOURCES["worked"].count(Cut(scope=of(other_organisation))) == told
    assert SOURCES["worked"].count(Cut(scope=NAGANO, period=year)) == told
    assert SOURCES["worked"].count(Cut(period=year)) == number
    # nor can they be told from the quarters of a year
    assert SOURCES["worked"].count(Cut(scope=of(other_organisation), period=quarter_of(ago(2)))) is None


def test_one_small_region_cannot_be_told_by_subtraction(make_case, make_article, make_people, other_organisation):
    article = make_article(make_case(), ago(9), ago(8))
    tried_by(article, [*make_people(6, "a"), *make_people(8, "b")][:6])
    tried_by(article, [make_person(f"h{n}", other_organisation, prefecture="01") for n in range(8)])
    tried_by(article, [make_person("k", other_organisation, prefecture="47")])
    assert SOURCES["worked"].by(REGION, Cut()) == {"b-kanto": None, "b-hokkaido": 8, "b-okinawa": None}


def test_what_the_table_of_steps_hides_its_rows_hide_too(make_case, make_article, make_people, other_organisation):
    people = make_people(8)
    articles = {step: make_article(make_case(), ago(9), ago(8), steps=[step]) for step in ("3", "4", "5")}
    for step, number in (("3", 8), ("4", 6), ("5", 2)):
        tried_by(articles[step], people[:number])
    for scope in (of(other_organisation), NAGANO):
        assert SOURCES["worked"].by("step", Cut(scope=scope)) == {"3": 8, "4": None, "5": None}
        told = [SOURCES["worked"].count(Cut(scope=scope, step=step)) for step in ("3", "4", "5", "6")]
        assert told == [8, None, None, 0]


def test_the_page_says_that_it_does_not_tell(client_for, make_case, make_article, make_people, hub, other_organisation):
    article = make_article(make_case(), ago(9), ago(8))
    tried_by(article, make_people(3))
    url = f"?organisation={other_organisation.public_id}"
    page = page_of(client_for(hub), url)
    assert "少人数" in page
    rows = client_for(hub).get(f"/board/rows/worked/{url}&period=all").content.decode()
    assert "5人に満たない" in rows and article.claim not in rows and "data-total" not in rows
    file = client_for(hub).get(f"/board/file/{url}").content.decode()
    assert "少人数のため非表示" in file


def test_rows_of_tries_tell_no_person(client_for, make_case, make_article, make_people, hub):
    few, many = (make_article(make_case(), ago(9), ago(8), claim=claim) for claim in ("少数が試した", "多数が試した"))
    people = make_people(6)
    tried_by(few, people[:2])
    tried_by(many, people)
    page = client_for(hub).get("/board/rows/worked/?period=all").content.decode()
    assert many.claim in page and "6人" in page and few.claim not in page
    assert not any(person.display_name in page for person in people)


@pytest.mark.parametrize(
    ("registered", "sharing", "told"), [(4, 4, False), (12, 4, False), (12, 8, False), (12, 5, True), (12, 0, True), (12, 12, True)]
)  # fmt: skip
def test_participation_of_an_organisation(make_case, make_people, other_organisation, registered, sharing, told):
    people = make_people(registered)
    if outsider := next((p for p in other_organisation.memberships.all() if p.user not in people), None):
        outsider.delete()
    for person in people[:sharing]:
        make_case(author=person, byline="organisation")
    found = participation(of(other_organisation))
    assert (found.shared, found.registered) == ((sharing, registered) if told else (None, None))


def test_participation_of_everybody(make_case, make_people, outsider, settings):
    settings.PARTICIPATION_TARGET = 20
    make_people(6)
    make_case()
    make_case(byline="anonymous")
    make_case(author=outsider)
    found = participation(Scope())
    assert (found.shared, found.percent, found.is_reached) == (2, round(100 * 2 / found.registered), True)


def test_attendances_are_told_from_five_on(client_for, make_case, make_article, make_session, make_people, hub):
    article = make_article(make_case(), ago(90), ago(80))
    make_session(article, ago(9), make_people(5))
    make_session(article, ago(8), make_people(2, "q"))
    SignUp.objects.create(training_session=make_session(article, ago(7)), user=make_person("nobody"), attended=False)
    assert SOURCES["attended"].count(Cut()) == 7
    page = client_for(hub).get("/board/rows/attended/?period=all").content.decode()
    assert page.count('class="list__item"') == 1


# --- What stands still ---------------------------------------------------------------------------------------------------------------
def test_what_stands_still(client_for, make_case, make_article, checker, visitor):
    from wagtail.models import WorkflowState

    case = make_case(state="submitted", title="待っている話")
    WorkflowState.objects.update(created_at=timezone.now() - timedelta(days=20))
    article = make_article(make_case(), ago(200), ago(190))
    page = page_of(client_for(visitor))
    assert "最長20日" in page and case.title not in page and "/review/" not in page[page.index('id="stuck"') :]
    assert article.claim in page and "190日" in page
    assert "/review/" in page_of(client_for(checker)).split('id="stuck"')[1]


# --- Kept for a minute -----------------------------------------------------------------------------------------------------------------
def test_figures_are_kept_but_not_beyond_a_change(
    client_for, loop, make_case, author, visitor, django_assert_max_num_queries
):
    client = client_for(visitor)
    page_of(client)
    with django_assert_max_num_queries(10):  # session and counts of the frame, the version, choices of the form
        assert "公開中の事例" in page_of(client)
    publishing.withdraw(loop.case, author)
    counted = boards.board(Scope(), this_year())
    assert next(stage for stage in counted.stages if stage.code == "cases").stock.value == 1


def test_what_is_not_indexed_is_a_minute_old_at_most(loop, monkeypatch):
    seen = []

    class Cache:
        def get(self, key):
            return None

        def set(self, key, value, seconds):
            seen.append(seconds)

    monkeypatch.setattr(caching, "cache", Cache())
    assert caching.kept(lambda: 1, "x") == 1 and seen == [caching.SECONDS] and caching.SECONDS <= 60


def test_readers_do_not_share_what_is_theirs(client_for, loop, author, outsider, visitor):
    publishing.change_settings(loop.case, author, visibility="organisation")
    assert loop.case.title in page_of(client_for(author)).split('id="turns"')[1]
    assert loop.case.title not in page_of(client_for(outsider)).split('id="turns"')[1]
    assert loop.case.title not in page_of(client_for(visitor)).split('id="turns"')[1]


def test_the_board_asks_a_bounded_number_of_questions(loop, django_assert_max_num_queries):
    with django_assert_max_num_queries(75):
        boards._board(Scope(), this_year(), organisations=True)


# --- Charts and files --------------------------------------------------------------------------------------------------------------------
def test_charts_have_words_and_a_table(client_for, loop, visitor):
    page = page_of(client_for(visitor))
    for svg in re.findall(r'<svg [^>]*role="img".*?</svg>', page, re.S):
        named = re.search(r'aria-labelledby="([^"]+)"|aria-label="[^"]+"', svg)
        assert named and all(f'id="{part}"' in svg for part in (named[1] or "").split())
    assert page.count('<figure class="bars">') == 4 == page.count("<summary>表で見る</summary>")
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert " style=" not in page


def test_every_definition_has_its_place(client_for, loop, hub):
    page = page_of(client_for(hub))
    assert set(re.findall(r'href="#(d-\w+)"', page)) <= set(re.findall(r'id="(d-\w+)"', page))
    assert page.count("この数字の意味") == 3 + 4


def test_the_figures_as_csv_and_xlsx(client_for, loop, hub):
    answer = client_for(hub).get("/board/file/?format=csv&period=2026")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:4] == ["区分", "項目", "値", "単位"] and all(len(row) == 8 for row in rows)
    assert ["事例の収集", "公開中の事例", "2", "件", "全国", "今日まで"] in [row[:6] for row in rows]
    book = load_workbook(io.BytesIO(client_for(hub).get("/board/file/?format=xlsx").content))
    assert [cell.value for cell in book.active[1]] == rows[0]
    assert client_for(hub).get("/board/file/?format=exe")["Content-Type"].startswith("text/csv")


def test_no_cell_is_a_formula(client_for, make_case, hub, organisation):
    make_case(byline="organisation")
    Organisation.objects.filter(pk=organisation.pk).update(name="=HYPERLINK(1)")
    text = client_for(hub).get("/board/file/").content.decode()
    assert "：=HYPERLINK" in text and "\n=HYPER" not in text
    text = client_for(hub).get(f"/board/file/?organisation={organisation.public_id}").content.decode()
    assert "'=HYPERLINK(1)" in text and ",=HYPER" not in text


def test_regions_are_offered_as_the_vocabulary_has_them(author):
    assert len(scopes.offered(author)) == 1 + 1 + len(terms.offered("region"))
    assert TODAY
