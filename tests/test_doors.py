"""Roles × doors: every address, opened by every role, for every visibility and byline. Nothing leaks.

The world of one run: a published case by `author` (its visibility and byline are the parameters) with a picture, a
thread that the author answered and an article that rests on it; a draft; a submitted case. All of it is marked with
words that occur nowhere else.
"""

import io
import logging
import re
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core import signing
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from PIL import Image
from wagtail.models import Revision, TaskState

from bansou.accounts.models import Organisation
from bansou.indexing.services import changed
from bansou.site.services import build_pages
from casestudies.models import CaseFile, CaseStudy, ReadingList, Remark
from casestudies.services import publishing
from community.models import Post, Thread
from distil.codebook.services import create as create_code
from distil.collections.services import add as put_in
from distil.collections.services import create as collect
from distil.marking.services import add as add_mark
from knowhow.handbook import content
from knowhow.handbook.services import keep_text
from knowhow.models import Article, Call, Evidence, HandbookEdition, Question, Try
from knowhow.training import services as training
from knowhow.training import sessions
from search.models import ResultExport, SavedQuery
from search.saved.notice import SALT
from tests import doors
from tests.cast import PASSWORD, ROLES, give_consent, make_organisation, make_person, write_case
from tests.doors import DOORS, EMAIL, NAME, ORGANISATION, PACKAGE_KWARGS, PACKAGES, REVIEW, STAFF, Door
from tests.knowhow.training_cast import session_values

VISIBILITIES = ("public", "members", "organisation")
BYLINES = ("name", "organisation", "anonymous")
TEXT_MARK, POST_MARK, DRAFT_MARK, SUBMITTED_MARK = "秘伝タイトル", "秘伝の返信", "秘伝の下書き", "秘伝の提出"
SECRETS = {NAME: "秘匿 太郎", EMAIL: "himitsu-author", ORGANISATION: "秘匿商工会"}
SERVER_ERROR, GONE = 500, {401, 403, 404, 410}


# --- The addresses --------------------------------------------------------------------------------------------------------
def routes(patterns=None, namespace="", path=""):
    """Names of all routes outside of Wagtail's admin; nameless ones as their pattern."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = path + str(pattern.pattern)
        if here.removeprefix("^").startswith("admin/"):
            continue  # walked by its own test
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, ":".join(filter(None, (namespace, pattern.namespace))), here)
        else:
            yield ":".join(filter(None, (namespace, pattern.name or f"?{here}")))


def test_every_address_has_a_rule():
    ruled = {door.name for door in DOORS}
    missing = {name for name in routes() if name not in ruled and not name.startswith((*PACKAGES, "?_util/"))}
    assert missing == set(), "add a line to tests/doors.py"


def test_no_rule_is_for_an_address_that_is_gone():
    assert {door.name for door in DOORS if door.name} - set(routes()) == set()


@pytest.fixture(autouse=True)
def _quiet(caplog):
    """Thousands of refusals are what is wanted here; their log lines would bury the complaints."""
    caplog.set_level(logging.CRITICAL, logger="django.request")


# --- The world ------------------------------------------------------------------------------------------------------------
@dataclass
class World:
    """Everything a door may be about; see `make_world`."""

    visibility: str
    byline: str
    people: dict
    case: CaseStudy = None
    draft: CaseStudy = None
    submitted: CaseStudy = None
    file: CaseFile = None
    thread: Thread = None
    post: Post = None
    article: Article = None
    organisation: Organisation = None
    membership: object = None
    extra: SimpleNamespace = field(default_factory=SimpleNamespace)

    def value(self, path):
        """What a door's kwarg stands for: "case" → its public id, "file.key" → that attribute, else the text itself."""
        name, _, attribute = str(path).partition(".")
        found = self.people.get(name) or getattr(self, name, None) or getattr(self.extra, name, None)
        return path if found is None else getattr(found, attribute or "public_id")


def picture():
    """A small PNG."""
    data = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(data, "PNG")
    return ContentFile(data.getvalue(), name="picture.png")


