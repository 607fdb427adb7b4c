"""A synthetic corpus of cases for benchmarks: realistic lengths and word frequencies, Zipf facets, a visibility mix.

The text comes from a chain of word pairs learned from the demo cases, with nouns exchanged for invented compounds of a
long Zipf tail, so that common words are as common and rare words as rare as in real text. Same seed, same corpus.
"""

import bisect
import itertools
import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from sudachipy import Dictionary, SplitMode

from bansou.accounts.models import Membership, Organisation, User
from bansou.site.demo_content import DEMO
from bansou.site.services import CONTENT, read_json
from bansou.vocabulary import terms
from casestudies.structure import FAILURE, GOOD, ONGOING, TEXTS, required_texts

END = "。"
MEAN_CHARACTERS = 1400
START = date(2021, 4, 1)


class Zipf:
    """Draws from a list with frequencies 1/rank."""

    def __init__(self, values: list[Any], exponent: float = 1.0) -> None:
        self.values = values
        self.weights = list(itertools.accumulate(1 / (rank**exponent) for rank in range(1, len(values) + 1)))

    def draw(self, rng: random.Random) -> Any:
        """One value."""
        return self.values[bisect.bisect(self.weights, rng.random() * self.weights[-1])]


class TextMaker:
    """Sentences that read like the demo cases."""

    def __init__(self, rng: random.Random) -> None:
        self.chain: dict[str, list[str]] = defaultdict(list)
        self.nouns: set[str] = set()
        tokenizer = Dictionary().tokenizer()
        for text in demo_texts():
            self._learn(tokenizer, text)
        words = {name: text.split() for name, text in read_json(CONTENT / "corpus.json").items()}
        tail = [head + end for head in words["heads"] for end in words["ends"] if head != end]
        rng.shuffle(tail)
        self.tail = Zipf(tail, 0.9)

    def _learn(self, tokenizer: Any, text: str) -> None:
        before = END
        for morpheme in tokenizer.tokenize(text, SplitMode.C):
            word = morpheme.surface()
            if word.isspace():
                continue
            if morpheme.part_of_speech()[0] == "名詞" and len(word) > 1:
                self.nouns.add(word)
            self.chain[before].append(word)
            before = word

    def text(self, rng: random.Random, characters: int) -> str:
        """About this many characters, ending with a sentence."""
        found, length, word = [], 0, END
        while length < characters or word != END:
            word = rng.choice(self.chain.get(word) or self.chain[END])
            shown = self.tail.draw(rng) if word in self.nouns and rng.random() < 0.25 else word
            found.append(shown)
            length += len(shown)
            if length > characters * 2:
                break
        return "".join(found)


class QuickTextMaker(TextMaker):
    """Puts texts together from sentences made once: words are as frequent, and a million texts take minutes."""

    SENTENCES = 20_000

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self.sentences = [super(QuickTextMaker, self).text(rng, 1) for _ in range(self.SENTENCES)]

    def text(self, rng: random.Random, characters: int) -> str:
        """At least this many characters, ending with a sentence."""
        found, length = [], 0
        while length < characters:
            found.append(rng.choice(self.sentences))
            length += len(found[-1])
        return "".join(found)


def demo_texts() -> Iterator[str]:
    """All texts of the demo cases."""
    for path in sorted((DEMO / "cases").glob("*.json")):
        document = read_json(path)
        for text in TEXTS:
            yield document.get(text.name, "")
        for row in document.get("course", []):
            yield from (value for value in row.values() if isinstance(value, str) and len(value) > 10)


