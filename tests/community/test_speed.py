"""How often the pages of talk ask the database: line by line, the same for two posts as for forty."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community import services

pytestmark = pytest.mark.django_db

SIGNED_IN = ["django_session", "accounts_user", "auth_group", "accounts_membership"]
THREAD = [
    *SIGNED_IN,
    "community_thread",  # the thread, if readable, with what it is about
    "casestudies_caseterm",  # the byline of the case's author: kind of supporter
    "casestudies_coauthor",  # and who else writes as its author
    "community_post",  # all posts with their writers
    "notifications_delivery",  # unread notices
]
LIST = [
    *SIGNED_IN,
    "community_thread",  # how many
    "community_thread",  # this page of them
    "notifications_delivery",
]


def asked(client, url):
    """The tables that a page asks, in order; never the same statement twice."""
    client.get(url)  # caches of the process
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    statements = [query["sql"] for query in queries]
    assert not [sql for sql in statements if statements.count(sql) > 1]
    return [re.search(r'(?:FROM|UPDATE|INTO) "(\w+)"', sql)[1] for sql in statements]


@pytest.mark.parametrize("posts", [2, 40])
def test_a_thread(client_for, outsider, author, colleague, under_case, posts):
    for number in range(posts):
        services.reply(under_case, author if number % 2 else colleague, f"返信{number}")
    assert sorted(asked(client_for(outsider), under_case.get_absolute_url())) == sorted(THREAD)


@pytest.mark.parametrize("threads", [2, 30])
def test_the_list(client_for, outsider, start, threads):
    for number in range(threads):
        start(title=f"質問{number}")
    assert sorted(asked(client_for(outsider), "/community/")) == sorted(LIST)
