"""Writing a case: the start page, the five-minute form, the pages of the long form."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bansou.accounts.doors import member_required
from bansou.public_id import new_public_id
from bansou.vocabulary import terms
from bansou.vocabulary.schemes import CASE_SCHEMES
from casestudies import mine
from casestudies.forms.rows import apply_row_action
from casestudies.forms.section import LONG, SHORT, SectionForm
from casestudies.forms.small import MemoForm
from casestudies.hints import apply_hint
from casestudies.models import CaseStudy
from casestudies.services import writing
from casestudies.services.autosave import Saved, save_section
from casestudies.services.completeness import label_of_name, section_of
from casestudies.services.drafts import is_editable
from casestudies.structure import ONGOING, SECTION, rows_of, sections_for
from casestudies.views import formpage
from casestudies.views.guards import own_case

MANY = 5  # values of one scheme that a link may choose


# --- Beginning --------------------------------------------------------------------------------------------------------
@never_cache
@require_http_methods(["GET", "POST"])
@member_required
def start(request: HttpRequest) -> HttpResponse:
    """The three depths of writing, and the drafts to go on with. A press begins a case."""
    if request.method == "POST":
        return _begin(request)
    return _start_page(request, MemoForm())


def _start_page(request: HttpRequest, form: MemoForm, status: int = 200) -> HttpResponse:
    drafts = mine.drafts_of(request.user)
    context = {
        "form": form,
        "drafts": mine.entries(drafts[:5]),
        "more": len(drafts) > 5,
        "once": new_public_id(),
        "chosen": [
            (s, c, terms.short(s, c)) for s, codes in _chosen(request.GET or request.POST).items() for c in codes
        ],
    }
    return render(request, "casestudies/writing/start.html", context, status=status)


def _chosen(params: QueryDict) -> dict[str, list[str]]:
    """scheme → codes that the link to here, or the form of this page, already chose for the case."""
    found = {}
    for scheme in CASE_SCHEMES:
        codes = [code for code in params.getlist(scheme.code) if terms.get(scheme.code, code)]
        if codes:
            found[scheme.code] = codes[: MANY if scheme.multiple else 1]
    return found


def _begin(request: HttpRequest) -> HttpResponse:
    once = formpage.once(request)
    depth = request.POST.get("depth", "")
    if depth == "memo":
        return _begin_memo(request, once)
    if depth not in {SHORT, LONG}:
        return _start_page(request, MemoForm(), status=422)
    case = writing.begin(request.user, _chosen(request.POST), public_id=once)
    if depth == LONG:
        return redirect("case-section", case.public_id, "basics")
    return redirect("case-edit", case.public_id)


def _begin_memo(request: HttpRequest, once: str) -> HttpResponse:
    form = MemoForm(request.POST)
    if not form.is_valid():
        return _start_page(request, form, status=422)
    case = writing.create_memo(request.user, form.cleaned_data["memo"], once, _chosen(request.POST))
    messages.success(request, _("The memo is kept. You can go on with it whenever you like."))
    return redirect(f"{reverse('my-cases')}#{case.public_id}")


# --- The forms --------------------------------------------------------------------------------------------------------
@never_cache
@require_http_methods(["GET", "POST"])
@member_required
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """5分で書く: everything mandatory on one page."""
    return _form(request, own_case(request, public_id), "basics", SHORT)


@never_cache
@require_http_methods(["GET", "POST"])
@member_required
def section(request: HttpRequest, public_id: str, section: str) -> HttpResponse:
    """くわしく書く: one section."""
    if section not in SECTION:
        raise Http404
    return _form(request, own_case(request, public_id), section, LONG)


def _form(request: HttpRequest, case: CaseStudy, section: str, depth: str) -> HttpResponse:
    if request.method == "POST":
        return _save(request, case, section, depth)
    if not is_editable(case):
        return formpage.locked(request, case)
    form = SectionForm(case.draft, section, None, depth, add=request.GET.get("add", ""))
    return formpage.show(request, case, form)


def _save(request: HttpRequest, case: CaseStudy, section: str, depth: str) -> HttpResponse:
    data, row = _with_buttons(request.POST, section, case.draft)
    saved = save_section(case, section, data, request.user, data.get("base", "")[:16], depth)
    if saved.conflict and saved.locked:
        return formpage.locked(request, saved.case, status=409, kept=True)
    if saved.conflict:
        return redirect("case-conflict", case.public_id, saved.conflict.pk)
    if saved.locked:
        return redirect("case-submitted", case.public_id)
    if not saved.is_valid:
        return formpage.show(request, saved.case, saved.form, saved.fingerprint, status=422)
    return _after(request, saved, section, depth, row)


def _with_buttons(posted: QueryDict, section: str, draft: CaseStudy) -> tuple[QueryDict, str]:
    """The posted data after the pressed button: (data, where on the page to go on)."""
    if fix := posted.get("fix"):
        return apply_hint(posted, draft, fix)
    data, where = posted, ""
    for kind in rows_of(section, draft.outcome or ONGOING):
        data, verb, key = apply_row_action(data, kind.code)
        if verb:
            where = (
                f"?add={kind.code}#{kind.code}-rows"
                if verb == "add"
                else f"#{kind.code}-{key if verb != 'remove' else 'rows'}"
            )
    scheme, _sep, code = posted.get("suggest", "").partition(":")
    if code and terms.get(scheme, code):
        data = data.copy()
        data.appendlist(f"term-{scheme}", code)
        where = f"#id_term-{scheme}_group"
    return data, where


def _after(request: HttpRequest, saved: Saved, section: str, depth: str, row: str) -> HttpResponse:
    case, action = saved.case, request.POST.get("action", "")
    here = reverse("case-edit", args=[case.public_id])
    here = here if depth == SHORT else f"{here}{section}/"
    if row:
        return redirect(f"{here}{row}")
    if action == "submit":
        return _submit(request, saved)
    if action == "next":
        return redirect("case-section", case.public_id, following(section, case.draft.outcome))
    if action == "close":
        return redirect("my-cases")
    if action == "kind":
        return redirect(f"{here}#kind")
    return redirect(here)


def _submit(request: HttpRequest, saved: Saved) -> HttpResponse:
    try:
        writing.submit(saved.case, request.user)
    except writing.Refused as refused:
        saved.form.show_missing(refused.problems)
        elsewhere = elsewhere_of(saved.case, refused.problems, saved.form)
        return formpage.show(request, saved.case, saved.form, saved.fingerprint, status=422, elsewhere=elsewhere)
    return redirect("case-submitted", saved.case.public_id)


def elsewhere_of(case: CaseStudy, problems: dict[str, str], form: SectionForm | None = None) -> list[tuple[str, str]]:
    """(label: sentence, link) of refusals that no field of this page shows."""
    shown = {part.name for part in form.parts} if form else set()
    return [(_line(case, name, text), link_to(case, name)) for name, text in problems.items() if name not in shown]


def _line(case: CaseStudy, name: str, text: str) -> str:
    if not name:
        return text
    return _("%(label)s: %(message)s") % {"label": label_of_name(name, case.draft.outcome), "message": text}


def link_to(case: CaseStudy, name: str) -> str:
    """The section's page where a value is written; '' for the case as a whole."""
    return reverse("case-section", args=[case.public_id, section_of(name)]) if name else ""


def following(section: str, outcome: str) -> str:
    """The section after this one; the first one after the last."""
    codes = [item.code for item in sections_for(outcome or ONGOING)]
    at = codes.index(section) if section in codes else -1
    return codes[(at + 1) % len(codes)]
