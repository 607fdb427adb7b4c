"""What curators do with know-how, and members with it: every write that has more than one step."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bansou.audit.models import record
from bansou.indexing.services import changed
from bansou.public_id import new_public_id
from casestudies.models import CaseStudy
from casestudies.services import writing
from casestudies.services.refusal import NotPossible, Overtaken
from knowhow import content, notifications
from knowhow.completeness import problems_of
from knowhow.flags.services import REVIEW_EVERY, after_publication, contradicting
from knowhow.models import Article, UsedKnowhow
from knowhow.people import may_delete, may_review, writers

PUBLISHED = "publish"  # in the audit log
PUBLICATION = (
    "published_on", "version", "review_by", "withdrawn_at", "withdrawn_reason", "reviewer", "review_asked_at",
    "review_note",
)  # fmt: skip


class Refused(NotPossible):
    """The text cannot be handed on yet. `problems`: {field of the form: sentence}."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


class Conflict(Exception):
    """Somebody else stored other words since the form was opened. `article` is as it is now."""

    def __init__(self, article: Article) -> None:
        super().__init__()
        self.article = article


# --- Drafts -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def create(by: Any, values: content.Content, public_id: str = "") -> Article:
    """A new draft. `values`: see content.py, and `visibility`."""
    article = Article(
        author=by, organisation=by.primary_organisation, live=False, public_id=public_id or new_public_id()
    )
    article.claim, article.visibility = values["claim"], values.get("visibility", article.visibility)
    article.save()
    _store(article, values, by)
    record(by, "create", article)
    return _fresh(article)


def create_once(by: Any, values: content.Content, public_id: str) -> Article:
    """`create`, or the draft that the same form has already begun."""
    try:
        return create(by, values, public_id)
    except IntegrityError:
        return Article.objects.filter(author=by, public_id=public_id).first() or create(by, values)


@transaction.atomic
def save_draft(article: Article, by: Any, values: content.Content, base: str = "") -> Article:
    """Replace the values of the draft; the published text stays. Raises Conflict when the draft is not `base` (the
    fingerprint that the form was opened with) any more, NotPossible while somebody reviews it."""
    article = _lock(article)
    _require_editable(article)
    draft = article.draft
    if base and base != content.fingerprint(draft):
        raise Conflict(article)
    _store(draft, values, by)
    if "visibility" in values and not article.is_public_now:
        Article.objects.filter(pk=article.pk).update(visibility=values["visibility"])
    return _fresh(article)


@transaction.atomic
def add_evidence(article: Article, by: Any, row: content.Content) -> Article:
    """Put one more evidence row under the draft's last one."""
    article = _lock(article)
    _require_editable(article)
    draft = article.draft
    _store(draft, {"evidence": [*content.read(draft)["evidence"], row]}, by)
    return _fresh(article)


@transaction.atomic
def discard(article: Article, by: Any) -> bool:
    """Forget what was changed since the publication; delete an article that never was published. True when deleted."""
    article = _lock(article)
    _require_editable(article)
    if not may_delete(by, article):
        raise NotPossible(_("Only whoever wrote it can throw it away."))
    record(by, "discard", article)
    if not article.live:
        article.delete()
        return True
    Article.objects.filter(pk=article.pk).update(
        latest_revision=article.live_revision, has_unpublished_changes=False, review_note=""
    )
    return False


def _lock(article: Article) -> Article:
    return Article.objects.select_for_update().get(pk=article.pk)


def _fresh(article: Article) -> Article:
    return Article.objects.select_related("latest_revision").get(pk=article.pk)


def _require_editable(article: Article) -> None:
    if article.is_waiting:
        raise NotPossible(_("This article is being reviewed. Take it back first."))


def _store(draft: Article, values: content.Content, by: Any) -> None:
    """Write the values and store the draft as a revision: the same one again while it is this writer's and not public."""
    content.write(draft, values)
    latest = draft.latest_revision
    again = latest if latest and latest.user_id == by.pk and latest.pk != draft.live_revision_id else None
    draft.save_revision(user=by, clean=False, overwrite_revision=again)


