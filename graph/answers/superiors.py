"""Whom a body answered to in its life, in a sentence: by lines of its own, and by the rules of its kind."""

from datetime import date

from ..model.dates import LATEST
from ..model.entities import Body, Line, LineRule
from ..model.words import joined, lower_first
from ..names.description import called
from ..record.history import History

__all__ = ["superiors_in_words"]


def superiors_in_words(history: History, body: Body) -> str:
    """Such as "It answered to North West SHA. Such bodies also answered to: Department of Health (funding)."."""
    own = [(line, history.bodies[line.to_id]) for line in history.lines_from.get(body.id, ())]
    names = dict.fromkeys(called(history, upper, _day(body, line)) for line, upper in own)
    known = {*names, *(upper.kind for _, upper in own)}
    ruled = [
        f"{name} ({', '.join(ways)})" for (name, about), ways in _by_rules(history, body).items() if about not in known
    ]
    sentences = []
    if names:
        verb = "answered" if body.life.ended else "answers or answered"
        sentences.append(f"It {verb} to {_listed(list(names))}.")
    if ruled:
        sentences.append(f"Such bodies {'also ' if names else ''}answered to {_listed(ruled)}.")
    return " ".join(sentences)


def _by_rules(history: History, body: Body) -> dict[tuple[str, str], list[str]]:
    """The ways in which bodies of its kind answered, by the name of whom and the kind or body that it is."""
    kinds = {body.kind, history.kinds[body.kind].broader} - {""}
    ways: dict[tuple[str, str], list[str]] = {}
    for rule in history.line_rules:
        if (rule.from_body == body.id or rule.from_kind in kinds) and rule.spell.may_overlap(body.life):
            if rule.to_kind:
                key = lower_first(history.kinds[rule.to_kind].plural), rule.to_kind
            else:
                name = history.bodies[rule.to_body].name_on(_day(body, rule))
                key = name, name
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
