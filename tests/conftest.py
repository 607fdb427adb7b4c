"""Fixtures and rules for all tests."""

import os

import pytest
from django.core.cache import cache
from django.test.utils import setup_databases, teardown_databases
from pytest_django.plugin import blocking_manager_key

from bansou.vocabulary import terms
from bansou.vocabulary.services import load_terms
from search.synonyms.services import load_groups
from tests import database
from tests.cast import *  # noqa: F403 - the cast is there for all tests
from tools.messages import compile_all

IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}


def pytest_configure():
    """Tests read the translations of today."""
    compile_all()


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """The test database, with the vocabulary in it as on every site."""
    if database.is_sqlite():
        shared = any(item.get_closest_marker("browser") for item in request.session.items)
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        file = database.FOLDER / f"shared-{worker}-{os.getpid()}.sqlite3" if shared else None
        with database.sqlite_copy(file, django_db_blocker):
            yield
        return
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
        load_terms()
        load_groups()
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True)
def _fresh_vocabulary(monkeypatch):
    """A rolled-back test must not leave its terms in the process's cache. Within a test the clock must not decide
    whether the version is asked for once more: query budgets would depend on how busy the machine is."""
    monkeypatch.setattr(terms, "CHECK_EVERY_SECONDS", 3600.0)
    terms.forget()
    yield
    terms.forget()


@pytest.fixture(autouse=True)
def _quick_and_clean(settings, tmp_path):
    """Uploads, mails and rate limits of a test do not outlive it; a password hash takes microseconds, not 0.3 s."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    """A test on a real transaction ends with a flush, which deletes what migrations made: bring it back."""
    result = yield
    if database.is_sqlite() and _is_transactional(item):
        with item.config.stash[blocking_manager_key].unblock():
            database.restore()
    return result


def _is_transactional(item):
    if {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())):
        return True
    marker = item.get_closest_marker("django_db")
    return bool(marker and (marker.kwargs.get("transaction") or True in marker.args[:1]))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """In CI nothing may be skipped: what is missing there is a failure."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """The same for a module that skips itself as a whole."""
    report = yield
    if IN_CI and report.outcome == "skipped":
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {report.longrepr}"
    return report