# --- Review by a second curator ---------------------------------------------------------------------------------------
@transaction.atomic
def ask_review(article: Article, by: Any, on: date | None = None) -> Article:
    """Hand the draft to the other curators; harmless when it is already with them. `on`: as in `approve`. Raises Refused."""
    article = _lock(article)
    if article.is_waiting:
        return article
    if article.is_public_now and not article.has_unpublished_changes:
        raise Refused({"": _("Nothing was changed since the publication.")})
    if problems := problems_of(article.draft, by):
        raise Refused(problems)
    if not article.has_unpublished_changes:
        _store(article, {}, by)
    _set_review(article, timezone.now(), "")
    record(by, "ask_review", article, revision=article.latest_revision_id)
    if on is None:
        notifications.waiting(article)
    return _fresh(article)


@transaction.atomic
def take_back(article: Article, by: Any) -> None:
    """The text is a draft again. Harmless when it is."""
    article = _lock(article)
    if article.is_waiting:
        _set_review(article, None, "")
        record(by, "take_back", article)


@transaction.atomic
def approve(article: Article, by: Any, revision: int, on: date | None = None) -> Article:
    """Publish exactly the revision that the reviewer saw. `on`: the day, when history is loaded: then
    nobody is told; else today."""
    article = _under_review(article, by, revision)
    people, day = writers(article), on or timezone.localdate()
    contradicted = contradicting(article) if article.is_public_now else None
    article.latest_revision.publish(user=by, skip_permission_checks=True)
    article = _lock(article)
    article.published_on = article.published_on or day
    article.version, article.review_by = article.version + 1, day + REVIEW_EVERY
    article.withdrawn_at, article.withdrawn_reason, article.reviewer = None, "", by
    article.review_asked_at, article.review_note = None, ""
    article.save(update_fields=PUBLICATION)
    record(by, PUBLISHED, article, revision=revision, version=article.version, on=day.isoformat())
    after_publication(article, contradicted)
    changed(article)
    if on is None:
        notifications.published(article, people, by)
    return article


@transaction.atomic
def send_back(article: Article, by: Any, note: str, revision: int) -> None:
    """Ask for changes; the text is a draft again and nothing of it is lost."""
    article = _under_review(article, by, revision)
    _set_review(article, None, note)
    Article.objects.filter(pk=article.pk).update(reviewer=by)
    record(by, "send_back", article, revision=revision, note=note)
    notifications.returned(article, by)


def _set_review(article: Article, asked_at: datetime | None, note: str) -> None:
    article.review_asked_at, article.review_note = asked_at, note
    article.save(update_fields=["review_asked_at", "review_note"])


def _under_review(article: Article, by: Any, revision: int) -> Article:
    """The locked article, when `by` may decide about this very revision now."""
    article = _lock(article)
    if not article.is_waiting:
        raise Overtaken(_("This article does not wait for a review any more: it was taken back, or somebody decided."))
    if article.latest_revision_id != revision:
        raise Overtaken(_("This article has changed since you opened it. Please look at it again."))
    if not may_review(by, article):
        raise NotPossible(_("You wrote on this text yourself. Another curator reviews it."))
    return article


# --- After publication ------------------------------------------------------------------------------------------------
@transaction.atomic
def withdraw(article: Article, by: Any, reason: str) -> None:
    """End the publication at once. `reason` is public. A review under way is taken back, so that it cannot publish."""
    article = _lock(article)
    if not article.is_public_now:
        raise NotPossible(_("This article is not published."))
    take_back(article, by)
    article = _lock(article)
    article.withdrawn_at, article.withdrawn_reason = timezone.now(), reason[:200]
    article.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    record(by, "withdraw", article, reason=reason)
    changed(article)
    notifications.withdrawn(article, by)


# --- Using it ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def begin_case(article: Article, by: Any, public_id: str = "", initial: Mapping[str, Any] | None = None) -> CaseStudy:
    """A case of `by` that used the article: a draft with its steps, joined to it. The same form begins one case only.
    `initial` prefills more of it, as `writing.create_draft` takes it."""
    case = writing.begin(by, {"step": article.steps, **(initial or {})}, public_id)
    _link, new = UsedKnowhow.objects.get_or_create(case=case, article=article)
    if new:
        record(by, "use_knowhow", article, case=case.public_id)
    return case


@transaction.atomic
def unlink(article: Article, case: CaseStudy, by: Any) -> None:
    """The case did not use the article after all. Harmless when it never said so."""
    if UsedKnowhow.objects.filter(article=article, case=case).delete()[0]:
        record(by, "unlink_knowhow", article, case=case.public_id)
