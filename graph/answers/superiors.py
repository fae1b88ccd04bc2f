"""Whom a body answered to in its life, and who answered to it, in sentences: by lines of their own, and by rules."""

from datetime import date

from ..model.dates import LATEST
from ..model.entities import Body, Line, LineRule
from ..model.words import counted, joined, lower_first
from ..names.description import called, kind_before
from ..record.history import History

__all__ = ["members_in_words", "superiors_in_words"]

_NAMED = 8
"""Bodies that a sentence names; of more it says how many they are."""


def superiors_in_words(history: History, body: Body) -> str:
    """Such as "It answered to North West SHA. Such bodies also answered to the Department of Health (funding)."."""
    own = [(line, history.bodies[line.to_id]) for line in history.lines_from.get(body.id, ())]
    names = {_told(history, body, upper, _day(body, line)): line.spell.ended for line, upper in _last_ones(own)}
    known = {each for line, upper in own for each in (called(history, upper, _day(body, line)), upper.kind)}
    ruled = [
        f"{name} ({', '.join(ways)})" for (name, about), ways in _by_rules(history, body).items() if about not in known
    ]
    sentences = []
    for ended, verb in ((False, "answers"), (True, "answered")):
        if told := [name for name, over in names.items() if over is ended]:
            sentences.append(f"It {verb} to {_listed(told)}.")
    if ruled:
        sentences.append(f"Such bodies {'also ' if own else ''}answered to {_listed(ruled)}.")
    return " ".join(sentences)


def members_in_words(history: History, body: Body) -> str:
    """Who answered to a body by lines of their own in its life, such as "NHS A CCG and NHS B CCG answered to it."."""
    lowers = {line.from_id: line.spell.ended for line in _last_first(history.lines_to.get(body.id, ()))}
    if len(lowers) > _NAMED:
        return f"{counted(len(lowers), 'body is', 'bodies are')} known to have answered to it at one time or another."
    sentences = []
    for ended in (False, True):
        if names := sorted(called(history, history.bodies[each]) for each, over in lowers.items() if over is ended):
            verb = "answered" if ended else "answers" if len(names) == 1 else "answer"
            sentences.append(f"{_listed(names)} {verb} to it.")
    return " ".join(sentences)


def _last_first(lines: tuple[Line, ...]) -> list[Line]:
    return sorted(lines, key=lambda line: not line.spell.ended)


def _last_ones(own: list[tuple[Line, Body]]) -> list[tuple[Line, Body]]:
    """The lines in their order, those that go on after those that ended: a name that has both goes on."""
    return sorted(own, key=lambda each: not each[0].spell.ended)


def _told(history: History, body: Body, upper: Body, day: date) -> str:
    name = called(history, upper, day)
    return f"{kind_before(history, upper, name, beside=body.kind)}{name}"


def _by_rules(history: History, body: Body) -> dict[tuple[str, str], list[str]]:
    """The ways in which bodies of its kind answered, by the name of whom and the kind or body that it is."""
    kinds = {body.kind, history.kinds[body.kind].broader} - {""}
    ways: dict[tuple[str, str], list[str]] = {}
    for rule in history.line_rules:
        if (rule.from_body == body.id or rule.from_kind in kinds) and rule.spell.may_overlap(body.life):
            if rule.to_kind:
                key = lower_first(history.kinds[rule.to_kind].plural), rule.to_kind
            else:
                upper = history.bodies[rule.to_body]
                name = upper.name_on(_day(body, rule))
                key = f"{kind_before(history, upper, name, beside=upper.kind)}{name}", name
            way = rule.kind.replace("-", " ")
            if way not in ways.setdefault(key, []):
                ways[key].append(way)
    return ways


def _listed(names: list[str]) -> str:
    """Names in a row; those with an "and" of their own are kept apart by semicolons."""
    return "; ".join(names) if any(" and " in name for name in names) else joined(names)


def _day(body: Body, line: Line | LineRule) -> date:
    """The last day on which both may have been there, for the name of that day."""
    return min(body.life.ends[1], line.spell.ends[1], LATEST)
