"""Registers made from small files in every form of ODS: what is read, what is listed, and what is refused."""

import gzip
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from graph.errors import BadInput, RecordError
from graph.registers import Membership, Organisation, Register, Succeeded, Unread, open_register
from graph.registers.add import Added, add_files, remove_editions
from tests.support import ods_files as files

ROWS = ("A81001 4QP36 19990401 20010331", "A81001 5E1 20010401 20130331", "A81001 00K 20130401 -")
MEMBERSHIPS = (
    Membership("A81001", "4QP36", date(1999, 4, 1), date(2001, 3, 31)),
    Membership("A81001", "5E1", date(2001, 4, 1), date(2013, 3, 31)),
    Membership("A81001", "00K", date(2013, 4, 1), None),
)
PRACTICE = files.organisation(
    "A81001", "THE DENSHAM SURGERY", ("RO177", "RO76"), "1974-04-01", postcode="TS18 1HU",
    rels=("RE4 5E1 2001-04-01/2013-03-31", "RE4 00K 2013-04-01", "RE8 U12345 2019-07-01"),
)  # fmt: skip
TRUST = files.organisation(
    "R0A", "MANCHESTER UNIVERSITY NHS FOUNDATION TRUST", ("RO197",), "2017-10-01",
    succs=("Predecessor RM2 2017-10-01", "Predecessor RW3 2017-10-01"),
)  # fmt: skip
PHARMACY = files.organisation("FAA01", "A PHARMACY", ("RO182",), "1990-01-01")


