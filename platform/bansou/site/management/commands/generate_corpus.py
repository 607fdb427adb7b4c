"""`manage.py generate_corpus --cases N --seed S`: synthetic cases in bulk, then the index."""

import itertools
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from bansou.accounts.models import Organisation, User
from bansou.site.corpus import CaseMaker, corpus_authors
from casestudies import interchange
from search.documents import all_documents
from search.engines import get_engine

BATCH = 500


class Command(BaseCommand):
    help = "Generate synthetic cases for benchmarks. Never run it on a site with real content."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cases", type=int, default=1000)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        authors = corpus_authors()
        people = {user.email: user for user in User.objects.filter(email__in=[email for email, _org in authors])}
        organisations = {organisation.name: organisation for organisation in Organisation.objects.all()}
        maker = CaseMaker(options["seed"], authors)
        documents = (maker.document(number) for number in range(options["cases"]))
        with tqdm(total=options["cases"], unit="case", disable=not self.stdout.isatty()) as bar:
            while batch := list(itertools.islice(documents, BATCH)):
                built = [
                    interchange.build_case(
                        document, people[document["author"]], organisations[document["organisation"]]
                    )
                    for document in batch
                ]
                interchange.save_built(built)
                bar.update(len(batch))
        count = get_engine().rebuild(all_documents())
        self.stdout.write(f"{options['cases']} cases, {count} documents in the index.")
