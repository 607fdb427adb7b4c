"""Pictures and documents of a draft."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from casestudies.models import CaseStudy
from casestudies.services import files, writing
from tests.casestudies.pages import send, soup

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def browser(client_for, author):
    return client_for(author)


@pytest.fixture
def draft(author):
    return writing.create_draft(author)


def fresh(case):
    return CaseStudy.objects.get(pk=case.pk)


def picture(kind="JPEG", size=(40, 30), mode="RGB", **options):
    buffer = io.BytesIO()
    Image.new(mode, size, "red").save(buffer, kind, **options)
    return SimpleUploadedFile(f"店.{kind.lower()}", buffer.getvalue())


def office(folder, name):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(f"{folder}document.xml", "<x/>")
    return SimpleUploadedFile(name, buffer.getvalue())


def add(client, case, file, **fields):
    url = reverse("case-file-add", args=[case.public_id])
    return client.post(url, {"file": file, "alt": "店の見取り図", "caption": "", **fields})


def stored(case):
    return list(fresh(case).draft.files.all())


def test_a_picture_loses_what_the_camera_noted(browser, draft):
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (35.0, 40.0, 0.0)}  # where it was taken
    exif[0x010F] = "Camera Co."
    assert add(browser, draft, picture(exif=exif.tobytes())).status_code == 302
    (file,) = stored(draft)
    with Image.open(file.file) as kept:
        assert not kept.getexif()
        assert kept.size == (40, 30)
    assert b"Camera Co." not in file.file.storage.open(file.file.name).read()
    assert "店" not in file.file.name


def test_a_picture_is_turned_upright_and_made_smaller(browser, draft):
    exif = Image.Exif()
    exif[0x0112] = 6
    add(browser, draft, picture(size=(4000, 1000), exif=exif.tobytes()))
    (file,) = stored(draft)
    assert (file.width, file.height) == (600, 2400)


@pytest.mark.parametrize(
    ("kind", "mode", "ending"),
    [("PNG", "RGBA", "png"), ("WEBP", "RGB", "jpg"), ("GIF", "P", "jpg"), ("JPEG", "CMYK", "jpg")],
)
def test_formats(browser, draft, kind, mode, ending):
    upload = picture(kind, mode=mode) if mode != "CMYK" else _cmyk()
    assert add(browser, draft, upload).status_code == 302
    assert stored(draft)[0].file.name.endswith(ending)


def _cmyk():
    buffer = io.BytesIO()
    Image.new("CMYK", (10, 10)).save(buffer, "JPEG")
    return SimpleUploadedFile("x.jpg", buffer.getvalue())


def test_a_picture_needs_words(browser, draft):
    answer = add(browser, draft, picture(), alt=" ")
    assert answer.status_code == 422
    assert "言葉での説明" in answer.content.decode()
    assert stored(draft) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 100,
        b"\xff\xd8\xff\xe0" + b"broken" * 20,
        b"GIF89a" + b"\xff" * 50,
        b"<svg onload=alert(1)>",
        b"BM" + b"\x00" * 60,
    ],
)
def test_what_is_no_picture_is_refused(browser, draft, content):
    assert add(browser, draft, SimpleUploadedFile("x.jpg", content)).status_code == 422
    assert stored(draft) == []


def test_a_bomb_is_refused_before_it_is_unpacked(browser, draft, monkeypatch):
    monkeypatch.setattr(files, "MAX_PIXELS", 1000)
    monkeypatch.setattr(files, "_encode", lambda picture: pytest.fail("unpacked"))
    assert add(browser, draft, picture(size=(100, 100))).status_code == 422


def test_a_file_that_is_too_large_is_refused(browser, draft, settings):
    settings.UPLOAD_MAX_BYTES = 100
    assert add(browser, draft, picture(size=(300, 300))).status_code == 422


@pytest.mark.parametrize(
    ("upload", "status"),
    [
        (lambda: SimpleUploadedFile("a.pdf", b"%PDF-1.7 x"), 302),
        (lambda: office("word/", "a.docx"), 302),
        (lambda: office("xl/", "a.XLSX"), 302),
        (lambda: office("ppt/", "a.pptx"), 302),
        (lambda: office("word/", "a.xlsx"), 422),
        (lambda: SimpleUploadedFile("a.pdf", b"MZ\x90"), 422),
        (lambda: SimpleUploadedFile("a.docx", b"PK\x03\x04 broken"), 422),
        (lambda: SimpleUploadedFile("a.exe", b"MZ\x90"), 422),
        (lambda: SimpleUploadedFile("a.html", b"<script>"), 422),
    ],
)
def test_documents_are_what_their_name_says(browser, draft, upload, status):
    assert add(browser, draft, upload(), alt="").status_code == status


def test_a_case_holds_at_most_twelve_files(browser, draft, monkeypatch):
    monkeypatch.setattr(files, "MAX_FILES", 1)
    assert add(browser, draft, picture()).status_code == 302
    assert add(browser, draft, picture()).status_code == 422
    assert len(stored(draft)) == 1


def test_a_file_is_shown_described_and_removed(browser, draft):
    add(browser, draft, picture())
    (file,) = stored(draft)
    page = soup(browser.get(reverse("case-section", args=[draft.public_id, "files"])))
    assert page.find("img", alt="店の見取り図")
    assert browser.get(page.find("img", alt="店の見取り図")["src"]).status_code == 200
    send(browser, draft, "files", **{f"files-{file.key}-caption": "店内", f"files-{file.key}-alt": "見取り図"})
    assert (stored(draft)[0].caption, stored(draft)[0].alt) == ("店内", "見取り図")
    browser.post(reverse("case-file-remove", args=[draft.public_id, file.key]))
    assert stored(draft) == []


def test_a_picture_without_words_keeps_the_case_from_being_submitted(author, browser, make_case):
    case = make_case("draft")
    add(browser, case, picture())
    (file,) = stored(case)
    send(browser, case, "files", **{f"files-{file.key}-alt": ""})
    with pytest.raises(writing.Refused) as refused:
        writing.submit(fresh(case), author)
    assert set(refused.value.problems) == {"files"}


def test_somebody_elses_files(client_for, outsider, browser, draft):
    add(browser, draft, picture())
    (file,) = stored(draft)
    stranger = client_for(outsider)
    assert add(stranger, draft, picture()).status_code == 404
    assert stranger.get(reverse("case-file", args=[draft.public_id, file.key])).status_code == 404
    assert stranger.post(reverse("case-file-remove", args=[draft.public_id, file.key])).status_code == 404


def test_deleting_a_draft_deletes_its_files(browser, author, draft, django_capture_on_commit_callbacks):
    add(browser, draft, picture())
    (file,) = stored(draft)
    with django_capture_on_commit_callbacks(execute=True):
        writing.delete_draft(fresh(draft), author)
    assert not file.file.storage.exists(file.file.name)


def test_files_are_published_with_the_case(browser, author, make_case):
    from casestudies.services.publishing import publish_revision

    case = make_case("draft")
    add(browser, case, picture())
    publish_revision(fresh(case).latest_revision, by=author)
    assert fresh(case).files.get().alt == "店の見取り図"
