"""`manage.py tick`: every job that recurs by the minute or slower, once; for cron or a timer without the worker."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bansou.site.jobs import run_all


class Command(BaseCommand):
    help = "Run every recurring job once."

    def handle(self, *args: Any, **options: Any) -> None:
        if failed := run_all():
            raise CommandError(f"{failed} job(s) failed; the log says why.")
