"""`manage.py bench`: CPU, time and SQL per page, measured in this process through the whole middleware stack."""

import random
import statistics
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.test import Client
from django.urls import reverse

from bansou.accounts.models import User
from casestudies.models import CaseStudy
from community.models import Thread
from search.engines import get_engine

WARM_UP = 5
HEADER = f"{'page':<34}{'CPU ms':>8}{'p50 ms':>8}{'p95 ms':>8}{'SQL':>5}{'repeats':>9}{'kB':>6}"


class Command(BaseCommand):
    help = "Measure the main pages on the content that is here (see generate_corpus)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--requests", type=int, default=400, help="per page; with few, rare words are all cold")
        parser.add_argument("--user", default="", help="email of the member who asks; default: the first one")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DEBUG:
            raise CommandError("Set BANSOU_DEBUG=0: DEBUG keeps every query in memory.")
        settings.ALLOWED_HOSTS = ["*"]
        get_engine().warm()
        rng = random.Random(1)  # noqa: S311 - the same pages every time
        approved = User.objects.approved().order_by("pk")
        user = approved.filter(email=options["user"]).first() if options["user"] else approved.first()
        if user is None:
            raise CommandError("There is no approved member; run load_demo first.")
        self.stdout.write(
            f"{CaseStudy.objects.published().count()} published cases, {options['requests']} requests each\n{HEADER}"
        )
        for who, client in (("visitor", Client()), ("member", _signed_in(user))):
            for name, address in pages(rng, user if who == "member" else None).items():
                self.stdout.write(measure(f"{name} ({who})", client, address, options["requests"]))


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def words() -> list[str]:
    """Words of titles, to search for."""
    titles = CaseStudy.objects.published().order_by("?").values_list("title", flat=True)[:400]
    from search.analysis import tokens

    return [token.norm for title in titles for token in tokens(title) if len(token.norm) > 1] or ["社長"]


def pages(rng: random.Random, user: User | None) -> dict[str, Callable[[], str]]:
    """Name → a function that gives the next address."""
    vocabulary = words()
    readable = CaseStudy.objects.visible_to(user)
    cases = list(readable.order_by("-pk").values_list("public_id", flat=True)[:2000])
    threads = list(Thread.objects.visible_to(user).values_list("public_id", flat=True)[:200])
    search = reverse("search")
    found = {
        "home": lambda: "/",
        "search, two words and a facet": lambda: (
            f"{search}?q={quote(' '.join(rng.sample(vocabulary, 2)))}&step={rng.randint(1, 7)}"
        ),
        "search, one word": lambda: f"{search}?q={quote(rng.choice(vocabulary))}",
        "browse without words": lambda: f"{search}?outcome={rng.choice(('good', 'failure'))}&page={rng.randint(1, 20)}",
        "case page": lambda: reverse("case", args=[rng.choice(cases)]),
    }
    if threads:
        found["thread"] = lambda: reverse("thread", args=[rng.choice(threads)])
    if user:
        found["my cases"] = lambda: reverse("my-cases")
    return found


def measure(name: str, client: Client, address: Callable[[], str], count: int) -> str:
    """One row of the table."""
    cpu, wall, queries, repeats, size = [], [], [], [], 0
    for number in range(count + WARM_UP):
        url = address()
        statements: list[str] = []
        with connection.execute_wrapper(partial(_note, statements)):
            started, started_cpu = time.perf_counter(), time.process_time()
            response = client.get(url)
            spent_cpu, spent = time.process_time() - started_cpu, time.perf_counter() - started
        if response.status_code != 200:
            raise CommandError(f"{url} answered {response.status_code}.")
        if number >= WARM_UP:
            cpu.append(spent_cpu * 1000)
            wall.append(spent * 1000)
            queries.append(len(statements))
            repeats.append(sum(n - 1 for n in Counter(statements).values()))
            size = max(size, len(response.content))
    p50, p95 = statistics.median(wall), sorted(wall)[int(len(wall) * 0.95) - 1]
    return f"{name:<34}{statistics.mean(cpu):>8.1f}{p50:>8.1f}{p95:>8.1f}{max(queries):>5}{max(repeats):>9}{size // 1024:>6}"


def _note(statements: list[str], run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    statements.append(f"{sql} {params}")
    return run(sql, params, many, context)
