"""`manage.py build_pages`: home, steps, plain pages and glossary from the content files."""

from typing import Any

from django.core.management.base import BaseCommand

from bansou.site.services import build_pages


class Command(BaseCommand):
    help = "Build the page tree; pages that exist are kept as editors left them."

    def handle(self, *args: Any, **options: Any) -> None:
        build_pages()
