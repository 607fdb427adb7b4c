"""What somebody would type on the demo site, and the case they hope for: demo_queries.csv, on every engine."""

import csv
from pathlib import Path

import pytest
from django.db import transaction
from django.http import QueryDict
from django.utils.http import urlencode

from bansou.site.demo_content import load_articles, load_cases, load_organisations, load_people, load_threads
from bansou.vocabulary import terms
from casestudies.models import CaseStudy
from search.documents import all_documents
from search.state import parse

EVERYBODY = frozenset({"public", "members", "staff"})
LINES = list(csv.DictReader((Path(__file__).parent / "demo_queries.csv").open(encoding="utf-8", newline="")))


@pytest.fixture(scope="session")
def demo(django_db_setup, django_db_blocker):
    """(documents, {external id: public id}) of the demo content, which leaves no trace in the database."""
    with django_db_blocker.unblock(), transaction.atomic():
        for load in (load_organisations, load_people, load_cases, load_articles, load_threads):
            load()
        names = dict(CaseStudy.objects.exclude(external_id="").values_list("external_id", "public_id"))
        found = list(all_documents()), names
        transaction.set_rollback(True)
    terms.forget()
    return found


def rank_of(engine, query, wanted):
    """The place of a case among the best ten, 0 for none."""
    state = parse(QueryDict(urlencode({"q": query})))
    ids = [hit.id for hit in engine.search(state.query(EVERYBODY, size=10, facets=[])).hits]
    return ids.index(wanted) + 1 if wanted in ids else 0


def test_there_are_enough_of_every_sort():
    groups = [line["group"] for line in LINES]
    assert len(LINES) >= 60
    assert min(groups.count(group) for group in set(groups) - {"exclude"}) >= 4


def test_each_finds_its_case(engine, demo):
    documents, names = demo
    engine.put_many(documents)
    ranks = [(line, rank_of(engine, line["query"], names[line["expected"]])) for line in LINES]
    missed = [
        f"{line['query']} → {line['expected']} ({rank})" for line, rank in ranks if not 0 < rank <= int(line["within"])
    ]
    assert not missed, "\n".join(missed)
