"""Collections: by hand, from a search, live; what is left out; doors."""

import pytest
from django.urls import reverse

from casestudies.services import publishing
from casestudies.services.refusal import NotPossible
from distil.collections import services
from distil.collections.members import found_by, members, public_ids
from distil.collections.page import rows_of
from distil.models import Collection
from search.engines import get_engine
from search.engines.base import Results, SearchUnavailable
from search.models import SavedQuery
from search.saved.services import save
from search.state import parse_query_string
from tests.distil.conftest import EDITORS, EVERYBODY

pytestmark = pytest.mark.django_db
QUESTION = "後継者が古参社員の信頼を得るには"
FAILURES = "outcome=failure"


@pytest.fixture
def collection(curator):
    return services.create(curator, QUESTION)


@pytest.fixture
def live(curator):
    """A collection that follows the search for failed cases."""
    saved, _new = save(curator, parse_query_string(FAILURES), "失敗")
    return services.create(curator, QUESTION, saved=saved)


def cases_in(collection, user):
    return {case.public_id for case in members(collection, user).cases}


# --- What is in it ----------------------------------------------------------------------------------------------------
def test_by_hand(collection, make_case, curator):
    first, second = make_case(), make_case(title="別の事例")
    assert services.add(collection, curator, [first, second]) == 2
    assert services.add(collection, curator, [first]) == 0
    assert cases_in(collection, curator) == {first.public_id, second.public_id}
    services.leave_out(collection, curator, first)
    assert cases_in(collection, curator) == {second.public_id}
    assert public_ids(collection, curator) == [second.public_id]


def test_a_live_one_takes_in_what_is_published_later(live, make_case, curator):
    assert cases_in(live, curator) == set()
    first = make_case()
    make_case(terms={"outcome": ["good"]})
    assert cases_in(live, curator) == {first.public_id}
    second = make_case(title="あとから公開")
    assert cases_in(live, curator) == {first.public_id, second.public_id}
    good = make_case(title="手で加える", terms={"outcome": ["good"]})
    services.add(live, curator, [good])
    services.leave_out(live, curator, first)
    assert cases_in(live, curator) == {second.public_id, good.public_id}
    services.add(live, curator, [first])
    assert first.public_id in cases_in(live, curator)


def test_it_goes_on_when_the_saved_search_is_deleted(live, make_case, curator):
    SavedQuery.objects.all().delete()
    live.refresh_from_db()
    assert live.saved is None
    case = make_case()
    assert cases_in(live, curator) == {case.public_id}


def test_following_no_more_keeps_the_cases(live, make_case, curator):
    first = make_case()
    services.stop_following(live, curator, members(live, curator).cases)
    make_case(title="あとから公開")
    live.refresh_from_db()
    assert cases_in(live, curator) == {first.public_id}


def test_a_withdrawn_case_is_in_no_collection(collection, live, make_case, curator):
    case = make_case()
    services.add(collection, curator, [case])
    publishing.withdraw(case, case.author)
    assert cases_in(collection, curator) == cases_in(live, curator) == set()


def test_without_a_search_the_cases_by_hand_are_there(live, make_case, curator, monkeypatch, client_for):
    case = make_case()
    services.add(live, curator, [case])
    make_case(title="別")

    def fail(self, query):
        raise SearchUnavailable

    monkeypatch.setattr(type(get_engine()), "search", fail)
    assert cases_in(live, curator) == {case.public_id}
    client = client_for(curator)
    assert "ただいま検索ができない" in client.get(live.get_absolute_url()).content.decode()
    # nor is it taken for an empty search by what would keep the cases of this moment
    client.post(reverse("collection-act", args=[live.public_id]), {"act": "stop"})
    live.refresh_from_db()
    assert live.query
    data = {"collection": "new", "question": "いまの結果", "how": "now"}
    assert client.post(f"{reverse('gather')}?q=提案書", data).status_code == 422
    assert not Collection.objects.filter(question="いまの結果").exists()


