"""`manage.py load_vocabulary`: idempotent, keeps local edits."""

from django.core.management.base import BaseCommand

from bansou.vocabulary.services import load_terms


class Command(BaseCommand):
    help = "Load the vocabulary; terms that were edited here keep their edits."

    def handle(self, *args: object, **options: object) -> None:
        report = load_terms()
        self.stdout.write(f"Vocabulary: {report.created} new, {report.updated} updated, {report.kept} unchanged.")