def make_people():
    """Author, colleague, manager and pending share the organisation that must stay secret."""
    own, other, office = (make_organisation(name) for name in (SECRETS[ORGANISATION], "試験信用金庫", "試験支援本部"))
    people = {"visitor": None, "author": make_person(SECRETS[EMAIL], own, display_name=SECRETS[NAME])}
    people["pending"] = make_person("pending", own, approved_at=None)
    people["colleague"] = make_person("colleague", own)
    people["manager"] = make_person("manager", own, "manager")
    people["outsider"] = make_person("outsider", other)
    people |= {
        role: make_person(role, office, role) for role in ("checker", "curator", "trainer", "hub", "administrator")
    }
    return people


def make_world(visibility, byline):
    """The world of the module's docstring."""
    people = make_people()
    author, how = people["author"], {"visibility": visibility, "byline": byline}
    world = World(visibility, byline, people, membership=author.memberships.get())
    world.organisation = world.membership.organisation
    case = write_case(author, title=TEXT_MARK, what_happened=f"{TEXT_MARK}の本文。提案書を渡した。", **how)
    case.files = [CaseFile(kind="image", file=picture(), alt=TEXT_MARK, section="basics")]
    case.tags.add("秘伝タグ")
    case.save_revision(user=author)
    give_consent(case)
    world.case = publishing.publish_revision(case.latest_revision, by=author)
    world.file = world.case.files.get()
    world.draft = write_case(author, title=DRAFT_MARK, presenting_issue=DRAFT_MARK, **how)
    world.submitted = write_case(author, title=SUBMITTED_MARK, presenting_issue=SUBMITTED_MARK, **how)
    world.submitted.get_workflow().start(world.submitted, author)
    make_talk(world)
    make_article(world)
    make_handbooks(world)
    make_workspace(world)
    make_training(world)
    keep_up(world)
    build_pages()
    return world


def make_talk(world):
    """An outsider's question under the case, or a colleague's, and the author's answer."""
    asker = world.people["colleague" if world.visibility == "organisation" else "outsider"]
    world.thread = Thread.objects.create(title=f"{TEXT_MARK}への質問", author=asker, case=world.case, post_count=2)
    Post.objects.create(thread=world.thread, author=asker, text="どのくらい待ちましたか")
    world.post = Post.objects.create(thread=world.thread, author=world.people["author"], text=POST_MARK)
    changed(world.thread)


def make_article(world):
    """A public article by a curator that quotes the case."""
    world.article = Article.objects.create(
        author=world.people["curator"], claim="聞き切ってから提案する", body="聞く。", steps=["4"], live=True
    )
    anchor = {"public_id": world.case.public_id, "section": "what_happened", "key": "", "quote": f"{TEXT_MARK}の本文"}
    Evidence.objects.create(article=world.article, case=world.case, anchor=anchor)
    changed(world.article)


def make_handbooks(world):
    """The article in an edition for everybody and in one for members, as readers find them."""
    for name, audience in (("handbook", "public"), ("members_handbook", "members")):
        edition = HandbookEdition.objects.create(title="手引き", audience=audience, steps=["4"], done_at=timezone.now())
        keep_text(edition, content.build(edition))
        setattr(world.extra, name, edition)


def make_workspace(world):
    """What the curator gathered and marked in the case."""
    curator, case = world.people["curator"], world.case
    world.extra.collection = collect(curator, TEXT_MARK)
    put_in(world.extra.collection, curator, [case])
    world.extra.code = create_code(curator, "聞かずに提案")
    world.extra.mark = add_mark(case, curator, f"{TEXT_MARK}の本文", [world.extra.code], memo=POST_MARK)


def make_training(world):
    """A package that discusses the case and reads the article, and a session that the author signed up for."""
    trainer = world.people["trainer"]
    package = training.create(trainer, {"title": "読み合わせ", "aim": "待てるようになる。", "steps": ["4"]})
    world.extra.unit = training.add_unit(package, trainer, "case", {"case": world.case})
    training.add_unit(package, trainer, "article", {"article": world.article})
    world.extra.package = training.publish(package, trainer)
    world.extra.training_session = sessions.open_session(package, trainer, session_values())
    sessions.sign_up(world.extra.training_session, world.people["author"])


