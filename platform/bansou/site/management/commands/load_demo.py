"""`manage.py load_demo`: pages and invented content to try the site with."""

from typing import Any

from django.core.management.base import BaseCommand

from bansou.site.demo_content import load_demo
from bansou.site.services import build_pages


class Command(BaseCommand):
    help = "Build the pages and load the demo content; what is there stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        build_pages()
        load_demo(self.stdout.write)
