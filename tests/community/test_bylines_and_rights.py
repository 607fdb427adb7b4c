"""Who is told, who may read, and what nobody learns about an anonymous author."""

import pytest
from django.core import mail
from django.urls import reverse

from bansou.notifications.services import deliver_due, text_of
from casestudies.services import publishing
from community import services
from community.models import Post
from community.services import About

pytestmark = pytest.mark.django_db


def notices(person):
    return [delivery.event.verb for delivery in person.deliveries.filter(channel="site").order_by("id")]


def everything_told(*people):
    """All notices and mails of these people as one text."""
    mail.outbox.clear()
    deliver_due()
    mails = "\n".join(f"{m.subject}\n{m.body}\n{m.from_email}" for m in mail.outbox)
    return mails + "\n".join("\n".join(text_of(d.event)) for p in people for d in p.deliveries.all())


class TestNotices:
    def test_who_took_part_is_told_once(self, author, colleague, outsider, under_case):
        services.reply(under_case, colleague, "私も聞きたいです。", token="a")
        services.reply(under_case, colleague, "私も聞きたいです。", token="a")
        assert notices(author) == ["thread_on_case", "thread_reply"]
        assert notices(outsider) == ["thread_answered"]
        assert notices(colleague) == []

    def test_one_mail_each(self, author, colleague, outsider, under_case):
        services.reply(under_case, author, "三週間待ちました。")
        mail.outbox.clear()
        deliver_due()
        deliver_due()
        told = sorted(message.to[0] for message in mail.outbox)
        assert told == sorted([author.email, outsider.email])
        assert under_case.title in "".join(m.subject + m.body for m in mail.outbox)

    def test_whoever_may_no_longer_read_is_not_told(self, make_case, author, colleague, outsider, start):
        case = make_case(visibility="members")
        thread = start(about=About(case=case))
        publishing.change_settings(case, author, visibility="organisation")
        services.reply(thread, colleague, "続きです。")
        assert notices(outsider) == []
        assert "thread_reply" in notices(author)

    def test_people_who_left_are_not_told(self, author, outsider, colleague, under_case):
        type(outsider).objects.filter(pk=outsider.pk).update(is_active=False, approved_at=None)
        services.reply(under_case, author, "三週間です。")
        assert notices(outsider) == []


class TestByline:
    """Whoever is 匿名の支援者 above is 匿名の支援者 below."""

    @pytest.fixture
    def talk(self, under_case, author, colleague):
        services.reply(under_case, author, "三週間待ちました。")
        services.reply(under_case, colleague, "同じ経験があります。")
        return under_case

    def secrets(self, author, organisation):
        return {
            str(author),
            author.email,
            author.get_absolute_url(),
            organisation.name,
            organisation.get_absolute_url(),
        }

    def test_the_page_names_nobody(self, talk, client_for, author, organisation, outsider, colleague, visitor):
        for person in (visitor, outsider):
            page = client_for(person).get(talk.get_absolute_url()).content.decode()
            assert "匿名の支援者" in page and "この事例の筆者" in page
            assert str(colleague) in page and str(outsider) in page
            assert not [secret for secret in self.secrets(author, organisation) if secret in page]

    def test_neither_do_notices_nor_mails(self, talk, author, organisation, outsider, colleague):
        told = everything_told(outsider, colleague)
        assert talk.title in told
        assert not [s for s in self.secrets(author, organisation) - {author.email} if s in told]

    def test_neither_do_lists_cases_and_search(self, talk, client_for, author, organisation, outsider):
        for address in ("/community/", talk.case.get_absolute_url(), "/search/?kind=thread&q=三週間", "/"):
            page = client_for(outsider).get(address).content.decode()
            assert not [secret for secret in self.secrets(author, organisation) if secret in page], address

    def test_his_own_question_under_his_case_is_anonymous_too(
        self, anonymous_case, author, start, client_for, outsider
    ):
        thread = start(by=author, about=About(case=anonymous_case))
        page = client_for(outsider).get(thread.get_absolute_url()).content.decode()
        assert "匿名の支援者" in page and str(author) not in page

    def test_elsewhere_he_has_a_name(self, author, start, client_for, outsider):
        page = client_for(outsider).get(start(by=author).get_absolute_url()).content.decode()
        assert str(author) in page and author.get_absolute_url() in page

    def test_organisation_and_name(self, make_case, author, organisation, start, client_for, outsider):
        for byline, shows, hides in (
            ("organisation", organisation.name, str(author)),
            ("name", str(author), "匿名の支援者"),
        ):
            thread = start(about=About(case=make_case(byline=byline)))
            services.reply(thread, author, "三週間です。")
            page = client_for(outsider).get(thread.get_absolute_url()).content.decode()
            assert shows in page and hides not in page

    def test_it_follows_the_case(self, talk, author, client_for, outsider):
        publishing.change_settings(talk.case, author, byline="name")
        assert str(author) in client_for(outsider).get(talk.get_absolute_url()).content.decode()


class TestUnreadable:
    """Behind a case that one may not read there is nothing."""

    DOORS = ("thread", "thread-reply")
    POST_DOORS = ("post-edit", "post-accept", "post-report", "post-hide", "post-unhide")

    def addresses(self, thread):
        post = thread.posts.first()
        yield from (reverse(name, args=[thread.public_id]) for name in self.DOORS)
        yield from (reverse(name, args=[post.public_id]) for name in self.POST_DOORS)
        yield f"{reverse('thread-new')}?case={thread.case.public_id}"

    def test_a_thread_of_an_organisations_case_is_404_on_every_door(
        self, make_case, colleague, start, client_for, outsider
    ):
        thread = start(by=colleague, about=About(case=make_case(visibility="organisation")))
        client = client_for(outsider)
        for address in self.addresses(thread):
            for answer in (client.get(address), client.post(address, {"text": "入れました", "reason": "x"})):
                assert answer.status_code in {404, 405}, address
        assert Post.objects.count() == 1

    def test_withdrawing_a_case_closes_its_talk(self, under_case, author, client_for, outsider):
        publishing.withdraw(under_case.case, author)
        for address in self.addresses(under_case):
            assert client_for(outsider).post(address, {"text": "x"}).status_code in {404, 405}
        assert under_case.title not in client_for(outsider).get("/community/").content.decode()

    def test_a_members_thread_is_closed_to_visitors(self, start, client_for, visitor, pending):
        thread = start()
        for person in (visitor, pending):
            assert client_for(person).get(thread.get_absolute_url()).status_code == 404