def keep_up(world):
    """What the author keeps: a search with a link, a file of results, a list for colleagues with the case on it."""
    author = world.people["author"]
    kept = {"owner": author, "query": "q=%E6%8F%90%E6%A1%88%E6%9B%B8"}
    world.extra.saved = SavedQuery.objects.create(name=TEXT_MARK, note=POST_MARK, share_token="x" * 32, **kept)
    world.extra.export = ResultExport.objects.create(format="csv", language="ja", **kept)
    world.extra.stop = SimpleNamespace(token=signing.Signer(salt=SALT).sign(author.public_id))
    world.extra.shared_list = ReadingList.objects.create(
        user=author, name="研修で読む", organisation=world.organisation, note="順に読む"
    )
    world.extra.shared_list.items.create(case=world.case, note=DRAFT_MARK)
    world.extra.attempt = Try.objects.create(article=world.article, user=author, result="worked")
    world.extra.attempt.answers.create(result="worked", text=DRAFT_MARK)
    days = {"opens_on": "2026-04-01", "closes_on": "2026-06-30", "theme": "信頼"}
    world.extra.call_draft = Call.objects.create(title="下書きの募集", **days)
    world.extra.call = Call.objects.create(
        title="失敗から学ぶ", announced_at=timezone.now(), results_at=timezone.now(), **days
    )
    world.extra.entry = world.extra.call.entries.create(case=world.case, by=author, award="大賞", citation=TEXT_MARK)
    asked = {"step": "4", "text": TEXT_MARK, "situation": TEXT_MARK, "reaction": "opened"}
    world.extra.question = Question.objects.create(case=world.case, anchor={}, **asked)


# --- What must not be seen --------------------------------------------------------------------------------------------------
def forbidden(door, role, world):
    """Words that must not stand in the answer to `role` at this door."""
    if role == "author":
        return set()
    own_organisation = role in {"colleague", "manager", "pending"}
    words = {DRAFT_MARK}
    if role not in STAFF:
        words.add(SUBMITTED_MARK)
    reads = role in doors.READERS[world.visibility]
    if not reads or (door.hides and not named_at(door, world)):
        words |= {TEXT_MARK, POST_MARK, "秘伝タグ"}
    hidden = (
        {EMAIL}
        | ({NAME} if world.byline != "name" else set())
        | ({ORGANISATION} if world.byline == "anonymous" else set())
    )
    if not reads:
        hidden = {EMAIL, NAME, ORGANISATION}
    if REVIEW in door.shows and role in STAFF:
        hidden = set()
    if own_organisation and ORGANISATION in door.shows:
        hidden -= {ORGANISATION}
    return words | {SECRETS[kind] for kind in hidden - door.shows}


def named_at(door, world):
    """May the author's person or organisation page list the case? Only under that very byline."""
    return {"person": world.byline == "name", "organisation": world.byline != "anonymous"}.get(door.name, False)


def body_of(answer):
    """The whole answer as text, downloads too."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", errors="replace")


# --- The walk -----------------------------------------------------------------------------------------------------------------
@cache
def address_names():
    return set(routes())


def address(door, world):
    """The door's path with its query."""
    if not door.name:
        return door.path + door.query
    return reverse(door.name, kwargs={name: world.value(path) for name, path in door.kwargs.items()}) + door.query


def enter(person):
    """A browser of that person; what fails inside becomes a complaint, so that one run tells everything."""
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def complaint(door, role, world, client):
    """What is wrong with this door for this role, or ''."""
    url = address(door, world)
    answer = client.get(url)
    where = f"{role} GET {url} ({world.visibility}, {world.byline}) → {answer.status_code}"
    allowed = door.who(role, world)
    if answer.status_code >= SERVER_ERROR:
        return f"{where}: failed: {answer.exc_info and answer.exc_info[1]!r}"
    opened = {200, 302} | ({405} if door.post else set()) | ({404} if door.missing else set())
    if allowed is True and answer.status_code not in opened:
        return f"{where}: must open"
    if allowed is False and answer.status_code not in {302, 405, *GONE}:
        return f"{where}: must stay shut"
    text = body_of(answer)
    text = (
        text.replace(door.query[3:], "") if door.query.startswith("?q=") else text
    )  # the search box repeats the words
    seen = sorted(word for word in forbidden(door, role, world) if word in text)
    return f"{where}: shows {seen}" if seen else ""


def trespass(door, role, world, client):
    """What is wrong with posting to a door that is shut for this role, or ''."""
    if door.who(role, world) is not False:
        return ""
    url = address(door, world)
    answer = client.post(url, {"text": "x", "reason": "x", "depth": "long", "title": "x"})
    shut = answer.status_code in {302, 405, *GONE}
    return (
        "" if shut else f"{role} POST {url} ({world.visibility}, {world.byline}) → {answer.status_code}: must stay shut"
    )


