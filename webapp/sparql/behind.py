"""The query behind a page: one of the product's query files, asked of the page's own body, place or days.

A query follows the record as it is written; where a page works out more (shares, paths, inferred days), the comment at
the top of the query says so.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

from graph.areas.places import Place
from graph.model.entities import Body
from graph.model.words import in_words

from .examples import examples

__all__ = ["about_body", "areas_on", "between", "kinds_on", "kinds_through_time", "over_place"]

_FORTH: Final = "2013-12-31", "the end of 2013"
_BACK: Final = "2017-12-31", "the end of 2017"


def _asked(name: str, *changes: tuple[str, str]) -> str:
    """A query file with its example's words and values replaced."""
    text = next(each.text for each in examples() if each.name == name)
    for old, new in changes:
        text = text.replace(old, new)
    return text


def about_body(body: Body) -> str:
    """What came directly before and after a body, and whom it answered to."""
    return _asked("20-about-a-body", ("Trafford Primary Care Trust", body.name), ("id:pct-5nr", f"id:{body.id}"))


def over_place(place: Place) -> str:
    """The bodies that covered a place, by its cells: the record has no postcode sectors and LSOAs of its own."""
    cells = " ".join(f"id:cell-{cell}" for cell in sorted(place.parts))
    return _asked(
        "17-who-covered-a-place",
        ('?place a nhs:Place ; skos:prefLabel "Uttlesford" ; nhs:cell ?cell .', f"VALUES ?cell {{ {cells} }}"),
        ("PREFIX org:", "PREFIX id: <https://w3id.org/nhs-restructures/id/>\nPREFIX org:"),
        ("Uttlesford", place.name),
    )


def between(before: date, after: date) -> str:
    """The bodies that ended and began between two days."""
    changes = [(old, new) for (iso, words), day in ((_FORTH, before), (_BACK, after))
               for old, new in ((words, in_words(day)), (f'"{iso}"', f'"{day.isoformat()}"'))]  # fmt: skip
    return _asked("21-ended-or-began-between", *changes)


def kinds_on(day: date) -> str:
    """The number of bodies of each kind on a day."""
    return _asked("02-bodies-by-kind", ("at the end of 2017", f"on {in_words(day)}"), ("2017-12-31", day.isoformat()))


def kinds_through_time() -> str:
    """The number of bodies of each kind that began in each year."""
    return _asked("03-kinds-by-year")


def areas_on(day: date, kinds: Iterable[str], words: str) -> str:
    """The areas that bodies of some kinds held on a day; `words` are the kinds in the plural."""
    return _asked(
        "22-areas-on-a-day",
        ("primary care trusts", words),
        ("1 October 2006", in_words(day)),
        ("2006-10-01", day.isoformat()),
        ("nhs:kind-pct nhs:kind-care-trust", " ".join(f"nhs:kind-{kind}" for kind in kinds)),
    )
