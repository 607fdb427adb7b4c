"""Fixtures for all tests."""

import pytest

from bansou.vocabulary import terms
from bansou.vocabulary.services import load_terms


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The vocabulary is in every test database, as on every site."""
    with django_db_blocker.unblock():
        load_terms()


@pytest.fixture(autouse=True)
def _fresh_vocabulary():
    """A rolled-back test must not leave its terms in the process's cache."""
    terms.forget()
    yield
    terms.forget()
