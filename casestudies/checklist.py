"""The list that a checker of anonymity goes through. Every point must be ticked before a case goes on."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Check:
    """One point: what was made sure, and where to look."""

    code: str
    label: Any
    help: Any


CHECKS: tuple[Check, ...] = (
    Check(
        "firm",
        _("No name of the firm, its shop, brand or product"),
        _("Also in abbreviations, in the title, in tags and in the alternative texts of pictures."),
    ),
    Check("people", _("No name of a person"), _("Owner, family, staff, customers, other advisors: roles only.")),
    Check(
        "place",
        _("No place finer than the author chose"),
        _("Towns, stations, industrial estates, shopping streets, landmarks."),
    ),
    Check("contact", _("No contact and no address"), _("Telephone, mail, web page, social media, number plates.")),
    Check(
        "partners", _("No customer, supplier or bank by name"), _("In a small region the name of a customer is enough.")
    ),
    Check(
        "years",
        _("Years and ages are ranges"),
        _("Year of foundation, date of a succession or an accident, exact ages."),
    ),
    Check(
        "figures",
        _("Amounts and numbers are ranges"),
        _("Sales, loans, staff: nothing that stands in published accounts or on the web page."),
    ),
    Check(
        "rarity",
        _("Industry, region, size and event together do not leave one firm"),
        _("A firm that is the only one of its kind in the region needs a wider region or another wording."),
    ),
    Check(
        "quotes",
        _("Quotes do not give somebody away to family or staff"),
        _("Would an employee recognise who said it, and could it hurt them?"),
    ),
    Check(
        "timing",
        _("The time does not give the firm away"),
        _("News, bankruptcies, prizes and subsidies of the same months can be matched."),
    ),
    Check(
        "pictures",
        _("Pictures show no face, sign, plate or document, and carry no location"),
        _("Tick this also when there is no picture."),
    ),
    Check(
        "attachments",
        _("Attached documents hold no name, also not in their properties"),
        _("Author and company in the file's properties, headers, hidden sheets. Tick this also when there is none."),
    ),
)
CODES = tuple(check.code for check in CHECKS)


def is_complete(answers: dict[str, Any]) -> bool:
    """Is every point ticked?"""
    return all(answers.get(code) for code in CODES)
