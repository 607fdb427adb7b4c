"""Alerts of saved queries: who is told what, when, in how many mails, and never twice."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from bansou.accounts.models import Membership
from bansou.indexing.models import Change
from bansou.notifications.models import Delivery, Event
from bansou.notifications.services import deliver_due
from casestudies.models import CaseStudy
from casestudies.services import publishing
from search.engines.base import Results
from search.models import AlertCursor, SavedQuery
from search.models.saved import Alert
from search.saved import alerts, services
from search.saved.notice import stop_path
from search.saved.prefilter import Facts
from search.saved.schedule import next_due
from search.state import parse_query_string

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _settled(monkeypatch):
    """Changes of this very second count, and the past is known."""
    monkeypatch.setattr(alerts, "SETTLED", timedelta(0))
    alerts.run()


def watch(owner, query="", alert=Alert.ONCE, name="見ている条件"):
    saved, _new = services.save(owner, parse_query_string(query), name, alert=alert)
    return saved


def morning():
    """It is eight o'clock: what waits for it is due."""
    SavedQuery.objects.exclude(due_at=None).update(due_at=timezone.now())


def mails(person=None):
    """Run the worker's jobs; the mails that went out since, to this person."""
    mail.outbox.clear()
    alerts.run()
    deliver_due()
    return [m for m in mail.outbox if person is None or m.to == [person.email]]


def test_at_once_means_with_the_next_run(make_case, outsider):
    watch(outsider, "outcome=failure", name="失敗を知る")
    assert mails() == []
    case = make_case(title="出たばかりの事例")
    (sent,) = mails(outsider)
    assert sent.subject == "[Bansou] 保存した条件に新着が1件あります"
    assert "失敗を知る" in sent.body and "出たばかりの事例" in sent.body and case.get_absolute_url() in sent.body
    assert stop_path(outsider) in sent.body
    assert stop_path(outsider) in sent.extra_headers["List-Unsubscribe"]
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mails() == []


def test_what_was_there_before_is_not_news(make_case, outsider):
    make_case()
    watch(outsider)
    morning()
    assert mails() == []


def test_a_change_of_an_old_or_known_case_is_not_news(make_case, outsider, author):
    old = make_case()
    CaseStudy.objects.filter(pk=old.pk).update(published_on=timezone.localdate() - timedelta(days=90))
    watch(outsider)
    case = make_case()
    assert len(mails()) == 1
    for changed in (case, old):
        publishing.change_settings(changed, author, place_precision="prefecture")
        morning()
        assert mails() == []


def test_one_mail_for_everything_of_a_person(make_case, outsider, colleague):
    for number, query in enumerate(("outcome=failure", "step=4", "q=%E6%8F%90%E6%A1%88%E6%9B%B8", "step=1")):
        watch(outsider, query, name=f"条件{number}")
    watch(colleague)
    make_case()
    sent = mails()
    assert sorted(m.to[0] for m in sent) == sorted([outsider.email, colleague.email])
    body = next(m.body for m in sent if m.to == [outsider.email])
    assert [f"条件{number}" in body for number in range(4)] == [True, True, True, False]


def test_each_is_told_once_for_each_search(make_case, outsider):
    watch(outsider, "outcome=failure", name="先の条件")
    make_case()
    assert len(mails()) == 1
    watch(outsider, "step=4", name="後の条件")
    make_case(title="二つ目の事例")
    (sent,) = mails()
    assert sent.body.count("二つ目の事例") == 2 and "急いで" not in sent.body
    morning()
    assert mails() == []


def test_daily_and_weekly_wait_for_the_morning(make_case, outsider):
    watch(outsider, "outcome=failure", Alert.DAILY, name="毎朝の条件")
    watch(outsider, "step=4", Alert.WEEKLY, name="週の条件")
    make_case()
    assert mails() == []
    morning()
    (sent,) = mails()
    assert "毎朝の条件" in sent.body and "週の条件" in sent.body
    assert mails() == []


@pytest.mark.parametrize(
    ("now", "daily", "weekly"),
    [
        ("2026-11-21T07:59+09:00", "2026-11-21T08:00+09:00", "2026-11-23T08:00+09:00"),
        ("2026-11-21T08:00+09:00", "2026-11-22T08:00+09:00", "2026-11-23T08:00+09:00"),
        ("2026-11-22T23:30+00:00", "2026-11-24T08:00+09:00", "2026-11-30T08:00+09:00"),
    ],
)
def test_eight_in_the_morning_in_japan(now, daily, weekly):
    now = datetime.fromisoformat(now)
    assert next_due(Alert.DAILY, now) == next_due(Alert.ONCE, now) == datetime.fromisoformat(daily)
    assert next_due(Alert.WEEKLY, now) == datetime.fromisoformat(weekly)
    assert next_due(Alert.NONE, now) is None


def test_only_what_the_owner_may_read(make_case, outsider, colleague):
    watch(outsider)
    watch(colleague)
    make_case(visibility="organisation", title="所属だけの事例")
    assert mails(outsider) == []
    assert len(mails(colleague)) == 0  # went out above
    assert Event.objects.filter(verb=alerts.VERB).count() == 1
    assert Delivery.objects.filter(user=outsider).count() == 0


