"""Reads of cases: conditions as Q objects, QuerySet verbs that chain."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery
from wagtail.models import TaskState, WorkflowState

from bansou import access

if TYPE_CHECKING:
    from casestudies.models import CaseStudy  # noqa: F401 - named in a base class below

# Published, not withdrawn, not hidden.
PUBLISHED = Q(live=True, withdrawn_at=None, hidden_at=None)
CARD_COLUMNS = (
    "public_id",
    "title",
    "memo",
    "summary",
    "what_happened",
    "turning_point",
    "progress",
    "presenting_issue",
    "place_precision",
    "published_on",
    "helpful_count",
    "award",
)
CARD_SCHEMES = ("outcome", "step", "industry", "employee_band", "prefecture", "supporter_type")


def own_q(user_id: int) -> Q:
    """Cases that the user writes."""
    return Q(author=user_id) | Q(pk__in=models.Subquery(_coauthored(user_id)))


def _coauthored(user_id: int) -> Any:
    from casestudies.models import CoAuthor

    return CoAuthor.objects.filter(user=user_id).values("case_id")


class CaseQuerySet(models.QuerySet["CaseStudy"]):
    """Chainable reads."""

    are_cards = False

    def published(self) -> "CaseQuerySet":
        """Readable by their audience today."""
        return self.filter(PUBLISHED)

    def visible_to(self, user: Any) -> "CaseQuerySet":
        """Published cases that `user` may read. The one rule for pages, hits, counts, feeds and pictures."""
        return self.readable_by(access.reads_with(user))

    def readable_by(self, held: Collection[str]) -> "CaseQuerySet":
        """`visible_to` for whoever holds these tokens."""
        rule = access.token_q(held, owners=())
        for user_id in access.ids_in(held, "user") if access.STAFF not in held else ():
            rule |= own_q(user_id)
        return self.filter(PUBLISHED).filter(rule)

    def closed_to(self, user: Any) -> "CaseQuerySet":
        """Cases that `user` could read until they were withdrawn or hidden: their pages answer 410, not 404."""
        gone = Q(withdrawn_at__isnull=False) | Q(hidden_at__isnull=False)
        return self.filter(access.readable_q(user), gone, live=True)

    def with_marks_of(self, user: Any) -> "CaseQuerySet":
        """Annotate `is_helpful` and `is_kept`: what this reader did with a case, without a query of its own."""
        from casestudies.models import Helpful, ReadingItem

        mine = {"case": OuterRef("pk")}
        return self.annotate(
            is_helpful=Exists(Helpful.objects.filter(user=user.pk, **mine)),
            is_kept=Exists(ReadingItem.objects.filter(reading_list__user=user.pk, **mine)),
        )

    def written_by(self, user: Any) -> "CaseQuerySet":
        """The user's own and co-authored cases, in whatever state."""
        return self.filter(own_q(user.pk))

    def for_cards(self) -> "CaseQuerySet":
        """What a card shows and nothing else, in two queries: of the row these columns, of its terms these schemes."""
        found = self.only(*CARD_COLUMNS)
        found.are_cards = True
        return found

    def _clone(self) -> "CaseQuerySet":
        copy = super()._clone()  # type: ignore[misc]
        copy.are_cards = self.are_cards
        return copy

    def _fetch_all(self) -> None:
        """Terms of cards come bare: as a prefetch they cost half of all that a page of twenty hits asks."""
        from casestudies.bulk import attach_terms

        is_new = self._result_cache is None
        super()._fetch_all()
        if is_new and self.are_cards:
            attach_terms(self._result_cache or [], CARD_SCHEMES)

    def for_page(self) -> "CaseQuerySet":
        """All that the case page shows of the case itself: the row with author and organisation, and four queries."""
        from casestudies.models import CaseTag

        tags = Prefetch("tag_items", CaseTag.objects.select_related("tag"))
        return self.select_related("author", "organisation").prefetch_related("terms", "rows", "files", tags)

    def with_state(self) -> "CaseQuerySet":
        """Annotate `workflow_status`, `workflow_stage`, `is_assigned`, so that `case.state` asks nothing."""
        from casestudies.models import ContentCheckTask, ReviewAssignment

        newest = WorkflowState.objects.filter(
            object_id=models.functions.Cast(OuterRef("pk"), models.CharField()),
            base_content_type__app_label="casestudies",
            base_content_type__model="casestudy",
        ).order_by("-created_at", "-pk")
        return self.annotate(
            workflow_status=Subquery(newest.values("status")[:1]),
            _task_state=Subquery(newest.values("current_task_state_id")[:1]),
            _content=Exists(
                ContentCheckTask.objects.filter(
                    pk__in=TaskState.objects.filter(pk=OuterRef(OuterRef("_task_state"))).values("task_id")
                )
            ),
            is_assigned=Exists(ReviewAssignment.objects.filter(task_state_id=OuterRef("_task_state"))),
            workflow_stage=models.Case(
                models.When(_content=True, then=models.Value("content_check")),
                default=models.Value("privacy_check"),
                output_field=models.CharField(),
            ),
        )


CaseManager = models.Manager.from_queryset(CaseQuerySet)
