"""Who searched for what, as hashes only. See `search.models.quality`."""

import hashlib
import re
import unicodedata
from datetime import date, timedelta
from ipaddress import ip_address

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from bansou.access import is_member
from search.models.quality import TEXT_CHARACTERS

A_MINUTE, PER_MINUTE = 60, 60
# Never kept, however many use them: addresses and numbers of telephones.
_PRIVATE = re.compile(r"@|\d[\d-]{6,}")


def normal(text: str) -> str:
    """A query as it is counted: width, case and blanks do not matter; '' when it must never be kept."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return "" if len(plain) > TEXT_CHARACTERS or _PRIVATE.search(plain) else plain


def person_of(request: HttpRequest) -> str:
    """Who must not send too much: the account, else the network address. It is hashed at once and stored nowhere."""
    if request.user.is_authenticated:
        return f"user {request.user.pk}"
    address = ip_address(get_adapter().get_client_ip(request))
    # One home has many addresses of version 6, with the same first half.
    return str(address if address.version == 4 else int(address) >> 64)


def member_of(request: HttpRequest) -> str:
    """Who used a query, '' for visitors and those who wait for approval: at home, on the phone and in the office one
    person has several addresses, and could make a query readable alone."""
    return f"user {request.user.pk}" if is_member(request.user) else ""


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def mark(*parts: str) -> str:
    """A hash that only this site can make, so nobody can try out likely queries on a copy of the database."""
    keyed = hashlib.blake2b(key=settings.SECRET_KEY.encode()[:64], digest_size=16)
    keyed.update("\x00".join(parts).encode(errors="replace"))
    return keyed.hexdigest()


def too_often(person: str) -> bool:
    """Did this person send more than people do? Counted in the cache for a minute, by hash."""
    key = f"search-beacon-{mark(person)}"
    cache.add(key, 0, A_MINUTE)
    try:
        return cache.incr(key) > PER_MINUTE
    except ValueError:  # it went just now
        return False
