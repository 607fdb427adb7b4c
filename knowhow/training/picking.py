"""An article or a case named in a form: by its number, or by words of its title."""

import re
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bansou.public_id import PATTERN
from casestudies.models import CaseStudy
from knowhow.models import Article

CANDIDATES = 5  # named when the words fit several
OFFERED = 100  # newest ones offered while typing
TITLE = {"article": "claim", "case": "title"}


def pickable(name: str, user: Any) -> QuerySet[Any]:
    """Published articles or cases that `user` may read, the newest first."""
    model: Any = {"article": Article, "case": CaseStudy}[name]
    return model.objects.visible_to(user).order_by("-published_on", "-pk")


def pick(name: str, words: str, user: Any) -> tuple[Any, str]:
    """(what the words name, "") or (None, why not)."""
    words, title, there = " ".join(words.split()), TITLE[name], pickable(name, user)
    if re.fullmatch(PATTERN, words.lower()) and (one := there.filter(public_id=words.lower()).first()):
        return one, ""
    found = list(there.filter(**{f"{title}__icontains": words})[: CANDIDATES + 1])
    exact = [item for item in found if getattr(item, title) == words]
    if len(found) == 1 or len(exact) == 1:
        return (exact or found)[0], ""
    if not found:
        return None, _("Nothing published has this number, or these words in its title.")
    names = "、".join(f"{item.public_id}「{item}」" for item in found[:CANDIDATES])
    return None, _("Several fit. Please give the number: %(names)s") % {"names": names}


def named_in(query: Any, user: Any) -> tuple[str, Any]:
    """("article" or "case", the one whose number stands in the query string), or ("", None)."""
    for name in TITLE:
        number = query.get(name, "").lower()
        if re.fullmatch(PATTERN, number) and (found := pickable(name, user).filter(public_id=number).first()):
            return name, found
    return "", None


def offered(name: str, user: Any) -> list[tuple[str, str]]:
    """(number, title) of the newest ones."""
    return list(pickable(name, user).values_list("public_id", TITLE[name])[:OFFERED])
