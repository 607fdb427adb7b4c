"""A workspace: two curators, codes, a case with a course, marks."""

import pytest

from casestudies.models import CaseRow, CaseStudy
from casestudies.services.publishing import publish_revision
from distil.codebook import services as codebook
from distil.marking import services as marking
from tests.cast import make_person

QUOTE = "三回目の訪問で提案書を渡したところ"
EVERYBODY = [
    "visitor", "pending", "author", "colleague", "outsider", "manager", "checker", "curator", "trainer", "hub", "administrator",
]  # fmt: skip
EDITORS = {"curator", "second", "administrator"}


@pytest.fixture
def second(office):
    """Another curator."""
    return make_person("second", office, "curator")


@pytest.fixture
def cast(request):
    """`cast("outsider")` is that person, None for the visitor."""
    return lambda name: request.getfixturevalue(name)


@pytest.fixture
def code(curator):
    """`code("信頼", parent=…)`: an active code."""
    return lambda name, **more: codebook.create(curator, name, **more)


@pytest.fixture
def mark(curator):
    """`mark(case, code, …, quote=…)`: marked words."""
    return lambda case, *codes, quote=QUOTE, by=None, **more: marking.add(case, by or curator, quote, codes, **more)


@pytest.fixture
def rewrite():
    """`rewrite(case, what_happened="…")`: the author edits the published case, and the edit is published."""

    def edit(case, rows=None, **texts):
        draft = CaseStudy.objects.get(pk=case.pk).draft
        for name, text in texts.items():
            setattr(draft, name, text)
        if rows is not None:
            draft.rows = [CaseRow(kind=kind, sort_order=n, **row) for n, (kind, row) in enumerate(rows)]
        draft.save_revision(user=case.author)
        publish_revision(CaseStudy.objects.get(pk=case.pk).latest_revision, by=case.author)
        return CaseStudy.objects.get(pk=case.pk)

    return edit
