"""Talking: every write to threads and posts."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from bansou.access import Visibility, is_staff
from bansou.accounts.models import User
from bansou.audit.models import record
from bansou.indexing.services import changed
from bansou.notifications.services import notify
from casestudies.models import CaseStudy
from community.models import Post, Report, Thread
from knowhow.models import Article

POSTS_PER_HOUR = 30  # far above what a person writes; a script or a stuck key stops here


class NotAllowed(Exception):
    """The rule forbids it; the message is for the reader."""


class TooManyPosts(Exception):
    """The writer has posted `POSTS_PER_HOUR` times within an hour."""


@dataclass(frozen=True)
class About:
    """What a thread is about: at most one of the three."""

    case: CaseStudy | None = None
    article: Article | None = None
    step: str = ""


def may_moderate(user: Any) -> bool:
    """Checkers, curators and administrators hide posts."""
    return is_staff(user)


@transaction.atomic
def start_thread(
    by: Any,
    title: str,
    text: str,
    about: About = About(),
    kind: str = Thread.Kind.QUESTION,
    visibility: str = Visibility.MEMBERS,
    token: str = "",
) -> Thread:
    """Start a thread; the same form sent twice gives the same thread. Raises TooManyPosts."""
    sent, token = _sent_before(by, text, token)
    if sent:
        return sent.thread
    thread = Thread.objects.create(
        title=title,
        thread_kind=kind,
        author=by,
        visibility=visibility,
        case=about.case,
        article=about.article,
        step=about.step,
        organisation=by.primary_organisation if visibility == Visibility.ORGANISATION else None,
    )
    _add_post(thread, by, text, token)
    changed(thread)
    if about.case:
        _tell_case_authors(thread, by)
    return thread


@transaction.atomic
def reply(thread: Thread, by: Any, text: str, token: str = "") -> Post:
    """Answer; everybody who took part is told once per answer. Raises TooManyPosts."""
    thread = Thread.objects.select_for_update(of=("self",)).select_related("case").get(pk=thread.pk)
    sent, token = _sent_before(by, text, token)
    if sent:
        return sent
    post = _add_post(thread, by, text, token)
    changed(thread)
    _tell_participants(thread, post)
    return post


def _sent_before(by: Any, text: str, token: str) -> tuple[Post | None, str]:
    """(the post that this very form made already, the token to use now).

    The row of the writer is locked, so that of two simultaneous sendings the second one sees the first. Other words
    under a used token are a new post: a browser's "back" shows the old form again.
    """
    if not token:
        return None, ""
    User.objects.select_for_update().get(pk=by.pk)
    sent = Post.objects.filter(author=by, token=token).select_related("thread").first()
    if sent is None:
        return None, token
    return (sent, token) if sent.text == text else (None, "")


def _add_post(thread: Thread, by: Any, text: str, token: str) -> Post:
    since = timezone.now() - timedelta(hours=1)
    if Post.objects.filter(author=by, created_at__gt=since).count() >= POSTS_PER_HOUR:
        raise TooManyPosts
    post = Post.objects.create(thread=thread, author=by, text=text, token=token)
    thread.last_post_at = post.created_at
    _count(thread)
    return post


def _count(thread: Thread) -> None:
    thread.post_count = thread.posts.filter(hidden_at=None).count()
    thread.save(update_fields=["post_count", "last_post_at", "hidden_at"])
    if thread.case:  # cases are sorted by the talk about them
        changed(thread.case)


def _tell_case_authors(thread: Thread, by: Any) -> None:
    """The case's authors hear of a new thread under it."""
    assert thread.case is not None
    authors = User.objects.approved().filter(pk__in=thread.case.owner_ids).exclude(pk=by.pk)
    notify(
        "thread_on_case",
        authors,
        url=thread.get_absolute_url(),
        obj=thread,
        key=f"thread:{thread.pk}",
        title=thread.title,
        case=str(thread.case),
    )


def _tell_participants(thread: Thread, post: Post) -> None:
    """Who started, who answered before and who wrote the case – but not who just wrote, nor whoever lost the right to
    read it. The notice names nobody: the byline on the page decides."""
    ids = {thread.author_id, *thread.posts.values_list("author_id", flat=True)}
    ids |= set(thread.case.owner_ids) if thread.case else set()
    people = [
        person
        for person in User.objects.approved().filter(pk__in=ids - {post.author_id})
        if Thread.objects.visible_to(person).filter(pk=thread.pk).exists()
    ]
    url = f"{thread.get_absolute_url()}#post-{post.public_id}"
    asker = [
        person for person in people if person.pk == thread.author_id and thread.thread_kind == Thread.Kind.QUESTION
    ]
    others = [person for person in people if person not in asker]
    notify("thread_answered", asker, url=url, obj=thread, key=f"post:{post.pk}", title=thread.title)
    notify("thread_reply", others, url=url, obj=thread, key=f"post:{post.pk}", title=thread.title)


@transaction.atomic
def edit(post: Post, by: Any, text: str) -> None:
    """Change one's own words within half an hour."""
    post = Post.objects.select_for_update().select_related("thread").get(pk=post.pk)
    if not post.may_edit(by):
        raise NotAllowed
    post.text, post.edited_at = text, timezone.now()
    post.save(update_fields=["text", "edited_at"])
    changed(post.thread)


@transaction.atomic
def accept(post: Post, by: Any) -> None:
    """The asker marks the answer that solved it; pressing again takes the mark off."""
    thread = Thread.objects.select_for_update().get(pk=post.thread_id)
    first = thread.posts.first()
    if thread.author_id != by.pk or post.hidden_at or (first and first.pk == post.pk):
        raise NotAllowed
    thread.accepted = None if thread.accepted_id == post.pk else post
    thread.save(update_fields=["accepted"])
    changed(thread)


@transaction.atomic
def report(post: Post, by: Any, reason: str) -> None:
    """「問題を知らせる」: moderators are told once per person and post."""
    row, new = Report.objects.get_or_create(post=post, by=by, defaults={"reason": reason})
    if new:
        moderators = User.objects.in_role("checker", "curator")
        url = f"{post.thread.get_absolute_url()}#post-{post.public_id}"
        notify(
            "post_reported",
            moderators,
            url=url,
            obj=post.thread,
            key=f"report:{row.pk}",
            title=post.thread.title,
            reason=reason,
        )


@transaction.atomic
def hide(post: Post, by: Any, reason: str) -> None:
    """Moderators take a post off every page; its reports are settled. Without its first post a thread goes too."""
    _hide(post, by, reason[:200])
    post.reports.filter(resolved_at=None).update(resolved_at=timezone.now())
    Thread.objects.filter(accepted=post).update(accepted=None)
    record(by, "hide_post", post, reason=reason)


@transaction.atomic
def unhide(post: Post, by: Any) -> None:
    """Bring a hidden post back."""
    _hide(post, by, "", hidden=False)
    record(by, "unhide_post", post)


def _hide(post: Post, by: Any, reason: str, hidden: bool = True) -> None:
    if not may_moderate(by):
        raise NotAllowed
    thread = Thread.objects.select_for_update().get(pk=post.thread_id)
    post.hidden_at, post.hidden_by, post.hidden_reason = (timezone.now(), by, reason) if hidden else (None, None, "")
    post.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    first = thread.posts.first()
    if first and first.pk == post.pk:
        thread.hidden_at = post.hidden_at
    _count(thread)
    changed(thread)
