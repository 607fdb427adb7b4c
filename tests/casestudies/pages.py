"""Reading and sending forms as a browser without JavaScript does."""

from bs4 import BeautifulSoup
from django.urls import reverse

LOGIN = "allauth.account.auth_backends.AuthenticationBackend"


def soup(response):
    """The page."""
    return BeautifulSoup(response.content.decode(), "html.parser")


def fields_of(form):
    """What the browser would send for this form, without a button: {name: [values]}."""
    found = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name = field.get("name")
        if not name or field.find_parent("template"):
            continue
        if field.name == "textarea":
            values = [field.text.removeprefix("\n")]
        elif field.name == "select":
            chosen = field.find("option", selected=True) or field.find("option")
            values = [chosen["value"]] if chosen else []
        elif field.get("type") in {"checkbox", "radio"}:
            values = [field.get("value", "on")] if field.has_attr("checked") else []
        elif field.get("type") in {"submit", "file"}:
            values = []
        else:
            values = [field.get("value", "")]
        found.setdefault(name, []).extend(values)
    return {name: values for name, values in found.items() if values}


def open_form(client, case, section=""):
    """(address, fields) of the five-minute form, or of a section of the long one."""
    url = (
        reverse("case-section", args=[case.public_id, section])
        if section
        else reverse("case-edit", args=[case.public_id])
    )
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    return url, fields_of(soup(response).find("form", attrs={"data-autosave": True}))


def send(client, case, section="", follow=False, **changed):
    """Open a form, change some fields (None: leave out), send it. Names with "-" are written with "__"."""
    url, fields = open_form(client, case, section)
    return client.post(url, merged(fields, changed), follow=follow)


def merged(fields, changed):
    """Fields with changes."""
    changed = {name.replace("__", "-"): value for name, value in changed.items()}
    both = {**fields, **changed}
    return {name: value for name, value in both.items() if value is not None}


def errors_in(response):
    """Lines of the summary of what is wrong."""
    box = soup(response).find(id="problems")
    return [item.text.strip() for item in box.find_all("li")] if box else []
