"""What people ask of a kind of body: when it began and ended, what it came from and went to, and by which law."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from ...model.entities import Kind
from ...model.policy import Restructure
from ...model.words import in_words, joined, lower_first, spell_in_words
from ...record.history import History

__all__ = ["KindStory", "kind_story"]

_ONE_DAY = timedelta(days=1)
_IN_LAW = "formal"
"""The form of kinds that laws set up and end; a partnership or a part of a body needs none."""


@dataclass(frozen=True, slots=True)
class KindStory:
    """A kind's life in sentences, and the restructures that began and ended it, if known."""

    words: str
    began_in: Restructure | None
    ended_in: Restructure | None


def kind_story(history: History, kind: Kind) -> KindStory:
    """What is known of a kind as a whole; no words if its first day is not known."""
    spell = kind.spell
    if spell.start is None:
        return KindStory("", None, None)
    began = _within(spell.start, history.restructures.values())
    ended = _within(spell.end + _ONE_DAY, history.restructures.values()) if spell.end else None
    rules = history.succession_rules
    origins = _called(history, ((rule.from_kind, rule.from_body) for rule in rules if rule.to_kind == kind.id))
    heirs = _called(history, ((rule.to_kind, rule.to_body) for rule in rules if rule.from_kind == kind.id))
    said = [f"{kind.plural} existed from {spell_in_words(spell)}." if spell.ended else _since(kind)]
    if origins:
        said.append(f"They took over from {joined(origins)}.")
    if heirs:
        said.append(f"What they did went to {joined(heirs)}.")
    change = ended if spell.ended else began
    if change and kind.legal_form == _IN_LAW and change.legislation and not change.legislation.startswith("None"):
        said.append(f"The law of that change: {change.legislation}.")
    return KindStory(" ".join(said), began, ended)


def _since(kind: Kind) -> str:
    return f"{kind.plural} have existed since {in_words(kind.spell.starts[0])}."


def _within(day: date, restructures: Iterable[Restructure]) -> Restructure | None:
    """The restructure in whose span a day lies, the latest to begin of several."""
    found = [each for each in restructures if each.span[0] <= day <= each.span[1]]
    return found[-1] if found else None


def _called(history: History, ends: Iterable[tuple[str, str]]) -> list[str]:
    names = (history.bodies[body].name if body else lower_first(history.kinds[kind].plural) for kind, body in ends)
    return list(dict.fromkeys(names))
