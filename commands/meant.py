"""What a text means where a command looks for bodies: a body, or in one line what else it is, with what to run."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from .options import RecordOptions

if TYPE_CHECKING:
    from graph.answers.lookup.explanation import Pointer
    from graph.answers.lookup.leads import Lead
    from graph.names.find import Found
    from graph.record.history import History

__all__ = ["body_meant", "command_for"]


def body_meant(of: RecordOptions, history: "History", text: str, as_at: date | None = None) -> "Found":
    """The body that a text means.

    Raises:
        UnknownBody: there is none; where the text is something else, the message says what, and what to run.
        AmbiguousBody: the text is part of several names.
    """
    from graph.errors import AmbiguousBody, UnknownBody
    from graph.names.find import look_up

    try:
        return look_up(history, text, as_at=as_at)
    except AmbiguousBody:
        raise
    except UnknownBody:
        from graph.areas.other_areas import is_code_of_a_body, other_area

        if is_code_of_a_body(text):
            raise
        if other := other_area(text):
            raise UnknownBody(other) from None
        if told := next(_else_meant(of, history, text), ""):
            raise UnknownBody(f"No body is called so. It is {told}") from None
        raise


def _else_meant(of: RecordOptions, history: "History", text: str) -> Iterator[str]:
    """What a text means for certain besides bodies, each in a line."""
    from graph.answers.lookup.leads import leads

    yield from (_told(lead) for lead in leads(history, of.places(), text) if lead.sure)


def command_for(to: "Pointer") -> str:
    """What to run for all of what an answer is about."""
    from graph.answers.lookup import explanation

    match to:
        case explanation.OfBody(id=body, day=day):
            return f"show {body}{_on(day)}"
        case explanation.OfKind(kind=kind, day=day):
            return f"list --kind {kind} --as-at {day or 'DAY'}"
        case explanation.OfMap(day=day, kind=kind):
            return f"list --kind {kind} --as-at {day}" if kind else f"map {day}"
        case explanation.OfPlace(id=place, day=day):
            return f"place {place}{_on(day)}"
        case explanation.OfRestructure(id=restructure):
            return f"show {restructure}" if restructure else "timeline"
        case explanation.OfChanges(first=first, second=second, kind=kind):
            return f"diff {first} {second}{f' --kind {kind}' if kind else ''}"
        case explanation.OfCrosswalk():
            return f"crosswalk {to.first} {to.second} --kind-from {to.kind_from} --kind-to {to.kind_to}"
        case explanation.OfAccountability(body=body, day=day, down=down):
            return f"accountable {body} --as-at {day or 'DAY'}{' --down' if down else ''}"
        case explanation.OfLineage(body=body, as_csv=as_csv):
            return f"lineage {body}{' --format csv' if as_csv else ''}"
        case explanation.OfDay(day=day):
            return f"landscape {day}"
        case explanation.OfSource():
            return "sources"


def _on(day: date | None) -> str:
    return f" --as-at {day}" if day else ""


def _told(lead: "Lead") -> str:
    from graph.answers.lookup.leads import LeadTo

    match lead.to:
        case LeadTo.PLACE:
            return f"the place {lead.title}. Try: place {lead.id}{_on(lead.day)}"
        case LeadTo.RESTRUCTURE:
            return f"the restructure {lead.id}, {lead.title}. Try: show {lead.id}"
        case LeadTo.KIND:
            return f"the kind {lead.id}, {lead.title}. Try: list --kind {lead.id} --as-at DAY"
        case LeadTo.DAY:
            return f"a day, {lead.id}. Try: landscape {lead.id}"
