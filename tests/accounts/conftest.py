"""What tests about people share."""

import re

import pytest
from django.core.cache import cache

from bansou.accounts.models import User
from tests.cast import PASSWORD

SIGN_UP = {
    "email": "new@example.jp",
    "password1": PASSWORD,
    "password2": PASSWORD,
    "display_name": "試験 新",
    "organisation": "試験中央商工会議所",
    "supporter_type": "chamber",
    "prefecture": "04",
    "accept_terms": "on",
    "accept_privacy": "on",
}


@pytest.fixture(autouse=True)
def _no_limits_left_over():
    """allauth counts tries in the cache."""
    cache.clear()


@pytest.fixture
def join(client, mailoutbox, organisation):
    """`join(**changes)` signs somebody up and opens the link in the mail; the client is logged in afterwards."""

    def sign_up(verify: bool = True, **changes: str) -> User:
        response = client.post("/accounts/signup/", {**SIGN_UP, **changes})
        assert response.status_code == 302, response.context["form"].errors
        if verify:
            client.post(link_in(mailoutbox[-1]))
        return User.objects.get(email=changes.get("email", SIGN_UP["email"]))

    return sign_up


def link_in(mail) -> str:
    """The path of the first link in a mail."""
    return re.search(r"https?://[^/\s]+(/\S+)", mail.body).group(1)
