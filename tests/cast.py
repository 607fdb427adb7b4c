"""The cast that tests share: a person for every role, and cases in every state.

author and colleague belong to one organisation, manager manages it; outsider belongs to another one. The reviewers and
the hub belong to a third. `make_case(state=…, **columns)` writes a case by `author`; `client_for(person)` signs in.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from bansou.accounts.models import Membership, Organisation, User
from bansou.accounts.roles import ROLE_LABELS
from casestudies.models import CaseRow, CaseStudy, CaseTerm, Consent
from casestudies.services.publishing import publish_revision

PASSWORD = "tests-know-this-2026"
ROLES = (
    "visitor",
    "pending",
    "author",
    "colleague",
    "outsider",
    "manager",
    "checker",
    "curator",
    "trainer",
    "hub",
    "administrator",
)
TERMS = {
    "outcome": ["failure"],
    "step": ["4"],
    "industry": ["E"],
    "employee_band": ["6-20"],
    "company_size": ["small"],
    "prefecture": ["13"],
    "supporter_type": ["chamber"],
}
TEXTS = {
    "title": "提案を急いで信頼を失った",
    "presenting_issue": "売上が落ちているので補助金を使いたい。",
    "what_happened": "三回目の訪問で提案書を渡したところ、その後は連絡が取れなくなった。",
    "cause": "経営者の話を聞き切る前に、こちらの答えを出してしまった。",
    "lesson": "提案の前に、いちばん気がかりなことを尋ねる。",
}


def make_organisation(name: str = "試験商工会議所", **fields: Any) -> Organisation:
    """An organisation; the same name gives the same one."""
    found, _new = Organisation.objects.get_or_create(name=name, defaults={"prefecture": "13", **fields})
    return found


def make_person(key: str, organisation: Organisation | None = None, role: str = "", **fields: Any) -> User:
    """An approved member with a verified address. `role`: manager, administrator or a global group."""
    special = {"is_superuser": True, "is_staff": True} if role == "administrator" else {}
    fields = {"display_name": f"試験 {key}", "approved_at": timezone.now(), **special, **fields}
    person = User.objects.create_user(f"{key}@example.jp", PASSWORD, **fields)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    if organisation:
        Membership.objects.create(user=person, organisation=organisation, is_manager=role == "manager")
    if role in ROLE_LABELS:
        person.groups.add(Group.objects.get(name=role))
    return person


@pytest.fixture
def organisation(db: None) -> Organisation:
    """Where author, colleague and manager belong."""
    return make_organisation("試験中央商工会議所")


@pytest.fixture
def other_organisation(db: None) -> Organisation:
    """Where outsider belongs."""
    return make_organisation("試験信用金庫", prefecture="20")


@pytest.fixture
def office(db: None) -> Organisation:
    """Where reviewers, trainer, hub and administrator belong."""
    return make_organisation("試験支援本部", prefecture="23")


@pytest.fixture
def author(organisation: Organisation) -> User:
    """Writes the cases."""
    return make_person("author", organisation)


@pytest.fixture
def colleague(organisation: Organisation) -> User:
    """Of the author's organisation."""
    return make_person("colleague", organisation)


@pytest.fixture
def outsider(other_organisation: Organisation) -> User:
    """An advisor of another organisation."""
    return make_person("outsider", other_organisation)


@pytest.fixture
def manager(organisation: Organisation) -> User:
    """Manages the author's organisation."""
    return make_person("manager", organisation, "manager")


@pytest.fixture
def checker(office: Organisation) -> User:
    """Checks anonymity and consent."""
    return make_person("checker", office, "checker")


@pytest.fixture
def curator(office: Organisation) -> User:
    """Checks content, edits know-how."""
    return make_person("curator", office, "curator")


@pytest.fixture
def trainer(office: Organisation) -> User:
    """Makes training material."""
    return make_person("trainer", office, "trainer")


@pytest.fixture
def hub(office: Organisation) -> User:
    """Reads published cases and figures."""
    return make_person("hub", office, "hub")


@pytest.fixture
def administrator(office: Organisation) -> User:
    """May do everything."""
    return make_person("administrator", office, "administrator")


@pytest.fixture
def pending(organisation: Organisation) -> User:
    """Signed up for the author's organisation, not approved yet."""
    return make_person("pending", organisation, approved_at=None)


@pytest.fixture
def visitor() -> None:
    """Nobody: not signed in."""
    return None


@pytest.fixture
def client_for() -> Callable[[User | None], Client]:
    """`client_for(person)` is a browser in which that person (or nobody) is signed in."""

    def sign_in(person: User | None = None) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


def write_case(author: User, terms: dict[str, list[str]] | None = None, rows: Any = (), **columns: Any) -> CaseStudy:
    """A draft with all that a failure case must have. `rows`: (kind, {field: value}) pairs."""
    membership = author.memberships.first()
    defaults = {**TEXTS, "organisation": membership and membership.organisation, "visibility": "public"}
    case = CaseStudy(author=author, live=False, **{**defaults, **columns})
    case.terms = [
        CaseTerm(scheme=scheme, code=code, is_main=scheme == "step" and not order, sort_order=order)
        for scheme, codes in {**TERMS, **(terms or {})}.items()
        for order, code in enumerate(codes)
    ]
    case.rows = [CaseRow(kind=kind, sort_order=order, data=data) for order, (kind, data) in enumerate(rows)]
    case.save()
    case.save_revision(user=author)
    return case


def give_consent(case: CaseStudy, scope: str = "public") -> Consent:
    """The firm agreed."""
    return Consent.objects.create(case=case, party=Consent.Party.FIRM, scope=scope, given_on=date(2026, 4, 1))


@pytest.fixture
def make_case(author: User) -> Callable[..., CaseStudy]:
    """`make_case(state="draft" | "submitted" | "published" (default), author=…, terms={…}, rows=[…], **columns)`."""

    def make(state: str = "published", **overrides: Any) -> CaseStudy:
        case = write_case(overrides.pop("author", author), **overrides)
        if state == "submitted":
            case.get_workflow().start(case, case.author)
        elif state == "published":
            give_consent(case)
            publish_revision(case.latest_revision, by=case.author)
        return CaseStudy.objects.get(pk=case.pk)

    return make
