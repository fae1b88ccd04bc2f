"""Small files in every form that a register is made from, as ODS publishes them."""

import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

__all__ = ["element", "epcmem", "epraccur", "ord_json", "organisation", "succ", "xml", "zipped"]


def _csv(rows: Sequence[Sequence[str]]) -> str:
    return "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows)


def epcmem(*rows: str, header: bool = False) -> str:
    """Memberships: each row is `practice parent joined left`, where a day may be `-`."""
    cells = [[cell.replace("-", "") if len(cell) < 2 else cell for cell in row.split()] for row in rows]
    named = [["Organisation Code", "Parent Organisation Code", "Parent Organisation Type", "Join Parent Date",
              "Left Parent Date", "Amended Record Indicator"]]  # fmt: skip
    return _csv([*(named if header else []), *([member, parent, "W", *days, "0"] for member, parent, *days in cells)])


def epraccur(*rows: str) -> str:
    """Organisations in 27 columns: each row is `code|name|postcode|opened|closed|parent|joined|left|setting`."""
    made = []
    for row in rows:
        code, name, postcode, opened, closed, parent, joined, left, setting = row.split("|")
        address = ["Y63", "QHM", "1 HIGH STREET", "", "", "MARKETBY", ""]
        more = ["01642 000000", "", "", "", "0", "", parent, "", setting, ""]
        made.append(
            [code, name, *address, postcode, opened, closed, "C" if closed else "A", "B", parent, joined, left, *more]
        )
    return _csv(made)


def succ(*rows: str, header: bool = False) -> str:
    """Successions: each row is `old new day`."""
    if header:
        return "old_code,new_code,date\n" + "".join(row.replace(" ", ",") + "\n" for row in rows)
    return _csv([[old, new, "R", day.replace("-", ""), "1"] for old, new, day in map(str.split, rows)])


def organisation(
    code: str, name: str, roles: Sequence[str], spell: str, *, postcode: str = "", rels: Sequence[str] = (),
    succs: Sequence[str] = (),
) -> dict[str, Any]:  # fmt: skip
    """An organisation as the ORD interface gives it; spells are `first/last`, rels `RE4 00K first/last`, succs
    `Successor R0B day`."""

    def dates(text: str) -> list[dict[str, str]]:
        first, _, last = text.partition("/")
        return [{"Type": "Operational", "Start": first, **({"End": last} if last else {})}]

    def target(other: str) -> dict[str, Any]:
        return {"OrgId": {"extension": other}, "PrimaryRoleId": {"id": "RO98"}}

    return {
        "Name": name,
        "Date": dates(spell),
        "OrgId": {"extension": code},
        "Status": "Active",
        "LastChangeDate": "2024-05-01",
        "GeoLoc": {"Location": {"AddrLn1": "1 HIGH STREET", "PostCode": postcode}},
        "Roles": {"Role": [{"id": role, "uniqueRoleId": at, "primaryRole": not at} for at, role in enumerate(roles)]},
        "Rels": {
            "Rel": [
                {"id": kind, "uniqueRelId": at, "Date": dates(days), "Target": target(other)}
                for at, (kind, other, days) in enumerate(map(str.split, rels))
            ]
        },
        "Succs": {
            "Succ": [
                {"uniqueSuccId": at, "Date": dates(day), "Type": kind, "Target": target(other)}
                for at, (kind, other, day) in enumerate(map(str.split, succs))
            ]
        },
    }


def ord_json(*found: dict[str, Any]) -> str:
    """What the interface answers for one organisation, or a list of such answers."""
    answers = [{"Organisation": each} for each in found]
    return json.dumps(answers[0] if len(answers) == 1 else answers)


def xml(*found: dict[str, Any]) -> str:
    """The same organisations in the XML of TRUD, published on 27 April 2026."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<HSCOrgRefData:OrgRefData xmlns:HSCOrgRefData="http://refdata.hscic.gov.uk/org/v2-0-0">\n'
        '<Manifest><Version value="2-0-0"/><PublicationDate value="2026-04-27"/></Manifest>\n'
        '<CodeSystems><CodeSystem name="OrganisationRole"><concept id="RO177" code="177"'
        ' displayName="PRESCRIBING COST CENTRE"/><concept id="RO76" code="76" displayName="GP PRACTICE"/>'
        "</CodeSystem></CodeSystems>\n"
        f"<Organisations>{''.join(map(element, found))}</Organisations>\n</HSCOrgRefData:OrgRefData>\n"
    )


def element(node: dict[str, Any]) -> str:
    """An organisation in XML."""

    def dates(of: dict[str, Any]) -> str:
        return "".join(
            f'<Date><Type value="{each["Type"]}"/>'
            + "".join(f'<{end} value="{each[end]}"/>' for end in ("Start", "End") if end in each)
            + "</Date>"
            for each in of["Date"]
        )

    def target(of: dict[str, Any]) -> str:
        return f'<Target><OrgId extension="{of["Target"]["OrgId"]["extension"]}"/><PrimaryRoleId id="RO98"/></Target>'

    roles = "".join(
        f'<Role id="{each["id"]}" uniqueRoleId="{each["uniqueRoleId"]}"'
        + (' primaryRole="true"' if each["primaryRole"] else "")
        + "/>"
        for each in node["Roles"]["Role"]
    )
    rels = "".join(f'<Rel id="{each["id"]}">{dates(each)}{target(each)}</Rel>' for each in node["Rels"]["Rel"])
    succs = "".join(
        f"<Succ>{dates(each)}<Type>{each['Type']}</Type>{target(each)}</Succ>" for each in node["Succs"]["Succ"]
    )
    place = node["GeoLoc"]["Location"]["PostCode"]
    return (
        f'<Organisation orgRecordClass="RC1"><Name>{node["Name"]}</Name>{dates(node)}'
        f'<OrgId root="2.16.840.1.113883.2.1.3.2.4.18.48" extension="{node["OrgId"]["extension"]}"/>'
        f'<Status value="Active"/><GeoLoc><Location><PostCode>{place}</PostCode></Location></GeoLoc>'
        f"<Roles>{roles}</Roles><Rels>{rels}</Rels>{f'<Succs>{succs}</Succs>' if succs else ''}</Organisation>\n"
    )


def zipped(**files: str | bytes) -> bytes:
    """An archive of files; `_` in a name stands for the dot."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("_", ".", 1), text)
    return packed.getvalue()
