"""`manage.py bench`: CPU, time and SQL per page, measured in this process through the whole middleware stack.

`make bench` asks with --json: then the requests and their SQL go to a file, for the tool that measures a real server.
"""

import json
import statistics
import time
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.test import Client

from bansou.accounts.models import User
from bansou.site.bench_engine import against_minimal
from bansou.site.bench_pages import CSRF, Page, pages_of
from casestudies.models import CaseStudy
from search.engines import get_engine

WARM_UP = 5
COUNTED = 20  # requests per page whose SQL is counted for --json
HEADER = f"{'page':<34}{'CPU ms':>8}{'p50 ms':>8}{'p95 ms':>8}{'SQL':>5}{'repeats':>9}{'kB':>6}"


class Command(BaseCommand):
    help = "Measure the main pages on the content that is here (see generate_corpus)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--requests", type=int, default=400, help="per page; with few, rare words are all cold")
        parser.add_argument("--user", default="", help="email of the member who asks; default: the first one")
        parser.add_argument("--json", type=Path, help="write requests, SQL counts and times of the engine to this file")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DEBUG:
            raise CommandError("Set BANSOU_DEBUG=0: DEBUG keeps every query in memory.")
        settings.ALLOWED_HOSTS = ["*"]
        get_engine().warm()
        user = member(options["user"])
        if options["json"]:
            options["json"].write_text(json.dumps(self.facts(user, options["requests"]), ensure_ascii=False))
            return
        published = CaseStudy.objects.published().count()
        self.stdout.write(f"{published} published cases, {options['requests']} requests each\n{HEADER}")
        for who, client in (("visitor", Client()), ("member", signed_in(user))):
            for page in pages_of(user if who == "member" else None, options["requests"] + WARM_UP):
                self.stdout.write(line(f"{page.name} ({who})", measure(client, page)))

    def facts(self, user: User, count: int) -> dict[str, Any]:
        """What `tools.bench` needs of the site."""
        client, pages = signed_in(user), pages_of(user, count)
        return {
            "cases": CaseStudy.objects.published().count(),
            "engine": settings.SEARCH_ENGINE,
            "cookies": {
                "csrftoken": CSRF,
                settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value,
            },
            "pages": [
                {"name": page.name, "requests": page.requests, **measure(client, page, COUNTED)} for page in pages
            ],
            "minimal": [against_minimal(page) for page in pages if page.queries and settings.ELASTICSEARCH],
        }


def member(email: str) -> User:
    """Who asks."""
    approved = User.objects.approved().order_by("pk")
    user = approved.filter(email=email).first() if email else approved.first()
    if user is None:
        raise CommandError("There is no approved member; run load_demo first.")
    return user


def signed_in(user: User) -> Client:
    """A browser with a session, and the token that forms send back."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["csrftoken"] = CSRF
    return client


def measure(client: Client, page: Page, count: int | None = None) -> dict[str, float]:
    """Times in milliseconds, statements and size of a page; the first requests warm it up."""
    cpu, wall, queries, repeats, size = [], [], [], [], 0
    for address, form in page.requests[:count]:
        statements: list[str] = []
        with connection.execute_wrapper(partial(_note, statements)):
            started, started_cpu = time.perf_counter(), time.process_time()
            response = client.get(address) if form is None else client.post(address, form)
            spent_cpu, spent = time.process_time() - started_cpu, time.perf_counter() - started
        if response.status_code != 200:
            raise CommandError(f"{address} answered {response.status_code}.")
        cpu.append(spent_cpu * 1000)
        wall.append(spent * 1000)
        queries.append(len(statements))
        repeats.append(sum(n - 1 for n in Counter(statements).values()))
        size = max(size, len(response.content))
    cpu, wall = cpu[WARM_UP:] or cpu, sorted(wall[WARM_UP:] or wall)
    return {
        "cpu": statistics.mean(cpu),
        "p50": statistics.median(wall),
        "p95": wall[int(len(wall) * 0.95) - 1],
        "sql": max(queries[WARM_UP:] or queries),
        "repeats": max(repeats[WARM_UP:] or repeats),
        "kB": size // 1024,
    }


def line(name: str, m: dict[str, float]) -> str:
    """One row of the table."""
    times = f"{m['cpu']:>8.1f}{m['p50']:>8.1f}{m['p95']:>8.1f}"
    return f"{name:<34}{times}{m['sql']:>5}{m['repeats']:>9}{m['kB']:>6}"


def _note(statements: list[str], run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    statements.append(f"{sql} {params}")
    return run(sql, params, many, context)
