"""The profile, its photo, the language, leaving."""

import io

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from bansou.accounts.models import User
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
FIELDS = {
    "display_name": "水沢 なお",
    "supporter_type": "chamber",
    "prefecture": "04",
    "job": "経営指導員",
    "introduction": "一行目\n二行目",
    "step": ["3", "4"],
    "theme": ["people"],
    "industry": [],
    "profile_readers": "members",
}


def picture(kind: str = "JPEG", size: tuple[int, int] = (600, 400), **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()


def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "CAMERA-MAKER"
    exif.get_ifd(0x8825)[2] = (35.0, 41.0, 22.0)
    exif[0x0112] = 6  # turned
    return picture(exif=exif)


def post(browser, photo: bytes | None = None, name: str = "me.jpg", **changes):
    files = {"photo_file": SimpleUploadedFile(name, photo)} if photo is not None else {}
    return browser.post("/me/profile/", {**FIELDS, **changes, **files})


def test_all_fields_are_kept(client_for, author):
    assert post(client_for(author)).status_code == 302
    person = User.objects.get(pk=author.pk)
    assert (person.display_name, person.job, person.prefecture) == ("水沢 なお", "経営指導員", "04")
    assert person.expertise == {"step": ["3", "4"], "theme": ["people"]}
    page = client_for(person).get(person.get_absolute_url()).content.decode()
    assert "一行目" in page and "気づき・腹落ち" in page and "人材・賃上げ" in page


def test_the_photo_is_square_upright_and_knows_no_place(client_for, author):
    browser = client_for(author)
    assert post(browser, with_place()).status_code == 302
    person = User.objects.get(pk=author.pk)
    response = browser.get(f"/people/{person.public_id}/photo/")
    data = b"".join(response.streaming_content)
    kept = Image.open(io.BytesIO(data))
    assert kept.size == (480, 480) or kept.size == (400, 400)
    assert not kept.getexif() and b"CAMERA" not in data
    assert response["Cache-Control"].startswith("private")
    assert f"/people/{person.public_id}/photo/" in browser.get("/me/profile/").content.decode()


def test_the_old_photo_goes_with_the_new_one(client_for, author, django_capture_on_commit_callbacks):
    browser = client_for(author)
    post(browser, picture())
    first = User.objects.get(pk=author.pk).photo
    with django_capture_on_commit_callbacks(execute=True):
        post(browser, picture("PNG"))
    assert not first.storage.exists(first.name)
    with django_capture_on_commit_callbacks(execute=True):
        post(browser, remove_photo="on")
    assert not User.objects.get(pk=author.pk).photo
    assert browser.get(f"/people/{author.public_id}/photo/").status_code == 404


@pytest.mark.parametrize(
    "data, words",
    [
        (b"no picture at all", "画像として読み取れない"),
        (picture("GIF"), "画像として読み取れない"),
        (picture()[:300], "画像として読み取れない"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "画像として読み取れない"),
        (picture("PNG", (8000, 8000)), "縦横が大きすぎます"),
        (b"", "ファイル"),
    ],
)
def test_a_bad_photo_is_refused_in_words(client_for, author, data, words):
    page = post(client_for(author), data)
    assert page.status_code == 200 and words in page.content.decode()


def test_a_large_file_is_refused(client_for, author, settings):
    settings.UPLOAD_MAX_BYTES = 1000
    assert "ファイルが大きすぎます" in post(client_for(author), picture() + b"0" * 1000).content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"display_name": ""},
        {"prefecture": "99"},
        {"step": ["9"]},
        {"profile_readers": "x"},
        {"introduction": "x" * 1001},
    ],
)
def test_bad_fields_are_refused_and_the_name_stays(client_for, author, changes):
    page = post(client_for(author), **changes)
    assert page.status_code == 200 and page.context["form"].errors
    assert User.objects.get(pk=author.pk).display_name == "試験 author"


def test_who_sees_what_of_a_person(client_for, author, outsider, pending):
    User.objects.filter(pk=author.pk).update(introduction="ひみつの紹介", job="調査役", photo="people/x.jpg")
    page, photo = author.get_absolute_url(), f"/people/{author.public_id}/photo/"
    for viewer in (None, pending):
        text = client_for(viewer).get(page).content.decode()
        assert "試験 author" in text and "試験中央商工会議所" in text
        assert "ひみつの紹介" not in text and "調査役" not in text and "/photo/" not in text
        assert client_for(viewer).get(photo).status_code == 404
    assert "ひみつの紹介" in client_for(outsider).get(page).content.decode()
    User.objects.filter(pk=author.pk).update(profile_readers="public")
    assert "ひみつの紹介" in client_for(None).get(page).content.decode()


