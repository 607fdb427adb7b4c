"""Packages: who makes them, what readers see, what becomes of a unit whose case is gone."""

import pytest
from django.urls import reverse

from bansou.notifications.models import Event
from casestudies.models.rows import new_key
from casestudies.services import publishing
from casestudies.services.refusal import NotPossible, Overtaken
from knowhow.models import Package, Unit, UnitDone, UnitKind
from knowhow.training import services, study
from knowhow.training.page import views_of
from tests.cast import make_person
from tests.knowhow.conftest import EVERYBODY
from tests.knowhow.training_cast import BASICS, QUIZ

MAKERS = {"trainer", "curator", "administrator"}
MEMBERS = set(EVERYBODY) - {"visitor", "pending"}


def posted(**values):
    """The form of a package as a browser sends it."""
    return {**BASICS, "main_step": "4", "action": "save", **values}


@pytest.mark.django_db
@pytest.mark.parametrize("name", EVERYBODY)
def test_who_makes_packages(name, cast, client_for):
    answer = client_for(cast(name)).post(reverse("training-new"), posted())
    assert Package.objects.exists() == (name in MAKERS)
    assert answer.status_code == (302 if name in MAKERS | {"visitor", "pending"} else 403) or name == "visitor"


@pytest.mark.django_db
@pytest.mark.parametrize("name", EVERYBODY)
def test_who_reads_and_changes_a_package(name, cast, client_for, make_package):
    package = make_package()
    browser = client_for(cast(name))
    assert (browser.get(package.get_absolute_url()).status_code == 200) == (name in MEMBERS)
    assert (browser.get(reverse("training-edit", args=[package.public_id])).status_code == 200) == (name in MAKERS)
    shown = browser.get(reverse("training-notes", args=[package.public_id])).content.decode()
    assert ("進行の秘訣" in shown) == (name in MAKERS)
    assert "進行の秘訣" not in browser.get(package.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_drafts_are_for_their_trainer_and_curators(cast, client_for, make_package, office):
    package = make_package(published=False)
    other = make_person("other-trainer", office, "trainer")
    for person, status in ((other, 404), (cast("author"), 404), (cast("curator"), 200), (package.author, 200)):
        assert client_for(person).get(package.get_absolute_url()).status_code == status
    assert client_for(other).get(reverse("training-edit", args=[package.public_id])).status_code == 403


@pytest.mark.django_db
def test_from_the_first_word_to_publication(client_for, trainer, author, make_case, make_article):
    browser, case = client_for(trainer), make_case()
    article = make_article([case])
    browser.post(reverse("training-new"), posted())
    package = Package.objects.get()
    edit = reverse("training-edit", args=[package.public_id])
    answer = browser.post(edit, posted(title="待つ練習・改", action="add:case"))
    assert answer.url.endswith("unit/new/?kind=case")
    package.refresh_from_db()
    assert package.title == "待つ練習・改"
    browser.post(
        answer.url,
        {"key": new_key(), "case": case.public_id, "title": "読み合わせ", "minutes": "30", "lines": "なぜ離れたか"},
    )
    browser.post(answer.url.replace("case", "article"), {"key": new_key(), "article": article.claim})
    browser.post(answer.url.replace("case", "video"), {"key": new_key(), "url": "https://video.example.jp/1"})
    key = new_key()
    quiz = {
        "key": new_key(), "questions-present": "1", "questions-keys": [key], f"questions-{key}-text": "どちら",
        f"questions-{key}-choices": "○ 聞く\n話す", f"questions-{key}-reason": "聞くのが先。",
    }  # fmt: skip
    browser.post(answer.url.replace("case", "quiz"), quiz)
    units = list(package.units.all())
    assert [unit.kind for unit in units] == ["case", "article", "video", "quiz"]
    assert units[3].questions[0]["choices"] == [{"text": "聞く", "right": True}, {"text": "話す", "right": False}]
    browser.post(edit, posted(action=f"up:{units[3].key}"))
    assert [unit.kind for unit in package.units.all()] == ["case", "article", "quiz", "video"]
    assert client_for(author).get(package.get_absolute_url()).status_code == 404
    browser.post(reverse("training-publish", args=[package.public_id]))
    page = client_for(author).get(package.get_absolute_url()).content.decode()
    assert "読み合わせ" in page and case.title in page and article.claim in page


@pytest.mark.django_db
def test_the_same_form_makes_one_unit(client_for, trainer, make_package):
    package = make_package(units=(), published=False)
    data = {"key": new_key(), "lines": "一つ目"}
    for _n in range(2):
        client_for(trainer).post(f"{reverse('training-unit-new', args=[package.public_id])}?kind=checklist", data)
    assert package.units.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("case", {"case": "そんな事例はない"}), ("case", {"case": ""}), ("article", {"article": "0000000000"}),
        ("checklist", {"lines": " "}),
        ("video", {"url": "javascript:alert(1)"}), ("video", {"url": "ftp://x.example.jp/a"}), ("video", {"url": "\0" * 9}),
        ("quiz", {"questions-present": "1"}), ("checklist", {"lines": "x", "minutes": "9" * 5000}), ("checklist", {"lines": "x" * 10_000}),
    ],
)  # fmt: skip
def test_what_a_unit_must_have(kind, data, client_for, trainer, make_package):
    package = make_package(units=(), published=False)
    url = f"{reverse('training-unit-new', args=[package.public_id])}?kind={kind}"
    answer = client_for(trainer).post(url, {"key": new_key(), "text": "書いた紹介", **data})
    assert answer.status_code == 422 and not package.units.exists()
    assert "書いた紹介" in answer.content.decode()