def test_rights_that_came_later_are_used(make_case, outsider, author):
    watch(outsider, alert=Alert.DAILY)
    make_case(visibility="organisation", title="所属だけの事例")
    morning()
    assert mails() == []
    Membership.objects.create(user=outsider, organisation=author.memberships.get().organisation)
    morning()
    assert "所属だけの事例" in mails(outsider)[0].body


def test_what_closed_before_the_mail_went_is_not_in_it(make_case, client_for, outsider, author):
    watch(outsider)
    kept, hidden = make_case(title="残る事例"), make_case(title="隠れた事例")
    alerts.run()
    publishing.emergency_hide(hidden, by=author, reason="試験")
    (sent,) = mails()
    assert "残る事例" in sent.body and "隠れた事例" not in sent.body and "1件" in sent.subject
    publishing.emergency_hide(kept, by=author, reason="試験")
    page = client_for(outsider).get("/me/notices/").content.decode()
    assert "ご覧いただけません" in page and "残る事例" not in page


def test_nothing_left_to_tell_is_no_mail(make_case, outsider, author):
    watch(outsider)
    case = make_case()
    alerts.run()
    publishing.emergency_hide(case, by=author, reason="試験")
    assert mails() == []


def test_the_notice_on_the_site(make_case, client_for, outsider):
    watch(outsider)
    make_case()
    alerts.run()
    assert "保存した条件に新着が1件あります" in client_for(outsider).get("/me/notices/").content.decode()


def test_switching_on_begins_now(make_case, outsider):
    saved = watch(outsider, alert=Alert.NONE)
    make_case()
    services.change(saved, saved.name, "", Alert.ONCE)
    morning()
    assert mails() == []
    make_case(title="そのあとの事例")
    assert "そのあとの事例" in mails()[0].body


def test_a_search_is_not_widened_for_an_alert(make_case, outsider):
    watch(outsider, "q=%E6%8F%90%E6%A1%88%E6%9B%B8%20%E6%B0%97%E7%90%83")  # 提案書 気球
    make_case()
    morning()
    assert mails() == []


def test_killed_before_the_commit_it_is_done_again_after_it_it_is_not(make_case, outsider, monkeypatch):
    saved = watch(outsider)
    make_case()
    with monkeypatch.context() as broken:
        broken.setattr(alerts, "notify", lambda *a, **k: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            alerts.run()
    assert not Event.objects.exists()
    stale = list(SavedQuery.objects.filter(pk=saved.pk).select_related("owner"))
    assert len(mails()) == 1
    assert alerts.tell(stale) == 0, "somebody who looked before it was told tells nothing"
    assert Event.objects.filter(verb=alerts.VERB).count() == 1


def test_while_the_engine_is_away_nothing_is_lost(make_case, outsider, monkeypatch):
    watch(outsider)
    make_case()
    with monkeypatch.context() as away:
        away.setattr("search.engines.embedded.EmbeddedEngine.search", lambda *a: Results(total=1, degraded=True))
        assert mails() == []
    assert len(mails()) == 1


def test_changes_that_the_index_lacks_are_waited_for(make_case, outsider):
    watch(outsider)
    make_case()
    Change.objects.update(next_try=timezone.now())
    assert mails() == []
    Change.objects.update(next_try=None)
    assert len(mails()) == 1


def test_nothing_published_costs_nothing(outsider, django_assert_num_queries):
    watch(outsider, alert=Alert.ONCE)
    alerts.run()
    with django_assert_num_queries(4):  # cursor, what the index lacks, changes, who is due
        alerts.run()


def test_the_prefilter_agrees_with_the_engine(make_case, outsider):
    from search.documents import case_document
    from search.saved.news import newest

    case = make_case(title="後継者と話す")
    facts = Facts.of(case_document(CaseStudy.objects.get(pk=case.pk)))
    queries = ["", "step=4", "step=1", "region=b-kanto", "not.step=4", "kind=thread", "outcome=failure&step=4"]
    queries += ["q=%E5%BE%8C%E7%B6%99%E8%80%85", "q=%E6%B0%97%E7%90%83", "q=-%E5%BE%8C%E7%B6%99%E8%80%85"]
    for query in queries:
        state = parse_query_string(query)
        found = bool(newest(state, outsider, timezone.localdate()))
        assert facts.may_be_found_by(state) or not found, query
    assert not facts.may_be_found_by(parse_query_string("step=1"))
    assert not facts.may_be_found_by(parse_query_string("not.step=4"))
    assert not facts.may_be_found_by(parse_query_string("q=%E6%B0%97%E7%90%83"))


def test_the_first_run_looks_at_no_past(make_case, outsider):
    AlertCursor.objects.all().delete()
    make_case()
    watch(outsider)
    assert alerts.notice_changes() == 0
    assert AlertCursor.objects.get().last_change == Change.objects.order_by("-pk").first().pk


def test_people_who_are_not_active_are_not_told(make_case, outsider):
    watch(outsider)
    outsider.is_active = False
    outsider.save()
    make_case()
    assert mails() == []


def test_many_new_ones_are_counted_and_some_named(make_case, outsider, monkeypatch):
    monkeypatch.setattr(alerts, "SHOWN", 2)
    watch(outsider)
    for number in range(4):
        make_case(title=f"事例その{number}")
    (sent,) = mails()
    assert "4件" in sent.subject and sent.body.count("事例その") == 2 and "ほか2件" in sent.body
