"""Handbooks: what stands in an edition, its three forms, and what happens when something in it is closed."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from docx import Document

from bansou.accounts.services import leave
from bansou.audit.models import AuditEntry
from bansou.notifications.models import Event
from casestudies.models import CaseStudy
from casestudies.services import publishing
from knowhow import services as articles
from knowhow.handbook import content, services
from knowhow.handbook.index import head_of
from knowhow.handbook.progress import LayoutProgress
from knowhow.models import HandbookEdition
from tests.knowhow.conftest import EVERYBODY, QUOTE
from tests.poppler import fonts, outline, pages, properties, structure, text

pytestmark = pytest.mark.django_db
MAKERS = {"curator", "trainer", "administrator"}
MEMBERS = set(EVERYBODY) - {"visitor", "pending"}


@pytest.fixture
def make_edition(trainer):
    """`make_edition(audience="members", **more)`: ordered and made by the worker."""

    def make(audience="public", steps=("3", "4"), title="手引き", **more):
        edition = services.order(trainer, title, audience, list(steps), **more)
        services.make_waiting()
        return HandbookEdition.objects.get(pk=edition.pk)

    return make


@pytest.fixture
def quick(monkeypatch):
    """What the PDF looks like does not matter here."""
    monkeypatch.setattr(services.paper, "pdf", lambda *args, **kwargs: b"%PDF-")


@pytest.fixture
def edition(make_case, make_article, make_edition):
    """A public edition with one article that quotes a public case."""
    make_article([make_case()])
    return make_edition()


def pdf_of(edition):
    return edition.pdf.read()


# --- What stands in it ------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("quick")
def test_an_edition_holds_what_its_readers_may_read(make_case, make_article, make_edition):
    shown, members, own = make_case(), make_case(visibility="members"), make_case(visibility="organisation")
    make_article([shown, members, own], claim="みんなのノウハウ")
    make_article([shown], claim="会員のノウハウ", visibility="members")
    make_article([shown], claim="別のステップ", steps=["1"])
    open_one, closed_one = make_edition("public").content, make_edition("members").content
    (part,) = open_one["parts"]
    assert [article["claim"] for article in part["articles"]] == ["みんなのノウハウ"]
    assert [source["id"] for source in open_one["sources"]] == [shown.public_id]
    assert (
        "".join(part["articles"][0]["others"])
        == "ほかに会員限定の事例が1件あります。ほかに公開範囲が限られた事例が1件あります。"
    )
    (part,) = closed_one["parts"]
    assert {article["claim"] for article in part["articles"]} == {"みんなのノウハウ", "会員のノウハウ"}
    assert {source["id"] for source in closed_one["sources"]} == {shown.public_id, members.public_id}


@pytest.mark.usefixtures("quick")
def test_chapters_follow_the_steps_and_the_grades(make_article, make_edition):
    make_article(claim="四の弱い", steps=["4"], grade="D")
    make_article(claim="四の強い", steps=["4", "3"], grade="A")
    make_article(claim="四は二つ目", steps=["7", "4"])
    make_article(claim="三", steps=["3"])
    parts = make_edition().content["parts"]
    assert [(part["step"], [article["claim"] for article in part["articles"]]) for part in parts] == [
        ("3", ["三"]), ("4", ["四の強い", "四の弱い", "四は二つ目"]),
    ]  # fmt: skip
    assert [article["number"] for article in parts[1]["articles"]] == ["4-1", "4-2", "4-3"]


def test_the_author_of_a_source_is_the_byline(make_case, make_article, make_edition, author):
    make_article([make_case(byline="anonymous")])
    edition = make_edition("members")
    assert edition.content["sources"][0]["author"].startswith("匿名の支援者")
    everything = text(pdf_of(edition))
    assert author.display_name not in everything and author.memberships.get().organisation.name not in everything


@pytest.mark.usefixtures("quick")
def test_words_that_stand_no_more_are_left_out(make_case, make_article, make_edition):
    case = make_case()
    make_article([case])
    case.what_happened = "書き直しました。"
    publishing.publish_revision(case.save_revision(user=case.author), by=case.author)
    assert make_edition().content["parts"][0]["articles"][0]["proofs"] == []


@pytest.mark.usefixtures("quick")
def test_the_index_knows_the_words_of_the_field(make_article, make_edition):
    make_article(body="対話と傾聴で、気づきを待つ。ロカベンも使う。", pitfalls=["pushing"])
    index = make_edition().content["index"]
    entries = {entry["term"]: (group["head"], entry["articles"]) for group in index for entry in group["entries"]}
    assert entries["対話と傾聴"] == ("た", ["4-1"])
    assert entries["ローカルベンチマーク"] == ("ら", ["4-1"]), "found by another of its names"
    assert entries["押し付け・上から目線"] == ("あ", ["4-1"])
    assert [group["head"] for group in index] == sorted(group["head"] for group in index)


@pytest.mark.parametrize(
    ("reading", "head"),
    [("きづき", "か"), ("ぱ", "は"), ("ん", "わ"), ("っ", "た"), ("ゃ", "や"), ("ぁ", "あ"), ("pdca", "英数字・記号"),
     ("", "英数字・記号")],
)  # fmt: skip
def test_heads_of_the_index(reading, head):
    assert head_of(reading) == head


# --- Its forms ----------------------------------------------------------------------------------------------------------
def test_the_pdf_is_a_whole_book(edition):
    made = pdf_of(edition)
    found = properties(made)
    assert found["Title"] == "手引き" and found["Tagged"] == "yes" and int(found["Pages"]) == edition.page_count
    assert all(font.is_embedded for font in fonts(made))
    assert [mark[1] for mark in outline(made)] == [
        "目次", "この手引きの読み方", "気づき・腹落ちの促進（本質的な課題へのアプローチ）", "4-1 聞き切ってから提案する",
        "根拠になった事例（出典）", *(["索引"] if edition.content["index"] else []),
    ]  # fmt: skip
    shown = pages(made)
    assert "第1版" in shown[0] and "2026" in shown[0]
    assert "裏づける" in text(made) and QUOTE in text(made) and "[1]" in text(made)
    assert "H2" in structure(made)


def test_the_contents_name_the_right_pages(make_article, make_edition):
    for number in range(5):
        make_article(claim=f"ノウハウその{number}", steps=["4"])
    shown = pages(pdf_of(make_edition()))
    contents = next(page for page in shown if "目次" in page)
    for number in range(5):
        line = next(line for line in contents.splitlines() if f"ノウハウその{number}" in line)
        page = int(line.split()[-1])
        assert f"ノウハウその{number}" in shown[page - 1]


def test_the_word_file_has_contents_index_and_japanese_fonts(edition):
    made = edition.docx.read()
    document = Document(BytesIO(made))
    headings = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert ("Heading 2", "4-1　聞き切ってから提案する") in headings and ("Heading 1", "この手引きの読み方") in headings
    assert any(QUOTE in p.text for p in document.paragraphs)
    xml = ZipFile(BytesIO(made)).read("word/document.xml").decode()
    assert 'TOC \\o "1-2"' in xml and xml.count('w:fldCharType="begin"') == xml.count('w:fldCharType="end"')
    styles = ZipFile(BytesIO(made)).read("word/styles.xml").decode()
    assert 'w:eastAsia="Yu Gothic"' in styles and 'w:eastAsia="ja-JP"' in styles
    assert "updateFields" in ZipFile(BytesIO(made)).read("word/settings.xml").decode()


@pytest.mark.parametrize("claim", ["題\x0b名\x00", "<b>&</b>", "題" * 120, "😀𠮷"])
def test_strange_texts_break_nothing(make_article, make_edition, claim):
    make_article(claim=claim.replace("\x00", ""), body="本\x0c文\n\n\n\n" + "あ" * 8000, steps=["4"])
    edition = make_edition()
    assert edition.done_at and pdf_of(edition).startswith(b"%PDF") and Document(BytesIO(edition.docx.read()))


def test_without_the_library_the_edition_has_no_pdf(monkeypatch, make_article, make_edition, client_for, trainer):
    def missing(*args, **kwargs):
        raise services.paper.PaperMissing("x")

    monkeypatch.setattr(services.paper, "pdf", missing)
    make_article()
    edition = make_edition()
    assert edition.done_at and not edition.pdf and edition.docx
    page = client_for(trainer).get(edition.get_absolute_url()).content.decode()
    assert "この版にはPDFがありません" in page and "/pdf/" not in page


# --- Being made ---------------------------------------------------------------------------------------------------------
def test_a_second_press_finds_the_same_edition(trainer, make_article):
    make_article()
    first = services.order(trainer, "手引き", "public", ["4"])
    assert services.order(trainer, "手引き", "public", ["4"]) == first
    assert services.order(trainer, "手引き", "members", ["4"]) != first


@pytest.mark.usefixtures("quick")
def test_editions_are_counted_by_title_and_readers(make_article, make_edition):
    make_article()
    assert [make_edition().number, make_edition().number, make_edition("members").number] == [1, 2, 1]


def test_progress_grows_and_ends_below_the_files():
    told = []
    progress = LayoutProgress(10, told.append)
    for page in [*range(1, 31), *range(1, 31), *range(1, 31)]:
        progress(page)
    assert told == sorted(set(told)) and told[0] > 5 and told[-1] == 85 and progress.last_page == 30


@pytest.mark.usefixtures("quick")
def test_a_killed_workers_edition_is_made_again(monkeypatch, trainer, make_article):
    make_article()
    edition = services.order(trainer, "手引き", "public", ["4"])
    monkeypatch.setattr(services, "write_docx", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        services.make_waiting()
    monkeypatch.undo()
    assert services.make_waiting() == 0, "it is leased"
    HandbookEdition.objects.update(leased_until="2020-01-01T00:00Z")
    assert services.make_waiting() == 1
    edition.refresh_from_db()
    assert edition.done_at and edition.number == 1


def test_an_edition_of_nothing_is_given_up(trainer, make_article, curator):
    article = make_article()
    edition = services.order(trainer, "手引き", "public", ["4"])
    articles.withdraw(article, curator, "古い")
    services.make_waiting()
    edition.refresh_from_db()
    assert edition.has_failed and not edition.done_at


# --- Closing ------------------------------------------------------------------------------------------------------------
def withdraw_case(edition, case, article, curator):
    publishing.withdraw(case, case.author)


def hide_case(edition, case, article, curator):
    publishing.emergency_hide(case, curator, "個人が分かる")


def narrow_case(edition, case, article, curator):
    publishing.change_settings(case, case.author, visibility="members")


def rename_author(edition, case, article, curator):
    publishing.change_settings(case, case.author, byline="anonymous" if case.byline != "anonymous" else "name")


def rewrite_case(edition, case, article, curator):
    case.what_happened = "書き直しました。"
    publishing.publish_revision(case.save_revision(user=case.author), by=case.author)


def retitle_case(edition, case, article, curator):
    case.title = "社名の分からない題名"
    publishing.publish_revision(case.save_revision(user=case.author), by=case.author)


def withdraw_article(edition, case, article, curator):
    articles.withdraw(article, curator, "古い")


CLOSING = [withdraw_case, hide_case, narrow_case, rename_author, rewrite_case, retitle_case, withdraw_article]


@pytest.mark.parametrize("act", CLOSING)
@pytest.mark.usefixtures("quick")
def test_what_is_closed_closes_the_edition_at_once(
    act, make_case, make_article, make_edition, client_for, curator, django_capture_on_commit_callbacks
):
    case = make_case()
    article = make_article([case])
    make_article(claim="残るノウハウ", steps=["3"])
    edition = make_edition()
    files = [edition.pdf.name, edition.docx.name]
    with django_capture_on_commit_callbacks(execute=True):
        act(edition, case, article, curator)
    edition.refresh_from_db()
    assert edition.closed_at and edition.content == {} and not edition.items.exists()
    assert not any(default_storage.exists(name) for name in files)
    client = client_for(None)
    for url in ("", "read/", "pdf/", "docx/"):
        assert client.get(f"/knowhow/handbook/{edition.public_id}/{url}").status_code == 410
    assert services.make_waiting() == 1, "a new one is made without it"
    newer = HandbookEdition.objects.published().get()
    assert newer.number == 2 and "公開を終えた内容を除いて" in newer.note
    page = client.get(edition.get_absolute_url()).content.decode()
    assert newer.get_absolute_url() in page
    assert Event.objects.get(verb="handbook_closed").url == newer.get_absolute_url()


@pytest.mark.usefixtures("quick")
def test_other_changes_leave_it_as_it_is(edition, make_case, organisation):
    case = make_case(title="ほかの事例")
    publishing.withdraw(case, case.author)
    organisation.name = "別の名前の商工会"
    organisation.save()
    quoted = CaseStudy.objects.get(public_id=edition.content["sources"][0]["id"])
    quoted.lesson = "書き足した学び"
    publishing.publish_revision(quoted.save_revision(user=quoted.author), by=quoted.author)
    edition.refresh_from_db()
    assert edition.closed_at is None


@pytest.mark.usefixtures("quick")
def test_the_name_of_somebody_who_left_closes_the_edition(make_case, make_article, make_edition, author):
    make_article([make_case(byline="name")])
    edition = make_edition()
    assert edition.content["sources"][0]["author"].startswith(author.display_name)
    leave(author)
    edition.refresh_from_db()
    assert edition.closed_at


@pytest.mark.usefixtures("quick")
def test_what_is_closed_while_it_is_made_does_not_appear(monkeypatch, trainer, make_case, make_article):
    case = make_case()
    make_article([case])
    edition = services.order(trainer, "手引き", "public", ["4"])
    drawn = services._drawn

    def withdrawn_meanwhile(*args):
        publishing.withdraw(case, case.author)
        return drawn(*args)

    monkeypatch.setattr(services, "_drawn", withdrawn_meanwhile)
    services.make(edition)
    edition.refresh_from_db()
    assert edition.closed_at and not edition.done_at and not edition.pdf
    assert HandbookEdition.objects.to_do().count() == 1


@pytest.mark.usefixtures("quick")
def test_what_is_closed_while_it_is_read_does_not_appear(monkeypatch, trainer, make_case, make_article):
    case = make_case()
    make_article([case])
    edition = services.order(trainer, "手引き", "public", ["4"])
    build = services.build

    def withdrawn_meanwhile(edition):
        found = build(edition)
        if case.is_public_now:
            publishing.withdraw(case, case.author)
            case.refresh_from_db()
        return found

    monkeypatch.setattr(services, "build", withdrawn_meanwhile)
    assert services.make_waiting() == 2
    edition.refresh_from_db()
    assert edition.closed_at and not edition.done_at
    assert HandbookEdition.objects.published().get().content["sources"] == []


@pytest.mark.usefixtures("quick")
def test_makers_close_an_edition_for_good(edition, client_for, trainer, outsider):
    url = f"/knowhow/handbook/{edition.public_id}/close/"
    assert client_for(outsider).post(url).status_code == 403
    assert client_for(trainer).post(url).status_code == 302
    assert services.make_waiting() == 0 and not HandbookEdition.objects.published().exists()
    assert AuditEntry.objects.filter(verb="close", object_id=edition.public_id, actor=trainer).exists()
    assert client_for(trainer).post(url).status_code == 404


# --- Doors --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.usefixtures("quick")
def test_who_reads_which_edition(role, cast, client_for, make_article, make_edition):
    make_article()
    open_one, closed_one = make_edition("public"), make_edition("members", title="会員の手引き")
    client = client_for(cast(role))
    for found, may in ((open_one, True), (closed_one, role in MEMBERS)):
        for url in ("", "read/", "pdf/", "docx/"):
            answer = client.get(f"/knowhow/handbook/{found.public_id}/{url}")
            assert answer.status_code == (200 if may else 404), url
    listed = client.get("/knowhow/handbook/").content.decode()
    assert open_one.get_absolute_url() in listed and (closed_one.get_absolute_url() in listed) == (role in MEMBERS)
    assert ("版をつくる" in listed) == (role in MAKERS)


@pytest.mark.parametrize("role", EVERYBODY)
def test_who_makes_one(role, cast, client_for, make_article):
    make_article()
    client = client_for(cast(role))
    wanted = {"title": "手引き", "audience": "public", "steps": ["4", "3"], "note": ""}
    answer = client.post("/knowhow/handbook/new/", wanted)
    assert HandbookEdition.objects.exists() == (role in MAKERS), answer.status_code
    if role in MAKERS:
        made = HandbookEdition.objects.get()
        assert made.steps == ["3", "4"]
        page = client.get(made.get_absolute_url())
        assert page.status_code == 200 and "まもなく作成をはじめます" in page.content.decode()
        assert client_for(None).get(made.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "ここを入力してください"), ({"steps": []}, "一つ以上"), ({"audience": "organisation"}, "選んで"),
        ({"steps": ["1"]}, "まだありません"), ({"steps": ["99"]}, "選んで"), ({"title": "あ" * 10_000}, "文字"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client_for, trainer, make_article, wrong, said):
    make_article()
    sent = {"title": "手\x00引き", "audience": "public", "steps": ["4"], "note": "今回\x00の変更", **wrong}
    page = client_for(trainer).post("/knowhow/handbook/new/", sent)
    assert page.status_code == 200 and said in page.content.decode()
    assert "今回の変更" in page.content.decode() or "今回\x00の変更" in page.content.decode()
    assert not HandbookEdition.objects.exists()


@pytest.mark.usefixtures("quick")
def test_the_page_of_the_text_says_all(edition, client_for, make_case):
    page = client_for(None).get(f"/knowhow/handbook/{edition.public_id}/read/").content.decode()
    assert 'id="a4-1"' in page and 'href="#source1"' in page and QUOTE in page
    assert "<h1>手引き</h1>" in page


@pytest.mark.usefixtures("quick")
def test_files_have_their_names_and_stay_private(edition, client_for):
    answer = client_for(None).get(f"/knowhow/handbook/{edition.public_id}/docx/")
    assert "attachment" in answer["Content-Disposition"] and "no-store" in answer["Cache-Control"]
    assert client_for(None).get(f"/knowhow/handbook/{edition.public_id}/exe/").status_code == 404


def test_everything_that_is_printed_may_be_read_by_the_public(edition):
    assert services.is_open(edition)
    assert content.build(edition)["sources"][0]["anchors"][0]["quote"] == QUOTE
