"""Describes a body whose name is unknown from what is known about it; never invents a name."""

import re
from datetime import date
from typing import Final

from ..model.entities import LEGAL_AND_AREA, Body, ChangeKind, Tier
from ..model.words import joined, lower_first
from ..record.history import History
from .words import core

__all__ = ["called", "description", "kind_before"]

_WITH_ARTICLE: Final = re.compile(
    r"\b(?:Authority|Agency|Board|Centre|Commission|Department|Executive|Framework|Institute|Office|University)\b|"
    r"^(?:Chief|Joint|Prime|Secretary|Single)\b"
)
"""National bodies and posts that take an article in a sentence, as NHS England and Monitor do not."""
_BECAME = {ChangeKind.REPLACEMENT: "that became", ChangeKind.MERGER: "that became part of"}


def description(history: History, body: Body) -> str:
    """Such as "the primary care group (code 4HN27) that became part of Trafford North PCT"; empty if it has a name."""
    if not body.unnamed:
        return ""
    code = f" (code {body.ods_code})" if body.ods_code else ""
    called = f"the {lower_first(history.kinds[body.kind].label)}{code}"
    links = [link for link in history.links_from.get(body.id, ()) if link.basis in LEGAL_AND_AREA]
    heirs = sorted({_named(history, history.bodies[link.successor]) for link in links})
    if not heirs:
        return f"{called} whose name was not found"
    how = {link.kind for link in links}
    became = _BECAME.get(ChangeKind(how.pop()), "that went into") if len(how) == len(heirs) == 1 else "that went into"
    return f"{called} {became} {joined(heirs)}"


def _named(history: History, heir: Body) -> str:
    """The name of an heir; one without a name by its kind and code, or descriptions would go round in circles."""
    return f"the {lower_first(history.kinds[heir.kind].label)} {heir.ods_code}" if heir.unnamed else heir.name


def called(history: History, body: Body, day: date | None = None) -> str:
    """The name of a body, its latest or that of a day; its description, marked as one, if no name was found."""
    if body.unnamed:
        return f"{description(history, body)} (description)"
    return body.name_on(day) if day else body.name


def kind_before(history: History, body: Body, name: str, *, beside: str = "") -> str:
    """Words before a name in a sentence: its kind where the name does not tell, "the integrated care system " before
    "Sussex", and an article, "the " before "Care Quality Commission", where people say one.

    The few national bodies, and what the NHS calls itself ("NHS North of England"), are known by their names; so is a
    body of the kind that it stands `beside`.
    """
    kind = history.kinds[body.kind]
    if body.unnamed:
        return ""
    if kind.tier is Tier.NATIONAL:
        return "the " if _WITH_ARTICLE.search(name) else ""
    if kind.id == beside or core(name).kinds or name.startswith("NHS "):
        return ""
    return f"the {lower_first(kind.label)} "
