"""What a text means where a command looks for bodies: a body, or in one line what else it is, with what to run."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from .options import RecordOptions

if TYPE_CHECKING:
    from graph.answers.lookup.leads import Lead
    from graph.names.find import Found
    from graph.record.history import History

__all__ = ["answered", "body_meant", "else_meant", "named_by_sources"]

_NAMED: Final = 5
"""Sources that a line names."""


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
        from graph.areas.other_areas import other_area
        from graph.util.text import printable

        if other := other_area(text):
            raise UnknownBody(f"{printable(text.strip().upper())} is {other}.") from None
        if told := next(else_meant(of, history, text), ""):
            raise UnknownBody(f"No body is called so. It is {told}") from None
        raise


def else_meant(of: RecordOptions, history: "History", text: str) -> Iterator[str]:
    """What a text means for certain besides bodies, each in a line."""
    from graph.answers.lookup.leads import leads

    yield from (_told(lead) for lead in leads(history, of.places(), text) if lead.sure)


def answered(history: "History", text: str, as_at: date | None) -> str:
    """The answer to what a text asks as a whole, with the command that has all of it; empty if it is no question."""
    from graph.answers.lookup.accountable import Accountable
    from graph.answers.lookup.reorganisations import Reorganised
    from graph.answers.lookup.whole_question import whole_question
    from graph.model.words import in_words

    match whole_question(history, text, as_at):
        case Accountable() as told:
            down = " --down" if told.down else ""
            all_of_it = f" Try: accountable {told.body.id} --as-at {told.day}{down}" if told.body else ""
            return f"{told.title}: {told.words}{all_of_it}"
        case Reorganised() as told:
            ids = [each.id for each in told.restructures]
            return f"{told.title}: {told.words} Try: {f'show {ids[0]}' if len(ids) == 1 else 'timeline'}"
        case (first, second):
            return f"What changed from {in_words(first)} to {in_words(second)}. Try: diff {first} {second}"
    return ""


def named_by_sources(history: "History", text: str) -> str:
    """The sources that name a text which is the name of nothing in the record; empty if none does."""
    from graph.answers.lookup.mentions import mentions

    found = mentions(history, text[:200])
    listed = "; ".join(f"{each.title} ({each.key})" for each in found.sources[:_NAMED]) if found else ""
    return f"Sources that name {found.words}: {listed}" if found else ""


def _told(lead: "Lead") -> str:
    from graph.answers.lookup.leads import LeadTo

    on = f" --as-at {lead.day}" if lead.day else ""
    match lead.to:
        case LeadTo.PLACE:
            return f"the place {lead.title}. Try: place {lead.id}{on}"
        case LeadTo.RESTRUCTURE:
            return f"the restructure {lead.id}, {lead.title}. Try: show {lead.id}"
        case LeadTo.KIND:
            return f"the kind {lead.id}, {lead.title}. Try: list --kind {lead.id} --as-at DAY"
        case LeadTo.DAY:
            return f"a day, {lead.id}. Try: landscape {lead.id}"