class Shelf:
    """A register in a folder, to which texts are added as files."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / "own" / "register.sqlite"

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def add(self, name: str, content: str | bytes, as_at: str = "") -> Added:
        day = date.fromisoformat(as_at) if as_at else None
        return add_files(self.path, [self.file(name, content)], as_at=day)

    @property
    def register(self) -> Register:
        found = open_register(self.path)
        assert found is not None
        return found

    def memberships(self, code: str) -> tuple[Membership, ...]:
        """The memberships of a code, without the day for which each is known."""
        return tuple(each._replace(known=None) for each in self.register.memberships(code))

    def organisation(self, code: str) -> Organisation:
        """An organisation, without the day for which it is known."""
        found = self.register.organisation(code)
        assert found is not None
        return found._replace(known=None)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


@pytest.mark.parametrize("header", [False, True])
@pytest.mark.parametrize("packed", ["", "zip", "gz", "zip in zip"])
def test_memberships_are_read_with_a_header_or_without_packed_or_not(shelf: Shelf, header: bool, packed: str) -> None:
    text = files.epcmem(*ROWS, header=header)
    content: str | bytes = text
    match packed:
        case "zip":
            content = files.zipped(epcmem_csv=text, readme_pdf=b"%PDF-1.4 \x00")
        case "gz":
            content = gzip.compress(text.encode())
        case "zip in zip":
            content = files.zipped(full_zip=files.zipped(epcmem_csv=text))
    added = shelf.add("some-file", content)
    assert added.passed_over == (("readme.pdf",) if packed == "zip" else ())
    assert shelf.memberships("A81001") == MEMBERSHIPS
    (edition,) = shelf.register.editions
    assert (edition.day, edition.records, edition.memberships, edition.unread) == (date(2013, 4, 1), 3, 3, 0)


def test_columns_may_stand_in_any_order_where_a_header_names_them(shelf: Shelf) -> None:
    shelf.add("mine.csv", "left,joined,note,practice,parent\n2013-03-31,2001-04-01,x,a81001,5e1\n")
    assert shelf.memberships("A81001") == MEMBERSHIPS[1:2]


def test_a_list_of_organisations_says_names_days_and_the_present_parent(shelf: Shelf) -> None:
    rows = (
        "A81001|THE DENSHAM SURGERY|TS18 1HU|19740401||00K|20130401||4",
        "A81608|A WALK-IN CENTRE|TS18 2AA|20090401|20190331|00K|20130401|20190331|0",
        "RVW|NORTH TEES AND HARTLEPOOL NHS FOUNDATION TRUST|TS19 8PE|19981001|||||",
    )
    shelf.add("epraccur.csv", files.epraccur(*rows))
    register = shelf.register
    assert shelf.organisation("A81001") == Organisation(
        "A81001", "THE DENSHAM SURGERY", "gp-practice", "TS18 1HU", date(1974, 4, 1), None
    )
    assert [getattr(register.organisation(code), "kind", "") for code in ("A81608", "RVW")] == [
        "prescribing-cost-centre",
        "nhs-trust",
    ]
    assert shelf.memberships("A81001") == MEMBERSHIPS[2:]


@pytest.mark.parametrize("header", [False, True])
def test_successions_lead_both_ways(shelf: Shelf, header: bool) -> None:
    shelf.add("succ.csv", files.succ("RM2 R0A 2017-10-01", "RW3 R0A 2017-10-01", header=header))
    day = date(2017, 10, 1)
    assert shelf.register.followed_by("RM2") == (Succeeded("RM2", "R0A", day),)
    assert [each.old for each in shelf.register.came_from("R0A")] == ["RM2", "RW3"]


@pytest.mark.parametrize("form", ["xml", "json"])
def test_organisations_are_read_from_xml_and_from_the_interface(shelf: Shelf, form: str) -> None:
    made = {"xml": files.xml, "json": files.ord_json}[form]
    shelf.add("HSCOrgRefData_Full", made(PRACTICE, TRUST, PHARMACY))
    register = shelf.register
    assert shelf.organisation("A81001") == Organisation(
        "A81001", "THE DENSHAM SURGERY", "gp-practice", "TS18 1HU", date(1974, 4, 1), None
    )
    assert shelf.memberships("A81001") == MEMBERSHIPS[1:]
    assert [each.old for each in register.came_from("R0A")] == ["RM2", "RW3"]
    (edition,) = register.editions
    assert (edition.records, edition.passed, edition.organisations) == (3, 1, 2)
    assert edition.day == {"xml": date(2026, 4, 27), "json": date(2024, 5, 1)}[form]
    assert register.knows("RM2")
    assert not register.knows("FAA01")


def test_a_hit_of_a_search_of_the_interface_has_a_name_and_a_postcode(shelf: Shelf) -> None:
    hit = (
        '{"Organisations": [{"Name": "THE DENSHAM SURGERY", "OrgId": "A81001", "PostCode": "TS18 1HU",'
        ' "PrimaryRoleId": "RO177", "PrimaryRoleDescription": "PRESCRIBING COST CENTRE"}]}'
    )
    shelf.add("hits.json", hit, as_at="2024-01-01")
    found = shelf.organisation("A81001")
    assert found == Organisation("A81001", "THE DENSHAM SURGERY", "prescribing-cost-centre", "TS18 1HU")


# Editions together


def test_a_later_edition_amends_an_earlier_one_in_whatever_order_they_are_added(tmp_path: Path) -> None:
    early = ("2012.csv", files.epcmem("A81001 5E1 20010401 -", "A81002 5E1 20010401 -"), "2012-01-01")
    late = ("2014.csv", files.epcmem(*ROWS), "2014-01-01")
    bytes_of = []
    for number, order in enumerate(((early, late), (late, early))):
        shelf = Shelf(tmp_path / str(number))
        shelf.folder.mkdir()
        for each in order:
            shelf.add(*each)
        assert shelf.memberships("A81001") == MEMBERSHIPS
        assert shelf.memberships("A81002") == (Membership("A81002", "5E1", date(2001, 4, 1), None),)
        bytes_of.append(shelf.path.read_bytes())
    assert bytes_of[0] == bytes_of[1]


def test_a_list_of_the_present_ends_the_membership_before_and_keeps_the_history(shelf: Shelf) -> None:
    shelf.add("epcmem.csv", files.epcmem(*ROWS), "2019-10-01")
    shelf.add("epraccur.csv", files.epraccur("A81001|SURGERY|TS18 1HU|19740401||16C|20200401||4"), "2020-05-01")
    assert [(each.parent, each.left) for each in shelf.memberships("A81001")] == [
        ("4QP36", date(2001, 3, 31)),
        ("5E1", date(2013, 3, 31)),
        ("00K", date(2020, 3, 31)),
        ("16C", None),
    ]


def test_a_list_of_the_present_may_say_when_a_membership_ended(shelf: Shelf) -> None:
    shelf.add("epcmem.csv", files.epcmem(*ROWS), "2019-10-01")
    shelf.add(
        "epraccur.csv", files.epraccur("A81001|X|TS18 1HU|19740401|20191130|00K|20130401|20191130|4"), "2020-01-01"
    )
    assert shelf.memberships("A81001")[-1] == Membership("A81001", "00K", date(2013, 4, 1), date(2019, 11, 30))


def test_the_same_content_is_added_once(shelf: Shelf) -> None:
    shelf.add("epcmem.csv", files.epcmem(*ROWS))
    before = shelf.path.read_bytes()
    again = shelf.add("copy.zip", files.zipped(epcmem_csv=files.epcmem(*ROWS)))
    assert (again.editions, again.known) == ((), ("epcmem.csv",))
    assert shelf.path.read_bytes() == before


def test_what_is_removed_no_longer_counts_and_the_last_file_takes_the_register_with_it(shelf: Shelf) -> None:
    shelf.add("2012.csv", files.epcmem("A81001 5E1 20010401 -"), "2012-01-01")
    before = shelf.path.read_bytes()
    shelf.add("2014.csv", files.epcmem(*ROWS), "2014-01-01")
    with pytest.raises(BadInput, match=r"The register has no file other\.csv\. It has .*2014\.csv"):
        remove_editions(shelf.register, ["other.csv"])
    remove_editions(shelf.register, ["2014.csv"])
    assert shelf.path.read_bytes() == before
    remove_editions(shelf.register, [shelf.register.editions[0].id])
    assert not shelf.path.exists()


# What cannot be read


def test_rows_that_cannot_be_read_are_listed_with_their_lines(shelf: Shelf) -> None:
    text = files.epcmem(*ROWS, "A81002 5E1 20011301 -", "A81003 5E1 20020401 20010331", "A8.003 5E1 20020401 -")
    shelf.add("epcmem.csv", text + '"A81004","5E1"\n')
    (edition,) = shelf.register.editions
    assert (edition.records, edition.memberships, edition.unread) == (7, 3, 4)
    assert shelf.register.unread(edition.id) == (
        Unread("line 4", "'20011301' is no day"),
        Unread("line 5", "it ends on 2001-03-31, before it begins on 2002-04-01"),
        Unread("line 6", "'A8.003' is no code"),
        Unread("line 7", "2 cells, where others have 6"),
    )


def test_an_organisation_that_cannot_be_read_is_listed(shelf: Shelf) -> None:
    broken = files.organisation("A81002", "A SURGERY", ("RO177",), "1974-13-01")
    shelf.add("some.json", files.ord_json(PRACTICE, broken))
    (edition,) = shelf.register.editions
    assert shelf.register.unread(edition.id) == (Unread("organisation 2", "A81002: '1974-13-01' is no day"),)


NO_REGISTERS: list[tuple[str | bytes, str]] = [
    ("practice,nhs_number\nA81001,123\n", "a column 'nhs_number': it is a file about people"),
    ("practice,Date of Birth\nA81001,123\n", "it is a file about people"),
    ("practice,id\nA81001,943 476 5919\n", "NHS numbers in column 2: it is a file about people"),
    (files.epcmem(*ROWS).replace('"W"', '"9434765919"'), "it is a file about people"),
    ("a,b\n1,2\n", "is in no form that ODS publishes"),
    ("", "is in no form that ODS publishes"),
    (b"\x00\x01", "is in no form that ODS publishes"),
    ("<HSCOrgRefData><Organisations>", "no well-formed XML"),
    ("<html/>", "XML about 'html', not ODS organisation data"),
    ("<!DOCTYPE x [<!ENTITY a 'b'>]><Organisations/>", "has a DTD"),
    (files.xml(PRACTICE)[:-200], "no well-formed XML"),
    (files.xml(PHARMACY), "speaks of no practice, trust or succession"),
    ('{"resourceType": "Bundle"}', "FHIR JSON"),
    ("{", "no JSON"),
    (files.zipped(notes_txt="hello"), "is in no form that ODS publishes"),
    (files.zipped(epcmem_csv=files.epcmem(*ROWS))[:-30], "is damaged"),
    (gzip.compress(files.epcmem(*ROWS).encode())[:-12], "is damaged"),
]


@pytest.mark.parametrize(("content", "why"), NO_REGISTERS, ids=[why for _, why in NO_REGISTERS])
def test_a_file_that_is_no_register_is_refused_and_nothing_is_written(
    shelf: Shelf, content: str | bytes, why: str
) -> None:
    good = shelf.file("epcmem.csv", files.epcmem(*ROWS))
    with pytest.raises(BadInput) as refused:
        add_files(shelf.path, [good, shelf.file("file", content)])
    assert why in str(refused.value)
    assert not shelf.path.exists()
    assert list(shelf.path.parent.glob("*")) == []


def test_ten_digits_that_are_no_nhs_numbers_are_read(shelf: Shelf) -> None:
    shelf.add("epcmem.csv", files.epcmem(*ROWS).replace('"W"', '"4342671234"'))
    assert shelf.memberships("A81001") == MEMBERSHIPS


def test_a_missing_file_a_folder_and_what_is_no_register_are_refused(shelf: Shelf) -> None:
    with pytest.raises(BadInput, match="There is no file"):
        add_files(shelf.path, [shelf.folder / "none.csv"])
    with pytest.raises(BadInput, match="is a directory"):
        add_files(shelf.path, [shelf.folder])
    with pytest.raises(BadInput, match="There is no register"):
        open_register(shelf.folder / "none.sqlite")
    text = shelf.file("table.csv", "hello " * 1000)
    for make in (open_register, lambda path: add_files(path, [shelf.file("epcmem.csv", files.epcmem(*ROWS))])):
        with pytest.raises(BadInput, match="is no register"):
            make(text)
    assert text.read_text() == "hello " * 1000
    with pytest.raises(BadInput, match="is no register"):
        open_register(shelf.file("empty.sqlite", ""))
    with pytest.raises(RecordError, match="untouched"):
        add_files(shelf.file("plain", "") / "register.sqlite", [shelf.file("epcmem.csv", files.epcmem(*ROWS))])


def test_a_register_that_changed_meanwhile_is_not_undone(shelf: Shelf) -> None:
    shelf.add("2012.csv", files.epcmem("A81001 5E1 20010401 -"))
    late = shelf.file("2014.csv", files.epcmem(*ROWS))
    other = shelf.file("succ.csv", files.succ("RM2 R0A 2017-10-01"))
    begun = []

    def meanwhile(size: int) -> None:
        if not begun:
            begun.append(size)
            add_files(shelf.path, [other])

    with pytest.raises(RecordError, match="was changed by another command meanwhile"):
        add_files(shelf.path, [late], progress=meanwhile)
    assert [each.name for each in shelf.register.editions] == ["2012.csv", "succ.csv"]


def test_a_damaged_register_is_named_as_one(shelf: Shelf) -> None:
    shelf.add("epcmem.csv", files.epcmem(*ROWS))
    whole = shelf.path.read_bytes()
    for size in (90, len(whole) // 3):
        path = shelf.file(f"{size}.sqlite", whole[:size])
        with pytest.raises(RecordError, match=rf"{size}\.sqlite is damaged\. Delete it, and add its files again"):
            Register(path).memberships("A81001")


def test_a_register_of_another_release_says_so(shelf: Shelf) -> None:
    shelf.add("epcmem.csv", files.epcmem(*ROWS))
    with closing(sqlite3.connect(shelf.path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(BadInput, match="made by another release"):
        open_register(shelf.path)
