"""Converts an ODS organisation to entries, links and relationships: one entry per role that is one of our kinds.

The layout is that of the Organisation Reference Data standard (DCB0090), shared by the XML files and the ORD interface;
other ODS formats are converted to it first.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import zip_longest
from typing import Any, TypeAlias

from msgspec.structs import replace

from ..model.dates import Precision, Spell, day_before
from .register import (
    REPORTING_ROLES,
    Item,
    RegisterEntry,
    RegisterLink,
    Relationship,
    Wanted,
    bad,
    iso_day,
    kinds_of_role,
)

__all__ = ["Node", "code_of", "items_of", "members", "relationship", "spell_of", "words"]

Node: TypeAlias = Mapping[str, Any]
"""An organisation or a part of one, with the names of the standard: Name, OrgId, Date, Roles, Rels, Succs."""

_Role: TypeAlias = tuple[tuple[str, ...], Spell | None]

_LONGEST = 500
"""Characters of a code or name; ODS allows 255."""


def words(node: object, name: str) -> str:
    """The text of a node's member; empty if missing.

    Raises:
        BadInput: it is not text.
    """
    value = node.get(name, "") if isinstance(node, Mapping) else node
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise bad(f"An organisation's {name} is no short text", "Fetch the file again from its publisher.")
    return value.strip()


def members(node: object, *names: str) -> list[Node]:
    """The nodes at the end of a path of names; a single node may stand for a list of one.

    Raises:
        BadInput: something on the path is neither a node nor a list of nodes.
    """
    value = node
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else value
    found: list[Any] = value if isinstance(value, list) else [] if value in (None, "") else [value]
    if not all(isinstance(each, Mapping) for each in found):
        raise bad(f"An organisation's {'.'.join(names)} is not as the standard has it", "Fetch the file again.")
    return found


_HUB = ("commissioning-hub",)


def items_of(organisation: Node, wanted: Wanted) -> Iterator[Item]:
    """The relevant items of an organisation: entries by role, relationships if it is ours, successions touching ours.

    Raises:
        BadInput: it does not follow the standard.
    """
    code = code_of(organisation)
    if not code:
        raise bad("An organisation has no code", "Fetch the file again from its publisher.")
    known = wanted(code)
    roles = [(role, kinds_of_role(words(role, "id"), words(role, "displayName"))) for role in _roles(organisation)]
    for_reports = any(words(role, "id") in REPORTING_ROLES for role, _ in roles)
    ours = [(role, kinds) for role, kinds in roles if kinds and not for_reports]
    # A commissioning hub of NHS England also has the primary role of a CCG.
    ours = [each for each in ours if each[1] == _HUB] or ours
    if known or ours:
        name, own = words(organisation, "Name"), spell_of(organisation, code)
        spells = [own if role.get("primaryRole") in (True, "true") else spell_of(role, code) for role, _ in ours]
        kinds_and_spells = [(kinds, spell) for (_, kinds), spell in zip(ours, spells, strict=True)]
        for kinds, spell, last in _one_after_another(kinds_and_spells) if ours else [((), own, True)]:
            yield RegisterEntry((("ods", code),), name if last else "", kinds, spell)
        for each in members(organisation, "Rels", "Rel"):
            yield relationship(code, each)
    for succession in members(organisation, "Succs", "Succ"):
        other = next(map(code_of, members(succession, "Target")), "")
        day = next((iso_day(words(each, "Start"), code) for each in members(succession, "Date")), None)
        if not other or not (known or wanted(other)):
            continue
        match words(succession, "Type").lower():
            case "predecessor":
                yield RegisterLink("ods", other, code, day)
            case "successor":
                yield RegisterLink("ods", code, other, day)


def _one_after_another(roles: list[_Role]) -> Iterator[tuple[tuple[str, ...], Spell | None, bool]]:
    """Roles in the order they began, each with whether it is the last, which the current name belongs to.

    A role ends where the next begins: a CCG's code and primary role were kept by its sub-ICB location.
    """
    roles = sorted(roles, key=lambda role: role[1].starts[0] if role[1] else date.min)
    for (kinds, spell), (_, after) in zip_longest(roles, roles[1:], fillvalue=((), None)):
        if spell and after and spell.starts[0] < after.starts[0]:
            end = day_before(after.starts[0])
            ends_before = spell.end is not None and spell.end <= end
            yield kinds, spell if ends_before else replace(spell, end=end, end_precision=Precision.DAY), False
        else:
            yield kinds, spell, True


def relationship(source: str, node: Node) -> Relationship:
    """A relationship held by the organisation with the code `source`.

    Raises:
        BadInput: it does not follow the standard.
    """
    target = next(map(code_of, members(node, "Target")), "")
    if not target:
        raise bad(f"{source}: a relationship has no target", "Fetch the file again from its publisher.")
    return Relationship(words(node, "id"), source, target, spell_of(node, source) or Spell())


def code_of(node: Node) -> str:
    """An organisation's code: part of its identifier, or the identifier itself in lists from the interface."""
    identifier = node.get("OrgId")
    return words(identifier, "extension") if isinstance(identifier, Mapping) else words(node, "OrgId")


def _roles(organisation: Node) -> list[Node]:
    if role := words(organisation, "PrimaryRoleId"):
        return [{"id": role, "displayName": words(organisation, "PrimaryRoleDescription"), "primaryRole": True}]
    return members(organisation, "Roles", "Role")


def spell_of(node: Node, code: str) -> Spell | None:
    """The dates of an organisation or role: legal ones, as in the record, else operational ones."""
    dates = {words(each, "Type").lower(): each for each in members(node, "Date")}
    chosen = dates.get("legal") or dates.get("operational")
    if chosen is None:
        return None
    start, end = iso_day(words(chosen, "Start"), code), iso_day(words(chosen, "End"), code)
    return Spell(start, end, Precision.DAY if start else Precision.NONE, Precision.DAY if end else Precision.NONE)
