"""Cases read in bulk say the same as cases read one by one."""

import gc
import weakref

import pytest

from casestudies.bulk import with_rows
from casestudies.models import CaseStudy, CoAuthor
from search.documents import case_document

pytestmark = pytest.mark.django_db


def test_a_case_read_in_bulk_makes_the_same_document(make_case, colleague, django_assert_num_queries):
    made = [
        make_case(
            terms={"outcome": ["failure"], "step": ["4", "3"], "prefecture": ["13"], "wall": ["see"]},
            rows=[
                ("course", {"step": "4", "text": "社長と話した。"}),
                ("failure_factors", {"pitfall": "just-presenting", "text": "提示した。"}),
            ],
            title=f"題名{number}",
        )
        for number in range(3)
    ]
    made[1].tags.add("後継者")
    made[1].save()
    CoAuthor.objects.create(case=made[0], user=colleague)
    one_by_one = [case_document(case) for case in CaseStudy.objects.for_page().order_by("pk")]
    assert one_by_one[1].facets["tag"] == ["後継者"]
    with django_assert_num_queries(5):
        assert [case_document(case) for case in with_rows(CaseStudy.objects.all())] == one_by_one


def test_cases_read_in_bulk_leave_memory_without_the_collector(make_case):
    make_case()
    gc.collect()
    gc.disable()
    try:
        (case,) = with_rows(CaseStudy.objects.all())
        case_document(case)
        seen = weakref.ref(case)
        del case
        assert seen() is None
    finally:
        gc.enable()
