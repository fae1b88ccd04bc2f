"""Stories of bodies: how long they last, what they were made of, whose codes went on, what was promised."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from statistics import median
from typing import Final

from msgspec import Struct

from ...model.commissioners import ERAS
from ...model.dates import Spell, as_known
from ...model.entities import Body
from ...model.words import counted, in_words, joined
from ...record.history import History
from .story import Story

__all__ = ["Life", "codes", "lives", "lives_of", "median_years", "parents", "promises"]

_YEAR: Final = 365.25
"""Days of a year, leap years included."""
_KNOWN: Final = 31
"""Days within which a first and a last day must be known for the length of a life to be counted."""


class Life(Struct, frozen=True):
    """A body that has ended and how long it lasted; both ends are known at least to the month."""

    body: Body
    years: float


def _known(spell: Spell) -> bool:
    firsts, lasts = spell.starts, spell.ends
    return (
        spell.start is not None
        and spell.end is not None
        and (firsts[1] - firsts[0]).days <= _KNOWN
        and (lasts[1] - lasts[0]).days <= _KNOWN
    )


def lives_of(history: History) -> Mapping[str, tuple[Life, ...]]:
    """The lives of ended local commissioners by kind, oldest kind first; care trusts count as PCTs."""
    found = {}
    for kind in (kind for era in ERAS for kind in era if kind in history.kinds):
        within = history.kinds_within(kind)
        over = (body for body in history.bodies.values() if body.kind in within and _known(body.spell))
        lives = [Life(body, ((body.spell.ends[1] - body.spell.starts[0]).days + 1) / _YEAR) for body in over]
        found[kind] = tuple(sorted(lives, key=lambda life: (life.body.spell.starts[0], life.years, life.body.id)))
    return found


def median_years(lives: tuple[Life, ...]) -> float | None:
    """The median life of some bodies in years; None where there are none."""
    return median(life.years for life in lives) if lives else None


def lives(history: History) -> Story:
    by_kind = lives_of(history)
    everyone = tuple(life for lives in by_kind.values() for life in lives)
    over = sum(
        body.life.ended
        for kind in by_kind
        for body in history.bodies.values()
        if body.kind in history.kinds_within(kind)
    )
    middle = median_years(everyone)
    rows = tuple(
        {
            "id": life.body.id,
            "name": life.body.name,
            "kind": life.body.kind,
            "start": as_known(life.body.spell.start, life.body.spell.start_precision),
            "end": as_known(life.body.spell.end, life.body.spell.end_precision),
            "years": round(life.years, 2),
        }
        for life in everyone
    )
    half = f"{middle:.1f}".removesuffix(".0") if middle is not None else ""
    return Story(
        "lives",
        "How long does a local NHS commissioner last?",
        f"Half of England’s local NHS commissioners were gone within {half} years"
        if half
        else "No life is known to the month",
        f"Counted from {len(everyone):,} of the {over:,} that are over: those whose first and last month are known.",
        "30-how-long-commissioners-lasted",
        ("id", "name", "kind", "start", "end", "years"),
        rows,
    )


def parents(history: History) -> Story:
    parents: dict[str, dict[str, None]] = defaultdict(dict)
    for link in history.successions:
        if link.basis != "code":
            parents[link.successor][link.predecessor] = None
    ranked = sorted(parents.items(), key=lambda item: (-len(item[1]), item[0]))
    rows = tuple(
        {
            "id": body,
            "name": history.bodies[body].name,
            "kind": history.bodies[body].kind,
            "start": as_known(history.bodies[body].life.start, history.bodies[body].life.start_precision),
            "parents": len(of),
            "parent_ids": sorted(of),
        }
        for body, of in ranked
        if len(of) > 1
    )
    if rows:
        best = [row for row in rows if row["parents"] == rows[0]["parents"]]
        names, alone = joined([str(row["name"]) for row in best[:3]]), len(best) == 1
        number = counted(len(ranked[0][1]), "parent")
        finding = (
            f"{names} {'has' if alone else 'have'} {number}, more than any other known {'body' if alone else 'bodies'}"
        )
    else:
        finding = "No body of the record was made of several others"
    several = len(rows)
    return Story(
        "parents",
        "Which body was made of the most others?",
        finding,
        f"{counted(several, 'body was', 'bodies were')} made from more than one other, in law or by area; "
        "one that only passed on its code does not count as a parent.",
        "31-bodies-with-the-most-parents",
        ("id", "name", "kind", "start", "parents", "parent_ids"),
        rows,
    )


def _holders(history: History) -> Iterator[tuple[str, list[Body]]]:
    """Each ODS code held by more than one body, with its holders in order of time."""
    by_code: dict[str, dict[str, Body]] = defaultdict(dict)
    for body in history.bodies.values():
        for code in {body.ods_code, *(each.code for each in body.codes if each.scheme == "ods")} - {""}:
            by_code[code][body.id] = body
    for code in sorted(by_code):
        if len(by_code[code]) > 1:
            yield code, sorted(by_code[code].values(), key=lambda body: (body.life.starts[1], body.id))


def codes(history: History) -> Story:
    shared = list(_holders(history))
    rows = tuple(
        {
            "code": code,
            "bodies": len(bodies),
            "kinds": [body.kind for body in bodies],
            "ids": [body.id for body in bodies],
            "names": [body.name for body in bodies],
        }
        for code, bodies in shared
    )
    three = sum(len(bodies) > 2 for _, bodies in shared)
    return Story(
        "codes",
        "Which codes changed hands?",
        f"At least {counted(len(rows), 'NHS code has', 'NHS codes have')} stood for more than one body, "
        f"{three:,} for three",
        "A code alone does not say which body is meant: ask for the body that had it on a day.",
        "08-codes-used-twice",
        ("code", "bodies", "kinds", "ids", "names"),
        rows,
    )


def promises(history: History) -> Story:
    promises = sorted(history.commitments, key=lambda each: each.date)
    rows = tuple(
        {
            "id": each.id,
            "date": each.date,
            "promise": each.text,
            "makers": list(each.maker_ids),
            "outcome": each.status_evidence,
            "restructure": each.restructure,
            "sources": [*each.source, *each.status_source],
        }
        for each in promises
    )
    first, last = (promises[0].date, promises[-1].date) if promises else ("", "")
    when = f" from {in_words(first)} to {in_words(last)}" if first else ""
    followed = sum(bool(each.status_source) for each in promises)
    return Story(
        "promises",
        "What was promised, and what came of it?",
        f"{counted(len(rows), 'national promise')}{when}, and what became of each",
        "For each a source says what has come of it so far."
        if followed == len(rows)
        else f"For {followed:,} of them a source says what has come of it so far; of the others it is not known.",
        "11-commitments",
        ("id", "date", "promise", "makers", "outcome", "restructure", "sources"),
        rows,
    )
