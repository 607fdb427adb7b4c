"""Autosave: what is reported as saved is stored, two screens lose nothing, every answer says what happened."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from casestudies import content
from casestudies.models import CaseStudy, SavedConflict
from casestudies.services import writing
from casestudies.services.autosave import save_section
from tests.casestudies.pages import LOGIN, errors_in, open_form, send, soup

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client_for, author):
    return client_for(author)


@pytest.fixture
def draft(author):
    return writing.create_draft(author, initial={"outcome": "failure", "step": "4", "title": "題名"})


def fresh(case):
    return CaseStudy.objects.get(pk=case.pk)


def url_of(case, section="basics"):
    return reverse("case-autosave", args=[case.public_id, section])


class Screen:
    """A form that is open on a screen, with the script running."""

    def __init__(self, client, case, section="basics"):
        self.client, self.case, self.section = client, case, section
        _url, self.fields = open_form(client, case, section)

    def save(self, **changed):
        self.fields |= changed
        answer = self.client.post(url_of(self.case, self.section), self.fields)
        if "base" in answer.json():
            self.fields["base"] = answer.json()["base"]
        return answer


# --- Saving -----------------------------------------------------------------------------------------------------------------
def test_a_save_is_stored_and_says_when(browser, draft):
    answer = Screen(browser, draft).save(title="新しい題名")
    assert answer.status_code == 200
    assert fresh(draft).draft.title == "新しい題名"
    stored = timezone.localtime(fresh(draft).latest_revision.created_at)
    assert answer.json()["message"] == f"{stored.hour}時{stored.minute:02}分に保存しました。"


def test_screens_of_different_sections_do_not_disturb_each_other(browser, draft):
    one, other = Screen(browser, draft), Screen(browser, draft, "firm")
    assert one.save(lesson="教訓").status_code == 200
    assert other.save(background="背景").status_code == 200
    assert one.save(lesson="教訓2").status_code == 200
    assert (fresh(draft).draft.lesson, fresh(draft).draft.background) == ("教訓2", "背景")


def test_saving_goes_on_in_one_revision(browser, draft):
    screen = Screen(browser, draft)
    for number in range(4):
        screen.save(title=f"題名{number}")
    assert Revision.objects.for_instance(draft).count() == 1


def test_a_revision_that_was_checked_or_published_is_never_written_over(browser, author, make_case):
    case = make_case("submitted")
    checked = case.current_workflow_task_state.revision
    writing.withdraw_submission(case, author)
    Screen(browser, case).save(title="あとで変えた")
    assert Revision.objects.get(pk=checked.pk).content["title"] == case.title
    published = make_case("published")
    Screen(browser, published).save(title="公開後に変えた")
    assert fresh(published).title == published.title
    assert fresh(published).live_revision.content["title"] == published.title


def test_sending_the_same_again_is_harmless(browser, draft):
    screen = Screen(browser, draft)
    old = dict(screen.fields)
    screen.save(title="一度")
    again = browser.post(url_of(draft), {**old, "title": "一度"})  # its answer was lost: the old base, the same text
    assert again.status_code == 200
    assert not SavedConflict.objects.exists()
    assert again.json()["base"] == screen.fields["base"]


def test_wrong_values_are_named_and_the_rest_is_saved(browser, draft):
    answer = Screen(browser, draft).save(title="長" * 200, lesson="残る", **{"term-industry": "ZZ"})
    assert answer.status_code == 422
    assert len(answer.json()["problems"]) == 2
    assert (fresh(draft).draft.lesson, len(fresh(draft).draft.title)) == ("残る", 200)


# --- Doors ------------------------------------------------------------------------------------------------------------------
def test_every_door_of_autosave(client_for, browser, draft, pending, outsider, make_case):
    assert client_for(None).post(url_of(draft), {"title": "x"}).status_code == 401
    assert client_for(None).get(url_of(draft)).status_code == 401
    assert client_for(pending).post(url_of(draft), {"title": "x"}).status_code == 403
    assert client_for(outsider).post(url_of(draft), {"title": "x"}).status_code == 404
    assert browser.post(url_of(draft, "nonsense"), {"title": "x"}).status_code == 404
    assert browser.put(url_of(draft)).status_code == 405
    submitted = make_case("submitted")
    assert browser.post(url_of(submitted), {"title": "x"}).status_code == 423
    assert fresh(draft).draft.title == "題名"


def test_the_script_learns_who_is_signed_in_and_gets_a_fresh_token(browser, author, draft):
    answer = browser.get(url_of(draft)).json()
    assert (answer["user"], answer["base"]) == (author.public_id, content.fingerprint(draft.draft, "basics"))
    assert answer["csrf"]


def test_an_old_token_is_refused_and_the_fresh_one_works(author, draft):
    client = Client(enforce_csrf_checks=True)
    client.force_login(author, backend=LOGIN)
    _url, fields = open_form(client, draft)
    fields["csrfmiddlewaretoken"] = "x" * 64
    assert client.post(url_of(draft), {**fields, "title": "新しい"}).status_code == 403
    fields["csrfmiddlewaretoken"] = client.get(url_of(draft)).json()["csrf"]
    assert client.post(url_of(draft), {**fields, "title": "新しい"}).status_code == 200


# --- Two screens --------------------------------------------------------------------------------------------------------------
def test_the_older_screen_is_told_and_both_texts_are_kept(browser, draft):
    one, two = Screen(browser, draft), Screen(browser, draft)
    assert one.save(lesson="一つ目").status_code == 200
    answer = two.save(lesson="二つ目")
    assert answer.status_code == 409
    assert fresh(draft).draft.lesson == "一つ目"
    kept = SavedConflict.objects.get()
    assert kept.data["values"]["lesson"] == "二つ目"
    assert two.save(lesson="二つ目、続き").status_code == 409
    assert SavedConflict.objects.get().data["values"]["lesson"] == "二つ目、続き"
    page = browser.get(answer.json()["url"]).content.decode()
    assert "一つ目" in page
    assert "二つ目、続き" in page


@pytest.mark.parametrize(
    ("choice", "result"), [("stored", "一つ目"), ("typed", "二つ目"), ("both", "一つ目\n\n二つ目")]
)
def test_the_author_chooses(browser, draft, choice, result):
    one, two = Screen(browser, draft), Screen(browser, draft)
    one.save(lesson="一つ目")
    url = two.save(lesson="二つ目").json()["url"]
    base = soup(browser.get(url)).find("input", attrs={"name": "base"})["value"]
    assert browser.post(url, {"base": base}).status_code == 422
    assert browser.post(url, {"base": base, "choose-lesson": choice}).status_code == 302
    assert fresh(draft).draft.lesson == result
    assert SavedConflict.objects.get().resolved_at
    assert browser.get(url).status_code == 302


def test_a_choice_on_a_comparison_that_is_out_of_date_is_made_again(browser, draft):
    one, two = Screen(browser, draft), Screen(browser, draft)
    one.save(lesson="一つ目")
    url = two.save(lesson="二つ目").json()["url"]
    base = soup(browser.get(url)).find("input", attrs={"name": "base"})["value"]
    one.save(lesson="三つ目")
    browser.post(url, {"base": base, "choose-lesson": "typed"})
    assert fresh(draft).draft.lesson == "三つ目"
    assert SavedConflict.objects.get().resolved_at is None


def test_without_script_two_screens_lose_nothing_either(browser, draft):
    url, old = open_form(browser, draft)
    send(browser, draft, lesson="一つ目")
    answer = browser.post(url, {**old, "lesson": "二つ目"})
    assert answer.url == reverse("case-conflict", args=[draft.public_id, SavedConflict.objects.get().pk])
    assert "二つの画面で、違う内容が保存されました" in browser.get(url).content.decode()


def test_rows_are_compared_in_words(browser, draft):
    one, two = Screen(browser, draft, "course"), Screen(browser, draft, "course")
    one.save(**{"course-keys": ["r" + "1" * 15], f"course-{'r' + '1' * 15}-text": "こちら"})
    url = two.save(**{"course-keys": ["r" + "2" * 15], f"course-{'r' + '2' * 15}-text": "あちら"}).json()["url"]
    page = browser.get(url).content.decode()
    assert "こちら" in page
    assert "あちら" in page


def test_somebody_elses_conflict_does_not_exist(client_for, browser, draft, outsider):
    one, two = Screen(browser, draft), Screen(browser, draft)
    one.save(lesson="一つ目")
    url = two.save(lesson="二つ目").json()["url"]
    assert client_for(outsider).get(url).status_code == 404
    assert browser.get(reverse("case-conflict", args=[draft.public_id, 10**18])).status_code == 404
    assert browser.get(reverse("case-conflict", args=[draft.public_id, 10**30])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_screens_at_the_same_moment(author, draft):
    """Threads that save from the same base: one wins, the other is told; nothing is lost, whatever the order."""
    base = content.fingerprint(draft.draft, "basics")
    results = []

    def save(text):
        while True:
            try:
                results.append(save_section(draft, "basics", _posted(lesson=text), author, base))
                break
            except OperationalError:  # SQLite in memory does not wait for a lock as a file does
                time.sleep(0.01)
        connection.close()

    threads = [threading.Thread(target=save, args=(text,)) for text in ("一つ目", "二つ目")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(bool(result.conflict) for result in results) == [False, True]
    kept = {fresh(draft).draft.lesson, SavedConflict.objects.get().data["values"]["lesson"]}
    assert kept == {"一つ目", "二つ目"}


def _posted(**fields):
    from django.http import QueryDict

    data = QueryDict(mutable=True)
    data.update(fields)
    return data


def test_the_day_is_said_when_it_was_not_today(browser, draft):
    revision = draft.latest_revision
    Revision.objects.filter(pk=revision.pk).update(created_at=timezone.now() - timedelta(days=40))
    page = browser.get(reverse("case-edit", args=[draft.public_id])).content.decode()
    day = timezone.localdate() - timedelta(days=40)
    assert f"{day.month}月{day.day}日" in page


def test_nothing_is_wrong_on_a_fresh_form(browser, draft):
    assert errors_in(browser.get(reverse("case-edit", args=[draft.public_id]))) == []
