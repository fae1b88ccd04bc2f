"""Text output of `place` and `area`."""

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from graph.model.dates import as_known
from graph.model.entities import Tier
from graph.model.partition import Evidence
from graph.model.share import share_text
from graph.model.words import counted, in_words, upper_first
from graph.names.description import called

from ..output import Printer, table

if TYPE_CHECKING:
    from graph.answers.geography.area import Area
    from graph.answers.geography.place import PlaceHistory, PlaceSpell
    from graph.areas.places import Place
    from graph.record.history import History

__all__ = ["area", "place"]

_KINDS = {
    "authority": "local authority",
    "district": "district of 1998 to 2009",
    "postcode-sector": "postcode sector",
    "postcode-district": "postcode district",
    "lsoa": "lower layer super output area of 2011",
}
_APPROXIMATE = (
    "Approximate: worked out from the general practices nearest to each ward; it counts as a whole cell where nine in "
    "ten or more point to the body."
)
_SPAN = "A span is given where approximate parts of several bodies make more than the cell."
_TIERS = {
    Tier.LOCAL: "Local bodies",
    Tier.REGIONAL: "Above them",
    Tier.NATIONAL: "National bodies",
}
_PEOPLE = "People are those of mid-2020, who stand for all years."


def place(page: Printer, history: "History", answer: "PlaceHistory", day: date | None) -> None:
    """Who covered a place, local bodies first."""
    page.print(_title(answer.place))
    if day:
        page.print(f"On {in_words(day)}")
    if len(answer.place.parts) > 1:
        what = "people" if answer.place.whole else "postcodes"
        parts = ", ".join(f"{cell} {share_text(part)}" for cell, part in answer.place.parts.items())
        page.print(f"It lies in {len(answer.place.parts)} cells, by {what}: {parts}")
    if not answer.spells:
        page.print("No body is known to have covered it.")
    for tier, spells in groupby(answer.spells, key=lambda each: each.kind.tier):
        page.print(f"\n{_TIERS[tier]}")
        header = ("from", "to", "body", "name", "share", "known")
        table(page, header, [_row(history, each, day) for each in spells])
    page.print(f"\n{_notes(answer)}")


def _title(place: "Place") -> str:
    codes = ", ".join(each.code for each in place.codes)
    people = f", {counted(place.population, 'person', 'people')} in mid-2020" if place.population else ""
    return f"{place.name}, {_KINDS[place.kind]}{f' ({codes})' if codes else ''}{people}"


def _row(history: "History", each: "PlaceSpell", day: date | None) -> tuple[str, ...]:
    spell = each.spell
    name = called(history, each.body, day) if day or each.body.unnamed else each.name
    start, end = as_known(spell.start, spell.start_precision), as_known(spell.end, spell.end_precision)
    end = end or ("not known" if spell.ended else "")
    known = f"{each.share.evidence}, inferred" if each.inferred else each.share.evidence
    return start, end, each.body.id, name, share_text(each.share), known


def _notes(answer: "PlaceHistory") -> str:
    basis = {
        "postcode-sector": "Shares are of the postcodes of 2025.",
        "postcode-district": "Shares are of the postcodes of 2025.",
        "lsoa": "A span is given where its cell is divided.",
    }.get(answer.place.kind, f"Shares are of people. {_PEOPLE}")
    if any(each.inferred for each in answer.spells):
        basis += " Inferred: no source that lists the districts of the body was read."
    return basis


def area(page: Printer, history: "History", answer: "Area") -> None:
    """The cells a body held, with their evidence."""
    people = counted(answer.population, "person", "people")
    inferred = ", inferred" if answer.inferred else ""
    page.print(f"{upper_first(called(history, answer.body, answer.day))} ({answer.body.id}) on {in_words(answer.day)}")
    page.print(f"{counted(len(answer.pieces), 'cell')}, {people}; known as {answer.evidence.label}{inferred}")
    rows = [
        (
            cell.id,
            cell.district_name,
            _from_to(share_text(answer.least(piece)), share_text(piece.share)),
            _from_to(*(f"{round(cell.population * part):,}" for part in (answer.least(piece), piece.share))),
            f"{piece.evidence.label}, inferred" if piece.inferred else piece.evidence.label,
        )
        for cell, piece in answer.pieces
    ]
    table(page, ("cell", "district of 1998", "part", "people", "known"), rows, numbers=("part", "people"))
    page.print(f"\n{_PEOPLE}")
    if answer.evidence is Evidence.APPROXIMATE:
        page.print(_APPROXIMATE)
    if answer.leasts:
        page.print(_SPAN)


def _from_to(low: str, high: str) -> str:
    return high if low == high else f"{low} to {high}"
