"""Building the page tree from the content files. Existing pages are never overwritten: editors own them."""

import json
from html import escape
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page, Site

from bansou.accounts.roles import ADMINISTRATOR, CURATOR
from bansou.site.models import GlossaryPage, HomePage, NewsIndexPage, NewsPage, PlainPage, StepIndexPage, StepPage

CONTENT = Path(__file__).parent / "content"
PLACED = ("wagtailcore", "wagtailimages", "wagtaildocs")
PAGE_RIGHTS = ("add_page", "change_page", "publish_page")
FILE_RIGHTS = tuple(f"{verb}_{what}" for what in ("image", "document") for verb in ("add", "change", "choose"))


def read_json(path: Path) -> Any:
    """A content file."""
    return json.loads(path.read_text(encoding="utf-8"))


@transaction.atomic
def build_pages() -> HomePage:
    """Home, steps, announcements, plain pages and glossary; only what is missing is made."""
    home = _home()
    steps = _child(
        home, StepIndexPage, "steps", title="支援ステップ", intro="伴走支援の7つの場面。どこから読んでも構いません。"
    )
    for data in read_json(CONTENT / "steps.json"):
        _step(steps, data)
    _child(home, NewsIndexPage, "news", title="お知らせ")
    for data in read_json(CONTENT / "pages.json"):
        fields = {name: data.get(name, "") for name in ("title", "intro", "version", "body")}
        _child(home, PlainPage, data["slug"], **fields)
    _child(home, GlossaryPage, "glossary", title="用語集", entries=read_json(CONTENT / "glossary.json"))
    let_editors_in(home)
    return home


def let_editors_in(home: Page) -> None:
    """Curators and administrators edit all pages, pictures and documents: Wagtail keeps these rights by place."""
    collection = Collection.get_first_root_node()
    rights = Permission.objects.filter(content_type__app_label__in=PLACED)
    for group in Group.objects.filter(name__in=(CURATOR, ADMINISTRATOR)):
        for right in rights.filter(codename__in=PAGE_RIGHTS):
            GroupPagePermission.objects.get_or_create(group=group, page=home, permission=right)
        for right in rights.filter(codename__in=FILE_RIGHTS):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=right)


def _home() -> HomePage:
    existing = HomePage.objects.first()
    if existing:
        return existing
    root = Page.get_first_root_node()
    if root is None:
        locale, _made = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
        root = Page.add_root(instance=Page(title="Root", slug="root", locale=locale))
    Page.objects.filter(depth=2, slug="home").delete()  # the page that Wagtail's own migration made
    root.refresh_from_db()
    home = root.add_child(instance=HomePage(title="ホーム", slug="home"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home, "site_name": "Bansou"}
    )
    return home


def _child(parent: Page, model: type[Page], slug: str, **fields: Any) -> Any:
    found = model.objects.child_of(parent).filter(slug=slug).first()
    if found:
        return found
    page = parent.add_child(instance=model(slug=slug, **fields))
    parent.refresh_from_db()
    return page


def _step(parent: Page, data: dict[str, Any]) -> None:
    listed = {name: "\n".join(data.get(name, [])) for name in ("cautions", "methods", "key_points", "questions")}
    plain = {name: data.get(name, "") for name in ("step", "title", "what", "medium", "small", "source")}
    _child(parent, StepPage, data["step"], **plain, **listed)


def add_news(items: list[dict[str, str]]) -> None:
    """Announcements {title, date, body}; those that are there stay as they are."""
    index = NewsIndexPage.objects.get()
    for number, item in enumerate(items, 1):
        body = "".join(f"<p>{escape(part)}</p>" for part in item["body"].split("\n\n"))
        slug = f"{item['date']}-{number}"
        _child(index, NewsPage, slug, title=item["title"], date=item["date"], body=body)
