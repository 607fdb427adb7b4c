"""The vocabulary and the list of cases in Wagtail's admin, through the client."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bansou.vocabulary.models import Term

pytestmark = pytest.mark.django_db

LIST = "/admin/vocabulary/"


def term(scheme, code):
    return Term.objects.get(scheme=scheme, code=code)


def edit_url(row):
    return f"{LIST}edit/{row.pk}/"


def form_of(row, **changed):
    """What the edit page posts."""
    values = {
        "label": row.label,
        "short_label": row.short_label,
        "alt_labels": row.alt_labels,
        "description": row.description,
        "parent": row.parent_id or "",
        "sort_order": row.sort_order,
        "active": "on" if row.active else "",
        "merged_into": row.merged_into_id or "",
    }
    return {**values, **changed}


@pytest.fixture
def curator_client(client_for, curator):
    return client_for(curator)


@pytest.mark.parametrize("role", ["curator", "administrator"])
def test_who_keeps_the_vocabulary_has_an_admin_home(request, client_for, role):
    client = client_for(request.getfixturevalue(role))
    assert client.get("/admin/").status_code == 200
    assert LIST in client.get("/admin/").content.decode()
    assert client.get(LIST).status_code == 200


@pytest.mark.parametrize("role", ["author", "manager", "checker", "hub", "pending"])
def test_nobody_else_gets_in(request, client_for, role):
    client = client_for(request.getfixturevalue(role))
    assert client.get(LIST).status_code in {302, 403}


def test_the_list_is_filtered_by_scheme_and_searched(curator_client):
    page = curator_client.get(LIST, {"scheme": "wall"}).content.decode()
    assert "見えない壁" in page
    assert "ローカルベンチマーク" not in page
    page = curator_client.get(LIST, {"q": "ローカルベンチ"}).content.decode()
    assert "ローカルベンチマーク" in page
    assert "見えない壁" not in page


def test_a_row_of_the_list_asks_nothing(curator_client):
    curator_client.get(LIST)
    with CaptureQueriesContext(
        connection,
    ) as few:
        curator_client.get(LIST, {"scheme": "wall"})
    with CaptureQueriesContext(connection) as many:
        curator_client.get(LIST, {"scheme": "prefecture"})
    assert len(many) == len(few)


def test_a_new_term_is_offered_at_once(curator_client):
    from bansou.vocabulary import terms

    data = {"scheme": "tool", "code": "new-tool", "label": "新しい道具", "sort_order": 5, "active": "on"}
    answer = curator_client.post(f"{LIST}new/", data)
    assert answer.status_code == 302, answer.context["form"].errors
    assert "new-tool" in [t.code for t in terms.offered("tool")]


@pytest.mark.parametrize("code", ["日本語", "a b", "-x", "x" * 41, ""])
def test_a_code_is_ascii(curator_client, code):
    data = {"scheme": "tool", "code": code, "label": "道具", "sort_order": 5, "active": "on"}
    assert curator_client.post(f"{LIST}new/", data).status_code == 200
    assert not Term.objects.filter(label="道具").exists()


def test_words_change_but_scheme_and_code_stay(curator_client):
    row = term("tool", "local-benchmark")
    answer = curator_client.post(edit_url(row), form_of(row, label="ロカベン", scheme="wall", code="other"))
    assert answer.status_code == 302, answer.context["form"].errors
    row.refresh_from_db()
    assert (row.scheme, row.code, row.label) == ("tool", "local-benchmark", "ロカベン")


def test_nobody_deletes_a_term(curator_client, client_for, administrator):
    row = term("tool", "local-benchmark")
    for client in (curator_client, client_for(administrator)):
        page = client.get(edit_url(row)).content.decode()
        assert f"{LIST}delete/" not in page
        assert client.post(f"{LIST}delete/{row.pk}/").status_code in {302, 403}
    assert Term.objects.filter(pk=row.pk).exists()


def test_a_merge_in_the_form_moves_the_cases(curator_client, make_case):
    case = make_case(terms={"technique": ["dialogue"]})
    old, new = term("technique", "dialogue"), term("technique", "respectful-listening")
    answer = curator_client.post(edit_url(old), form_of(old, merged_into=new.pk))
    assert answer.status_code == 302, answer.context["form"].errors
    assert [t.code for t in case.terms.filter(scheme="technique")] == [new.code]


def test_the_steps_cannot_be_merged_or_switched_off(curator_client):
    row, other = term("step", "4"), term("step", "5")
    curator_client.post(edit_url(row), form_of(row, merged_into=other.pk, active=""))
    row.refresh_from_db()
    assert row.active and row.merged_into is None


@pytest.mark.parametrize("parent", [("wall", "see"), ("supporter_type", "chamber")])
def test_a_parent_is_of_the_scheme_above_and_never_below(curator_client, parent):
    top = term("supporter_type", "chamber").parent
    answer = curator_client.post(edit_url(top), form_of(top, parent=term(*parent).pk))
    assert answer.status_code == 200
    top.refresh_from_db()
    assert top.parent is None


class TestCases:
    """/admin/cases/ shows what staff may read, and leads to the site's own pages."""

    def test_published_ones_lead_to_their_page_and_submitted_ones_to_their_review(self, curator_client, make_case):
        published, submitted = make_case(title="公開された話"), make_case("submitted", title="確認中の話")
        page = curator_client.get("/admin/cases/").content.decode()
        assert published.get_absolute_url() in page
        assert reverse("review-case", args=[submitted.public_id]) in page

    def test_drafts_and_names_behind_an_anonymous_case_are_not_there(self, curator_client, make_case, author):
        make_case("draft", title="書きかけの話")
        make_case(title="匿名の話", byline="anonymous")
        page = curator_client.get("/admin/cases/").content.decode()
        assert "匿名の話" in page
        assert "書きかけの話" not in page
        assert str(author) not in page

    def test_nothing_changes_there(self, curator_client, make_case):
        case = make_case()
        for action in ("edit", "delete", "copy", "inspect"):
            assert curator_client.get(f"/admin/cases/{action}/{case.pk}/").status_code in {302, 403, 404}
        assert curator_client.get("/admin/cases/new/").status_code in {302, 403, 404}

    def test_a_row_asks_nothing(self, curator_client, make_case):
        make_case()
        curator_client.get("/admin/cases/")
        with CaptureQueriesContext(connection) as few:
            curator_client.get("/admin/cases/")
        for number in range(4):
            make_case("submitted" if number % 2 else "published")
        with CaptureQueriesContext(connection) as many:
            curator_client.get("/admin/cases/")
        assert len(many) == len(few)
