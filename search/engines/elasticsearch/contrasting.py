"""Significant terms from the cluster: some documents are read, and their words counted in all."""

from collections.abc import Collection, Sequence

from elasticsearch.dsl import Search
from elasticsearch.dsl.aggs import Filters
from elasticsearch.dsl.query import Bool
from elasticsearch.dsl.query import Query as Condition

from search.engines.base import Contrast, Query
from search.engines.elasticsearch.answering import total
from search.engines.elasticsearch.clauses import sequence
from search.engines.elasticsearch.connection import Cluster, Deadline, Json
from search.engines.elasticsearch.searching import found_by
from search.engines.significance import SAMPLE, Said, candidates, contrast, kept_shared, known, said

# Curators wait longer than readers who search: thousands of texts come over the wire.
SECONDS = 10.0
WORDS = "words"


class Contrasting:
    """Compares what two queries find."""

    def __init__(self, cluster: Cluster, index: str) -> None:
        self.cluster, self.index = cluster, index
        self.deadline = Deadline(max(SECONDS, cluster.options.timeout))

    def result(self, query: Query, other: Query, words: Collection[str], limit: int) -> Contrast:
        """Read some, count all."""
        both = [found_by(self.cluster, self.index, asked, self.deadline) for asked in (query, other)]
        numbers = self._ask(*map(_number, (*both, Bool(filter=both))))
        one, against, shared = map(total, numbers)
        keeps = kept_shared(one, against, shared)
        apart = [Bool(filter=[a], must_not=[b]) for a, b in (both, both[::-1])]
        sides = [whole if keep else part for whole, part, keep in zip(both, apart, keeps, strict=True)]
        answers = self._ask(*map(_some, sides))
        read = _read(answers[0]), _read(answers[1])
        wanted = known(words) if words else candidates(*read)
        counts = self._counts(sides, wanted) if wanted else {}
        sizes = total(answers[0]), total(answers[1])
        return contrast(sizes, shared, read, counts, limit, bool(words))

    def _counts(self, sides: Sequence[Condition], words: Sequence[str]) -> dict[str, tuple[int, int]]:
        """Word → documents of either side that hold it. One search for each side, with the filters at the top: then the
        cluster walks through the documents of each word, and not through the words of each document."""
        holding = Filters(filters={f"{place}": sequence([word]) for place, word in enumerate(words)})
        one, other = (
            answer["aggregations"][WORDS]["buckets"] for answer in self._ask(*(_held(s, holding) for s in sides))
        )
        return {w: (one[f"{i}"]["doc_count"], other[f"{i}"]["doc_count"]) for i, w in enumerate(words)}

    def _ask(self, *bodies: Json) -> list[Json]:
        return self.cluster.search(self.index, bodies, self.deadline)


def _some(side: Condition) -> Json:
    """The first documents of a side by name, and how many there are."""
    search = Search().query(side).sort("kind", "id").extra(track_total_hits=True)
    return search.extra(size=SAMPLE, _source=["kind", "id", "words"]).to_dict()


def _held(side: Condition, holding: Filters) -> Json:
    search = Search().query(side).extra(size=0)
    search.aggs.bucket(WORDS, holding)
    return search.to_dict()


def _number(condition: Condition) -> Json:
    return Search().query(condition).extra(size=0, track_total_hits=True).to_dict()


def _read(answer: Json) -> list[Said]:
    stored = [hit["_source"] for hit in answer["hits"]["hits"]]
    return [said((one["kind"], one["id"]), one["words"]) for one in stored]
