"""`manage.py prepare`: bring the data to where this version needs it. Running it again changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from bansou.accounts.models import User
from bansou.site.demo_content import DEMO, PASSWORD
from bansou.site.found import catch_up
from bansou.site.services import read_json
from search.engines import get_engine

DEMO_LOADED = "demo-is-loaded"


class Command(BaseCommand):
    help = "Migrate, load vocabulary, organisations and pages, on the first start the demo content, bring the index up."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="Never load the demo content.")

    def handle(self, *args: Any, **options: Any) -> None:
        if migrations_are_missing():
            self.stdout.write("Preparing the database …")
            call_command("migrate", verbosity=0, interactive=False)
        for command in ("load_vocabulary", "load_synonyms", "load_organisations", "build_pages"):
            call_command(command, verbosity=0)
        if wants_demo() and not options["no_demo"]:
            self.load_demo()
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        if not settings.DEBUG:
            call_command("collectstatic", verbosity=0, interactive=False)
        get_engine().warm()
        catch_up()
        if (settings.VAR / DEMO_LOADED).exists():
            self.stdout.write(account_list())

    def load_demo(self) -> None:
        """The demo content; noted when it is complete, so that an interrupted first start is caught up on."""
        self.stdout.write("Loading the demo content …")
        call_command("load_demo")
        (settings.VAR / DEMO_LOADED).touch()


def migrations_are_missing() -> bool:
    """Is the database behind the code? Asking takes a tenth of running `migrate`."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def wants_demo() -> bool:
    """Only a site to try things on, and only while nobody else has an account there."""
    if settings.PRODUCTION or (settings.VAR / DEMO_LOADED).exists():
        return False
    emails = [person["email"] for person in read_json(DEMO / "people.json")]
    return not User.objects.exclude(email__in=emails).exists()


def account_list() -> str:
    """The demo accounts, one a line."""
    people = read_json(DEMO / "people.json")
    lines = [f"  {person['email']:<24} {person['role']:<14} {person['display_name']}" for person in people]
    return "\n".join([f"Demo accounts, all with the password {PASSWORD}", *lines])
