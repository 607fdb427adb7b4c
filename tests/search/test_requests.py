"""「この条件の事例を募集する」: who is told, how often, and what answers."""

import re
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from bansou.accounts.services.leaving import leave
from bansou.notifications.models import Delivery, Event
from bansou.notifications.services import text_of
from casestudies.models import CaseStudy
from search.models import CaseRequest, RequestSilence
from search.requests import fitting, services
from search.state import parse
from tests.cast import make_person

pytestmark = pytest.mark.django_db
MAIL = Delivery.Channel.MAIL


def state(query):
    return parse(QueryDict(query))


def told():
    """The people who got a notice about a request."""
    return {d.user for d in Delivery.objects.filter(event__verb=fitting.VERB, channel=MAIL).select_related("user")}


def knows(person, **codes):
    person.expertise = codes
    person.save()
    return person


class TestWhoIsTold:
    def test_those_who_say_that_they_know_it(self, author, colleague, outsider):
        knows(colleague, step=["4"])
        knows(outsider, step=["1"])
        services.ask(author, state("step=4&industry=E"))
        assert told() == {colleague}

    def test_those_who_wrote_about_it_where_the_asker_may_read(self, make_case, author, outsider, colleague):
        make_case(author=outsider, terms={"industry": ["C"]}, byline="anonymous")
        make_case(author=colleague, terms={"industry": ["D"]})
        services.ask(author, state("industry=C"))
        assert told() == {outsider}

    def test_nobody_for_a_case_that_the_asker_may_not_read(self, make_case, author, outsider):
        make_case(author=outsider, terms={"industry": ["C"]}, visibility="organisation")
        services.ask(author, state("industry=C"))
        assert told() == set()

    def test_half_of_the_conditions_at_least(self, author, colleague, outsider):
        knows(colleague, step=["4"])
        knows(outsider, step=["4"], industry=["E"])
        services.ask(author, state("step=4&industry=E&theme=dx&outcome=good"))
        assert told() == {outsider}

    def test_words_count_as_a_condition(self, make_case, author, outsider):
        make_case(author=outsider, lesson="帳簿を一緒に見る。")
        services.ask(author, state("q=帳簿"))
        assert told() == {outsider}

    def test_place_and_kind_of_supporter_come_from_the_profile(self, author, colleague, outsider):
        colleague.prefecture, outsider.supporter_type = "32", "tax"
        for person in (colleague, outsider):
            person.save()
        found = fitting.fitting_advisors(state("region=b-chugoku&supporter_type=tax"), author)
        assert {colleague, outsider} <= set(found)

    def test_the_asker_the_silent_and_the_waiting_are_not(self, author, colleague, outsider, pending):
        for person in (author, colleague, outsider, pending):
            knows(person, step=["4"])
        RequestSilence.objects.create(user=outsider)
        services.ask(author, state("step=4"))
        assert told() == {colleague}

    def test_at_most_once_a_week(self, author, colleague, outsider):
        knows(colleague, step=["4"])
        services.ask(author, state("step=4"))
        services.ask(outsider, state("step=4&outcome=good"))
        assert Delivery.objects.filter(event__verb=fitting.VERB, channel=MAIL).count() == 1
        Event.objects.update(at=timezone.now() - timedelta(days=8))
        services.ask(outsider, state("step=4&outcome=failure"))
        assert Delivery.objects.filter(event__verb=fitting.VERB, channel=MAIL).count() == 2

    def test_at_most_twenty_and_the_fittest_first(self, author, organisation):
        for number in range(25):
            knows(make_person(f"p{number}", organisation), step=["4"])
        best = knows(make_person("best", organisation), step=["4"], industry=["E"])
        found = fitting.fitting_advisors(state("step=4&industry=E"), author)
        assert len(found) == 20 and found[0] == best


class TestAsking:
    def test_twice_a_week(self, author):
        for step in "12":
            services.ask(author, state(f"step={step}"))
        with pytest.raises(services.TooManyRequests):
            services.ask(author, state("step=3"))

    def test_the_same_conditions_are_one_request(self, author):
        assert services.ask(author, state("step=4&industry=E")) == services.ask(
            author, state("industry=E&step=4&page=2")
        )

    def test_the_notice_names_nobody_and_leads_to_writing(self, author, colleague):
        knows(colleague, step=["4"])
        services.ask(author, state("q=帳簿&step=4&outcome=failure&prefecture=32"), "どう切り出しましたか。")
        event = Event.objects.get(verb=fitting.VERB)
        assert event.url == "/cases/write/?step=4&outcome=failure"
        subject, body = text_of(event)
        assert "募集" in subject and "帳簿" in body and "島根県" in body
        assert str(author) not in body and "切り出し" not in str(event.data)

    def test_a_long_link_is_cut_to_the_plain_page(self, author):
        many = "&".join(f"technique={code}" for code in ("dialogue", "empathy", "listening"))
        assert services.writing_url(state(many * 3)).startswith("/cases/write/")


