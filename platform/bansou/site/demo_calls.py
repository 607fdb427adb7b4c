"""Demo calls: an award with its results, one that is open, a presentation to come."""

from datetime import date
from typing import Any

from bansou.site.demo_names import case_of, moment, person
from knowhow.calls import services
from knowhow.models import Call, Entry

Data = dict[str, Any]


def load_calls(rows: list[Data]) -> int:
    """Calls that are not there yet, with their entries. Returns how many."""
    return sum(_call(row) for row in rows)


def _call(row: Data) -> bool:
    if Call.objects.filter(title=row["title"]).exists():
        return False
    by, at = person(row["by"]), moment(row["on"])
    call = services.write(Call(created_at=at), _columns(row), by)
    services.announce(call, by, at)
    entries = [(_enter(call, entry), entry) for entry in row["entries"]]
    if row["results"]:
        choices = {made.public_id: (entry["award"], entry["citation"]) for made, entry in entries}
        services.choose(call, choices, by)
        services.publish_results(call, by, moment(row["results"]))
    return True


def _columns(row: Data) -> Data:
    days = {f"{name}_on": row[name] and date.fromisoformat(row[name]) for name in ("opens", "closes", "held")}
    texts = {name: row[name] for name in ("title", "theme", "place")}
    return {"call_kind": row["kind"], **texts, **days}


def _enter(call: Call, entry: Data) -> Entry:
    case = case_of(entry["case"])
    return services.enter(call, case, case.author, moment(entry["on"]))
