"""The page of a case: who gets it, what stands on it, where links into it land."""

import gzip
import io
import re

import pytest
from django.core.files.base import ContentFile
from django.test import RequestFactory
from django.urls import reverse
from django.utils.translation import gettext
from PIL import Image

from casestudies.anchors import Anchor
from casestudies.models import CaseFile, CaseStudy
from casestudies.page import page_of, stopped_at
from casestudies.services import publishing
from casestudies.structure import TEXTS
from casestudies.texts import paragraphs, shown
from casestudies.years import fiscal_year_label

pytestmark = pytest.mark.django_db

ROWS = [
    ("issues", {"kind": "why", "text": "なぜ売れないのか", "viewpoint": "owner"}),
    ("issues", {"kind": "agreed", "text": "見積りの手順を一緒に作る"}),
    ("course", {"step": "3", "period": "1か月目", "text": "話を聞いた"}),
    ("course", {"step": "4", "action": "問うた", "reaction": "黙った", "is_turning_point": True}),
    (
        "failure_factors",
        {"cause": "misjudgement", "pitfall": "own-solution", "consequence": "lost-trust", "text": "急いだ"},
    ),
    ("voices", {"viewpoint": "owner", "text": "聞いてほしかった"}),
    ("results", {"goal": "1", "sentence": "変わった", "metric": "会議", "before": "0回", "after": "1回"}),
    ("self_reliance", {"capability": "issue-setting", "before": 1, "after": 3, "assessed_on": "2026-03-10"}),
    ("exit_conditions", {"text": "自分で回せる", "state": "partly"}),
    ("bridges", {"to": "yorozu", "issue": "単価"}),
    ("follow_ups", {"period": "半年後", "text": "続いている"}),
    ("phase_months", {"phase": "pre-visit", "months": 2}),
]


def picture_file(name="picture.png"):
    """A small PNG, whatever its name says."""
    data = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(data, "PNG")
    return ContentFile(data.getvalue(), name=name)


