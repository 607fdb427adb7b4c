"""Who edits know-how: curators and administrators. A second one of them decides; nobody reviews their own text."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from bansou.access import roles_of
from bansou.accounts.models import User
from bansou.accounts.roles import ADMINISTRATOR, CURATOR
from knowhow.models import Article

EDITORS = {CURATOR, ADMINISTRATOR}


def may_edit(user: Any) -> bool:
    """May `user` write know-how?"""
    return bool(roles_of(user) & EDITORS)


def may_review(user: Any, article: Article) -> bool:
    """May `user` decide about the text that waits?"""
    return article.is_waiting and may_edit(user) and user.pk not in article.writer_ids


def may_delete(user: Any, article: Article) -> bool:
    """Who began a draft, whoever wrote on it, and administrators may throw it away."""
    return ADMINISTRATOR in roles_of(user) or user.pk in {article.author_id, *article.writer_ids}


def editors(without: Iterable[int] = ()) -> list[User]:
    """Everybody who edits know-how, but for these ids."""
    able = Q(groups__name__in=EDITORS) | Q(is_superuser=True)
    return list(User.objects.approved().filter(able).exclude(pk__in=set(without)).distinct())


def writers(article: Article) -> list[User]:
    """Whoever wrote the text in work, and whoever began the article; those who still have an account."""
    return list(User.objects.approved().filter(pk__in={article.author_id, *article.writer_ids}))
