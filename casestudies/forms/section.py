"""One page of the case form: the parts of a section, laid out in blocks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from bansou.vocabulary.schemes import CASE_SCHEMES, SCHEMES
from casestudies import content
from casestudies.forms.fields import dressed
from casestudies.forms.parts import (
    UNCHANGED,
    ChoicePart,
    FilesPart,
    FlagPart,
    NumberPart,
    Part,
    StepPart,
    TagsPart,
    TermPart,
    TextPart,
    WallPart,
)
from casestudies.forms.rows import RowSet, issue_refs
from casestudies.models import CaseStudy
from casestudies.structure import FAILURE, ONGOING, OUTCOMES, TEXTS, rows_of, texts_of

SHORT, LONG = "short", "long"


@dataclass
class Block:
    """What the page shows as one: a field, or several under a shared title. `outcomes`: the kinds that show it."""

    names: tuple[str, ...]  # of casestudies.content
    fields: list[forms.BoundField]
    outcomes: tuple[str, ...] = OUTCOMES
    hidden: bool = False
    title: Any = ""
    help: Any = ""
    example: Any = ""
    columns: bool = False
    extras: list[forms.BoundField] = field(default_factory=list)  # ticks that stand right below

    @property
    def kinds(self) -> str:
        """For data-outcomes; '' when every kind shows it."""
        return "" if set(self.outcomes) == set(OUTCOMES) else " ".join(self.outcomes)


class SectionForm(forms.Form):
    """The form of one section of a draft. `depth` SHORT leaves out what the five-minute form does not ask."""

    def __init__(self, draft: CaseStudy, section: str, data: Any = None, depth: str = LONG, add: str = "") -> None:
        self.draft, self.section, self.depth = draft, section, depth
        self.outcome = draft.outcome
        self.old = content.read_section(draft, section)
        self.parts = list(parts_of(section, self.outcome, depth, draft.published_on is None))
        initial: dict[str, Any] = {}
        for part in self.parts:
            initial |= part.initial(self.old[part.name])
        super().__init__(data, initial=initial, label_suffix="")
        for part in self.parts:
            self.fields.update(part.fields(self.old[part.name]))
        if section != "basics":  # nothing there is mandatory: the mark would only repeat itself
            for shown in self.fields.values():
                dressed(shown, mark="")
        self.row_sets = [self._row_set(kind, data, add) for kind in rows_of(section, self.outcome)]

    def _row_set(self, kind: Any, data: Any, add: str) -> RowSet:
        stored = self.old[f"rows-{kind.code}"]
        refs = issue_refs(stored, data) if kind.code == "issues" else {}
        return RowSet(kind, stored, data, refs, extra=int(add == kind.code))

    def is_valid(self) -> bool:
        """Also of the rows; all are cleaned, also after a wrong one."""
        return all([super().is_valid(), *(rows.is_valid() for rows in self.row_sets)])

    def changes(self) -> content.Content:
        """Every usable value that was posted; call it after `is_valid()`, whatever that said."""
        found = {part.name: part.value(self, self.old[part.name]) for part in self.parts}
        found = {name: value for name, value in found.items() if value is not UNCHANGED}
        for rows in self.row_sets:
            if rows.posted and not rows.error:
                found[f"rows-{rows.kind.code}"] = rows.content()
        return _failure_starts_careful(found, self.old)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(label: message, link) of all that is wrong, for the summary."""
        labels = self.labels
        found = [
            (summary_line(labels.get(name, self.fields[name].label), messages[0]), f"#{self._target(name)}")
            for name, messages in self.errors.items()
            if name in self.fields
        ]
        for rows in self.row_sets:
            found += [(summary_line(label, message), f"#{target}") for label, message, target in rows.errors()]
        return found

    @property
    def labels(self) -> dict[str, Any]:
        """Plain labels by field name."""
        found: dict[str, Any] = {}
        for part in self.parts:
            found |= dict.fromkeys(part.fields(self.old[part.name]), part.label)
        return {
            name: self.fields[name].label if name.startswith("term-wall-") else label for name, label in found.items()
        }

    def _target(self, name: str) -> str:
        widget = self.fields[name].widget
        group = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
        return f"{self[name].auto_id}_group" if group else self[name].id_for_label

    def show_missing(self, problems: dict[str, str]) -> None:
        """Put the refusals of a submission (by name) at the fields of this page."""
        for part in self.parts:
            first = next(iter(part.fields(self.old[part.name])))
            if part.name in problems and first not in self.errors:
                self.add_error(first, problems[part.name])

    # --- Layout ---------------------------------------------------------------------------------------------------
    @property
    def blocks(self) -> list[Block]:
        """The blocks of the page, in order."""
        return [self._block(names, title, help_text, example) for names, title, help_text, example in self._layout()]

    def _layout(self) -> Iterator[tuple[tuple[str, ...], Any, Any, Any]]:
        groups = {names[0]: (names, *texts) for names, *texts in groups_of(self.section)}
        taken = {name for names, *_texts in groups.values() for name in names[1:]}
        available = {part.name for part in self.parts}
        for part in self.parts:
            if part.name in groups:
                names, *texts = groups[part.name]
                yield (tuple(name for name in names if name in available), *texts)  # type: ignore[misc]
            elif (part.name not in taken and not isinstance(part, FlagPart)) or (
                isinstance(part, FlagPart) and self.section != "basics"
            ):
                yield ((part.name,), "", "", "")

    def _block(self, names: tuple[str, ...], title: Any, help_text: Any, example: Any) -> Block:
        parts = [part for part in self.parts if part.name in names]
        bound = [self[name] for part in parts for name in part.fields(self.old[part.name])]
        if len(bound) > 1 and not title:
            title = "" if isinstance(parts[0], StepPart) else parts[0].label
        block = Block(names, bound, parts[0].outcomes, title=title, help=help_text, example=example)
        block.hidden = self.outcome not in block.outcomes and set(block.outcomes) != set(OUTCOMES)
        block.columns = isinstance(parts[0], TermPart) and parts[0].scheme.multiple
        block.extras = [self[flag] for flag in FLAG_OF.get(names[0], ()) if flag in self.fields]
        return block