class TestAnswers:
    def published(self, make_case, **more):
        case = make_case(**more)
        CaseStudy.objects.filter(pk=case.pk).update(first_published_at=timezone.now())
        return case

    def test_a_new_case_within_the_conditions_is_linked_and_told_once(self, make_case, author, outsider):
        self.published(make_case, author=outsider, terms={"step": ["4"]})
        request = services.ask(author, state("step=4"))
        answer = self.published(make_case, author=outsider, terms={"step": ["4"]}, title="あとの話")
        self.published(make_case, author=outsider, terms={"step": ["5"]})
        assert (services.link_answers(), services.link_answers()) == (1, 0)
        assert list(request.answers.all()) == [answer]
        told = Delivery.objects.filter(event__verb=services.ANSWERED, channel=MAIL)
        assert [(d.user, d.event.url) for d in told] == [(author, answer.get_absolute_url())]

    def test_ones_own_case_is_an_answer_but_no_news(self, make_case, author):
        request = services.ask(author, state("step=4"))
        own = self.published(make_case, author=author, terms={"step": ["4"]}, byline="anonymous")
        services.link_answers()
        assert list(request.answers.all()) == [own]
        assert not Delivery.objects.filter(event__verb=services.ANSWERED).exists()

    def test_neither_what_one_may_not_read_nor_what_nearly_fits(self, make_case, author, outsider):
        request = services.ask(author, state("q=帳簿 倉庫"))
        self.published(make_case, author=outsider, lesson="帳簿と倉庫を見る。", visibility="organisation")
        services.link_answers()
        assert not request.answers.exists()
        CaseStudy.objects.all().delete()
        self.published(make_case, author=outsider, lesson="帳簿を見る。")
        services.link_answers()
        assert not request.answers.exists()

    def test_a_closed_request_and_one_of_somebody_who_left_wait_for_nothing(
        self, make_case, author, outsider, colleague
    ):
        services.close(services.ask(author, state("step=4")), author)
        services.ask(colleague, state("step=4"))
        leave(colleague)
        self.published(make_case, author=outsider, terms={"step": ["4"]})
        assert services.link_answers() == 0


class TestPages:
    def test_from_the_search_to_the_list(self, client_for, author, outsider):
        client = client_for(author)
        page = client.get("/search/?step=4&industry=C").content.decode()
        address = re.search(r'href="(/search/requests/new/[^"]*)"', page)[1].replace("&amp;", "&")
        assert "気づき・腹落ち" in client.get(address).content.decode()
        answer = client.post(address, {"note": "はじめの一言を知りたい。"}, follow=True).content.decode()
        assert "はじめの一言を知りたい。" in answer and "あなたの募集" in answer
        others = client_for(outsider).get("/search/requests/").content.decode()
        assert "はじめの一言を知りたい。" in others and "あなたの募集" not in others and str(author) not in others
        assert "この募集を終える" not in others and "/cases/write/?industry=C&amp;step=4" in others

    def test_without_conditions_there_is_nothing_to_ask(self, client_for, author):
        assert client_for(author).get("/search/requests/new/").url == "/search/"
        assert client_for(author).get("/search/requests/new/?kind=thread&outcome=good").url == "/search/"

    def test_the_third_one_is_refused_kindly(self, client_for, author):
        client = client_for(author)
        for step in "123":
            page = client.post(f"/search/requests/new/?step={step}", follow=True).content.decode()
        assert CaseRequest.objects.count() == 2 and "週に2回" in page

    def test_closing(self, client_for, author, outsider, curator):
        first, second = (services.ask(author, state(f"step={step}")) for step in "12")
        client_for(outsider).post(f"/search/requests/{first.public_id}/close/")
        assert CaseRequest.objects.open().count() == 2
        client_for(author).post(f"/search/requests/{first.public_id}/close/")
        client_for(curator).post(f"/search/requests/{second.public_id}/close/")
        assert not CaseRequest.objects.open().exists()

    def test_answers_are_shown_to_those_who_may_read_them(self, client_for, make_case, author, outsider, colleague):
        request = services.ask(author, state("step=4"))
        request.answers.add(make_case(author=author, visibility="organisation", title="内輪の話"))
        assert "内輪の話" in client_for(colleague).get("/search/requests/").content.decode()
        assert "内輪の話" not in client_for(outsider).get("/search/requests/").content.decode()

    def test_silence_and_back(self, client_for, author):
        client = client_for(author)
        client.post("/search/requests/notices/", {"on": "0"})
        client.post("/search/requests/notices/", {"on": "0"})
        assert RequestSilence.objects.filter(user=author).count() == 1
        client.post("/search/requests/notices/", {"on": "1"})
        assert not RequestSilence.objects.exists()

    @pytest.mark.parametrize("depth", ["short", "memo"])
    def test_writing_begins_with_the_conditions(self, client_for, author, depth):
        client = client_for(author)
        page = client.get("/cases/write/?step=4&step=5&outcome=failure&outcome=good&step=zzz&zzz=1").content.decode()
        form = re.findall(r'<input type="hidden" name="(step|outcome)" value="(\w+)">', page)
        assert form[:3] == [("outcome", "failure"), ("step", "4"), ("step", "5")]
        client.post("/cases/write/", {"depth": depth, "memo": "ひとこと", "step": ["4"], "outcome": "failure"})
        draft = CaseStudy.objects.get(author=author).draft
        assert (draft.main_step, draft.outcome) == ("4", "failure")
