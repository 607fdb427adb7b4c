"""Every engine, empty, for the tests of the contract."""

import pytest

from search.engines import make_engine


@pytest.fixture(params=["embedded"])
def engine(request, db):
    """An empty engine."""
    made = make_engine(request.param)
    made.reset()
    return made
