"""Who answered to whom, where a question asks it in words.

"Who regulated trusts in 2010", "who answered to London SHA", "whom did Coventry PCT answer to in 2005".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Final, TypeAlias

from msgspec import Struct

from ...errors import RecordError
from ...model.entities import Body, Kind, LineRule
from ...model.words import counted, in_words, joined, lower_first, spell_in_words, upper_first
from ...names.description import called, kind_before
from ...names.find import look_up, names_and_days
from ...record.history import History
from ...record.name_index import plain
from ..accountability import chain, day_within
from ..subordinates import below
from .questions import kind_called

__all__ = ["Accountable", "who_answered"]

_VERBS: Final[Mapping[str, tuple[str, ...]]] = {
    "regulat": ("regulation",), "inspect": ("regulation",), "licens": ("regulation",), "audit": ("regulation",),
    "fund": ("funding",), "performance manag": ("performance-management",),
    "manag": (), "oversaw": (), "overs": (), "supervis": (), "controll": (), "control": (), "held to account": (),
}  # fmt: skip
"""How a verb that asks who stood above begins, and the kinds of line that it means; none where it means any."""
_ENDING: Final = "(?:d|ed|e|es|s|ee|ees|een|led)?"
_VERB: Final = "(?P<verb>(?:" + "|".join(_VERBS) + f"){_ENDING})"
_ANSWER: Final = r"(?:answer|answers|answered|report|reports|reported|be accountable|accountable|answerable)"
_AID: Final = r"(?:did|do|does|was|were|is|are)"
_WHO: Final = r"(?:to )?(?:who|whom|what|which bod(?:y|ies))"
_UP: Final = (
    rf"(?:{_WHO} )?{_AID} (?P<it>.+?) {_ANSWER}(?: to)?(?P<day> .*)?",
    rf"(?:who|what|which bod(?:y|ies)) {_VERB} (?P<it>.+)",
    r"(?P<it>.+) accountability|accountability of (?P<it_too>.+)",
)
_DOWN: Final = (
    rf"(?:who|what|which .+?|bodies|bodies that|those)(?: {_AID})? {_ANSWER} to (?P<it>.+)",
    r"(?:the )?members of (?P<it>.+)|(?:who|what|which .+?) (?:was|were|is|are) (?:under|part of|in) (?P<it_too>.+)",
    rf"(?:who|whom|what|which .+?) (?:did|do|does) (?P<it>.+?) {_VERB}(?P<day> .*)?",
)
_UP_ONLY: Final = re.compile(
    rf"(?:to )?(?:who|whom|what|which bod(?:y|ies)) {_AID} .+ {_ANSWER} to(?: (?:in|on|at|during)? ?.*)?"
)
_PROVIDERS: Final = ("nhs-foundation-trust", "nhs-trust")
_CALLED: Final[Mapping[str, tuple[str, ...]]] = {
    "trusts": _PROVIDERS, "hospitals": _PROVIDERS, "hospital trusts": _PROVIDERS, "providers": _PROVIDERS,
    "foundation trusts": _PROVIDERS[:1],
}  # fmt: skip
"""Everyday words for kinds that are not those of their labels."""
_BEFORE_A_DAY: Final = re.compile(r"[\s,]+(?:in|on|at|during|of|as at)$")
_NAMED: Final = 5
_WHO_DOES: Final = {"regulation": "regulator", "funding": "funder", "performance-management": "performance manager"}

_Ways: TypeAlias = dict[str, list[tuple[str, str]]]
"""By name: the kinds of line, each with its days where the answer is for no day."""


class Accountable(Struct, frozen=True):
    """Who stood above or below a body or kinds of body: a title, sentences, and the bodies they name.

    `body` and `day` are those of the page with all of it, where a body was asked for; `down` tells which page.
    """

    title: str
    words: str
    down: bool
    body: Body | None = None
    day: date | None = None
    kind: str = ""
    named: tuple[Body, ...] = ()
    more: bool = False
    """Whether more bodies answered than are named."""


def who_answered(history: History, text: str) -> Accountable | None:
    """What the record knows of who answered to whom, if a text asks for that of a body or kind that it knows."""
    words = re.sub(r"[?!;]|[.,](?=\s|$)", "", " ".join(text.split())).strip()
    for down, patterns in ((False, _UP), (True, _DOWN)):
        for pattern in patterns:
            if down and _UP_ONLY.fullmatch(words.lower()):
                continue
            if found := re.fullmatch(pattern, words, re.IGNORECASE):
                parts = found.groupdict()
                about = f"{parts.get('it') or parts.get('it_too') or ''}{parts.get('day') or ''}"
                lines = _lines_of((parts.get("verb") or "").lower())
                for name, day in _with_day(about):
                    if answer := _answer(history, name, day, lines, down=down):
                        return answer
    return None


def _lines_of(verb: str) -> tuple[str, ...]:
    return next((lines for begun, lines in _VERBS.items() if verb.startswith(begun)), ())


def _with_day(about: str) -> Iterator[tuple[str, date | None]]:
    """The ways to read a name with or without a day after it."""
    for name, day in names_and_days(about):
        yield _BEFORE_A_DAY.sub("", name), day
    yield about, None


def _answer(history: History, name: str, day: date | None, lines: tuple[str, ...], *, down: bool) -> Accountable | None:
    if kinds := _kinds(history, name):
        return _of_kinds(history, kinds, day, lines, down=down)
    with suppress(RecordError):
        body = look_up(history, name, as_at=day).body
        on = day or day_within(body)
        return _below(history, body, on) if down else _above(history, body, on, lines)
    return None


def _kinds(history: History, name: str) -> list[Kind]:
    words = plain(re.sub(r"^(?:the|all) ", "", name, flags=re.IGNORECASE))
    kind = kind_called(history, words)
    return [kind] if kind else [history.kinds[each] for each in _CALLED.get(words, ()) if each in history.kinds]


def _above(history: History, body: Body, day: date, lines: tuple[str, ...]) -> Accountable:
    steps = [step for step in chain(history, body, day).certain().steps if step.from_id == body.id]
    own = called(history, body, day)
    ways: _Ways = {}
    for step in steps:
        name = lower_first(history.kinds[step.upper_kind].plural)
        if step.upper:
            name = f"{kind_before(history, step.upper, step.name, beside=step.upper_kind)}{step.name}"
        ways.setdefault(name, []).append((step.because.kind, ""))
    who = f"{kind_before(history, body, own, beside=body.kind)}{own}"
    told = _upwards(f"On {in_words(day)} {who}", who, "it", ways, lines)
    named = dict.fromkeys(step.upper for step in steps if step.upper)
    title = f"Whom {own} answered to, {in_words(day)}"
    return Accountable(title, told, False, body, day, named=tuple(named)[:_NAMED])


def _upwards(who: str, own: str, they: str, ways: _Ways, lines: tuple[str, ...]) -> str:
    """Those above, in sentences: by the kind of line that was asked for first, then by all others."""
    asked = {name: kept for name, how in ways.items() if (kept := [way for way in how if way[0] in lines])}
    rest = {name: kept for name, how in ways.items() if (kept := [way for way in how if way[0] not in lines])}
    if not ways:
        return f"{who} answered to nobody that the record knows."
    if asked:
        also = f" {upper_first(they)} also answered to {_listed(rest)}." if rest else ""
        return f"{who} answered to {_listed(asked)}.{also}"
    then = "" if any(days for how in ways.values() for _, days in how) else " for that day"
    missing = f" The record names no {_WHO_DOES[lines[0]]} of {own}{then}." if lines else ""
    return f"{who} answered to {_listed(rest)}.{missing}"


def _below(history: History, body: Body, day: date) -> Accountable:
    under, own = below(history, body, day).certain(), called(history, body, day)
    whom = f"{kind_before(history, body, own, beside=body.kind)}{own}"
    numbers: dict[str, int] = {}
    unlisted: dict[str, None] = {}
    for each in under.answering:
        if each.body:
            numbers[each.kind] = numbers.get(each.kind, 0) + 1
        else:
            unlisted[lower_first(each.name)] = None
    told = [
        counted(number, lower_first(history.kinds[kind].label), lower_first(history.kinds[kind].plural))
        for kind, number in sorted(numbers.items(), key=lambda each: -each[1])
    ]
    verb = "was" if sum(numbers.values()) == 1 and not unlisted else "were"
    words = (
        f"On {in_words(day)} those known to have answered to {whom} {verb} {joined([*told, *unlisted])}."
        if told or unlisted
        else f"Nobody is known to the record that answered to {whom} on {in_words(day)}."
    )
    named = [each.body for each in under.answering if each.body]
    title = f"Who answered to {own}, {in_words(day)}"
    return Accountable(title, words, True, body, day, named=tuple(named)[:_NAMED], more=len(named) > _NAMED)


def _of_kinds(
    history: History, kinds: Sequence[Kind], day: date | None, lines: tuple[str, ...], *, down: bool
) -> Accountable:
    named: dict[Body, None] = {}
    told = []
    for kind in kinds:
        ways: _Ways = {}
        for rule in sorted(history.line_rules, key=lambda rule: (rule.spell.starts[0], rule.id)):
            ours = rule.to_kind == kind.id if down else rule.from_kind in (kind.id, kind.broader or kind.id)
            if not ours or not (day is None or rule.spell.certain_on(day)):
                continue
            name, body = _end(history, rule, day, down=down)
            ways.setdefault(name, []).append((rule.kind, "" if day else spell_in_words(rule.spell)))
            if body:
                named.setdefault(body)
        many = lower_first(kind.plural)
        if down:
            told.append(f"{upper_first(_listed(ways)) or 'Nobody that the record knows'} answered to {many}.")
        else:
            told.append(_upwards(kind.plural, many, "they", ways, lines))
    plurals = joined([lower_first(kind.plural) for kind in kinds])
    title = f"Who answered to {plurals}" if down else f"Whom {plurals} answered to"
    on = f", {in_words(day)}" if day else ""
    return Accountable(f"{title}{on}", " ".join(told), down, day=day, kind=kinds[0].id, named=tuple(named)[:_NAMED])


def _end(history: History, rule: LineRule, day: date | None, *, down: bool) -> tuple[str, Body | None]:
    body_id, kind_id = (rule.from_body, rule.from_kind) if down else (rule.to_body, rule.to_kind)
    if body_id:
        body = history.bodies[body_id]
        name = called(history, body, day)
        return f"{kind_before(history, body, name, beside=body.kind)}{name}", body
    return lower_first(history.kinds[kind_id].plural), None


def _listed(ways: _Ways) -> str:
    """Names with the ways in which they stood to it; those with an "and" or days of their own apart by semicolons."""
    names = [f"{name} ({_between(how).join(dict.fromkeys(map(_way, how)))})" for name, how in ways.items()]
    return "; ".join(names) if any(" and " in name or ", " in name for name in names) else joined(names)


def _between(how: list[tuple[str, str]]) -> str:
    return "; " if any(days for _, days in how) else ", "


def _way(way: tuple[str, str]) -> str:
    return ": ".join(part for part in (way[0].replace("-", " "), way[1]) if part)