def summary_line(label: Any, message: Any) -> str:
    """One line of the summary of what is wrong."""
    return _("%(label)s: %(message)s") % {"label": label, "message": message}


FLAG_OF = {"core_issue": ("core_issue_unknown",), "cause": ("cause_unknown",)}


def _failure_starts_careful(values: content.Content, old: content.Content) -> content.Content:
    """A case that becomes a failure goes back to anonymous and members only, unless its author chose otherwise now."""
    becomes = values.get("term-outcome", [["", ""]])[:1] == [[FAILURE, ""]] and old.get("term-outcome") != [
        [FAILURE, ""]
    ]
    if becomes:
        for name, careful in (("byline", "anonymous"), ("visibility", "members")):
            if name in values and values[name] == old[name]:
                values[name] = careful
    return values


def groups_of(section: str) -> list[tuple[tuple[str, ...], Any, Any, Any]]:
    """Values that stand under one title: (names, title, help, example)."""
    if section != "basics":
        return []
    return [
        (
            ("term-industry", "term-employee_band", "term-prefecture"),
            _("Industry, number of employees, prefecture"),
            _("The firm's name is not written. When published, the place can be shown down to the region only."),
            _("Manufacturing / 6–20 / Shimane (published as “Chugoku”)"),
        ),
        (
            content.SETTINGS,
            _("How you are named, and who may read it"),
            _(
                "If anonymous, other users do not see your organisation either. Failures start as anonymous and members only."
            ),
            _("Anonymous advisor / members only"),
        ),
    ]


def parts_of(section: str, outcome: str, depth: str, unpublished: bool = True) -> Iterable[Part]:
    """The parts of a section, in the order of the page."""
    if section == "basics":
        yield from _basics(outcome, depth, unpublished)
        return
    for text in texts_of(section, outcome or ONGOING):
        yield TextPart(text, outcome)
    for scheme in CASE_SCHEMES:
        if scheme.section == section and (not scheme.outcomes or outcome in scheme.outcomes):
            yield WallPart(scheme) if scheme.states else TermPart(scheme)
    for name in content.NUMBERS.get(section, ()):
        yield NumberPart(name, CaseStudy._meta.get_field(name).verbose_name)
    for name in content.FLAGS.get(section, ()):
        yield FlagPart(name, CaseStudy._meta.get_field(name).verbose_name)
    if section == content.TAGS_SECTION:
        yield TagsPart()
    if section == "files":
        yield FilesPart()


def _basics(outcome: str, depth: str, unpublished: bool) -> Iterator[Part]:
    yield TermPart(
        SCHEMES["outcome"],
        required=True,
        help_text=_("If in doubt, choose “in progress”. It can be changed later."),
        example=_("Failure case"),
    )
    yield StepPart(with_others=depth == LONG)
    for code in ("industry", "employee_band", "prefecture"):
        yield TermPart(SCHEMES[code], required=True)
    for text in TEXTS:
        if text.section == "basics":
            yield TextPart(text, outcome)
    yield FlagPart("core_issue_unknown", _("It could not be determined"), (FAILURE, ONGOING))
    yield FlagPart("cause_unknown", _("I don't know"), (FAILURE,))
    if unpublished:
        yield ChoicePart("byline", _("How you are named"))
        yield ChoicePart("visibility", _("Visibility"))
        yield ChoicePart("place_precision", _("How exactly the place is shown"))
    yield ChoicePart(
        "firm_consent",
        _("The firm's consent"),
        _("You can submit without it. We look at it together before publication."),
        _("I will ask"),
    )