@pytest.mark.parametrize("answer", [{"degraded": True}, {"relaxed": True}])
def test_a_simple_or_widened_answer_is_not_taken(make_case, curator, monkeypatch, answer):
    make_case()
    monkeypatch.setattr(type(get_engine()), "search", lambda self, query: Results(total=1, **answer))
    assert found_by(parse_query_string("q=提案書"), curator).ids == ()


def test_a_live_one_holds_the_newest(make_case, curator):
    cases = [make_case(title=f"事例{n}") for n in range(3)]
    found = found_by(parse_query_string(FAILURES), curator, most=2)
    assert (len(found.ids), found.total) == (2, 3)
    assert set(found.ids) <= {case.public_id for case in cases}


def test_there_is_a_limit_by_hand(collection, make_case, curator, monkeypatch):
    monkeypatch.setattr(services, "LIMIT", 1)
    services.add(collection, curator, [make_case()])
    with pytest.raises(NotPossible):
        services.add(collection, curator, [make_case(title="別")])


def test_counts_of_a_row(collection, make_case, code, mark, curator):
    case = make_case()
    services.add(collection, curator, [case, make_case(title="別")])
    mark(case, code("急ぎすぎ"))
    mark(case, code("沈黙"), quote="連絡が取れなくなった")
    row = rows_of([collection], curator)[0]
    assert (row.cases, row.marked, row.marks) == (2, 1, 2)


# --- Pages ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [*EVERYBODY, "second"])
def test_only_curators_enter(collection, make_case, client_for, cast, role):
    case, client = make_case(visibility="organisation"), client_for(cast(role))
    names = ("distil", "collections", "collection-new", "gather")
    urls = [reverse(name) for name in names] + [collection.get_absolute_url()]
    wanted = {200} if role in EDITORS else {302} if role in {"visitor", "pending"} else {403}
    assert {client.get(url).status_code for url in urls} == wanted
    if role not in EDITORS:
        client.post(reverse("collection-add", args=[collection.public_id]), {"case": case.public_id})
        client.post(reverse("collection-act", args=[collection.public_id]), {"act": "close"})
        client.post(reverse("collection-new"), {"question": "別"})
        assert list(Collection.objects.values_list("question", "closed_at")) == [(QUESTION, None)]
        assert not collection.entries.exists()


@pytest.mark.parametrize("role", EVERYBODY)
def test_who_is_shown_the_way(make_case, client_for, cast, role):
    case = make_case()
    ways = {
        case.get_absolute_url(): reverse("marking", args=[case.public_id]),
        reverse("search"): reverse("gather"),
        reverse("me"): 'href="/distil/"',
    }
    client = client_for(cast(role))
    shown = {way in client.get(url).content.decode() for url, way in ways.items()}
    assert shown == {role in EDITORS}


def test_the_way_from_the_review_queue(client_for, curator, checker):
    way, queue = 'href="/distil/"', reverse("review-queue")
    assert way in client_for(curator).get(queue).content.decode()
    assert way not in client_for(checker).get(queue).content.decode()


def test_beginning_with_a_saved_search(make_case, client_for, curator, second):
    make_case()
    saved, _new = save(curator, parse_query_string(FAILURES), "失敗事例")
    others, _new = save(second, parse_query_string(FAILURES), "ほかの人の条件")
    client = client_for(curator)
    assert "ほかの人の条件" not in client.get(reverse("collection-new")).content.decode()
    data = {"question": QUESTION, "note": "集めて読む", "saved": others.public_id}
    assert client.post(reverse("collection-new"), data).status_code == 422
    for _press in range(2):
        answer = client.post(reverse("collection-new"), {**data, "saved": saved.public_id})
    collection = Collection.objects.get()
    assert answer.url == collection.get_absolute_url()
    assert (collection.query, collection.saved) == (FAILURES, saved)
    text = client.get(answer.url).content.decode()
    assert "失敗事例" in text
    assert "提案を急いで信頼を失った" in text


