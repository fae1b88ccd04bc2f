"""The record held against files in the registers' forms, made from its own facts, whole and with a known difference."""

import io
import json
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from cli import cli
from graph.errors import BadInput
from graph.reconcile import Point, Reconciliation, RegisterForm, Verdict, open_register, reconcile
from graph.record import Record
from graph.record.history import History
from tests.support import register_files as files
from tests.support.tiny import Tiny


def against(history: History, text: str | bytes) -> Reconciliation:
    data = text.encode() if isinstance(text, str) else text
    return reconcile(history, open_register(io.BytesIO(data), history))


def disagreeing(answer: Reconciliation) -> list[Point]:
    return [point for point in answer.points if point.verdict is not Verdict.AGREES]


@pytest.fixture(scope="module")
def history(record: Record) -> History:
    return record.history


@pytest.fixture(scope="module")
def boards(history: History) -> list[dict[str, Any]]:
    """CCGs and ICBs of the record as organisations of ODS."""
    return files.organisations(history, [*history.by_kind["ccg"], *history.by_kind["icb"]])


FORMS: dict[RegisterForm, Callable[[History], str]] = {
    RegisterForm.ODS_XML: lambda h: files.xml(files.organisations(h, [*h.by_kind["ccg"], *h.by_kind["icb"]])),
    RegisterForm.ODS_ORD: lambda h: files.ord_json(files.organisations(h, h.by_kind["icb"])),
    RegisterForm.ODS_FHIR: lambda h: files.fhir_r4(files.organisations(h, h.by_kind["icb"])),
    RegisterForm.ODS_SUCCESSIONS: lambda h: files.succ_csv(h, [*h.by_kind["ccg"], *h.by_kind["icb"]]),
    RegisterForm.ONS_NAMES: lambda h: files.names_csv([b for b in h.by_kind["icb"] if not b.life.ended], "ICB", 2026),
    RegisterForm.ONS_HISTORY: lambda h: files.history_csv([*h.by_kind["ccg"], *h.by_kind["local-place"]]),
    RegisterForm.ONS_CHANGES: lambda h: files.changes_csv(h, h.by_kind["ccg"]),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_file_of_the_record_s_own_facts_agrees_with_it_in_every_form(history: History, form: RegisterForm) -> None:
    answer = against(history, FORMS[form](history))
    assert answer.form is form
    assert answer.compared >= 30
    assert disagreeing(answer) == []
    assert answer.points


def test_an_stu3_resource_agrees_too(history: History, boards: list[dict[str, Any]]) -> None:
    answer = against(history, files.fhir_stu3(boards[0]))
    assert {point.field for point in answer.points} == {"code", "name", "start", "end"}
    assert disagreeing(answer) == []


def test_the_day_an_xml_file_gives_for_itself_is_told(history: History, boards: list[dict[str, Any]]) -> None:
    answer = against(history, files.xml(boards))
    assert (answer.published, answer.read) == ("2026-04-27", len(boards))


def test_a_body_is_missing_in_a_register_that_has_others_of_its_kind(history: History) -> None:
    (point,) = [
        point
        for point in disagreeing(against(history, files.xml(files.organisations(history, history.by_kind["icb"][1:]))))
        if point.field == "body"
    ]
    assert (point.verdict, point.body) == (Verdict.MISSING_THERE, history.by_kind["icb"][0].id)


def test_one_organisation_of_an_interface_says_nothing_of_the_others(history: History) -> None:
    organisation = files.organisations(history, history.by_kind["icb"])[:1]
    assert not [point for point in disagreeing(against(history, files.ord_json(organisation))) if point.field == "body"]


# One difference each, in a small record

ROWS = {
    "bodies": [
        {"id": "ccg-a", "name": "NHS Alpha CCG", "ods_code": "01A", "start": "2013-04-01", "end": "2020-03-31"},
        {"id": "ccg-b", "name": "NHS Beta CCG", "ods_code": "01B", "start": "2020-04-01"},
        {"id": "ccg-c", "name": "NHS Gamma CCG", "start": "2013-04-01"},
    ],
    "events": [{"id": "event-2020-04-01-merger-ccg-b", "kind": "merger", "date": "2020-04-01"}],
    "successions": [{"event_id": "event-2020-04-01-merger-ccg-b", "from_id": "ccg-a", "to_id": "ccg-b"}],
}


@pytest.fixture
def small(tiny: Tiny) -> History:
    return tiny(ROWS).history


@pytest.fixture
def both(small: History) -> list[dict[str, Any]]:
    return files.organisations(small, small.by_kind["ccg"])


def one(answer: Reconciliation) -> tuple[Verdict, str, str, str]:
    (point,) = disagreeing(answer)
    return point.verdict, point.field, point.ours, point.theirs


def test_another_name_is_a_difference(small: History, both: list[dict[str, Any]]) -> None:
    both[0]["Name"] = "NHS OMEGA CCG"
    assert one(against(small, files.xml(both))) == (Verdict.DIFFERS, "name", "NHS Alpha CCG", "NHS OMEGA CCG")


def test_a_name_in_full_or_cut_short_is_the_same_name(small: History, both: list[dict[str, Any]]) -> None:
    both[0]["Name"] = "ALPHA CLINICAL COMMISSIONING GROUP"
    assert not disagreeing(against(small, files.xml(both)))


def test_another_end_is_a_difference(small: History, both: list[dict[str, Any]]) -> None:
    both[0]["Date"][0]["End"] = "2020-06-30"
    assert one(against(small, files.xml(both))) == (Verdict.DIFFERS, "end", "2020-03-31", "2020-06-30")


def test_a_day_we_know_only_roughly_is_missing_here(tiny: Tiny, both: list[dict[str, Any]]) -> None:
    rough = {**ROWS["bodies"][0], "end_precision": "by"}
    history = tiny({**ROWS, "bodies": [rough, *ROWS["bodies"][1:]]}).history
    assert one(against(history, files.xml(both))) == (Verdict.MISSING_HERE, "end", "by 2020-03-31", "2020-03-31")


def test_a_code_we_lack_is_found_by_the_name(small: History, both: list[dict[str, Any]]) -> None:
    both.append({**both[1], "Name": "NHS GAMMA CCG", "OrgId": {"extension": "01C"}, "Succs": {"Succ": []}})
    assert one(against(small, files.xml(both))) == (Verdict.MISSING_HERE, "ods code", "", "01C")


def test_a_body_we_lack_is_missing_here(small: History, both: list[dict[str, Any]]) -> None:
    both.append({**both[1], "Name": "NHS DELTA CCG", "OrgId": {"extension": "01D"}, "Succs": {"Succ": []}})
    verdict, field, _, theirs = one(against(small, files.xml(both)))
    assert (verdict, field) == (Verdict.MISSING_HERE, "body")
    assert theirs.startswith("NHS DELTA CCG")


def test_a_code_that_only_reports_are_counted_by_is_no_body(small: History, both: list[dict[str, Any]]) -> None:
    """NHS England's note on sub-ICB reporting entities: primary role RO98, non-primary role RO327."""
    (role,) = both[1]["Roles"]["Role"]
    roles = [role, {**role, "id": "RO327", "primaryRole": False}]
    both.append({**both[1], "OrgId": {"extension": "W1234"}, "Roles": {"Role": roles}, "Succs": {"Succ": []}})
    assert not disagreeing(against(small, files.xml(both)))


def test_what_is_of_no_kind_and_no_code_of_ours_is_left_out(small: History, both: list[dict[str, Any]]) -> None:
    role = {**both[1]["Roles"]["Role"][0], "id": "RO177"}
    both.append({**both[1], "OrgId": {"extension": "A81001"}, "Roles": {"Role": [role]}, "Succs": {"Succ": []}})
    answer = against(small, files.xml(both))
    assert (answer.read, len(disagreeing(answer))) == (3, 0)


def test_a_succession_on_another_day_is_a_difference(small: History) -> None:
    verdict, field, ours, theirs = one(against(small, "01A,01B,R,20210401,\n"))
    assert (verdict, field, theirs) == (Verdict.DIFFERS, "succession", "2021-04-01")
    assert ours.startswith("2020-04-01")


def test_a_succession_we_lack_is_missing_here(small: History) -> None:
    assert one(against(small, "01B,01A,R,20210401,\n"))[:2] == (Verdict.MISSING_HERE, "succession")


@pytest.mark.parametrize("header", ["old_code,new_code,date", "date,predecessor_code,successor"])
def test_a_list_of_successions_may_have_a_header(small: History, header: str) -> None:
    row = "01A,01B,2021-04-01" if header.startswith("old") else "2021-04-01,01A,01B"
    verdict, field, _, theirs = one(against(small, f"{header}\n{row}\n"))
    assert (verdict, field, theirs) == (Verdict.DIFFERS, "succession", "2021-04-01")


def test_a_code_change_within_one_body_is_no_succession(tiny: Tiny) -> None:
    rows = {**ROWS, "codes": [{"body_id": "ccg-a", "scheme": "ods", "code": code} for code in ("01A", "01Z")]}
    assert against(tiny(rows).history, "01A,01Z,F,20150401,\n").points == ()


def test_a_body_in_a_list_of_a_year_it_did_not_see_is_a_difference(small: History) -> None:
    answer = against(small, "CCG21CDH,CCG21NM\n01A,NHS Alpha CCG\n01B,NHS Beta CCG\n")
    assert one(answer)[:2] == (Verdict.DIFFERS, "in force")


def test_areas_of_other_countries_in_a_lookup_are_left_out(small: History) -> None:
    assert against(small, "LSOA11CD,CCG21CD,CCG21NM\nW01000001,W11000023,Betsi\n").compared == 0


def test_an_area_from_before_the_codes_began_may_be_older(tiny: Tiny) -> None:
    body = {"id": "pct-a", "kind": "pct", "ons_code": "E16000001", "start": "2006-10-01", "end": "2013-03-31"}
    history = tiny({"bodies": [body]}).history
    assert not disagreeing(against(history, files.history_csv(history.by_kind["pct"])))


def test_a_code_that_lived_on_through_two_bodies_is_compared_with_both(tiny: Tiny) -> None:
    old = {"id": "stp-q", "kind": "stp", "ods_code": "QAA", "start": "2016-03-15", "end": "2022-06-30"}
    new = {"id": "icb-q", "kind": "icb", "ods_code": "QAA", "start": "2022-07-01"}
    history = tiny({"bodies": [old, new]}).history
    partnership, board = files.organisations(history, history.by_kind["stp"])[0], history.by_kind["icb"][0]
    (stp,) = partnership["Roles"]["Role"]
    stp["primaryRole"] = False
    icb = {**stp, "id": "RO318", "Date": [{"Type": "Legal", "Start": str(board.life.start)}]}
    partnership["Roles"]["Role"] = [{**stp, "id": "RO261", "primaryRole": True}, stp, icb]
    partnership["Name"] = ""
    answer = against(history, files.xml([partnership]))
    assert not disagreeing(answer)
    assert {point.body for point in answer.points} == {"stp-q", "icb-q"}


# Files that are refused

BOMB = (
    "<!DOCTYPE x ["
    + '<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
PARAMETER = '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;]>'

REFUSED: dict[str, str | bytes] = {
    "a bomb": files.xml([], before=BOMB, inside="&i;"),
    "an outside entity": files.xml([], before=OUTSIDE, inside="&a;"),
    "a parameter entity": files.xml([], before=PARAMETER),
    "a DTD in another encoding": files.xml([], before=BOMB).replace("UTF-8", "UTF-16").encode("utf-16"),
    "UTF-16 without a mark": files.xml([]).encode("utf-16-le"),
    "bytes that are no UTF-8": files.xml([]).encode().replace(b"TRUST", b"TR\xffST", 1),
    "an entity nobody declared": files.xml([], inside="&nobody;"),
    "other XML": "<html><body/></html>",
    "no element": "<!-- nothing -->",
    "XML as deep as it goes": files.xml([], inside="<a>" * 5000),
    "an organisation without a code": files.xml([], inside="<Organisation><Name>X</Name></Organisation>"),
    "a day that is none": files.xml([], inside='<Organisation><OrgId extension="01A"/><Date><Type value="Legal"/>'
        '<Start value="2013-02-30"/></Date></Organisation>'),
    "empty": "", "blanks": " \n ", "packed": b"PK\x03\x04", "nulls": b"\0" * 20,
    "JSON cut short": '{"Organisation": {"Name": "X"',
    "JSON as deep as it goes": "[" * 200_000,
    "JSON about something else": '{"a": 1}',
    "a number in place of a name": '{"Organisation": {"OrgId": {"extension": "01A"}, "Name": 5}}',
    "a text in place of roles": '{"Organisation": {"OrgId": {"extension": "01A"}, "Roles": "x"}}',
    "a FHIR error": '{"resourceType": "OperationOutcome"}',
    "JSON that is no UTF-8": b'{"Organisation": "\xff"}',
    "CSV with another header": "a,b\n1,2\n",
    "semicolons": "GEOGCD;GEOGNM;OPER_DATE;TERM_DATE\n",
    "a ragged row": "01A,01B,R,20200401,\n01A,01B,R\n",
    "no day": "01A,01B,R,20200401,\n01A,01B,R,2020,\n",
    "quotes left open": '01A,01B,R,20200401,\n01A,"01B,R,20200401,\n',
    "CSV that is no UTF-8": b"CCG21CDH,CCG21NM\n01A,caf\xe9\n",
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_register_is_refused_in_one_line(small: History, name: str) -> None:
    with pytest.raises(BadInput) as refused:
        against(small, REFUSED[name])
    text = str(refused.value)
    assert text.isprintable()
    assert len(text) < 300
    assert text.endswith(".")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ('"A81001","00K","W","20130401","","0"\n', "Keep it with register add."),
        (b"PK\x03\x04xl/workbook.xml", "The file is a workbook. Save the sheet as CSV."),
        (b"PK\x03\x04", "The file is packed. Unpack it first, and name the file within."),
    ],
)
def test_what_to_do_with_a_file_of_another_form_is_said(small: History, data: str | bytes, said: str) -> None:
    with pytest.raises(BadInput, match=re.escape(said)):
        against(small, data)


def test_a_file_cut_short_anywhere_is_refused(small: History, both: list[dict[str, Any]]) -> None:
    whole = files.xml(both).rstrip()
    for end in range(10, len(whole), 97):
        with pytest.raises(BadInput):
            against(small, whole[:end])


NAMES = ["Organisation", "Organisations", "OrgId", "extension", "Name", "Date", "Type", "Start", "Roles", "Role"]
NAMES += ["Succs", "Succ", "Target", "id", "resourceType", "entry", "resource", "identifier", "valuePeriod", "url"]


def refused_or_read(history: History, data: str | bytes) -> None:
    with suppress(BadInput):
        against(history, data)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_bytes_lead_to_another_failure(record: Record, data: bytes) -> None:
    refused_or_read(record.history, data)


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(NAMES),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(_values)
def test_no_shape_of_json_leads_to_another_failure(record: Record, value: Any) -> None:
    refused_or_read(record.history, json.dumps([{"Organisation": value}]))
    refused_or_read(record.history, json.dumps({"resourceType": "Bundle", "entry": [{"resource": value}]}))


# The command


def run(tmp_path: Path, text: str, *arguments: str) -> Result:
    path = tmp_path / "register"
    path.write_text(text, encoding="utf-8")
    return CliRunner().invoke(cli, ["reconcile", str(path), *arguments])


def test_the_command_answers_in_text_json_and_csv(tmp_path: Path, history: History) -> None:
    text = files.succ_csv(history, history.by_kind["icb"])
    assert "ODS successions CSV" in run(tmp_path, text).stdout
    document = json.loads(run(tmp_path, text, "--format", "json").stdout)
    assert document["counts"]["succession"]["agrees"] == len(document["agreements"]) > 10
    assert run(tmp_path, text, "--format", "csv").stdout.startswith("verdict,field,code,body,ours,theirs\n")


def test_differences_are_no_failure_unless_asked(tmp_path: Path, history: History) -> None:
    text = files.succ_csv(history, history.by_kind["icb"]).replace("2026", "2027", 1)
    assert run(tmp_path, text).exit_code == 0
    assert run(tmp_path, text, "--strict").exit_code == 1
    whole = files.succ_csv(history, history.by_kind["icb"])
    assert run(tmp_path, whole, "--strict").exit_code == 0


def test_a_register_may_come_from_a_pipe_and_no_bar_is_drawn_where_nobody_looks(history: History) -> None:
    ran = CliRunner().invoke(
        cli, ["reconcile", "-"], input=files.fhir_r4(files.organisations(history, history.by_kind["icb"]))
    )
    assert ran.exit_code == 0
    assert ran.stderr == ""


def test_a_register_is_read_one_organisation_at_a_time(small: History, both: list[dict[str, Any]]) -> None:
    """Reading stops asking for bytes when its items are not asked for: nothing is held but what is compared."""
    whole = files.xml([*both, *({**both[0], "OrgId": {"extension": f"Y{n}"}} for n in range(5000))]).encode()
    stream = io.BytesIO(whole)
    register = open_register(stream, small)
    next(register.items)
    assert stream.tell() < len(whole) / 2


def test_a_file_of_organisations_without_a_header_is_compared_by_code_name_and_days(record: Record) -> None:
    def line(code: str, name: str, opened: str, closed: str) -> str:
        cells = [code, name, "Y54", "Q74", *[""] * 6, opened, closed, *[""] * 15]
        return ",".join(f'"{cell}"' for cell in cells) + "\n"

    text = line("02A", "NHS TRAFFORD CCG", "20130401", "20220630") + line("02H", "NHS WIGAN", "20130401", "20200331")
    found = against(record.history, (text + line("ZZ9", "A PRACTICE", "20130401", "")).encode())
    assert found.form == "ODS organisations CSV"
    assert {(point.code, point.field) for point in found.having(Verdict.DIFFERS)} == {("02H", "name"), ("02H", "end")}
    assert not found.having(Verdict.MISSING_HERE)


def test_a_commissioning_hub_is_no_clinical_group_though_its_primary_role_is_one(record: Record) -> None:
    roles = [{"id": "RO98", "uniqueRoleId": 1, "primaryRole": True}, {"id": "RO218", "uniqueRoleId": 2}]
    days = [{"Type": "Legal", "Start": "2020-04-01"}]
    hub = {"Name": "A HUB", "Date": days, "OrgId": {"extension": "97T"}, "Roles": {"Role": roles}}
    found = against(record.history, json.dumps({"Organisation": hub}).encode())
    assert {point.body for point in found.having(Verdict.AGREES)} == {"commissioning-hub-97t"}
    unknown = against(record.history, json.dumps({"Organisation": {**hub, "OrgId": {"extension": "99Z9"}}}).encode())
    assert [point.theirs for point in unknown.having(Verdict.MISSING_HERE)] == ["A HUB (commissioning-hub)"]


def test_a_file_that_is_a_part_is_called_so_and_what_it_lacks_is_not_listed(record: Record) -> None:
    text = b"CCG18CD,CCG18CDH,CCG18NM,STP18CD,STP18NM\nE38000001,02N,NHS Airedale CCG,E54000005,West Yorkshire\n"
    found = against(record.history, text)
    assert found.note.startswith("The file is a part: it holds 2 of ")
    assert not found.having(Verdict.MISSING_THERE)
    assert all(point.theirs == "on 2018-04-01" for point in found.points if point.field == "in force")