@pytest.mark.django_db
def test_a_question_needs_a_right_answer_and_a_reason(client_for, trainer, make_package):
    package, key = make_package(units=(), published=False), new_key()
    url = f"{reverse('training-unit-new', args=[package.public_id])}?kind=quiz"
    data = {"key": new_key(), "questions-present": "1", "questions-keys": [key], f"questions-{key}-text": "どちら"}
    answer = client_for(trainer).post(url, {**data, f"questions-{key}-choices": "聞く\n話す"})
    assert answer.status_code == 422 and answer.content.decode().count(f"id_questions-{key}-choices_error") >= 1
    added = client_for(trainer).post(url, {**data, "questions-action": "add"})
    assert (
        added.status_code == 200 and added.content.decode().count('name="questions-keys"') == 3
    )  # two, and the template


@pytest.mark.django_db
def test_two_tabs_keep_both_texts(client_for, trainer, make_package):
    package = make_package()
    base = services.fingerprint(services.read(package))
    edit, browser = reverse("training-edit", args=[package.public_id]), client_for(trainer)
    browser.post(edit, posted(aim="先に保存したねらい", base=base))
    late = browser.post(edit, posted(aim="あとのねらい", base=base))
    assert late.status_code == 409
    assert "先に保存したねらい" in late.content.decode() and "あとのねらい" in late.content.decode()
    unit = package.units.get()
    with pytest.raises(Overtaken):
        services.save_unit(unit, trainer, {"text": "x"}, base="0" * 16)


@pytest.mark.django_db
def test_publishing_needs_aim_and_units(trainer, make_package):
    with pytest.raises(NotPossible):
        make_package(units=())
    with pytest.raises(NotPossible):
        make_package(aim="")


@pytest.mark.django_db
def test_a_case_of_few_shows_only_that_there_is_one(client_for, cast, make_case, make_package):
    case = make_case(visibility="organisation", title="秘伝の事例")
    values = {"case": case, "title": "秘伝の単元", "text": "秘伝の紹介", "lines": "秘伝の問い", "note": "秘伝の進行"}
    package = make_package([(UnitKind.CASE, values)])
    unit = package.units.get()
    for name in ("author", "colleague", "curator"):
        assert "秘伝の問い" in client_for(cast(name)).get(views_of(package, cast(name))[0].url).content.decode()
    for name in ("outsider", "trainer", "hub"):
        for url in ("training-package", "training-unit", "training-notes"):
            args = [package.public_id, *([unit.key] if url == "training-unit" else [])]
            assert "秘伝" not in client_for(cast(name)).get(reverse(url, args=args)).content.decode()


@pytest.mark.django_db
def test_a_withdrawn_case_leaves_at_once_and_the_trainer_is_told(make_case, make_package, trainer, author):
    case = make_case()
    package = make_package([(UnitKind.CASE, {"case": case, "title": "読む"})])
    assert views_of(package, author)[0].is_open
    publishing.withdraw(case, by=author, reason="都合により")
    unit = Unit.objects.get()
    assert unit.gone_at and not views_of(package, author)[0].is_open
    event = Event.objects.get(verb="training_unit_gone")
    assert [d.user for d in event.deliveries.filter(channel="site")] == [trainer]
    assert case.title not in str(event.data) and services.problems_of(package)


@pytest.mark.django_db
def test_a_withdrawn_article_leaves_too(make_article, make_package, curator, author):
    from knowhow.services import withdraw

    article = make_article()
    package = make_package([(UnitKind.ARTICLE, {"article": article})])
    withdraw(article, curator, "古くなった")
    assert Unit.objects.get().gone_at and not views_of(package, author)[0].is_open


