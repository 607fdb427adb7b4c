"""Company size follows from industry and employees, unless the author said otherwise."""

import pytest

from casestudies.derived import company_size


@pytest.mark.parametrize(
    ("industry", "band", "size"),
    [
        ("E", "6-20", "small"),
        ("E", "21-50", "medium"),
        ("I", "1-5", "small"),
        ("I", "6-20", "medium"),
        ("D", "0", "small"),
        ("M", "101-300", "medium"),
        ("E", "301-", "leading"),
        ("", "0", "small"),
        ("E", "", ""),
        ("E", "nonsense", ""),
    ],
)
def test_size_by_industry_and_employees(industry, band, size):
    assert company_size(industry, band) == size


@pytest.mark.django_db
def test_what_the_author_said_wins(make_case):
    case = make_case(terms={"industry": ["E"], "employee_band": ["6-20"], "company_size": ["leading"]})
    assert case.company_size == "leading"
