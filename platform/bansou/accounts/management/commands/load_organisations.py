"""`manage.py load_organisations`: idempotent, keeps local edits."""

from typing import Any

from django.core.management.base import BaseCommand

from bansou.accounts.services.organisations import load_organisations


class Command(BaseCommand):
    help = "Load the national bodies; organisations that are there stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        new = load_organisations()
        if options["verbosity"]:
            self.stdout.write(f"Organisations: {new} new.")
