"""How often the case page asks the database: line by line, and the same for one row as for thirty."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casestudies.services.publishing import publish_revision
from search import related

pytestmark = pytest.mark.django_db

BUDGET = [
    "django_session",  # who is signed in
    "accounts_user",
    "auth_group",  # roles
    "accounts_membership",  # organisations
    "casestudies_casestudy",  # the case with author, organisation, and what this reader did with it
    "casestudies_caseterm",
    "casestudies_caserow",
    "casestudies_casefile",
    "casestudies_casetag",
    "casestudies_relatedcase",  # similar ones
    "casestudies_casestudy",  # their cards, as far as this reader may read them
    "casestudies_caseterm",
    "notifications_delivery",  # unread notices
    # know-how that the case used or that rests on it, and the talk about it: three at most for each app above
]
UPPER_APPS = ("knowhow_", "community_")
MOST = 20


def asked(client, url):
    """The tables that a page asks, in order."""
    client.get(url)  # caches of the process: vocabulary, templates, content types
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    statements = [query["sql"] for query in queries]
    assert len(statements) == len(set(statements)), "a statement is asked twice"
    return [re.search(r'"([a-z]+_\w+)"', sql)[1] for sql in statements]


def rich_case(make_case, rows):
    """A case with this many rows of a kind, tags, and similar cases around it."""
    terms = {"wall": ["face"], "theme": ["finance"], "technique": ["questioning", "empathy"]}
    case = make_case("draft", terms=terms, rows=[("course", {"step": "4", "text": f"話{n}"}) for n in range(rows)])
    case.tags.add(*(f"札{n}" for n in range(rows)))
    case = publish_revision(case.save_revision(user=case.author), by=case.author)
    for outcome in ("good", "failure") * min(rows, 3):
        make_case(terms={**terms, "outcome": [outcome]})
    related.update_all()
    return case


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_keeps_its_budget(make_case, client_for, outsider, rows):
    tables = asked(client_for(outsider), rich_case(make_case, rows).get_absolute_url())
    own = [table for table in tables if not table.startswith(UPPER_APPS)]
    assert sorted(own) == sorted(BUDGET)
    assert len(tables) <= MOST
