"""The map as a picture: two columns of blocks and bands between them, as numbers for an SVG."""

from collections.abc import Iterable
from dataclasses import dataclass

from distil.flows.counting import End, Flow, FlowMap

WIDTH = 960
LEFT, RIGHT, BLOCK = 250, 690, 14  # where the blocks stand, and how wide they are
HEIGHT, GAP, LEAST = 380, 16, 24  # of all bands together; between blocks; a label must fit beside a block
TOP = 12
THINNEST = 1.5


@dataclass(frozen=True)
class Block:
    """A block and its label. `y`: of its upper edge, `middle`: of the label."""

    end: End
    x: int
    y: float
    height: float
    text_x: int

    @property
    def middle(self) -> float:
        """Where the label stands."""
        return round(self.y + self.height / 2, 1)


@dataclass(frozen=True)
class Band:
    """A flow as a curve of some thickness."""

    flow: Flow
    title: str
    path: str
    thickness: float


@dataclass(frozen=True)
class Drawing:
    """Everything to draw."""

    height: int
    left: list[Block]
    right: list[Block]
    bands: list[Band]
    width: int = WIDTH


def drawing(found: FlowMap) -> Drawing:
    """Lay the map out: thickness by number of cases, blocks in the order of the vocabulary."""
    scale = HEIGHT / max(1, sum(flow.count for flow in found.flows))
    left = _column(found.stated, found.flows, "stated", scale, LEFT, LEFT - 10)
    right = _column(found.behind, found.flows, "behind", scale, RIGHT, RIGHT + BLOCK + 10)
    lowest = max((block.y + block.height for block in (*left, *right)), default=0)
    return Drawing(round(lowest + TOP), left, right, _bands(found.flows, left, right, scale))


def _column(ends: list[End], flows: list[Flow], side: str, scale: float, x: int, text_x: int) -> list[Block]:
    blocks, y = [], float(TOP)
    for end in ends:
        height = sum(_thickness(flow, scale) for flow in flows if getattr(flow, side) == end.code)
        blocks.append(Block(end, x, round(y, 1), round(height, 1), text_x))
        y += max(height, LEAST) + GAP
    return blocks


def _thickness(flow: Flow, scale: float) -> float:
    return max(THINNEST, flow.count * scale)


def _bands(flows: list[Flow], left: list[Block], right: list[Block], scale: float) -> list[Band]:
    """Bands leave and enter a block one below the other."""
    starts, ends = ({block.end.code: block.y for block in column} for column in (left, right))
    labels = {block.end.code: block.end.label for block in (*left, *right)}
    order = {block.end.code: place for place, block in enumerate(right)}
    bands = []
    for flow in sorted(flows, key=lambda flow: ([*starts].index(flow.stated), order[flow.behind])):
        thickness = _thickness(flow, scale)
        y, to = starts[flow.stated] + thickness / 2, ends[flow.behind] + thickness / 2
        starts[flow.stated] += thickness
        ends[flow.behind] += thickness
        title = f"{labels[flow.stated]} → {labels[flow.behind]}"
        bands.append(Band(flow, title, _curve(LEFT + BLOCK, y, RIGHT, to), round(thickness, 2)))
    return bands


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    middle = (x + to_x) / 2
    return f"M{x} {y:.1f}C{middle} {y:.1f} {middle} {to_y:.1f} {to_x} {to_y:.1f}"


def shades(flows: Iterable[Flow | None], largest: int) -> list[tuple[Flow | None, int]]:
    """Each flow with its shade for the table, 0 – 4."""
    return [(flow, -(-flow.count * 4 // largest) if flow else 0) for flow in flows]
