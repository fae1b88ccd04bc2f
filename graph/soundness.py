"""Whether the facts of a history can be used at all: every value can be read, and what they name is there.

This is the quick look that every opening of a record takes, so that a file cut short is refused in one line;
`graph.validation` is the thorough one, which says everything that is wrong.
"""

from collections.abc import Iterable, Iterator

from .errors import UnreadableRecord
from .history import History
from .model import Body, Code, InferredValue, LineRule, Name, SuccessionRule

__all__ = ["require_whole"]


def require_whole(history: History, name: str) -> None:
    """Looks at all facts once.

    Raises:
        UnreadableRecord: a value cannot be read, or a fact names something that is not there.
    """
    try:
        there = {
            "body": history.bodies.keys(),
            "kind": history.kinds.keys(),
            "change event": history.events.keys(),
            "source": history.sources.keys(),
        }
        fault = next(
            (
                f"names the {what} {each!r}, which it does not hold"
                for what, each in _named(history)
                if each and each not in there[what]
            ),
            "",
        )
    except (ArithmeticError, LookupError, ValueError):
        fault = "holds a value that cannot be read"
    if fault:
        raise UnreadableRecord(f"{name} {fault}. It may be cut short or wrongly edited; to see more, run: validate")


def _named(history: History) -> Iterator[tuple[str, str]]:
    """What the facts name: which sort of thing, and its id, empty where a fact need not name one."""

    def sources(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
        return (("source", key) for key in keys)

    for kind in history.kinds.values():
        yield "kind", kind.broader
        yield from sources(kind.sources)
    for body in history.bodies.values():
        yield "kind", body.kind
        parts: tuple[Body | Code | Name | InferredValue, ...]
        parts = (body, *body.codes, *body.names, *body.inferred_values)
        for part in parts:
            yield from sources(part.sources)
    for event in history.events.values():
        yield from sources((*event.sources, *event.instrument.split("|")))
    for link in history.successions:
        yield from (("body", link.predecessor), ("body", link.successor), ("change event", link.event))
        yield from sources(link.sources)
    for line in history.lines:
        yield from (("body", line.from_id), ("body", line.to_id))
        yield from sources(line.sources)
    rules: tuple[LineRule | SuccessionRule, ...] = (*history.line_rules, *history.succession_rules)
    for rule in rules:
        yield from (("kind", rule.from_kind), ("kind", rule.to_kind))
        yield from (("body", rule.from_body), ("body", rule.to_body))
        yield from sources(rule.sources)
