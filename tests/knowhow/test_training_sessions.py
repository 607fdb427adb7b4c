"""Sessions: sign-up and the waiting list, what the trainer alone sees, certificate, feedback, history."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bansou.accounts.services import leave
from bansou.notifications.models import Event
from casestudies.services import publishing
from casestudies.services.refusal import NotPossible
from knowhow.models import Feedback, SignUp, TrainingSession, UnitKind
from knowhow.training import services, sessions
from knowhow.training.reminders import remind
from knowhow.training.todo import to_teach
from tests.cast import make_person
from tests.knowhow.conftest import EVERYBODY
from tests.knowhow.training_cast import session_values

DAY = (timezone.localdate() + timedelta(days=60)).isoformat()
DATES = {"starts_at": f"{DAY}T13:30", "ends_at": f"{DAY}T16:30"}


def told(verb):
    """Who was told about it on the site."""
    rows = Event.objects.filter(verb=f"training_{verb}", deliveries__channel="site")
    return sorted(rows.values_list("deliveries__user__display_name", flat=True))


@pytest.fixture
def people(organisation):
    """Four advisors."""
    return [make_person(f"p{n}", organisation) for n in range(4)]


@pytest.mark.django_db
@pytest.mark.parametrize("name", EVERYBODY)
def test_only_the_trainer_opens_sessions_and_sees_the_list(name, cast, client_for, make_session, people):
    session = make_session()
    sessions.sign_up(session, people[0])
    browser = client_for(cast(name))
    data = {**DATES, "place": "会議室", "capacity": "3"}
    browser.post(reverse("training-session-new", args=[session.package.public_id]), data)
    assert TrainingSession.objects.count() == (2 if name == "trainer" else 1)
    listed = browser.get(reverse("training-attendance", args=[session.public_id]))
    assert ("試験 p0" in listed.content.decode()) == (name == "trainer")
    assert "試験 p0" not in browser.get(session.get_absolute_url()).content.decode()
    assert "試験 p0" not in browser.get(session.package.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_seats_waiting_list_and_moving_up(make_session, people):
    session = make_session(capacity=2)
    states = [sessions.sign_up(session, person).state for person in people]
    assert states == ["signed", "signed", "waiting", "waiting"]
    assert sessions.sign_up(session, people[2]).state == "waiting"  # twice is harmless
    sessions.sign_off(session, people[0])
    assert told("moved_up") == ["試験 p2"] and told("on_waiting_list") == ["試験 p2", "試験 p3"]
    sessions.change_session(session, session.package.author, {"capacity": 3})
    assert not SignUp.objects.waiting() and told("moved_up") == ["試験 p2", "試験 p3"] and told("changed") == []
    again = sessions.sign_up(session, people[0])
    assert again.state == "waiting" and SignUp.objects.count() == 4


@pytest.mark.django_db
def test_a_new_date_is_told_and_calling_off_too(make_session, people, trainer):
    session = make_session()
    sessions.sign_up(session, people[0])
    sessions.change_session(session, trainer, session_values(days=9))
    assert told("changed") == ["試験 p0"]
    sessions.cancel_session(session, trainer, "台風のため")
    assert told("called_off") == ["試験 p0"]
    with pytest.raises(NotPossible):
        sessions.sign_up(session, people[1])


@pytest.mark.django_db
def test_signing_up_on_the_page(client_for, author, make_session):
    session = make_session(link="https://meet.example.jp/x")
    browser, page = client_for(author), session.get_absolute_url()
    assert "meet.example.jp" not in browser.get(page).content.decode()
    browser.post(reverse("training-sign-up", args=[session.public_id]))
    assert "meet.example.jp" in browser.get(page).content.decode()
    assert session.package.title in browser.get(reverse("training-own")).content.decode()
    browser.post(reverse("training-sign-off", args=[session.public_id]))
    assert not SignUp.objects.active()


@pytest.mark.django_db
def test_nothing_of_a_session_that_has_begun_changes_places(client_for, author, make_session):
    session = make_session(days=-1)
    for name in ("training-sign-up", "training-sign-off"):
        answer = client_for(author).post(reverse(name, args=[session.public_id]), follow=True)
        assert answer.status_code == 200 and "notice--warn" in answer.content.decode()
    assert not SignUp.objects.exists()


@pytest.mark.django_db
def test_attendance_certificate_and_feedback(client_for, trainer, make_session, people, organisation):
    people = [*people, make_person("p4", organisation), make_person("p5", organisation)]
    session = make_session(days=-1, capacity=2)
    before = session.starts_at - timedelta(days=3)
    rows = [sessions.sign_up(session, person, at=before) for person in people]
    assert not Event.objects.exists()  # history is loaded in silence
    url = reverse("training-attendance", args=[session.public_id])
    present = [row.public_id for row in rows[:5]]  # the third one waited and came
    client_for(trainer).post(url, {"present": [*present, "0000000000", "\0", "x" * 5000]})
    assert [row.attended for row in SignUp.objects.order_by("pk")] == [True] * 5 + [False]
    assert told("attended") == [f"試験 p{n}" for n in range(5)]
    client_for(trainer).post(url, {"present": present})
    assert Event.objects.filter(verb="training_attended").latest("pk").deliveries.count() == 0
    certificate = reverse("training-certificate", args=[session.public_id])
    assert client_for(people[5]).get(certificate).status_code == 404
    assert client_for(trainer).get(certificate).status_code == 404
    answer = client_for(people[0]).get(certificate)
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    feedback = reverse("training-feedback", args=[session.public_id])
    assert client_for(people[5]).get(feedback, follow=True).redirect_chain
    for number, person in enumerate(people[:5]):
        shown = client_for(trainer).get(url).content.decode()
        assert "待つ勇気" not in shown
        said = {"useful": "4", "answer-0": f"待つ勇気{number}", "answer-1": ""}
        client_for(person).post(feedback, said)
        client_for(person).post(feedback, said)  # once only
    assert Feedback.objects.count() == 5 and "待つ勇気4" in client_for(trainer).get(url).content.decode()
    assert not {field.name for field in Feedback._meta.fields} & {"user", "at"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_at": f"{DAY}T13:00"}, {"ends_at": "2096-02-09T13:00"}, {"starts_at": "2020-01-01T10:00"}, {"starts_at": "\0"},
        {"starts_at": "9" * 10_000}, {"place": ""}, {"link": "javascript:x"}, {"capacity": "0"}, {"capacity": "9" * 5000}, {"capacity": ""},
    ],
)  # fmt: skip
def test_what_a_session_must_have(wrong, client_for, trainer, make_package):
    url = reverse("training-session-new", args=[make_package().public_id])
    data = {**DATES, "place": "会議室", "capacity": "3", "note": "筆記用具"}
    answer = client_for(trainer).post(url, {**data, **wrong})
    assert answer.status_code == 422 and "筆記用具" in answer.content.decode()
    assert not TrainingSession.objects.exists()


@pytest.mark.django_db
def test_two_tabs_of_a_session(client_for, trainer, make_session):
    session = make_session()
    url = reverse("training-session-edit", args=[session.public_id])
    data = {**DATES, "place": "先の場所", "capacity": "3", "base": sessions.base_of(session)}
    assert client_for(trainer).post(url, data).status_code == 302
    late = client_for(trainer).post(url, {**data, "place": "あとの場所"})
    assert late.status_code == 409
    assert "先の場所" in late.content.decode() and "あとの場所" in late.content.decode()


@pytest.mark.django_db
def test_the_clock_counts_articles_from_their_day(make_article, make_package, trainer):
    early, late = make_article(), make_article(claim="待つ")
    today = timezone.localdate()
    package = services.create(trainer, {"title": "歴史", "aim": "学ぶ", "steps": ["4"]})
    services.add_unit(package, trainer, UnitKind.ARTICLE, {"article": early}, on=today - timedelta(days=40))
    services.add_unit(package, trainer, UnitKind.ARTICLE, {"article": late}, on=today)
    services.publish(package, trainer, at=timezone.now() - timedelta(days=35))
    session = sessions.open_session(package, trainer, session_values(days=-30))
    assert list(TrainingSession.objects.of_article(early)) == [session]
    assert list(TrainingSession.objects.of_article(late)) == []
    sessions.cancel_session(session, trainer, "x", at=session.starts_at - timedelta(days=1))
    assert not TrainingSession.objects.of_article(early)


@pytest.mark.django_db
def test_who_signed_up_still_sees_a_session_of_a_package_that_ended(client_for, make_session, people, trainer):
    session = make_session()
    sessions.sign_up(session, people[0])
    services.withdraw(session.package, trainer)
    assert client_for(people[0]).get(session.get_absolute_url()).status_code == 200
    assert client_for(people[1]).get(session.get_absolute_url()).status_code == 404


@pytest.mark.django_db
def test_whoever_leaves_gives_the_seat_back(make_session, people):
    session = make_session(capacity=1)
    sessions.sign_up(session, people[0])
    sessions.sign_up(session, people[1])
    leave(people[0])
    assert [row.user for row in session.sign_ups.signed()] == [people[1]]


@pytest.mark.django_db
def test_the_same_form_opens_one_session(client_for, trainer, make_package):
    url = reverse("training-session-new", args=[make_package().public_id])
    data = {**DATES, "place": "会議室", "capacity": "3", "once": "0123456789"}
    for _n in range(2):
        client_for(trainer).post(url, data)
    assert TrainingSession.objects.count() == 1


@pytest.mark.django_db
def test_a_reminder_comes_once(make_session, people):
    soon, later = make_session(days=1), make_session(days=3)
    for session in (soon, later):
        sessions.sign_up(session, people[0])
    assert (remind(), remind()) == (1, 0)
    assert told("soon") == ["試験 p0"]


@pytest.mark.django_db
def test_the_trainer_has_it_on_the_list_of_today(make_session, make_case, make_package, trainer, author, people):
    session = make_session(days=-1)
    sessions.sign_up(session, people[0], at=session.starts_at - timedelta(days=1))
    case = make_case()
    emptied = make_package([(UnitKind.CASE, {"case": case})], title="空になる研修")
    assert [item["title"] for item in to_teach(trainer)] == ["待つ練習"]
    publishing.withdraw(case, by=author, reason="都合により")
    assert [item["title"] for item in to_teach(trainer)] == ["空になる研修", "待つ練習"]
    services.remove_unit(emptied.units.get(), trainer)
    sessions.note_attendance(session, trainer, set())
    assert to_teach(trainer) == [] and to_teach(author) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        ("0001-01-01T00:00", "0001-01-01T01:00"),
        ("9999-12-31T22:00", "9999-12-31T23:59"),
        ("2027-02-30T10:00", "2027-02-30T11:00"),
    ],
)
def test_dates_at_the_ends_of_the_calendar(starts, ends, client_for, trainer, author, make_package):
    url = reverse("training-session-new", args=[make_package().public_id])
    data = {"starts_at": starts, "ends_at": ends, "place": "会議室", "capacity": "3"}
    assert client_for(trainer).post(url, data).status_code == 422
