"""Labels of the record's values for pages, and template filters."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from flask import Flask

from graph.answers.restructure import published_in_words
from graph.answers.subordinates import Subordinate
from graph.model.entities import LineRule, SuccessionRule
from graph.model.share import what_they_count
from graph.model.words import (
    counted,
    days_in_words,
    doubt_in_words,
    end_in_words,
    in_words,
    joined,
    lower_first,
    people_in_words,
    percent,
    spell_in_words,
    start_in_words,
    times_in_words,
    upper_first,
)
from graph.model.words import note_in_words as in_readers_words
from graph.names.description import description
from graph.recode.result import Status
from graph.shares import Relative

from ..http import parameters
from .pictures.blocks import latest_name
from .pictures.words import BASES, EVENT_KINDS, LINE_KINDS

__all__ = ["init_app", "kind_label", "kind_plural", "note_in_words", "of_kind"]


STATUSES = {
    Status.SAME: "The same body under the same name",
    Status.RENAMED: "The same body under a new name, or one that took over all of it and nothing else",
    Status.MERGED: "All of it went into a body that others went into too",
    Status.SPLIT: "It went to several bodies, each with a share",
    Status.UNKNOWN_SHARE: "It went there, but no source says how much of it",
    Status.UNKNOWN_CODE: "The record does not hold this code",
    Status.AMBIGUOUS_CODE: "Several bodies had this code; a day or a kind decides",
    Status.NOT_IN_FORCE: "Bodies had this code, but none on that day",
    Status.NO_SUCCESSOR: "The body is known; no source says what followed",
    Status.PLACED: "A place or a practice, which lies in this body whole",
    Status.OUTSIDE: "A trust, or a practice outside England: the register has it, and no body of the record",
    Status.NO_CODE: "The cell is empty, or names no body, as a note or “Unknown”",
    Status.TOTAL_ROW: "A total over bodies, which is not divided a second time",
}
SHORT_STATUSES = {
    Status.SAME: "same body",
    Status.RENAMED: "went on under another name",
    Status.MERGED: "merged with others",
    Status.SPLIT: "one of several parts",
    Status.UNKNOWN_SHARE: "share not known",
    Status.UNKNOWN_CODE: "not in the record",
    Status.AMBIGUOUS_CODE: "several readings",
    Status.NOT_IN_FORCE: "nobody had it then",
    Status.NO_SUCCESSOR: "nothing is known to follow",
    Status.PLACED: "lies in it whole",
    Status.OUTSIDE: "outside the record",
    Status.NO_CODE: "no code",
    Status.TOTAL_ROW: "a total",
}
FIELDS = {
    "start": "first day",
    "end": "last day",
    "ods_code": "ODS code",
    "gss code": "GSS code",
    "kind": "kind of link",
}
_NAMED_BY_ID: Final = re.compile(r"(?<![\w/.-])[a-z][a-z0-9]*(?:-[a-z0-9]+)+(?![\w/-])")
"""What may be the id of a body or the key of a source within a note."""
_MONTH: Final = re.compile(r"\d{4}-(?:0\d|1[0-2])")


def kind_label(kind: str) -> str:
    """The name of a kind of body, for one of them."""
    kinds = parameters.record().history.kinds
    return kinds[kind].label if kind in kinds else kind


def kind_plural(kind: str) -> str:
    """The name of a kind of body, for several of them."""
    kinds = parameters.record().history.kinds
    return kinds[kind].plural if kind in kinds else kind


def of_kind(number: int, kind: str) -> str:
    """The plural of a kind within a sentence, without a number."""
    return lower_first(kind_label(kind) if number == 1 else kind_plural(kind))


def body_name(body: str, day: date | None = None) -> str:
    """The name of a body by id: of a day, or its last."""
    bodies = parameters.record().history.bodies
    if body not in bodies:
        return body
    this = bodies[body]
    if this.unnamed:
        return description(parameters.record().history, this)
    return this.name_on(day) if day else latest_name(this, date.today())


def field_in_words(field: str) -> str:
    """The label of a table's field such as `end`; other text unchanged."""
    return FIELDS.get(field, field)


def value_in_words(value: str) -> str:
    """The label of a table's value, a kind of change or line; in other text days and ids in words."""
    if _MONTH.fullmatch(value):
        return in_words(value)
    return EVENT_KINDS.get(value) or LINE_KINDS.get(value) or note_in_words(value)


def note_in_words(text: str) -> str:
    """A note of the record for a reader, with bodies and sources by name: `start set to that of stp-qe1`."""
    history = parameters.record().history

    def named(found: re.Match[str]) -> str:
        if found[0] in history.bodies:
            return body_name(found[0])
        return f"“{history.sources[found[0]].title}”" if found[0] in history.sources else found[0]

    return _NAMED_BY_ID.sub(named, in_readers_words(text))


