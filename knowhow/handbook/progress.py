"""How far a handbook is, told to its row while it is made."""

from collections.abc import Callable

COLLECTED, LAID_OUT, DRAWN = 5, 85, 92  # per cent
PAGES_PER_ARTICLE, PAGES_AROUND = 1.6, 8  # a first guess, until the first pass has counted them
PASSES = 2  # contents and index name pages, so that everything is laid out twice


class LayoutProgress:
    """Called with the number of every page as it is laid out; tells the per cent when they grow."""

    def __init__(self, articles: int, tell: Callable[[int], None]) -> None:
        self.tell = tell
        self.expected = articles * PAGES_PER_ARTICLE + PAGES_AROUND
        self.passes, self.last_page, self.told = 0, 0, COLLECTED

    def __call__(self, page: int) -> None:
        if page <= self.last_page:
            self.passes, self.expected = self.passes + 1, self.last_page
        self.last_page = page
        share = min((self.passes + min(page / self.expected, 1)) / PASSES, 1)
        percent = int(COLLECTED + share * (LAID_OUT - COLLECTED))
        if percent > self.told:
            self.told = percent
            self.tell(percent)
