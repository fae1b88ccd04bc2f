"""Reader for ODS organisations in JSON: from the ORD interface, and as FHIR resources (R4 since 2023, STU3 before).

FHIR resources are converted to the ORD layout. In R4 a relationship is a resource of its own, an
OrganizationAffiliation.
"""

import json
from collections.abc import Iterable, Iterator
from typing import IO, Any

from .ods import Node, items_of, members, relationship, words
from .register import Item, Register, RegisterForm, Wanted, bad

__all__ = ["LARGEST", "load_json", "organisations_in", "read_ods_json"]

LARGEST = 64 * 1024 * 1024
"""Bytes; a page of either interface has at most some megabytes."""


def read_ods_json(stream: IO[bytes], wanted: Wanted) -> Register:
    """Reads the organisations of a JSON document.

    Raises:
        BadInput: it is too large, not UTF-8, not JSON, truncated, or about something else.
    """
    document = load_json(stream)
    fhir = isinstance(document, dict) and "resourceType" in document
    register = Register(RegisterForm.ODS_FHIR if fhir else RegisterForm.ODS_ORD, "ods", whole=False)
    found = list(_resources(document)) if fhir else list(organisations_in(document))
    if not found:
        raise bad("The file is JSON without ODS organisations", "Name what the ORD or FHIR interface gives.")
    register.read = len(found)
    register.items = _items(found, wanted)
    return register


def load_json(stream: IO[bytes]) -> Any:
    """The values of a JSON document from one of the interfaces.

    Raises:
        BadInput: it is too large, not UTF-8, not JSON, or truncated.
    """
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise bad(
            f"The file has more than {LARGEST >> 20} megabytes of JSON", "Take the XML form of the whole register."
        )
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise bad("The file is not UTF-8", "Fetch it again from its publisher.") from None
    except json.JSONDecodeError as error:
        raise bad(
            f"Line {error.lineno}, column {error.colno}: no JSON ({error.msg})", "Fetch it again, whole."
        ) from None
    except (RecursionError, ValueError):
        raise bad("The file is JSON nested too deeply", "Fetch it again from its publisher.") from None


def _items(found: Iterable[Node], wanted: Wanted) -> Iterator[Item]:
    for node in found:
        match node.get("resourceType"):
            case "Organization":
                yield from items_of(_of_resource(node), wanted)
            case "OrganizationAffiliation":
                source, affiliation = _of_affiliation(node)
                if wanted(source):
                    yield relationship(source, affiliation)
            case _:
                yield from items_of(node, wanted)


def organisations_in(document: Any) -> Iterator[Node]:
    """The organisations in an ORD response: one, a list, or search results."""
    for each in document if isinstance(document, list) else [document]:
        if not isinstance(each, dict):
            continue
        if "Organisations" in each:
            yield from members(each, "Organisations")
        elif "OrgId" in each:
            yield each
        else:
            yield from members(each, "Organisation")


# FHIR


def _resources(document: Node) -> Iterator[Node]:
    if document["resourceType"] == "Bundle":
        found = [each.get("resource") for each in members(document, "entry")]
    else:
        found = [document]
    for resource in found:
        if isinstance(resource, dict) and resource.get("resourceType") in ("Organization", "OrganizationAffiliation"):
            yield resource


def _of_affiliation(resource: Node) -> tuple[str, Node]:
    """The code of the organisation holding an OrganizationAffiliation, and the relationship."""
    source, target = (
        next((words(each, "value") for each in members(resource, end, "identifier")), "")
        for end in ("organization", "participatingOrganization")
    )
    coding = next(iter(members(next(iter(members(resource, "code")), {}), "coding")), {})
    dates = _dates(resource, "TypedPeriod")
    return source, {"id": words(coding, "code"), "Target": {"OrgId": target}, "Date": dates}


def _of_resource(resource: Node) -> Node:
    """Converts an Organization resource to the ORD layout."""
    identifiers = members(resource, "identifier")
    codes = [words(each, "value") for each in identifiers if words(each, "system").endswith("/ods-organization-code")]
    roles = [_role(each) for each in _extensions(resource, "OrganisationRole", "OrganizationRole-1")]
    return {
        "OrgId": next(iter(codes), words(resource, "id")),
        "Name": words(resource, "name"),
        "Date": _dates(resource, "TypedPeriod", "ActivePeriod-1"),
        "Roles": {"Role": roles},
    }


def _extensions(node: Node, *names: str) -> list[Node]:
    return [each for each in members(node, "extension") if words(each, "url").endswith(names)]


def _part(node: Node, name: str) -> Node:
    return next((each for each in members(node, "extension") if words(each, "url") == name), {})


def _dates(node: Node, *names: str) -> list[Node]:
    """Typed periods: siblings in R4, nested in STU3."""
    dates: list[Node] = []
    for extension in _extensions(node, *names):
        period = next(iter(members(extension, "valuePeriod")), None)
        if period is None:
            kind = next((words(each, "code") for each in members(_part(extension, "dateType"), "valueCoding")), "")
            period = next(iter(members(_part(extension, "period"), "valuePeriod")), {})
        else:
            kind = next((words(each, "valueString") for each in _extensions(period, "DateType-1")), "")
        dates.append({"Type": kind, "Start": words(period, "start"), "End": words(period, "end")})
    return dates


def _role(extension: Node) -> Node:
    """A role: RO98 with its name in R4; 98 with name and primary flag in STU3."""
    codings = members(_part(extension, "roleCode"), "valueCodeableConcept", "coding")
    codings = codings or members(_part(extension, "role"), "valueCoding")
    coding = next(iter(codings), {})
    code = words(coding, "code")
    return {
        "id": code if code.startswith("RO") else f"RO{code}",
        "displayName": words(coding, "display"),
        "primaryRole": _part(extension, "primaryRole").get("valueBoolean") is True,
        "Date": _dates(extension, "TypedPeriod", "activePeriod"),
    }