@pytest.mark.django_db
def test_self_study_is_ones_own(client_for, author, outsider, make_package):
    package = make_package([(UnitKind.CHECKLIST, {"lines": "一つ"}), (UnitKind.QUIZ, {"questions": QUIZ})])
    first, second = (view.url for view in views_of(package, author))
    browser = client_for(author)
    assert "先に聞くと" not in browser.get(second).content.decode()
    browser.post(first)
    browser.post(second, {"q-r000000000000001": ["0", "7", "x"]})
    shown = browser.get(second).content.decode()
    assert "先に聞くと" in shown and UnitDone.objects.get(unit__kind="quiz").answers == {"r000000000000001": [0]}
    assert study.begun(author) == [(package, 2, 2)] and study.begun(outsider) == []
    assert package.title in browser.get(reverse("training-own")).content.decode()
    browser.post(second, {"action": "undo"})
    assert study.begun(author) == [(package, 1, 2)]


@pytest.mark.django_db
def test_the_article_names_the_training_that_uses_it(client_for, author, make_article, make_package):
    article = make_article()
    package = make_package([(UnitKind.ARTICLE, {"article": article})])
    assert package.get_absolute_url() in client_for(author).get(article.get_absolute_url()).content.decode()
    assert package.get_absolute_url() not in client_for(None).get(article.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_from_an_article_to_a_unit(client_for, trainer, author, make_article, make_package):
    article, package, browser = make_article(), make_package(published=False), client_for(trainer)
    link = f"{reverse('training-mine')}?article={article.public_id}"
    assert link in browser.get(article.get_absolute_url()).content.decode()
    assert link not in client_for(author).get(article.get_absolute_url()).content.decode()
    form = f"{reverse('training-unit-new', args=[package.public_id])}?kind=article&amp;article={article.public_id}"
    assert form in browser.get(link).content.decode()
    assert f'value="{article.public_id}"' in browser.get(form.replace("&amp;", "&")).content.decode()
    assert browser.get(f"{reverse('training-mine')}?case=%E3%81%82&article=0000000000").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["?page=99999999999", "?step=4&page=-1", "?step=%00", "?step=" + "9" * 10_000])
def test_no_address_fails(query, client_for, author, make_package):
    make_package()
    assert client_for(author).get(reverse("training") + query).status_code in (200, 400)


@pytest.mark.django_db
def test_a_package_whose_trainer_left_is_taken_over(client_for, trainer, curator, author, make_package):
    from bansou.accounts.services import leave

    package = make_package()
    url = reverse("training-take-over", args=[package.public_id])
    assert client_for(curator).post(url).status_code == 404
    leave(trainer)
    assert client_for(author).post(url).status_code == 403
    client_for(curator).post(url)
    assert Package.objects.get().author == curator


@pytest.mark.django_db
def test_pages_ask_no_more_for_more_units(
    client_for, author, make_case, make_package, make_article, django_assert_max_num_queries
):
    units = [(UnitKind.CASE, {"case": make_case(title=f"事例{n}")}) for n in range(6)]
    units += [(UnitKind.ARTICLE, {"article": make_article(claim=f"主張{n}")}) for n in range(6)]
    package, browser = make_package(units), client_for(author)
    first = views_of(package, author)[0].url
    browser.get(first)
    # who asks (session, user, groups, memberships, notices), package, units, articles, cases, their terms, what was done
    with django_assert_max_num_queries(11):
        assert browser.get(first).status_code == 200
    with django_assert_max_num_queries(12):  # and the dates to come
        assert browser.get(package.get_absolute_url()).status_code == 200
    with django_assert_max_num_queries(9):  # who asks, dates, packages and their number
        assert browser.get(reverse("training")).status_code == 200


@pytest.mark.django_db
def test_a_quiz_is_not_done_before_every_question_is_answered(client_for, author, make_package):
    second = {**QUIZ[0], "key": "r000000000000002", "text": "二つ目の問い"}
    package = make_package([(UnitKind.QUIZ, {"questions": [*QUIZ, second]})])
    (view,) = views_of(package, author)
    page = client_for(author).post(view.url, {"q-r000000000000001": ["0"]})
    shown = page.content.decode()
    assert page.status_code == 422 and not UnitDone.objects.exists()
    assert "すべての問いに答えてください" in shown and shown.count("答えを選んでください。") == 1
    assert shown.count(" checked") == 1 and QUIZ[0]["reason"] not in shown
