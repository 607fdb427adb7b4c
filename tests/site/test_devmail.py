"""/dev/mail/."""

from importlib import import_module

import pytest
from django.core.mail import get_connection, send_mail

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.site.devmail_urls")]


@pytest.fixture
def debug(settings):
    """DEBUG, once the addresses are loaded: other tests of this process keep those of a site without it."""
    import_module("tests.site.devmail_urls")
    settings.DEBUG = True


def send(*texts: str) -> None:
    connection = get_connection("django.core.mail.backends.filebased.EmailBackend")
    for text in texts:
        send_mail(
            f"題名 {text}",
            f"{text}\nhttp://localhost/accounts/confirm-email/x:y/\n",
            None,
            ["a@example.jp"],
            connection=connection,
        )


def test_mails_are_readable_with_links_that_work(client, debug):
    assert "まだメールはありません" in client.get("/dev/mail/").content.decode()
    send("ひとつめ")
    send("ふたつめ", "<script>みっつめ</script>")
    page = client.get("/dev/mail/").content.decode()
    assert page.index("みっつめ") < page.index("ふたつめ")
    assert "ひとつめ" in page and "<script>みっつめ" not in page
    assert 'href="http://localhost/accounts/confirm-email/x:y/"' in page


def test_it_is_not_there_without_debug(client, settings):
    settings.DEBUG = False
    assert client.get("/dev/mail/").status_code == 404
