"""Small register files made from a record's facts, for tests and benchmarks."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from graph.model.entities import Basis, Body, Line, Succession
from graph.reconcile.register import ROLE_NAMES, ROLES
from graph.record.history import History

__all__ = [
    "affiliations",
    "changes_csv",
    "fhir_r4",
    "fhir_stu3",
    "history_csv",
    "names_csv",
    "ord_json",
    "organisations",
    "succ_csv",
    "xml",
]

ROOT = "2.16.840.1.113883.2.1.3.2.4.18.48"
ROLE_OF = {kind: role for role, kinds in ROLES.items() for kind in kinds}
NAME_OF = {role: name for name, role in ROLE_NAMES.items()}


def _legal_links(history: History, bodies: Iterable[Body], scheme: str) -> Iterator[tuple[str, str, Succession]]:
    """The successions by law between these bodies, by their codes of a scheme."""
    codes = {body.id: body.ods_code if scheme == "ods" else body.gss_code for body in bodies}
    for link in history.successions:
        old, new = codes.get(link.predecessor), codes.get(link.successor)
        if old and new and old != new and link.basis is Basis.LEGAL:
            yield old, new, link


def _day(history: History, link: Succession) -> str:
    return history.event_days[link.event][1].isoformat()


def _lines_between(history: History, bodies: Iterable[Body]) -> Iterator[Line]:
    """The lines of membership between these bodies, which the registers have as geography or sub-division."""
    chosen = [body.id for body in bodies]
    for line in (each for body in chosen for each in history.lines_from.get(body, ())):
        if line.kind == "membership" and line.to_id in chosen:
            yield line


def organisations(history: History, bodies: Iterable[Body]) -> list[dict[str, Any]]:
    """Bodies with an ODS code and a known first day in the layout of the ORD interface."""
    chosen = [body for body in bodies if body.ods_code]
    made: dict[str, dict[str, Any]] = {}
    for body in chosen:
        dates = {"Type": "Legal", "Start": body.life.start.isoformat() if body.life.start else ""}
        if body.life.end:
            dates["End"] = body.life.end.isoformat()
        role = ROLE_OF[body.kind]
        made[body.ods_code] = {
            "Name": body.name.upper(),
            "Date": [dates],
            "OrgId": {"root": ROOT, "assigningAuthorityName": "HSCIC", "extension": body.ods_code},
            "Status": "Inactive" if body.life.end else "Active",
            "LastChangeDate": "2026-04-01",
            "orgRecordClass": "RC1",
            "Roles": {"Role": [{"id": role, "uniqueRoleId": 1, "primaryRole": True, "Date": [dates]}]},
            "Rels": {},
            "Succs": {"Succ": []},
        }
    for number, line in enumerate(_lines_between(history, chosen)):
        source, target = history.bodies[line.from_id], history.bodies[line.to_id]
        dates = {"Type": "Operational", "Start": line.spell.start.isoformat() if line.spell.start else ""}
        if line.spell.end:
            dates["End"] = line.spell.end.isoformat()
        made[source.ods_code]["Rels"].setdefault("Rel", []).append(
            {
                "id": "RE2" if source.kind == "area-team" else "RE5",
                "uniqueRelId": number,
                "Date": [dates],
                "Status": "Inactive" if line.spell.end else "Active",
                "Target": {
                    "OrgId": {"root": ROOT, "assigningAuthorityName": "HSCIC", "extension": target.ods_code},
                    "PrimaryRoleId": {"id": ROLE_OF[target.kind]},
                },
            }
        )
    for number, (old, new, link) in enumerate(_legal_links(history, chosen, "ods")):
        for at, other, kind in ((old, new, "Successor"), (new, old, "Predecessor")):
            made[at]["Succs"]["Succ"].append(
                {
                    "uniqueSuccId": number,
                    "Date": [{"Type": "Legal", "Start": _day(history, link)}],
                    "Type": kind,
                    "Target": {"OrgId": {"root": ROOT, "extension": other}, "PrimaryRoleId": {"id": "RO98"}},
                }
            )
    return list(made.values())


def xml(found: Iterable[dict[str, Any]], *, before: str = "", inside: str = "") -> str:
    """Organisations in the XML form; `before` stands before the root, `inside` among the organisations."""
    concepts = "".join(
        f'<concept id="{role}" code="{role[2:]}" displayName={quoteattr(name)}/>' for role, name in NAME_OF.items()
    )
    body = "".join(map(organisation_xml, found))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}\n'
        '<HSCOrgRefData:OrgRefData xmlns:HSCOrgRefData="http://refdata.hscic.gov.uk/org/v2-0-0">\n'
        '<Manifest><Version value="2-0-0"/><PublicationDate value="2026-04-27"/></Manifest>\n'
        f'<CodeSystems><CodeSystem name="OrganisationRole" oid="2.16.840.1.113883.2.1.3.2.4.17.507">{concepts}'
        f"</CodeSystem></CodeSystems>\n<Organisations>{inside}{body}</Organisations>\n</HSCOrgRefData:OrgRefData>\n"
    )


def organisation_xml(organisation: dict[str, Any]) -> str:
    """One organisation in the XML form."""

    def dates(node: dict[str, Any]) -> str:
        return "".join(
            f'<Date><Type value="{each["Type"]}"/><Start value="{each["Start"]}"/>'
            + (f'<End value="{each["End"]}"/>' if "End" in each else "")
            + "</Date>"
            for each in node["Date"]
        )

    def target(code: str) -> str:
        return f'<OrgId root="{ROOT}" assigningAuthorityName="HSCIC" extension={quoteattr(code)}/>'

    roles = "".join(
        f'<Role id="{role["id"]}" uniqueRoleId="1" primaryRole="{str(role["primaryRole"]).lower()}">'
        f'{dates(role)}<Status value="Active"/></Role>'
        for role in organisation["Roles"]["Role"]
    )
    rels = "".join(
        f'<Rel id="{each["id"]}" uniqueRelId="{each["uniqueRelId"]}">{dates(each)}<Status value="{each["Status"]}"/>'
        f"<Target>{target(each['Target']['OrgId']['extension'])}"
        f'<PrimaryRoleId id="{each["Target"]["PrimaryRoleId"]["id"]}"/></Target></Rel>'
        for each in organisation["Rels"].get("Rel", [])
    )
    succs = "".join(
        f'<Succ uniqueSuccId="{each["uniqueSuccId"]}">{dates(each)}<Type>{each["Type"]}</Type>'
        f'<Target>{target(each["Target"]["OrgId"]["extension"])}<PrimaryRoleId id="RO98"/></Target></Succ>'
        for each in organisation["Succs"]["Succ"]
    )
    return (
        f'<Organisation orgRecordClass="RC1"><Name>{escape(organisation["Name"])}</Name>{dates(organisation)}'
        f'{target(organisation["OrgId"]["extension"])}<Status value="{organisation["Status"]}"/>'
        f'<LastChangeDate value="2026-04-01"/><GeoLoc><Location><Town>LEEDS</Town></Location></GeoLoc>'
        f"<Roles>{roles}</Roles>{f'<Rels>{rels}</Rels>' if rels else ''}"
        f"{f'<Succs>{succs}</Succs>' if succs else ''}</Organisation>\n"
    )


def ord_json(found: list[dict[str, Any]]) -> str:
    """Organisations as the ORD interface gives them one by one, here in a list."""
    return json.dumps([{"Organisation": each} for each in found])


_R4 = "https://fhir.nhs.uk/England/StructureDefinition/Extension-England-"
_STU3 = "https://fhir.nhs.uk/STU3/StructureDefinition/Extension-ODSAPI-"
_IDENTIFIER = "https://fhir.nhs.uk/Id/ods-organization-code"
_RELATIONSHIP = "https://digital.nhs.uk/services/organisation-data-service/CodeSystem/ODSRelationship"


def _resource(organisation: dict[str, Any], extensions: list[dict[str, Any]]) -> dict[str, Any]:
    code = organisation["OrgId"]["extension"]
    return {
        "resourceType": "Organization",
        "id": code,
        "extension": extensions,
        "identifier": [{"system": _IDENTIFIER, "value": code}],
        "name": organisation["Name"],
    }


def _period(dates: dict[str, str]) -> dict[str, str]:
    return {name.lower(): dates[name] for name in ("Start", "End") if name in dates}


def _typed(dates: dict[str, str]) -> dict[str, Any]:
    return {
        "url": f"{_R4}TypedPeriod",
        "extension": [
            {"url": "dateType", "valueCoding": {"code": dates["Type"]}},
            {"url": "period", "valuePeriod": _period(dates)},
        ],
    }


def affiliations(organisation: dict[str, Any]) -> list[dict[str, Any]]:
    """The relationships of an organisation as resources of the FHIR R4 interface."""

    def reference(code: str) -> dict[str, Any]:
        return {"reference": f"Organization/{code}", "identifier": {"system": _IDENTIFIER, "value": code}}

    return [
        {
            "resourceType": "OrganizationAffiliation",
            "id": str(each["uniqueRelId"]),
            "extension": [_typed(each["Date"][0])],
            "active": each["Status"] == "Active",
            "period": _period(each["Date"][0]),
            "organization": reference(organisation["OrgId"]["extension"]),
            "participatingOrganization": reference(each["Target"]["OrgId"]["extension"]),
            "code": [{"coding": [{"system": _RELATIONSHIP, "code": each["id"]}]}],
        }
        for each in organisation["Rels"].get("Rel", [])
    ]


def fhir_r4(found: Iterable[dict[str, Any]]) -> str:
    """Organisations and their relationships as the FHIR R4 interface gives them."""
    entries: list[dict[str, Any]] = []
    for organisation in found:
        (role,) = organisation["Roles"]["Role"]
        coding = {"code": role["id"], "display": NAME_OF[role["id"]]}
        extensions: list[dict[str, Any]] = [
            {
                "url": f"{_R4}OrganisationRole",
                "extension": [
                    {"url": "roleCode", "valueCodeableConcept": {"coding": [coding]}},
                    _typed(role["Date"][0]),
                ],
            },
            _typed(organisation["Date"][0]),
        ]
        resources = [_resource(organisation, extensions), *affiliations(organisation)]
        entries += [{"resource": resource} for resource in resources]
    return json.dumps({"resourceType": "Bundle", "type": "searchset", "entry": entries})


def fhir_stu3(organisation: dict[str, Any]) -> str:
    """One organisation as the FHIR STU3 interface gave it."""

    def period(dates: dict[str, str]) -> dict[str, Any]:
        return {"extension": [{"url": f"{_STU3}DateType-1", "valueString": dates["Type"]}], **_period(dates)}

    (role,) = organisation["Roles"]["Role"]
    coding = {"code": role["id"][2:], "display": NAME_OF[role["id"]]}
    extensions: list[dict[str, Any]] = [
        {"url": f"{_STU3}ActivePeriod-1", "valuePeriod": period(organisation["Date"][0])},
        {
            "url": f"{_STU3}OrganizationRole-1",
            "extension": [
                {"url": "role", "valueCoding": coding},
                {"url": "primaryRole", "valueBoolean": True},
                {"url": "activePeriod", "valuePeriod": period(role["Date"][0])},
            ],
        },
    ]
    return json.dumps(_resource(organisation, extensions))


def _csv(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def succ_csv(history: History, bodies: Iterable[Body]) -> str:
    """The successions of bodies as in succ.csv and succarc.csv: without a header, days without hyphens."""
    links = _legal_links(history, [body for body in bodies if body.ods_code], "ods")
    return _csv([old, new, "R", _day(history, link).replace("-", ""), ""] for old, new, link in links)


_AREA = ["GEOGCD", "GEOGNM", "GEOGNMW"]
_BEFORE = ["GEOGCD_P", "GEOGNM_P", "GEOGNMW_P"]
_ORDER = ["SI_ID", "SI_TITLE", "OPER_DATE"]
_HISTORY = [*_AREA, *_ORDER, "TERM_DATE", "PARENTCD", "ENTITYCD", "OWNER", "STATUS", "AREAEHECT"]
_CHANGES = [*_AREA, *_BEFORE, *_ORDER, "ENTITYCD", "YEAR"]


def _slashed(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""


def history_csv(bodies: Iterable[Body]) -> str:
    """Every GSS code of bodies as in ChangeHistory.csv; those from before 2009 have its first day."""
    rows = []
    for body in bodies:
        for code in body.codes:
            if code.scheme != "gss" or not body.life.start or code.spell.start_precision not in ("", "day"):
                continue
            begun, ended = code.spell.start or body.life.start, code.spell.end or body.life.end
            order = ["1111/1001", "GSS re-coding strategy", f"{_slashed(max(begun, date(2009, 1, 1)))} 00:00:00"]
            status = "terminated" if ended else "live"
            rows.append([code.code, body.name, "", *order, _slashed(ended), "", code.code[:3], "ONS", status, ""])
    return _csv([_HISTORY, *rows])


def changes_csv(history: History, bodies: Iterable[Body]) -> str:
    """The successions of bodies as in Changes.csv."""
    rows = []
    for old, new, link in _legal_links(history, [body for body in bodies if body.gss_code], "gss"):
        day = history.event_days[link.event][1]
        rows.append([new, "", "", old, "", "", "", "", _slashed(day), new[:3], str(day.year)])
    return _csv([_CHANGES, *rows])


def names_csv(bodies: Iterable[Body], stem: str, year: int) -> str:
    """Bodies as in a list of names and codes of a year."""
    part = f"{stem}{year % 100:02}"
    rows = [[body.gss_code, body.ods_code, body.name, "1"] for body in bodies]
    return "\ufeff" + _csv([[f"{part}CD", f"{part}CDH", f"{part}NM", "FID"], *rows])