def page(client, case):
    """The text of a case's page."""
    response = client.get(case.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


# --- Doors ----------------------------------------------------------------------------------------------------------------
def test_who_may_not_read_a_case_gets_404(make_case, client_for, outsider):
    case = make_case(visibility="organisation")
    assert client_for(outsider).get(case.get_absolute_url()).status_code == 404
    assert client_for(None).get(case.get_absolute_url()).status_code == 404


def test_a_withdrawn_case_says_why_to_those_who_could_read_it(make_case, author, client_for, outsider):
    case = make_case(visibility="members")
    publishing.withdraw(case, author, "同意が撤回されたため、公開を終了しました。")
    response = client_for(outsider).get(case.get_absolute_url())
    assert response.status_code == 410
    assert "同意が撤回されたため" in response.content.decode()
    assert case.title not in response.content.decode()
    assert client_for(None).get(case.get_absolute_url()).status_code == 404


def test_a_hidden_case_keeps_its_reason_to_itself(make_case, checker, client_for):
    case = make_case(visibility="public")
    publishing.emergency_hide(case, checker, "内部の理由")
    response = client_for(None).get(case.get_absolute_url())
    assert response.status_code == 410
    assert "内部の理由" not in response.content.decode()


def test_a_draft_is_seen_by_its_author_and_from_submission_on_by_reviewers(
    make_case, client_for, author, checker, outsider
):
    draft, submitted = make_case("draft"), make_case("submitted")
    url, later = (reverse("case-preview", args=[case.public_id]) for case in (draft, submitted))
    assert client_for(author).get(url).status_code == 200
    assert client_for(checker).get(url).status_code == 404
    assert client_for(checker).get(later).status_code == 200
    assert client_for(outsider).get(later).status_code == 404
    assert client_for(None).get(url).status_code == 302


def test_a_preview_shows_the_newest_text_and_the_page_the_published_one(make_case, client_for, author):
    case = make_case()
    draft = case.draft
    draft.title = "書き直した題名"
    draft.save_revision(user=author)
    client = client_for(author)
    assert "書き直した題名" in client.get(reverse("case-preview", args=[case.public_id])).content.decode()
    assert "書き直した題名" not in page(client, case)


def test_wagtail_can_preview_a_case(make_case):
    case, request = make_case(), RequestFactory().get("/")
    context = case.get_preview_context(request, "")
    assert context["page"].title == case.title
    assert case.get_preview_template(request, "") == "casestudies/preview.html"


# --- Pictures and documents -----------------------------------------------------------------------------------------------
def with_files(make_case, author, **how):
    """A published case with a picture and a document."""
    case = make_case("draft", **how)
    case.files = [
        CaseFile(kind="image", file=picture_file(), alt="店の図", key="rpicture", width=4, height=4),
        CaseFile(kind="document", file=picture_file("sheet.pdf"), caption="様式", key="rsheet"),
    ]
    revision = case.save_revision(user=author)
    return publishing.publish_revision(revision, by=author)


def test_files_obey_the_case(make_case, author, client_for, outsider):
    case = with_files(make_case, author, visibility="members")
    url = reverse("case-file", args=[case.public_id, "rpicture"])
    assert client_for(None).get(url).status_code == 404
    response = client_for(outsider).get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "private" in response["Cache-Control"]


def test_pages_go_out_compressed_and_pictures_as_they_are(make_case, author, client_for):
    case, browser = with_files(make_case, author), {"Accept-Encoding": "gzip, br"}
    shown = client_for(None).get(case.get_absolute_url(), headers=browser)
    assert (shown["Content-Encoding"], "Accept-Encoding" in shown["Vary"]) == ("gzip", True)
    assert str(case) in gzip.decompress(shown.content).decode()
    picture = client_for(None).get(reverse("case-file", args=[case.public_id, "rpicture"]), headers=browser)
    assert "Content-Encoding" not in picture


def test_a_document_is_saved_not_shown(make_case, author, client_for):
    case = with_files(make_case, author)
    response = client_for(None).get(reverse("case-file", args=[case.public_id, "rsheet"]))
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "application/octet-stream"


def test_a_picture_of_a_draft_is_for_its_author(make_case, author, client_for, colleague):
    case = make_case("draft")
    draft = case.draft
    draft.files = [CaseFile(kind="image", file=picture_file(), alt="図", key="rnew")]
    draft.files.all()[0].file.save("new.png", picture_file(), save=False)
    draft.save_revision(user=author)
    url = reverse("case-file", args=[case.public_id, "rnew"])
    assert client_for(author).get(url).status_code == 200
    assert client_for(colleague).get(url).status_code == 404


# --- What stands there ----------------------------------------------------------------------------------------------------
def test_every_text_and_row_of_a_failure_has_its_anchor(make_case, client_for):
    texts = {text.name: f"{text.name}の文" for text in TEXTS if "failure" in text.outcomes}
    case = make_case(rows=ROWS, **texts)
    html = page(client_for(None), case)
    ids = set(re.findall(r'\bid="([^"]+)"', html))
    for name, value in texts.items():
        assert value in html, name
        assert Anchor(case.public_id, name).html_id in ids, name
    hidden = {row.key for row in case.rows.all() if row.kind == "phase_months"}
    assert {row.key for row in case.rows.all()} - hidden <= ids
    assert len(re.findall(r'\bid="', html)) == len(ids), "an id stands there twice"


@pytest.mark.parametrize("outcome", ["good", "ongoing"])
def test_every_text_of_the_other_kinds_has_its_anchor(make_case, client_for, outcome):
    texts = {text.name: f"{text.name}の文" for text in TEXTS if outcome in text.outcomes}
    case = make_case(terms={"outcome": [outcome]}, **texts)
    ids = set(re.findall(r'\bid="([^"]+)"', page(client_for(None), case)))
    assert {Anchor(case.public_id, name).html_id for name in texts} <= ids


def test_a_text_of_another_kind_is_kept_but_not_shown(make_case, client_for):
    case = make_case(terms={"outcome": ["good"]}, what_happened="失敗の話は出ない", turning_point="転機の話")
    html = page(client_for(None), case)
    assert "失敗の話は出ない" not in html
    assert "転機の話" in html


def test_the_contents_lead_to_what_is_there(make_case):
    found = page_of(make_case(rows=ROWS))
    assert [url for _title, url in found.toc][:2] == ["#s-lesson", "#s-issues"]
    assert len({part.id for part in found.parts}) == len(found.parts)


def test_where_a_failure_stopped(make_case):
    case = make_case(terms={"step": ["3", "4"], "end_reason": ["stopped"]})
    assert stopped_at(case) == "5"
    assert stopped_at(make_case(terms={"end_reason": ["achieved"]})) == ""
    assert stopped_at(make_case(terms={"step": ["7"], "end_reason": ["stopped"]})) == "7"


def test_an_anonymous_case_names_nobody(make_case, client_for, author, outsider):
    case = make_case(byline="anonymous", visibility="members")
    html = page(client_for(outsider), case)
    assert gettext("Anonymous advisor") in html
    assert author.display_name not in html
    assert case.organisation.name not in html


def test_the_place_is_as_coarse_as_chosen(make_case, client_for):
    assert "東京都" not in page(client_for(None), make_case(place_precision="region"))
    assert "東京都" in page(client_for(None), make_case(place_precision="prefecture"))


def test_what_is_written_stays_text(make_case, client_for):
    html = page(client_for(None), make_case(what_happened="<script>alert(1)</script>", title="<b>題</b>"))
    assert "<script>alert" not in html
    assert "<b>題</b>" not in html


def test_terms_lead_to_their_search(make_case, client_for):
    html = page(client_for(None), make_case(terms={"technique": ["questioning"], "flow_document": ["report"]}))
    assert 'href="/search/?technique=questioning"' in html
    assert 'href="/search/?q=' in html


def test_a_minimal_case_has_no_empty_parts(make_case):
    case = make_case(terms={"outcome": ["good"]}, lesson="", change="", turning_point="")
    assert [part.id for part in page_of(case).parts] == ["s-issues", "s-support"]
    assert page_of(case).lessons is None


# --- Small things ---------------------------------------------------------------------------------------------------------
def test_masked_words_are_marked_and_said():
    assert '<span class="mask">■■<span class="vh">' in shown("■■市の店")
    assert '<span class="mask">〔匿名化：地名〕</span>' in shown("〔匿名化：地名〕の店")
    assert shown("<b>") == "&lt;b&gt;"


def test_paragraphs():
    assert paragraphs("一\n二\n\n\n三<") == "<p>一<br>二</p><p>三&lt;</p>"
    assert paragraphs("") == ""


@pytest.mark.parametrize(
    ("year", "label"),
    [
        (2024, "2024年度（令和6年度）"),
        (2019, "2019年度（令和元年度）"),
        (2018, "2018年度（平成30年度）"),
        (1900, "1900年度"),
    ],
)
def test_fiscal_years(year, label):
    assert fiscal_year_label(year) == label


def test_lists_of_cases_never_name_anonymous_authors(make_case, author, outsider, rf):
    from casestudies.templatetags.case_tags import cases_of_organisation, cases_of_person

    for byline in ("name", "organisation", "anonymous"):
        make_case(byline=byline, title=f"{byline}の事例")
    rf = rf.get("/")
    rf.user = outsider
    titles = [card["title"] for card in cases_of_person({"request": rf}, author)["cards"]]
    assert titles == ["nameの事例"]
    organisation = CaseStudy.objects.first().organisation
    titles = {card["title"] for card in cases_of_organisation({"request": rf}, organisation)["cards"]}
    assert titles == {"nameの事例", "organisationの事例"}