def facts(world):
    """What nobody may have changed."""
    cases = list(CaseStudy.objects.order_by("pk").values())
    models = [model for app in ("knowhow", "distil") for model in apps.get_app_config(app).get_models()]
    loop = [list(model._default_manager.order_by("pk").values()) for model in models]
    return cases, loop, *(model.objects.count() for model in (Post, Revision, Remark, TaskState))


def package_doors():
    """Routes of packages, opened only to see that nothing leaks."""
    for name in sorted(address_names()):
        if name.startswith(PACKAGES) and name not in {"wagtail_serve", "account_logout"}:
            kwargs = PACKAGE_KWARGS.get(name, {})
            args, kwargs = (kwargs, {}) if isinstance(kwargs, tuple) else ((), kwargs)
            shows = frozenset({ORGANISATION} if name == "account_signup" else ())  # it offers all organisations
            yield Door("", doors.anything, path=reverse(name, args=args, kwargs=kwargs), shows=shows)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("byline", BYLINES)
@pytest.mark.parametrize("visibility", VISIBILITIES)
def test_nothing_leaks_at_any_door(visibility, byline):
    world = make_world(visibility, byline)
    complaints = []
    for role in ROLES:
        client = enter(world.people[role])
        complaints += [complaint(door, role, world, client) for door in [*DOORS, *package_doors()]]
        before = facts(world)
        complaints += [trespass(door, role, world, client) for door in DOORS]
        assert facts(world) == before, f"{role} changed something"
    found = sorted(filter(None, complaints))
    if found:
        pytest.fail(f"{len(found)} complaints\n" + "\n".join(found), pytrace=False)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("visibility", VISIBILITIES)
def test_counts_are_those_of_the_reader(visibility):
    world = make_world(visibility, "anonymous")
    for role in ROLES:
        client = enter(world.people[role])
        wanted = int(role in doors.READERS[visibility] or role == "author")
        for query in ("", "?kind=case", "?q=提案書", "?step=4&outcome=failure"):
            page = client.get(reverse("search" if query else "cases") + query, follow=True).content.decode()
            total = int(re.search(r'data-total="(\d+)"', page)[1])
            assert (total > 0) == bool(wanted), f"{role} sees {total} for {query or '/cases/'}"
            counts = [int(number) for number in re.findall(r'data-count="(\d+)"', page)]
            assert wanted or not any(counts), f"{role} sees counts {counts} for {query}"


@pytest.mark.django_db
def test_files_are_not_served_past_the_door():
    world = make_world("members", "anonymous")
    for role in ROLES:
        assert enter(world.people[role]).get(world.file.file.url).status_code == 404


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("end", ["withdrawn_at", "hidden_at"])
def test_a_case_that_was_taken_away_is_nowhere(end):
    world = make_world("public", "name")
    take_away = publishing.withdraw if end == "withdrawn_at" else publishing.emergency_hide
    take_away(world.case, by=world.people["checker"], reason="試験のため")
    for role in ("visitor", "pending", "colleague", "outsider", "hub"):
        client = enter(world.people[role])
        for door in DOORS:
            answer = client.get(address(door, world))
            assert TEXT_MARK not in body_of(answer).replace(door.query[3:] or "\0", ""), (
                f"{role} {address(door, world)}"
            )
        assert client.get(world.case.get_absolute_url()).status_code in GONE


def admin_addresses(patterns=None, path=""):
    """All addresses of Wagtail's admin, with 1 for every value in them; the sign-in of its own is not one."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from admin_addresses(pattern.url_patterns, here)
        elif (
            here.startswith("admin/")
            and not re.search(r"[\^(\[]", here)
            and not re.search("login|logout|password|jsi18n|sprite", here)
        ):
            yield "/" + re.sub("<[^>]+>", "1", here)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_admin_is_shut_for_everybody_else():
    build_pages()
    people = make_people()
    for role in sorted(set(ROLES) - {"administrator", "curator", "checker"}):
        client = enter(people[role])
        for path in admin_addresses():
            assert client.get(path).status_code in {302, *GONE}, f"{role} {path}"


def test_the_password_of_the_cast_is_one_that_the_site_accepts():
    from django.contrib.auth.password_validation import validate_password

    validate_password(PASSWORD)
