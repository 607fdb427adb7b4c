"""Numbers as they are read."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

register = template.Library()


@register.filter
def number(value: float | None) -> str:
    """`1,204`, `41.5`; a dash for what is not known."""
    if value is None:
        return "―"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


@register.filter
def days(value: float | None) -> str:
    """「41日」."""
    if value is None:
        return "―"
    return npgettext("span", "%(n)s day", "%(n)s days", round(value)) % {"n": number(value)}


@register.filter
def change(value: float | None) -> str:
    """「6日短く」: days more or fewer than before."""
    if value is None:
        return "―"
    if not value:
        return _("no change")
    return (_("%(days)s longer") if value > 0 else _("%(days)s shorter")) % {"days": days(abs(value))}
