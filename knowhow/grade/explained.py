"""All weights in words, for the page that explains the grade."""

from django.utils.translation import gettext as _

from knowhow.grade import weights as w
from knowhow.grade.words import signed


def rows() -> list[tuple[str, str]]:
    """(what is counted, points) in the order of the arithmetic."""
    return [
        (
            _("Organisations whose cases support it; cases of one organisation or one writer count once"),
            _each(w.ORGANISATION_POINTS, w.ORGANISATIONS_COUNTED),
        ),
        (_("Every further region"), _each(1, w.REGION_POINTS_AT_MOST)),
        (_("Every further size of firm"), _each(1, w.SIZE_POINTS_AT_MOST)),
        (_("Every further industry"), _each(1, w.INDUSTRY_POINTS_AT_MOST)),
        (_("Organisations that confirmed it afterwards in a follow-up"), _each(1, w.FOLLOW_UP_POINTS_AT_MOST)),
        (_("Organisations whose cases contradict it"), _each(w.CONTRADICTION_POINTS, w.CONTRADICTIONS_COUNTED)),
        (
            _("The same, when the article says where it does not work"),
            _each(w.CONTRADICTION_POINTS_EXPLAINED, w.CONTRADICTIONS_COUNTED),
        ),
        (_("Cases limit it, but the article does not say where it does not work"), signed(w.UNSTATED_LIMITS_POINTS)),
        *[(_("The newest supporting case is more than %(n)s years old") % {"n": n}, signed(p)) for n, p in w.AGES],
        *_tries(),
        (_("The day for looking at it again has passed"), signed(w.OVERDUE_POINTS)),
    ]


def _each(points: int, times: int) -> str:
    return _("%(points)s each, at most %(most)s") % {"points": signed(points), "most": signed(points * times)}


def _tries() -> list[tuple[str, str]]:
    good = _("At least %(n)s members tried it with success, and two thirds or more of all answers are good")
    bad = _("At least %(n)s members tried it without success, and fewer than one third of all answers are good")
    steps = ((w.TRIES_COUNTED_FROM, w.TRIES_POINTS), (w.MANY_TRIES, w.MANY_TRIES_POINTS))
    return [(text % {"n": n}, signed(sign * points)) for text, sign in ((good, 1), (bad, -1)) for n, points in steps]


def limits() -> list[str]:
    """What holds a grade down, in sentences."""
    found = (
        (_("If one organisation or one writer alone supports it, %(limit)s is the best grade."), w.LIMIT_ALONE),
        (
            _("If fewer than two organisations are left without the cases of one writer, %(limit)s is the best grade."),
            w.LIMIT_ONE_WRITER,
        ),
        (_("If as many organisations contradict it as support it, %(limit)s is the best grade."), w.LIMIT_EVEN),
        (_("If more organisations contradict it than support it, %(limit)s is the best grade."), w.LIMIT_OUTWEIGHED),
        (
            _("If something is to be avoided and no failure case shows why, %(limit)s is the best grade."),
            w.LIMIT_NO_FAILURE,
        ),
    )
    return [text % {"limit": limit} for text, limit in found]
