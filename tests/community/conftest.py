"""Talk to test with."""

import pytest

from community import services
from community.services import About


@pytest.fixture
def start(outsider):
    """`start(by=outsider, about=About(...), title=…, text=…)` starts a thread."""

    def started(by=None, title="どのくらい待ちましたか", text="沈黙が長く感じます。", **more):
        return services.start_thread(by or outsider, title, text, **more)

    return started


@pytest.fixture
def anonymous_case(make_case):
    """A published case whose author stays anonymous."""
    return make_case(byline="anonymous", title="提案を急いだ話")


@pytest.fixture
def under_case(start, anonymous_case):
    """The outsider's question under the anonymous case."""
    return start(about=About(case=anonymous_case))