def scope_in_words(scope: str) -> str:
    """What a published number counts of a kind, such as `in:sha-q30` as `in North East Strategic Health Authority`."""
    return note_in_words(scope.removeprefix("area: ").replace("in:", "in "))


def subject_in_words(subject: str) -> str:
    """What a disagreement is about, where it is no body: a kind, two bodies or kinds with an arrow, or a number."""
    if subject.startswith("kind:"):
        return kind_plural(subject.removeprefix("kind:"))
    about, _, rest = subject.partition(": ")
    if about == "published count":
        kind = next((part for part in rest.replace(",", " ").split()), "")
        return days_in_words(f"Published number of {lower_first(kind_plural(kind))}{rest.removeprefix(kind)}")
    return " to ".join(
        kind_plural(part.removesuffix("-*")) if part.endswith("-*") else body_name(part)
        for part in subject.split(" -> ")
    )


def count_in_words(text: str) -> str:
    """A count as stated, `pct: 152 (2006)`, as `Primary care trusts: 152 (2006)`."""
    return published_in_words(parameters.record().history, text)


def from_whom(rule: LineRule | SuccessionRule, day: date | None = None) -> str:
    """The kind or body a rule starts from, at the start of a sentence; a body by its name on a day."""
    return kind_plural(rule.from_kind) if rule.from_kind else body_name(rule.from_body, day)


def to_whom(rule: LineRule | SuccessionRule, day: date | None = None) -> str:
    """The kind or body a rule leads to, within a sentence."""
    return of_kind(0, rule.to_kind) if rule.to_kind else body_name(rule.to_body, day)


def became(rule: SuccessionRule) -> str:
    """A succession between kinds as the verb of a sentence."""
    return "gave functions to" if rule.kind == "partial-transfer" else "became"


def subordinates_in_words(answering: Sequence[Subordinate], day: date) -> str:
    """How many bodies answered to one on a day, and may have, as a sentence without a full stop."""
    bodies = [each for each in answering if each.body]
    sure, on = sum(each.certain for each in bodies), in_words(day)
    perhaps = len(bodies) - sure
    if not bodies:
        kinds = " and ".join(lower_first(each.name) for each in answering)
        return f"By a general rule, {kinds} answered to it on {on}"
    if not sure:
        return f"{counted(perhaps, 'body', 'bodies')} may have answered to it on {on}"
    more = f"; {perhaps:,} more may have" if perhaps else ""
    are = "is" if sure == 1 else "are"
    return f"{counted(sure, 'body', 'bodies')} {are} known to have answered to it on {on}{more}"


def in_same_way(answering: Sequence[Subordinate]) -> list[tuple[str, list[Subordinate]]]:
    """Those who answered to a body, of one kind and in the same ways together; each with the id of its kind."""
    groups: dict[tuple[object, ...], list[Subordinate]] = {}
    for each in answering:
        ways = ((way.kind, isinstance(way, LineRule) and way.from_kind, *told) for way, *told in each.ways)
        groups.setdefault((each.kind, bool(each.body), *ways), []).append(each)
    return [(these[0].kind, these) for these in groups.values()]


def nearest_first(relatives: Iterable[Relative]) -> list[Relative]:
    """Relatives by number of changes in between, then by name."""
    return sorted(relatives, key=lambda each: (len(each.path), each.body.kind, each.body.name))


def known(keys: Iterable[str]) -> list[str]:
    """The given ids that are bodies of the record."""
    return [key for key in keys if key in parameters.record().history.bodies]


def init_app(app: Flask) -> None:
    """Registers the template filters."""
    for function in (
        in_words,
        people_in_words,
        start_in_words,
        end_in_words,
        spell_in_words,
        doubt_in_words,
        percent,
        counted,
        days_in_words,
        joined,
        times_in_words,
        kind_label,
        kind_plural,
        of_kind,
        in_same_way,
        body_name,
        count_in_words,
        note_in_words,
        field_in_words,
        scope_in_words,
        subject_in_words,
        value_in_words,
        lower_first,
        upper_first,
        nearest_first,
        from_whom,
        to_whom,
        became,
        subordinates_in_words,
        what_they_count,
    ):
        app.add_template_filter(function)
    app.jinja_env.globals.update(
        line_kinds=LINE_KINDS,
        event_kinds=EVENT_KINDS,
        status_words=STATUSES,
        basis_words=BASES,
        known=known,
        short_status_words=SHORT_STATUSES,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
