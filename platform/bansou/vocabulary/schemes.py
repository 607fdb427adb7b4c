"""The schemes (vocabularies) that exist. The terms themselves are rows, loaded from data/terms.csv.

Adding a scheme to the case form and to the facets is one `Scheme(...)` here; docs/howto/add-a-facet.md lists the rest.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Scheme:
    """One vocabulary and where it is used.

    `on_case`: a case may carry its terms (CaseTerm rows); `multiple`: more than one; `section`: the page of the long
    form that asks for it; `facet`: offered as a filter; `parent`: the scheme whose terms group this one's;
    `states`: values of CaseTerm.state; `outcomes`: asked only for these kinds of case (empty: all).
    """

    code: str
    label: object
    on_case: bool = False
    multiple: bool = True
    section: str = ""
    facet: bool = False
    parent: str = ""
    states: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()


WALL_STATES = {
    "met": pgettext_lazy("wall", "Met"),
    "overcame": pgettext_lazy("wall", "Overcame"),
    "not_overcome": pgettext_lazy("wall", "Could not overcome"),
}

SCHEMES: dict[str, Scheme] = {
    scheme.code: scheme
    for scheme in (
        Scheme("outcome", _("Kind of case"), on_case=True, multiple=False, section="basics", facet=True),
        Scheme("step", _("Support step"), on_case=True, section="basics", facet=True),
        Scheme("company_size", _("Company size"), on_case=True, multiple=False, section="firm", facet=True),
        Scheme("employee_band", _("Number of employees"), on_case=True, multiple=False, section="basics", facet=True),
        Scheme("region", _("Region"), facet=True),
        Scheme(
            "prefecture", _("Prefecture"), on_case=True, multiple=False, section="basics", facet=True, parent="region"
        ),
        Scheme("industry", _("Industry"), on_case=True, multiple=False, section="basics", facet=True),
        Scheme("wall", _("Walls"), on_case=True, section="issues", facet=True, states=tuple(WALL_STATES)),
        Scheme("theme", _("Management theme"), on_case=True, section="firm", facet=True),
        Scheme("supporter_type", _("Kind of supporter"), on_case=True, multiple=False, section="support", facet=True),
        Scheme("phase", _("Phase"), on_case=True, section="support", facet=True),
        Scheme("support_form", _("Form of support"), on_case=True, section="support", facet=True),
        Scheme("technique", _("Techniques"), on_case=True, section="support", facet=True),
        Scheme("tool", _("Support tools"), on_case=True, section="support", facet=True),
        Scheme("pitfall", _("Support to avoid"), on_case=True, section="failure", facet=True),
        Scheme("end_reason", _("How it ended"), on_case=True, multiple=False, section="results", facet=True),
        Scheme("situation", _("Situation of the firm"), on_case=True, section="firm"),
        Scheme("legal_form", _("Legal form"), on_case=True, multiple=False, section="firm"),
        Scheme("environment", _("Changes around the firm"), on_case=True, section="firm"),
        Scheme("surface_issue", _("Type of stated issue"), on_case=True, section="issues", facet=True),
        Scheme("support_style", _("Style of support"), on_case=True, multiple=False, section="support"),
        Scheme("element", _("Three elements"), on_case=True, section="support"),
        Scheme("flow_document", _("Documents used"), on_case=True, section="support"),
        Scheme("duration", _("Length of support"), on_case=True, multiple=False, section="support"),
        Scheme("review_area", _("Review of the present state"), on_case=True, section="support"),
        Scheme("cause", _("Causes of failure"), on_case=True, section="failure", outcomes=("failure", "ongoing")),
        Scheme(
            "consequence",
            _("Consequences of failure"),
            on_case=True,
            section="failure",
            outcomes=("failure", "ongoing"),
        ),
        Scheme("bridge", _("Bridged to"), on_case=True, section="results"),
        Scheme("outcome_goal", _("Outcome goal"), on_case=True, section="results"),
        Scheme("guideline_ref", _("Place in the guideline"), on_case=True, section="support"),
        Scheme("viewpoint", _("Speaker")),
        Scheme("self_reliance", _("Self-reliance")),
        Scheme("pdca_stage", _("PDCA stage")),
        Scheme("reflected_in", _("Reflected in")),
    )
}
CASE_SCHEMES = [scheme for scheme in SCHEMES.values() if scheme.on_case]
# Code depends on these terms: their words can be edited, the terms themselves stay.
BUILT_IN = frozenset({"outcome", "step"})
FACET_SCHEMES = [scheme for scheme in SCHEMES.values() if scheme.facet]

# Levels of self-reliance (ours): 1 none yet … 5 goes on by itself
SELF_RELIANCE_LEVELS = {
    1: _("Not yet"),
    2: _("First signs"),
    3: _("With the advisor's help"),
    4: _("Mostly by themselves"),
    5: _("Goes on by itself"),
}
