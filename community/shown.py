"""Threads and posts as the templates show them."""

from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bansou.access import is_member
from bansou.vocabulary import terms
from community.byline import post_author
from community.models import Post, Thread
from community.services import may_moderate


def body_html(text: str) -> SafeString:
    """Plain text as paragraphs; nothing of it becomes markup."""
    return mark_safe(linebreaks(escape(text)))


def shown_posts(thread: Thread, user: Any) -> list[dict[str, Any]]:
    """The posts of a thread for `components/_post.html`, with what `user` may do to each. Two queries."""
    posts = list(thread.posts.select_related("author"))
    moderates = may_moderate(user)
    return [_shown(post, number, thread, user, moderates) for number, post in enumerate(posts)]


def _shown(post: Post, number: int, thread: Thread, user: Any, moderates: bool) -> dict[str, Any]:
    author = post_author(post, thread)
    hidden = post.hidden_at is not None
    return {
        "id": f"post-{post.public_id}",
        "public_id": post.public_id,
        "author": {"name": author.name, "role": author.detail, "url": author.url},
        "date": post.created_at,
        "edited": post.edited_at is not None,
        "body": "" if hidden and not moderates else body_html(post.text),
        "accepted": thread.accepted_id == post.pk and not hidden,
        "reply": number > 0,
        "hidden": hidden and not moderates,
        "may_edit": is_member(user) and post.may_edit(user),
        "may_accept": bool(number) and not hidden and thread.author_id == user.pk and thread.thread_kind == "question",
        "may_report": is_member(user) and post.author_id != user.pk and not hidden,
        "may_hide": moderates and not hidden,
        "may_unhide": moderates and hidden,
    }


def items(threads: QuerySet[Thread] | list[Thread]) -> list[dict[str, Any]]:
    """Threads as items of `components/_items.html`."""
    return [
        {"lead": lead(thread), "title": thread.title, "url": thread.get_absolute_url(), "text": facts(thread)}
        for thread in threads
    ]


def lead(thread: Thread) -> str:
    """Hidden, solved, waiting, or talk."""
    if thread.hidden_at:
        return _("Hidden")
    if thread.accepted_id:
        return _("Solved")
    if thread.thread_kind == Thread.Kind.QUESTION:
        return _("Waiting for an answer") if thread.post_count < 2 else _("Question")
    return thread.get_thread_kind_display()


def facts(thread: Thread) -> str:
    """Step, what it is about, number of answers, day of the last one."""
    answers = thread.post_count - 1
    count = ngettext("%(n)s answer", "%(n)s answers", answers) % {"n": answers} if answers > 0 else _("No answer yet")
    about = _("About a case") if thread.case_id else _("About know-how") if thread.article_id else ""
    step = terms.short("step", thread.step) if thread.step else ""
    day = date_format(localtime(thread.last_post_at), "DATE_FORMAT")
    return "・".join(part for part in (step, about, count, day) if part)
