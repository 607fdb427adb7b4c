"""「参考になった」, own lists and private notes."""

import pytest
from django.urls import reverse

from bansou.indexing.models import Change
from casestudies.models import ReadingItem, ReadingList
from casestudies.services import publishing, reading

pytestmark = pytest.mark.django_db


def act(client, name, case, **data):
    """Press a button of the case page."""
    return client.post(reverse(name, args=[case.public_id]), data)


def test_helpful_is_counted_once_and_taken_back(make_case, client_for, outsider):
    case, client = make_case(), client_for(outsider)
    before = Change.objects.count()
    for _again in range(2):
        assert act(client, "case-helpful", case, on="1").url == f"{case.get_absolute_url()}#case-acts"
    case.refresh_from_db()
    assert case.helpful_count == 1
    assert Change.objects.count() == before + 1, "search must know the new count, once"
    assert 'aria-pressed="true"' in client.get(case.get_absolute_url()).content.decode()
    act(client, "case-helpful", case, on="0")
    case.refresh_from_db()
    assert case.helpful_count == 0


def test_nobody_praises_their_own_case(make_case, client_for, author):
    case = make_case()
    act(client_for(author), "case-helpful", case, on="1")
    case.refresh_from_db()
    assert case.helpful_count == 0


def test_visitors_log_in_first_and_waiting_accounts_wait(make_case, client_for, pending):
    case = make_case(visibility="public")
    assert "/accounts/login/" in act(client_for(None), "case-helpful", case, on="1").url
    assert act(client_for(pending), "case-helpful", case, on="1").status_code == 403
    assert act(client_for(pending), "case-keep", case).status_code == 403
    assert act(client_for(None), "case-keep", make_case(visibility="members")).status_code == 404


def test_read_later_makes_the_first_list(make_case, client_for, outsider):
    case, client = make_case(), client_for(outsider)
    act(client, "case-keep", case)
    act(client, "case-keep", case)
    assert ReadingItem.objects.get().reading_list == ReadingList.objects.get(user=outsider)
    assert reverse("case-lists", args=[case.public_id]) in client.get(case.get_absolute_url()).content.decode()


def test_a_case_on_several_lists_with_a_note(make_case, client_for, outsider):
    case, client = make_case(), client_for(outsider)
    first, second = (ReadingList.objects.create(user=outsider, name=name) for name in ("研修", "承継"))
    url = reverse("case-lists", args=[case.public_id])
    client.post(url, {"lists": [first.pk, second.pk], "new_list": "春の研修", "note": "第3回で使う"})
    assert set(ReadingItem.objects.values_list("reading_list__name", "note")) == {
        ("研修", "第3回で使う"),
        ("承継", "第3回で使う"),
        ("春の研修", "第3回で使う"),
    }
    assert "第3回で使う" in client.get(url).content.decode()
    client.post(url, {"lists": [second.pk]})
    assert list(ReadingItem.objects.values_list("reading_list__name", "note")) == [("承継", "")]


def test_a_note_needs_a_list(make_case, client_for, outsider):
    response = client_for(outsider).post(reverse("case-lists", args=[make_case().public_id]), {"note": "忘れない"})
    assert response.status_code == 400
    assert "忘れない" in response.content.decode()


def test_lists_are_made_renamed_and_deleted(client_for, outsider):
    client = client_for(outsider)
    client.post(reverse("reading-lists"), {"name": " 研修 "})
    found = ReadingList.objects.get(user=outsider, name="研修")
    assert client.post(reverse("reading-lists"), {"name": "研修"}).status_code == 400
    client.post(reverse("reading-list-rename", args=[found.pk]), {"name": "秋の研修"})
    assert "秋の研修" in client.get(reverse("reading-lists")).content.decode()
    client.post(reverse("reading-list-delete", args=[found.pk]))
    assert not ReadingList.objects.exists()


def test_lists_are_private(make_case, client_for, outsider, colleague):
    reading.keep(make_case(), outsider)
    item, client = ReadingItem.objects.get(), client_for(colleague)
    for name, pk in (
        ("reading-list-rename", item.reading_list_id),
        ("reading-list-delete", item.reading_list_id),
        ("reading-item-note", item.pk),
        ("reading-item-remove", item.pk),
    ):
        assert client.post(reverse(name, args=[pk]), {"name": "x", "note": "x"}).status_code == 404
    assert client.get(reverse("reading-list", args=[item.reading_list_id])).status_code == 404
    other = reverse("case-lists", args=[item.case.public_id])
    assert client.post(other, {"lists": [item.reading_list_id]}).status_code == 400


def test_a_list_shows_notes_and_says_what_is_gone(make_case, client_for, author, outsider):
    kept, gone = make_case(title="残る事例"), make_case(title="消える事例")
    reading.keep(kept, outsider)
    reading.keep(gone, outsider)
    publishing.withdraw(gone, author)
    item = ReadingItem.objects.get(case=kept)
    client = client_for(outsider)
    client.post(reverse("reading-item-note", args=[item.pk]), {"note": "自分への一言"})
    html = client.get(reverse("reading-list", args=[item.reading_list_id])).content.decode()
    assert "残る事例" in html
    assert "自分への一言" in html
    assert "消える事例" not in html
    client.post(reverse("reading-item-remove", args=[item.pk]))
    assert not ReadingItem.objects.filter(case=kept).exists()
