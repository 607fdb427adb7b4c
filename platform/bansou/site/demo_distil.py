"""Demo content of the curators' workspace: codes, collections, marks and twins, through the services that screens use."""

from typing import Any

from django.db import transaction

from bansou.site.demo_names import case_of, moment, person
from bansou.site.services import read_json
from casestudies.anchors import Anchor
from casestudies.models import CaseStudy
from distil.codebook import services as codebook
from distil.collections import services as collections
from distil.marking import services as marking
from distil.models import Code, Collection, Twins
from distil.twins import services as twins
from knowhow.quotes import find_quote, place_value
from search.models import SavedQuery

Data = dict[str, Any]


@transaction.atomic
def load_distil(path: Any) -> int:
    """What is there stays. Returns how many collections are new."""
    data = read_json(path)
    if not Code.objects.filter(name=data["codes"][0]["name"], parent=None).exists():
        codes = _codes(data["codes"])
        _marks(data["marks"], codes)
        _end(data["codes"], codes)
    for row in data["twins"]:
        _twins(row)
    return sum(_collection(row) for row in data["collections"])


# --- Codes and marks --------------------------------------------------------------------------------------------------
def _codes(rows: list[Data]) -> dict[str, Code]:
    made: dict[str, Code] = {}
    for row in rows:
        texts = {"definition": row["note"], "colour": row["colour"], "letter": row.get("letter", "")}
        made[row["key"]] = codebook.create(
            person(row["by"]), row["name"], made.get(row.get("parent", "")), moment(row["on"]), **texts
        )
    return made


def _marks(rows: list[Data], codes: dict[str, Code]) -> None:
    for row in rows:
        chosen = [codes[key] for key in row["codes"]]
        case, by = case_of(row["case"]), person(row["by"])
        marking.add(case, by, row["quote"], chosen, memo=row["memo"], at=moment(row["on"]))


def _end(rows: list[Data], codes: dict[str, Code]) -> None:
    """Codes that the curators joined or gave up: the codebook has a history."""
    for row in rows:
        code, by = codes[row["key"]], person(row["by"])
        if "merged_into" in row:
            codebook.merge(code, codes[row["merged_into"]], by)
        elif "retired_on" in row:
            codebook.retire(code, by)


# --- Twins ------------------------------------------------------------------------------------------------------------
def _twins(row: Data) -> None:
    good, failed = case_of(row["good"]), case_of(row["failed"])
    if Twins.objects.filter(good=good, failure=failed).exclude(by=None).exists():
        return
    section, parting = row["parting"]["section"], row["parting"]
    places = _anchor(good, section, parting["good"]), _anchor(failed, section, parting["failed"])
    twins.mark_parting(good, failed, person(row["by"]), places, row["remark"], moment(row["on"]))


def _anchor(case: CaseStudy, section: str, quote: str) -> Anchor:
    places = [place_value(section, row.key) for row in case.rows_of(section)]
    return next(found for place in places for found in find_quote(case, quote, place))


# --- Collections ------------------------------------------------------------------------------------------------------
def _collection(row: Data) -> bool:
    if Collection.objects.filter(question=row["question"]).exists():
        return False
    by, at = person(row["by"]), moment(row["on"])
    made = collections.create(by, row["question"], row["note"], _saved(row, by), at)
    for name in row.get("cases", ()):
        case = case_of(name)
        collections.add(made, by, [case], max(at, moment(str(case.published_on))))
    return True


def _saved(row: Data, by: Any) -> SavedQuery | None:
    """The saved search that a live collection follows."""
    name = row.get("saved")
    return SavedQuery.objects.get(owner=by, name=name) if name else None
