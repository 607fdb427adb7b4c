"""Making a package: the desk, its texts, its units, publication."""

import re
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bansou.forms import page_number
from bansou.public_id import PATTERN, new_public_id
from casestudies.forms.rows import KEY, apply_row_action
from casestudies.models.rows import new_key
from casestudies.services.refusal import Overtaken
from knowhow.models import Package, Unit, UnitKind
from knowhow.training import services
from knowhow.training.forms import PackageForm, stored_elsewhere
from knowhow.training.page import views_of
from knowhow.training.people import may_take_over
from knowhow.training.picking import named_in
from knowhow.training.unit_forms import UnitForm
from knowhow.training.views.doors import maker_required, on_own_package

PAGE_SIZE = 30


@never_cache
@require_safe
@maker_required
def mine(request: HttpRequest) -> HttpResponse:
    """The packages of this maker, whatever their state; with `?article=` or `?case=` to choose one to put it into."""
    packages = Package.objects.filter(author=request.user.pk).with_size().order_by("-changed_at", "-pk")
    page = Paginator(packages, PAGE_SIZE).get_page(page_number(request.GET.get("page")))
    kind, target = named_in(request.GET, request.user)
    return render(request, "training/mine.html", {"page_obj": page, "kind": kind, "target": target})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@maker_required
