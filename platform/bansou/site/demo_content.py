"""The demo content: invented people, organisations, cases, know-how and talk. Loading it twice changes nothing."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from bansou.accounts.models import Membership, Organisation, User
from bansou.accounts.roles import ROLE_LABELS
from bansou.audit.models import AuditEntry, record
from bansou.indexing.services import changed
from bansou.site.demo_articles import load_articles
from bansou.site.demo_distil import load_distil
from bansou.site.demo_keeping import load_keeping
from bansou.site.demo_loop import load_loop
from bansou.site.demo_names import moment
from bansou.site.demo_work import load_work
from bansou.site.services import add_news, read_json
from casestudies import interchange
from casestudies.models import CaseStudy
from community.models import Post, Thread
from knowhow.models import Article

DEMO = Path(__file__).parent / "demo"
PASSWORD = "bansou-demo-2026"  # noqa: S105 – printed at the start of every demo
Report = Callable[[str], None]


def load_demo(report: Report = print) -> None:
    """Everything, in order; what is already there stays as it is."""
    report(f"organisations: {load_organisations()}")
    report(f"people: {load_people()}")
    report(f"cases: {load_cases()}")
    report(f"know-how: {load_articles()}")
    report(f"threads: {load_threads()}")
    report(f"cases on their way: {load_work(DEMO / 'work.json')}")
    report(f"saved searches and shared lists: {load_keeping(DEMO / 'keeping.json')}")
    report(f"collections: {load_distil(DEMO / 'loop_distil.json')}")
    report(f"questions, training, tries, calls: {load_loop(DEMO / 'loop_learning.json')}")
    add_news(read_json(DEMO / "news.json"))


@transaction.atomic
def load_organisations() -> int:
    """The demo organisations under their national bodies."""
    made = 0
    for data in read_json(DEMO / "organisations.json"):
        parent = Organisation.objects.filter(name=data["parent"]).first() if data["parent"] else None
        _org, new = Organisation.objects.get_or_create(
            name=data["name"],
            defaults={
                "supporter_type": data["kind"],
                "prefecture": data["prefecture"],
                "parent": parent,
                "introduction": data["introduction"],
            },
        )
        made += new
    return made


@transaction.atomic
def load_people() -> int:
    """The demo accounts, approved and verified, all with the same password."""
    made = 0
    for data in read_json(DEMO / "people.json"):
        if User.objects.filter(email=data["email"]).exists():
            continue
        waiting = data["role"] == "pending"
        user = User.objects.create_user(
            data["email"],
            PASSWORD,
            approved_at=None if waiting else timezone.now(),
            is_superuser=data["role"] == "administrator",
            is_staff=data["role"] == "administrator",
            **{
                name: data[name]
                for name in ("display_name", "supporter_type", "job", "prefecture", "expertise", "introduction")
            },
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        _place(user, data)
        made += 1
    return made


def _place(user: User, data: dict[str, Any]) -> None:
    for organisation in Organisation.objects.filter(name__in=data["organisations"]):
        Membership.objects.create(user=user, organisation=organisation, is_manager=data["role"] == "org_manager")
    if data["role"] in ROLE_LABELS:
        user.groups.add(Group.objects.get(name=data["role"]))


@transaction.atomic
def load_cases(names: Collection[str] = ()) -> int:
    """The demo cases, handed in when the firm agreed and published on their day. `names`: only these."""
    paths = sorted((DEMO / "cases").glob("*.json"))
    documents = [read_json(path) for path in paths if not names or path.stem in names]
    there = interchange.existing_ids(document["external_id"] for document in documents)
    people = {user.email: user for user in User.objects.all()}
    organisations = {organisation.name: organisation for organisation in Organisation.objects.all()}
    built = []
    for document in documents:
        if document["external_id"] in there:
            continue
        problems = interchange.check_document(document, complete=True)
        if problems:
            raise ValueError(f"{document['external_id']}: {problems}")
        built.append(
            interchange.build_case(document, people[document["author"]], organisations.get(document["organisation"]))
        )
    days = {document["external_id"]: document["consent"]["firm"] for document in documents}
    for case in interchange.save_built(built):
        submitted = record(case.author, "submit", case)
        AuditEntry.objects.filter(pk=submitted.pk).update(at=moment(days[case.external_id]))
        changed(case)
    return len(built)


@transaction.atomic
def load_threads() -> int:
    """The demo talk."""
    if not (DEMO / "threads.json").exists():
        return 0
    claims = {data["key"]: data["claim"] for data in read_json(DEMO / "knowhow.json")}
    made = 0
    for data in read_json(DEMO / "threads.json"):
        if Thread.objects.filter(title=data["title"]).exists():
            continue
        changed(_thread(data, claims))
        made += 1
    return made


def _thread(data: dict[str, Any], claims: dict[str, str]) -> Thread:
    about = data["about"] or {}
    posts = data["posts"]
    thread = Thread.objects.create(
        title=data["title"],
        thread_kind=data["kind"],
        author=User.objects.get(email=data["author"]),
        case=CaseStudy.objects.get(external_id=about["case"]) if "case" in about else None,
        article=Article.objects.get(claim=claims[about["knowhow"]]) if "knowhow" in about else None,
        step=about.get("step", ""),
        created_at=moment(posts[0]["created"]),
        last_post_at=moment(posts[-1]["created"]),
        post_count=len(posts),
    )
    rows = [
        Post.objects.create(
            thread=thread, author=User.objects.get(email=p["author"]), text=p["text"], created_at=moment(p["created"])
        )
        for p in posts
    ]
    if data["accepted"] is not None:
        thread.accepted = rows[data["accepted"]]
        thread.save(update_fields=["accepted"])
    return thread
