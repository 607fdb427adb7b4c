"""`manage.py generate_corpus --cases N --seed S`: synthetic cases in bulk, then the index."""

import itertools
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from bansou.accounts.models import Organisation, User
from bansou.site.corpus import CaseMaker, QuickTextMaker, TextMaker, corpus_authors
from bansou.site.corpus_loop import make_loop
from casestudies import bulk, interchange
from casestudies.models import CaseStudy
from search.documents import all_documents, case_document
from search.engines import get_engine
from search.engines.base import Document

BATCH = 500


class Command(BaseCommand):
    help = "Generate synthetic cases for benchmarks. Never run it on a site with real content."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cases", type=int, default=1000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--no-index", action="store_true", help="leave the search index to rebuild_index")
        parser.add_argument(
            "--thin",
            action="store_true",
            help="whole documents into the search index, but rows without steps, terms and tags into the database: for a million",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        batches = built_batches(options["cases"], options["seed"], QuickTextMaker if options["thin"] else TextMaker)
        with tqdm(total=options["cases"], unit="case", disable=not self.stdout.isatty()) as bar:
            if options["thin"]:
                count = get_engine().rebuild(thin_documents(batches), progress=bar.update)
            else:
                for batch in batches:
                    interchange.save_built(batch)
                    bar.update(len(batch))
                make_loop(options["seed"], [email for email, _organisation in corpus_authors()])
                count = 0 if options["no_index"] else get_engine().rebuild(all_documents())
        self.stdout.write(f"{options['cases']} cases, {count} documents in the index.")


def built_batches(count: int, seed: int, texts: type[TextMaker]) -> Iterator[list[interchange.Built]]:
    """Cases that are not stored yet."""
    authors = corpus_authors()
    people = {user.email: user for user in User.objects.filter(email__in=[email for email, _org in authors])}
    organisations = {organisation.name: organisation for organisation in Organisation.objects.all()}
    maker = CaseMaker(seed, authors, texts)
    documents = (maker.document(number) for number in range(count))
    while batch := list(itertools.islice(documents, BATCH)):
        yield [
            interchange.build_case(document, people[document["author"]], organisations[document["organisation"]])
            for document in batch
        ]


def thin_documents(batches: Iterator[list[interchange.Built]]) -> Iterator[Document]:
    """Stores the rows of the cases alone and gives their documents as if all were stored."""
    for batch in batches:
        CaseStudy.objects.bulk_create([built.case for built in batch])
        for built in batch:
            bulk.hold(built.case, built.terms, built.rows, built.tags)
            yield case_document(built.case)