@pytest.mark.parametrize("how", ["live", "now"])
def test_gathering_the_results_of_a_search(make_case, client_for, curator, how):
    case = make_case()
    make_case(title="好事例", terms={"outcome": ["good"]})
    client, url = client_for(curator), reverse("gather") + "?outcome=failure"
    assert client.post(url, {"collection": "new", "question": "", "how": how}).status_code == 422
    data = {"collection": "new", "question": QUESTION, "how": how}
    assert client.post(url, data).status_code == 302
    collection = Collection.objects.get()
    later = make_case(title="あとから公開")
    wanted = {case.public_id, later.public_id} if how == "live" else {case.public_id}
    assert cases_in(collection, curator) == wanted
    assert SavedQuery.objects.count() == (how == "live")
    again = client.post(url, {**data, "collection": collection.public_id})
    assert again.status_code == (422 if how == "live" else 302)  # it follows one search only


def test_what_is_gathered_is_readable(make_case, client_for, administrator):
    make_case(visibility="organisation")
    data = {"collection": "new", "question": QUESTION, "how": "now"}
    client_for(administrator).post(reverse("gather"), data)
    assert Collection.objects.get().entries.count() == 1


def test_putting_in_by_number_or_title(collection, make_case, client_for, curator):
    first, second = make_case(title="社長の沈黙"), make_case(title="社長の一言")
    client, url = client_for(curator), reverse("collection-add", args=[collection.public_id])
    for wrong in ("", "0000000000", "社長", "\0", "長" * 10_000):
        answer = client.post(url, {"case": wrong})
        assert answer.status_code == 422
    assert first.public_id in client.post(url, {"case": "社長"}).content.decode()
    assert client.post(url, {"case": "一言"}).status_code == 302
    assert client.post(url, {"case": first.public_id.upper()}).status_code == 302
    assert cases_in(collection, curator) == {first.public_id, second.public_id}
    out = reverse("collection-leave-out", args=[collection.public_id, first.public_id])
    assert client.post(out).status_code == client.post(out).status_code == 302
    assert cases_in(collection, curator) == {second.public_id}


def test_putting_away_and_taking_up(collection, client_for, curator):
    client, url = client_for(curator), reverse("collection-act", args=[collection.public_id])
    client.post(url, {"act": "close"})
    assert QUESTION not in client.get(reverse("collections")).content.decode()
    assert QUESTION in client.get(reverse("collections") + "?show=closed").content.decode()
    client.post(url, {"act": "reopen"})
    client.post(url, {"act": "\0"})
    assert QUESTION in client.get(reverse("distil")).content.decode()


def test_one_goes_from_case_to_case(collection, make_case, client_for, curator):
    cases = [make_case(title=f"事例{n}") for n in range(3)]
    services.add(collection, curator, cases)
    order = public_ids(collection, curator)
    url = reverse("marking", args=[order[1]]) + f"?collection={collection.public_id}"
    text = client_for(curator).get(url).content.decode()
    assert f'href="/distil/cases/{order[0]}/?collection={collection.public_id}" rel="prev"' in text
    assert f'href="/distil/cases/{order[2]}/?collection={collection.public_id}" rel="next"' in text


@pytest.mark.parametrize(
    "query", ["?page=99999999999", "?page=x", "?show=" + "x" * 5000, "?q=" + "長" * 500, "?kind=person"]
)
def test_no_address_breaks_a_page(collection, client_for, curator, query):
    client = client_for(curator)
    for url in (reverse("collections"), reverse("gather"), collection.get_absolute_url()):
        assert client.get(url + query).status_code == 200


def test_anonymous_authors_stay_anonymous(collection, make_case, client_for, curator, author):
    services.add(collection, curator, [make_case(byline="anonymous")])
    text = client_for(curator).get(collection.get_absolute_url()).content.decode()
    assert str(author) not in text
    assert "試験中央商工会議所" not in text