class CaseMaker:
    """Case documents (casestudies.interchange) drawn at random."""

    SINGLE = (
        "company_size",
        "employee_band",
        "prefecture",
        "industry",
        "supporter_type",
        "end_reason",
        "support_style",
    )
    SEVERAL = {
        "wall": 2,
        "theme": 2,
        "phase": 2,
        "support_form": 1,
        "technique": 4,
        "tool": 1,
        "pitfall": 2,
        "situation": 1,
    }

    def __init__(self, seed: int, authors: list[tuple[str, str]], texts: type[TextMaker] = TextMaker) -> None:
        self.rng = random.Random(seed)  # noqa: S311 – the same corpus for the same seed
        self.texts = texts(self.rng)
        self.terms = {scheme: Zipf(self._shuffled(scheme), 0.8) for scheme in (*self.SINGLE, *self.SEVERAL)}
        self.tags = Zipf([self.texts.tail.draw(self.rng) for _ in range(300)])
        self.authors = authors
        self.today = timezone.localdate()

    def _shuffled(self, scheme: str) -> list[str]:
        codes = [term.code for term in terms.offered(scheme) if not terms.children(scheme, term.code)]
        self.rng.shuffle(codes)
        return codes

    def document(self, number: int) -> dict[str, Any]:
        """The case number `number`."""
        rng = self.rng
        outcome = rng.choices((GOOD, FAILURE, ONGOING), (50, 38, 12))[0]
        email, organisation = rng.choice(self.authors)
        published = START + timedelta(days=rng.randrange((self.today - START).days))
        found: dict[str, Any] = {
            "external_id": f"corpus-{number}",
            "author": email,
            "organisation": organisation,
            "visibility": rng.choices(("public", "members", "organisation"), (45, 47, 8))[0],
            "byline": rng.choices(("name", "organisation", "anonymous"), (30, 25, 45))[0],
            "place_precision": rng.choice(("region", "prefecture")),
            "published_on": published.isoformat(),
            "fiscal_year": published.year - (published.month < 4),
            "consent": {"firm": published.isoformat(), "scope": "public"},
            "terms": self._terms(outcome),
            "tags": list({self.tags.draw(rng) for _ in range(rng.randrange(4))}),
        }
        return found | self._texts(outcome)

    def _terms(self, outcome: str) -> dict[str, list[str]]:
        rng = self.rng
        steps = rng.sample("1234567", k=rng.choice((1, 1, 2, 2, 3, 4)))
        found = {"outcome": [outcome], "step": steps}
        found |= {scheme: [self.terms[scheme].draw(rng)] for scheme in self.SINGLE}
        for scheme, most in self.SEVERAL.items():
            drawn = {self.terms[scheme].draw(rng) for _ in range(rng.randint(0, most))}
            if drawn:
                found[scheme] = sorted(drawn)
        return found

    def _texts(self, outcome: str) -> dict[str, Any]:
        rng = self.rng
        wanted = max(500, int(rng.gauss(MEAN_CHARACTERS, 400)))
        found: dict[str, Any] = {text.name: self.texts.text(rng, 60)[: text.limit] for text in required_texts(outcome)}
        found["title"] = self.texts.text(rng, 18)[:60]
        entries, left = [], wanted - sum(len(text) for text in found.values())
        while left > 0:
            text = self.texts.text(rng, min(left, 260))
            entries.append({"step": rng.choice("1234567"), "text": text})
            left -= len(text)
        return found | {"course": entries}


def corpus_authors(count: int = 60) -> list[tuple[str, str]]:
    """(email, organisation) of invented authors; made once."""
    kinds = [term.code for term in terms.offered("supporter_type") if not terms.children("supporter_type", term.code)]
    for number in range(count):
        organisation, _made = Organisation.objects.get_or_create(
            name=f"試験用機関{number // 3 + 1}", defaults={"supporter_type": kinds[number // 3 % len(kinds)]}
        )
        email = f"corpus{number + 1}@example.jp"
        if not User.objects.filter(email=email).exists():
            user = User.objects.create_user(email, None, display_name=f"試験 {number + 1}", approved_at=timezone.now())
            Membership.objects.create(user=user, organisation=organisation)
    return [(f"corpus{n + 1}@example.jp", f"試験用機関{n // 3 + 1}") for n in range(count)]
