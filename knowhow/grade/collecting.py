"""The facts behind an article, from the database: of published cases whose passages still stand, whoever may read them."""

from collections.abc import Iterable
from datetime import date

from bansou.vocabulary import terms
from casestudies.models import CaseStudy
from casestudies.years import fiscal_year_of
from knowhow.grade.arithmetic import CaseFact, Facts
from knowhow.models import Article, Evidence, Try
from knowhow.quotes import still_stands


def facts_of(article: Article, today: date) -> Facts:
    """What the published text rests on, and how those who tried it fared. Five queries."""
    rows = list(Evidence.objects.filter(article=article.pk))
    cases = CaseStudy.objects.published().prefetch_related("terms", "rows").in_bulk({row.case_id for row in rows})
    standing = [row for row in rows if row.case_id in cases and still_stands(cases[row.case_id], row.place)]
    tries = Try.objects.counted_for(article)
    return Facts(
        supports=_facts(standing, Evidence.Stance.SUPPORTS, cases),
        contradicts=_facts(standing, Evidence.Stance.CONTRADICTS, cases),
        limits=len({row.case_id for row in standing if row.stance == Evidence.Stance.LIMITS}),
        states_limits=bool(article.fails_when.strip()),
        worked=tries["worked"],
        partly=tries["partly"],
        no=tries["no"],
        overdue=article.review_by is not None and article.review_by < today,
        avoids=article.article_kind == "avoid",
        year=fiscal_year_of(today),
    )


def _facts(rows: Iterable[Evidence], stance: str, cases: dict[int, CaseStudy]) -> tuple[CaseFact, ...]:
    ids = dict.fromkeys(row.case_id for row in rows if row.stance == stance)
    return tuple(case_fact(cases[case_id]) for case_id in ids)


def case_fact(case: CaseStudy) -> CaseFact:
    """A case as the arithmetic sees it. Without an organisation its author stands for one."""
    author = str(case.author_id)
    prefecture = case.code("prefecture")
    return CaseFact(
        organisation=str(case.organisation_id) if case.organisation_id else f"of {author}",
        author=author,
        region=terms.region_of(prefecture) if prefecture else "",
        size=case.company_size,
        industry=case.code("industry"),
        failed=case.outcome == "failure",
        followed_up=any((row.data.get("text") or "").strip() for row in case.rows_of("follow_ups")),
        year=case.shown_fiscal_year,
    )