def new(request: HttpRequest) -> HttpResponse:
    """A new package; it begins with the first saving."""
    form = PackageForm({}, request.POST if request.method == "POST" else None)
    posted = request.POST.get("once", "")
    once = posted if re.fullmatch(PATTERN, posted) else new_public_id()
    if form.is_bound and form.is_valid():
        package = services.create_once(request.user, form.content(), once)
        messages.success(request, _("The draft was saved. Now add its units."))
        return redirect("training-edit", package.public_id)
    return render(request, "training/new.html", {"form": form, "once": once}, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@on_own_package
def edit(request: HttpRequest, package: Package) -> HttpResponse:
    """Its texts and the list of its units. Every button of the list saves the texts, too."""
    if request.method != "POST":
        return _show(request, package, PackageForm(services.read(package)))
    form = PackageForm(services.read(package), request.POST)
    if not form.is_valid():
        return _show(request, package, form, status=422)
    try:
        services.save(package, request.user, form.content(), request.POST.get("base", "")[:16])
    except Overtaken:
        package.refresh_from_db()
        stored = stored_elsewhere(form, PackageForm(services.read(package)))
        return _show(request, package, form, status=409, overtaken=stored)
    return _act(request, package, request.POST.get("action", ""))


def _show(request: HttpRequest, package: Package, form: PackageForm, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "package": package,
        "form": form,
        "base": services.fingerprint(services.read(package)),
        "units": views_of(package, request.user),
        "kinds": UnitKind.choices,
        "problems": services.problems_of(package),
        **more,
    }
    return render(request, "training/edit.html", context, status=status)


def _act(request: HttpRequest, package: Package, action: str) -> HttpResponse:
    """What the pressed button says besides saving: `add` with a kind, `open`, `up`, `down` or `remove` with a key."""
    verb, _sep, value = action.partition(":")
    if verb == "add" and value in UnitKind.values:
        return redirect(f"{reverse('training-unit-new', args=[package.public_id])}?kind={value}")
    unit = package.units.filter(key=value[:16]).first() if KEY.fullmatch(value) else None
    if unit and verb in ("open", "remove"):
        return redirect(f"training-unit-{'edit' if verb == 'open' else 'remove'}", package.public_id, unit.key)
    if unit and verb in ("up", "down"):
        services.move_unit(unit, request.user, up=verb == "up")
        return redirect(f"{reverse('training-edit', args=[package.public_id])}#{unit.key}")
    messages.success(request, _("Saved."))
    return redirect("training-edit", package.public_id)


# --- Units ------------------------------------------------------------------------------------------------------------
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@on_own_package
def new_unit(request: HttpRequest, package: Package) -> HttpResponse:
    """A unit of the kind in `?kind=`; `?article=` or `?case=` says about which one."""
    kind = request.GET.get("kind", "")
    if kind not in UnitKind.values:
        raise Http404
    posted = request.POST.get("key", "")
    key = posted if KEY.fullmatch(posted) else new_key()
    data, pressed = _with_buttons(request)
    form = UnitForm(kind, request.user, {}, named_in(request.GET, request.user)[1], data)
    if data is not None and not pressed and form.is_valid():
        services.add_unit(package, request.user, kind, form.content(), key)
        return _back(request, package, key)
    return _show_unit(request, package, form, pressed, key=key)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@on_own_package
def edit_unit(request: HttpRequest, package: Package, key: str) -> HttpResponse:
    """What a unit holds."""
    unit = get_object_or_404(package.units.select_related("article", "case", "package"), key=key)
    values = services.read_unit(unit)
    data, pressed = _with_buttons(request)
    form = UnitForm(unit.kind, request.user, values, unit.article or unit.case, data)
    more: dict[str, Any] = {"unit": unit, "base": services.fingerprint(values)}
    if data is not None and not pressed and form.is_valid():
        try:
            services.save_unit(unit, request.user, form.content(), data.get("base", "")[:16])
        except Overtaken:
            stored = stored_elsewhere(form, UnitForm(unit.kind, request.user, values, unit.article or unit.case))
            return _show_unit(request, package, form, overtaken=stored, status=409, **more)
        return _back(request, package, key)
    return _show_unit(request, package, form, pressed, **more)


def _with_buttons(request: HttpRequest) -> tuple[Any, bool]:
    """The posted data (None for a GET) after a row button of the quiz was carried out, and whether one was pressed."""
    if request.method != "POST":
        return None, False
    data, verb, _key = apply_row_action(request.POST, "questions")
    if verb == "add":
        data = data.copy()
        data.appendlist("questions-keys", new_key())
    return data, bool(verb)


def _show_unit(
    request: HttpRequest, package: Package, form: UnitForm, pressed: bool = False, status: int = 0, **more: Any
) -> HttpResponse:
    wrong = form.is_bound and not pressed
    context = {"package": package, "form": form, "problems": form.problems() if wrong else [], **more}
    return render(request, "training/unit_edit.html", context, status=status or (422 if wrong else 200))


def _back(request: HttpRequest, package: Package, key: str) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('training-edit', args=[package.public_id])}#{key}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@on_own_package
def remove_unit(request: HttpRequest, package: Package, key: str) -> HttpResponse:
    """Ask, then take a unit out."""
    unit: Unit = get_object_or_404(package.units.select_related("package"), key=key)
    if request.method == "POST":
        services.remove_unit(unit, request.user)
        messages.success(request, _("The unit was removed."))
        return redirect("training-edit", package.public_id)
    return render(request, "training/confirm.html", {"package": package, "act": "remove", "unit": unit})


# --- Publication ------------------------------------------------------------------------------------------------------
@require_POST
@on_own_package
def publish(request: HttpRequest, package: Package) -> HttpResponse:
    """Members see it from now on."""
    services.publish(package, request.user)
    messages.success(request, _("The package is published. You can open sessions now."))
    return redirect(package)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@on_own_package
def end(request: HttpRequest, package: Package) -> HttpResponse:
    """Ask, then end the publication, or delete a draft that was never published."""
    act = "withdraw" if package.published_at else "delete"
    if request.method == "POST":
        ends, said = {
            "withdraw": (services.withdraw, _("The package is no longer published.")),
            "delete": (services.delete, _("The draft was deleted.")),
        }[act]
        ends(package, request.user)
        messages.success(request, said)
        return redirect("training-mine")
    return render(request, "training/confirm.html", {"package": package, "act": act})


@require_POST
@maker_required
def take_over(request: HttpRequest, public_id: str) -> HttpResponse:
    """Go on with the package of a trainer who left."""
    package = get_object_or_404(Package.objects.select_related("author"), public_id=public_id)
    if not may_take_over(request.user, package):
        raise Http404
    services.take_over(package, request.user)
    messages.success(request, _("The package is yours now."))
    return redirect("training-edit", public_id)
