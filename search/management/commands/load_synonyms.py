"""`manage.py load_synonyms`: idempotent, keeps what curators edited."""

from django.core.management.base import BaseCommand

from search.synonyms.services import load_groups


class Command(BaseCommand):
    help = "Load the synonyms; groups that were edited here keep their edits."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"Synonyms: {load_groups()} groups new or updated.")