def test_a_lost_photo_file_is_a_404(client_for, author):
    User.objects.filter(pk=author.pk).update(photo="people/lost.jpg")
    assert client_for(author).get(f"/people/{author.public_id}/photo/").status_code == 404


def test_no_page_of_people_who_wait_or_left(client_for, pending, author):
    assert client_for(author).get(pending.get_absolute_url()).status_code == 404
    assert client_for(pending).get(pending.get_absolute_url()).status_code == 200
    User.objects.filter(pk=author.pk).update(is_active=False)
    assert client_for(None).get(author.get_absolute_url()).status_code == 404


def test_the_page_of_a_person_keeps_anonymous_cases_to_itself(
    client_for, author, make_case, colleague, checker, administrator
):
    make_case(title="名前を出した話", byline="name")
    make_case(title="機関名だけの話", byline="organisation")
    make_case(title="匿名の話", byline="anonymous")
    for viewer in (None, author, colleague, checker, administrator):
        text = client_for(viewer).get(author.get_absolute_url()).content.decode()
        assert "名前を出した話" in text
        assert "機関名だけの話" not in text and "匿名の話" not in text
        text = client_for(viewer).get(author.primary_organisation.get_absolute_url()).content.decode()
        assert "機関名だけの話" in text and "匿名の話" not in text


def test_members_only_cases_on_the_page_of_a_person(client_for, author, make_case, pending, outsider):
    make_case(title="会員だけの話", byline="name", visibility="members")
    make_case(title="機関の中の話", byline="name", visibility="organisation")
    page = author.get_absolute_url()
    assert "会員だけの話" not in client_for(None).get(page).content.decode()
    assert "会員だけの話" not in client_for(pending).get(page).content.decode()
    text = client_for(outsider).get(page).content.decode()
    assert "会員だけの話" in text and "機関の中の話" not in text


def test_the_language_goes_into_cookie_and_profile(client_for, author):
    browser = client_for(author)
    response = browser.post("/accounts/language/", {"language": "en", "next": "/me/profile/"})
    assert response.url == "/me/profile/" and browser.cookies["django_language"].value == "en"
    assert User.objects.get(pk=author.pk).language == "en"
    assert "Save the profile" in browser.get("/me/profile/").content.decode()
    fresh = client_for(None)
    fresh.post("/accounts/login/", {"login": author.email, "password": PASSWORD})
    assert fresh.cookies["django_language"].value == "en"


@pytest.mark.parametrize("data", [{}, {"language": "xx"}, {"language": "ja", "next": "https://evil.example/"}])
def test_the_language_switch_stays_on_the_site(client, data):
    assert client.post("/accounts/language/", data).url == "/"
    assert client.get("/accounts/language/").status_code == 405


def test_leaving_forgets_the_person_and_keeps_the_work(client_for, author, make_case, outsider):
    case = make_case(title="残る話", byline="name")
    page, email = author.get_absolute_url(), author.email
    browser = client_for(author)
    wrong = browser.post("/me/leave/", {"password": "x", "sure": "on"})
    assert "パスワードが違います" in wrong.content.decode()
    assert "sure" in browser.post("/me/leave/", {"password": PASSWORD}).context["form"].errors
    second = client_for(author)
    assert browser.post("/me/leave/", {"password": PASSWORD, "sure": "on"}).url == "/"

    person = User.objects.get(pk=author.pk)
    assert not person.is_active and str(person) == "退会した支援者" and not person.primary_organisation
    assert person.email != email and not EmailAddress.objects.filter(user=person).exists()
    assert second.get("/me/profile/").status_code == 302  # the other browser is out, too
    assert client_for(outsider).get(page).status_code == 404
    text = client_for(outsider).get(case.get_absolute_url())
    assert text.status_code == 200
    assert "試験 author" not in text.content.decode() and page not in text.content.decode()


def test_the_last_administrator_stays(client_for, administrator):
    browser = client_for(administrator)
    assert "システム管理者があなた一人" in browser.get("/me/leave/").content.decode()
    browser.post("/me/leave/", {"password": PASSWORD, "sure": "on"})
    assert User.objects.get(pk=administrator.pk).is_active
