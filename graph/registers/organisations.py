"""Reads organisations from the XML of TRUD and the JSON of the ORD interface, which have one layout (DCB0090)."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import IO, Any, Final

from ..errors import BadInput
from ..reconcile.ods import Node, code_of, members, spell_of, words
from ..reconcile.ods_json import load_json, organisations_in
from ..reconcile.register import bad, iso_day
from .facts import GP_PRACTICE, Fact, FileForm, Membership, Organisation, Reading, Succeeded, Unread

__all__ = ["read_json", "read_xml"]

_KINDS: Final[Mapping[str, str]] = {
    "RO76": GP_PRACTICE,
    "RO177": "prescribing-cost-centre",
    "RO197": "nhs-trust",
    "RO107": "care-trust",
    "RO198": "trust-site",
}
"""Kinds by ODS role, the one that counts first: a GP practice is a prescribing cost centre with a second role."""

_UNDER: Final[Mapping[str, str]] = {
    GP_PRACTICE: "RE4",
    "prescribing-cost-centre": "RE4",
    "trust-site": "RE6",
}
"""The relationship that is a membership: is commissioned by, and is operated by."""

_NAMES: Final = {
    "GP PRACTICE": "RO76",
    "PRESCRIBING COST CENTRE": "RO177",
    "NHS TRUST": "RO197",
    "CARE TRUST": "RO107",
    "NHS TRUST SITE": "RO198",
}


def read_json(stream: IO[bytes]) -> Reading:
    """Reads what the ORD interface gives: one organisation, several, or a list of hits.

    Raises:
        BadInput: it is no such JSON.
    """
    document = load_json(stream)
    if isinstance(document, dict) and "resourceType" in document:
        raise bad("The file is FHIR JSON", "Name what the ORD interface gives, or the XML of the whole register.")
    found = list(organisations_in(document))
    if not found:
        raise bad("The file is JSON without ODS organisations", "Name what the ORD interface gives.")
    reading = Reading(FileForm.JSON)
    reading.facts = _of_all(reading, found)
    return reading


def _of_all(reading: Reading, found: Iterable[Node]) -> Iterator[Fact]:
    for number, node in enumerate(found, 1):
        reading.records += 1
        facts = list(_facts(node, f"organisation {number}"))
        reading.passed += not facts
        with suppress(BadInput):
            if changed := iso_day(words(node, "LastChangeDate"), ""):
                reading.published = max(reading.published or date.min, changed)
        yield from facts


def read_xml(stream: IO[bytes]) -> Reading:
    """Reads a stream whose beginning is that of ODS XML; organisations are freed once read, so any size will do."""
    reading = Reading(FileForm.XML)
    reading.facts = _of_xml(reading, stream)
    return reading


def _of_xml(reading: Reading, stream: IO[bytes]) -> Iterator[Fact]:
    from ..reconcile.ods_xml import Manifest, organisations

    manifest = Manifest()

    def chosen(element: Any) -> bool:
        reading.records += 1
        for part in element:
            tag = part.tag.rpartition("}")[2] if isinstance(part.tag, str) else ""
            if tag == "Succs" and len(part):
                return True
            if tag == "Roles" and any(_role(role.get("id", ""), manifest.role_names) in _KINDS for role in part):
                return True
        reading.passed += 1
        return False

    for node in organisations(stream, chosen, manifest):
        yield from _facts(node, f"organisation {reading.records}")
    with suppress(BadInput):
        reading.published = iso_day(manifest.published, "")


def _role(role: str, names: Mapping[str, str]) -> str:
    """An ODS role; where the file gives it a name, the name decides."""
    return _NAMES.get(names.get(role, "").upper(), role)


def _facts(node: Node, place: str) -> Iterator[Fact]:
    """What an organisation says, all or nothing: one that cannot be read whole is listed."""
    try:
        yield from list(_said(node))
    except BadInput as error:
        yield Unread(place, str(error).removeprefix(": ").partition(". ")[0])


def _said(node: Node) -> Iterator[Fact]:
    code = code_of(node).upper()
    if not code:
        raise BadInput("It has no code. ")
    roles = {_role(words(each, "id"), {words(each, "id"): words(each, "displayName")}) for each in _roles(node)}
    if kind := next((kind for role, kind in _KINDS.items() if role in roles), ""):
        spell = spell_of(node, code)
        start, end = (spell.start, spell.end) if spell else (None, None)
        yield Organisation(code, words(node, "Name"), kind, _postcode(node), start, end)
        for each in members(node, "Rels", "Rel"):
            if words(each, "id") == _UNDER.get(kind) and (target := next(map(code_of, members(each, "Target")), "")):
                spell = spell_of(each, code)
                yield Membership(code, target.upper(), *((spell.start, spell.end) if spell else (None, None)))
    for each in members(node, "Succs", "Succ"):
        other = next(map(code_of, members(each, "Target")), "").upper()
        days = (iso_day(words(on, "Start"), code) for on in members(each, "Date"))
        day = next(days, None)
        if other and other != code:
            follows = words(each, "Type").lower() == "predecessor"
            yield Succeeded(other, code, day) if follows else Succeeded(code, other, day)


def _roles(node: Node) -> list[Node]:
    if role := words(node, "PrimaryRoleId"):
        return [{"id": role, "displayName": words(node, "PrimaryRoleDescription")}]
    return members(node, "Roles", "Role")


def _postcode(node: Node) -> str:
    return words(node, "PostCode") or next((words(at, "PostCode") for at in members(node, "GeoLoc", "Location")), "")
