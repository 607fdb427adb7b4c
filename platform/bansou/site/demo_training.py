"""Demo training: packages with their units, and sessions that took place or are to come."""

from typing import Any

from bansou.site.demo_names import article_of, case_of, moment, person
from knowhow.models import Package, SignUp, TrainingSession
from knowhow.training import services, sessions

Data = dict[str, Any]
UNIT = ("title", "minutes", "text", "lines", "note", "questions")


def load_training(rows: list[Data]) -> int:
    """Packages that are not there yet, with everything about them. Returns how many."""
    return sum(_package(row) for row in rows)


def _package(row: Data) -> bool:
    if Package.objects.filter(title=row["title"]).exists():
        return False
    by, at = person(row["by"]), moment(row["on"])
    package = services.create(by, {name: row[name] for name in services.TEXTS}, at=at)
    for unit in row["units"]:
        services.add_unit(package, by, unit["kind"], _unit(unit), on=moment(unit.get("on", row["on"])).date())
    package = services.publish(package, by, moment(row["published"]))
    for session in row["sessions"]:
        _session(package, by, session)
    return True


def _unit(data: Data) -> Data:
    values = {name: data[name] for name in UNIT if name in data}
    if "article" in data:
        values["article"] = article_of(data["article"])
    if "case" in data:
        values["case"] = case_of(data["case"])
    return values


# --- Sessions ---------------------------------------------------------------------------------------------------------
def _session(package: Package, by: Any, data: Data) -> None:
    opened = moment(data["opened"])
    values = {name: data.get(name, "") for name in ("place", "link", "note")}
    values |= {"starts_at": moment(data["starts"]), "ends_at": moment(data["ends"]), "capacity": data["capacity"]}
    session = sessions.open_session(package, by, values, opened)
    rows = {key: sessions.sign_up(session, person(key), opened) for key in data["signed"]}
    if "present" in data:
        sessions.note_attendance(session, by, {rows[key].user_id for key in data["present"]}, session.ends_at)
    for said in data.get("feedback", ()):
        _feedback(session, rows[said["by"]], said)


def _feedback(session: TrainingSession, row: SignUp, said: Data) -> None:
    asked = session.package.lines("feedback_questions")
    answers = [{"question": q, "answer": a} for q, a in zip(asked, said["answers"], strict=True) if a]
    sessions.give_feedback(row, said["useful"], answers)
