"""Browser tests: Debian's Chromium against a live server on a database file, with the background worker beside it.

`site` is the running site (an address such as `site.url + "/search/"`), with the page tree in it. `visit(person)` opens
a page in which that person is signed in; `visit(person, javascript=False, width=375)` varies it. A page that a failing
test leaves open is photographed into var/screens/.
"""

import os
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connections
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bansou.site import jobs
from bansou.site.management.commands.worker import Worker
from bansou.site.services import build_pages
from search.engines import get_engine
from tests.cast import PASSWORD

# The sync API of Playwright runs an event loop in this thread, and Django refuses the ORM there. Only here.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = Path("/usr/bin/chromium")
SCREENS = Path(__file__).resolve().parents[2] / "var" / "screens"
HEIGHTS = {375: 740, 320: 640}
expect.set_options(timeout=8_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test on real transactions."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests of a process."""
    if not CHROMIUM.exists():
        pytest.skip("there is no /usr/bin/chromium (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-dev-shm-usage", "--lang=ja"]
        )
        yield browser
        browser.close()


@pytest.fixture
def site(live_server: Any, settings: Any) -> Any:
    """The running site; mails point to it."""
    settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = live_server.url
    cache.clear()  # rate limits of an earlier test
    get_engine().reset()
    build_pages()
    return live_server


@pytest.fixture
def worker(site: Any, tmp_path: Path) -> Iterator[Worker]:
    """The background worker, five times as eager as in real life."""
    eager = [jobs.Job(job.path, min(job.every, 2)) for job in jobs.JOBS if job.every < 3600]
    running = Worker(eager, tmp_path / "worker.json", pause=0.2)

    def run() -> None:
        running.run()
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    yield running
    running.stop()
    thread.join(timeout=10)


@pytest.fixture
def visit(site: Any, chromium: Browser, client_for: Callable, request: pytest.FixtureRequest) -> Iterator[Callable]:
    """`visit(person=None, javascript=True, width=1280, **context options)`: a fresh browser profile with one page."""
    contexts = []

    def open_page(person: Any = None, javascript: bool = True, width: int = 1280, **options: Any) -> Page:
        viewport = {"width": width, "height": HEIGHTS.get(width, 900)}
        context = chromium.new_context(
            base_url=site.url, viewport=viewport, java_script_enabled=javascript, locale="ja-JP", **options
        )
        contexts.append(context)
        if person is not None:
            context.add_cookies([session_cookie(client_for(person), site.url)])
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"script error on {page.url}: {error}"))
        return page

    yield open_page
    for number, context in enumerate(contexts):
        if getattr(request.node, "failed", False):
            photograph(context.pages, request.node.name, number)
        context.close()


def session_cookie(client: Any, url: str) -> dict[str, str]:
    """The cookie of a signed-in test client, for a browser."""
    name = django_settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Sign in by the login screen, as a person does."""
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator(
        "form:has(input[name=password]) button[type=submit], form:has(input[name=password]) button"
    ).first.click()
    page.wait_for_url(re.compile(r"^(?!.*/accounts/login/)"))


def photograph(pages: list[Page], name: str, number: int) -> None:
    """Keep what a failing test saw."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    for index, page in enumerate(pages):
        path = SCREENS / f"{re.sub(r'[^A-Za-z0-9_-]+', '-', name)}-{number}-{index}.png"
        try:
            page.screenshot(path=path, full_page=True)
            print(f"screenshot: {path} of {page.url}")
        except Exception as error:  # a crashed page must not hide the failure itself
            print(f"no screenshot of {page.url}: {error}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Any:
    """Let fixtures know on their way out whether the test failed."""
    report = yield
    if report.when == "call":
        item.failed = report.failed  # type: ignore[attr-defined]
    return report
