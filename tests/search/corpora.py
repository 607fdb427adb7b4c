"""Random documents and queries for the contract suite."""

import datetime
import random

from search.engines.base import Document, Query, Section

WORDS = (  # noqa: SIM905 - a long list of words reads better so
    "社長 後継者 補助金 機械 工場 現場 会議 数字 借入 銀行 悩み 傾聴 敬聴 問いかけ 気づき 腹落ち 裏課題 表課題 自走化 計画 "
    "売上 利益 原価 見積り 人手不足 事業承継 引継ぎ DX デジタル化 見える化 商店街 旅館 農園 漁港 町工場 DX化 本質的課題"
).split()
PARTICLES = list("はがをにのとでへも")
FACETS = {
    "step": [str(n) for n in range(1, 8)],
    "outcome": ["good", "failure", "ongoing"],
    "place": ["b-kanto", "b-chugoku", "13", "11", "32", "34"],
    "tag": ["見積り", "朝礼 の 工夫", "a=b", "引き継ぎ"],
    "fiscal_year": [str(year) for year in range(2018, 2027)],
}
PARENTS = {"13": "b-kanto", "11": "b-kanto", "32": "b-chugoku", "34": "b-chugoku"}
AUDIENCES = (
    ["public", "members", "staff"],
    ["members", "staff"],
    ["org:1", "staff"],
    ["org:2", "staff"],
    ["staff", "user:7"],
)
KINDS = ("case", "case", "case", "knowhow", "thread")


def sentence(rng: random.Random, length: int = 6) -> str:
    """Words with particles between them."""
    return "".join(rng.choice(WORDS) + rng.choice(PARTICLES) for _ in range(rng.randint(1, length))) + "。"


def document(rng: random.Random, number: int, version: int = 0) -> Document:
    """One random document."""
    facets = {scheme: rng.sample(codes, rng.randint(0, 2)) for scheme, codes in FACETS.items()}
    facets["place"] += [PARENTS[code] for code in facets["place"] if code in PARENTS]
    return Document(
        kind=rng.choice(KINDS) if not number else KINDS[number % len(KINDS)],
        id=f"d{number:05}",
        title=sentence(rng, 3),
        summary=sentence(rng, 3) if rng.random() < 0.5 else "",
        sections=tuple(
            Section(f"s-{i}", f"label-{i}", "\n\n".join(sentence(rng) for _ in range(rng.randint(1, 3))))
            for i in range(rng.randint(0, 3))
        ),
        facets=facets,
        audience=rng.choice(AUDIENCES),
        dates={"published": datetime.date(2024, 1, 1) + datetime.timedelta(days=rng.randint(0, 900))},
        numbers={"helpful": rng.randint(0, 9)},
        version=version,
    )


def documents(seed: int, count: int) -> list[Document]:
    """A random corpus."""
    rng = random.Random(seed)
    return [document(rng, number) for number in range(1, count + 1)]


def text(rng: random.Random) -> str:
    """What somebody may type."""
    shapes = (
        lambda: "",
        lambda: rng.choice(WORDS),
        lambda: " ".join(rng.sample(WORDS, 2)),
        lambda: "　".join(rng.sample(WORDS, 3)),
        lambda: f'"{rng.choice(WORDS)}{rng.choice(PARTICLES)}{rng.choice(WORDS)}"',
        lambda: f"{rng.choice(WORDS)} -{rng.choice(WORDS)}",
        lambda: f"-{rng.choice(WORDS)}",
        lambda: sentence(rng, 7),
        lambda: f"{rng.choice(WORDS)} {sentence(rng, 4)}",
        lambda: f"{rng.choice(WORDS)} 存在しない語句",
    )
    return rng.choice(shapes)()


def _some(rng: random.Random, chance: float) -> dict[str, list[str]]:
    return {scheme: rng.sample(codes, rng.randint(1, 2)) for scheme, codes in FACETS.items() if rng.random() < chance}


def query(rng: random.Random) -> Query:
    """A random question with random filters."""
    return Query(
        text=text(rng),
        selected=_some(rng, 0.25),
        excluded=_some(rng, 0.1),
        audience=rng.choice((["public"], ["public", "members"], ["public", "members", "org:1"], ["staff"], ["org:9"])),
        kinds=rng.choice(((), ("case",), ("case", "thread"), ("knowhow",))),
        ranges={"fiscal_year": rng.choice((("2020", None), (None, "2022"), ("2020", "2023")))}
        if rng.random() < 0.2
        else {},
        sort=rng.choice(("relevance", "new", "helpful", "discussed")),
        size=1000,
        facets=tuple(FACETS),
    )
